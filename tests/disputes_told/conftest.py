from __future__ import annotations

import pytest

from tests.console.talking import Talk
from tests.examples.stories import YEAR, Stories
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]


@pytest.fixture(scope="session")
def year(stories: Stories) -> Talk:
    """The demo year, which most of the disputes happened in."""
    return stories.talk(YEAR)
