"""Custody: which shop was in control of an account when, or which accounts a shop held.

An interval is a binding in effect, from the fact that opened it to the fact that closed it. A gap
is a stretch in which the subject had no binding in effect, an overlap one in which an account was
bound to several shops at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ledger.aggregates import Binding, Mark
from ledger.aggregates.binding import evolve_binding
from ledger.aggregates.mark import mark
from ledger.due import SHOP_ENDS, due_of_binding
from ledger.events import (
    KINDS,
    AccountDeregistered,
    AccountRegistered,
    AccountRenamed,
    ShopRegistered,
    ShopRenamed,
)
from ledger.events.binding import BindingEvent
from ledger.queries.state import Scene
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.times import Times
from ledger.record import Fact, as_it_stood
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag
from ledger.terms import instant_text, platform_of

_BINDINGS: Final = tuple(sorted(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)))
_OF_SHOPS: Final = (ShopRegistered.kind, ShopRenamed.kind, *SHOP_ENDS)
_OF_ACCOUNTS: Final = tuple(
    kind.kind for kind in (AccountRegistered, AccountRenamed, AccountDeregistered)
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A binding in effect; `closed` is None where it still is. `binding` is its last state."""

    binding: Binding
    opened: Mark
    closed: Mark | None = None


def custody(store: Store, subject: str, times: Times) -> dict[str, Any] | None:
    """The custody of a shop or an account; None if nothing but decisions names it.

    `intervals`, `gaps` and `overlaps` in order of time, each with the positions of the facts that
    opened and closed it, and `names` of the parties by their tags.
    """
    gathering = Gathering(store, times)
    own = gathering.read([subject], _BINDINGS)
    if not is_named(own, times) and not is_named(gathering.read([subject]), times):
        return None
    events = [fact.event for fact in own if isinstance(fact.event, BindingEvent)]
    accounts = sorted({account_tag(event.account) for event in events} | _itself(subject))
    gathering.read([tag for tag in accounts if tag.startswith("account:")], _BINDINGS)
    return custody_told(_scene(store, gathering, subject, times), gathering.facts, subject)


def custody_told(scene: Scene, facts: Iterable[Fact], subject: str) -> dict[str, Any]:
    """The custody of a shop or an account as far as these facts tell it."""
    times = scene.times
    every = intervals(as_it_stood(facts, valid=times.valid, known=times.position))
    mine = [one for one in every if subject in _parties(one)]
    with_me = {one.binding.account for one in mine}
    return {
        "subject": subject,
        "as_of": scene.as_of({one.binding.program for one in mine}),
        "names": _names(scene, {tag for one in mine for tag in _parties(one)} | {subject}),
        "intervals": [_interval_told(scene, one) for one in mine],
        "gaps": [_stretch_told(one) for one in stretches(mine, lambda held: not held)],
        "overlaps": sorted(
            (told for account in with_me for told in _overlaps(account, every)),
            key=lambda one: (one["from"], one["account"]),
        ),
    }


def _itself(subject: str) -> set[str]:
    return {subject} if subject.startswith("account:") else set()


def _parties(one: Interval) -> tuple[str, str]:
    return shop_tag(one.binding.shop), account_tag(one.binding.account)


def _scene(store: Store, gathering: Gathering, subject: str, times: Times) -> Scene:
    events = [fact.event for fact in gathering.facts if isinstance(fact.event, BindingEvent)]
    tags = {shop_tag(event.shop) for event in events} | {subject}
    gathering.read(sorted(tag for tag in tags if tag.startswith("shop:")), _OF_SHOPS)
    tags = {account_tag(event.account) for event in events} | {subject}
    gathering.read(sorted(tag for tag in tags if tag.startswith("account:")), _OF_ACCOUNTS)
    read_law(gathering, platform_of(subject.partition(":")[2]), store)
    return Scene(gathering.history(), times)


def intervals(facts: Iterable[Fact]) -> list[Interval]:
    """The intervals of the bindings that facts tell, told in order; by the time they opened."""
    states: dict[str, Binding] = {}
    running: dict[str, Mark] = {}
    found: list[Interval] = []
    for fact in facts:
        if not isinstance(fact.event, BindingEvent):
            continue
        name = fact.event.binding
        state = states[name] = evolve_binding(states.get(name), fact)
        if state.runs and name not in running:
            running[name] = mark(fact)
        elif not state.runs and name in running:
            found.append(Interval(state, running.pop(name), mark(fact)))
    found += (Interval(states[name], opened) for name, opened in running.items())
    return sorted(found, key=lambda one: (one.opened, one.binding.binding))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which the same bindings were in effect; `closed` is None if they are."""

    held: tuple[Interval, ...]
    opened: Mark
    closed: Mark | None


def stretches(
    among: Iterable[Interval], wanted: Callable[[tuple[Interval, ...]], bool]
) -> Iterator[Stretch]:
    """The stretches since the first of some intervals in which a wanted set of them is held."""
    among = list(among)
    turns = sorted({turn for one in among for turn in (one.opened, one.closed) if turn is not None})
    for turn, following in pairwise([*turns, None]):
        assert turn is not None
        if following is not None and following.at == turn.at:
            continue
        held = tuple(
            one for one in among if one.opened <= turn and (one.closed is None or turn < one.closed)
        )
        if wanted(held):
            yield Stretch(held, turn, following)


def _overlaps(account: str, every: Iterable[Interval]) -> Iterator[dict[str, Any]]:
    own = [one for one in every if one.binding.account == account]
    for one in stretches(own, lambda held: len({each.binding.shop for each in held}) > 1):
        yield {
            "account": account,
            "shops": sorted({each.binding.shop for each in one.held}),
            "bindings": [each.binding.binding for each in one.held],
        } | _stretch_told(one)


def _stretch_told(one: Stretch) -> dict[str, Any]:
    return {
        "from": instant_text(one.opened.at),
        "until": instant_text(one.closed.at) if one.closed is not None else None,
        "opened_by": one.opened.position,
        "closed_by": one.closed.position if one.closed is not None else None,
    }


def _interval_told(scene: Scene, one: Interval) -> dict[str, Any]:
    binding, closed = one.binding, one.closed
    told = {
        "binding": binding.binding,
        "shop": binding.shop,
        "account": binding.account,
        "program": binding.program,
        "from": instant_text(one.opened.at),
        "until": instant_text(closed.at) if closed is not None else None,
        "reason": binding.reason if closed is not None and binding.ended == closed else None,
        "opened_by": one.opened.position,
        "closed_by": closed.position if closed is not None else None,
    }
    if closed is not None:
        return told
    gone = scene.account(binding.account).deregistered
    due = due_of_binding(binding, scene.shop(binding.shop).closure, gone, scene.law())
    return told | ({"due": instant_text(due.at)} if due is not None else {})


def _names(scene: Scene, tags: Iterable[str]) -> dict[str, str]:
    """What the parties are called, as far as that is known."""
    found = {}
    for tag in sorted(tags):
        kind, _, name = tag.partition(":")
        if kind == "shop":
            called = scene.shop(name).name
        else:
            account = scene.account(name)
            called = account.name or account.handle
        if called:
            found[tag] = called
    return found
