"""Decisions and values that would be otherwise, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from ledger.console.tables import Cell, sentence, table
from ledger.explain import decision_text, value_text
from ledger.language import say, say_names
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.backtest.compared import Change
    from ledger.backtest.redeciding import Answered, Redecided

COLUMNS: Final = ("what", "position", "subject", "name", "before", "after", "rules")


def redecided_json(one: Redecided) -> dict[str, Any]:
    """A decision as it was and as it would be."""
    return {
        "position": one.position,
        "request": one.request,
        "time": instant_text(one.at),
        "shop": one.shop,
        "account": one.account,
        "before": _answered_json(one.before),
        "after": _answered_json(one.after),
        "findings": list(one.rules),
    }


def _answered_json(answered: Answered) -> dict[str, Any]:
    return {
        "answer": answered.outcome,
        "rules": list(answered.rules),
        "earliest": answered.earliest and instant_text(answered.earliest),
    }


def change_json(change: Change) -> dict[str, Any]:
    """A value that is another one."""
    return {
        "subject": change.subject,
        "name": change.name,
        "before": change.before,
        "after": change.after,
    }


def rows_of(decisions: Iterable[Redecided], values: Iterable[Change]) -> Iterable[Sequence[Any]]:
    """The same as rows."""
    for one in decisions:
        rules = "|".join(one.after.rules or one.rules)
        answers = one.before.outcome, one.after.outcome
        yield "request", one.position, f"request:{one.request}", "answer", *answers, rules
    for change in values:
        yield "value", None, change.subject, change.name, change.before, change.after, ""


def tell_decisions(title: str, decisions: Sequence[Redecided]) -> None:
    """Decisions that would be otherwise, and by which rules."""
    if not decisions:
        sentence(say("No decision would be otherwise."))
        return
    columns = (
        "#",
        say("request"),
        say("happened"),
        say("recorded as"),
        say("would be"),
        say("rules that find otherwise"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one.position,
            one.request,
            one.at,
            decision_text(one.before.outcome),
            _after_text(one),
            say_names(one.rules) if one.rules else None,
        )
        for one in decisions
    ]
    table(title, columns, rows)


def _after_text(one: Redecided) -> str:
    after, earliest = one.after, one.after.earliest
    told = decision_text(after.outcome)
    if earliest is None or earliest == one.before.earliest:
        return told
    return say("{answer}, until {instant}", answer=told, instant=instant_text(earliest))


def tell_changes(title: str, values: Sequence[Change], before: str, after: str) -> None:
    """Values that are otherwise, subject by subject, under the two names given."""
    columns = (say("subject"), say("what"), before, after)
    rows: list[tuple[Cell, ...]] = [
        (
            change.subject,
            _name_text(change.name),
            _told(change.name, change.before),
            _told(change.name, change.after),
        )
        for change in values
    ]
    table(title, columns, rows)


def _name_text(name: str) -> str:
    words = {
        "state": say("state"),
        "since": say("since"),
        "reason": say("reason"),
        "status": say("status"),
        "bound_to": say("bound to"),
        "showcase": say("showcase"),
        "ecommerce_permission": say("e-commerce permission"),
        "open_violations": say("open violations"),
        "compliance_score": say("compliance score"),
    }
    return words.get(name, name)


def _told(name: str, value: str | int | None) -> Cell:
    return value_text(name, value) if isinstance(value, str) else value
