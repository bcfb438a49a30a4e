"""Replay: fact by fact what each changed of what `show` tells, ending in exactly that.

Facts of other subjects and the law are told where they changed something, and so is time that went
by: an entry without a position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from ledger.aggregates import Account, Law, MiniProgram, Shop, Violation
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.history import History
from ledger.errors import BadInput
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.language import say
from ledger.queries import state
from ledger.queries.state import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import tags_of
from ledger.terms import instant_text

_View = dict[str, Any]
_Leaves = dict[str, Any]


def _shop_view(history: History, name: str) -> Callable[[Scene], _View]:
    accounts = state.accounts_of(history, name)
    return lambda scene: state.shop_view(scene, name, accounts)


def _account_view(history: History, name: str) -> Callable[[Scene], _View]:
    return lambda scene: state.account_view(scene, name)


def _binding_view(history: History, name: str) -> Callable[[Scene], _View]:
    parties = history.parties(name)
    account = parties.account if parties is not None else ""
    return lambda scene: state.binding_view(scene, name, account) or {}


def _mini_program_view(history: History, name: str) -> Callable[[Scene], _View]:
    return lambda scene: state.mini_program_view(scene, name)


class _Subject(NamedTuple):
    gather: Callable[[Store, str, Times], History | None]
    view: Callable[[History, str], Callable[[Scene], _View]]


_SUBJECTS: Final = {
    "shop": _Subject(state.around_shop, _shop_view),
    "account": _Subject(state.around_account, _account_view),
    "binding": _Subject(state.around_binding, _binding_view),
    "mini_program": _Subject(state.around_mini_program, _mini_program_view),
}


class Replay(NamedTuple):
    """A subject's history as changes, in order, and the document `show` prints at the end of it."""

    steps: Iterator[_View]
    shown: _View


def replay(store: Store, subject: str, times: Times) -> Replay | None:
    """The replay of a subject up to the times asked; None if nothing is known of it then.

    Raises BadInput for a subject that `show` does not tell.
    """
    kind, _, name = subject.partition(":")
    if kind not in _SUBJECTS:
        raise BadInput(
            say("{subject} cannot be replayed.", subject=subject),
            where="SUBJECT",
            why=say("Only shops, accounts, bindings and mini-programs can be shown."),
            now=say("Give a subject such as shop:tiktok:S1, or see `bindledger history TAG`."),
        )
    of = _SUBJECTS[kind]
    history = of.gather(store, name, times)
    if history is None:
        return None
    view = of.view(history, name)
    shown = view(Scene(history, times))
    return Replay(_steps(history, times, subject, view), shown) if shown else None


@dataclass(slots=True)
class _Unfolding:
    """The facts told so far: what each subject is now; no other instant can be asked about."""

    law: Law = field(default_factory=Law)
    shops: dict[str, Shop] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    violations: dict[str, Violation] = field(default_factory=dict)
    mini_programs: dict[str, MiniProgram] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        event = fact.event
        if isinstance(event, RulebookAdopted | CalendarAdopted):
            self.law = Law.recall((*self.law.rulebooks, *self.law.calendars, fact))
        for tag in tags_of(event):
            kind, _, name = tag.partition(":")
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

    def violation(self, violation: str, at: datetime) -> Violation:
        return self.violations.get(violation) or Violation(violation)


def _steps(
    history: History, times: Times, subject: str, view: Callable[[Scene], _View]
) -> Iterator[_View]:
    """An entry for each fact of the subject, and for whatever else changed the view since."""
    told = _Unfolding()

    def seen(at: datetime) -> _Leaves:
        return leaves(view(Scene(told, replace(times, valid=at))))

    before: _Leaves = {}
    last: datetime | None = None
    for fact in history.facts:
        if fact.time > times.valid:
            break
        own = subject in tags_of(fact.event)
        if last is not None and last < fact.time:
            waited = seen(fact.time)
            if changed := changes(before, waited):
                yield _step(None, fact.time, changed)
            before = waited
        told.take(fact)
        if own or last is not None:
            last, after = fact.time, seen(fact.time)
            changed = changes(before, after)
            if changed or own:
                yield _step(fact, fact.time, changed)
            before = after
    if changed := changes(before, seen(times.valid)):
        yield _step(None, times.valid, changed)


def _step(fact: Fact | None, at: datetime, changed: list[_View]) -> _View:
    return {
        "position": fact.position if fact is not None else None,
        "time": instant_text(at),
        "type": fact.event.kind if fact is not None else None,
        "changes": changed,
    }


def changes(before: _Leaves, after: _Leaves) -> list[_View]:
    """What differs between two views, by path; what is not there is None."""
    paths = dict.fromkeys((*before, *after))
    return [
        {"path": path, "before": before.get(path), "after": after.get(path)}
        for path in paths
        if before.get(path) != after.get(path)
    ]


def leaves(view: _View) -> _Leaves:
    """The values of a view by their paths, without `as_of`.

    Entries of a list are named by what they are about, such as `bindings.B1.state`; a list of bare
    values is one value.
    """
    found: _Leaves = {}
    for name, value in view.items():
        if name != "as_of":
            _gather(name, value, found)
    return found


def _gather(path: str, value: Any, found: _Leaves) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            _gather(f"{path}.{name}", part, found)
    elif isinstance(value, list) and (names := _names(value)):
        for name, part in zip(names, value, strict=True):
            _gather(f"{path}.{name}", part, found)
    elif value not in (None, []):
        found[path] = value


_NAMED_BY: Final = (
    "binding",
    "subject",
    "rule",
    "identifier_kind",
    "mini_program",
    "shop",
    "account",
)


def _names(values: list[Any]) -> list[str]:
    """What the entries of a list are about; nothing if that does not tell them apart."""
    for key in _NAMED_BY:
        names = [value[key] for value in values if isinstance(value, dict) and key in value]
        if len(names) == len(values):
            return names if len(set(names)) == len(names) else []
    return []
