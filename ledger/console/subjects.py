"""Subjects that a command line names, where the ledger knows nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.console.errors import did_you_mean, nearest
from ledger.console.options import Clocks
from ledger.console.times import settled
from ledger.errors import LedgerError
from ledger.language import say
from ledger.subjects import KINDS_OF_SUBJECTS

if TYPE_CHECKING:
    from ledger.app import Ledger
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


def unknown_id(ledger: Ledger, what: str, name: str, prefix: str) -> LedgerError:
    """The error of an id of a kind that no fact names at the times asked about; says `what`."""
    return LedgerError(
        what,
        where=name,
        why=say("No fact of the ledger names it at the times asked about."),
        now=did_you_mean(_near(ledger, name, prefix))
        or say("See `bindledger shop list` and its like for what there is."),
    )


def _near(ledger: Ledger, name: str, prefix: str) -> list[str]:
    """Names that may have been meant; what only a refused request named is none."""
    from ledger.queries.reading import facts_of
    from ledger.queries.state import is_named

    others = (tag for tag in ledger.store.subjects(prefix) if tag != f"{prefix}{name}")
    near = nearest(name, (tag.removeprefix(prefix) for tag in others))
    now = settled(ledger, Clocks())
    return [one for one in near if is_named(facts_of(ledger.store, [prefix + one]), now)]
