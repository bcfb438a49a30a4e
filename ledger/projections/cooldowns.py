"""Cooldowns: when an account was last let go under a program, and what binds it now.

How long it waits from there is law and stands in no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ledger.aggregates.binding import Binding, State, evolve_binding
from ledger.aggregates.mark import Mark
from ledger.events.binding import BindingEvent
from ledger.projections.bindings import BINDINGS
from ledger.projections.projection import (
    Key,
    Projection,
    Values,
    json,
    key,
    marked,
    read_json,
    read_model,
    text,
    written_json,
    written_mark,
)
from ledger.record import Fact
from ledger.store.tables import instant_of, microseconds
from ledger.subjects import account_tag

TABLE: Final = read_model(
    "cooldowns",
    "What an account waits for under a program: its last end, and the binding now in effect.",
    key("account", "the account"),
    key("program", "the program"),
    *marked("ended", "when one of its bindings last ended; not of one that took effect again"),
    text("ended_binding", "that binding"),
    text("ended_shop", "the shop of that binding"),
    text("ended_reason", "why that binding ended"),
    *marked("bound", "when the binding now in effect took effect; null if none is"),
    text("bound_binding", "that binding; of several the one that took effect first"),
    text("bound_shop", "the shop of that binding"),
    json("bindings", "all its bindings as the fold needs them to go on; not for other readers"),
)

_Told = list[Any]
"""One binding in the last column: shop, state, reason, and four marks in two numbers each."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The bindings of one account under one program.

    Those that no fact has moved since the row was loaded stay as they were written: an account
    may have had many, and a fact moves one.
    """

    bindings: Mapping[str, Binding | _Told]


def keys(fact: Fact) -> tuple[Key, ...]:
    """The account and the program of a binding."""
    assert isinstance(fact.event, BindingEvent)
    return ((fact.event.account, fact.event.program),)


def tags(key: Key) -> tuple[str, ...]:
    """The account's tag."""
    return (account_tag(key[0]),)


def fold(waiting: Waiting | None, fact: Fact) -> Waiting:
    """The bindings after one more fact, which moves one of them."""
    event = fact.event
    assert isinstance(event, BindingEvent)
    bindings = waiting.bindings if waiting is not None else {}
    before = bindings.get(event.binding)
    if isinstance(before, list):
        before = _read(event, before)
    return Waiting({**bindings, event.binding: evolve_binding(before, fact)})


def values(waiting: Waiting) -> Values:
    """What the bindings say of waiting, as the table keeps it."""
    told = {
        name: one if isinstance(one, list) else _written(one)
        for name, one in waiting.bindings.items()
    }
    ended, bound = _last_ended(told.items()), _bound(told.items())
    return (
        *(_end(*ended) if ended is not None else (None,) * 5),
        *(_bond(*bound) if bound is not None else (None,) * 4),
        written_json(told),
    )


def row(key: Key, values: Values) -> Waiting:
    """The bindings that a row of the table was made from."""
    return Waiting(read_json(values[-1]))


_SHOP, _STATE, _REASON, _SINCE, _INVITED, _ACTIVATED, _ENDED = 0, 1, 2, 3, 5, 7, 9
_IN_EFFECT: Final = (State.ACTIVE.value, State.UNLINK_REQUESTED.value)


def _last_ended(bindings: Iterable[tuple[str, _Told]]) -> tuple[str, _Told] | None:
    ended = ((name, told) for name, told in bindings if told[_ENDED] is not None)
    return max(ended, key=lambda one: one[1][_ENDED : _ENDED + 2], default=None)


def _bound(bindings: Iterable[tuple[str, _Told]]) -> tuple[str, _Told] | None:
    running = ((name, told) for name, told in bindings if told[_STATE] in _IN_EFFECT)
    return min(running, key=lambda one: _told_by(one[1]), default=None)


def _told_by(told: _Told) -> tuple[bool, list[int]]:
    """The order of `Binding.told_by`: by activation, then by invitation."""
    first = _INVITED if told[_INVITED] is not None else _SINCE
    activated = told[_ACTIVATED]
    place: list[int] = told[first : first + 2]
    return activated is None, place if activated is None else [activated, *place]


def _end(name: str, told: _Told) -> Values:
    ended = _mark(told, _ENDED)
    return (*written_mark(ended), name, told[_SHOP], told[_REASON])


def _bond(name: str, told: _Told) -> Values:
    bound = _mark(told, _ACTIVATED) or _mark(told, _SINCE)
    return (*written_mark(bound), name, told[_SHOP])


def _written(binding: Binding) -> _Told:
    marks = (binding.since, binding.invited, binding.activated, binding.ended)
    told: _Told = [binding.shop, binding.state.value, binding.reason]
    for mark in marks:
        told += (None, None) if mark is None else (microseconds(mark.at), mark.position)
    return told


def _read(event: BindingEvent, told: _Told) -> Binding:
    since = _mark(told, _SINCE)
    assert since is not None
    return Binding(
        binding=event.binding,
        shop=told[_SHOP],
        account=event.account,
        program=event.program,
        state=State(told[_STATE]),
        since=since,
        invited=_mark(told, _INVITED),
        activated=_mark(told, _ACTIVATED),
        ended=_mark(told, _ENDED),
        reason=told[_REASON],
    )


def _mark(told: _Told, place: int) -> Mark | None:
    at: datetime | None = None if told[place] is None else instant_of(told[place])
    return None if at is None else Mark(at, told[place + 1])


COOLDOWNS: Final = Projection(
    table=TABLE,
    kinds=BINDINGS.kinds,
    keys=keys,
    tags=tags,
    fold=fold,
    values=values,
    row=row,
)
