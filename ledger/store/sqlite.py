"""The log in a file: SQLite in WAL mode, every commit synced to the disk."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from ledger.errors import LedgerError
from ledger.language import say, say_why
from ledger.store import driver, faults
from ledger.store.backend import Backend, explained

APPLICATION_ID: Final = 0x424C6772
"""`BLgr` in the header of the file: `file` and this program recognise a ledger by it."""

_MAGIC: Final = b"SQLite format 3\0"
_APPLICATION_ID_AT: Final = 68  # https://www.sqlite.org/fileformat2.html#the_database_header
_HEADER_BYTES: Final = 100


def exists(path: Path) -> bool:
    """Whether a ledger is at the path; False if nothing is.

    Raises LedgerError if something else is: it is in the way of any ledger.
    """
    if not os.path.lexists(path):
        return False
    check_is_ledger(path)
    return True


def check_is_ledger(path: Path) -> None:
    """Raise LedgerError unless a ledger is at the path; nothing but its first bytes is read."""
    where = str(path)
    try:
        if path.is_dir():
            raise faults.no_ledger(where, say("This is a folder."))
        if not path.exists():
            raise faults.no_ledger(where, say("There is no such file."))
        if not path.is_file():
            raise faults.no_ledger(where, say("This is not an ordinary file."))
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise faults.unreadable(where, _reason(error)) from error
    if not header:
        raise faults.no_ledger(where, say("The file is empty."))
    if not header.startswith(_MAGIC):
        raise faults.no_ledger(where, say("The file is not a database."))
    application = header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4]
    if int.from_bytes(application, "big") != APPLICATION_ID:
        raise faults.no_ledger(where, say("The file is a database of another application."))


def create(path: Path, fill: Callable[[Connection], None], version: int) -> None:
    """Make a ledger at a path where nothing is: there all at once, or not at all.

    It is made under another name beside the path and linked to it when complete, so that nobody
    ever meets half a ledger, and of two who make one only one succeeds.
    """
    where = str(path)
    if os.path.lexists(path):
        raise faults.in_the_way(where)
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        with explained(partial(_fault, where, 0.0)):
            _make(draft, fill, version)
        os.link(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise faults.in_the_way(where) from None
    except OSError as error:
        raise _not_made(where, error) from error
    finally:
        for left in (draft, _beside(draft, "-wal"), _beside(draft, "-shm")):
            with suppress(OSError):
                left.unlink()


def _make(draft: Path, fill: Callable[[Connection], None], version: int) -> None:
    # sqlite3 says only "unable to open"; the operating system says why.
    draft.open("xb").close()
    engine = _engine(partial(_connect, draft, "mode=rw", 0.0))
    try:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {version}")
            fill(connection)
    finally:
        engine.dispose()


def _not_made(where: str, error: OSError) -> LedgerError:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return faults.read_only(where)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return faults.full(where)
    return LedgerError(
        say("The ledger was not made."),
        where=where,
        why=_reason(error),
        now=say("Choose a path in a folder that exists and that you may write to."),
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def backend(path: Path, *, write: bool, patience: float) -> Backend:
    """The ledger at the path; `check_is_ledger` has said that it is one."""
    path = path.resolve()
    where = str(path)
    if write:
        if not _may_write(path):
            raise faults.read_only(where)
        engine = _engine(partial(_connect, path, "mode=rw", patience))
    else:
        engine = _engine(partial(_connect_reading, path, patience), keep=_may_write(path))
    return Backend(
        where=where,
        reading=engine,
        appending=partial(_appending, engine, _beside(path, ".lock"), where, patience),
        fault=partial(_fault, where, patience),
        scrub=partial(_scrub, engine, path, patience),
    )


def _engine(connect: Callable[[], sqlite3.Connection], *, keep: bool = True) -> Engine:
    return create_engine("sqlite://", creator=connect, poolclass=QueuePool if keep else NullPool)


def _connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=patience,
        # Transactions are begun by hand: the module would begin them only at the first change.
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA cache_size = -32000")
    # Some 32 MB of log before it is copied into the database: each request changes pages that the
    # next ones change again, and a commit is durable in the log already.
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    return connection


def _connect_reading(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that changes nothing, whatever the permissions are.

    Where we may write, SQLite makes its two side files and removes them again. Where we may not,
    they must be there already; if no writer has left any, the file is complete by itself.
    """
    if _may_write(path):
        mode = "mode=rw"
    elif _beside(path, "-wal").exists():
        mode = "mode=ro"
    else:
        mode = "immutable=1"
    connection = _connect(path, mode, patience)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


@contextmanager
def _appending(engine: Engine, lock: Path, where: str, patience: float) -> Iterator[Connection]:
    # Left to SQLite's own busy waiting, some of many writers starve; a file lock is a queue.
    with (
        _locked(lock, where, patience),
        engine.connect() as connection,
        connection.begin(),
    ):
        driver.rows(connection, "BEGIN IMMEDIATE")
        yield connection


def _scrub(engine: Engine, path: Path, patience: float) -> tuple[Path, ...]:
    """Write the file anew without its free pages, and empty the log of changes beside it."""
    where = str(path)
    with _locked(_beside(path, ".lock"), where, patience), engine.connect() as connection:
        driver.rows(connection, "PRAGMA secure_delete = ON")
        driver.rows(connection, "VACUUM")
        ((busy, _, _),) = driver.rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise faults.busy(where, patience)
    files = (path, _beside(path, "-wal"), _beside(path, "-shm"), _beside(path, "-journal"))
    return tuple(file for file in files if file.exists())


@contextmanager
def _locked(lock: Path, where: str, patience: float) -> Iterator[None]:
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise _not_locked(where, error) from error
    if not _acquire(handle, patience):
        raise faults.busy(where, patience)
    try:
        yield
    finally:
        os.close(handle)


def _not_locked(where: str, error: OSError) -> LedgerError:
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return faults.read_only(where)
        case errno.ENOSPC | errno.EDQUOT:
            return faults.full(where)
        case _:
            return faults.unreadable(where, _reason(error))


def _acquire(handle: int, patience: float) -> bool:
    """Lock the open file within so many seconds; if that fails, the handle is closed for us.

    Only a blocking wait stands in the kernel's queue, and only a thread of its own can be left
    behind when the time is over.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        return True
    settled, acquired, given_up = threading.Lock(), threading.Event(), threading.Event()

    def wait() -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with settled:
            acquired.set()
            if given_up.is_set():
                os.close(handle)

    threading.Thread(target=wait, name="waiting for the ledger", daemon=True).start()
    if acquired.wait(patience):
        return True
    with settled:
        given_up.set()
        if acquired.is_set():
            # it came at the very last moment
            given_up.clear()
            return True
    return False


def _reason(error: OSError) -> str:
    return say("{reason}.", reason=say_why(error))


def _fault(where: str, patience: float, error: DBAPIError) -> LedgerError | None:
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    why = say("SQLite says: {message}.", message=str(cause))
    if code is None:
        # The module itself has no code for text that is not UTF-8.
        is_text = str(cause).startswith("Could not decode to UTF-8")
        return faults.damaged(where, why) if is_text else None
    match code & 0xFF:  # the upper bytes only say more about the same
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return faults.busy(where, patience)
        case sqlite3.SQLITE_FULL:
            return faults.full(where)
        case sqlite3.SQLITE_READONLY:
            return faults.read_only(where)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return faults.unreadable(where, why)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return faults.damaged(where, why)
        case _:
            return None
