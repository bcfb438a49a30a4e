"""What the ledger remembers of its law: which rulebook and calendars were adopted, from when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.record import Fact, in_order
from ledger.rulebook import Rulebook, read_rulebook
from ledger.working_days import Calendars, WorkingYear, read_calendar

ADOPTIONS: Final = (RulebookAdopted, CalendarAdopted)
"""The facts that change the law."""
_OF_A_LIFE: Final = ("shop", "channels_shop", "official", "channel")


def programs_of_life(platform: str) -> tuple[str, ...]:
    """The programs whose law a shop's or an account's own life may fall under: the first that has.

    That life is no binding's; a platform whose law speaks of it has a rulebook `<platform>.shop`.
    """
    return tuple(f"{platform}.{name}" for name in _OF_A_LIFE)


@lru_cache(maxsize=256)
def _rulebook(text: str) -> Rulebook:
    return read_rulebook(text, "the adopted text")


@lru_cache(maxsize=1024)
def _calendar(text: str) -> WorkingYear:
    return read_calendar(text, "the adopted text")


@dataclass(frozen=True, slots=True)
class Law:
    """Adoptions as facts, told in order; the texts are read when they are first asked for.

    The rulebooks in `instead` stand in the place of whatever their programs adopted. With
    `fixed_at` the law is the one in force at that instant, whatever instant is asked about.
    """

    rulebooks: tuple[Fact, ...] = ()
    calendars: tuple[Fact, ...] = ()
    instead: tuple[Rulebook, ...] = ()
    fixed_at: datetime | None = None

    @classmethod
    def recall(cls, facts: Iterable[Fact]) -> Law:
        """The law that these facts adopt; other facts are passed over."""
        adopted = [fact for fact in facts if isinstance(fact.event, ADOPTIONS)]
        adopted.sort(key=in_order)
        return cls(
            tuple(fact for fact in adopted if isinstance(fact.event, RulebookAdopted)),
            tuple(fact for fact in adopted if isinstance(fact.event, CalendarAdopted)),
        )

    def rulebook(self, program: str, at: datetime) -> Rulebook | None:
        """The rulebook in force at an instant: of those adopted by then, the last; None if none."""
        put = self._put(program)
        if put is not None:
            return put
        adopted = self._adopted(program, at)
        return None if adopted is None else _text(adopted)

    def known_at(self, position: int) -> Law:
        """The law as it was known up to a position.

        What was put in the place of other law was known at all times.
        """
        if self.fixed_at is not None:
            return self
        return replace(
            self,
            rulebooks=tuple(fact for fact in self.rulebooks if fact.position <= position),
            calendars=tuple(fact for fact in self.calendars if fact.position <= position),
        )

    def as_of(self, at: datetime) -> Law:
        """The law with the texts and the values of one instant, calendars too."""
        books = (self.rulebook(program, at) for program in self.programs(at))
        fixed = tuple(replace(book, values_at=at) for book in books if book is not None)
        known = tuple(fact for fact in self.rulebooks if fact.time <= at)
        return replace(self, rulebooks=known, instead=fixed, fixed_at=at)

    def with_text(self, book: Rulebook) -> Law:
        """The law with one text in the place of all that its program ever had."""
        return replace(self, instead=(book,))

    def ever_states(self, program: str, name: str) -> bool:
        """Whether any text of a program states a parameter, in force or not."""
        books = (*(book for book in self.instead if book.program == program), *self.texts(program))
        return any(name in book.parameters for book in books)

    def adoption(self, program: str, at: datetime) -> Fact | None:
        """The fact that adopted the rulebook in force at an instant.

        None if none is, and for a text put in its place that was never adopted.
        """
        put = self._put(program)
        if put is None:
            return self._adopted(program, at)
        return next((fact for fact in reversed(self.rulebooks) if _text(fact) == put), None)

    def _put(self, program: str) -> Rulebook | None:
        """The rulebook put in the place of what a program adopted."""
        return next((book for book in self.instead if book.program == program), None)

    def _adopted(self, program: str, at: datetime) -> Fact | None:
        found = None
        for fact in self.rulebooks:
            assert isinstance(fact.event, RulebookAdopted)
            if fact.time > at:
                break
            if fact.event.program == program:
                found = fact
        return found

    def text(self, digest: str) -> Rulebook | None:
        """The adopted rulebook with a digest, in force or not; None if there is none."""
        return next((book for book in self.texts() if book.digest == digest), None)

    def texts(self, program: str | None = None) -> Iterator[Rulebook]:
        """Every rulebook ever adopted, of one program or of all, in order of adoption."""
        books = (_text(fact) for fact in self.rulebooks)
        return (book for book in books if program in (None, book.program))

    def programs(self, at: datetime, platform: str | None = None) -> tuple[str, ...]:
        """The programs that have a rulebook in force at an instant, in alphabetical order."""
        names = {
            fact.event.program
            for fact in self.rulebooks
            if isinstance(fact.event, RulebookAdopted) and fact.time <= (self.fixed_at or at)
        }
        names.update(book.program for book in self.instead)
        return tuple(
            sorted(name for name in names if platform is None or name.startswith(platform + "."))
        )

    def program_of_life(self, platform: str, at: datetime) -> str | None:
        """The program that a life on a platform falls under at an instant; None without law."""
        found = (one for one in programs_of_life(platform) if self.rulebook(one, at) is not None)
        return next(found, None)

    def calendars_at(self, at: datetime) -> Calendars:
        """The working-day calendars in force at an instant; the later adoption of a year wins."""
        years = {}
        for fact in self.calendars:
            assert isinstance(fact.event, CalendarAdopted)
            if fact.time <= (self.fixed_at or at):
                years[(fact.event.country, fact.event.year)] = _calendar(fact.event.text)
        return Calendars(years)

    def next_change(self, program: str, after: datetime) -> datetime | None:
        """The next instant at which the law of a program, or a calendar, changes by itself."""
        if self.fixed_at is not None:
            return None
        adopted = self.rulebooks if self._put(program) is None else ()
        turns = [
            fact.time
            for fact in (*adopted, *self.calendars)
            if fact.time > after and _concerns(fact, program)
        ]
        book = self.rulebook(program, after)
        if book is not None and (turn := book.next_change(after)) is not None:
            turns.append(turn)
        return min(turns, default=None)


def _concerns(adopted: Fact, program: str) -> bool:
    event = adopted.event
    return isinstance(event, CalendarAdopted) or (
        isinstance(event, RulebookAdopted) and event.program == program
    )


def _text(adopted: Fact) -> Rulebook:
    assert isinstance(adopted.event, RulebookAdopted)
    return _rulebook(adopted.event.text)
