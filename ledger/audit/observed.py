"""Observed acts judged just before they happened, under the law of their time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Law, Mark, MiniProgram, Register, Shop, Violation
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import register as register_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.audit.observed_mini_programs import ACTS, ASKED_BY, Known, case_of
from ledger.due import settled_account, settled_shop
from ledger.events import (
    AccountDeregistered,
    AppealSubmitted,
    BindingActivated,
    BindingInvitationAccepted,
    BindingInvited,
    CampaignEnrolled,
    Event,
    RequestGranted,
    RulebookAdopted,
    ShopClosed,
    ShopDeactivatedByPlatform,
    ShopUnlinked,
    ShowcaseProductsAdded,
    UnlinkApproved,
    UnlinkRequested,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact
from ledger.requests import (
    AcceptInvitation,
    AddShowcaseProducts,
    ApproveUnlink,
    ConcludeReview,
    EnrolInCampaign,
    Invite,
    Request,
    RequestUnlink,
    SubmitAppeal,
    UnlinkByShop,
)
from ledger.rules import Act, Case, judge
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
    AppealSubmitted: Act.APPEAL,
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
    AppealSubmitted: SubmitAppeal,
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

    Its memory grows with subjects, not with facts. Only `leaving` subjects, and those bound to
    them, can have anything due; where invitations lapse, every subject can.
    """

    law: Law
    shops: dict[str, Shop] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    violations: dict[str, Violation] = field(default_factory=dict)
    mini_programs: dict[str, MiniProgram] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)
    grant: Fact | None = None
    leaving: set[str] = field(default_factory=set)
    all_may_be_due: bool = field(init=False)

    def __post_init__(self) -> None:
        self.all_may_be_due = _invitations_lapse(self.law)

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
        act = GUARDED.get(type(fact.event))
        if act is None or self._granted(fact):
            return None
        findings = self.broken(fact, act)
        if not findings:
            return None
        return Breach(fact.position, fact.event.kind, _subject(fact.event), findings)

    def take(self, fact: Fact) -> None:
        """Remember one more fact."""
        event = fact.event
        if isinstance(event, RequestGranted):
            self.grant = fact
        elif type(event) in GUARDED and self._granted(fact):
            self.grant = None
        shop = getattr(event, "shop", None)
        account = getattr(event, "account", None)
        violation = getattr(event, "violation", None)
        if shop is not None and event.kind in shop_state.REMEMBERS:
            self.shops[shop] = shop_state.evolve(self.shops.get(shop) or Shop(shop), fact)
        if account is not None and event.kind in account_state.REMEMBERS:
            known = self.accounts.get(account) or Account(account)
            self.accounts[account] = account_state.evolve(known, fact)
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

    def _note_leaving(self, event: Event) -> None:
        match event:
            case BindingEvent(shop=shop, account=account):
                if self._closed(shop) is not None or self._gone(account) is not None:
                    self.leaving |= {shop_tag(shop), account_tag(account)}
            case ShopClosed(shop=shop) | ShopDeactivatedByPlatform(shop=shop):
                bound = self.shops[shop].bindings.values()
                self.leaving |= {shop_tag(shop), *(account_tag(one.account) for one in bound)}
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
            and grant.event.request["ask"] == _ASKED_BY[type(fact.event)].__name__
            and fact.causationid == grant.name
            and fact.correlationid == grant.correlationid
            and fact.source == grant.source
            and fact.time == grant.time
        )

    def broken(self, fact: Fact, act: Act) -> tuple[Finding, ...]:
        """The findings that would have refused a request of an observed act."""
        verdict = self.judged(fact, act)
        if verdict is None:
            return ()
        return tuple(
            finding
            for finding in verdict.findings
            if finding.outcome is Outcome.BREAKS and finding.refuses
        )

    def judged(self, fact: Fact, act: Act) -> Verdict | None:
        """The verdict on an observed act just before it; None where its program had no law."""
        case = self._case(fact, act)
        book = self.law.rulebook(case.program, fact.time) if case is not None else None
        return judge(case, book) if case is not None and book is not None else None

    def _case(self, fact: Fact, act: Act) -> Case | None:
        at, event = fact.time, fact.event
        match event:
            case BindingEvent():
                account = self._account(event.account, at)
                return Case(
                    act,
                    at,
                    event.program,
                    self._shop(event.shop, at),
                    account,
                    account.bindings.get(event.binding),
                    event.binding,
                    violations=self._violations(account),
                    observed=True,
                )
            case ShowcaseProductsAdded():
                account = self._account(event.account, at)
                bound = account.bound_to
                program = bound.program if bound else f"{platform_of(event.account)}.channel"
                shop = bound.shop if bound else event.shop
                place = self._shop(shop, at) if shop is not None else None
                return Case(act, at, program, place, account, count=event.count, observed=True)
            case CampaignEnrolled():
                program = f"{platform_of(event.shop)}.channel"
                return Case(act, at, program, self._shop(event.shop, at), observed=True)
            case AppealSubmitted():
                return self._appeal(event, act, at)
        known = Known(self._shop, self._account, self.mini_program, self.register)
        return case_of(event, act, at, known)

    def _appeal(self, event: AppealSubmitted, act: Act, at: datetime) -> Case | None:
        violation = self.violations.get(event.violation) or Violation(event.violation)
        account = self._account(violation.account, at) if violation.account is not None else None
        party = party_of(violation, account)
        if party.program is None:
            return None
        return Case(
            act,
            at,
            party.program,
            self._shop(party.shop, at) if party.shop is not None else None,
            account,
            violation=violation,
            calendars=self.law.calendars_at(at),
            observed=True,
        )

    def _shop(self, shop: str, at: datetime) -> Shop:
        known = self.shops.get(shop) or Shop(shop)
        if not self._may_be_due(shop_tag(shop)):
            return known
        return settled_shop(known, at, self._gone, self.law)

    def _account(self, account: str, at: datetime) -> Account:
        known = self.accounts.get(account) or Account(account)
        if not self._may_be_due(account_tag(account)):
            return known
        return settled_account(known, at, self._closed, self.law)

    def _violations(self, account: Account) -> tuple[Violation, ...]:
        return tuple(self.violations[one] for one in account.violations if one in self.violations)

    def _gone(self, account: str) -> Mark | None:
        known = self.accounts.get(account)
        return known.deregistered if known is not None else None

    def _closed(self, shop: str) -> Mark | None:
        known = self.shops.get(shop)
        return known.closed if known is not None else None


def _invitations_lapse(law: Law) -> bool:
    """Whether any text of the law ever states how long an invitation holds."""
    adopted = (
        law.rulebook(fact.event.program, fact.time)
        for fact in law.rulebooks
        if isinstance(fact.event, RulebookAdopted)
    )
    books = (*law.instead, *adopted)
    return any("binding.invitation_ttl" in book.parameters for book in books if book is not None)


def _subject(event: Event) -> str:
    """The first party an act concerns: the shop, else the account, else the violation."""
    return tags_of(event)[0]
