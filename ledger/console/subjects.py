"""Subjects that a command line names, where the ledger knows nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.console.errors import did_you_mean, nearest
from ledger.errors import LedgerError
from ledger.language import say

if TYPE_CHECKING:
    from ledger.store import Store


def nobody(store: Store, subject: str) -> LedgerError:
    """The error of a subject that no fact names at the times asked about."""
    kind = subject.partition(":")[0]
    return LedgerError(
        say("Nothing is known of {tag}.", tag=subject),
        where=subject,
        why=say("No fact of the ledger names it at the times asked about."),
        now=did_you_mean(nearest(subject, store.subjects(f"{kind}:")))
        or say("See the list for what there is."),
    )
