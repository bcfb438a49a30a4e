"""The log in a database of a PostgreSQL server, through psycopg 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from ledger.errors import LedgerError
from ledger.language import say
from ledger.store import faults
from ledger.store.address import ServerAddress
from ledger.store.backend import Backend

_LOCK: Final = 0x424C6772
"""The advisory lock that every append of a ledger in this database takes."""

_SECONDS_TO_CONNECT: Final = 10

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_BUSY: Final = ("55P03", "57014")
_FULL: Final = ("53100", "53200")
_READ_ONLY: Final = ("25006", "42501")
_CUT_OFF: Final = ("08", "57P")


def backend(address: ServerAddress, *, patience: float) -> Backend:
    """The database at the address, whether a ledger is in it or not; nothing is connected yet."""
    where = address.where
    engine = _engine(address.url, where)
    return Backend(
        where=where,
        reading=engine.execution_options(isolation_level="AUTOCOMMIT"),
        appending=partial(_appending, engine, patience),
        fault=partial(_fault, where, address.url.password, patience),
        scrub=partial(_scrub, engine),
        contents=partial(_contents, engine),
    )


def _engine(url: URL, where: str) -> Engine:
    arguments: dict[str, Any] = {}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = _SECONDS_TO_CONNECT
    try:
        # After the lock was waited for, the next statement must see what the last holder wrote.
        return create_engine(url, isolation_level="READ COMMITTED", connect_args=arguments)
    except ImportError as error:
        raise LedgerError(
            say("A ledger on a server needs the PostgreSQL driver."),
            where=where,
            why=say("psycopg is not installed."),
            now=say('Install it with: pip install "bindledger[postgres]"'),
        ) from error


@contextmanager
def _appending(engine: Engine, patience: float) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin():
        waiting = func.set_config("lock_timeout", f"{max(1, round(patience * 1000))}ms", True)
        connection.execute(select(waiting))
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        yield connection


def _scrub(engine: Engine) -> tuple[Path, ...]:
    """Write the two tables anew; the server's own logs, copies and disks are out of sight."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in ("personal", "person_keys"):
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")
        connection.exec_driver_sql("CHECKPOINT")
    return ()


def _contents(engine: Engine) -> Iterator[tuple[str, Iterator[bytes]]]:
    """All tables beside which those of the ledger stand: a read model may be anybody's."""
    names = (
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace"
        " AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
    )
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        raw: Any = connection.connection.driver_connection
        for (name,) in connection.exec_driver_sql(names).all():
            with (
                raw.cursor() as cursor,
                cursor.copy(f"COPY {name} TO STDOUT (FORMAT binary)") as rows,
            ):
                yield name, (bytes(some) for some in rows)


def _fault(where: str, password: object, patience: float, error: DBAPIError) -> LedgerError | None:
    state = getattr(error.orig, "sqlstate", None)
    why = _first_line(str(error.orig), password)
    if state is None:
        # The driver has no code for a server that never answered or went away.
        if not isinstance(error, OperationalError):
            return None
        in_use = error.connection_invalidated
        return faults.cut_off(where, why) if in_use else faults.unreachable(where, why)
    if state in _BUSY:
        return faults.busy(where, patience)
    if state in _FULL:
        return faults.full(where)
    if state in _READ_ONLY:
        return faults.read_only(where)
    if state.startswith(_CUT_OFF):
        return faults.cut_off(where, why)
    if state.startswith(("28", "3D")):
        return faults.unreachable(where, why)
    return None


def _first_line(message: str, password: object) -> str:
    line = message.strip().partition("\n")[0].rstrip(".")
    if password:
        line = line.replace(str(password), "…")
    return say("The server says: {message}.", message=line)
