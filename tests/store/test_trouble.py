"""What can go wrong around a ledger: a clear message, and nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ledger.errors import BadInput, LedgerError
from ledger.store import SCHEMA_VERSION, create_store, ledger_exists, open_store
from tests.store import writers
from tests.store.leaves import leaf


def explained(error: pytest.ExceptionInfo[LedgerError], what: str, where: str) -> str:
    """Check that the message is complete, and give the reason."""
    told = error.value
    assert what in told.what
    assert where in told.where
    assert told.why
    assert told.now
    return told.why


# --- no ledger ------------------------------------------------------------------------------------


def nothing(path: Path) -> None:
    pass


def folder(path: Path) -> None:
    path.mkdir()


def empty_file(path: Path) -> None:
    path.touch()


def text_file(path: Path) -> None:
    path.write_text("once upon a time " * 100, encoding="utf-8")


def other_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE facts (position INTEGER PRIMARY KEY)")
    connection.close()


NO_LEDGERS = [nothing, folder, empty_file, text_file, other_database]


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("make", NO_LEDGERS)
def test_what_is_no_ledger_is_not_opened_and_not_harmed(
    tmp_path: Path, make: object, write: bool
) -> None:
    path = tmp_path / "ledger.db"
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(LedgerError) as error:
        open_store(str(path), write=write)

    explained(error, "There is no ledger here", str(path))
    assert error.value.exit_status == 1
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [found.name for found in tmp_path.iterdir()] == (
        [] if make is nothing else ["ledger.db"]
    )


@pytest.mark.parametrize("make", NO_LEDGERS[1:])
def test_nothing_is_overwritten(tmp_path: Path, make: object) -> None:
    path = tmp_path / "ledger.db"
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(LedgerError) as error:
        create_store(str(path), origin="test", rehearsal=False)

    explained(error, "not made", str(path))
    assert (path.read_bytes() if path.is_file() else None) == before
    with pytest.raises(LedgerError, match="no ledger"):
        ledger_exists(str(path))


def test_a_ledger_exists_once_it_is_made(ledger_url: str) -> None:
    assert not ledger_exists(ledger_url)
    create_store(ledger_url, origin="test", rehearsal=False).close()
    assert ledger_exists(ledger_url)


def test_an_empty_server_database_is_no_ledger(postgres_url: str) -> None:
    with pytest.raises(LedgerError) as error:
        open_store(postgres_url)

    assert "no tables" in explained(error, "There is no ledger here", "postgresql://")


def test_a_folder_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "ledger.db"

    with pytest.raises(LedgerError) as error:
        create_store(str(path), origin="test", rehearsal=False)

    assert "No such file" in explained(error, "not made", str(path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    ["", "mysql://host/db", "sqlite://", "sqlite:///", "postgresql://u@h:s3cret/d", "a\0b"],
)
def test_an_address_of_nothing_is_bad_input(address: str) -> None:
    with pytest.raises(BadInput) as error:
        open_store(address)

    assert "address" in error.value.what
    assert "s3cret" not in str(error.value)


def test_awkward_paths_are_paths(tmp_path: Path) -> None:
    path = tmp_path / "100% ?a=b #中文.db"
    create_store(str(path), origin="test", rehearsal=False).close()

    with open_store(str(path), write=False) as store:
        assert store.head().position == 0
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


# --- a ledger, but --------------------------------------------------------------------------------


def test_a_newer_schema_is_left_alone(ledger_url: str) -> None:
    with (
        create_store(ledger_url, origin="test", rehearsal=False) as store,
        store.writing() as connection,
    ):
        connection.execute(text(f"UPDATE ledger SET schema_version = {SCHEMA_VERSION + 1}"))

    with pytest.raises(LedgerError) as error:
        open_store(ledger_url, write=False)

    why = explained(error, "newer version", store.where)
    told = f"Its schema is version {SCHEMA_VERSION + 1}; this program knows up to version"
    assert why == f"{told} {SCHEMA_VERSION}."
    assert ledger_exists(ledger_url)


def test_a_busy_ledger_says_so_in_time(ledger_url: str) -> None:
    with (
        create_store(ledger_url, origin="test", rehearsal=False) as store,
        open_store(ledger_url, patience=0.2) as late,
    ):
        with store.writing(), pytest.raises(LedgerError) as error:
            late.write(None, lambda first, last: [leaf("a")])

        assert "0.2 seconds" in explained(error, "busy", store.where)
        assert late.write(None, lambda first, last: [leaf("a")]) == 1
        assert store.write(None, lambda first, last: [leaf("b")]) == 2


def test_a_file_locked_by_another_program_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    create_store(str(path), origin="test", rehearsal=False).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with open_store(str(path), patience=0.1) as store:
        with pytest.raises(LedgerError) as error:
            store.write(None, lambda first, last: [leaf("a")])
        explained(error, "busy", str(path))
        other.close()
        assert store.write(None, lambda first, last: [leaf("a")]) == 1


def test_replacing_a_fact_is_refused_to_other_programs_too(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with create_store(str(path), origin="test", rehearsal=False) as store:
        store.write(None, lambda first, last: [leaf("a")])
    other = sqlite3.connect(path)
    other.execute("PRAGMA recursive_triggers = OFF")

    for replacement in (
        "INSERT OR REPLACE INTO facts (position, kind, leaf) VALUES (1, 'x', x'00')",
        "REPLACE INTO facts (position, kind, leaf, source, id) VALUES (2, 'x', x'00', 'feed', 'a')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="the log only grows"):
            other.execute(replacement)
    other.close()


def test_a_table_cannot_be_emptied_on_a_server(postgres_url: str) -> None:
    with create_store(postgres_url, origin="test", rehearsal=False) as store:
        for table in ("facts", "tags", "personal"):
            with (
                pytest.raises(Exception, match="the log only grows"),
                store.writing() as connection,
            ):
                connection.execute(text(f"TRUNCATE {table}"))


def test_a_ledger_is_durable_and_known_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with (
        create_store(str(path), origin="test", rehearsal=False) as store,
        store.reading() as connection,
    ):
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "application_id", "user_version")
        }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "application_id": int.from_bytes(b"BLgr", "big"),
        "user_version": SCHEMA_VERSION,
    }
    assert path.read_bytes()[68:72] == b"BLgr"


# --- read-only ------------------------------------------------------------------------------------


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user may look into, which those of pytest are not."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


def close_to_writing(path: Path) -> None:
    for found in path.parent.iterdir():
        found.chmod(0o444)
    path.parent.chmod(0o555)


@pytest.mark.parametrize("in_use", [False, True], ids=["closed", "in use"])
def test_reading_needs_no_permission_to_write(public_folder: Path, in_use: bool) -> None:
    path = public_folder / "ledger.db"
    with create_store(str(path), origin="test", rehearsal=False) as store:
        store.write(None, lambda first, last: [leaf("a")])
        if not in_use:
            store.close()
        close_to_writing(path)
        before = {found.name: found.stat().st_mtime_ns for found in public_folder.iterdir()}
        _, pipe = writers.start(writers.read_as_nobody, str(path))

        assert pipe.recv() == [leaf("a").data]
        told = pipe.recv()
        after = {found.name: found.stat().st_mtime_ns for found in public_folder.iterdir()}

    assert "read-only" in told["why"]
    assert told["where"] == str(path)
    assert after == before


def test_reading_leaves_no_files_behind(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    create_store(str(path), origin="test", rehearsal=False).close()
    before = path.read_bytes()

    with open_store(str(path), write=False) as store:
        assert list(store.facts()) == []
        with pytest.raises(AssertionError, match="opened for reading"):
            store.write(None, lambda first, last: [leaf("a")])

    assert [found.name for found in tmp_path.iterdir()] == ["ledger.db"]
    assert path.read_bytes() == before


# --- no room --------------------------------------------------------------------------------------


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    with create_store(str(tmp_path / "ledger.db"), origin="test", rehearsal=False) as store:
        store.write(None, lambda first, last: [leaf("a", personal=b"{}")])
        with store.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        big = [leaf(f"{n}" + "x" * 3000, "shop:tiktok:S1") for n in range(50)]

        with pytest.raises(LedgerError) as error:
            store.write(None, lambda first, last: big)

        explained(error, "disk is full", "ledger.db")
        assert [found.data for found in store.facts()] == [leaf("a").data]
        assert list(store.subjects("")) == []
        with store.writing() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert store.write(None, lambda first, last: big) == 51


def test_a_file_that_may_not_grow_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    create_store(str(path), origin="test", rehearsal=False).close()
    _, pipe = writers.start(writers.outgrow_the_file_size, str(path), 1_000_000)
    recorded, told = pipe.recv()

    assert "nothing was recorded" in told["what"]
    assert recorded > 0
    with open_store(str(path)) as store:
        assert store.head().position == len(list(store.facts())) == recorded
        assert store.write(None, lambda first, last: [leaf("after")]) == recorded + 1


@pytest.mark.parametrize(
    ("state", "what"),
    [
        ("53100", "disk is full"),
        ("25006", "cannot be written"),
        ("57P01", "connection"),
    ],
)
def test_trouble_of_the_server_is_explained(postgres_url: str, state: str, what: str) -> None:
    def fail(connection: Connection, *arguments: object) -> None:
        connection.exec_driver_sql(
            f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}', MESSAGE = 'as told'; END $$"
        )

    with create_store(postgres_url, origin="test", rehearsal=False) as store:
        store.on_append = fail
        with pytest.raises(LedgerError) as error:
            store.write(None, lambda first, last: [leaf("a")])

        explained(error, what, store.where)
        assert store.head().position == 0


def test_a_connection_that_is_cut_is_explained(postgres_url: str) -> None:
    def cut(connection: Connection, *arguments: object) -> None:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with create_store(postgres_url, origin="test", rehearsal=False) as store:
        store.on_append = cut
        with pytest.raises(LedgerError) as error:
            store.write(None, lambda first, last: [leaf("a")])

        explained(error, "connection", store.where)
        store.on_append = None
        assert store.write(None, lambda first, last: [leaf("a")]) == 1


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ana:s3cret@127.0.0.1:1/ledger",
        "postgresql://ana@/ledger?host=/nonexistent&password=s3cret",
    ],
)
def test_a_server_out_of_reach_is_explained_without_the_password(address: str) -> None:
    for act in (open_store, ledger_exists):
        with pytest.raises(LedgerError) as error:
            act(address)

        explained(error, "cannot be reached", "postgresql://")
        assert "s3cret" not in str(error.value)


def test_an_unknown_database_is_explained(postgres_url: str) -> None:
    with pytest.raises(LedgerError) as error:
        open_store(postgres_url.replace("/ledger_", "/no_ledger_"))

    assert "does not exist" in explained(error, "cannot be reached", "no_ledger_")


def test_nobody_is_left_waiting(tmp_path: Path) -> None:
    # a file lock that came too late must not be kept by the one who gave up
    path = str(tmp_path / "ledger.db")
    with create_store(path, origin="test", rehearsal=False) as store:
        with open_store(path, patience=0.05) as late, store.writing():
            for _ in range(3):
                with pytest.raises(LedgerError, match="busy"):
                    late.write(None, lambda first, last: [leaf("a")])
        assert store.write(None, lambda first, last: [leaf("a")]) == 1
        with open_store(path, patience=5) as other:
            assert other.write(None, lambda first, last: [leaf("b")]) == 2
    assert sorted(found.name for found in tmp_path.iterdir()) == ["ledger.db", "ledger.db.lock"]


@pytest.mark.parametrize("keep", [100, 5000])
def test_a_file_cut_short_is_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "ledger.db"
    create_store(str(path), origin="test", rehearsal=False).close()
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(LedgerError) as error:
        open_store(str(path), write=False)

    explained(error, "damaged", str(path))
