from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.conftest import year
from tests.backtest.texts import Texts
from tests.console.talking import Talk
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk", "year"]


@pytest.fixture
def texts(talk: Talk, tmp_path: Path) -> Texts:
    """Proposed rulebooks: the built-in text with one number or word changed."""
    return Texts(talk.ok("rules", "show", "tiktok.channel", "--text").out, tmp_path)
