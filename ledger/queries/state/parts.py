"""What the views of shops, accounts and bindings have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ledger.aggregates import Binding, Violation
from ledger.aggregates.mark import Identifier
from ledger.due import Lapse, due_of_binding, lapse_of
from ledger.queries.state.scene import Scene
from ledger.subjects import violation_tag
from ledger.terms import instant_text

_Made = TypeVar("_Made")


def binding_line(scene: Scene, binding: Binding, *, whole: bool) -> dict[str, Any]:
    """A binding among others; `whole` tells when and how it ended too."""
    view: dict[str, Any] = {
        "binding": binding.binding,
        "shop": binding.shop,
        "account": binding.account,
        "program": binding.program,
        "state": binding.state.value,
        "since": instant_text(binding.since.at),
        "active_since": instant_text(binding.activated.at) if binding.activated else None,
    }
    if whole and binding.is_over:
        view |= {"until": instant_text(binding.since.at), "reason": binding.reason}
    closed = scene.shop(binding.shop).closure
    gone = scene.history.deregistered(binding.account, scene.valid)
    due = due_of_binding(binding, closed, gone, scene.law())
    return view | ({"due": instant_text(due.at)} if due is not None else {})


def deadlines_of(scene: Scene, violations: Iterable[Violation]) -> list[dict[str, Any]]:
    """The appeal windows that run, and those that are over without anybody having said so yet."""
    found = []
    for violation in violations:
        account = scene.account(violation.account) if violation.account is not None else None
        lapse = lapse_of(violation, account, scene.shop, scene.law(), scene.valid)
        if not isinstance(lapse, Lapse):
            continue
        deadline = {
            "rule": "violation.appeal_window",
            "subject": violation_tag(violation.id),
            "until": instant_text(lapse.at),
            "counted": [day.isoformat() for day in lapse.window.counted],
        }
        if lapse.at <= scene.valid:
            deadline["due"] = deadline["until"]
        found.append(deadline)
    return in_time(found)


def in_time(deadlines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Deadlines by the time they end, then by their subject."""
    return sorted(deadlines, key=lambda one: (one["until"], one["subject"], one["rule"]))


def waits_for_appeal(violation: Violation) -> bool:
    """Whether an appeal against a violation may still be filed, but for its window."""
    return violation.is_open and not violation.appealed and not violation.lapsed


def identifiers_told(held: Iterable[Identifier]) -> list[dict[str, Any]]:
    """The identifiers a subject holds."""
    return [{"identifier_kind": one.identifier_kind, "value": one.value} for one in held]


def without(view: dict[str, Any], key: str) -> dict[str, Any]:
    """A view without one of its fields."""
    return {name: value for name, value in view.items() if name != key}


Pieces = dict[str, Callable[[], Any]]
"""A view by its fields, each of them made when it is asked for."""


def pieces_of(names: Iterable[str], tell: Callable[[], dict[str, Any]]) -> Pieces:
    """Fields that are told together, if any of them is."""
    told = once(tell)

    def piece(name: str) -> Callable[[], Any]:
        return lambda: told()[name]

    return {name: piece(name) for name in names}


def once(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """What is made when it is first asked for; lighter to set up than a cache of functools."""
    made: list[_Made] = []

    def ask() -> _Made:
        if not made:
            made.append(make())
        return made[0]

    return ask


def whole(pieces: Pieces) -> dict[str, Any]:
    """A view with all its fields."""
    return {name: tell() for name, tell in pieces.items()}
