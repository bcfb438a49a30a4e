"""Rows of read models in their tables, and how far each table is.

These tables may be changed and dropped at any time: they can be made again from the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final, TypeVar

import orjson
from sqlalchemy import Column, Connection, MetaData, Table, inspect
from sqlalchemy.schema import CreateTable

from ledger.projections.projection import (
    LAST,
    NAME,
    READ_MODELS,
    Kept,
    Key,
    Projection,
    Row,
    number,
    read_mark,
    text,
    written_mark,
)
from ledger.store import driver

KEYS_AT_ONCE: Final = 500
"""Rows that are looked for with one statement."""

PROJECTIONS_TABLE: Final = Table(
    "projections",
    READ_MODELS,
    Column("name", NAME, primary_key=True, comment="the read model, which is a table"),
    number("position", "the position of the last fact it has seen", nullable=False),
    text("shape", "the digest of the table's declaration", nullable=False),
    text("rebuilding", "which rebuild is under way, else null"),
    comment="How far each read model is. Live ones are always at the last fact.",
)

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Place:
    """How far a read model is, and the rebuild that is under way, if one is."""

    position: int
    shape: str
    rebuilding: str | None


@cache
def shape_of(table: Table) -> str:
    """The digest of a table's declaration: a table of another shape is made anew."""
    return hashlib.sha256(str(CreateTable(table)).encode()).hexdigest()


def are_there(connection: Connection) -> bool:
    """Whether the ledger has read models at all."""
    return inspect(connection).has_table(PROJECTIONS_TABLE.name)


def places(connection: Connection) -> dict[str, Place]:
    """How far each read model is, by name."""
    asked = "SELECT name, position, shape, rebuilding FROM projections"
    return {name: Place(*rest) for name, *rest in _raw(connection, asked)}


def make(connection: Connection, projections: Iterable[Projection[Any]]) -> None:
    """Make what is missing, and anew what has another shape; in a transaction of the caller."""
    PROJECTIONS_TABLE.create(connection, checkfirst=True)
    there = places(connection)
    for projection in projections:
        shape, place = shape_of(projection.table), there.get(projection.name)
        if place is not None and place.shape == shape:
            continue
        projection.table.drop(connection, checkfirst=True)
        projection.table.create(connection)
        _run(connection, "DELETE FROM projections WHERE name = ?", [(projection.name,)])
        insert = "INSERT INTO projections (name, position, shape) VALUES (?, 0, ?)"
        _run(connection, insert, [(projection.name, shape)])


def set_position(connection: Connection, names: Collection[str], position: int) -> None:
    """Say that read models have seen all facts up to a position."""
    if names:
        update = (
            f"UPDATE projections SET position = ? WHERE name IN ({', '.join('?' * len(names))})"
        )
        _run(connection, update, [(position, *names)])


def set_rebuilding(connection: Connection, token: str | None) -> None:
    """Say which rebuild is under way."""
    _run(connection, "UPDATE projections SET rebuilding = ?", [(token,)])


@cache
def beside(table: Table) -> Table:
    """The table that a rebuild fills beside a read model: the same columns, another name."""
    columns = (
        Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable)
        for one in table.columns
    )
    return Table(f"{table.name}_beside", MetaData(), *columns)


def load(
    connection: Connection, projection: Projection[Row], table: Table, keys: Sequence[Key]
) -> dict[Key, Kept[Row]]:
    """The rows of some keys; keys without a row are left out."""
    found: dict[Key, Kept[Row]] = {}
    if not keys:
        return found
    names, start = _looking(table)
    for some in batches(keys, KEYS_AT_ONCE):
        if len(names) == 1:
            where = f"{names[0]} IN ({', '.join('?' * len(some))})"
        else:
            where = " OR ".join([f"({' AND '.join(f'{name} = ?' for name in names)})"] * len(some))
        parameters = tuple(value for key in some for value in key)
        for stored in _raw(connection, start + where, parameters):
            key, kept = kept_row(projection, stored)
            found[key] = kept
    return found


