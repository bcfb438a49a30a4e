"""Making a ledger, opening one, and telling whether one is there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

from sqlalchemy import Connection, func, insert, inspect, select

from ledger.language import say
from ledger.store import faults, postgresql, sqlite
from ledger.store.address import FileAddress, ServerAddress, read_address
from ledger.store.backend import DEFAULT_PATIENCE, Backend, explained
from ledger.store.log import Store
from ledger.store.stored import Identity
from ledger.store.tables import LOG, SCHEMA_VERSION, create_tables, ledger, microseconds


def ledger_exists(address: str) -> bool:
    """Whether a ledger is at the address; False if nothing is there, or an empty database.

    Raises LedgerError if a file that is no ledger is in its place, or the server does not answer.
    """
    match read_address(address):
        case FileAddress(path):
            return sqlite.exists(path)
        case ServerAddress() as server:
            backend = postgresql.backend(server, patience=DEFAULT_PATIENCE)
            try:
                return _tables_in(backend) >= set(LOG.tables)
            finally:
                backend.reading.dispose()


def create_store(
    address: str,
    *,
    origin: str,
    rehearsal: bool,
    created: datetime | None = None,
    begin: Callable[[Store], None] | None = None,
) -> Store:
    """Make a ledger and open it for writing.

    What `begin` writes is there from the first moment on; an exception out of it leaves nothing.
    Raises LedgerError if anything is in its place: nothing is ever overwritten.
    """

    def fill(connection: Connection) -> None:
        create_tables(connection)
        connection.execute(
            insert(ledger).values(
                one=1,
                schema_version=SCHEMA_VERSION,
                origin=origin,
                rehearsal=rehearsal,
                created=None if created is None else microseconds(created),
            )
        )
        if begin is not None:
            _begin(connection, Identity(origin, rehearsal, SCHEMA_VERSION), begin)

    match read_address(address):
        case FileAddress(path):
            sqlite.create(path, fill, SCHEMA_VERSION)
        case ServerAddress() as server:
            backend = postgresql.backend(server, patience=DEFAULT_PATIENCE)
            try:
                with explained(backend.fault), backend.appending() as connection:
                    if set(inspect(connection).get_table_names()) & set(LOG.tables):
                        raise faults.in_the_way(backend.where)
                    fill(connection)
            finally:
                backend.reading.dispose()
    return open_store(address)


def _begin(connection: Connection, identity: Identity, begin: Callable[[Store], None]) -> None:
    """Write the first facts in the transaction that makes the tables."""
    backend = Backend(
        where="",
        reading=connection.engine,
        appending=lambda: nullcontext(connection),
        fault=lambda error: None,
    )
    with (store := Store(backend, identity, writable=True)).writing():
        begin(store)


def open_store(address: str, *, write: bool = True, patience: float = DEFAULT_PATIENCE) -> Store:
    """Open the ledger at an address; to read only, nothing in or beside it is changed.

    `patience` is how many seconds a writer waits for the others. Raises LedgerError if there is no
    ledger, if it is of a newer schema, may not be written, or cannot be reached.
    """
    backend = _backend(address, write=write, patience=patience)
    try:
        return Store(backend, _identity(backend), writable=write)
    except BaseException:
        backend.reading.dispose()
        raise


def _backend(address: str, *, write: bool, patience: float) -> Backend:
    match read_address(address):
        case FileAddress(path):
            sqlite.check_is_ledger(path)
            return sqlite.backend(path, write=write, patience=patience)
        case ServerAddress() as server:
            backend = postgresql.backend(server, patience=patience)
            if not _tables_in(backend) >= set(LOG.tables):
                backend.reading.dispose()
                raise faults.no_ledger(
                    backend.where, say("The database has no tables of a ledger.")
                )
            return backend


def _tables_in(backend: Backend) -> set[str]:
    with explained(backend.fault), backend.reading.connect() as connection:
        named = [func.to_regclass(name).is_not(None).label(name) for name in LOG.tables]
        there = connection.execute(select(*named)).one()._mapping
        return {name for name in LOG.tables if there[name]}


def _identity(backend: Backend) -> Identity:
    with explained(backend.fault), backend.reading.connect() as connection:
        version = connection.scalar(select(ledger.c.schema_version))
        if version is None:
            raise faults.no_ledger(backend.where, say("Its first entry is missing."))
        if version > SCHEMA_VERSION:
            raise faults.too_new(backend.where, version, SCHEMA_VERSION)
        row = connection.execute(select(ledger)).one()
        return Identity(row.origin, row.rehearsal, row.schema_version)
