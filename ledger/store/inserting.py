"""Facts being written: the rows of each, and whether an append may still be made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from eventsourcing.dcb.api import DCBAppendCondition
from sqlalchemy import Connection, Table

from ledger.codec import Leaf
from ledger.merkle import leaf_hash
from ledger.store import driver
from ledger.store.matching import shape_of
from ledger.store.sealing import keys_for, person_of, seal
from ledger.store.statements import CHUNK, any_of, batches
from ledger.store.stored import Raw
from ledger.store.tables import facts, microseconds, personal, tags


class NewRow(NamedTuple):
    """A fact as it is written; a bare event of the library has neither name nor time."""

    kind: str
    data: bytes
    tags: Sequence[str]
    source: str | None = None
    id: str | None = None
    time: int | None = None
    recordedtime: int | None = None
    salt: bytes | None = None
    personal: bytes | None = None


def row_of(leaf: Leaf) -> NewRow:
    """A leaf as it is written."""
    return NewRow(
        leaf.kind,
        leaf.data,
        leaf.tags,
        leaf.source,
        leaf.id,
        microseconds(leaf.time),
        microseconds(leaf.recordedtime),
        leaf.salt,
        leaf.personal,
    )


def assert_in_order(last: datetime | None, leaves: Sequence[Leaf]) -> None:
    """Recorded times go on from the last one and never back: else whoever built them is wrong."""
    for leaf in leaves:
        assert last is None or leaf.recordedtime >= last, "recorded time went backwards"
        last = leaf.recordedtime


def breaks(condition: DCBAppendCondition, connection: Connection, head: int) -> bool:
    """Whether something that a condition names was recorded since, up to the head."""
    after = condition.after or 0
    if head <= after:
        return False
    shape, named = shape_of(condition.fail_if_events_match)
    if not shape:
        return True
    parameters = {**named, "after": after, "upto": head}
    return bool(driver.selected(connection, any_of(shape), parameters))


def insert(connection: Connection, first: int, rows: Sequence[NewRow]) -> None:
    """Insert rows from a position on, with their tags and their personal fields, sealed."""
    for some in batches(list(enumerate(rows, first)), CHUNK):
        _insert_into(
            connection,
            facts,
            [
                (p, r.kind, r.data, leaf_hash(r.data), r.time, r.recordedtime, r.source, r.id)
                for p, r in some
            ],
        )
        _insert_into(
            connection,
            tags,
            [(p, place, tag, r.kind) for p, r in some for place, tag in enumerate(r.tags)],
        )
        _insert_into(connection, personal, _sealed(connection, some))


def _sealed(connection: Connection, rows: Sequence[tuple[int, NewRow]]) -> list[Raw]:
    """The rows of the personal fields of some facts, sealed."""
    some = [
        (position, person_of(row.tags), row.salt, row.personal)
        for position, row in rows
        if row.salt is not None and row.personal is not None
    ]
    if not some:
        return []
    keys = keys_for(connection, (person for _, person, _, _ in some))
    return [
        (position, salt, seal(keys[person], position, salt, fields))
        for position, person, salt, fields in some
    ]


def _insert_into(connection: Connection, table: Table, rows: list[Raw]) -> None:
    """Insert rows, given as the columns stand in the table, by the driver's own executemany."""
    if rows:
        driver.run(connection, driver.marks(connection, _insertion(table)), rows)


@cache
def _insertion(table: Table) -> str:
    names = table.columns.keys()
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"


def names_of(rows: Sequence[NewRow]) -> list[tuple[str, str]]:
    """The names, source and id, of the facts that have one."""
    return [(row.source, row.id) for row in rows if row.source is not None and row.id is not None]


def twice(names: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The first name that stands there a second time."""
    seen: set[tuple[str, str]] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
