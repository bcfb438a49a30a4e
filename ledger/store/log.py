"""The log: one sequence of facts that only grows, and the questions it answers quickly.

Everything written goes through `Store.write`: take the lock, check the condition, build the leaves,
insert, let the read models follow, commit. Appends are serialised, so positions follow the order of
commits and have no holes. Whoever reads inside a transaction of a store reads in that transaction.
"""

from __future__ import annotations

import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)
from eventsourcing.persistence import IntegrityError, ProgrammingError
from sqlalchemy import Connection, Select, Table, func, select, union
from sqlalchemy import exc as sql

from ledger.codec import Leaf
from ledger.merkle import leaf_hash
from ledger.store import driver
from ledger.store.backend import Backend, explained
from ledger.store.matching import shape_of
from ledger.store.sealing import Keyring, is_sealed, keys_for, person_of, seal
from ledger.store.statements import (
    CHUNK,
    EVENT,
    HEAD,
    KNOWN,
    LEAF,
    SKIPPING,
    WALK,
    any_of,
    in_order,
    select_leaves,
    within,
)
from ledger.store.tables import facts, instant_of, microseconds, personal, tags

NAMES_AT_ONCE: Final = 500

_FIRST_STRETCH: Final = 64 * CHUNK
"""Positions that are looked through first for facts of some tags: they are few, by index."""


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


class _Row(NamedTuple):
    kind: str
    data: bytes
    tags: Sequence[str]
    source: str | None = None
    id: str | None = None
    time: int | None = None
    recordedtime: int | None = None
    salt: bytes | None = None
    personal: bytes | None = None


OnAppend = Callable[[Connection, int, Sequence[Leaf]], None]
Build = Callable[[int, datetime | None], Sequence[Leaf]]

_Raw = tuple[Any, ...]


