"""What a process keeps between requests: the facts it read, and the states it recalled from them.

Nothing kept decides by itself. Before each request all that was recorded since is read, whoever
recorded it, and a state is used only where the facts it was recalled from are those told now. So an
answer with a memory is the answer without one, only sooner.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

from ledger.aggregates import (
    Account,
    Law,
    Mark,
    MiniProgram,
    Register,
    Sales,
    Shop,
    Violation,
    connections,
)
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import register as register_state
from ledger.aggregates import sales as sales_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.connections import Connections
from ledger.aggregates.history import History, Parties, Sides
from ledger.codec import decode
from ledger.decisions import Interest
from ledger.record import Fact
from ledger.store import Store
from ledger.store.query import query_of
from ledger.subjects import account_tag, mini_program_tag, shop_tag, tags_of, violation_tag

MOST_FACTS: Final = 50_000
"""Facts that are kept at most, some 50 MB; those of subjects not asked about longest go first."""

_MOST_STATES: Final = 5_000
_MOST_LATER: Final = 1_000
"""Later facts than these are not gone through: forgetting all is as quick."""

_State = TypeVar("_State")


class Memory:
    """Facts read and states recalled, for whoever asks many requests of one ledger."""

    def __init__(self, most_facts: int = MOST_FACTS) -> None:
        self._most_facts = most_facts
        self._facts: OrderedDict[str, dict[tuple[str, ...], list[Fact]]] = OrderedDict()
        self._held = 0
        self._upto = 0
        self._last: bytes | None = None
        self.states = States()
        self._lock = Lock()

    @property
    def held(self) -> int:
        """How much is kept, in facts."""
        return self._held

    def read(
        self, store: Store, wanted: Iterable[Interest], upto: int
    ) -> Mapping[Interest, Sequence[Fact]]:
        """The facts that some interests ask for, as known up to the position it caught up with.

        For any other position, as where threads share a memory, they are read from the store.
        """
        with self._lock:
            if upto != self._upto:
                return read_interests(store, wanted, upto)
            return self._recall(store, wanted, upto)

    def catch_up(self, store: Store, upto: int) -> None:
        """Take in what was recorded since; forget all if the log is not the one that was read."""
        with self._lock:
            if upto >= self._upto:
                self._catch_up(store, upto)

    def _catch_up(self, store: Store, upto: int) -> None:
        start = (self._upto or upto) - 1
        later = list(islice(store.facts(None, after=start, upto=upto), _MOST_LATER + 1))
        if len(later) > _MOST_LATER or not later or later[0].data != self._last:
            self._facts.clear()
            self._held = 0
        for leaf in later[1:] if self._facts else ():
            self._take(decode(leaf.position, leaf.data, leaf.personal))
        self._upto, self._last = upto, later[-1].data if later else None

    def _take(self, fact: Fact) -> None:
        for tag in tags_of(fact.event):
            for kinds, facts in self._facts.get(tag, {}).items():
                if fact.event.kind in kinds:
                    facts.append(fact)
                    self._held += 1

    def _recall(
        self, store: Store, wanted: Iterable[Interest], upto: int
    ) -> Mapping[Interest, Sequence[Fact]]:
        wanted = list(wanted)
        missing = [one for one in wanted if one.kinds not in self._facts.get(one.tag, {})]
        for one, facts in (read_interests(store, missing, upto) if missing else {}).items():
            self._facts.setdefault(one.tag, {})[one.kinds] = facts
            self._held += _size(facts)
        found = {}
        for one in wanted:
            self._facts.move_to_end(one.tag)
            found[one] = tuple(self._facts[one.tag][one.kinds])
        self._make_room()
        return found

    def _make_room(self) -> None:
        while self._held > self._most_facts:
            _, gone = self._facts.popitem(last=False)
            self._held -= sum(_size(facts) for facts in gone.values())


class States:
    """The states last recalled of some subjects, and the facts each was recalled from."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[tuple[Fact, ...], Any]] = OrderedDict()

    def after(
        self,
        tag: str,
        told: tuple[Fact, ...],
        start: _State,
        evolve_all: Callable[[_State, Iterable[Fact]], _State],
    ) -> _State:
        """The state of a subject after facts told in order; only those not folded yet are."""
        kept: tuple[tuple[Fact, ...], _State] = self._last.get(tag, ((), start))
        folded, state = kept
        if told[: len(folded)] != folded:
            # Told less than last time, or otherwise: nothing of that state can be used.
            return evolve_all(start, told)
        if len(told) > len(folded):
            state = evolve_all(state, told[len(folded) :])
            self._last[tag] = told, state
            if len(self._last) > _MOST_STATES:
                self._last.popitem(last=False)
        return state


