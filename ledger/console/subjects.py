"""Subjects that a command line names, where the ledger knows nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.console.errors import did_you_mean, nearest
from ledger.errors import LedgerError
from ledger.language import say
from ledger.subjects import KINDS_OF_SUBJECTS

if TYPE_CHECKING:
    from ledger.queries.times import Times
    from ledger.store import Store


def nobody(store: Store, subject: str, times: Times | None = None) -> LedgerError:
    """The error of a subject that no fact names at the times asked about; None are all times."""
    kind = subject.partition(":")[0]
    names = nearest(subject, store.subjects(f"{kind}:"))
    near = did_you_mean(one for one in names if times is None or _is_known(store, one, times))
    if not near and kind not in KINDS_OF_SUBJECTS:
        near = say("A subject is written as <kind>:<id>, such as shop:tiktok:S1.")
    return LedgerError(
        say("Nothing is known of {tag}.", tag=subject),
        where=subject,
        why=say("No fact of the ledger names it at the times asked about."),
        now=near or say("See `bindledger shop list` and its like for what there is."),
    )


def unknown_id(store: Store, what: str, name: str, prefix: str, times: Times) -> LedgerError:
    """The error of an id of a kind that no fact names at the times asked about; says `what`."""
    return LedgerError(
        what,
        where=name,
        why=say("No fact of the ledger names it at the times asked about."),
        now=did_you_mean(_near(store, name, prefix, times))
        or say("See `bindledger shop list` and its like for what there is."),
    )


def _near(store: Store, name: str, prefix: str, times: Times) -> list[str]:
    """Names that may have been meant and are known at the times asked about."""
    others = (tag for tag in store.subjects(prefix) if tag != f"{prefix}{name}")
    near = nearest(name, (tag.removeprefix(prefix) for tag in others))
    return [one for one in near if _is_known(store, prefix + one, times)]


def _is_known(store: Store, subject: str, times: Times) -> bool:
    """Whether a fact names it by then; what only a refused request named is not known."""
    from ledger.queries.reading import facts_of
    from ledger.queries.state import is_named

    return is_named(facts_of(store, [subject]), times)
