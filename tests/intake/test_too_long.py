"""A fact that is too long is told with one size, whatever the clock shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.app import Ledger
from ledger.app.files import objects_of
from ledger.app.surroundings import Surroundings

LINE = json.dumps(
    {
        "specversion": "1.0",
        "type": "AccountBanned.v1",
        "source": "tests",
        "id": "1",
        "time": "2026-01-01T00:00:00Z",
        "data": {"account": "tiktok:A1", "reason": "x" * 70_000},
    }
).encode()


@pytest.mark.parametrize("micro", [0, 1, 10, 100_000, 123_456])
def test_its_size_does_not_hang_on_the_digits_of_the_clock(tmp_path: Path, micro: int) -> None:
    clock = datetime(2026, 3, 1, 12, 0, 0, micro, tzinfo=UTC)
    surroundings = Surroundings(clock=lambda: clock)
    with Ledger.create(
        str(tmp_path / "ledger.db"), origin="tests", bare=True, surroundings=surroundings
    ) as ledger:
        ((line, fault),) = ledger.take(objects_of([LINE])).rejected

    assert (line, fault.field, fault.got) == (1, "data", "70191 bytes")