class Folded(Protocol):
    """States kept, from which folding may begin."""

    def after(
        self,
        tag: str,
        told: tuple[Fact, ...],
        start: _State,
        evolve_all: Callable[[_State, Iterable[Fact]], _State],
    ) -> _State:
        """The state of a subject after facts told in order."""


class _Fold(Protocol[_State]):
    """A module of aggregates: the kinds of facts that change a state, and how they do."""

    @property
    def REMEMBERS(self) -> Set[str]: ...

    def evolve_all(self, state: _State, facts: Iterable[Fact], /) -> _State: ...


@dataclass(frozen=True, slots=True)
class Recollection:
    """A history, and states to begin from where its subjects are recalled: a `Past`."""

    history: History
    states: Folded

    @property
    def law(self) -> Law:
        """The law that is known."""
        return self.history.law

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""
        return self._recalled(shop_tag(shop), at, Shop(shop), shop_state)

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""
        return self._recalled(account_tag(account), at, Account(account), account_state)

    def deregistered(self, account: str, at: datetime) -> Mark | None:
        """When an account was deregistered, as far as that had happened by an instant."""
        return self.account(account, at).deregistered

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""
        return self._recalled(violation_tag(violation), at, Violation(violation), violation_state)

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program at an instant."""
        tag, start = mini_program_tag(mini_program), MiniProgram(mini_program)
        return self._recalled(tag, at, start, mini_program_state)

    def register(self, register: str, at: datetime) -> Register:
        """A register of identifiers, named by its tag, at an instant."""
        return self._recalled(register, at, Register(), register_state)

    def sales(self, shop: str, at: datetime) -> Sales:
        """When a shop last sold something, as known at an instant."""
        return self._recalled(shop_tag(shop), at, Sales(), sales_state, of="sales ")

    def connections(self, tag: str, at: datetime) -> Connections:
        """Who could get at the data of a shop or an account at an instant."""
        return self._recalled(tag, at, Connections(), connections, of="connections ")

    def parties(self, binding: str) -> Parties | None:
        """Who a binding is between; None if no fact names it, whenever it happened."""
        return self.history.parties(binding)

    def sides(self, delegation: str) -> Sides | None:
        """Who a delegation is between; None if no fact names it, whenever it happened."""
        return self.history.sides(delegation)

    def knows(self, tag: str) -> bool:
        """Whether any fact names a subject, whenever it happened."""
        return self.history.knows(tag)

    def next_fact(self, after: datetime) -> datetime | None:
        """The next instant at which a fact that is already known becomes true."""
        return self.history.next_fact(after)

    def _recalled(
        self, tag: str, at: datetime, start: _State, fold: _Fold[_State], of: str = ""
    ) -> _State:
        """The state that a fold makes of a subject's facts; `of` tells two of one subject apart."""
        # Others would change nothing, but are in one history and not in the next.
        told, kinds = self.history.by_subject.get(tag, ()), fold.REMEMBERS
        known = tuple(fact for fact in told if fact.time <= at and fact.event.kind in kinds)
        return self.states.after(of + tag, known, start, fold.evolve_all)


def _size(facts: Sequence[Fact]) -> int:
    # That nothing is known is worth remembering too, and takes room.
    return len(facts) + 1


def read_interests(
    store: Store, wanted: Iterable[Interest], upto: int
) -> dict[Interest, list[Fact]]:
    """The facts that some interests ask for, by interest, read from the store at once."""
    by_tag: dict[str, list[Interest]] = {}
    for one in sorted(wanted):
        by_tag.setdefault(one.tag, []).append(one)
    found: dict[Interest, list[Fact]] = {one: [] for some in by_tag.values() for one in some}
    query = query_of((one.kinds, (one.tag,)) for one in found)
    for leaf in store.facts(query, upto=upto) if found else ():
        fact = decode(leaf.position, leaf.data, leaf.personal)
        for tag in tags_of(fact.event):
            for one in by_tag.get(tag, ()):
                if fact.event.kind in one.kinds:
                    found[one].append(fact)
    return found
