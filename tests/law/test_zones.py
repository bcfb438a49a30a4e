"""Which countries keep one time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ledger.zones import zone_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("CN", "Asia/Shanghai"),
        ("SG", "Asia/Singapore"),
        ("JP", "Asia/Tokyo"),
        ("GB", "Europe/London"),
        ("SA", "Asia/Riyadh"),
        # Several zones that have agreed since 2000.
        ("DE", "Europe/Berlin"),
        ("MY", "Asia/Kuala_Lumpur"),
    ],
)
def test_a_country_with_one_time_has_a_zone(country: str, zone: str) -> None:
    assert zone_of(country) == zone


@pytest.mark.parametrize("country", ["MX", "US", "ID", "BR", "ES", "PT", "AU", "ZZ", "cn", "", "#"])
def test_a_country_with_several_times_or_unknown_has_none(country: str) -> None:
    assert zone_of(country) is None


def test_the_zones_are_what_the_tool_exports(tmp_path: Path) -> None:
    exported = tmp_path / "zones.txt"
    tool = [sys.executable, "tools/export_zones.py", "--to", str(exported)]
    subprocess.run(tool, cwd=ROOT, check=True)

    assert exported.read_bytes() == (ROOT / "ledger" / "zones.txt").read_bytes()
