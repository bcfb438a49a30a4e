"""Balances: which of them a fact moves, and by how much.

A balance is a quantity of a subject that facts move and law bounds: slots, unlink chances, the
compliance score, the showcase additions of a day. What is left of slots and chances also moves
when the law changes. Pure; told as a statement, the changes add up to the balance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from operator import attrgetter
from typing import Final

from ledger.aggregates import Law, Shop
from ledger.aggregates.mark import Score, moved_score
from ledger.aggregates.shop import evolve
from ledger.events import (
    ComplianceScoreObserved,
    Event,
    RulebookAdopted,
    ShowcaseProductsAdded,
    UnlinkChancesObserved,
)
from ledger.record import Fact
from ledger.rules.case import Act, Case, number
from ledger.rules.of_shop import unlinks_used

SLOTS: Final = "slots"
UNLINK_CHANCES: Final = "unlink_chances"
COMPLIANCE_SCORE: Final = "compliance_score"
SHOWCASE_ADDITIONS: Final = "showcase_additions"

Zone = Callable[[Fact], tzinfo | None]
"""The zone of the day on which an addition counts; None if it is not known."""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement: the fact or the adoption behind it, what it changed, and the balance after it.

    `change` is None where there is no number to come from. `event` is what happened. `position` is
    None where a text that nobody adopted was asked about.
    """

    position: int | None
    time: datetime
    event: Event
    change: int | None
    balance: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A balance line by line; `opening` and `closing` are None where no number is known."""

    opening: int | None
    lines: tuple[Line, ...]

    @property
    def closing(self) -> int | None:
        """The balance after the last line."""
        return self.lines[-1].balance if self.lines else self.opening


def slots_left(shop: Shop, program: str, law: Law, at: datetime) -> int | None:
    """How many slots of a program a shop has left; None without a limit (A8)."""
    book = law.rulebook(program, at)
    limit = book.limit("shop.slots", at) if book is not None else None
    if book is None or limit is None:
        return None
    reserves = book.reading("shop.slots.reserved_from", at) == "accepted"
    own = (one for one in shop.bindings.values() if one.program == program)
    return number(limit) - sum(one.runs or (reserves and one.is_reserved) for one in own)


def unlink_chances_left(shop: Shop, program: str, law: Law, at: datetime) -> int | None:
    """How many unlinks of a program a shop has left for life; None without a limit (A2, A32)."""
    book = law.rulebook(program, at)
    limit = book.limit("shop.unlink_chances", at) if book is not None else None
    if book is None or limit is None:
        return None
    used, _ = unlinks_used(Case(Act.UNLINK, at, program, shop), book)
    return number(limit) - used


_LEFT: Final = {SLOTS: slots_left, UNLINK_CHANCES: unlink_chances_left}
_RESTS_ON: Final = {SLOTS: attrgetter("bindings"), UNLINK_CHANCES: attrgetter("unlinks")}
"""What of a shop moves each balance: while it stays, so does what is left, but for the law."""


def left_of_limit(
    balance: str, shop: str, program: str, facts: Iterable[Fact], law: Law, until: datetime
) -> Statement:
    """The statement of slots or unlink chances left, from a shop's facts, told in order.

    It opens with the limit of the day the shop is first known. A law that changes what is left is a
    line of its own: the adoption in force, at the instant its value begins.
    """
    told = list(facts)
    state, left, rests_on = Shop(shop), _LEFT[balance], _RESTS_ON[balance]
    since = told[0].time
    opening = now = left(state, program, law, since)
    ruled = since
    lines = []
    for step in _with_law(told, law, program, until):
        if isinstance(step.event, RulebookAdopted):
            ruled = step.time
        else:
            before, state = state, evolve(state, step)
            if rests_on(state) is rests_on(before):
                continue
        after = left(state, program, law, ruled)
        if after != now or _sets(balance, program, step.event):
            lines.append(_line(step, now, after))
        now = after
    return Statement(opening, tuple(lines))


def _with_law(told: list[Fact], law: Law, program: str, until: datetime) -> Iterator[Fact]:
    """The facts, and between them the adoption in force at each instant the law changes."""
    turns = list(_turns(law, program, told[0].time, until))
    for fact in told:
        while turns and (turns[0].time, turns[0].position) < (fact.time, fact.position):
            yield turns.pop(0)
        yield fact
    yield from turns


def _turns(law: Law, program: str, since: datetime, until: datetime) -> Iterator[Fact]:
    at = since
    while (turn := law.next_change(program, at)) is not None and turn <= until:
        adoption, book = law.adoption(program, turn), law.rulebook(program, turn)
        if adoption is not None:
            yield Fact(adoption.position, turn, turn, "", "", adoption.event)
        elif book is not None:
            # A text that was never adopted changes what is left too.
            event = RulebookAdopted(program=program, text=book.text)
            yield Fact(_NO_FACT, turn, turn, "", "", event)
        at = turn


_NO_FACT: Final = 0


def _sets(balance: str, program: str, event: Event) -> bool:
    """Whether an event says what the count is, so that it is told even where nothing changes."""
    return (
        balance == UNLINK_CHANCES
        and isinstance(event, UnlinkChancesObserved)
        and event.program == program
    )


def compliance_score(facts: Iterable[Fact]) -> Statement:
    """The statement of a subject's compliance score, from its facts, told in order.

    There is no score before the first observation, whatever was deducted (A17).
    """
    score: Score | None = None
    lines = []
    for fact in facts:
        after = moved_score(score, fact)
        if after != score or isinstance(fact.event, ComplianceScoreObserved):
            lines.append(
                _line(fact, score.value if score else None, after.value if after else None)
            )
        score = after
    return Statement(None, tuple(lines))


def showcase_additions(facts: Iterable[Fact], day: date, zone: Zone) -> Statement:
    """The statement of what an account added on a local day, gross (A30)."""
    added = 0
    lines = []
    for fact in facts:
        if isinstance(fact.event, ShowcaseProductsAdded) and _falls_on(day, fact, zone(fact)):
            lines.append(_line(fact, added, added + fact.event.count))
            added += fact.event.count
    return Statement(0, tuple(lines))


def _falls_on(day: date, fact: Fact, zone: tzinfo | None) -> bool:
    return zone is not None and fact.time.astimezone(zone).date() == day


def _line(fact: Fact, before: int | None, after: int | None) -> Line:
    change = after - before if before is not None and after is not None else None
    return Line(fact.position or None, fact.time, fact.event, change, after)
