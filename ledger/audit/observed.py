"""Observed acts judged just before they happened, under the law of their time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ledger.aggregates import (
    Account,
    Closure,
    Law,
    Mark,
    MiniProgram,
    Register,
    Sales,
    Shop,
    Violation,
)
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import register as register_state
from ledger.aggregates import sales as sales_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.law import programs_of_life
from ledger.audit.observed_mini_programs import ACTS, ASKED_BY, Known
from ledger.audit.observed_mini_programs import case_of as of_mini_programs
from ledger.decisions.of_delegation import program_of
from ledger.decisions.of_integration import access_of
from ledger.decisions.of_integration import program_of as program_of_integration
from ledger.decisions.of_offer import program_of as program_of_offer
from ledger.decisions.of_staff import program_of as program_of_staff
from ledger.due import settled_account, settled_shop
from ledger.events import (
    AccountDeregistered,
    AccountDeregistrationCancelled,
    AccountDeregistrationRequested,
    AppealSubmitted,
    BindingActivated,
    BindingInvitationAccepted,
    BindingInvited,
    CampaignEnrolled,
    DelegationAccepted,
    DelegationOffered,
    DelegationRevoked,
    DiscountCodeIssued,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRenewed,
    Event,
    FormalCollectionAccountUpgraded,
    IntegrationConnected,
    LimitedOfferOpened,
    RequestGranted,
    RulebookAdopted,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopDeactivatedByPlatform,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopUnlinked,
    ShowcaseProductsAdded,
    StaffDelegationGranted,
    StaffDelegationRevoked,
    UnlinkApproved,
    UnlinkRequested,
)
from ledger.events.binding import BindingEvent
from ledger.events.delegation import DelegationEvent
from ledger.record import Fact
from ledger.requests import (
    AcceptDelegation,
    AcceptInvitation,
    AddShowcaseProducts,
    AnnounceClosing,
    ApproveUnlink,
    CancelDeregistration,
    CloseShop,
    ConcludeDeregistration,
    ConcludeReview,
    ConcludeShopReview,
    ConnectIntegration,
    EnrolInCampaign,
    GrantStaff,
    Invite,
    IssueDiscountCode,
    OfferDelegation,
    OpenLimitedOffer,
    OpenShopReview,
    Request,
    RequestDeregistration,
    RequestUnlink,
    RevokeDelegation,
    RevokeStaff,
    SubmitAppeal,
    UnlinkByShop,
    UpgradeCollectionAccount,
    WithdrawClosing,
)
from ledger.rules import Act, Case, judge
from ledger.rules.of_standing import collection_program
from ledger.rules.of_violation import party_of
from ledger.subjects import account_tag, shop_tag, tags_of
from ledger.terms import platform_of
from ledger.verdict import Finding, Outcome, Verdict

GUARDED: Final[dict[type[Event], Act]] = {
    BindingInvited: Act.INVITE,
    BindingInvitationAccepted: Act.ACCEPT,
    BindingActivated: Act.PASS_REVIEW,
    ShopUnlinked: Act.UNLINK,
    UnlinkRequested: Act.REQUEST_UNLINK,
    UnlinkApproved: Act.APPROVE_UNLINK,
    ShowcaseProductsAdded: Act.ADD_PRODUCTS,
    CampaignEnrolled: Act.ENROL,
    DiscountCodeIssued: Act.ISSUE_DISCOUNT_CODE,
    LimitedOfferOpened: Act.OPEN_LIMITED_OFFER,
    FormalCollectionAccountUpgraded: Act.UPGRADE_COLLECTION,
    IntegrationConnected: Act.CONNECT,
    ShopReviewOpened: Act.OPEN_SHOP_REVIEW,
    ShopReviewPassed: Act.PASS_SHOP_REVIEW,
    ShopClosingAnnounced: Act.ANNOUNCE_CLOSING,
    ShopClosingWithdrawn: Act.WITHDRAW_CLOSING,
    ShopClosed: Act.CLOSE_SHOP,
    AccountDeregistrationRequested: Act.REQUEST_DEREGISTRATION,
    AccountDeregistrationCancelled: Act.CANCEL_DEREGISTRATION,
    AccountDeregistered: Act.DEREGISTER,
    AppealSubmitted: Act.APPEAL,
    DelegationOffered: Act.OFFER_DELEGATION,
    DelegationAccepted: Act.ACCEPT_DELEGATION,
    DelegationRevoked: Act.REVOKE_DELEGATION,
    StaffDelegationGranted: Act.GRANT_STAFF,
    StaffDelegationRevoked: Act.REVOKE_STAFF,
    **ACTS,
}
"""The observed acts that rules guard, and the act each is judged as."""

_ASKED_BY: Final[dict[type[Event], type[Request]]] = {
    BindingInvited: Invite,
    BindingInvitationAccepted: AcceptInvitation,
    BindingActivated: ConcludeReview,
    ShopUnlinked: UnlinkByShop,
    UnlinkRequested: RequestUnlink,
    UnlinkApproved: ApproveUnlink,
    ShowcaseProductsAdded: AddShowcaseProducts,
    CampaignEnrolled: EnrolInCampaign,
    DiscountCodeIssued: IssueDiscountCode,
    LimitedOfferOpened: OpenLimitedOffer,
    FormalCollectionAccountUpgraded: UpgradeCollectionAccount,
    IntegrationConnected: ConnectIntegration,
    ShopReviewOpened: OpenShopReview,
    ShopReviewPassed: ConcludeShopReview,
    ShopClosingAnnounced: AnnounceClosing,
    ShopClosingWithdrawn: WithdrawClosing,
    ShopClosed: CloseShop,
    AccountDeregistrationRequested: RequestDeregistration,
    AccountDeregistrationCancelled: CancelDeregistration,
    AccountDeregistered: ConcludeDeregistration,
    AppealSubmitted: SubmitAppeal,
    DelegationOffered: OfferDelegation,
    DelegationAccepted: AcceptDelegation,
    DelegationRevoked: RevokeDelegation,
    StaffDelegationGranted: GrantStaff,
    StaffDelegationRevoked: RevokeStaff,
    **ASKED_BY,
}
"""The request that causes each of these acts, exactly once, when it is granted."""


@dataclass(frozen=True, slots=True)
class Breach:
    """An observed act that a request of the same would have been refused, and the findings why."""

    position: int
    kind: str
    subject: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Observer:
    """A fold over facts in order of time that judges each observed act just before it happened.

    Its memory grows with subjects, not with facts. Only `leaving` subjects, those bound to them,
    and accounts whose verification runs out, can have anything due; where invitations lapse, every
    subject can.
    """

    law: Law
    shops: dict[str, Shop] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    violations: dict[str, Violation] = field(default_factory=dict)
    mini_programs: dict[str, MiniProgram] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)
    sales: dict[str, Sales] = field(default_factory=dict)
    grant: Fact | None = None
    caused: set[type[Event]] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    all_may_be_due: bool = field(init=False)
    apps_matter: bool = field(init=False)

    def __post_init__(self) -> None:
        self.all_may_be_due = _ever_states(self.law, "binding.invitation_ttl")
        self.apps_matter = _ever_states(self.law, "shop.slots_per_app")

    def breaches(self, facts: Iterable[Fact], about: Set[str] | None = None) -> Iterator[Breach]:
        """The breaches among the acts that carry one of the tags `about`; None means all acts.

        The facts must stand (none annulled) and be told in order.
        """
        for fact in facts:
            if type(fact.event) in GUARDED and (
                about is None or not about.isdisjoint(tags_of(fact.event))
            ):
                breach = self.breach(fact)
                if breach is not None:
                    yield breach
            self.take(fact)

    def breach(self, fact: Fact) -> Breach | None:
        """The breach that a fact is, if it is an observed act that breaks a rule."""
        act = self.observed(fact)
        if act is None:
            return None
        findings = self.broken(fact, act)
        if not findings:
            return None
        return Breach(fact.position, fact.event.kind, _subject(fact.event), findings)

    def observed(self, fact: Fact) -> Act | None:
        """The act that a fact is judged as; None where no rule guards it, or a grant caused it."""
        act = GUARDED.get(type(fact.event))
        return None if act is None or self._granted(fact) else act

    def under(self, law: Law) -> Observer:
        """An observer of the same facts under another law; what one remembers the other has."""
        return Observer(
            law,
            self.shops,
            self.accounts,
            self.violations,
            self.mini_programs,
            self.registers,
            self.sales,
            self.grant,
            self.caused,
            self.leaving,
        )

    def take(self, fact: Fact) -> None:
        """Remember one more fact."""
        event = fact.event
        if isinstance(event, RequestGranted):
            self.grant, self.caused = fact, set()
        elif type(event) in GUARDED and self._granted(fact):
            self.caused.add(type(event))
        shop = getattr(event, "shop", None)
        account = getattr(event, "account", None)
        violation = getattr(event, "violation", None)
        if shop is not None and event.kind in shop_state.REMEMBERS:
            self.shops[shop] = shop_state.evolve(self.shops.get(shop) or Shop(shop), fact)
        if shop is not None and event.kind in sales_state.REMEMBERS:
            self.sales[shop] = sales_state.evolve(self.sales_of(shop), fact)
        if account is not None and event.kind in account_state.REMEMBERS:
            known = self.accounts.get(account) or Account(account)
            self.accounts[account] = account_state.evolve(known, fact)
        if isinstance(event, DelegationEvent):
            for side in (event.grantor, event.grantee):
                known = self.accounts.get(side) or Account(side)
                self.accounts[side] = account_state.evolve(known, fact)
        if violation is not None and event.kind in violation_state.REMEMBERS:
            told = self.violations.get(violation) or Violation(violation)
            self.violations[violation] = violation_state.evolve(told, fact)
        mini_program = getattr(event, "mini_program", None)
        if mini_program is not None and event.kind in mini_program_state.REMEMBERS:
            known_program = self.mini_program(mini_program)
            self.mini_programs[mini_program] = mini_program_state.evolve(known_program, fact)
        if event.kind in register_state.REMEMBERS:
            *_, register = tags_of(event)
            self.registers[register] = register_state.evolve(self.register(register), fact)
        self._note_leaving(event)

    def mini_program(self, mini_program: str) -> MiniProgram:
        """A mini-program as it is now."""
        return self.mini_programs.get(mini_program) or MiniProgram(mini_program)

    def register(self, register: str) -> Register:
        """A register of identifiers as it is now, by its tag."""
        return self.registers.get(register) or Register()

    def sales_of(self, shop: str) -> Sales:
        """What a shop sold, as far as is known now."""
        return self.sales.get(shop) or Sales()

    def _note_leaving(self, event: Event) -> None:
        match event:
            case BindingEvent(shop=shop, account=account):
                if self._closed(shop) is not None or self._gone(account) is not None:
                    self.leaving |= {shop_tag(shop), account_tag(account)}
            case ShopClosed(shop=shop) | ShopDeactivatedByPlatform(shop=shop):
                bound = self.shops[shop].bindings.values()
                self.leaving |= {shop_tag(shop), *(account_tag(one.account) for one in bound)}
            case EnterpriseVerificationPassed() | EnterpriseVerificationRenewed():
                self.leaving.add(account_tag(event.account))
            case AccountDeregistered(account=account):
                bound = self.accounts[account].bindings.values()
                self.leaving |= {account_tag(account), *(shop_tag(one.shop) for one in bound)}

    def _may_be_due(self, tag: str) -> bool:
        return self.all_may_be_due or tag in self.leaving

    def _granted(self, fact: Fact) -> bool:
        """Whether the ledger's own grant caused an act: it follows at the same time, and once.

        What a feed claims of its causes is not believed: the claim of a second act, or of one that
        the granted request does not ask for, is judged like any other.
        """
        grant = self.grant
        return (
            grant is not None
            and isinstance(grant.event, RequestGranted)
            and type(fact.event) not in self.caused
            and self._asks_for(grant.event, fact)
            and fact.causationid == grant.name
            and fact.correlationid == grant.correlationid
            and fact.source == grant.source
            and fact.time == grant.time
        )

    def _asks_for(self, grant: RequestGranted, fact: Fact) -> bool:
        """Whether an act is what a granted request asks for.

        An acceptance brings the activation with it where the law wants no review between (A10).
        """
        ask = grant.request["ask"]
        if isinstance(fact.event, BindingActivated) and ask == AcceptInvitation.__name__:
            book = self.law.rulebook(fact.event.program, fact.time)
            return book is not None and not book.reading("binding.review_required", fact.time)
        return bool(ask == _ASKED_BY[type(fact.event)].__name__)

    def broken(self, fact: Fact, act: Act) -> tuple[Finding, ...]:
        """The findings that would have refused a request of an observed act."""
        verdict = self.judged(fact, act)
        return broken_in(verdict.findings) if verdict is not None else ()

    def judged(self, fact: Fact, act: Act) -> Verdict | None:
        """The verdict on an observed act just before it; None where its program had no law."""
        case = self.case_of(fact, act)
        book = self.law.rulebook(case.program, fact.time) if case is not None else None
        if case is None or book is None:
            return None
        return judge(replace(case, actor=_actor(fact)), book)

    def case_of(self, fact: Fact, act: Act) -> Case | None:
        """The case an observed act makes just before it; None where nobody knows its program."""
        at, event = fact.time, fact.event
        match event:
            case BindingEvent():
                account, shop = self.account_at(event.account, at), self.shop_at(event.shop, at)
                return Case(
                    act,
                    at,
                    event.program,
                    shop,
                    account,
                    account.bindings.get(event.binding),
                    event.binding,
                    violations=self._violations(account),
                    observed=True,
                    apps=self._apps(shop) if self.apps_matter else {},
                    sales=self.sales_of(shop.id),
                )
            case IntegrationConnected():
                return self._connection(event, act, at)
            case ShowcaseProductsAdded():
                account = self.account_at(event.account, at)
                bound = account.bound_to
                program = bound.program if bound else f"{platform_of(event.account)}.channel"
                where = bound.shop if bound else event.shop
                place = self.shop_at(where, at) if where is not None else None
                return Case(act, at, program, place, account, count=event.count, observed=True)
            case (
                ShopReviewOpened()
                | ShopReviewPassed()
                | ShopClosingAnnounced()
                | ShopClosingWithdrawn()
                | ShopClosed()
            ):
                program = self._program_of_life(event.shop, at)
                return Case(act, at, program, self.shop_at(event.shop, at), observed=True)
            case (
                AccountDeregistrationRequested()
                | AccountDeregistrationCancelled()
                | AccountDeregistered()
            ):
                account = self.account_at(event.account, at)
                program = self._program_of_life(event.account, at)
                return Case(act, at, program, account=account, observed=True)
            case CampaignEnrolled():
                program = f"{platform_of(event.shop)}.channel"
                return Case(act, at, program, self.shop_at(event.shop, at), observed=True)
            case DiscountCodeIssued() | LimitedOfferOpened():
                program = program_of_offer(self.law, event.shop, at)
                sold_by = self.account_at(event.account, at) if event.account is not None else None
                return Case(act, at, program, self.shop_at(event.shop, at), sold_by, observed=True)
            case FormalCollectionAccountUpgraded():
                account = self.account_at(event.account, at)
                collecting = collection_program(account, self.law, at)
                if collecting is None:
                    return None
                return Case(act, at, collecting, account=account, observed=True)
            case AppealSubmitted():
                return self._appeal(event, act, at)
            case DelegationEvent():
                return self._delegation(event, act, at)
            case StaffDelegationGranted() | StaffDelegationRevoked():
                program = program_of_staff(event.shop)
                return Case(act, at, program, self.shop_at(event.shop, at), observed=True)
        known = Known(self.shop_at, self.account_at, self.mini_program, self.register)
        return of_mini_programs(event, act, at, known)

    def _program_of_life(self, subject: str, at: datetime) -> str:
        platform = platform_of(subject)
        return self.law.program_of_life(platform, at) or programs_of_life(platform)[-1]

    def _appeal(self, event: AppealSubmitted, act: Act, at: datetime) -> Case | None:
        violation = self.violations.get(event.violation) or Violation(event.violation)
        account = self.account_at(violation.account, at) if violation.account is not None else None
        party = party_of(violation, account)
        if party.program is None:
            return None
        return Case(
            act,
            at,
            party.program,
            self.shop_at(party.shop, at) if party.shop is not None else None,
            account,
            violation=violation,
            calendars=self.law.calendars_at(at),
            submitted_by=event.submitted_by,
            observed=True,
        )

    def _connection(self, event: IntegrationConnected, act: Act, at: datetime) -> Case | None:
        program = program_of_integration(self.law, event, at)
        if event.shop is None or program is None:
            return None
        account = self.account_at(event.account, at) if event.account is not None else None
        return Case(
            act,
            at,
            program,
            self.shop_at(event.shop, at),
            account,
            violations=self._violations(account) if account is not None else (),
            observed=True,
            access=access_of(event),
        )

    def _delegation(self, event: DelegationEvent, act: Act, at: datetime) -> Case:
        grantor = self.account_at(event.grantor, at)
        known = grantor.delegations.get(event.delegation)
        revoked = event if isinstance(event, DelegationRevoked) else None
        return Case(
            act,
            at,
            program_of(event.grantor),
            grantor=grantor,
            grantee=self.account_at(event.grantee, at),
            delegation=known.at(at) if known is not None else None,
            delegation_id=event.delegation,
            ticket=revoked.ticket if revoked is not None else None,
            revoked_by=revoked.revoked_by if revoked is not None else None,
            observed=True,
        )

    def shop_at(self, shop: str, at: datetime) -> Shop:
        """A shop after the facts so far, as if everything due by an instant were recorded."""
        known = self.shops.get(shop) or Shop(shop)
        if not self._may_be_due(shop_tag(shop)):
            return known
        return settled_shop(known, at, self._gone, self.law)

    def account_at(self, account: str, at: datetime) -> Account:
        """An account after the facts so far, as if everything due by then were recorded."""
        known = self.accounts.get(account) or Account(account)
        if not self._may_be_due(account_tag(account)):
            return known
        return settled_account(known, at, self._closed, self.law)

    def _violations(self, account: Account) -> tuple[Violation, ...]:
        return tuple(self.violations[one] for one in account.violations if one in self.violations)

    def _apps(self, shop: Shop) -> dict[str, str | None]:
        accounts = {one.account for one in shop.bindings.values()}
        return {one: self.accounts[one].app for one in accounts if one in self.accounts}

    def _gone(self, account: str) -> Mark | None:
        known = self.accounts.get(account)
        return known.deregistered if known is not None else None

    def _closed(self, shop: str) -> Closure | None:
        known = self.shops.get(shop)
        return known.closure if known is not None else None


def broken_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that refuse; what cannot be known is no breach of an observed act."""
    return tuple(one for one in findings if one.outcome is Outcome.BREAKS and one.refuses)


def _ever_states(law: Law, name: str) -> bool:
    """Whether any text of the law ever states a parameter."""
    adopted = (
        law.rulebook(fact.event.program, fact.time)
        for fact in law.rulebooks
        if isinstance(fact.event, RulebookAdopted)
    )
    books = (*law.instead, *adopted)
    return any(name in book.parameters for book in books if book is not None)


def _actor(fact: Fact) -> str | None:
    """Who did what a fact tells, where it says so."""
    match fact.event:
        case StaffDelegationGranted(granted_by=str() as by):
            return by
        case StaffDelegationRevoked(revoked_by=str() as by):
            return by
    return fact.actor


def _subject(event: Event) -> str:
    """The first party an act concerns: the shop, else the account, else the violation."""
    return tags_of(event)[0]
