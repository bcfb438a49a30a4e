"""The facts that decide a request, read from the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.aggregates.history import History
from ledger.codec import decode
from ledger.decisions import Interest, interests
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store
from ledger.store.query import query_of


def _facts_of(store: Store, wanted: Iterable[Interest], *, upto: int) -> Iterator[Fact]:
    """The facts that some interests ask for, as known up to a position."""
    items = [(one.kinds, (one.tag,)) for one in sorted(wanted)]
    for leaf in store.facts(query_of(items), upto=upto):
        yield decode(leaf.position, leaf.data, leaf.personal)


def read_boundary(store: Store, request: Request, upto: int) -> tuple[History, frozenset[Interest]]:
    """The facts that decide a request, as known up to a position, and the interests they answer."""
    facts: dict[int, Fact] = {}
    read: frozenset[Interest] = frozenset()
    history = History.of(())
    while wanted := interests(request, history) - read:
        for fact in _facts_of(store, wanted, upto=upto):
            facts[fact.position] = fact
        read |= wanted
        history = History.of(facts.values())
    return history, read
