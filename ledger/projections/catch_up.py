"""Running the folds: live in the transaction that appends, and afterwards where that was missed.

A fact that is late for its row, and an annulment, make the row start again from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, select

from ledger.codec import Leaf, decode
from ledger.events import FactAnnulled
from ledger.projections import tables
from ledger.projections.bindings import BINDINGS
from ledger.projections.compliance import COMPLIANCE
from ledger.projections.cooldowns import COOLDOWNS
from ledger.projections.folding import by_key, fold_in, folded
from ledger.projections.projection import Kept, Key, Projection, Row
from ledger.projections.unlink_chances import UNLINK_CHANCES
from ledger.record import Fact, as_it_stood
from ledger.store import Store, driver
from ledger.store.tables import facts as log
from ledger.store.tables import tags

PROJECTIONS: Final[tuple[Projection[Any], ...]] = (
    BINDINGS,
    UNLINK_CHANCES,
    COOLDOWNS,
    COMPLIANCE,
)

FACTS_AT_ONCE: Final = 10_000
"""Facts that are folded in memory before the changed rows are written."""

_READ: Final = frozenset().union(*(one.kinds for one in PROJECTIONS)) | {FactAnnulled.kind}


def follow(store: Store) -> None:
    """Make the read models follow the log, and bring them to its end first.

    Called when a ledger is opened for writing, or made: one from before there were read models, or
    one that an older program wrote to, is caught up here.
    """
    with store.reading() as connection:
        ready = tables.are_there(connection) and _have_their_shape(connection)
    if not ready:
        with store.writing() as connection:
            tables.make(connection, PROJECTIONS)
    catch_up(store)
    store.on_append = _live(store)


def catch_up(store: Store) -> None:
    """Fold what the read models have not seen yet, some facts in each transaction."""
    head = store.head().position
    while True:
        with store.reading() as connection:
            start = min(place.position for place in _places(connection).values())
        if start >= head:
            return
        with store.writing() as connection:
            _advance(store, connection, min(head, start + FACTS_AT_ONCE))


def _have_their_shape(connection: Connection) -> bool:
    there = tables.places(connection)
    return all(
        one.name in there and there[one.name].shape == tables.shape_of(one.table)
        for one in PROJECTIONS
    )


def _places(connection: Connection) -> dict[str, tables.Place]:
    there = tables.places(connection)
    return {one.name: there[one.name] for one in PROJECTIONS}


def _live(store: Store) -> Callable[[Connection, int, Sequence[Leaf]], None]:
    def fold(connection: Connection, first: int, leaves: Sequence[Leaf]) -> None:
        there = _places(connection)
        if any(place.position < first - 1 for place in there.values()):
            _advance(store, connection, first + len(leaves) - 1)
            return
        for start in range(0, len(leaves), FACTS_AT_ONCE):
            some = leaves[start : start + FACTS_AT_ONCE]
            facts = [
                decode(position, leaf.data)
                for position, leaf in enumerate(some, first + start)
                if leaf.kind in _READ
            ]
            for projection in PROJECTIONS:
                fold_batch(
                    store,
                    connection,
                    projection,
                    projection.table,
                    facts,
                    first + start + len(some) - 1,
                )
        tables.set_position(connection, there, first + len(leaves) - 1)

    return fold


def _advance(store: Store, connection: Connection, upto: int) -> None:
    """Bring each read model up to a position from the log."""
    there = _places(connection)
    for projection in PROJECTIONS:
        start = there[projection.name].position
        fold_log(store, connection, projection, projection.table, start, upto)
    behind = [name for name, place in there.items() if place.position < upto]
    tables.set_position(connection, behind, upto)


def fold_log(
    store: Store,
    connection: Connection,
    projection: Projection[Any],
    table: Table,
    after: int,
    upto: int,
) -> None:
    """Fold the facts at positions after < p <= upto from the log into the rows of a table."""
    for facts in tables.batches(facts_read_by(store, [projection], after, upto), FACTS_AT_ONCE):
        fold_batch(store, connection, projection, table, facts, upto)


def facts_read_by(
    store: Store, projections: Iterable[Projection[Any]], after: int, upto: int
) -> Iterator[Fact]:
    """The facts of the kinds that projections read, and annulments, in order of position."""
    kinds = frozenset().union(*(one.kinds for one in projections)) | {FactAnnulled.kind}
    for leaves in store.leaves(kinds, after=after, upto=upto):
        for position, leaf in leaves:
            yield decode(position, leaf)


def fold_batch(
    store: Store,
    connection: Connection,
    projection: Projection[Row],
    table: Table,
    facts: Sequence[Fact],
    upto: int,
) -> None:
    """Fold facts into the rows of a table, each changed row written once."""
    again = _annulled_keys(store, projection, facts)
    told = by_key(projection, facts)
    for key in again:
        told.pop(key, None)
    if not told and not again:
        return
    rows = tables.load(connection, projection, table, list(told))
    again |= fold_in(projection, rows, told)
    changed: dict[Key, Kept[Row] | None] = {key: rows[key] for key in told if key not in again}
    if again:
        changed |= afresh(connection, projection, again, upto)
    tables.put(connection, projection, table, changed)


def _annulled_keys(store: Store, projection: Projection[Any], facts: Iterable[Fact]) -> set[Key]:
    """The rows moved by facts that some of these facts annul."""
    gone = {fact.event.fact for fact in facts if isinstance(fact.event, FactAnnulled)}
    if not gone:
        return set()
    keys: set[Key] = set()
    for leaf in store.named([_name(text) for text in sorted(gone)]).values():
        fact = decode(leaf.position, leaf.data)
        if fact.event.kind in projection.kinds:
            keys.update(projection.keys(fact))
    return keys


def _name(text: str) -> tuple[str, str]:
    """The source and the id that `<source>#<id>` means; a source holds no `#`."""
    source, _, id = text.partition("#")
    return source, id


def afresh(
    connection: Connection, projection: Projection[Row], keys: Collection[Key], upto: int
) -> dict[Key, Kept[Row] | None]:
    """The rows of some keys, folded from the log up to a position; None where no fact stands."""
    rows: dict[Key, Kept[Row] | None] = {}
    for some in tables.batches(keys, tables.KEYS_AT_ONCE):
        facts = _facts_tagged(connection, projection, some, upto)
        told = by_key(projection, as_it_stood(facts))
        for key in some:
            rows[key] = folded(projection, told[key]) if key in told else None
    return rows


def _facts_tagged(
    connection: Connection, projection: Projection[Any], keys: Iterable[Key], upto: int
) -> list[Fact]:
    """The facts of the subjects of some keys, of the kinds that count."""
    tagged = {tag for key in keys for tag in projection.tags(key)}
    parameters = {
        "tags": sorted(tagged),
        "kinds": [*sorted(projection.kinds), FactAnnulled.kind],
        "upto": upto,
    }
    found = driver.selected(connection, _TAGGED, parameters)
    return [decode(position, leaf) for position, leaf in found]


_TAGGED: Final = select(log.c.position, log.c.leaf).where(
    log.c.position.in_(
        select(tags.c.position).where(
            tags.c.tag.in_(bindparam("tags", expanding=True)),
            tags.c.kind.in_(bindparam("kinds", expanding=True)),
            tags.c.position <= bindparam("upto"),
        )
    )
)
