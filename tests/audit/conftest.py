from __future__ import annotations

from pathlib import Path

import pytest

from examples.live import YEAR, live
from tests.audit.database import Database, dropped_fences
from tests.console.talking import Talk
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """The demo year, lived through once for all tests; they only look at it."""
    folder = tmp_path_factory.mktemp("audited")
    assert live(YEAR, str(folder / "year.db"), str(folder / "log")) == 0
    return Talk(str(folder / "year.db"))


@pytest.fixture
def copied(year: Talk, tmp_path: Path) -> Talk:
    """A copy of the demo year that may be spoilt."""
    copy = tmp_path / "year.db"
    copy.write_bytes(Path(year.ledger).read_bytes())
    return Talk(str(copy))


@pytest.fixture
def served(year: Talk, postgres_url: str) -> Talk:
    """The demo year on a server; it may be spoilt."""
    talk = Talk(postgres_url)
    talk.ok("init", "--bare", "--rehearsal", "--origin", "demo")
    talk.ok("import", "-", stdin=year.export())
    return talk


@pytest.fixture
def spoilt(copied: Talk) -> Database:
    """The tables of a copy of the demo year, without their fences."""
    return dropped_fences(copied.ledger)
