"""Facts being read, some at a time, so that a log of any length fits into memory."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from eventsourcing.dcb.api import DCBQuery
from sqlalchemy import Connection, select

from ledger.store import driver
from ledger.store.matching import shape_of
from ledger.store.sealing import Keyring, is_sealed
from ledger.store.statements import CHUNK, LEAF, batches, in_order, rows_of, select_leaves, within
from ledger.store.stored import Raw, Row, StoredLeaf
from ledger.store.tables import facts, instant_of, personal, tags

_FIRST_STRETCH: Final = 64 * CHUNK
"""Positions that are looked through first for facts of some tags: they are few, by index."""


@dataclass(slots=True)
class Streams:
    """What is read of one log, its personal fields opened with the keys learnt on the way."""

    reading: Callable[[], AbstractContextManager[Connection]]
    keyring: Keyring = field(default_factory=Keyring)

    def by_position(
        self, columns: Sequence[Any], query: DCBQuery | None, after: int, upto: int
    ) -> Iterator[Raw]:
        """Columns of the facts a query is about, at after < p <= upto, in order of position."""
        shape, named = shape_of(query)
        statement = in_order(tuple(columns), shape)
        width = _FIRST_STRETCH if named else CHUNK
        while after < upto:
            end = min(after + width, upto)
            with self.reading() as connection:
                window = {**named, "after": after, "upto": end}
                rows = driver.selected(connection, statement, window)
            yield from rows
            if len(rows) == CHUNK:
                after, width = rows[-1][0], CHUNK
            else:
                # What is rare is looked for in ever longer stretches; each is one index look-up.
                after, width = end, width * (8 if len(rows) < CHUNK // 8 else 1)

    def by_time(self, query: DCBQuery | None, after: int, upto: int) -> Iterator[Raw]:
        """The leaves of the facts a query is about, in order of time and then position."""
        shape, named = shape_of(query)
        order = (
            within((facts.c.position,), shape)
            .where(facts.c.time.is_not(None))
            .order_by(facts.c.time, facts.c.position)
        )
        with self.reading() as connection:
            cursor = connection.execute(order, {**named, "after": after, "upto": upto})
            positions = array("q", cursor.scalars())
        for some in batches(positions, CHUNK):
            statement = select_leaves(*LEAF).where(facts.c.position.in_(list(some)))
            with self.reading() as connection:
                rows = {row[0]: row for row in rows_of(connection, statement, {})}
            yield from (rows[position] for position in some)

    def leaves(self, raw: Iterator[Raw]) -> Iterator[StoredLeaf]:
        """Leaves as they are read back, their personal fields opened."""
        while some := list(islice(raw, CHUNK)):
            self.learn_keys(row[3] for row in some)
            yield from map(self.leaf, some)

    def leaf(self, row: Raw) -> StoredLeaf:
        """A leaf as it is read back; the key of its personal fields must be learnt."""
        position, leaf, salt, fields, recordedtime = row[:5]
        if type(fields) is bytes and is_sealed(fields):
            fields = self.keyring.opened(position, salt, fields)
            salt = None if fields is None else salt
        learnt = None if recordedtime is None else instant_of(recordedtime)
        return StoredLeaf(position, leaf, salt, fields, learnt)

    def learn_keys(self, stored: Iterable[Any]) -> None:
        """Read the keys of personal fields that are sealed."""
        sealed = [one for one in stored if type(one) is bytes and is_sealed(one)]
        if sealed:
            with self.reading() as connection:
                self.keyring.learn(connection, sealed)

    def tags_of(self, positions: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The tags of the facts at the positions, in the order given when they were written."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        with self.reading() as connection:
            for some in batches(positions, CHUNK):
                statement = (
                    select(tags.c.position, tags.c.tag)
                    .where(tags.c.position.in_(some))
                    .order_by(tags.c.position, tags.c.place)
                )
                for position, tag in rows_of(connection, statement, {}):
                    found[position].append(tag)
        return {position: tuple(found.get(position, ())) for position in positions}

    def rows(self, query: DCBQuery | None, after: int, upto: int) -> Iterator[Row]:
        """Facts column by column, in order of position."""
        columns = (
            facts.c.position,
            facts.c.kind,
            facts.c.leaf,
            facts.c.hash,
            facts.c.time,
            facts.c.recordedtime,
            facts.c.source,
            facts.c.id,
            personal.c.salt,
            personal.c.fields,
        )
        raw = self.by_position(columns, query, after, upto)
        while some := list(islice(raw, CHUNK)):
            tags_by_position = self._tags_of_rows([row[0] for row in some], query)
            self.learn_keys(row[9] for row in some)
            for row in some:
                stored = row[9]
                if type(stored) is bytes and is_sealed(stored):
                    # A key that is gone though the fields are not was taken, not forgotten.
                    row = (*row[:9], self.keyring.opened(row[0], row[8], stored) or b"")
                yield Row._make((*row, tags_by_position.get(row[0], ())))

    def _tags_of_rows(
        self, positions: Sequence[int], query: DCBQuery | None
    ) -> dict[int, list[tuple[int, str, str]]]:
        found: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
        # Rows without a gap are read by their ends; those a query picks may lie far apart.
        wanted = (
            tags.c.position.between(positions[0], positions[-1])
            if query is None
            else tags.c.position.in_(positions)
        )
        statement = (
            select(tags.c.position, tags.c.place, tags.c.tag, tags.c.kind)
            .where(wanted)
            .order_by(tags.c.position, tags.c.place)
        )
        with self.reading() as connection:
            for position, *told in rows_of(connection, statement, {}):
                found[position].append(tuple(told))
        return found
