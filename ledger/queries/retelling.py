"""The facts around a subject, told again and again with ever other ones of them left out.

What each subject is after so many of its facts is kept, so that telling all of them up to an
instant folds none of them twice. Those that are told although one before them is left out are
folded from there, once for each way of going on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from ledger.aggregates import Account, Law, Mark, MiniProgram, Shop, Violation, connections
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.connections import Connections
from ledger.aggregates.law import ADOPTIONS
from ledger.events import AccountDeregistered, FactAnnulled
from ledger.record import Fact, in_order
from ledger.subjects import account_tag, mini_program_tag, shop_tag, tags_of, violation_tag

_State = TypeVar("_State")

_GONE: Final = frozenset((AccountDeregistered.kind,))

LeftOut = frozenset[int]
"""The positions of the facts that are not told."""


@dataclass(slots=True)
class _Node(Generic[_State]):
    """The state after some facts, and what follows it by the position of the next fact."""

    state: _State
    following: dict[int, _Node[_State]] = field(default_factory=dict)


class _Line(Generic[_State]):
    """What one subject is after ever more of its facts, told in order."""

    def __init__(
        self,
        facts: Iterable[Fact],
        start: _State,
        evolve_all: Callable[[_State, Iterable[Fact]], _State],
    ) -> None:
        self._facts = tuple(facts)
        self._times = [fact.time for fact in self._facts]
        self._positions = [fact.position for fact in self._facts]
        self._evolve_all = evolve_all
        self._nodes = [_Node(start)]

    def state(self, at: datetime, left_out: LeftOut) -> _State:
        """The state at an instant."""
        end = bisect_right(self._times, at)
        told = self._positions[:end]
        if left_out.isdisjoint(told):
            return self._after(end).state
        first = next(place for place, one in enumerate(told) if one in left_out)
        node = self._after(first)
        for fact in self._facts[first + 1 : end]:
            if fact.position not in left_out:
                node = self._next(node, fact)
        return node.state

    def _after(self, count: int) -> _Node[_State]:
        for fact in self._facts[len(self._nodes) - 1 : count]:
            self._nodes.append(self._next(self._nodes[-1], fact))
        return self._nodes[count]

    def _next(self, node: _Node[_State], fact: Fact) -> _Node[_State]:
        following = node.following.get(fact.position)
        if following is None:
            following = _Node(self._evolve_all(node.state, (fact,)))
            node.following[fact.position] = following
        return following


class Retelling:
    """Facts of several subjects, annulled ones too. It grows with what is told of them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        told = [fact for fact in facts if not isinstance(fact.event, FactAnnulled)]
        self.facts = tuple(sorted(told, key=in_order))
        self._by_tag: dict[str, list[Fact]] = {}
        for fact in self.facts:
            for tag in tags_of(fact.event):
                self._by_tag.setdefault(tag, []).append(fact)
        self._law = [fact for fact in self.facts if isinstance(fact.event, ADOPTIONS)]
        self._laws: dict[LeftOut, Law] = {}
        self._lines: dict[tuple[str, Set[str]], _Line[Any]] = {}

    def of(self, tag: str) -> Sequence[Fact]:
        """The facts of a subject, in the order in which they are told."""
        return self._by_tag.get(tag, ())

    def without(self, left_out: LeftOut) -> Retold:
        """What the facts tell without some of them."""
        return Retold(self, left_out)

    def law(self, left_out: LeftOut) -> Law:
        """The law that is adopted, without what is left out."""
        gone = left_out & {fact.position for fact in self._law}
        if gone not in self._laws:
            self._laws[gone] = Law.recall(one for one in self._law if one.position not in gone)
        return self._laws[gone]

    def line(
        self,
        tag: str,
        kinds: frozenset[str],
        start: _State,
        evolve_all: Callable[[_State, Iterable[Fact]], _State],
    ) -> _Line[_State]:
        """What a subject is after ever more of its facts of some kinds."""
        line = self._lines.get((tag, kinds))
        if line is None:
            facts = (fact for fact in self.of(tag) if fact.event.kind in kinds)
            line = self._lines[tag, kinds] = _Line(facts, start, evolve_all)
        return line


@dataclass(frozen=True, slots=True)
class Retold:
    """What facts tell without those left out: an answer's `Told`."""

    _facts: Retelling
    _left_out: LeftOut

    @property
    def law(self) -> Law:
        """The law that was known."""
        return self._facts.law(self._left_out)

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""
        kinds, evolve_all = shop_state.REMEMBERS, shop_state.evolve_all
        line = self._facts.line(shop_tag(shop), kinds, Shop(shop), evolve_all)
        return line.state(at, self._left_out)

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""
        kinds, evolve_all = account_state.REMEMBERS, account_state.evolve_all
        line = self._facts.line(account_tag(account), kinds, Account(account), evolve_all)
        return line.state(at, self._left_out)

    def deregistered(self, account: str, at: datetime) -> Mark | None:
        """When an account was deregistered, by an instant; less to fold than the whole account."""
        evolve_all = account_state.evolve_all
        line = self._facts.line(account_tag(account), _GONE, Account(account), evolve_all)
        return line.state(at, self._left_out).deregistered

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""
        kinds, evolve_all = violation_state.REMEMBERS, violation_state.evolve_all
        line = self._facts.line(violation_tag(violation), kinds, Violation(violation), evolve_all)
        return line.state(at, self._left_out)

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program at an instant."""
        kinds, evolve_all = mini_program_state.REMEMBERS, mini_program_state.evolve_all
        tag, start = mini_program_tag(mini_program), MiniProgram(mini_program)
        return self._facts.line(tag, kinds, start, evolve_all).state(at, self._left_out)

    def connections(self, tag: str, at: datetime) -> Connections:
        """Who could get at the data of a shop or an account at an instant."""
        kinds, evolve_all = connections.REMEMBERS, connections.evolve_all
        line = self._facts.line(tag, kinds, Connections(), evolve_all)
        return line.state(at, self._left_out)
