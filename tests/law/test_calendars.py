"""Working days: the files people write, the files the ledger brings along, and counting."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.working_days import (
    Calendars,
    Counted,
    MissingYear,
    WorkingYear,
    built_in_calendars,
    calendars_of,
    read_calendar,
)

TEXT = """\
country = "CN"
year = 2026
weekend = ["sat", "sun"]
off = [2026-01-01, 2026-10-01]
worked = [2026-10-10]
source = { title = "T", at = "A", read = 2026-11-21 }
"""
ROOT = Path(__file__).parents[2]


def built_in() -> Calendars:
    return calendars_of(read_calendar(text, where) for where, text in built_in_calendars())


BUILT_IN = built_in()


def days(month: str, *of_month: int) -> tuple[date, ...]:
    return tuple(date.fromisoformat(f"{month}-{day:02}") for day in of_month)


def count(country: str, after: str, how_many: int) -> tuple[date, ...]:
    counted = BUILT_IN.count_working_days(country, date.fromisoformat(after), how_many)
    assert isinstance(counted, Counted)
    return counted.days


# --- reading --------------------------------------------------------------------------------------


def test_the_text_the_cases_start_from_is_a_calendar() -> None:
    year = read_calendar(TEXT, "cn.toml")

    assert (year.country, year.year, year.weekend) == ("CN", 2026, frozenset({5, 6}))
    assert year.source.at == "A"
    assert year == read_calendar(TEXT, "elsewhere.toml")
    assert year.digest.startswith("sha256:")
    assert [year.works(day) for day in days("2026-10", 1, 2, 3, 10, 11)] == [
        False,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        pytest.param('"CN"', '"cn"', "country", 'it is "cn"', id="country"),
        pytest.param('country = "CN"', "", "country", "missing", id="no-country"),
        pytest.param('country = "CN"', "country = 1", "country", "it is 1", id="country-number"),
        pytest.param("2026\n", "26\n", "year", "it is 26", id="year"),
        pytest.param("2026\n", "2026.0\n", "year", "it is 2026.0", id="year-float"),
        pytest.param("2026\n", "true\n", "year", "it is true", id="year-true"),
        pytest.param("2026\n", "9999\n", "year", "from 2000 to 9998", id="last-year"),
        pytest.param('"sat", "sun"', '"saturday"', "weekend", "one to six of", id="weekday"),
        pytest.param('"sat", "sun"', '"sat", "sat"', "weekend", "each once", id="weekday-twice"),
        pytest.param('"sat", "sun"', "", "weekend", "one to six", id="no-weekend"),
        pytest.param('["sat", "sun"]', '"sat"', "weekend", 'it is "sat"', id="weekend-text"),
        pytest.param('"sat", "sun"', "6, 7", "weekend", "it is [6, 7]", id="weekend-numbers"),
        pytest.param(
            '"sat", "sun"',
            '"mon", "tue", "wed", "thu", "fri", "sat", "sun"',
            "weekend",
            "one to six",
            id="all-weekend",
        ),
        pytest.param("off = [2026-01-01, 2026-10-01]", "", "off", "missing", id="no-off"),
        pytest.param("[2026-01-01,", "[2025-12-31,", "off[1]", "2025-12-31 is not in", id="year-"),
        pytest.param(
            "2026-01-01, 2026-10-01", "2026-10-01, 2026-10-01", "off[2]", "twice", id="twice"
        ),
        pytest.param(" 2026-10-01]", ' "2026-10-01"]', "off[2]", "without quotes", id="text"),
        pytest.param(
            " 2026-10-01]", " 2026-10-01T00:00:00]", "off[2]", "without a time", id="time"
        ),
        pytest.param("[2026-10-10]", "2026-10-10", "worked", "a list", id="worked-no-list"),
        pytest.param("[2026-10-10]", "[2027-10-10]", "worked[1]", "a day of 2026", id="worked-"),
        pytest.param("2026-10-10", "2026-10-12", "worked", "no day of the weekend", id="workday"),
        pytest.param(
            "2026-10-01]\n", "2026-10-10]\n", "worked", "both off and worked", id="off-and-worked"
        ),
        pytest.param('title = "T", ', "", "source.title", "missing", id="no-title"),
        pytest.param("read = 2026-11-21", "read = 2026", "source.read", "it is 2026", id="read"),
        pytest.param("source =", "sources =", "source", "it is missing", id="no-source"),
        pytest.param("worked =", "working =", "working", "unknown key", id="unknown-key"),
        pytest.param("year = 2026", "year = 2026\nyear = 2026", "cn.toml", "line 3", id="key"),
        pytest.param("weekend", "week end", "cn.toml", "at line 3, column", id="no-toml"),
    ],
)
def test_a_calendar_is_refused_with_place_and_reason(
    old: str, new: str, place: str, reason: str
) -> None:
    assert old in TEXT
    with pytest.raises(BadInput) as caught:
        read_calendar(TEXT.replace(old, new), "cn.toml")

    lines = caught.value.why.splitlines()
    assert any(line.split(": ")[0] == place and reason in line for line in lines), lines


def test_all_problems_of_a_calendar_are_reported_at_once() -> None:
    text = (
        TEXT.replace('"CN"', '"China"')
        .replace('"sat", ', '"saturday", ')
        .replace(" = 2026\n", " = 1\n")
    )

    with pytest.raises(BadInput) as caught:
        read_calendar(text, "cn.toml")

    places = [line.split(": ")[0] for line in caught.value.why.splitlines()]
    assert places == ["country", "year", "weekend"]


def test_a_holiday_may_fall_on_the_weekend_and_no_worked_day_need_be_named() -> None:
    text = TEXT.replace("2026-10-01]", "2026-10-03]").replace("worked = [2026-10-10]\n", "")

    year = read_calendar(text, "cn.toml")

    assert not year.works(date(2026, 10, 3))
    assert not year.works(date(2026, 10, 10))


# --- counting -------------------------------------------------------------------------------------


def test_the_golden_week_of_2026_in_china() -> None:
    # The notice of the State Council of 2025-11-04: 1 to 7 October off, 20 September and 10 October
    # worked. 27 September is a Sunday.
    off = days("2026-10", 1, 2, 3, 4, 5, 6, 7, 11)
    worked = (date(2026, 9, 20), *days("2026-10", 8, 9, 10, 12))
    year = BUILT_IN.years["CN", 2026]

    assert [day for day in off if year.works(day)] == []
    assert [day for day in worked if not year.works(day)] == []
    assert count("CN", "2026-09-27", 7) == (
        *days("2026-09", 28, 29, 30),
        *days("2026-10", 8, 9, 10, 12),
    )
    assert count("CN", "2026-10-01", 1) == days("2026-10", 8)


def test_the_whole_notice_for_2026_in_china() -> None:
    # Item by item from the notice; weekends among the days off are left to the weekend.
    off: frozenset[date] = frozenset(
        {
            *days("2026-01", 1, 2),
            *days("2026-02", 16, 17, 18, 19, 20, 23),
            *days("2026-04", 6),
            *days("2026-05", 1, 4, 5),
            *days("2026-06", 19),
            *days("2026-09", 25),
            *days("2026-10", 1, 2, 5, 6, 7),
        }
    )
    worked: frozenset[date] = frozenset(
        {
            *days("2026-01", 4),
            *days("2026-02", 14, 28),
            *days("2026-05", 9),
            *days("2026-09", 20),
            *days("2026-10", 10),
        }
    )
    year = BUILT_IN.years["CN", 2026]

    assert (year.off, year.worked) == (off, worked)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_china_agrees_with_another_library_on_every_day(year: int) -> None:
    ours, day = BUILT_IN.years["CN", year], date(year, 1, 1)
    while day.year == year:
        assert ours.works(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_china_has_no_year_whose_notice_is_not_out() -> None:
    assert ("CN", 2027) not in BUILT_IN.years
    # 2026 ends on a Thursday, and the day after is in a year nobody recorded
    assert count("CN", "2026-12-28", 3) == days("2026-12", 29, 30, 31)
    missing = BUILT_IN.count_working_days("CN", date(2026, 12, 28), 4)
    assert missing == MissingYear("CN", 2027)
    assert missing.name == "calendar:CN:2027"


def test_a_country_nobody_recorded_is_missing() -> None:
    assert BUILT_IN.count_working_days("ZZ", date(2026, 5, 1), 1) == MissingYear("ZZ", 2026)


def test_a_weekend_may_be_friday_and_saturday() -> None:
    # 10 September 2026 is a Thursday; Wednesday 23 September is the National Day.
    assert count("SA", "2026-09-10", 9) == days("2026-09", 13, 14, 15, 16, 17, 20, 21, 22, 24)


def test_seven_working_days_across_mexican_independence_day() -> None:
    assert count("MX", "2026-09-11", 7) == days("2026-09", 14, 15, 17, 18, 21, 22, 23)


def test_an_exchanged_day_the_library_lacks_is_in_the_calendar() -> None:
    assert count("VN", "2025-12-31", 2) == days("2026-01", 5, 6)
    assert BUILT_IN.years["VN", 2026].works(date(2026, 1, 10))


def test_a_count_names_every_calendar_it_read() -> None:
    counted = BUILT_IN.count_working_days("US", date(2026, 12, 30), 2)

    assert isinstance(counted, Counted)
    assert counted.days == (date(2026, 12, 31), date(2027, 1, 4))
    years = (BUILT_IN.years["US", 2026], BUILT_IN.years["US", 2027])
    assert counted.digests == tuple(sorted(year.digest for year in years))
    assert BUILT_IN.count_working_days("US", date(2026, 12, 30), 0) == Counted((), ())


def test_the_calendar_adopted_last_stands() -> None:
    first, second = read_calendar(TEXT, "1"), read_calendar(TEXT.replace("2026-10-10", ""), "2")

    assert calendars_of((first, second)).years["CN", 2026] is second
    assert calendars_of((second, first)).years["CN", 2026] is first


YEARS = st.builds(
    lambda weekend, off, worked: (weekend, off, worked),
    st.frozensets(st.integers(0, 6), min_size=1, max_size=3),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=60),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20),
)


@given(YEARS, st.dates(date(2026, 1, 1), date(2026, 12, 30)), st.integers(0, 40))
def test_counting_equals_looking_at_each_day(
    made: tuple[frozenset[int], frozenset[date], frozenset[date]], after: date, how_many: int
) -> None:
    weekend, off, worked = made
    exchanged = frozenset(day for day in worked - off if day.weekday() in weekend)
    source = read_calendar(TEXT, "cn.toml").source
    calendars = calendars_of(
        WorkingYear("CN", year, weekend, off, exchanged, source, f"{year}", f"sha256:{year}")
        for year in (2026, 2027)
    )
    following = [after + timedelta(days=ahead) for ahead in range(1, 200)]
    expected = [
        day for day in following if day in exchanged or not (day.weekday() in weekend or day in off)
    ]

    counted = calendars.count_working_days("CN", after, how_many)

    assert isinstance(counted, Counted)
    assert counted.days == tuple(expected[:how_many])


# --- the files the ledger brings along ------------------------------------------------------------


def test_every_built_in_calendar_is_named_after_its_country_and_year() -> None:
    files = built_in_calendars()

    assert [where for where, _ in files] == sorted(
        f"calendars/{country}/{year}.toml" for country, year in BUILT_IN.years
    )
    assert {country for country, _ in BUILT_IN.years} >= {"BR", "CN", "MX", "SA", "US", "VN"}
    for country in {country for country, _ in BUILT_IN.years}:
        assert {2024, 2025, 2026} <= {year for land, year in BUILT_IN.years if land == country}


def test_the_built_in_calendars_are_what_the_tool_exports(tmp_path: Path) -> None:
    tool = [sys.executable, "tools/export_calendars.py", "--to", str(tmp_path / "calendars")]
    subprocess.run(tool, cwd=ROOT, check=True)

    exported = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes().decode()
        for path in tmp_path.rglob("*.toml")
    }
    assert exported == dict(built_in_calendars())
