from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples.year import Lived, live_through


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The demo year, lived through once for all tests; they only look at it."""
    return live_through(str(Path(tmp_path_factory.mktemp("year")) / "demo.db"))
