"""The earliest instant at which a refused request would be granted if nothing happened but time.

Taking the latest cure among the breaches would be wrong as soon as a relaxation is announced, or a
limit tightens meanwhile. So the request is judged afresh at each turning point: a cure, a change of
law, a known fact that becomes true, something that falls due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.history import Past
from ledger.decisions.flows import matter_of
from ledger.decisions.matter import Matter, case_at, dues
from ledger.errors import BadInput
from ledger.requests import Request
from ledger.rules import judge
from ledger.verdict import Finding, Outcome, Verdict

_MOST_TURNS: Final = 10_000


def judge_at(
    request: Request, history: Past, at: datetime, new_name: str
) -> tuple[Matter, Verdict]:
    """What a request is about at an instant, and the verdict on it. Raises BadInput."""
    matter = matter_of(request, history, at, new_name)
    return matter, judge(case_at(matter, history, at), matter.book)


@dataclass(frozen=True, slots=True)
class Promise:
    """What waiting does for a refused request.

    `earliest` is the first instant at which it would be granted, None if there is none. `cures`
    tells when each broken rule would first hold, as far as the search for `earliest` went.
    """

    earliest: datetime | None
    cures: Mapping[str, datetime]


def promise(
    request: Request,
    history: Past,
    at: datetime,
    new_name: str,
    matter: Matter,
    verdict: Verdict,
) -> Promise:
    """What waiting does for a request that is refused at an instant."""
    cures: dict[str, datetime] = {}
    broken = {finding.rule for finding in _broken(verdict)}
    for _ in range(_MOST_TURNS):
        turn = _next_turn(history, at, matter, verdict)
        if turn is None:
            break
        at = turn
        try:
            matter, verdict = judge_at(request, history, at, new_name)
        except BadInput:
            continue
        still = {finding.rule for finding in _broken(verdict)}
        cures |= dict.fromkeys(broken - still - cures.keys(), at)
        if verdict.holds:
            return Promise(at, cures)
    return Promise(None, cures)


def with_cures(verdict: Verdict, cures: Mapping[str, datetime]) -> Verdict:
    """The verdict with the cures that only the course of things tells: an end that falls due."""
    return replace(verdict, findings=tuple(_cured(one, cures) for one in verdict.findings))


def _cured(finding: Finding, cures: Mapping[str, datetime]) -> Finding:
    if finding.outcome is not Outcome.BREAKS or finding.cured_at is not None:
        return finding
    return replace(finding, cured_at=cures.get(finding.rule))


def _broken(verdict: Verdict) -> tuple[Finding, ...]:
    return tuple(one for one in verdict.findings if one.outcome is Outcome.BREAKS)


def _next_turn(history: Past, at: datetime, matter: Matter, verdict: Verdict) -> datetime | None:
    turns = [finding.cured_at for finding in verdict.findings]
    turns += [history.law.next_change(matter.program, at), history.next_fact(at)]
    turns += [due.at for due in dues(history, matter, at)]
    return min((turn for turn in turns if turn is not None and turn > at), default=None)
