"""History without a fact, or with it at another time: what would have come of it.

Decisions are taken again in the order they were recorded. One that would be refused leaves out the
facts it caused, one that would be granted puts its facts in, and both are known to all that follow:
the result is that of a ledger in which the fact was never told and the same was asked. What feeds
told stays. Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappop, heappush

from ledger.audit.decided import caused_by
from ledger.backtest.altered import Altered, decisions_about, moved_to, reached
from ledger.backtest.compared import Change, changes, standing_of
from ledger.backtest.outcomes import GRANTED
from ledger.backtest.redeciding import Redecided, redecide
from ledger.decisions import Decision
from ledger.events import Event, RequestGranted, RequestRefused
from ledger.queries.reading import facts_of
from ledger.record import SOURCE_OF_THE_LEDGER, Fact
from ledger.store import Store
from ledger.subjects import tags_of


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would differ: decisions in order of position, then how things stand.

    `left_out` and `put_in` are the facts that would not be there, and those that would.
    """

    decisions: tuple[Redecided, ...]
    changes: tuple[Change, ...]
    left_out: tuple[Fact, ...]
    put_in: tuple[Fact, ...]


def without(store: Store, fact: Fact, at: datetime) -> WhatIf:
    """What would differ if a fact had never been told; things stand at the instant `at`."""
    course = _Course(store, fact.position)
    course.leave_out(fact)
    return course.run(at)


def moved(store: Store, fact: Fact, to: datetime, at: datetime) -> WhatIf:
    """What would differ if a fact had happened at another time; things stand at `at`."""
    course = _Course(store, fact.position)
    course.move(fact, to)
    return course.run(at)


@dataclass(slots=True)
class _Course:
    """The course of things told otherwise, and the decisions that are still to be taken again."""

    store: Store
    since: int
    log: Altered = field(init=False)
    touched: set[str] = field(default_factory=set)
    left_out: dict[int, Fact] = field(default_factory=dict)
    waiting: list[tuple[int, Fact]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    found: list[Redecided] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = Altered(self.store)

    def leave_out(self, fact: Fact) -> None:
        """Tell the log without a fact and what followed from it by itself or by its grant."""
        gone = [fact]
        if isinstance(fact.event, RequestGranted | RequestRefused):
            gone += caused_by(self.store, fact)
            self.seen.add(fact.position)
        for one in gone:
            self.log.gone.add(one.name)
            self.left_out[one.position] = one
        for one in [due for cause in gone for due in _fell_due(self.store, cause)]:
            self.log.gone.add(one.name)
            self.left_out[one.position] = one
            gone.append(one)
        self._touch(gone, fact.position)

    def move(self, fact: Fact, to: datetime) -> None:
        """Tell the log with a fact at another time; what fell due by it is worked out anew."""
        self.log.moved[fact.name] = moved_to(fact, to)
        due = list(_fell_due(self.store, fact))
        self.log.gone.update(one.name for one in due)
        self._touch([fact, *due], fact.position)

    def run(self, at: datetime) -> WhatIf:
        """Take every decision again that may come out otherwise, then look at how things stand."""
        while self.waiting:
            _, decided = heappop(self.waiting)
            redecided, again = redecide(self.log, decided)
            if redecided.differs:
                self.found.append(redecided)
            self._go_on(decided, redecided, again)
        tags, head = sorted(self.touched), self.store.head().position
        before = standing_of(Altered(self.store).around(tags, head), tags, at)
        after = standing_of(self.log.around(tags, head), tags, at)
        left_out = tuple(self.left_out[position] for position in sorted(self.left_out))
        differing = changes(before, after)
        return WhatIf(tuple(self.found), tuple(differing), left_out, tuple(self.log.added))

    def _go_on(self, decided: Fact, redecided: Redecided, again: Decision | None) -> None:
        caused = caused_by(self.store, decided)
        events = again.events if again is not None else ()
        if tuple(fact.event for fact in caused) == events:
            return
        for fact in caused:
            self.leave_out(fact)
        if redecided.after.outcome == GRANTED:
            put_in = list(_as_facts(decided, events))
            self.log.added += put_in
            self._touch(put_in, decided.position)

    def _touch(self, facts: Iterable[Fact], position: int) -> None:
        """Let the decisions that some facts may bear on be taken again, if they came later."""
        tags = reached(self.store, facts)
        self.touched |= tags
        for decided in decisions_about(self.store, tags, after=position):
            if decided.position not in self.seen:
                self.seen.add(decided.position)
                heappush(self.waiting, (decided.position, decided))


def _fell_due(store: Store, cause: Fact) -> Iterator[Fact]:
    """What the ledger itself recorded because a fact made it fall due."""
    for fact in facts_of(store, tags_of(cause.event)):
        if fact.causationid == cause.name and fact.source.startswith(SOURCE_OF_THE_LEDGER):
            yield fact


def _as_facts(decided: Fact, events: Iterable[Event]) -> Iterator[Fact]:
    """The facts a decision would have caused; they stand where it stands."""
    for number, event in enumerate(events, start=1):
        yield replace(decided, id=f"{decided.id}/{number}", event=event, causationid=decided.name)
