"""Which orders of a file came before, in a memory that does not grow with the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from tempfile import gettempdir
from typing import Final

from ledger.errors import LedgerError
from ledger.language import say

_MEMORY: Final = 16_000
"""Kilobytes that are kept in memory; what is beyond goes into a temporary file."""


@dataclass(frozen=True, slots=True)
class SeenOrders:
    """The orders so far and their currencies, in a table of their own that nobody else sees."""

    _table: sqlite3.Connection

    @classmethod
    @contextmanager
    def begin(cls) -> Iterator[SeenOrders]:
        """None seen yet; afterwards nothing is left of it on the disk."""
        with closing(sqlite3.connect("", isolation_level=None)) as table:
            # It is thrown away whatever happens, so nothing of it need be safe.
            for statement in (
                "PRAGMA journal_mode = OFF",
                "PRAGMA synchronous = OFF",
                f"PRAGMA cache_size = -{_MEMORY}",
                "CREATE TABLE seen (id TEXT PRIMARY KEY, currency TEXT) WITHOUT ROWID",
                "BEGIN",
            ):
                table.execute(statement)
            yield cls(table)

    def before(self, order: str, currency: str) -> str | None:
        """The currency an order had when it came first; None if that is now, and it is kept.

        Raises LedgerError where there is no room for it.
        """
        try:
            kept = self._table.execute(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)", (order, currency)
            )
            if kept.rowcount:
                return None
            found = self._table.execute("SELECT currency FROM seen WHERE id = ?", (order,))
            return str(found.fetchone()[0])
        except sqlite3.OperationalError as why:
            raise LedgerError(
                say("There is no room to remember which orders came before."),
                where=gettempdir(),
                why=str(why),
                now=say("Make room there, or name another place with TMPDIR, and settle again."),
            ) from why
