"""Claims that a request is judged again for: a refusal that was wrong, an appeal filed in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from ledger.aggregates import Law
from ledger.aggregates.history import History
from ledger.border import read_request
from ledger.decisions import judge_at
from ledger.disputes.answer import Ground, Standing, Told
from ledger.errors import BadInput
from ledger.events import AppealSubmitted, ClaimMade, RequestGranted, RequestRefused
from ledger.record import Fact, in_order
from ledger.requests import Request, SubmitAppeal
from ledger.verdict import Finding, Outcome, Verdict

_WINDOW = "violation.appeal_window"
_NAMED_BY_NOBODY = "unused: nothing is recorded"


def refused_wrongly(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> Iterator[Told]:
    """A request would have been granted, had all been known that is known at the time asked about.

    As known when it was refused it is refused again, unless the record was changed; what came late
    or was annulled since may show that it was refused wrongly.
    """
    decided = decision_on(claim.request, facts, valid)
    if decided is None:
        missing = RequestRefused.__name__
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, missing=missing)
        return
    if isinstance(decided.event, RequestGranted):
        yield Told(Standing.CONTRADICTED, Ground.WAS_GRANTED, decided.time)
        return
    assert isinstance(decided.event, RequestRefused)
    verdict = _judged(read_request(decided.event.request), _before(decided, facts), law, decided)
    if isinstance(verdict, str):
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, decided.time, missing=verdict)
        return
    yield _retold(verdict, decided.time)


def decision_on(request: str | None, facts: Sequence[Fact], valid: datetime) -> Fact | None:
    """The decision on a request, as far as it had been taken."""
    for fact in facts:
        match fact.event:
            case RequestGranted(request=asked) | RequestRefused(request=asked) if (
                asked["id"] == request and fact.time <= valid
            ):
                return fact
    return None


def _before(decided: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """What counted when a decision was taken: what happens in the same instant comes after it."""
    return [one for one in facts if one.time < decided.time or one.position < decided.position]


def _retold(verdict: Verdict, at: datetime) -> Told:
    book = verdict.rulebook
    if verdict.holds:
        return Told(Standing.SUPPORTED, Ground.GRANTED, at, rulebook=book)
    refusing = [one for one in verdict.findings if one.refuses]
    broken = [one for one in refusing if one.outcome is Outcome.BREAKS]
    if broken:
        rules = tuple(one.rule for one in broken)
        return Told(
            *(Standing.CONTRADICTED, Ground.RULE, at),
            finding=broken[0],
            rulebook=book,
            broken=rules,
        )
    return Told(
        Standing.NOT_PROVABLE, Ground.MISSING, at, None, refusing[0].missing, refusing[0], book
    )


def appeal_in_time(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> Iterator[Told]:
    """The first appeal against a violation, or the one named, came before its window was over.

    An appeal that this ledger refused was filed when it was refused.
    """
    filed = appeal_filed(claim, facts, valid)
    if filed is None:
        missing = AppealSubmitted.__name__
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, missing=missing)
        return
    verdict = _judged(appeal_asked(filed, claim.program), facts, law, filed)
    if isinstance(verdict, str):
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, filed.time, missing=verdict)
        return
    finding = next((one for one in verdict.findings if one.rule == _WINDOW), None)
    if finding is None:
        yield Told(Standing.SUPPORTED, Ground.NO_RULE, filed.time, rulebook=verdict.rulebook)
        return
    yield _in_window(finding, filed.time, verdict.rulebook)


def _in_window(finding: Finding, at: datetime, book: str) -> Told:
    if finding.outcome is Outcome.UNKNOWN:
        missing = finding.missing
        return Told(Standing.NOT_PROVABLE, Ground.MISSING, at, None, missing, finding, book)
    holds = finding.outcome is Outcome.HOLDS
    return Told(
        *(Standing.SUPPORTED if holds else Standing.CONTRADICTED, Ground.RULE, at),
        finding=finding,
        rulebook=book,
        broken=() if holds else (finding.rule,),
        rests_on=finding.evidence,
    )


def appeal_filed(claim: ClaimMade, facts: Sequence[Fact], valid: datetime) -> Fact | None:
    """The appeal a claim speaks of: the one it names, else the first against its violation.

    Where none was recorded, the first that this ledger refused.
    """
    filed, refused = [], []
    for fact in facts:
        if fact.time > valid:
            continue
        match fact.event:
            case AppealSubmitted(violation=of, appeal=appeal) if of == claim.violation:
                if claim.appeal in (None, appeal):
                    filed.append(fact)
            case RequestRefused(request={"ask": "SubmitAppeal", "violation": of} as asked) if (
                of == claim.violation
            ):
                if claim.appeal in (None, asked.get("appeal")):
                    refused.append(fact)
    return min(filed or refused, key=in_order, default=None)


def appeal_asked(filed: Fact, program: str | None) -> Request:
    """An appeal as the request it was, or would have been."""
    if isinstance(filed.event, RequestRefused):
        return read_request(filed.event.request)
    assert isinstance(filed.event, AppealSubmitted)
    appeal = filed.event
    return SubmitAppeal(
        id=appeal.appeal,
        actor=appeal.submitted_by,
        violation=appeal.violation,
        submitted_by=appeal.submitted_by,
        appeal=appeal.appeal,
        program=program,
    )


def _judged(request: Request, facts: Sequence[Fact], law: Law, asked: Fact) -> Verdict | str:
    """The verdict on a request under a law, or what is missing to judge it at all."""
    history = replace(History.of(facts), law=law)
    try:
        _, verdict = judge_at(request, history, asked.time, _NAMED_BY_NOBODY)
    except BadInput as why:
        # What the request names is told by no fact, or its program has no law.
        return why.where
    return verdict
