"""Read models folded again from the log, in memory, and compared with their tables."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ledger.codec import decode
from ledger.events import FactAnnulled
from ledger.projections import tables
from ledger.projections.catch_up import FACTS_AT_ONCE, PROJECTIONS, afresh, facts_read_by
from ledger.projections.folding import by_key, fold_in
from ledger.projections.projection import Kept, Key, Projection
from ledger.record import Fact, annulled_in
from ledger.store import Store
from ledger.store.query import query_of

Rows = dict[Key, Kept[Any]]
"""The rows of a read model, by key."""

Stored = tuple[Any, ...]
"""A row with all its columns, as its table keeps it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a read model is: its position, the facts it has not seen, its rows, their digest.

    `rebuilding` says that a rebuild is under way, or was cut off.
    """

    name: str
    position: int
    lag: int
    rows: int
    digest: str
    rebuilding: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the log says: as stored, and as replayed; None where it is missing.

    Without a key it is the position of the whole read model that cannot be.
    """

    projection: str
    key: dict[str, str]
    stored: dict[str, Any] | None
    replayed: dict[str, Any] | None


def replay(
    store: Store,
    upto: Mapping[str, int],
    progress: Callable[[int], None] = lambda facts: None,
) -> dict[str, Rows]:
    """The rows of all read models as the log alone tells them, each up to a position."""
    last = max(upto.values(), default=0)
    gone = {name: _annulled(store, position) for name, position in upto.items()}
    rows: dict[str, Rows] = {one.name: {} for one in PROJECTIONS}
    late: dict[str, set[Key]] = {one.name: set() for one in PROJECTIONS}
    with _no_collections():
        for facts in tables.batches(facts_read_by(store, PROJECTIONS, 0, last), FACTS_AT_ONCE):
            for one in PROJECTIONS:
                standing = _standing(facts, upto[one.name], gone[one.name])
                late[one.name] |= fold_in(one, rows[one.name], by_key(one, standing))
            progress(len(facts))
    with store.reading() as connection:
        for one in PROJECTIONS:
            again = afresh(connection, one, sorted(late[one.name]), upto[one.name])
            rows[one.name] |= {key: kept for key, kept in again.items() if kept is not None}
    return rows


@contextmanager
def _no_collections() -> Iterator[None]:
    """Facts and rows hold no cycles; looking for some in ever more rows takes a fifth longer."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _standing(facts: Sequence[Fact], upto: int, gone: frozenset[str]) -> Sequence[Fact]:
    """The facts up to a position that nothing annuls."""
    if gone or facts[-1].position > upto:
        return [fact for fact in facts if fact.position <= upto and fact.name not in gone]
    return facts


def _annulled(store: Store, upto: int) -> frozenset[str]:
    annulments = store.facts(query_of([([FactAnnulled.kind], ())]), upto=upto)
    return annulled_in(decode(leaf.position, leaf.data) for leaf in annulments)


def in_order_of_key(projection: Projection[Any], rows: Rows) -> Iterator[Stored]:
    """The rows as their table keeps them, by key."""
    for key in sorted(rows):
        yield tables.stored_row(projection, key, rows[key])


def digests(store: Store) -> dict[str, str]:
    """The digest of every read model as a replay of the whole log gives it."""
    return {name: tables.digest(rows) for name, rows in replayed_rows(store).items()}


def replayed_rows(store: Store) -> dict[str, list[Stored]]:
    """The rows of every read model as a replay of the whole log gives them, by key."""
    head = store.head().position
    rows = replay(store, {one.name: head for one in PROJECTIONS})
    return {one.name: list(in_order_of_key(one, rows[one.name])) for one in PROJECTIONS}


def stored_digests(store: Store) -> dict[str, str]:
    """The digest of every read model as its table stands."""
    return {standing.name: standing.digest for standing in status(store)}


def furthest(store: Store) -> int:
    """The last position that any read model says it has seen; 0 if there are none."""
    with store.reading() as connection:
        if not tables.are_there(connection):
            return 0
        return max((place.position for place in tables.places(connection).values()), default=0)


def status(store: Store) -> list[Standing]:
    """How far every read model is, and what its rows come to."""
    found = []
    with store.reading() as connection:
        there = tables.places(connection) if tables.are_there(connection) else {}
        for one in PROJECTIONS:
            place = there.get(one.name)
            position, rows = tables.stored_rows(connection, one.name) if place else (0, [])
            head = store.head().position
            found.append(
                Standing(
                    one.name,
                    position,
                    max(0, head - position),
                    len(rows),
                    tables.digest(rows),
                    place is not None and place.rebuilding is not None,
                )
            )
    return found


def check(
    store: Store, progress: Callable[[int], None] = lambda facts: None
) -> Iterator[Difference]:
    """Every row that differs from a replay up to where its read model is."""
    stored: dict[str, tuple[int, list[Stored]]] = {}
    with store.reading() as connection:
        there = tables.places(connection) if tables.are_there(connection) else {}
        for one in PROJECTIONS:
            stored[one.name] = (
                tables.stored_rows(connection, one.name) if one.name in there else (0, [])
            )
    head = store.head().position
    upto = {name: min(position, head) for name, (position, _) in stored.items()}
    replayed = replay(store, upto, progress)
    for one in PROJECTIONS:
        position, rows = stored[one.name]
        if position > head:
            yield Difference(one.name, {}, {"position": position}, {"position": head})
        yield from _differences(one, rows, replayed[one.name])


def _differences(
    projection: Projection[Any], stored: list[Stored], replayed: Rows
) -> Iterator[Difference]:
    width = len(projection.table.primary_key)
    in_table = {row[:width]: row for row in stored}
    names = [str(column.name) for column in projection.table.columns]
    for key in sorted(in_table.keys() | replayed.keys()):
        kept, row = replayed.get(key), in_table.get(key)
        again = None if kept is None else tables.stored_row(projection, key, kept)
        if row != again:
            yield Difference(
                projection.name,
                dict(zip(names, key, strict=False)),
                None if row is None else dict(zip(names, row, strict=True)),
                None if again is None else dict(zip(names, again, strict=True)),
            )
