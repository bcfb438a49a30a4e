"""Claims about being bound: from when to when, and when content was posted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.aggregates import Account, Binding, Law, Shop, Violation
from ledger.aggregates.binding import evolve_binding
from ledger.disputes.answer import Ground, Standing, Told
from ledger.due import due_of_binding
from ledger.events import (
    BindingEnded,
    ClaimMade,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact
from ledger.subjects import account_tag, shop_tag, tags_of, violation_tag

_RAN_BEFORE: Final = (
    BindingEnded,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
"""What happens only to a binding that is in effect: it took effect before, whoever told of it."""

_STANDING: Final = {
    Ground.IN_EFFECT: Standing.SUPPORTED,
    Ground.START_UNKNOWN: Standing.NOT_PROVABLE,
    Ground.ENDED: Standing.CONTRADICTED,
    Ground.FELL_DUE: Standing.CONTRADICTED,
    Ground.NOT_TAKEN_UP: Standing.CONTRADICTED,
    Ground.NOT_YET: Standing.CONTRADICTED,
}
"""How a claim to be bound stands on each ground; of several bindings the first ground counts."""


class _Turn(NamedTuple):
    """From when on a binding stands on a ground; None is from the beginning."""

    at: datetime | None
    ground: Ground


def bound(claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime) -> Iterator[Told]:
    """The account was bound to the shop all the time from `since` to `until`, or to now.

    A binding whose end fell due by itself is over, as for every request. Before its first fact a
    binding was not in effect, unless that fact happens only to one that is.
    """
    assert claim.since is not None
    since, until = claim.since, claim.until or valid
    courses = list(_courses(claim.account, claim.shop, claim.program, facts, law, valid))
    known_until = min(until, valid)
    turns = {turn.at for course in courses for turn in course if turn.at is not None}
    inner = sorted(one for one in turns if since < one < known_until)
    told: list[Told] = []
    if since < known_until:
        for start, end in pairwise([since, *inner, known_until]):
            here = _at(courses, start)
            if told and told[-1].is_said_by(here):
                start = told.pop().since or start
            told.append(_over(here, start, end))
    yield from told
    if until > valid:
        later = Told(Standing.NOT_PROVABLE, Ground.TO_COME)
        yield _over(later, max(since, valid), until)


def posted_while_bound(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> Iterator[Told]:
    """The content of a violation was posted while its account was bound to the shop.

    The shop is the claim's, else the violation's, else any.
    """
    assert claim.violation is not None
    tag = violation_tag(claim.violation)
    own = (fact for fact in facts if fact.time <= valid and tag in tags_of(fact.event))
    violation = Violation.recall(claim.violation, own)
    posted, account = violation.content_posted_at, claim.account or violation.account
    if posted is None or account is None:
        field = "account" if account is None else "content_posted_at"
        missing = (
            "ViolationRecorded" if violation.recorded is None else f"ViolationRecorded.{field}"
        )
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, missing=missing)
        return
    shop = claim.shop or violation.shop
    here = _at(list(_courses(account, shop, claim.program, facts, law, valid)), posted)
    yield _over(here, posted, None)


def _over(told: Told, since: datetime, until: datetime | None) -> Told:
    return Told(told.standing, told.ground, since, until, missing=told.missing)


def _at(courses: Iterable[Sequence[_Turn]], at: datetime) -> Told:
    """What the courses of all bindings together say of an instant."""
    grounds = {
        [turn.ground for turn in course if turn.at is None or turn.at <= at][-1]
        for course in courses
    }
    for ground, standing in _STANDING.items():
        if ground in grounds:
            missing = "BindingActivated" if standing is Standing.NOT_PROVABLE else None
            return Told(standing, ground, missing=missing)
    return Told(Standing.NOT_PROVABLE, Ground.NOTHING_TOLD, missing="BindingActivated")


def _courses(
    account: str | None,
    shop: str | None,
    program: str | None,
    facts: Sequence[Fact],
    law: Law,
    valid: datetime,
) -> Iterator[list[_Turn]]:
    """The course of each binding between the two, or of the account with any shop."""
    by_binding: dict[str, list[Fact]] = {}
    known = [fact for fact in facts if fact.time <= valid]
    for fact in known:
        match fact.event:
            case BindingEvent() as event if (
                event.account == account
                and shop in (None, event.shop)
                and program in (None, event.program)
            ):
                by_binding.setdefault(event.binding, []).append(fact)
    for told in by_binding.values():
        yield _course(told, known, law, valid)


def _course(told: Sequence[Fact], known: Sequence[Fact], law: Law, valid: datetime) -> list[_Turn]:
    """The grounds a binding stands on, in order of time, from facts told in order."""
    first = told[0].event
    begun = Ground.START_UNKNOWN if isinstance(first, _RAN_BEFORE) else Ground.NOT_YET
    course = [_Turn(None, begun)]
    state: Binding | None = None
    for place, fact in enumerate(told):
        state = evolve_binding(state, fact)
        following = told[place + 1].event if place + 1 < len(told) else None
        course.append(_Turn(fact.time, _ground(state, following)))
    assert state is not None
    closed = Shop.recall(state.shop, _of(shop_tag(state.shop), known)).closure
    gone = Account.recall(state.account, _of(account_tag(state.account), known)).deregistered
    due = due_of_binding(state, closed, gone, law) if state.runs else None
    if due is not None and due.at <= valid:
        course = [turn for turn in course if turn.at is None or turn.at < due.at]
        course.append(_Turn(due.at, Ground.FELL_DUE))
    return course


def _ground(state: Binding, following: object) -> Ground:
    if state.runs:
        return Ground.IN_EFFECT
    if state.ended is not None or (state.is_over and state.reason in _UNLINKED):
        return Ground.ENDED
    if isinstance(following, _RAN_BEFORE):
        return Ground.START_UNKNOWN
    return Ground.NOT_TAKEN_UP if state.is_over else Ground.NOT_YET


_UNLINKED: Final = ("shop_unlink", "account_unlink")


def _of(tag: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    return (fact for fact in facts if tag in tags_of(fact.event))
