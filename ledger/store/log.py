"""The log: one sequence of facts that only grows, and the questions it answers quickly.

Everything written goes through `Store.write`: take the lock, check the condition, build the leaves,
insert, let the read models follow, commit. Appends are serialised, so positions follow the order of
commits and have no holes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Final, Self

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
from sqlalchemy import Connection, func, select, union
from sqlalchemy import exc as sql

from ledger.codec import Leaf
from ledger.store import driver
from ledger.store.backend import Backend, explained
from ledger.store.inserting import (
    NewRow,
    assert_in_order,
    breaks,
    insert,
    names_of,
    row_of,
    twice,
)
from ledger.store.sealing import Keyring
from ledger.store.statements import (
    CHUNK,
    EVENT,
    HEAD,
    KNOWN,
    LEAF,
    NAMES,
    SKIPPING,
    WALK,
    batches,
    rows_of,
    select_leaves,
)
from ledger.store.stored import Head, Identity, NameTaken, Raw, Row, StoredLeaf
from ledger.store.streams import Streams
from ledger.store.tables import facts, instant_of, microseconds, personal, tags
from ledger.store.transactions import Transactions

NAMES_AT_ONCE: Final = 500

OnAppend = Callable[[Connection, int, Sequence[Leaf]], None]
Build = Callable[[int, datetime | None], Sequence[Leaf]]


class Store(DCBRecorder):
    """A ledger that is open; made by `open_store` and `create_store`.

    `on_append(connection, first_position, leaves)` is called inside the transaction of each
    `write`; an exception out of it takes everything back.
    """

    def __init__(self, backend: Backend, identity: Identity, *, writable: bool) -> None:
        self.identity = identity
        self._end: Head | None = None
        self.on_append: OnAppend | None = None
        self._backend = backend
        self._transactions = Transactions(backend, writable=writable)
        self._streams = Streams(self._transactions.reading)
        self._wake: set[Event] = set()

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

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with: that of the transaction this thread is in, if it is in one."""
        return self._transactions.reading()

    def staying(self) -> AbstractContextManager[None]:
        """Whatever this thread reads inside, it reads with one connection.

        To get one takes as long as a question. Each question may still see a newer log.
        """
        return self._transactions.staying()

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that no other writer runs beside; committed at the end.

        Inside another one of the same thread it is a part of that, taken back alone if it fails.
        Raises LedgerError if the ledger is busy, read-only, full or out of reach.
        """
        return self._transactions.writing()

    def rehearse(self) -> AbstractContextManager[None]:
        """Whatever this thread writes inside is seen by its own reads, then taken back.

        Other writers wait meanwhile; other readers see nothing of it.
        """
        return self._transactions.rehearse()

    # --- writing ----------------------------------------------------------------------------------

    def write(self, condition: DCBAppendCondition | None, build: Build) -> int:
        """Append the leaves that `build(first_position, last_recordedtime)` gives; all or none.

        Returns the last position of the log, unchanged if there are no leaves. Raises
        IntegrityError (of eventsourcing) if the condition matches, NameTaken if a name exists, and
        whatever `build` raises; nothing is recorded then.
        """
        leaves: Sequence[Leaf] = ()

        def rows(first: int, recordedtime: datetime | None) -> Sequence[NewRow]:
            nonlocal leaves
            leaves = build(first, recordedtime)
            assert_in_order(recordedtime, leaves)
            return [row_of(leaf) for leaf in leaves]

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
        rows = [NewRow(event.type, event.data, event.tags) for event in events]
        return self._record(condition, lambda first, last: rows, lambda connection, first: None)

    def _record(
        self,
        condition: DCBAppendCondition | None,
        build: Callable[[int, datetime | None], Sequence[NewRow]],
        follow: Callable[[Connection, int], None],
    ) -> int:
        rows: Sequence[NewRow] = ()
        try:
            with self.writing() as connection:
                head = _head(connection)
                if condition is not None and breaks(condition, connection, head.position):
                    raise IntegrityError(condition)
                first = head.position + 1
                rows = build(first, head.recordedtime)
                if not rows:
                    return head.position
                insert(connection, first, rows)
                follow(connection, first)
        except sql.IntegrityError as error:
            names = names_of(rows)
            taken = twice(names) or next(iter(self.named(sorted(set(names)))), None)
            if taken is None:
                raise
            raise NameTaken(*taken) from error
        for event in tuple(self._wake):
            event.set()
        return head.position + len(rows)

    # --- reading ----------------------------------------------------------------------------------

    def head(self) -> Head:
        """The last fact of the log, or the one it is taken to end at."""
        if self._end is not None:
            return self._end
        with self.reading() as connection:
            return _head(connection)

    def end_at(self, position: int) -> None:
        """From now on answer questions as if the log ended at a position."""
        with self.reading() as connection:
            self._end = _end(connection, position)

    @contextmanager
    def uncut(self) -> Iterator[None]:
        """Inside, the log ends where it does, whatever it is taken to end at."""
        end, self._end = self._end, None
        try:
            yield
        finally:
            self._end = end

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
            return self._streams.leaves(self._streams.by_time(query, after, upto))
        return self._streams.leaves(self._streams.by_position(LEAF, query, after, upto))

    def rows(
        self, query: DCBQuery | None = None, *, after: int = 0, upto: int | None = None
    ) -> Iterator[Row]:
        """Facts as the tables have them, column by column, in order of position."""
        return self._streams.rows(query, after, self.head().position if upto is None else upto)

    def leaves(self, kinds: Collection[str], *, after: int, upto: int) -> Iterator[Sequence[Raw]]:
        """Position and leaf of the facts of some kinds at after < p <= upto, some at a time.

        In order of position. The log is walked from end to end: where the kinds are much of it,
        that is quicker than to look them up and put them in order.
        """
        for start in range(after, upto, CHUNK):
            window = {"kinds": list(kinds), "after": start, "upto": min(start + CHUNK, upto)}
            with self.reading() as connection:
                rows = driver.selected(connection, WALK, window)
            yield rows

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
            rows = rows_of(connection, statement.order_by(facts.c.position), {})
        return self._streams.leaves(iter(rows))

    def named(self, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], StoredLeaf]:
        """The facts of those (source, id) that exist, by name."""
        ids_by_source: defaultdict[str, list[str]] = defaultdict(list)
        for source, id in names:
            ids_by_source[source].append(id)
        found: dict[tuple[str, str], StoredLeaf] = {}
        with self.reading() as connection:
            for source, ids in ids_by_source.items():
                for some in batches(ids, NAMES_AT_ONCE):
                    statement = select_leaves(*LEAF, facts.c.source, facts.c.id).where(
                        facts.c.source == source, facts.c.id.in_(some)
                    )
                    rows = rows_of(connection, statement, {})
                    self._streams.learn_keys(row[3] for row in rows)
                    found |= {(row[5], row[6]): self._streams.leaf(row) for row in rows}
        return found

    def names(self, kinds: Collection[str], *, upto: int) -> list[tuple[str, str]]:
        """The (source, id) of the facts of some kinds at positions up to one, by position."""
        with self.reading() as connection:
            wanted = {"kinds": list(kinds), "upto": upto}
            return [(row[0], row[1]) for row in driver.selected(connection, NAMES, wanted)]

    def tags_of(self, positions: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The tags of the facts at the positions, in the order given when they were written."""
        return self._streams.tags_of(positions)

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
        raw = self._streams.by_position(EVENT, query, after, upto)
        while some := list(islice(raw, CHUNK)):
            tags_by_position = self.tags_of([position for position, _, _ in some])
            for position, kind, data in some:
                event = DCBEvent(type=kind, data=data, tags=list(tags_by_position[position]))
                yield DCBSequencedEvent(event=event, position=position)

    # --- what is forgotten ------------------------------------------------------------------------

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
        self._streams.keyring = Keyring()


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
