"""Ledgers to talk to, each fresh, on both backends."""

from __future__ import annotations

import pytest

from tests.console.talking import READ_BY_THE_CONSOLE, Talk, account, shop


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def nowhere(ledger_url: str) -> Talk:
    """An address at which there is no ledger yet."""
    return Talk(ledger_url)


@pytest.fixture
def real(nowhere: Talk) -> Talk:
    """A ledger with the machine's clock and the built-in law."""
    nowhere.ok("init")
    return nowhere


@pytest.fixture
def rehearsal(nowhere: Talk) -> Talk:
    """A rehearsal ledger with the built-in law, its time the beginning."""
    nowhere.ok("init", "--rehearsal")
    return nowhere


@pytest.fixture
def known(rehearsal: Talk) -> Talk:
    """A rehearsal ledger that knows S1, A1 and A2, at noon of 1 March 2026."""
    rehearsal.take(shop(), *account("A1"), *account("A2"), now="2026-03-01T12:00:00Z")
    return rehearsal
