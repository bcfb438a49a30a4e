"""Facts read from the store: all of them, of some kinds, of some subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.codec import decode
from ledger.record import Fact
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
