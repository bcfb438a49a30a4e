"""Observed acts as the cases their requests would make. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ledger.aggregates.law import programs_of_life
from ledger.audit.known import Known
from ledger.audit.observed_mini_programs import case_of as of_mini_programs
from ledger.decisions.of_delegation import program_of
from ledger.decisions.of_integration import access_of
from ledger.decisions.of_integration import program_of as program_of_integration
from ledger.decisions.of_offer import program_of as program_of_offer
from ledger.decisions.of_staff import program_of as program_of_staff
from ledger.events import (
    AccountDeregistered,
    AccountDeregistrationCancelled,
    AccountDeregistrationRequested,
    AppealSubmitted,
    CampaignEnrolled,
    DelegationRevoked,
    DiscountCodeIssued,
    Event,
    FormalCollectionAccountUpgraded,
    IntegrationConnected,
    LimitedOfferOpened,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopReviewOpened,
    ShopReviewPassed,
    ShowcaseProductsAdded,
    StaffDelegationGranted,
    StaffDelegationRevoked,
)
from ledger.events.binding import BindingEvent
from ledger.events.delegation import DelegationEvent
from ledger.record import Fact
from ledger.rules import Act, Case
from ledger.rules.of_standing import collection_program
from ledger.rules.of_violation import party_of
from ledger.terms import platform_of


def case_of(fact: Fact, act: Act, known: Known) -> Case | None:
    """The case an observed act makes by what is known; None where nobody knows its program."""
    case = _case_of(fact.event, act, fact.time, known)
    return replace(case, actor=_actor(fact)) if case is not None else None


def _actor(fact: Fact) -> str | None:
    """Who did what a fact tells, where it says so."""
    match fact.event:
        case StaffDelegationGranted(granted_by=str() as by):
            return by
        case StaffDelegationRevoked(revoked_by=str() as by):
            return by
    return fact.actor


def _case_of(event: Event, act: Act, at: datetime, known: Known) -> Case | None:
    match event:
        case BindingEvent():
            account, shop = known.account_at(event.account, at), known.shop_at(event.shop, at)
            return Case(
                act,
                at,
                event.program,
                shop,
                account,
                account.bindings.get(event.binding),
                event.binding,
                violations=known.violations_of(account),
                observed=True,
                apps=known.apps_of(shop),
                sales=known.sales_of(shop.id),
            )
        case IntegrationConnected():
            return _connection(event, act, at, known)
        case ShowcaseProductsAdded():
            account = known.account_at(event.account, at)
            bound = account.bound_to
            program = bound.program if bound else f"{platform_of(event.account)}.channel"
            where = bound.shop if bound else event.shop
            place = known.shop_at(where, at) if where is not None else None
            return Case(act, at, program, place, account, count=event.count, observed=True)
        case (
            ShopReviewOpened()
            | ShopReviewPassed()
            | ShopClosingAnnounced()
            | ShopClosingWithdrawn()
            | ShopClosed()
        ):
            program = _program_of_life(event.shop, at, known)
            return Case(act, at, program, known.shop_at(event.shop, at), observed=True)
        case (
            AccountDeregistrationRequested()
            | AccountDeregistrationCancelled()
            | AccountDeregistered()
        ):
            account = known.account_at(event.account, at)
            program = _program_of_life(event.account, at, known)
            return Case(act, at, program, account=account, observed=True)
        case CampaignEnrolled():
            program = f"{platform_of(event.shop)}.channel"
            return Case(act, at, program, known.shop_at(event.shop, at), observed=True)
        case DiscountCodeIssued() | LimitedOfferOpened():
            program = program_of_offer(known.law, event.shop, at)
            sold_by = known.account_at(event.account, at) if event.account is not None else None
            return Case(act, at, program, known.shop_at(event.shop, at), sold_by, observed=True)
        case FormalCollectionAccountUpgraded():
            account = known.account_at(event.account, at)
            collecting = collection_program(account, known.law, at)
            if collecting is None:
                return None
            return Case(act, at, collecting, account=account, observed=True)
        case AppealSubmitted():
            return _appeal(event, act, at, known)
        case DelegationEvent():
            return _delegation(event, act, at, known)
        case StaffDelegationGranted() | StaffDelegationRevoked():
            program = program_of_staff(event.shop)
            return Case(act, at, program, known.shop_at(event.shop, at), observed=True)
    return of_mini_programs(event, act, at, known)


def _program_of_life(subject: str, at: datetime, known: Known) -> str:
    platform = platform_of(subject)
    return known.law.program_of_life(platform, at) or programs_of_life(platform)[-1]


def _appeal(event: AppealSubmitted, act: Act, at: datetime, known: Known) -> Case | None:
    violation = known.violation(event.violation)
    account = known.account_at(violation.account, at) if violation.account is not None else None
    party = party_of(violation, account)
    if party.program is None:
        return None
    return Case(
        act,
        at,
        party.program,
        known.shop_at(party.shop, at) if party.shop is not None else None,
        account,
        violation=violation,
        calendars=known.law.calendars_at(at),
        submitted_by=event.submitted_by,
        observed=True,
    )


def _connection(event: IntegrationConnected, act: Act, at: datetime, known: Known) -> Case | None:
    program = program_of_integration(known.law, event, at)
    if event.shop is None or program is None:
        return None
    account = known.account_at(event.account, at) if event.account is not None else None
    return Case(
        act,
        at,
        program,
        known.shop_at(event.shop, at),
        account,
        violations=known.violations_of(account) if account is not None else (),
        observed=True,
        access=access_of(event),
    )


def _delegation(event: DelegationEvent, act: Act, at: datetime, known: Known) -> Case:
    grantor = known.account_at(event.grantor, at)
    told = grantor.delegations.get(event.delegation)
    revoked = event if isinstance(event, DelegationRevoked) else None
    return Case(
        act,
        at,
        program_of(event.grantor),
        grantor=grantor,
        grantee=known.account_at(event.grantee, at),
        delegation=told.at(at) if told is not None else None,
        delegation_id=event.delegation,
        ticket=revoked.ticket if revoked is not None else None,
        revoked_by=revoked.revoked_by if revoked is not None else None,
        observed=True,
    )
