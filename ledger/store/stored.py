"""What a log says of itself and of its facts, as it is read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

Raw = tuple[Any, ...]
"""A row as the driver gives it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a ledger is: the name its own facts carry, whether it rehearses, its schema."""

    origin: str
    rehearsal: bool
    schema_version: int


@dataclass(frozen=True, slots=True)
class Head:
    """The last fact: its position (0 in an empty ledger) and the last recorded time (None)."""

    position: int
    recordedtime: datetime | None


class StoredLeaf(NamedTuple):
    """A fact as it is read back; `salt` and `personal` are None if it has none, or no longer.

    Its tags are asked for with `Store.tags_of`: most readers find them in the leaf.
    """

    position: int
    data: bytes
    salt: bytes | None
    personal: bytes | None
    recordedtime: datetime | None


class Row(NamedTuple):
    """A fact as the tables have it: the leaf, and every column that repeats what it says.

    Instants are whole microseconds since 1970-01-01T00:00:00Z. Each of `tags` is its place, the tag
    and the kind of the fact.
    """

    position: int
    kind: str
    leaf: bytes
    hash: bytes
    time: int | None
    recordedtime: int | None
    source: str | None
    id: str | None
    salt: bytes | None
    personal: bytes | None
    tags: Sequence[tuple[int, str, str]]


class NameTaken(Exception):
    """A fact of this name (`source`, `id`) is in the ledger already, or twice in one append."""

    def __init__(self, source: str, id: str) -> None:
        super().__init__(f"{source}#{id}")
        self.source = source
        self.id = id
