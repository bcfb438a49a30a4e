"""A log told otherwise: facts left out, moved in time, added or learnt earlier. Nothing is written.

An added fact stands at the position of the decision it would follow from, so that all that was read
later has it, and evidence that cites it names that decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History
from ledger.decisions import Interest
from ledger.due import ENDS
from ledger.events import (
    AccountDeregistered,
    CalendarAdopted,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopClosed,
    ShopDeactivatedByPlatform,
    ShopRegistered,
)
from ledger.events.binding import BindingEvent
from ledger.queries.boundary import gathered
from ledger.queries.memory import read_interests
from ledger.queries.reading import facts_of, facts_of_kinds
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag, tags_of, violation_tag

_PARTIES: Final = (shop_tag(""), account_tag(""))
_VIOLATION: Final = violation_tag("")
_DECISIONS: Final = (RequestGranted.kind, RequestRefused.kind)
_REACHING: Final = (
    ShopRegistered,
    ShopClosed,
    ShopDeactivatedByPlatform,
    AccountDeregistered,
)
"""Facts of one party of a binding that bear on requests of the other."""


@dataclass(slots=True)
class Altered:
    """What is told otherwise of a log.

    `gone` holds the names of facts left out, `moved` facts with another time by their name, `added`
    facts that would follow from a request granted instead, `early` facts known before their
    position.
    """

    store: Store
    gone: set[str] = field(default_factory=set)
    moved: dict[str, Fact] = field(default_factory=dict)
    added: list[Fact] = field(default_factory=list)
    early: tuple[Fact, ...] = ()

    def boundary(self, request: Request, upto: int) -> History:
        """The facts that decide a request as they would have been known at a position."""
        history, _ = gathered(request, lambda wanted: self._read(wanted, upto).values())
        return history

    def around(self, tags: Iterable[str], upto: int) -> History:
        """All facts of some subjects, the ends of those they are bound to, and the law."""
        own = list(self.facts_of(tags, (), upto))
        named = {tag for fact in own for tag in tags_of(fact.event)} - set(tags)
        facts = {(fact.position, fact.id): fact for fact in own}
        for near, kinds in ((_PARTIES, ENDS), ((_VIOLATION,), ())):
            some = [tag for tag in named if tag.startswith(near)]
            for fact in self.facts_of(some, kinds, upto):
                facts[fact.position, fact.id] = fact
        for fact in facts_of_kinds(
            self.store, RulebookAdopted.kind, CalendarAdopted.kind, upto=upto
        ):
            facts[fact.position, fact.id] = fact
        return History.of(facts.values())

    def facts_of(self, tags: Iterable[str], kinds: tuple[str, ...], upto: int) -> Iterator[Fact]:
        """The facts that carry any of some tags, as they would stand."""
        wanted = set(tags)
        yield from self._told(facts_of(self.store, wanted, kinds, upto=upto))
        for fact in self._put_in(upto):
            if not wanted.isdisjoint(tags_of(fact.event)) and (
                not kinds or fact.event.kind in kinds
            ):
                yield fact

    def _read(self, wanted: frozenset[Interest], upto: int) -> Mapping[Interest, list[Fact]]:
        found = {
            one: list(self._told(facts))
            for one, facts in read_interests(self.store, wanted, upto).items()
        }
        for fact in self._put_in(upto):
            for one in wanted:
                if one.tag in tags_of(fact.event) and fact.event.kind in one.kinds:
                    found[one].append(fact)
        return found

    def _told(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        for fact in facts:
            if fact.name not in self.gone:
                yield self.moved.get(fact.name, fact)

    def _put_in(self, upto: int) -> Iterator[Fact]:
        yield from (fact for fact in self.added if fact.position <= upto)
        yield from (fact for fact in self.early if fact.position > upto)


def moved_to(fact: Fact, at: datetime) -> Fact:
    """The same fact at another time."""
    return replace(fact, time=at)


def reached(store: Store, facts: Iterable[Fact]) -> set[str]:
    """The subjects whose requests some facts may bear on, found by following bindings."""
    tags: set[str] = set()
    for fact in facts:
        own = tags_of(fact.event)
        tags.update(own)
        if isinstance(fact.event, _REACHING):
            tags.update(_partners(store, own))
        for tag in own:
            if tag.startswith(_VIOLATION):
                tags.update(
                    named for other in facts_of(store, [tag]) for named in tags_of(other.event)
                )
    return tags


def _partners(store: Store, tags: Iterable[str]) -> Iterator[str]:
    """The other parties of all bindings that some shop or account ever had."""
    for fact in facts_of(store, tags):
        if isinstance(fact.event, BindingEvent):
            yield shop_tag(fact.event.shop)
            yield account_tag(fact.event.account)


def decisions_about(
    store: Store, tags: Iterable[str], *, after: int = 0, upto: int | None = None
) -> Iterator[Fact]:
    """The decisions about some subjects, recorded after a position, in order of position."""
    for fact in facts_of(store, tags, _DECISIONS, upto=upto):
        if fact.position > after:
            yield fact
