"""Replay: fact by fact what each changed of what `show` tells, ending in exactly that.

Facts of other subjects and the law are told where they changed something, and so is time that went
by: an entry without a position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from ledger.aggregates import Account, Law, Mark, MiniProgram, Shop, Violation, connections
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.connections import Connections
from ledger.aggregates.history import History
from ledger.queries.leaves import Leaves, changes, leaves
from ledger.queries.shown import read_around
from ledger.queries.state import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import tags_of
from ledger.terms import instant_text

_View = dict[str, Any]


class Replay(NamedTuple):
    """A subject's history as changes, in order, and the document `show` prints at the end of it."""

    steps: Iterator[_View]
    shown: _View


def replay(store: Store, subject: str, times: Times) -> Replay | None:
    """The replay of a subject up to the times asked; None if nothing is known of it then.

    Raises BadInput for a subject that `show` does not tell.
    """
    around = read_around(store, subject, times)
    history = around.history()
    own = history.by_subject.get(subject, ())
    view = around.viewing(own)
    if not around.is_named(own, times):
        return None
    shown = view(Scene(history, times))
    return Replay(_steps(history, times, subject, view), shown) if shown else None


@dataclass(slots=True)
class _Unfolding:
    """The facts told so far: what each subject is now; no other instant can be asked about."""

    law: Law
    shops: dict[str, Shop] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    violations: dict[str, Violation] = field(default_factory=dict)
    mini_programs: dict[str, MiniProgram] = field(default_factory=dict)
    connected: dict[str, Connections] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        event = fact.event
        for tag in tags_of(event):
            kind, _, name = tag.partition(":")
            if kind in ("shop", "account"):
                self.connected[tag] = connections.evolve(self.connections(tag, fact.time), fact)
            match kind:
                case "shop":
                    self.shops[name] = shop_state.evolve(self.shop(name, fact.time), fact)
                case "account":
                    self.accounts[name] = account_state.evolve(self.account(name, fact.time), fact)
                case "violation":
                    known = self.violation(name, fact.time)
                    self.violations[name] = violation_state.evolve(known, fact)

                case "mini_program":
                    program = self.mini_program(name, fact.time)
                    self.mini_programs[name] = mini_program_state.evolve(program, fact)

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        return self.mini_programs.get(mini_program) or MiniProgram(mini_program)

    def shop(self, shop: str, at: datetime) -> Shop:
        return self.shops.get(shop) or Shop(shop)

    def account(self, account: str, at: datetime) -> Account:
        return self.accounts.get(account) or Account(account)

    def deregistered(self, account: str, at: datetime) -> Mark | None:
        """When an account was deregistered, as far as that had happened by an instant."""
        return self.account(account, at).deregistered

    def connections(self, tag: str, at: datetime) -> Connections:
        return self.connected.get(tag) or Connections()

    def violation(self, violation: str, at: datetime) -> Violation:
        return self.violations.get(violation) or Violation(violation)


def _steps(
    history: History, times: Times, subject: str, view: Callable[[Scene], _View]
) -> Iterator[_View]:
    """An entry for each fact of the subject, and for whatever else changed the view since."""
    told = _Unfolding(history.law)
    # The law of one instant, if that is asked about, is the same at every step.
    law_stands = isinstance(times.rules, datetime)

    def seen(at: datetime) -> Leaves:
        return leaves(view(Scene(told, replace(times, valid=at))))

    before: Leaves = {}
    last: datetime | None = None
    for fact in history.facts:
        if fact.time > times.valid:
            break
        own = subject in tags_of(fact.event)
        if not law_stands:
            told.law = _law_before(history.law, fact)
        if last is not None and last < fact.time:
            waited = seen(fact.time)
            if changed := changes(before, waited):
                yield _step(None, fact.time, changed)
            before = waited
        told.take(fact)
        if not law_stands:
            told.law = _law_after(history.law, fact)
        if own or last is not None:
            last, after = fact.time, seen(fact.time)
            changed = changes(before, after)
            if changed or own:
                yield _step(fact, fact.time, changed)
            before = after
    told.law = history.law
    if changed := changes(before, seen(times.valid)):
        yield _step(None, times.valid, changed)


def _law_before(law: Law, fact: Fact) -> Law:
    """The law just before a fact is told: what is adopted for later is known, but not yet then."""
    return _law_without(law, lambda one: one.time == fact.time and one.position >= fact.position)


def _law_after(law: Law, fact: Fact) -> Law:
    return _law_without(law, lambda one: one.time == fact.time and one.position > fact.position)


def _law_without(law: Law, untold: Callable[[Fact], bool]) -> Law:
    adopted = (*law.rulebooks, *law.calendars)
    if not any(untold(one) for one in adopted):
        return law
    return Law.recall(one for one in adopted if not untold(one))


def _step(fact: Fact | None, at: datetime, changed: list[_View]) -> _View:
    return {
        "position": fact.position if fact is not None else None,
        "time": instant_text(at),
        "type": fact.event.kind if fact is not None else None,
        "changes": changed,
    }
