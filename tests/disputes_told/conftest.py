from __future__ import annotations

import pytest

from examples.live import YEAR
from tests.console.talking import Talk
from tests.examples.stories import Stories
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]


@pytest.fixture(scope="session")
def year(stories: Stories) -> Talk:
    """The demo year, which most of the disputes happened in."""
    return stories.talk(YEAR)
