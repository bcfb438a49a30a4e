"""Writes `ledger/zones.txt`: the time zone of each country that keeps one time.

    python tools/export_zones.py [--to FILE]

From `zone.tab` of the `tzdata` distribution. A country is listed if clocks in all its zones have
agreed since 2000 and are expected to until 2038; it gets the first of them. China is the exception:
`zone.tab` also lists Asia/Urumqi, the time people in Xinjiang keep by custom, but by law the whole
country keeps Beijing time.

The file is committed, so that a new release of the time zone database changes no verdict.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

TARGET = Path(__file__).parents[1] / "ledger" / "zones.txt"
BY_LAW = {"CN": "Asia/Shanghai"}
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=6)  # clocks that differ do so for weeks

DATABASE = files("tzdata") / "zoneinfo"
HEADING = """\
# Country (ISO 3166-1 alpha-2) and time zone of the countries that keep one time since 2000.
# Made by tools/export_zones.py from zone.tab of the IANA time zone database {version},
# which is in the public domain. China keeps Beijing time by law.
"""


def zones_by_country() -> Mapping[str, Sequence[str]]:
    """The zones of each country, in the order of `zone.tab`."""
    zones: defaultdict[str, list[str]] = defaultdict(list)
    table = (DATABASE / "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country].append(zone)
    return zones


def keep_the_same_time(zones: Sequence[str]) -> bool:
    """Whether clocks in all these zones have agreed since 2000, and are expected to."""
    first, *others = (ZoneInfo(zone) for zone in zones)
    at = FIRST
    while others and at < LAST:
        offset = at.astimezone(first).utcoffset()
        if any(at.astimezone(other).utcoffset() != offset for other in others):
            return False
        at += STEP
    return True


def one_zone_countries() -> dict[str, str]:
    """The zone of each country that keeps one time."""
    found = {
        country: zones[0]
        for country, zones in zones_by_country().items()
        if country not in BY_LAW and keep_the_same_time(zones)
    }
    return dict(sorted({**found, **BY_LAW}.items()))


def main() -> None:
    """Writes the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=TARGET)
    version = (DATABASE / "tzdata.zi").read_text(encoding="utf-8").split()[2]
    lines = [f"{country} {zone}\n" for country, zone in one_zone_countries().items()]
    options.parse_args().to.write_text(
        HEADING.format(version=version) + "".join(lines), encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    main()
