"""Which time zone a country keeps, where it keeps only one.

The answers are data of the ledger's own (`zones.txt`, made by `tools/export_zones.py`), not of the
time zone database a machine happens to have: the same facts give the same verdict everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_ZONES = Path(__file__).with_name("zones.txt")


def zone_of(country: str) -> str | None:
    """The IANA zone of a country (ISO 3166-1 alpha-2) that has kept one time since 2000.

    None for a country with several, and for one that is not known. China keeps Beijing time by law
    and has one.
    """
    return _zones().get(country)


@cache
def _zones() -> Mapping[str, str]:
    lines = _ZONES.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))
