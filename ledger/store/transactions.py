"""The transactions of a store: whoever reads inside one of its own thread reads in that one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ledger.store.backend import Backend, explained


class Transactions:
    """The transactions on one database, and those that each thread is in."""

    def __init__(self, backend: Backend, *, writable: bool) -> None:
        self._backend = backend
        self._writable = writable
        # A transaction belongs to the thread that began it: a subscription's must not see it.
        self._inside = threading.local()

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


class _Rehearsed(Exception):
    """Ends a rehearsal: the transaction is rolled back by it."""
