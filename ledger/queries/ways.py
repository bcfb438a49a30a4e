"""Ways from one answer to another, in steps that one fact, or time alone, takes.

An answer is made again with ever fewer of the facts around its subject told, so what a step changed
came with the one fact it tells. Where time alone changed something, the cause is the fact without
which that time would not have: of the law, where it is the law that changed, else what a wait or a
term began with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import islice, takewhile
from typing import Any

from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.law_file import digest_of
from ledger.queries.leaves import Leaves
from ledger.queries.moves import first_of, moves
from ledger.queries.retelling import LeftOut
from ledger.queries.shown import Around
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Way:
    """`seen` tells the answer at each point from 0 to `last`.

    `cause` gives the positions of the facts behind what the step to a point did to a path.
    """

    last: int
    seen: Callable[[int], Leaves]
    cause: Callable[[str, int], list[int]]

    def changes(self, *, backward: bool = False) -> list[dict[str, Any]]:
        """What differs between the ends, by path, each with its cause."""
        first, last = self.seen(0), self.seen(self.last)
        ends = (last, first) if backward else (first, last)
        return [
            {
                "path": path,
                "before": ends[0].get(path),
                "after": ends[1].get(path),
                "cause": sorted({one for step in steps for one in self.cause(path, step)}),
            }
            for path, steps in moves(self.seen, self.last).items()
        ]

    def then(self, other: Way) -> Way:
        """This way and, from where it ends, another."""

        def seen(point: int) -> Leaves:
            return self.seen(point) if point <= self.last else other.seen(point - self.last)

        def cause(path: str, step: int) -> list[int]:
            here = step <= self.last
            return self.cause(path, step) if here else other.cause(path, step - self.last)

        return Way(self.last + other.last, cache(seen), cause)


def learning(around: Around, position: int, times: Times) -> Way:
    """From what was known up to a position to what is known at these times: fact by fact."""
    learnt = [fact.position for fact in around.facts if position < fact.position <= times.position]

    @cache
    def seen(point: int) -> Leaves:
        known = learnt[point - 1] if point else position
        return around.leaves(around.unknown_at(known), times)

    return Way(len(learnt), seen, lambda path, step: [learnt[step - 1]])


def passing(around: Around, since: datetime, times: Times) -> Way:
    """From what was true at an instant to what is true at these times, none before it."""
    unknown = around.unknown_at(times.position)

    def tell(left_out: LeftOut, at: datetime) -> Leaves:
        return around.leaves(left_out, replace(times, valid=at))

    def by_law(path: str, left_out: LeftOut, start: datetime, end: datetime) -> bool:
        held = replace(times, rules=_held(times, start))
        before, after = (around.leaves(left_out, replace(held, valid=at)) for at in (start, end))
        return before.get(path) == after.get(path)

    text = _text_asked(around, times)
    return _Passing(around.told(unknown), unknown, tell, by_law, text).way(since, times.valid)


def _held(times: Times, at: datetime) -> datetime | Rulebook:
    """The law of a question as it is at an instant, and stays."""
    match times.rules:
        case Rulebook():
            return replace(times.rules, values_at=at)
        case datetime():
            return times.rules
        case None:
            return at


def ruling(around: Around, before: Times, after: Times) -> Way:
    """From an answer under one law to the answer under another."""
    unknown = around.unknown_at(after.position)
    law = [fact for fact in around.told(unknown) if _is_law(fact)]

    def tell(left_out: LeftOut, at: datetime) -> Leaves:
        return around.leaves(left_out, replace(after, rules=at))

    if isinstance(before.rules, datetime) and isinstance(after.rules, datetime):
        always = _Passing(law, unknown, tell, lambda path, left_out, start, end: True)
        return always.way(before.rules, after.rules)

    @cache
    def seen(adopted: int) -> Leaves:
        return around.leaves(unknown | _positions(law[adopted:]), after)

    def cause(path: str, step: int) -> list[int]:
        if isinstance(after.rules, Rulebook):
            return _text_asked(around, after)
        value = seen(len(law)).get(path)
        if seen(0).get(path) == value:
            return []
        return [law[first_of(lambda count: seen(count).get(path) == value, len(law)) - 1].position]

    ends = (cache(lambda: around.leaves(unknown, before)), cache(lambda: seen(len(law))))
    return Way(1, lambda point: ends[point](), cause)


def _text_asked(around: Around, times: Times) -> list[int]:
    """The adoption of the text that a question puts in the place of other law, if there is one."""
    if not isinstance(times.rules, Rulebook):
        return []
    asked = times.rules.digest
    adopted = (
        fact.position
        for fact in around.facts
        if isinstance(fact.event, RulebookAdopted) and digest_of(fact.event.text) == asked
    )
    return list(adopted)[:1]


@dataclass(frozen=True, slots=True)
class _Passing:
    """Facts that become true one after the other, while all others count at any instant.

    Those `unknown` never count. `by_law` says whether it is law that changed a path in a stretch of
    time. `text` is the adoption of the text that was asked about, if any.
    """

    facts: Sequence[Fact]
    unknown: LeftOut
    tell: Callable[[LeftOut, datetime], Leaves]
    by_law: Callable[[str, LeftOut, datetime, datetime], bool]
    text: Sequence[int] = ()

    def way(self, start: datetime, end: datetime) -> Way:
        """From one instant to a later one; between two facts stands a step of time alone."""
        begun = sum(fact.time <= start for fact in self.facts)
        points = [(begun, start)]
        for place, fact in enumerate(self.facts[begun:], start=begun):
            if fact.time <= end:
                points += [(place, fact.time), (place + 1, fact.time)]
        points.append((points[-1][0], end))

        @cache
        def seen(point: int) -> Leaves:
            return self.tell(self._to_come(*points[point]), points[point][1])

        @cache
        def told(step: int, law: bool) -> list[Fact]:
            left_out = self._to_come(*points[step])
            here = (fact for fact in self.facts if fact.position not in left_out)
            return [fact for fact in here if _is_law(fact) == law]

        @cache
        def partly(step: int, law: bool, count: int) -> tuple[Leaves, Leaves]:
            since, at = points[step - 1][1], points[step][1]
            rest = self._to_come(*points[step]) | _positions(told(step, law)[count:])
            return self.tell(rest, since), self.tell(rest, at)

        def cause(path: str, step: int) -> list[int]:
            count, at = points[step]
            if count > points[step - 1][0]:
                return [self.facts[count - 1].position]
            law = self.by_law(path, self._to_come(count, at), points[step - 1][1], at)
            some = told(step, law)
            moved = tuple(leaves.get(path) for leaves in partly(step, law, len(some)))

            def moves_so(count: int) -> bool:
                return tuple(leaves.get(path) for leaves in partly(step, law, count)) == moved

            if moves_so(0):
                return list(self.text)
            return [some[first_of(moves_so, len(some)) - 1].position]

        return Way(len(points) - 1, seen, cause)

    def _to_come(self, count: int, at: datetime) -> LeftOut:
        """What does not count at an instant after so many facts: others of the same instant.

        Those that happen later do, because law is known before.
        """
        others = takewhile(lambda fact: fact.time <= at, islice(self.facts, count, None))
        return self.unknown | _positions(others)


def _is_law(fact: Fact) -> bool:
    return isinstance(fact.event, RulebookAdopted | CalendarAdopted)


def _positions(facts: Iterable[Fact]) -> LeftOut:
    return frozenset(fact.position for fact in facts)
