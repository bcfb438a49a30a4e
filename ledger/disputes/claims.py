"""Claims and their answers: which function answers which, and the smallest proof of each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from ledger.aggregates import Law
from ledger.aggregates.law import ADOPTIONS
from ledger.disputes.answer import Answer, Standing, Told
from ledger.disputes.being_bound import bound, posted_while_bound
from ledger.disputes.judged_again import appeal_in_time, refused_wrongly
from ledger.disputes.notices import no_notice_before, unlink_chance_left
from ledger.disputes.smallest import farthest_first, smallest
from ledger.events import ClaimMade
from ledger.events.dispute import ClaimKind
from ledger.record import Fact, annulled_in, as_it_stood, in_order

Settle = Callable[[ClaimMade, Sequence[Fact], Law, datetime], Iterator[Told]]
"""Claim, standing facts told in order, law, and the time the answer is true at."""


class Form(NamedTuple):
    """How a kind of claim is answered, and which fields it must and may have."""

    settle: Settle
    must: tuple[str, ...]
    may: tuple[str, ...] = ()


FORMS: Final[dict[ClaimKind, Form]] = {
    "bound": Form(bound, ("account", "shop", "since"), ("until", "program")),
    "unlink_chance_left": Form(unlink_chance_left, ("shop", "at"), ("program",)),
    "appeal_in_time": Form(appeal_in_time, ("violation",), ("appeal", "program")),
    "refused_wrongly": Form(refused_wrongly, ("request",)),
    "no_notice_before": Form(no_notice_before, ("violation", "at")),
    "posted_while_bound": Form(posted_while_bound, ("violation",), ("account", "shop", "program")),
}
"""Every kind of claim."""

FIELDS: Final = (
    *("account", "shop", "program", "since", "until", "at"),
    *("violation", "appeal", "request"),
)
"""The fields by which claims differ."""


def stretches(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> tuple[Told, ...]:
    """What facts say of a claim, stretch by stretch; those annulled among them do not count."""
    return tuple(FORMS[claim.claim_kind].settle(claim, as_it_stood(facts), law, valid))


def answers(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> tuple[Answer, ...]:
    """What facts say of a claim, each stretch with the smallest set of facts that says so.

    The law is no part of that set: it is named by its digest. What was annulled always lies on the
    table, to speak against an answer and never for it: where it does, the set has the annulment.
    """
    candidates = [fact for fact in facts if not isinstance(fact.event, ADOPTIONS)]
    return tuple(
        Answer(told, _evidence(claim, told, candidates, law, valid))
        for told in stretches(claim, candidates, law, valid)
    )


def _evidence(
    claim: ClaimMade, told: Told, facts: Sequence[Fact], law: Law, valid: datetime
) -> tuple[int, ...]:
    if told.standing is Standing.NOT_PROVABLE:
        return ()
    names = annulled_in(facts)
    gone = [fact for fact in facts if fact.name in names]
    standing = [fact for fact in facts if fact.name not in names]
    kept = smallest(
        _least_wanted_first(claim, told, standing, valid),
        lambda some: proves(claim, told, some, gone, law, valid),
    )
    return tuple(sorted(fact.position for fact in kept))


def proves(
    claim: ClaimMade,
    told: Told,
    some: Sequence[Fact],
    gone: Sequence[Fact],
    law: Law,
    valid: datetime,
) -> bool:
    """Whether some facts give an answer, and still do beside those that were annulled."""
    narrowed = narrowed_to(claim, told)

    def give(facts: Sequence[Fact]) -> bool:
        found = stretches(narrowed, facts, law, valid)
        return len(found) == 1 and told.is_said_by(found[0])

    return give(some) and (not gone or give([*gone, *some]))


def narrowed_to(claim: ClaimMade, told: Told) -> ClaimMade:
    """The claim as it speaks of one stretch of its answer alone."""
    if told.until is None:
        return claim
    return replace(claim, since=told.since, until=told.until)


def _least_wanted_first(
    claim: ClaimMade, told: Told, facts: Sequence[Fact], valid: datetime
) -> list[Fact]:
    if claim.claim_kind == "unlink_chance_left":
        # The chances that were used first are the ones that used them up.
        return sorted(facts, key=in_order, reverse=True)
    return farthest_first(facts, told.since or valid)
