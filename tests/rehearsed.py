"""A ledger to talk to by command lines, for the tests of single commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.talking import READ_BY_THE_CONSOLE, Talk


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches the console."""
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def nowhere(tmp_path: Path) -> Talk:
    """The address of a ledger that is not there yet."""
    return Talk(str(tmp_path / "ledger.db"))


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    """A rehearsal ledger with the built-in law, its time the beginning."""
    made = Talk(str(tmp_path / "ledger.db"))
    made.ok("init", "--rehearsal")
    return made
