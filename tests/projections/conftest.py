"""Ledgers whose command line is talked to, as in `tests.console`."""

from __future__ import annotations

import pytest

from tests.console.talking import READ_BY_THE_CONSOLE, Talk


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def rehearsal(ledger_url: str) -> Talk:
    """A rehearsal ledger with the built-in law, its time the beginning."""
    talk = Talk(ledger_url)
    talk.ok("init", "--rehearsal")
    return talk
