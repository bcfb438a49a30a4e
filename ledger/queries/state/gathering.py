"""The facts around a subject, read by its tags and by what its facts name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

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
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.record import Fact, as_it_stood
from ledger.store import Store
from ledger.subjects import account_tag, calendar_tag, law_tag, tags_of, violation_tag

CONDUCT: Final = tuple(sorted(violation_state.REMEMBERS))
"""The kinds of facts that violations remember."""

_BINDINGS: Final = tuple(sorted(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)))


class Gathering:
    """Facts being read around a subject, each once."""

    def __init__(self, store: Store, times: Times) -> None:
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
    standing = as_it_stood(facts, valid=times.valid, known=times.position)
    return any(not isinstance(fact.event, RequestGranted | RequestRefused) for fact in standing)


def read_violations(gathering: Gathering, waiting_at: Times | None = None) -> list[str]:
    """Read violations and the bindings of the accounts they name, and give these accounts.

    Asked for one time, only the violations count that may still be appealed against then.
    """
    named = {
        violation
        for fact in gathering.facts
        if (violation := getattr(fact.event, "violation", None)) is not None
    }
    found = gathering.read([violation_tag(one) for one in sorted(named)])
    if waiting_at is not None:
        scene = Scene(History.of(found), waiting_at)
        violations = [scene.violation(one) for one in named]
        parties = {one.account for one in violations if one.account and waits_for_appeal(one)}
    else:
        named_accounts = (getattr(fact.event, "account", None) for fact in found)
        parties = {account for account in named_accounts if account is not None}
    accounts = sorted(parties)
    gathering.read([account_tag(account) for account in accounts], _BINDINGS)
    return accounts


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
