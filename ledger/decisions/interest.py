"""The boundary of a request: which facts decide it, and so what may not change meanwhile.

The boundary is found by reading: an act on a binding first asks for the binding's facts, and they
name the shop and the account. What a request wants is asked again until it wants nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import register as register_state
from ledger.aggregates import sales as sales_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.history import History
from ledger.aggregates.law import programs_of_life
from ledger.due import SHOP_ENDS
from ledger.events import (
    KINDS,
    AccountDeregistered,
    AccountRegistered,
    CalendarAdopted,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRenewed,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopRegistered,
    StaffDelegationGranted,
    StaffDelegationRevoked,
)
from ledger.events.binding import BindingEvent
from ledger.events.delegation import DelegationEvent
from ledger.subjects import (
    account_tag,
    binding_tag,
    calendar_tag,
    delegation_tag,
    law_tag,
    mini_program_tag,
    request_tag,
    shop_tag,
    violation_tag,
)
from ledger.terms import platform_of


class Interest(NamedTuple):
    """Facts of some kinds that carry a tag."""

    kinds: tuple[str, ...]
    tag: str


def kinds_of(names: Iterable[str]) -> tuple[str, ...]:
    """Kinds as an interest holds them: each may be annulled."""
    return (*sorted(names), FactAnnulled.kind)


_SHOP: Final = kinds_of(shop_state.REMEMBERS)
_SALES: Final = kinds_of(sales_state.REMEMBERS)
_ACCOUNT: Final = kinds_of(account_state.REMEMBERS)
_MINI_PROGRAM: Final = kinds_of(mini_program_state.REMEMBERS)
_REGISTER: Final = kinds_of(register_state.REMEMBERS)
_VIOLATION: Final = kinds_of(violation_state.REMEMBERS)
_BINDING: Final = kinds_of(kind.kind for kind in KINDS if issubclass(kind, BindingEvent))
_DELEGATION: Final = kinds_of(kind.kind for kind in KINDS if issubclass(kind, DelegationEvent))
_PLACE: Final = [
    ShopRegistered.kind,
    *SHOP_ENDS,
    StaffDelegationGranted.kind,
    StaffDelegationRevoked.kind,
]
_SHOP_PLACE: Final = kinds_of(_PLACE)
_SHOP_END: Final = kinds_of(SHOP_ENDS)
_ACCOUNT_ELSEWHERE: Final = kinds_of([AccountDeregistered.kind, AccountRegistered.kind])
_RUNS_BY_LAW: Final = (
    AccountDeregistered,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRenewed,
)
_DECISION: Final = (RequestGranted.kind, RequestRefused.kind)


def of_decision(request: str) -> Interest:
    """What was decided on a request before."""
    return Interest(_DECISION, request_tag(request))


def of_law(program: str) -> Interest:
    """The law of a program."""
    return Interest((RulebookAdopted.kind,), law_tag(program))


def of_law_of_life(subject: str, program: str | None = None) -> Iterator[Interest]:
    """The law of a program or, where none is named, of those a life on the platform falls under."""
    for one in programs_of_life(platform_of(subject)) if program is None else (program,):
        yield of_law(one)


def of_law_by_default(subject: str, program: str | None = None) -> Interest:
    """The law of a program or, where none is named, of the one a subject falls under."""
    return of_law(program or default_program(subject))


def default_program(subject: str) -> str:
    """The program of a request that names none and whose subject is not bound."""
    return f"{platform_of(subject)}.channel"


def official_program(subject: str) -> str:
    """The program of a request about a shop's official account that names none."""
    return f"{platform_of(subject)}.official"


def of_binding(binding: str) -> Interest:
    """The facts of a binding."""
    return Interest(_BINDING, binding_tag(binding))


def of_delegation(delegation: str) -> Interest:
    """The facts of a delegation."""
    return Interest(_DELEGATION, delegation_tag(delegation))


def of_shop(shop: str) -> Interest:
    """What a shop remembers."""
    return Interest(_SHOP, shop_tag(shop))


SALE: Final = "shop.recent_sale"
"""The rule that asks for a shop's sales; without it nobody reads them."""


def of_sales(shop: str, program: str, history: History) -> Iterator[Interest]:
    """What tells of a shop's sales, where the law of a program, as far as read, asks for any."""
    if history.law.ever_states(program, SALE):
        yield Interest(_SALES, shop_tag(shop))


def of_violation(violation: str) -> Interest:
    """What a violation remembers."""
    return Interest(_VIOLATION, violation_tag(violation))


def of_mini_program(mini_program: str) -> Interest:
    """What a mini-program remembers."""
    return Interest(_MINI_PROGRAM, mini_program_tag(mini_program))


def of_register(register: str) -> Interest:
    """Every identifier of one kind on one platform, named by the tag of their register.

    That is as many facts as were ever assigned there: what each says may not stand in a tag, so
    none can be looked up alone.
    """
    return Interest(_REGISTER, register)


def of_account(account: str, history: History) -> Iterator[Interest]:
    """What an account remembers: its bindings' law and ends, and its violations, as far as read."""
    tag = account_tag(account)
    yield Interest(_ACCOUNT, tag)
    for binding in _bindings(tag, history):
        yield Interest(_SHOP_END, shop_tag(binding.shop))
        yield of_law(binding.program)
    for fact in history.by_subject.get(tag, ()):
        violation = getattr(fact.event, "violation", None)
        if violation is not None:
            yield of_violation(violation)
        if isinstance(fact.event, _RUNS_BY_LAW):
            yield from of_law_of_life(account)


def of_both(shop: str, account: str, history: History) -> Iterator[Interest]:
    """What the two parties of a binding remember."""
    yield from of_account(account, history)
    yield from of_shop_and_bound(shop, history)


def of_shop_and_bound(shop: str, history: History) -> Iterator[Interest]:
    """What a shop remembers, and what ends its bindings from the other side."""
    yield of_shop(shop)
    for binding in _bindings(shop_tag(shop), history):
        yield Interest(_ACCOUNT_ELSEWHERE, account_tag(binding.account))
        yield of_law(binding.program)


def of_relations(account: str, history: History) -> Iterator[Interest]:
    """The shops an account was ever bound to, and where they are."""
    for binding in _bindings(account_tag(account), history):
        yield from of_place(binding.shop, history)


def of_place(shop: str, history: History) -> Iterator[Interest]:
    """Where a shop is, whether it closed, who acts for it, and the calendars of its country."""
    yield Interest(_SHOP_PLACE, shop_tag(shop))
    yield from of_calendars(shop, history)


def of_calendars(shop: str, history: History) -> Iterator[Interest]:
    """The calendars of the country a shop operates in, as far as that was read."""
    for fact in history.by_subject.get(shop_tag(shop), ()):
        if isinstance(fact.event, ShopRegistered):
            yield Interest((CalendarAdopted.kind,), calendar_tag(fact.event.operating_country))


def _bindings(tag: str, history: History) -> Iterator[BindingEvent]:
    seen = set()
    for fact in history.by_subject.get(tag, ()):
        if isinstance(fact.event, BindingEvent) and fact.event.binding not in seen:
            seen.add(fact.event.binding)
            yield fact.event
