"""Writes `ledger/calendars/<country>/<year>.toml`: working days of published years.

    python tools/export_calendars.py [--to FOLDER]

The days come from one exact version of the `holidays` library, which a decision never calls: for
a year whose official notice is not out it answers from the pattern of earlier years, without
make-up days and without a warning. So a year is listed below only once it was published, or where
statute alone fixes it. China has no year without its notice of the State Council.

Only holidays of a whole country are exported; a region's own holidays count as working days.
"""

from __future__ import annotations

import argparse
import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

TARGET = Path(__file__).parents[1] / "ledger" / "calendars"
VERSION = "0.109"
READ = date(2026, 11, 21)

PUBLISHED = (2024, 2025, 2026)
FIXED_BY_STATUTE = (*PUBLISHED, 2027)

NOTICE = (
    "Notice of the General Office of the State Council on the arrangement of public holidays in"
    " {year} (国务院办公厅关于{year}年部分节假日安排的通知)"
)
NOTICES = {
    2024: "https://www.gov.cn/gongbao/2023/issue_10806/202311/content_6913823.html",
    2025: "https://www.gov.cn/gongbao/2024/issue_11726/202411/content_6989767.html",
    2026: "https://www.gov.cn/gongbao/2025/issue_12406/202511/content_7048922.html",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A working day made a day off for a weekend day, which this version of the library lacks."""

    off: date
    worked: date
    source: str


EXCHANGES = {
    ("VN", 2026): Exchange(
        date(2026, 1, 2),
        date(2026, 1, 10),
        "government decision of 2025-12-25 as reported on"
        " https://www.24h.com.vn/tin-tuc-trong-ngay/"
        "ai-duoc-hoan-doi-de-nghi-tet-duong-lich-4-ngay-c46a1724830.html",
    ),
}


@dataclass(frozen=True, slots=True)
class Published:
    """A country's holidays: who fixes them, and which years are known to be fixed."""

    country: str
    module: str
    title: str
    years: Sequence[int] = PUBLISHED


COUNTRIES = (
    Published(
        "BR",
        "brazil",
        "Brazil: federal holidays (Lei 662/1949 and Lei 14.759/2023), with Good Friday",
        FIXED_BY_STATUTE,
    ),
    Published("CN", "china", NOTICE),
    Published("DE", "germany", "Germany: holidays kept in every federal state", FIXED_BY_STATUTE),
    Published("ES", "spain", "Spain: yearly list in the BOE, holidays kept in every community"),
    Published("FR", "france", "France: Code du travail, art. L3133-1", FIXED_BY_STATUTE),
    Published(
        "GB",
        "united_kingdom",
        "United Kingdom: bank holidays kept in every part of it"
        " (Banking and Financial Dealings Act 1971)",
        FIXED_BY_STATUTE,
    ),
    Published(
        "ID",
        "indonesia",
        "Indonesia: yearly joint decree of three ministers, national holidays without joint leave",
    ),
    Published("IT", "italy", "Italy: Legge 260/1949 as amended", FIXED_BY_STATUTE),
    Published("JP", "japan", "Japan: Act on National Holidays (国民の祝日に関する法律)"),
    Published("MX", "mexico", "Mexico: Ley Federal del Trabajo, art. 74", FIXED_BY_STATUTE),
    Published("MY", "malaysia", "Malaysia: holidays kept in the whole federation"),
    Published("PH", "philippines", "Philippines: yearly proclamation of national holidays"),
    Published(
        "SA",
        "saudi_arabia",
        "Saudi Arabia: Eid al-Fitr, Eid al-Adha, National Day and Founding Day",
    ),
    Published("SG", "singapore", "Singapore: public holidays under the Holidays Act"),
    Published("TH", "thailand", "Thailand: public holidays fixed by the cabinet"),
    Published("US", "united_states", "United States: 5 U.S.C. 6103", FIXED_BY_STATUTE),
    Published("VN", "vietnam", "Vietnam: Labour Code 2019, art. 112, with exchanged days"),
)


def calendar_text(published: Published, year: int) -> str:
    """The calendar file of a country and year."""
    days = holidays.country_holidays(published.country, years=year, language=_english(published))
    names = dict(days.items())
    exchange = EXCHANGES.get((published.country, year))
    exchanged = {exchange.worked} if exchange else set()
    if exchange:
        names[exchange.off] = f"Day off (substituted from {exchange.worked:%m/%d/%Y})"
    doubtful = [name for name in names.values() if "estimated" in name]
    if doubtful:
        raise SystemExit(f"{published.country} {year} is not published yet: {doubtful}")
    off = sorted(day for day in names if day.year == year and day.weekday() not in days.weekend)
    worked = sorted(day for day in days.weekend_workdays | exchanged if day.year == year)
    weekend = ", ".join(f'"{calendar.day_abbr[day].lower()}"' for day in sorted(days.weekend))
    lines = (
        "# Made by tools/export_calendars.py.",
        "",
        f'country = "{published.country}"',
        f"year = {year}",
        f"weekend = [{weekend}]",
        *_listed("off", [(day, names[day]) for day in off]),
        *_listed("worked", [(day, f"{day:%A}") for day in worked]),
        "",
        "[source]",
        f'title = "{published.title.format(year=year)}"',
        f'at = "{_where(published, year)}"',
        f"read = {READ}",
    )
    return "\n".join(lines) + "\n"


def _english(published: Published) -> str:
    supported = holidays.country_holidays(published.country).supported_languages
    return next(language for language in ("en_US", "en_GB", "en_SG") if language in supported)


def _listed(key: str, days: Sequence[tuple[date, str]]) -> list[str]:
    if not days:
        return [f"{key} = []"]
    return [f"{key} = [", *(f"    {day},  # {name}" for day, name in days), "]"]


def _where(published: Published, year: int) -> str:
    library = f"holidays {VERSION}, holidays/countries/{published.module}.py"
    if published.country == "CN":
        return f"{NOTICES[year]}, as in {library}"
    exchange = EXCHANGES.get((published.country, year))
    return f"{library}; {exchange.source}" if exchange else library


def main() -> None:
    """Writes every file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=TARGET)
    target: Path = options.parse_args().to
    if (installed := version("holidays")) != VERSION:
        raise SystemExit(f"the files are made from holidays {VERSION}, not {installed}")
    for published in COUNTRIES:
        folder = target / published.country
        folder.mkdir(parents=True, exist_ok=True)
        for year in published.years:
            text = calendar_text(published, year)
            (folder / f"{year}.toml").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
