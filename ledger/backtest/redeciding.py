"""Decisions taken once more from a log told otherwise, beside what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.audit.decided import decided_again
from ledger.backtest.altered import Altered
from ledger.backtest.outcomes import GRANTED, IMPOSSIBLE, REFUSED
from ledger.border import read_request
from ledger.decisions import Decision
from ledger.errors import BadInput
from ledger.events import RequestGranted, RequestRefused
from ledger.record import Fact
from ledger.subjects import account_tag, shop_tag
from ledger.verdict import Verdict, finding_json, read_verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a request: the outcome, the rules that refused it, when it would be done."""

    outcome: str
    rules: tuple[str, ...] = ()
    earliest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Redecided:
    """A decision as it was recorded and as it would be; `rules` are those that find otherwise."""

    position: int
    request: str
    at: datetime
    shop: str | None
    account: str | None
    before: Answered
    after: Answered
    rules: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether anything but the positions of the evidence is otherwise."""
        return self.before != self.after or bool(self.rules)


def redecide(log: Altered, decided: Fact) -> tuple[Redecided, Decision | None]:
    """A decision beside the one that a log told otherwise gives; None if it cannot be asked."""
    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    again: Decision | None
    try:
        history = log.boundary(read_request(event.request), event.read_at)
        again = decided_again(decided, history)
    except BadInput:
        again = None
    before = read_verdict(event.verdict, event.calendars)
    promised = event.earliest if isinstance(event, RequestRefused) else None
    redecided = Redecided(
        decided.position,
        str(event.request["id"]),
        decided.time,
        _named(event.subjects, shop_tag("")),
        _named(event.subjects, account_tag("")),
        _answered(before, promised),
        Answered(IMPOSSIBLE) if again is None else _answered(again.verdict, again.earliest),
        () if again is None else _differing(before, again.verdict),
    )
    return redecided, again


def _answered(verdict: Verdict, earliest: datetime | None) -> Answered:
    refusing = tuple(one.rule for one in verdict.findings if one.refuses)
    return Answered(GRANTED if verdict.holds else REFUSED, refusing, earliest)


def _differing(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """The rules whose findings differ in anything but the facts they cite."""
    was, now = _findings(before), _findings(after)
    return tuple(rule for rule in {**was, **now} if was.get(rule) != now.get(rule))


def _findings(verdict: Verdict) -> dict[str, dict[str, Any]]:
    return {one.rule: finding_json(one) | {"evidence": None} for one in verdict.findings}


def _named(tags: tuple[str, ...], prefix: str) -> str | None:
    return next((tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)), None)
