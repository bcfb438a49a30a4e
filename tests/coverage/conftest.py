from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples.stories import Stories
from tests.rehearsed import plain_surroundings

__all__ = ["plain_surroundings"]


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Stories:
    """The ledgers of the stories, for tests that only look at them."""
    return Stories(Path(tmp_path_factory.mktemp("stories")))
