from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.talking import READ_BY_THE_CONSOLE, Talk


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    """A rehearsal ledger with the built-in law, its time the beginning."""
    made = Talk(str(tmp_path / "ledger.db"))
    made.ok("init", "--rehearsal")
    return made
