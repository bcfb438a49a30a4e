"""Facts read from the store: of some subjects, of some kinds, of the boundary of a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.aggregates.history import History
from ledger.codec import decode
from ledger.decisions import Interest, interests
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store
from ledger.store.query import query_of


def every_fact(
    store: Store, *, after: int = 0, upto: int | None = None, by_time: bool = False
) -> Iterator[Fact]:
    """All facts, in order of position or, `by_time`, in the order in which they are told."""
    for leaf in store.facts(None, after=after, upto=upto, by_time=by_time):
        yield decode(leaf.position, leaf.data, leaf.personal)


def facts_of_kinds(store: Store, *kinds: str, upto: int | None = None) -> Iterator[Fact]:
    """The facts of some kinds, in order of position."""
    for leaf in store.facts(query_of([(kinds, ())]), upto=upto):
        yield decode(leaf.position, leaf.data, leaf.personal)


def facts_of(
    store: Store, tags: Iterable[str], kinds: Iterable[str] = (), *, upto: int | None = None
) -> Iterator[Fact]:
    """The facts that carry any of some tags, of some kinds if given, in order of position."""
    wanted = [(tuple(kinds), (tag,)) for tag in sorted(set(tags))]
    if wanted:
        for leaf in store.facts(query_of(wanted), upto=upto):
            yield decode(leaf.position, leaf.data, leaf.personal)


def facts_of_interest(store: Store, wanted: Iterable[Interest], *, upto: int) -> Iterator[Fact]:
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
        for fact in facts_of_interest(store, wanted, upto=upto):
            facts[fact.position] = fact
        read |= wanted
        history = History.of(facts.values())
    return history, read
