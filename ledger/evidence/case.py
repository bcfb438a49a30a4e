"""Which facts a case is made of: those of its subjects, and the law they were judged under.

A case knows nothing but its facts. So whoever has them has all there is, and can tell its story,
draw its picture and take its decisions again without the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from ledger.aggregates.history import History
from ledger.audit.decided import caused_by
from ledger.audit.receipts import decision_on
from ledger.border import read_request
from ledger.decisions import Interest
from ledger.disputes import read_claim
from ledger.events import (
    CalendarAdopted,
    ClaimMade,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopRegistered,
)
from ledger.law_file import digest_of
from ledger.queries.boundary import gathered
from ledger.queries.memory import read_interests
from ledger.queries.reading import facts_of, facts_of_kinds
from ledger.queries.times import Times
from ledger.record import Fact, as_it_stood
from ledger.store import Store
from ledger.subjects import request_tag, tags_of

What = Literal["dispute", "subject", "request"]
"""What a case is about."""

DECISIONS: Final = (RequestGranted, RequestRefused)
_LAW: Final = (RulebookAdopted, CalendarAdopted)
# What the law or a batch of an import is told of is no party to anything.
_NO_PARTIES: Final = ("law", "calendar", "source")


@dataclass(frozen=True)  # no slots: cached properties need a place
class Case:
    """Facts in order of position, what they are about, and of which log of which size."""

    origin: str
    size: int
    what: What
    about: str
    facts: tuple[Fact, ...]

    @property
    def tag(self) -> str:
        """The subject of the case as a tag."""
        return self.about if self.what == "subject" else f"{self.what}:{self.about}"

    @cached_property
    def told(self) -> tuple[Fact, ...]:
        """The facts without the law."""
        return tuple(fact for fact in self.facts if not isinstance(fact.event, _LAW))

    @cached_property
    def law(self) -> tuple[Fact, ...]:
        """The facts that adopt the law of the case."""
        return tuple(fact for fact in self.facts if isinstance(fact.event, _LAW))

    @cached_property
    def history(self) -> History:
        """All facts, as they stand."""
        return History.of(self.facts)

    @cached_property
    def times(self) -> Times:
        """The times the case is told at: when the last of its facts was learnt."""
        last = max(fact.recordedtime for fact in self.facts)
        return Times(last, last, self.size)

    @cached_property
    def decisions(self) -> tuple[Fact, ...]:
        """The grants and refusals among the facts."""
        return tuple(fact for fact in self.told if isinstance(fact.event, DECISIONS))

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The tags of the shops and accounts whose custody is drawn, sorted."""
        if self.what == "subject" and self.about.startswith(("shop:", "account:")):
            return (self.about,)
        own = [fact for fact in self.told if self.tag in tags_of(fact.event)]
        named = {tag for fact in own for tag in tags_of(fact.event)}
        return tuple(sorted(tag for tag in named if tag.startswith(("shop:", "account:"))))

    def caused(self, decided: Fact) -> tuple[Fact, ...]:
        """The facts that a decision caused."""
        return tuple(
            fact
            for fact in self.told
            if fact.causationid == decided.name and fact.correlationid == decided.correlationid
        )


def gather(store: Store, what: What, about: str) -> Case | None:
    """The case of a dispute, a subject or a request, as far as recorded; None if there is none."""
    size = store.head().position
    match what:
        case "request":
            found = _of_request(store, about)
        case "subject":
            found = list(facts_of(store, [about], upto=size))
        case "dispute":
            found = _of_dispute(store, f"dispute:{about}", size)
    if not found:
        return None
    facts = {fact.position: fact for fact in (*found, *_law_of(store, found, size))}
    ordered = tuple(facts[position] for position in sorted(facts))
    return Case(store.identity.origin, size, what, about, ordered)


def _of_dispute(store: Store, tag: str, size: int) -> list[Fact]:
    """The facts of a dispute, all facts of the subjects they name, and what decides its claims."""
    own = list(facts_of(store, [tag], upto=size))
    if not own:
        return []
    named = {one for fact in own for one in tags_of(fact.event)}
    parties = sorted(one for one in named if one.partition(":")[0] not in _NO_PARTIES)
    found = list(facts_of(store, parties, upto=size))
    last = max(fact.recordedtime for fact in own)
    for claim in claims_among(own):
        found.extend(read_claim(store, claim, Times(last, last, size)))
    return found


def claims_among(facts: Sequence[Fact]) -> Iterator[ClaimMade]:
    """The claims that stand among some facts, in order."""
    for fact in as_it_stood(facts):
        if isinstance(fact.event, ClaimMade):
            yield fact.event


def _of_request(store: Store, request: str) -> list[Fact]:
    """A decision, what it caused, what it was taken from, and what is said of it later."""
    decided = decision_on(store, request)
    if decided is None:
        return []
    found = {decided.position: decided}
    found |= {fact.position: fact for fact in caused_by(store, decided)}
    found |= {fact.position: fact for fact in facts_of(store, [request_tag(request)])}
    found |= {fact.position: fact for fact in boundary_of(store, decided)}
    return list(found.values())


def boundary_of(store: Store, decided: Fact) -> list[Fact]:
    """The facts a decision was taken from, those that were annulled by then among them."""
    event = decided.event
    assert isinstance(event, DECISIONS)
    found: list[Fact] = []

    def read(wanted: frozenset[Interest]) -> Iterable[Sequence[Fact]]:
        some = list(read_interests(store, wanted, event.read_at).values())
        found.extend(fact for facts in some for fact in facts)
        return some

    gathered(read_request(event.request), read)
    return found


def _law_of(store: Store, facts: Sequence[Fact], size: int) -> list[Fact]:
    """The adoptions of the programs that facts name, and of the calendars they need."""
    programs = {
        named for fact in facts if (named := getattr(fact.event, "program", None)) is not None
    }
    decisions = [fact.event for fact in facts if isinstance(fact.event, DECISIONS)]
    programs |= {str(event.verdict["program"]) for event in decisions}
    digests = {one for event in decisions for one in event.calendars}
    countries = {
        fact.event.operating_country for fact in facts if isinstance(fact.event, ShopRegistered)
    }
    found: list[Fact] = []
    for fact in facts_of_kinds(store, *(kind.kind for kind in _LAW), upto=size):
        match fact.event:
            case RulebookAdopted(program=program):
                wanted = program in programs
            case CalendarAdopted(country=country, text=text):
                wanted = country in countries or digest_of(text) in digests
            case _:
                wanted = False
        if wanted:
            found.append(fact)
    return found
