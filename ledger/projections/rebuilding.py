"""Making the read models again from the log, while others read and write.

Everything is folded into tables beside the live ones. At the end, under the write lock, these catch
up with what was recorded meanwhile, and the live rows become theirs in one transaction. Cut off at
any moment, a rebuild leaves the live tables as they were, and the next one begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ledger.errors import LedgerError
from ledger.language import say
from ledger.projections import tables
from ledger.projections.catch_up import PROJECTIONS, fold_log
from ledger.projections.projection import Projection
from ledger.projections.replaying import replay
from ledger.store import Store

ROWS_AT_ONCE = 5_000
"""Rows that are written beside the live ones in one transaction: others wait no longer."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A read model made again: where it is now, its rows, and its digest before and after."""

    name: str
    position: int
    rows: int
    before: str
    after: str


def rebuild(
    store: Store, token: str, progress: Callable[[str, int], None] = lambda stage, steps: None
) -> list[Rebuilt]:
    """Make every read model again. `token` tells this rebuild from any other.

    `progress(stage, steps)` is told of facts read (`replay`), of rows written (`write`), and, with
    the lock held, of read models whose rows were swapped (`swap`). Raises LedgerError if another
    rebuild begins meanwhile.
    """
    head = store.head().position
    with store.writing() as connection:
        tables.set_rebuilding(connection, token)
        for one in PROJECTIONS:
            tables.beside(one.table).drop(connection, checkfirst=True)
            tables.beside(one.table).create(connection)
    replayed = replay(store, dict.fromkeys(_NAMES, head), lambda facts: progress("replay", facts))
    for one in PROJECTIONS:
        rows = replayed.pop(one.name)
        for some in tables.batches(rows.items(), ROWS_AT_ONCE):
            with store.writing() as connection:
                _check_alone(store, connection, token)
                tables.put(connection, one, tables.beside(one.table), dict(some))
            progress("write", len(some))
    with store.writing() as connection:
        _check_alone(store, connection, token)
        now = store.head().position
        done = []
        for one in PROJECTIONS:
            done.append(_swap(store, connection, one, head, now))
            progress("swap", 1)
        tables.set_position(connection, _NAMES, now)
        tables.set_rebuilding(connection, None)
    return done


_NAMES = [one.name for one in PROJECTIONS]


def _check_alone(store: Store, connection: Connection, token: str) -> None:
    if any(place.rebuilding != token for place in tables.places(connection).values()):
        raise LedgerError(
            say("The rebuild was given up."),
            where=store.where,
            why=say("Another rebuild of the same ledger began after it."),
            now=say("Wait for that one; see `bindledger projections status`."),
        )


def _swap(
    store: Store, connection: Connection, one: Projection[Any], head: int, now: int
) -> Rebuilt:
    """Let the rows beside catch up and become the live ones, in the transaction of the caller."""
    table, new = one.table, tables.beside(one.table)
    fold_log(store, connection, one, new, head, now)
    before = tables.digest(tables.rows_of(connection, table))
    rows = tables.rows_of(connection, new)
    after = tables.digest(rows)
    if before != after:
        tables.swap(connection, table)
    new.drop(connection)
    return Rebuilt(one.name, now, len(rows), before, after)
