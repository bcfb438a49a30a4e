"""Working days as data: which days of a year a country works, as its authorities published them.

Nothing here knows a holiday. A count that needs a year nobody recorded is not answered with a
guess: it names the year that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, get_args

from ledger.language import say
from ledger.law_file import (
    Problem,
    built_in_files,
    check_keys,
    digest_of,
    inside,
    missing_or,
    parse,
    refuse_if_any,
    shown,
    take_citation,
)
from ledger.terms import Country
from ledger.verdict import Citation

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of the week as calendars write them, in the order of `date.weekday()`."""

_KEYS: Final = ("country", "year", "weekend", "off", "worked", "source")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 9998  # so that the day after its last one is still a date

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingYear:
    """The working days of one country in one year.

    `weekend` holds numbers of `date.weekday()`; `off` the days off beside it; `worked` the weekend
    days that are worked. `digest` is `sha256:` and the SHA-256 of the text's UTF-8 bytes. Two are
    equal when their texts are.
    """

    country: str = field(compare=False)
    year: int = field(compare=False)
    weekend: frozenset[int] = field(compare=False)
    off: frozenset[date] = field(compare=False)
    worked: frozenset[date] = field(compare=False)
    source: Citation = field(compare=False)
    text: str = field(repr=False)
    digest: str = field(compare=False)

    def works(self, day: date) -> bool:
        """Whether a day of this year is a working day."""
        return day in self.worked or (day.weekday() not in self.weekend and day not in self.off)


@dataclass(frozen=True, slots=True)
class Counted:
    """The working days counted, in order, and the digests of the years read, sorted."""

    days: tuple[date, ...]
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingYear:
    """The count needs a year whose calendar is not recorded."""

    country: str
    year: int

    @property
    def name(self) -> str:
        """The calendar as findings name it: `calendar:MX:2027`."""
        return f"calendar:{self.country}:{self.year}"


@dataclass(frozen=True, slots=True)
class Calendars:
    """The recorded calendars, by country and year."""

    years: Mapping[tuple[str, int], WorkingYear]

    def count_working_days(self, country: str, after: date, how_many: int) -> Counted | MissingYear:
        """The first `how_many` working days of a country after a day, which is not counted."""
        assert how_many >= 0, how_many
        days: list[date] = []
        digests: set[str] = set()
        day = after
        while len(days) < how_many:
            day += _DAY
            year = self.years.get((country, day.year))
            if year is None:
                return MissingYear(country, day.year)
            digests.add(year.digest)
            if year.works(day):
                days.append(day)
        return Counted(tuple(days), tuple(sorted(digests)))

    def working_days_between(self, country: str, after: date, upto: date) -> int | MissingYear:
        """How many working days a country has after one day, up to another, which is counted."""
        found = 0
        day = after
        while day < upto:
            day += _DAY
            year = self.years.get((country, day.year))
            if year is None:
                return MissingYear(country, day.year)
            found += year.works(day)
        return found


def calendars_of(years: Iterable[WorkingYear]) -> Calendars:
    """The calendars in force when these were adopted in this order: the last of a year stands."""
    return Calendars(MappingProxyType({(year.country, year.year): year for year in years}))


def read_calendar(text: str, where: str) -> WorkingYear:
    """The calendar a text states; `where` names the text in messages.

    A day off may fall on the weekend: published lists name holidays whatever day they fall on.
    `worked` may be left out. The text must be the file's bytes decoded as UTF-8, with its line
    ends as they are: the digest is taken over it. Raises BadInput with every problem found.
    """
    what = say("This is not a calendar of working days.")
    table = parse(text, what, where)
    problems: list[Problem] = []
    check_keys(table, _KEYS, "", problems)
    country, year = _country(table, problems), _year(table, problems)
    weekend = _weekend(table, problems)
    off = _days(table, "off", year, problems)
    worked = _days({"worked": [], **table}, "worked", year, problems)
    problems.extend(_contradictions(weekend, off, worked))
    source = take_citation(table, "", problems)
    refuse_if_any(problems, what, where)
    assert year is not None
    assert source is not None
    return WorkingYear(
        country,
        year,
        frozenset(weekend),
        frozenset(off),
        frozenset(worked),
        source,
        text,
        digest_of(text),
    )


def built_in_calendars() -> tuple[tuple[str, str], ...]:
    """Path and text of the calendars the ledger brings along, in a fixed order."""
    return built_in_files("calendars")


def _country(table: dict[str, Any], problems: list[Problem]) -> str:
    try:
        return str(get_args(Country)[1].read(table.get("country")))
    except ValueError:
        expected = say("a country as two capital letters (ISO 3166-1 alpha-2)")
        problems.append(Problem("country", missing_or(table, "country"), expected))
        return ""


def _year(table: dict[str, Any], problems: list[Problem]) -> int | None:
    year = table.get("year")
    if type(year) is int and _FIRST_YEAR <= year <= _LAST_YEAR:
        return year
    expected = say("a year from {first} to {last}", first=_FIRST_YEAR, last=_LAST_YEAR)
    problems.append(Problem("year", missing_or(table, "year"), expected))
    return None


def _weekend(table: dict[str, Any], problems: list[Problem]) -> tuple[int, ...]:
    names = table.get("weekend")
    listed = names if isinstance(names, list) else []
    known = [name for name in listed if isinstance(name, str) and name in WEEKDAYS]
    whole = len(known) == len(listed) == len(set(known))
    if not whole or not 1 <= len(known) < len(WEEKDAYS):
        expected = say("one to six of {names}, each once", names=", ".join(WEEKDAYS))
        problems.append(Problem("weekend", missing_or(table, "weekend"), expected))
        return ()
    return tuple(WEEKDAYS.index(name) for name in known)


def _days(
    table: dict[str, Any], key: str, year: int | None, problems: list[Problem]
) -> tuple[date, ...]:
    listed = table.get(key)
    if not isinstance(listed, list):
        expected = say("a list of days, such as [2026-01-01]")
        problems.append(Problem(key, missing_or(table, key), expected))
        return ()
    days: list[date] = []
    for number, day in enumerate(listed, start=1):
        place = f"{inside('', key)}[{number}]"
        if type(day) is not date:
            expected = say("a day without a time and without quotes, such as 2026-01-31")
            problems.append(Problem(place, say("it is {got}", got=shown(day)), expected))
        elif year is not None and day.year != year:
            reason = say("{day} is not in the calendar's year", day=day)
            problems.append(Problem(place, reason, say("a day of {year}", year=year)))
        elif day in days:
            reason = say("{day} stands there twice", day=day)
            problems.append(Problem(place, reason, say("each day once")))
        else:
            days.append(day)
    return tuple(days)


def _contradictions(
    weekend: tuple[int, ...], off: tuple[date, ...], worked: tuple[date, ...]
) -> Iterable[Problem]:
    for day in worked:
        if day in off:
            reason = say("{day} is both off and worked", day=day)
            yield Problem("worked", reason, say("each day in one list"))
        elif weekend and day.weekday() not in weekend:
            reason = say("{day} is no day of the weekend", day=day)
            yield Problem("worked", reason, say("only days of the weekend that are worked"))