@cache
def _looking(table: Table) -> tuple[list[str], str]:
    names = [column.name for column in table.primary_key]
    return names, f"SELECT {_names(table)} FROM {table.name} WHERE "


def put(
    connection: Connection,
    projection: Projection[Row],
    table: Table,
    rows: Mapping[Key, Kept[Row] | None],
) -> None:
    """Write rows over those of the same keys; None takes a row out."""
    gone = [key for key, kept in rows.items() if kept is None]
    kept_rows = [stored_row(projection, key, kept) for key, kept in rows.items() if kept]
    upsert, delete = _statements(table)
    _run(connection, delete, gone)
    _run(connection, upsert, kept_rows)


def stored_row(projection: Projection[Row], key: Key, kept: Kept[Row]) -> tuple[Any, ...]:
    """A row as its table keeps it."""
    return (*key, *projection.values(kept.row), *written_mark(kept.last))


def kept_row(projection: Projection[Row], stored: Sequence[Any]) -> tuple[Key, Kept[Row]]:
    """The row that its table keeps, and its key."""
    width = len(projection.table.primary_key)
    key = tuple(stored[:width])
    last = read_mark(*stored[-len(LAST) :])
    assert last is not None
    return key, Kept(projection.row(key, tuple(stored[width : -len(LAST)])), last)


def stored_rows(connection: Connection, name: str) -> tuple[int, list[tuple[Any, ...]]]:
    """All rows of a read model by key, and its position: of one and the same moment."""
    table = READ_MODELS.tables[name]
    order = ", ".join(f"t.{column.name}" for column in table.primary_key)
    rows = _raw(
        connection,
        f"SELECT p.position, {_names(table, 't.')} FROM projections p"
        f" LEFT JOIN {name} t ON 1 = 1 WHERE p.name = ? ORDER BY {order}",
        (name,),
    )
    if not rows:
        return 0, []
    return rows[0][0], [row[1:] for row in rows if row[1] is not None]


def rows_of(connection: Connection, table: Table) -> Sequence[tuple[Any, ...]]:
    """All rows of a table by key."""
    order = ", ".join(column.name for column in table.primary_key)
    return _raw(connection, f"SELECT {_names(table)} FROM {table.name} ORDER BY {order}")


def digest(rows: Iterable[Sequence[Any]]) -> str:
    """The digest of rows in order of key: the same on every backend for the same facts."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(orjson.dumps(tuple(row), option=orjson.OPT_APPEND_NEWLINE))
    return f"sha256:{whole.hexdigest()}"


def swap(connection: Connection, table: Table) -> None:
    """Make the rows of a table those of the table beside it, touching only those that differ.

    Rows move, not tables: what others made of the table (views, grants) stays as it is.
    """
    keys = ", ".join(column.name for column in table.primary_key)
    names, other = _names(table), beside(table).name
    live, new = f"SELECT {names} FROM {table.name}", f"SELECT {names} FROM {other}"
    connection.exec_driver_sql(
        f"DELETE FROM {table.name} WHERE ({keys}) IN"
        f" (SELECT {keys} FROM ({live} EXCEPT {new}) AS gone)"
    )
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) {new} EXCEPT {live}")


def batches(things: Iterable[_Thing], size: int) -> Iterator[list[_Thing]]:
    """The things in lists of at most so many."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


@cache
def _statements(table: Table) -> tuple[str, str]:
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    upsert = (
        f"INSERT INTO {table.name} ({_names(table)})"
        f" VALUES ({', '.join('?' * len(table.columns))})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET"
        f" {', '.join(f'{name} = excluded.{name}' for name in others)}"
    )
    return upsert, f"DELETE FROM {table.name} WHERE {' AND '.join(f'{key} = ?' for key in keys)}"


def _names(table: Table, prefix: str = "") -> str:
    return ", ".join(f"{prefix}{column.name}" for column in table.columns)


def _run(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        driver.run(connection, driver.marks(connection, statement), rows)


def _raw(
    connection: Connection, statement: str, parameters: tuple[Any, ...] = ()
) -> Sequence[tuple[Any, ...]]:
    return driver.rows(connection, driver.marks(connection, statement), parameters)
