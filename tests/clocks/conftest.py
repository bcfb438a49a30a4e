"""A shop whose past was learnt late, and whose law changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clocks.past import ADOPTED, LATE, LEARNT, LIFE, NEW_LAW
from tests.console.talking import Talk
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]


@pytest.fixture
def lived(talk: Talk, tmp_path: Path) -> Talk:
    """Life as it was first known, then a law for later, then what was learnt late."""
    file = tmp_path / "later.toml"
    file.write_text(NEW_LAW, "utf-8")
    talk.take(*LIFE, now=LEARNT)
    talk.ok("--now", LEARNT, "rules", "adopt", str(file), "--from", ADOPTED)
    talk.take(*LATE[:-1], now="2026-05-01T00:00:00Z")
    talk.take(LATE[-1], now="2026-05-02T00:00:00Z")
    return talk
