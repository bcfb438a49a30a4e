"""Rules that ask about a delegation from one account, the sub account, to another, the main one.

What is asked of both sides is asked in two rules, so that a finding says which side it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from ledger.aggregates import Account, Delegation, Mark
from ledger.aggregates.delegation import ACTIVE, ENDED, OFFERED
from ledger.aggregates.ticket import Ticket
from ledger.events import (
    DelegationAccepted,
    DelegationRefused,
    DelegationRevoked,
    EnterpriseVerificationPassed,
    SupportTicketOpened,
)
from ledger.events.delegation import DelegationNames
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, answer, unknown
from ledger.rules.of_account import account_normal
from ledger.subjects import delegation_tag
from ledger.verdict import Finding, Limit, Seen

_ALLOWED: Final[dict[Act, str]] = {
    Act.ACCEPT_DELEGATION: OFFERED,
    Act.REFUSE_DELEGATION: OFFERED,
    Act.REVOKE_DELEGATION: ACTIVE,
}


def grantor_status(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The sub account is registered, not banned and not deregistered. Source 001 / 1-02."""
    return _status("delegation.grantor_status", case.grantor, case, book, limit)


def grantee_status(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The main account is registered, not banned and not deregistered. Source 001 / 1-02."""
    return _status("delegation.grantee_status", case.grantee, case, book, limit)


def grantor_verified(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The sub account is a verified enterprise account at that instant. Source 001 / 1-02."""
    return _verified("delegation.grantor_verified", case.grantor, case, book, limit)


def grantee_verified(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The main account is a verified enterprise account at that instant. Source 001 / 1-02."""
    return _verified("delegation.grantee_verified", case.grantee, case, book, limit)


def grantor_status_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The sub account is registered, or its ban is over."""
    return account_normal(case.grantor) if case.grantor is not None else iter(())


def grantee_status_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The main account is registered, or its ban is over."""
    return account_normal(case.grantee) if case.grantee is not None else iter(())


def grantor_verified_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The sub account is verified as an enterprise."""
    if case.grantor is not None:
        yield (EnterpriseVerificationPassed(account=case.grantor.id),)


def grantee_verified_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The main account is verified as an enterprise."""
    if case.grantee is not None:
        yield (EnterpriseVerificationPassed(account=case.grantee.id),)


def _status(
    name: str, account: Account | None, case: Case, book: Rulebook, limit: Limit
) -> Finding:
    assert account is not None
    if account.status == "unregistered" and case.observed:
        return unknown(name, book, limit, "AccountRegistered")
    marks = (account.released, account.deregistered, account.banned, account.registered)
    return answer(
        name,
        book,
        limit,
        account.status == "normal",
        seen=Seen(account.status, "text"),
        evidence=_positions(marks),
    )


def _verified(
    name: str, account: Account | None, case: Case, book: Rulebook, limit: Limit
) -> Finding:
    assert account is not None
    verified = account.verified_at(case.at)
    if verified is not None:
        seen, evidence = Seen("verified", "text"), (verified.position,)
        return answer(name, book, limit, True, seen=seen, evidence=evidence)
    told = account.verification
    if told is None:
        return unknown(name, book, limit, "EnterpriseVerificationPassed")
    seen, evidence = Seen(told.at(case.at), "text"), (told.since.position,)
    return answer(name, book, limit, False, seen=seen, evidence=evidence)


def once(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """No other delegation of the same pair runs or waits for an answer.

    Many to many is free: only the same pair, in the same direction, is not delegated twice, so
    that an account may be main and sub at once. Source 001 / 1-03, 1-04.
    """
    running = _running(case)
    return answer(
        "delegation.once",
        book,
        limit,
        not running,
        seen=Seen(running[0].state if running else "none", "text"),
        evidence=tuple(one.since.position for one in running),
        cured_at=_all_over(running),
    )


def _running(case: Case) -> list[Delegation]:
    assert case.grantor is not None
    assert case.grantee is not None
    others = [
        one.at(case.at)
        for one in case.grantor.delegations.values()
        if (one.grantor, one.grantee) == (case.grantor.id, case.grantee.id)
        and one.delegation != case.delegation_id
    ]
    return [one for one in others if one.state in _IN_THE_WAY[case.act]]


def once_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The offer in the way is refused, or customer service ends the delegation in the way."""
    for one in _running(case):
        if one.state == OFFERED:
            yield (DelegationRefused(**_named(one)),)
        else:
            yield (DelegationRevoked(**_named(one), revoked_by="platform_support"),)


def _named(delegation: Delegation) -> DelegationNames:
    return {
        "delegation": delegation.delegation,
        "grantor": delegation.grantor,
        "grantee": delegation.grantee,
    }


_IN_THE_WAY: Final = {
    Act.OFFER_DELEGATION: frozenset({OFFERED, ACTIVE}),
    Act.ACCEPT_DELEGATION: frozenset({ACTIVE}),
}


def _all_over(running: list[Delegation]) -> datetime | None:
    """When all of these are over by themselves: offers that are not taken up."""
    ends = [one.until for one in running if one.until is not None]
    return max(ends) if ends and len(ends) == len(running) else None


def state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The delegation is in a state from which the act leads on. State machine 2.5.

    An observed act breaks it only if the delegation was over, or taken up already: what a feed left
    out is no breach.
    """
    delegation = case.delegation
    seen = delegation.state if delegation is not None else "none"
    holds = seen == _ALLOWED[case.act]
    if case.observed:
        again = seen == ACTIVE and case.act is Act.ACCEPT_DELEGATION
        holds = seen != ENDED and not again
    return answer(
        "delegation.state",
        book,
        limit,
        holds,
        seen=Seen(seen, "text"),
        evidence=(delegation.since.position,) if delegation is not None else (),
    )


def state_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The offer is taken up; no step leads back to an offer."""
    delegation = case.delegation
    if delegation is not None and delegation.state == OFFERED:
        yield (DelegationAccepted(**_named(delegation)),)


class _Found(NamedTuple):
    seen: str
    ticket: Ticket | None = None


def ticket(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """An open ticket of customer service about this delegation stands behind its revocation.

    The ticket is one of either account, and its `about` names the delegation. That an observed
    revocation by customer service names no ticket is unknown. Source 001 / 1-07.
    """
    name = "delegation.ticket"
    if case.observed and case.revoked_by != "platform_support":
        seen = Seen(case.revoked_by or "none", "text")
        return answer(name, book, limit, False, seen=seen)
    if case.observed and case.ticket is None:
        return unknown(name, book, limit, "SupportTicketOpened")
    found = _ticket(case)
    if case.observed and found.seen == "none":
        return unknown(name, book, limit, "SupportTicketOpened")
    marks = (found.ticket.opened, found.ticket.closed) if found.ticket is not None else ()
    return answer(
        name,
        book,
        limit,
        found.seen == "open",
        seen=Seen(found.seen, "text"),
        evidence=_positions(marks),
    )


def _ticket(case: Case) -> _Found:
    sides = (side for side in (case.grantor, case.grantee) if side is not None)
    tickets = (ticket for side in sides for ticket in side.tickets.values())
    named = [ticket for ticket in tickets if ticket.id == case.ticket]
    if not named:
        return _Found("none")
    about = (case.delegation_id, delegation_tag(case.delegation_id or ""))
    fitting = [one for one in named if one.about in about]
    if not fitting:
        return _Found("elsewhere", named[0])
    opened = next((one for one in fitting if one.is_open), None)
    return _Found("open", opened) if opened is not None else _Found("closed", fitting[0])


def ticket_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """Customer service opens that ticket about the delegation."""
    if case.grantor is not None and case.ticket is not None and case.delegation_id is not None:
        opened = SupportTicketOpened(
            ticket=case.ticket, account=case.grantor.id, about=case.delegation_id
        )
        yield (opened,)


def _positions(marks: Iterable[Mark | None]) -> tuple[int, ...]:
    return tuple(mark.position for mark in marks if mark is not None)


class Sleep(NamedTuple):
    """Why a delegation cannot be used just now: whose cause, which, and since when."""

    side: str
    cause: str
    since: datetime


def dormant(
    delegation: Delegation,
    grantor: Account,
    grantee: Account,
    causes: tuple[str, ...],
    at: datetime,
) -> tuple[Sleep, ...]:
    """Why a delegation that holds is dormant at an instant, by time; nothing if it is awake.

    Nothing is recorded for it: while one of `causes` holds of a side, the delegation sleeps, and
    it wakes without a new authorisation. Source 001 / 1-05, 1-06, reading A41.
    """
    if delegation.state != ACTIVE:
        return ()
    found = [
        Sleep(side, cause, since)
        for side, account in (("grantor", grantor), ("grantee", grantee))
        for cause in causes
        if (since := _since(account, cause, at)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.side)))


def _since(account: Account, cause: str, at: datetime) -> datetime | None:
    match cause:
        case "verification_expired" if account.verification is not None:
            return account.verification.expired_since(at)
        case "banned" if account.banned is not None:
            return account.banned.at
        case "deregistered" if account.deregistered is not None:
            return account.deregistered.at
    return None
