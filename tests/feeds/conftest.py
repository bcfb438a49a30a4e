"""A ledger to import payloads into, and the samples of every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.talking import READ_BY_THE_CONSOLE, Talk
from tests.feeds.samples import KEY, SECRET, SECRET_OF


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def real(ledger_url: str) -> Talk:
    """A ledger with the machine's clock and no law, on each backend."""
    talk = Talk(ledger_url)
    talk.ok("init", "--bare")
    return talk


@pytest.fixture
def small(tmp_path: Path) -> Talk:
    """A ledger in a file, with the machine's clock and no law."""
    talk = Talk(str(tmp_path / "small.db"))
    talk.ok("init", "--bare")
    return talk


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, tuple[str, ...]]:
    """The options that give each format its secret; none for formats without one."""
    written = {}
    for secret in (SECRET, KEY):
        path = tmp_path / secret
        path.write_text(secret + "\n", encoding="utf-8")
        written[secret] = ("--secret-file", str(path))
    return {feed: written[secret] for feed, secret in SECRET_OF.items()}
