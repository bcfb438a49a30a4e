"""What the views of shops, accounts and bindings have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.aggregates import Binding, Violation
from ledger.aggregates.mark import Identifier
from ledger.due import due_of_binding
from ledger.queries.state.scene import Scene
from ledger.rules.of_violation import appeal_window, party_of
from ledger.subjects import violation_tag
from ledger.terms import instant_text


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
    closed = scene.shop(binding.shop).closed
    gone = scene.account(binding.account).deregistered
    due = due_of_binding(binding, closed, gone, scene.law())
    return view | ({"due": instant_text(due.at)} if due is not None else {})


def deadlines_of(scene: Scene, violations: Iterable[Violation]) -> list[dict[str, Any]]:
    """The appeal windows that run, and those that are over without anybody having said so yet."""
    found = []
    for violation in violations:
        if not waits_for_appeal(violation):
            continue
        account = scene.account(violation.account) if violation.account is not None else None
        party = party_of(violation, account)
        limit = scene.limit(party.program, "violation.appeal_window") if party.program else None
        if limit is None or party.shop is None:
            continue
        calendars = scene.law().calendars_at(scene.valid)
        window = appeal_window(violation, scene.shop(party.shop), limit, calendars)
        if isinstance(window, str):
            continue
        deadline = {
            "rule": "violation.appeal_window",
            "subject": violation_tag(violation.id),
            "until": instant_text(window.until),
            "counted": [day.isoformat() for day in window.counted],
        }
        if window.until <= scene.valid:
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
