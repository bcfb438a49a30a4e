"""The earliest instant at which a refused request would be granted if nothing happened but time.

Taking the latest cure among the breaches would be wrong as soon as a relaxation is announced, or a
limit tightens meanwhile. So the request is judged afresh at each turning point: a cure, a change of
law, a known fact that becomes true, something that falls due.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ledger.aggregates.history import Past
from ledger.decisions.matter import GivenNames, Matter, case_at, dues, matter_of
from ledger.errors import BadInput
from ledger.requests import Request
from ledger.rules import judge
from ledger.verdict import Verdict

_MOST_TURNS: Final = 10_000


def judge_at(
    request: Request, history: Past, at: datetime, names: GivenNames
) -> tuple[Matter, Verdict]:
    """What a request is about at an instant, and the verdict on it. Raises BadInput."""
    matter = matter_of(request, history, at, names)
    return matter, judge(case_at(matter, history, at), matter.book)


def earliest(
    request: Request,
    history: Past,
    at: datetime,
    names: GivenNames,
    matter: Matter,
    verdict: Verdict,
) -> datetime | None:
    """The first instant after `at` at which the request would be granted; None if there is none."""
    for _ in range(_MOST_TURNS):
        turn = _next_turn(history, at, matter, verdict)
        if turn is None:
            return None
        at = turn
        try:
            matter, verdict = judge_at(request, history, at, names)
        except BadInput:
            continue
        if verdict.holds:
            return at
    return None


def _next_turn(history: Past, at: datetime, matter: Matter, verdict: Verdict) -> datetime | None:
    turns = [finding.cured_at for finding in verdict.findings]
    turns += [history.law.next_change(matter.program, at), history.next_fact(at)]
    turns += [due.at for due in dues(history, matter, at)]
    return min((turn for turn in turns if turn is not None and turn > at), default=None)
