"""What a projection is, and the columns that every read model writes alike.

Instants are kept as RFC 3339 text in UTC with six fractional digits, so that the order of texts is
the order of time, and any reader of SQL can compare and print them without knowing this program.
Wherever a row says when, the column beside it says which position of the log says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

import orjson
from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from ledger.aggregates.mark import Mark
from ledger.record import Fact

Key = tuple[str, ...]
"""What names a row: the values of its key columns, in their order."""

Values = tuple[Any, ...]
"""A row as its table keeps it, without the key in front and the last fact at the end."""

Row = TypeVar("Row")

READ_MODELS: Final = MetaData()
"""The tables of all read models, and the one that says how far they are."""

LAST: Final = ("last_time", "last_position")
"""The columns at the end of every read model: the last fact folded into the row."""

# Byte order on both backends, as in the log: the digest of a table goes by it.
NAME: Final = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER: Final = BigInteger()

INSTANT: Final = "instant"
JSON: Final = "JSON"
"""What a text column holds, for those who read its documentation."""


@dataclass(frozen=True, slots=True)
class Projection(Generic[Row]):
    """A read model: a table and a keyed fold.

    `kinds` are the facts it reads, `keys(fact)` the rows that a fact moves, `tags(key)` the
    subjects whose facts a row is folded from. `fold(row, fact)` is the row after one more fact,
    told in order of time; it never fails, and a key that a standing fact names has a row.
    `values(row)` is the row as the table keeps it, `row(key, values)` the way back.
    """

    table: Table
    kinds: frozenset[str]
    keys: Callable[[Fact], Iterable[Key]]
    tags: Callable[[Key], Sequence[str]]
    fold: Callable[[Row | None, Fact], Row]
    values: Callable[[Row], Values]
    row: Callable[[Key, Values], Row]

    @property
    def name(self) -> str:
        """The name of the projection, which is that of its table."""
        return str(self.table.name)


class Kept(NamedTuple, Generic[Row]):
    """A row, and the last fact in it: a fact told before that one is late for the row."""

    row: Row
    last: Mark


def read_model(name: str, about: str, *columns: Any) -> Table:
    """The table of a read model: the columns given, and the last fact of each row."""
    return Table(
        name,
        READ_MODELS,
        *columns,
        instant(LAST[0], "when the last fact in this row happened", nullable=False),
        number(LAST[1], "the position of that fact", nullable=False),
        comment=about,
        sqlite_with_rowid=False,
    )


def key(name: str, about: str) -> Column[str]:
    """A part of what names a row."""
    return Column(name, NAME, primary_key=True, comment=about)


def text(name: str, about: str, *, nullable: bool = True) -> Column[str]:
    """A column of plain text."""
    return Column(name, Text, nullable=nullable, comment=about)


def number(name: str, about: str, *, nullable: bool = True) -> Column[int]:
    """A column of whole numbers."""
    return Column(name, NUMBER, nullable=nullable, comment=about)


def instant(name: str, about: str, *, nullable: bool = True) -> Column[str]:
    """A column of instants as text."""
    return Column(name, Text, nullable=nullable, comment=about, info={"holds": INSTANT})


def json(name: str, about: str) -> Column[str]:
    """A column of JSON as text, `[]` where there is nothing to tell."""
    return Column(name, Text, nullable=False, comment=about, info={"holds": JSON})


def marked(name: str, about: str, *, nullable: bool = True) -> tuple[Column[str], Column[int]]:
    """The two columns of a mark: when, and the position of the fact that says so."""
    return (
        instant(name, about, nullable=nullable),
        number(
            f"{name}_position", f"the position of the fact that says `{name}`", nullable=nullable
        ),
    )


@lru_cache(maxsize=1024)  # one fact moves several marks of a row
def written(at: datetime) -> str:
    """The text of an instant, which is in UTC, as the read models keep it."""
    # asking isoformat for microseconds takes it twice as long
    text = at.isoformat()
    return f"{text[:19]}.000000Z" if len(text) == _WHOLE_SECONDS else f"{text[:26]}Z"


_WHOLE_SECONDS: Final = len("2026-03-01T09:00:00+00:00")


def written_mark(mark: Mark | None) -> tuple[str | None, int | None]:
    """The two values of a mark."""
    return (None, None) if mark is None else (written(mark.at), mark.position)


def read_mark(at: str | None, position: int | None) -> Mark | None:
    """The mark of two values."""
    return None if at is None or position is None else Mark(datetime.fromisoformat(at), position)


def written_json(value: Any) -> str:
    """Plain data as JSON text, the same wherever it is written."""
    return orjson.dumps(value).decode()


def read_json(value: str) -> Any:
    """The plain data of a JSON text."""
    return orjson.loads(value)
