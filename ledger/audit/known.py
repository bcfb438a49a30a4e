"""What is known of all subjects as facts are told in order, each as it is just then. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

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
from ledger.due import settled_account, settled_shop
from ledger.events import (
    AccountDeregistered,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRenewed,
    Event,
    RulebookAdopted,
    ShopClosed,
    ShopDeactivatedByPlatform,
)
from ledger.events.binding import BindingEvent
from ledger.events.delegation import DelegationEvent
from ledger.record import Fact
from ledger.subjects import account_tag, shop_tag, tags_of


@dataclass(slots=True)
class Known:
    """The subjects of the facts told so far, and the law they are judged under.

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
    leaving: set[str] = field(default_factory=set)
    all_may_be_due: bool = field(init=False)
    apps_matter: bool = field(init=False)

    def __post_init__(self) -> None:
        self.all_may_be_due = _ever_states(self.law, "binding.invitation_ttl")
        self.apps_matter = _ever_states(self.law, "shop.slots_per_app")

    def under(self, law: Law) -> Known:
        """The same subjects under another law; what one remembers the other has."""
        return Known(
            law,
            self.shops,
            self.accounts,
            self.violations,
            self.mini_programs,
            self.registers,
            self.sales,
            self.leaving,
        )

    def take(self, fact: Fact) -> None:
        """Remember one more fact."""
        event = fact.event
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
            told = self.violation(violation)
            self.violations[violation] = violation_state.evolve(told, fact)
        mini_program = getattr(event, "mini_program", None)
        if mini_program is not None and event.kind in mini_program_state.REMEMBERS:
            known_program = self.mini_program(mini_program)
            self.mini_programs[mini_program] = mini_program_state.evolve(known_program, fact)
        if event.kind in register_state.REMEMBERS:
            *_, register = tags_of(event)
            self.registers[register] = register_state.evolve(self.register(register), fact)
        self._note_leaving(event)

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

    def violation(self, violation: str) -> Violation:
        """A violation as it is now."""
        return self.violations.get(violation) or Violation(violation)

    def mini_program(self, mini_program: str) -> MiniProgram:
        """A mini-program as it is now."""
        return self.mini_programs.get(mini_program) or MiniProgram(mini_program)

    def register(self, register: str) -> Register:
        """A register of identifiers as it is now, by its tag."""
        return self.registers.get(register) or Register()

    def sales_of(self, shop: str) -> Sales:
        """What a shop sold, as far as is known now."""
        return self.sales.get(shop) or Sales()

    def violations_of(self, account: Account) -> tuple[Violation, ...]:
        """The violations of an account that are known."""
        return tuple(self.violations[one] for one in account.violations if one in self.violations)

    def apps_of(self, shop: Shop) -> dict[str, str | None]:
        """The apps of the accounts of a shop; empty where no law asks for them."""
        if not self.apps_matter:
            return {}
        accounts = {one.account for one in shop.bindings.values()}
        return {one: self.accounts[one].app for one in accounts if one in self.accounts}

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

    def _gone(self, account: str) -> Mark | None:
        known = self.accounts.get(account)
        return known.deregistered if known is not None else None

    def _closed(self, shop: str) -> Closure | None:
        known = self.shops.get(shop)
        return known.closure if known is not None else None


def _ever_states(law: Law, name: str) -> bool:
    """Whether any text of the law ever states a parameter."""
    adopted = (
        law.rulebook(fact.event.program, fact.time)
        for fact in law.rulebooks
        if isinstance(fact.event, RulebookAdopted)
    )
    books = (*law.instead, *adopted)
    return any(name in book.parameters for book in books if book is not None)
