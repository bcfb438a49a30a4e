"""A ledger's tables as somebody sees them who can write to the database but not with the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine

from ledger.codec import canonical, decode
from ledger.merkle import leaf_hash
from ledger.store import microseconds
from ledger.subjects import tags_of

Envelope = dict[str, Any]


@dataclass(frozen=True)
class Database:
    """The tables of a ledger whose fences are gone."""

    address: str

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that must change something; `?` stands for each value."""
        assert self._run(statement, values).rowcount != 0, statement

    def rows(self, question: str, *values: Any) -> list[Any]:
        """The rows that a question finds."""
        return list(self._run(question, values, answers=True))

    def fill(self, table: str, rows: list[Any]) -> None:
        """Put rows into a table, all their columns in order."""
        marks = ", ".join("?" * len(rows[0]))
        self._run(f"INSERT INTO {table} VALUES ({marks})", [tuple(row) for row in rows])

    def _run(self, statement: str, values: Any, *, answers: bool = False) -> Any:
        engine = create_engine(_url(self.address))
        try:
            with engine.begin() as connection:
                mark = "?" if connection.dialect.name == "sqlite" else "%s"
                done = connection.exec_driver_sql(statement.replace("?", mark), values)
                return done.fetchall() if answers else done
        finally:
            engine.dispose()

    def first(self, kind: str, which: Callable[[Envelope], bool] = lambda leaf: True) -> int:
        """The position of the first fact of a kind whose leaf is as wanted."""
        question = "SELECT position, leaf FROM facts WHERE kind = ? ORDER BY position"
        for position, leaf in self.rows(question, f"{kind}.v1"):
            if which(json.loads(leaf)):
                return int(position)
        raise AssertionError(f"no such {kind}")

    def decision(self, name: str) -> int:
        """The position of the decision on a request."""
        ((position,),) = self.rows(
            "SELECT facts.position FROM facts JOIN tags ON tags.position = facts.position"
            " WHERE tags.tag = ? AND facts.kind IN ('RequestGranted.v1', 'RequestRefused.v1')",
            f"request:{name}",
        )
        return int(position)

    def leaf(self, position: int) -> Envelope:
        """What the leaf at a position says."""
        ((leaf,),) = self.rows("SELECT leaf FROM facts WHERE position = ?", position)
        read: Envelope = json.loads(leaf)
        return read

    def overwrite(self, position: int, change: Callable[[Envelope], object]) -> None:
        """Change a leaf and nothing else."""
        said = self.leaf(position)
        change(said)
        self.run("UPDATE facts SET leaf = ? WHERE position = ?", canonical(said), position)

    def overwrite_with_hash(self, position: int, change: Callable[[Envelope], object]) -> None:
        """Change a leaf and its hash, and no column."""
        self.overwrite(position, change)
        ((leaf,),) = self.rows("SELECT leaf FROM facts WHERE position = ?", position)
        self.run("UPDATE facts SET hash = ? WHERE position = ?", leaf_hash(bytes(leaf)), position)

    def rewrite(self, position: int, change: Callable[[Envelope], object]) -> None:
        """Change a leaf and everything beside it that repeats what it says."""
        self.overwrite_with_hash(position, change)
        ((leaf,),) = self.rows("SELECT leaf FROM facts WHERE position = ?", position)
        fact = decode(position, bytes(leaf))
        self.run(
            "UPDATE facts SET kind = ?, time = ?, recordedtime = ?, source = ?, id = ?"
            " WHERE position = ?",
            fact.event.kind,
            microseconds(fact.time),
            microseconds(fact.recordedtime),
            fact.source,
            fact.id,
            position,
        )
        self.run("DELETE FROM tags WHERE position = ?", position)
        for place, tag in enumerate(tags_of(fact.event)):
            row = (position, place, tag, fact.event.kind)
            self.run("INSERT INTO tags (position, place, tag, kind) VALUES (?, ?, ?, ?)", *row)

    def move(self, position: int, to: int) -> None:
        """Give a fact another position."""
        for table in ("facts", "tags", "personal"):
            self._run(f"UPDATE {table} SET position = ? WHERE position = ?", (to, position))

    def swap(self, one: int, other: int) -> None:
        """Let two facts change places."""
        aside = 1_000_000
        self.move(one, aside)
        self.move(other, one)
        self.move(aside, other)

    def remove(self, position: int) -> None:
        """Take a fact out, with everything that belongs to it."""
        for table in ("personal", "tags", "facts"):
            self._run(f"DELETE FROM {table} WHERE position = ?", (position,))


def dropped_fences(address: str) -> Database:
    """The tables of a ledger, after the triggers that guard them were dropped."""
    database = Database(address)
    if address.startswith("postgresql"):
        for table in ("facts", "tags", "personal", "tiles", "checkpoints"):
            database._run(f"ALTER TABLE {table} DISABLE TRIGGER USER", ())
    else:
        for (name,) in database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            database._run(f"DROP TRIGGER {name}", ())
    return database


def _url(address: str) -> str:
    return address if "://" in address else f"sqlite:///{address}"
