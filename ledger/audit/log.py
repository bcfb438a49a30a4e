"""Feeding the audit from the store: the law first, then the facts in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from typing import Final

from ledger.aggregates import Law
from ledger.audit.decided import agrees, decided_again, request_of
from ledger.audit.observed import Breach, Observer
from ledger.border import read_request
from ledger.decisions import Decision
from ledger.due import ENDS
from ledger.events import (
    CalendarAdopted,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)
from ledger.queries.boundary import read_boundary
from ledger.queries.reading import every_fact, facts_of, facts_of_kinds
from ledger.record import Fact, annulled_in, as_it_stood
from ledger.store import Store
from ledger.subjects import account_tag, mini_program_tag, shop_tag, tags_of, violation_tag

_FEW: Final = 50
"""Up to so many subjects their facts are looked up one by one; beyond, the whole log is read."""

_TOLD_EVERY: Final = 1_000
"""After so many facts it is told how far a pass has come."""


def count_breaches(
    store: Store, about: Set[str] | None, progress: Callable[[int], None] = lambda facts: None
) -> int:
    """How many breaches `audit` would list for some subjects; None means all.

    `progress` is called with how many more facts were read, where the whole log is.
    """
    return sum(1 for _ in breaches(store, about, progress))


def breaches(
    store: Store,
    about: Set[str] | None = None,
    progress: Callable[[int], None] = lambda facts: None,
) -> Iterator[Breach]:
    """The breaches among observed acts that carry one of the tags `about`, in order of time."""
    law = Law.recall(facts_of_kinds(store, RulebookAdopted.kind, CalendarAdopted.kind))
    if about is not None and len(about) <= _FEW:
        return Observer(law).breaches(as_it_stood(_around(store, about)), about)
    gone = annulled_in(facts_of_kinds(store, FactAnnulled.kind))
    facts = _counted(every_fact(store, by_time=True), progress)
    standing = (fact for fact in facts if not gone or fact.name not in gone)
    return Observer(law).breaches(standing, about)


def _counted(facts: Iterable[Fact], progress: Callable[[int], None]) -> Iterator[Fact]:
    for number, fact in enumerate(facts, start=1):
        if number % _TOLD_EVERY == 0:
            progress(_TOLD_EVERY)
        yield fact


def _around(store: Store, about: Set[str]) -> Iterable[Fact]:
    """The facts of some subjects, of the parties of their acts, and what ended those parties' own.

    A shop's slots depend on its other accounts, an account's freedom on its other shops: of these
    only whether they are gone. Of a mini-program whoever is behind it counts, of a register of
    identifiers all that was assigned and retired.
    """
    registers = set(filter(_is_register, about))
    facts = {fact.position: fact for fact in facts_of(store, about - registers)}
    parties = _named_in(facts.values())
    facts |= {fact.position: fact for fact in facts_of(store, parties - about)}
    behind = _named_in(fact for fact in facts.values() if _is_of_mini_program(fact)) - parties
    facts |= {fact.position: fact for fact in facts_of(store, behind - about)}
    others = _named_in(facts.values()) - parties - behind
    facts |= {fact.position: fact for fact in facts_of(store, others, ENDS)}
    registers |= {
        one for fact in facts.values() for one in tags_of(fact.event) if _is_register(one)
    }
    facts |= {fact.position: fact for fact in facts_of(store, registers)}
    return facts.values()


def _named_in(facts: Iterable[Fact]) -> set[str]:
    tags: set[str] = set()
    for fact in facts:
        tags.update(tag for tag in tags_of(fact.event) if tag.startswith(_PARTY))
    return tags


def _is_of_mini_program(fact: Fact) -> bool:
    return getattr(fact.event, "mini_program", None) is not None


def _is_register(tag: str) -> bool:
    return tag.startswith("identifier:")


_PARTY: Final = (
    shop_tag(""),
    account_tag(""),
    violation_tag(""),
    mini_program_tag(""),
)


def decisions(store: Store) -> Iterator[Fact]:
    """The grants and refusals of a ledger, in order of position."""
    return facts_of_kinds(store, RequestGranted.kind, RequestRefused.kind)


def taken_again(store: Store, decided: Fact) -> tuple[Decision, bool]:
    """A decision taken again from the log alone, and whether it agrees with what is stored.

    Raises Faulty for a request whose personal fields were forgotten.
    """
    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    history, _ = read_boundary(store, read_request(request_of(decided)), event.read_at)
    again = decided_again(decided, history)
    return again, agrees(decided, again)
