"""What the log needs of a database, so that everything else is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from ledger.errors import LedgerError

DEFAULT_PATIENCE = 30.0
"""Seconds that a writer waits for the other writers before it gives up."""


@dataclass(frozen=True, slots=True)
class Backend:
    """A database that holds a ledger.

    `where` names it for people. `reading` connects without a transaction: the log only grows, so
    each statement may see a newer one. `appending` opens a transaction once no other writer is in
    one, and commits it. `fault` tells what a database error means to a user, None if it is none
    of a user's business. `scrub` has the database give up what was deleted from it, as far as it
    can, and returns the files in which nothing of it may be left. `contents` is for a database
    whose files are out of sight: each of its tables by name, and the bytes of all that is in it.
    """

    where: str
    reading: Engine
    appending: Callable[[], AbstractContextManager[Connection]]
    fault: Callable[[DBAPIError], LedgerError | None]
    scrub: Callable[[], tuple[Path, ...]] = tuple
    contents: Callable[[], Iterator[tuple[str, Iterator[bytes]]]] = lambda: iter(())


@contextmanager
def explained(fault: Callable[[DBAPIError], LedgerError | None]) -> Iterator[None]:
    """Turn the database errors a user can meet into LedgerErrors; let all others through."""
    try:
        yield
    except DBAPIError as error:
        known = fault(error)
        if known is None:
            raise
        raise known from error
