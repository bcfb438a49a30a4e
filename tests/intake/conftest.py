"""A ledger to import into, fresh, on both backends."""

from __future__ import annotations

import pytest

from tests.console.talking import READ_BY_THE_CONSOLE, Talk


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def real(ledger_url: str) -> Talk:
    """A ledger with the machine's clock and the built-in law, on each backend."""
    talk = Talk(ledger_url)
    talk.ok("init")
    return talk
