"""Subjects that a command line names, where the ledger knows nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.console.errors import did_you_mean, nearest
from ledger.errors import LedgerError
from ledger.language import say
from ledger.subjects import KINDS_OF_SUBJECTS

if TYPE_CHECKING:
    from ledger.store import Store


def nobody(store: Store, subject: str) -> LedgerError:
    """The error of a subject that no fact names at the times asked about."""
    kind = subject.partition(":")[0]
    near = did_you_mean(nearest(subject, store.subjects(f"{kind}:")))
    if not near and kind not in KINDS_OF_SUBJECTS:
        near = say("A subject is written as <kind>:<id>, such as shop:tiktok:S1.")
    return LedgerError(
        say("Nothing is known of {tag}.", tag=subject),
        where=subject,
        why=say("No fact of the ledger names it at the times asked about."),
        now=near or say("See `bindledger shop list` and its like for what there is."),
    )
