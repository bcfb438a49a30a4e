"""Adopting law: the exact text of a rulebook or a calendar becomes a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.app.timing import Timing
from ledger.codec import Draft, Leaf, encode
from ledger.errors import BadInput
from ledger.events import CalendarAdopted, Event, RulebookAdopted
from ledger.language import say
from ledger.record import SOURCE_OF_THE_LEDGER
from ledger.rulebook import built_in_rulebooks, read_rulebook
from ledger.store import NameTaken, Store
from ledger.terms import BEGINNING, instant_text
from ledger.working_days import built_in_calendars, read_calendar


@dataclass(frozen=True, slots=True)
class Adopted:
    """A text that is law now: the position of the fact, the digest, from when it is in force."""

    position: int
    digest: str
    since: datetime
    name: str


_FIELD: Final = ".field.toml"


@dataclass(frozen=True, slots=True)
class Adopting:
    """Law going into one ledger."""

    store: Store
    timing: Timing

    def built_in(self) -> None:
        """Adopt the source rulebooks and the calendars that the ledger brings along.

        Field rulebooks come along too, but are left to whoever wants them.
        """
        sources = ((n, text) for n, text in built_in_rulebooks() if not n.endswith(_FIELD))
        texts = [_rulebook(text, name) for name, text in sources]
        texts += [_calendar(text, name) for name, text in built_in_calendars()]
        self._adopt(texts, BEGINNING)

    def rulebook(self, text: str, where: str, since: datetime | None = None) -> Adopted:
        """Make a text the law of its program from an instant, by default from now.

        Raises BadInput if the text is no rulebook, or was adopted from that instant before.
        """
        return self._one(_rulebook(text, where), since)

    def calendar(self, text: str, where: str) -> Adopted:
        """Make a text the working days of its country and year, from the beginning of time on.

        A calendar that corrects an earlier one stands from now on. Raises BadInput.
        """
        return self._one(_calendar(text, where), None)

    def _one(self, law: _Text, since: datetime | None) -> Adopted:
        now = self.timing.now()
        since = now if since is None else since
        if since < BEGINNING:
            raise BadInput(
                say("Law cannot be adopted from {since}.", since=instant_text(since)),
                where="--from",
                why=say("Nothing in the ledger happened before 2000-01-01T00:00:00Z."),
                now=say("Give a later instant."),
            )
        position = self._adopt([law], since)
        return Adopted(position, law.digest, since, law.name)

    def _adopt(self, laws: Sequence[_Text], since: datetime) -> int:
        now = self.timing.now()
        source = SOURCE_OF_THE_LEDGER + self.store.identity.origin
        drafts = [
            Draft(law.event, since, source, f"{law.digest}@{instant_text(since)}") for law in laws
        ]

        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            recordedtime = self.timing.recordedtime(now, last)
            return [
                encode(draft, recordedtime, self.timing.surroundings.new_salt) for draft in drafts
            ]

        try:
            return self.store.write(None, build)
        except NameTaken:
            raise BadInput(
                say("This text was adopted from {since} before.", since=instant_text(since)),
                where=laws[0].name,
                why=say("A text is adopted from an instant once; of several, the last stands."),
                now=say(
                    "Nothing needs to be done, unless `bindledger rules list` shows another in"
                    " its place: then adopt it from a later instant."
                ),
            ) from None


@dataclass(frozen=True, slots=True)
class _Text:
    event: Event
    digest: str
    name: str


def _rulebook(text: str, where: str) -> _Text:
    book = read_rulebook(text, where)
    return _Text(RulebookAdopted(program=book.program, text=text), book.digest, book.program)


def _calendar(text: str, where: str) -> _Text:
    year = read_calendar(text, where)
    event = CalendarAdopted(country=year.country, year=year.year, text=text)
    return _Text(event, year.digest, f"{year.country} {year.year}")
