"""The facts around a subject, read by its tags and by what its facts name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.aggregates import Violation
from ledger.aggregates import violation as violation_state
from ledger.aggregates.history import History
from ledger.events import (
    KINDS,
    CalendarAdopted,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopRegistered,
)
from ledger.events.binding import BindingEvent
from ledger.queries.reading import facts_of
from ledger.queries.state.parts import waits_for_appeal
from ledger.queries.times import Times
from ledger.record import Fact, annulled_in, as_it_stood
from ledger.store import Store
from ledger.subjects import account_tag, calendar_tag, law_tag, tags_of, violation_tag

CONDUCT: Final = tuple(sorted(violation_state.REMEMBERS))
"""The kinds of facts that violations remember."""

_BINDINGS: Final = tuple(sorted(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """The times an answer is asked for, or those between two answers; the same where it is one.

    Between the two, first all is learnt that is, and then time passes.
    """

    since: Times
    until: Times

    def tellings(self, facts: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
        """What some facts tell at each time in the stretch at which that is something else."""
        learnt = (one.position for one in facts)
        for position in (self.since.position, *learnt):
            if self.since.position <= position <= self.until.position:
                yield as_it_stood(facts, valid=self.since.valid, known=position)
        for time in {one.time for one in facts if self.since.valid < one.time <= self.until.valid}:
            yield as_it_stood(facts, valid=time, known=self.until.position)


class Gathering:
    """Facts being read around a subject, each once.

    `parties` are the accounts whose violations may be told of it.
    """

    def __init__(self, store: Store, times: Times) -> None:
        self.parties: list[str] = []
        self._store = store
        self._times = times
        self._facts: dict[int, Fact] = {}
        self._read: set[tuple[str, tuple[str, ...]]] = set()

    def read(self, tags: Iterable[str], kinds: tuple[str, ...] = ()) -> list[Fact]:
        """Read the facts of some tags and what annuls them, unless they were read before."""
        if kinds:
            kinds = (*kinds, FactAnnulled.kind)
        wanted = [
            tag for tag in tags if (tag, kinds) not in self._read and (tag, ()) not in self._read
        ]
        self._read.update((tag, kinds) for tag in wanted)
        found = list(facts_of(self._store, wanted, kinds, upto=self._times.position))
        self._facts.update((fact.position, fact) for fact in found)
        return found

    @property
    def facts(self) -> Collection[Fact]:
        """What was read, annulled or not."""
        return self._facts.values()

    def of(self, tag: str) -> list[Fact]:
        """What was read that carries a tag, annulled or not."""
        return [fact for fact in self._facts.values() if tag in tags_of(fact.event)]

    def history(self) -> History:
        """What was read, as it stood."""
        return History.of(self._facts.values())


def is_named(facts: Iterable[Fact], times: Times) -> bool:
    """Whether any standing fact but grants and refusals is among these at the times asked."""
    learnt = [fact for fact in facts if fact.position <= times.position]
    gone = annulled_in(learnt)
    return any(
        fact.time <= times.valid
        and not isinstance(fact.event, FactAnnulled | RequestGranted | RequestRefused)
        and fact.name not in gone
        for fact in learnt
    )


def read_violations(gathering: Gathering, asked: Stretch | None = None) -> None:
    """Read the violations that facts name, and the bindings of the accounts these name.

    Asked for a stretch, only the violations count that may still be appealed against in it.
    """
    named = {
        violation
        for fact in gathering.facts
        if (violation := getattr(fact.event, "violation", None)) is not None
    }
    found = gathering.read([violation_tag(one) for one in sorted(named)])
    parties: set[str] = set()
    if asked is None:
        accounts = (getattr(fact.event, "account", None) for fact in found)
        parties.update(account for account in accounts if account is not None)
    else:
        for one, facts in _by_violation(found).items():
            told = (Violation.recall(one, standing) for standing in asked.tellings(facts))
            parties.update(each.account for each in told if each.account and waits_for_appeal(each))
    gathering.parties = sorted(parties)
    gathering.read([account_tag(account) for account in gathering.parties], _BINDINGS)


def _by_violation(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    prefix = violation_tag("")
    told: dict[str, list[Fact]] = {}
    for fact in facts:
        for tag in tags_of(fact.event):
            if tag.startswith(prefix):
                told.setdefault(tag.removeprefix(prefix), []).append(fact)
    return told


def read_law(gathering: Gathering, platform: str, store: Store) -> None:
    """Read the law of a platform, and of the programs that the facts name."""
    programs = set(store.subjects(law_tag(f"{platform}.")))
    for fact in gathering.facts:
        program = getattr(fact.event, "program", None)
        if program is not None:
            programs.add(law_tag(program))
    gathering.read(sorted(programs), (RulebookAdopted.kind,))


def read_calendars(gathering: Gathering) -> None:
    """Read the calendars of the countries in which the shops operate."""
    countries = {
        fact.event.operating_country
        for fact in gathering.facts
        if isinstance(fact.event, ShopRegistered)
    }
    gathering.read([calendar_tag(one) for one in sorted(countries)], (CalendarAdopted.kind,))
