"""Law as a reader looks it up: what was adopted, when, and what is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ledger.aggregates import Law
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.queries.reading import facts_of_kinds
from ledger.queries.times import Times
from ledger.rulebook import Rulebook, field_names, read_rulebook
from ledger.store import Store
from ledger.terms import instant_text
from ledger.working_days import WEEKDAYS, WorkingYear, read_calendar


def law_of(store: Store, upto: int | None = None) -> Law:
    """All law ever adopted, as known up to a position."""
    return Law.recall(facts_of_kinds(store, RulebookAdopted.kind, CalendarAdopted.kind, upto=upto))


def rulebooks_of(store: Store) -> Iterator[Rulebook]:
    """Every rulebook ever adopted, in order of adoption."""
    return Law.recall(facts_of_kinds(store, RulebookAdopted.kind)).texts()


def adopted_rulebooks(store: Store, times: Times) -> list[dict[str, Any]]:
    """Every adoption of a rulebook that was known, in order of time, and whether it was in force.

    That of a text adopted for later is known before.
    """
    law = law_of(store, times.position)
    views = []
    for fact in law.rulebooks:
        assert isinstance(fact.event, RulebookAdopted)
        book = read_rulebook(fact.event.text, fact.name)
        in_force = law.adoption(book.program, times.valid)
        views.append(
            {
                "program": book.program,
                "edition": book.edition,
                "title": book.title,
                "digest": book.digest,
                "since": instant_text(fact.time),
                "in_force": in_force is not None and in_force.position == fact.position,
                "position": fact.position,
            }
        )
    return views


def offered_rulebooks() -> list[dict[str, Any]]:
    """The field rulebooks the ledger brings along, by the name they are adopted with."""
    books = ((name, read_rulebook(text, name)) for name, text in field_names().items())
    return [
        {"name": name, "program": book.program, "title": book.title, "digest": book.digest}
        for name, book in books
    ]


def adopted_calendars(store: Store, times: Times) -> list[dict[str, Any]]:
    """The calendars in force, as far as known, by country and year."""
    views: dict[tuple[str, int], dict[str, Any]] = {}
    for fact in law_of(store, times.position).calendars:
        assert isinstance(fact.event, CalendarAdopted)
        if fact.time > times.valid:
            continue
        year = read_calendar(fact.event.text, fact.name)
        views[(year.country, year.year)] = {
            "country": year.country,
            "year": year.year,
            "off": len(year.off),
            "worked": len(year.worked),
            "source": year.source.title,
            "digest": year.digest,
            "since": instant_text(fact.time),
            "position": fact.position,
        }
    return [views[key] for key in sorted(views)]


def calendar_view(year: WorkingYear) -> dict[str, Any]:
    """A year of working days as plain data."""
    first, last = date(year.year, 1, 1), date(year.year, 12, 31)
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return {
        "country": year.country,
        "year": year.year,
        "weekend": [WEEKDAYS[day] for day in sorted(year.weekend)],
        "off": [day.isoformat() for day in sorted(year.off)],
        "worked": [day.isoformat() for day in sorted(year.worked)],
        "working_days": sum(year.works(day) for day in days),
        "source": {
            "title": year.source.title,
            "at": year.source.at,
            "read": year.source.read.isoformat(),
        },
        "digest": year.digest,
    }