class Store(DCBRecorder):
    """A ledger that is open; made by `open_store` and `create_store`.

    `on_append(connection, first_position, leaves)` is called inside the transaction of each
    `write`; an exception out of it takes everything back. Where `ends_at` is set, questions are
    answered as if the log ended at that position.
    """

    def __init__(self, backend: Backend, identity: Identity, *, writable: bool) -> None:
        self.identity = identity
        self.ends_at: int | None = None
        self.on_append: OnAppend | None = None
        self._backend = backend
        self._writable = writable
        self._wake: set[threading.Event] = set()
        self._keyring = Keyring()
        # A transaction belongs to the thread that began it: a subscription's must not see it.
        self._inside = threading.local()

    @property
    def where(self) -> str:
        """The address as people may be told it: without a password."""
        return self._backend.where

    def close(self) -> None:
        """Let go of the database; the store cannot be used afterwards."""
        self._backend.reading.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # --- transactions -----------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with: that of the transaction this thread is in, if it is in one."""
        inside = self._current or getattr(self._inside, "reading", None)
        if inside is not None:
            with explained(self._backend.fault):
                yield inside
            return
        with explained(self._backend.fault), self._backend.reading.connect() as connection:
            yield connection

    @contextmanager
    def staying(self) -> Iterator[None]:
        """Whatever this thread reads inside, it reads with one connection.

        To get one takes as long as a question. Each question may still see a newer log.
        """
        with self.reading() as connection:
            before = getattr(self._inside, "reading", None)
            self._inside.reading = connection
            try:
                yield
            finally:
                self._inside.reading = before

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer runs beside; committed at the end.

        Inside another one of the same thread it is a part of that, taken back alone if it fails.
        Raises LedgerError if the ledger is busy, read-only, full or out of reach.
        """
        assert self._writable, "the ledger was opened for reading"
        inside = self._current
        if inside is not None:
            with explained(self._backend.fault), inside.begin_nested():
                yield inside
            return
        with explained(self._backend.fault), self._backend.appending() as connection:
            self._inside.connection = connection
            try:
                yield connection
            finally:
                self._inside.connection = None

    @contextmanager
    def rehearse(self) -> Iterator[None]:
        """Whatever this thread writes inside is seen by its own reads, then taken back.

        Other writers wait meanwhile; other readers see nothing of it.
        """
        try:
            with self.writing():
                yield
                raise _Rehearsed
        except _Rehearsed:
            pass

    @property
    def _current(self) -> Connection | None:
        return getattr(self._inside, "connection", None)

    # --- writing ----------------------------------------------------------------------------------

    def write(self, condition: DCBAppendCondition | None, build: Build) -> int:
        """Append the leaves that `build(first_position, last_recordedtime)` gives; all or none.

        Returns the last position of the log, unchanged if there are no leaves. Raises
        IntegrityError (of eventsourcing) if the condition matches, NameTaken if a name exists, and
        whatever `build` raises; nothing is recorded then.
        """
        leaves: Sequence[Leaf] = ()

        def rows(first: int, recordedtime: datetime | None) -> Sequence[_Row]:
            nonlocal leaves
            leaves = build(first, recordedtime)
            _assert_in_order(recordedtime, leaves)
            return [_row(leaf) for leaf in leaves]

        def follow(connection: Connection, first: int) -> None:
            if self.on_append is not None:
                self.on_append(connection, first, leaves)

        return self._record(condition, rows, follow)

    def append(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None
    ) -> int:
        """The library's append: bare events, without name, time or personal fields.

        They are no facts of the ledger: `on_append` is not called for them.
        """
        if not events:
            raise ProgrammingError("Should be at least one event. Avoid this elsewhere")
        rows = [_Row(event.type, event.data, event.tags) for event in events]
        return self._record(condition, lambda first, last: rows, lambda connection, first: None)

    def _record(
        self,
        condition: DCBAppendCondition | None,
        build: Callable[[int, datetime | None], Sequence[_Row]],
        follow: Callable[[Connection, int], None],
    ) -> int:
        rows: Sequence[_Row] = ()
        try:
            with self.writing() as connection:
                head = _head(connection)
                if condition is not None and _breaks(condition, connection, head.position):
                    raise IntegrityError(condition)
                first = head.position + 1
                rows = build(first, head.recordedtime)
                if not rows:
                    return head.position
                _insert(connection, first, rows)
                follow(connection, first)
        except sql.IntegrityError as error:
            taken = self._taken(rows)
            if taken is None:
                raise
            raise NameTaken(*taken) from error
        for event in tuple(self._wake):
            event.set()
        return head.position + len(rows)

    def _taken(self, rows: Sequence[_Row]) -> tuple[str, str] | None:
        seen: set[tuple[str, str]] = set()
        for row in rows:
            if row.source is not None and row.id is not None:
                name = (row.source, row.id)
                if name in seen:
                    return name
                seen.add(name)
        return next(iter(self.named(sorted(seen))), None)

    # --- reading ----------------------------------------------------------------------------------

    def head(self) -> Head:
        """The last fact of the log."""
        with self.reading() as connection:
            return _head(connection) if self.ends_at is None else _end(connection, self.ends_at)

    def position_known_at(self, instant: datetime) -> int:
        """The last position of the longest prefix recorded at or before the instant; 0 if none."""
        with self.reading() as connection:
            found = driver.selected(connection, KNOWN, {"instant": microseconds(instant)})
        return found[0][0] if found else 0

    def facts(
        self,
        query: DCBQuery | None = None,
        *,
        after: int = 0,
        upto: int | None = None,
        by_time: bool = False,
    ) -> Iterator[StoredLeaf]:
        """The facts a query is about, at positions after < p <= upto (the head as of now).

        In order of position, or of time and then position; bare events of the library have no time
        and are not told by time. No more than a chunk of leaves is in memory at once; told by time,
        also 8 bytes for each fact the query is about.
        """
        # Asking for the head is a statement of its own; who names a position has asked before.
        upto = self.head().position if upto is None else upto
        if by_time:
            return self._stored_leaves(self._by_time(query, after, upto))
        return self._stored_leaves(self._by_position(LEAF, query, after, upto))

    def rows(
        self, query: DCBQuery | None = None, *, after: int = 0, upto: int | None = None
    ) -> Iterator[Row]:
        """Facts as the tables have them, column by column, in order of position."""
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
        upto = self.head().position if upto is None else upto
        raw = self._by_position(columns, query, after, upto)
        while some := list(islice(raw, CHUNK)):
            tags_by_position = self._tags_of_rows([row[0] for row in some], query)
            self._learn_keys(row[9] for row in some)
            for row in some:
                stored = row[9]
                if type(stored) is bytes and is_sealed(stored):
                    # A key that is gone though the fields are not was taken, not forgotten.
                    row = (*row[:9], self._keyring.opened(row[0], row[8], stored) or b"")
                yield Row._make((*row, tags_by_position.get(row[0], ())))

    def leaves(self, kinds: Collection[str], *, after: int, upto: int) -> Iterator[Sequence[_Raw]]:
        """Position and leaf of the facts of some kinds at after < p <= upto, some at a time.

        In order of position. The log is walked from end to end: where the kinds are much of it,
        that is quicker than to look them up and put them in order.
        """
        for start in range(after, upto, CHUNK):
            window = {"kinds": list(kinds), "after": start, "upto": min(start + CHUNK, upto)}
            with self.reading() as connection:
                rows = driver.selected(connection, WALK, window)
            yield rows

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
            for position, *told in _rows(connection, statement, {}):
                found[position].append(tuple(told))
        return found

    def strays(self) -> list[int]:
        """Positions before the first fact or after the last that something says it belongs to."""
        last = func.coalesce(select(func.max(facts.c.position)).scalar_subquery(), 0)
        outside = [
            select(table.c.position).where((table.c.position < 1) | (table.c.position > last))
            for table in (facts, tags, personal)
        ]
        with self.reading() as connection:
            return sorted(connection.scalars(union(*outside)))

    def known_ahead(self) -> Iterator[StoredLeaf]:
        """The facts that were recorded before they happened, in order of position."""
        statement = select_leaves(*LEAF).where(facts.c.time > facts.c.recordedtime)
        with self.reading() as connection:
            rows = _rows(connection, statement.order_by(facts.c.position), {})
        return self._stored_leaves(iter(rows))

    def named(self, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], StoredLeaf]:
        """The facts of those (source, id) that exist, by name."""
        ids_by_source: defaultdict[str, list[str]] = defaultdict(list)
        for source, id in names:
            ids_by_source[source].append(id)
        found: dict[tuple[str, str], StoredLeaf] = {}
        with self.reading() as connection:
            for source, ids in ids_by_source.items():
                for some in _batches(ids, NAMES_AT_ONCE):
                    statement = select_leaves(*LEAF, facts.c.source, facts.c.id).where(
                        facts.c.source == source, facts.c.id.in_(some)
                    )
                    rows = _rows(connection, statement, {})
                    self._learn_keys(row[3] for row in rows)
                    found |= {(row[5], row[6]): self._stored_leaf(row) for row in rows}
        return found

    def tags_of(self, positions: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The tags of the facts at the positions, in the order given when they were written."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        with self.reading() as connection:
            for some in _batches(positions, CHUNK):
                statement = (
                    select(tags.c.position, tags.c.tag)
                    .where(tags.c.position.in_(some))
                    .order_by(tags.c.position, tags.c.place)
                )
                for position, tag in _rows(connection, statement, {}):
                    found[position].append(tag)
        return {position: tuple(found.get(position, ())) for position in positions}

    def subjects(self, prefix: str) -> Iterator[str]:
        """The different tags that begin with the prefix, ascending by code point.

        Found by skipping through the index from one tag to the next: facts do not count.
        """
        # the last code point there is stands behind every tag with the prefix
        bounds = {"start": prefix, "end": prefix + "\U0010ffff"}
        last = ""
        while True:
            with self.reading() as connection:
                found = driver.selected(connection, SKIPPING, {**bounds, "last": last})
            yield from (tag for (tag,) in found)
            if len(found) < CHUNK:
                return
            last = found[-1][0]

    # --- the library's contract -------------------------------------------------------------------

    def read(
        self,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
    ) -> DCBReadResponse:
        """The library's read: the facts a query is about as events, by position."""
        head = self.head().position
        events = self._events(query, after or 0, head)
        if limit is None:
            return _ReadResponse(events, head or None)
        some = list(islice(events, limit))
        return _ReadResponse(iter(some), some[-1].position if some else None)

    def subscribe(
        self, query: DCBQuery | None = None, *, after: int | None = None
    ) -> DCBSubscription[Store]:
        """The library's subscription: as `read`, then whatever is recorded; use it in a `with`."""
        from ledger.store.subscription import LogSubscription

        return LogSubscription(self, query, after, self._wake)

    def _events(self, query: DCBQuery | None, after: int, upto: int) -> Iterator[DCBSequencedEvent]:
        raw = self._by_position(EVENT, query, after, upto)
        while some := list(islice(raw, CHUNK)):
            tags_by_position = self.tags_of([position for position, _, _ in some])
            for position, kind, data in some:
                event = DCBEvent(type=kind, data=data, tags=list(tags_by_position[position]))
                yield DCBSequencedEvent(event=event, position=position)

    def scrub(self) -> tuple[Path, ...]:
        """Have the database give up what was deleted; returns the files it can be looked for in.

        None on a server, whose files are its own. Raises LedgerError if others are in the way.
        """
        with explained(self._backend.fault):
            return self._backend.scrub()

    def contents(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Every table by name and the bytes that stand in it, where `scrub` has no files to give.

        Each is read before the next is asked for.
        """
        with explained(self._backend.fault):
            yield from self._backend.contents()

    def forget_keys(self) -> None:
        """Drop the keys that were read: one of them was destroyed."""
        self._keyring = Keyring()

    # --- personal fields --------------------------------------------------------------------------

    def _learn_keys(self, stored: Iterable[Any]) -> None:
        sealed = [one for one in stored if type(one) is bytes and is_sealed(one)]
        if sealed:
            with self.reading() as connection:
                self._keyring.learn(connection, sealed)

    def _stored_leaves(self, raw: Iterator[_Raw]) -> Iterator[StoredLeaf]:
        while some := list(islice(raw, CHUNK)):
            self._learn_keys(row[3] for row in some)
            yield from map(self._stored_leaf, some)

    def _stored_leaf(self, row: _Raw) -> StoredLeaf:
        position, leaf, salt, fields, recordedtime = row[:5]
        if type(fields) is bytes and is_sealed(fields):
            fields = self._keyring.opened(position, salt, fields)
            salt = None if fields is None else salt
        learnt = None if recordedtime is None else instant_of(recordedtime)
        return StoredLeaf(position, leaf, salt, fields, learnt)

    # --- streams ----------------------------------------------------------------------------------

    def _by_position(
        self, columns: Sequence[Any], query: DCBQuery | None, after: int, upto: int
    ) -> Iterator[_Raw]:
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

    def _by_time(self, query: DCBQuery | None, after: int, upto: int) -> Iterator[_Raw]:
        shape, named = shape_of(query)
        order = (
            within((facts.c.position,), shape)
            .where(facts.c.time.is_not(None))
            .order_by(facts.c.time, facts.c.position)
        )
        with self.reading() as connection:
            cursor = connection.execute(order, {**named, "after": after, "upto": upto})
            positions = array("q", cursor.scalars())
        for some in _batches(positions, CHUNK):
            statement = select_leaves(*LEAF).where(facts.c.position.in_(list(some)))
            with self.reading() as connection:
                rows = {row[0]: row for row in _rows(connection, statement, {})}
            yield from (rows[position] for position in some)


class _Rehearsed(Exception):
    """Ends a rehearsal: the transaction is rolled back by it."""


class _ReadResponse(DCBReadResponse):
    def __init__(self, events: Iterator[DCBSequencedEvent], head: int | None) -> None:
        self._events = events
        self._head = head

    @property
    def head(self) -> int | None:
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        return next(self._events)


def _head(connection: Connection) -> Head:
    ((position, recordedtime),) = driver.selected(connection, HEAD, {})
    return Head(position or 0, None if recordedtime is None else instant_of(recordedtime))


def _end(connection: Connection, position: int) -> Head:
    """The fact that would be the last if the log ended at a position."""
    last = select(func.max(facts.c.position), func.max(facts.c.recordedtime))
    found, recordedtime = connection.execute(last.where(facts.c.position <= position)).one()
    return Head(found or 0, None if recordedtime is None else instant_of(recordedtime))


def _breaks(condition: DCBAppendCondition, connection: Connection, head: int) -> bool:
    after = condition.after or 0
    if head <= after:
        return False
    shape, named = shape_of(condition.fail_if_events_match)
    if not shape:
        return True
    parameters = {**named, "after": after, "upto": head}
    return bool(driver.selected(connection, any_of(shape), parameters))


def _insert(connection: Connection, first: int, rows: Sequence[_Row]) -> None:
    for some in _batches(list(enumerate(rows, first)), CHUNK):
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


def _sealed(connection: Connection, rows: Sequence[tuple[int, _Row]]) -> list[_Raw]:
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


def _insert_into(connection: Connection, table: Table, rows: list[_Raw]) -> None:
    """Insert rows, given as the columns stand in the table, by the driver's own executemany."""
    if rows:
        driver.run(connection, driver.marks(connection, _insertion(table)), rows)


@cache
def _insertion(table: Table) -> str:
    names = table.columns.keys()
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"


def _assert_in_order(last: datetime | None, leaves: Sequence[Leaf]) -> None:
    for leaf in leaves:
        assert last is None or leaf.recordedtime >= last, "recorded time went backwards"
        last = leaf.recordedtime


def _row(leaf: Leaf) -> _Row:
    return _Row(
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


def _rows(
    connection: Connection, statement: Select[Any], parameters: dict[str, Any]
) -> Sequence[_Raw]:
    """All rows as the driver's own tuples: SQLAlchemy's would cost as much as reading them."""
    cursor = connection.execute(statement, parameters).cursor
    assert cursor is not None
    return list(cursor.fetchall())


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
