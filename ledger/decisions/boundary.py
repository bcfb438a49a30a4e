"""The boundary of a request: which facts decide it, and so what may not change meanwhile.

The boundary is found by reading: an act on a binding first asks for the binding's facts, and they
name the shop and the account. `interests` is asked again until it wants nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ledger.aggregates import account as account_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.history import History
from ledger.events import (
    KINDS,
    AccountDeregistered,
    CalendarAdopted,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopClosed,
    ShopDeactivatedByPlatform,
    ShopRegistered,
)
from ledger.events.binding import BindingEvent
from ledger.requests import (
    AddShowcaseProducts,
    BindingRequest,
    EnrolInCampaign,
    Invite,
    Request,
    SubmitAppeal,
)
from ledger.subjects import (
    account_tag,
    binding_tag,
    calendar_tag,
    law_tag,
    request_tag,
    shop_tag,
    violation_tag,
)
from ledger.terms import platform_of


class Interest(NamedTuple):
    """Facts of some kinds that carry a tag."""

    kinds: tuple[str, ...]
    tag: str


def _kinds(names: Iterable[str]) -> tuple[str, ...]:
    return (*sorted(names), FactAnnulled.kind)


_SHOP: Final = _kinds(shop_state.REMEMBERS)
_ACCOUNT: Final = _kinds(account_state.REMEMBERS)
_VIOLATION: Final = _kinds(violation_state.REMEMBERS)
_BINDING: Final = _kinds(kind.kind for kind in KINDS if issubclass(kind, BindingEvent))
_SHOP_PLACE: Final = _kinds([ShopRegistered.kind, ShopClosed.kind, ShopDeactivatedByPlatform.kind])
_SHOP_END: Final = _kinds([ShopClosed.kind, ShopDeactivatedByPlatform.kind])
_ACCOUNT_END: Final = _kinds([AccountDeregistered.kind])
_DECISION: Final = (RequestGranted.kind, RequestRefused.kind)


def interests(request: Request, history: History) -> frozenset[Interest]:
    """What decides a request, as far as the facts read so far tell."""
    return frozenset(_interests(request, history))


def _interests(request: Request, history: History) -> Iterator[Interest]:
    yield Interest(_DECISION, request_tag(request.id))
    match request:
        case Invite():
            if request.binding is not None:
                yield Interest(_BINDING, binding_tag(request.binding))
            yield from _law(request.program)
            yield from _both(request.shop, request.account, history)
        case BindingRequest():
            yield Interest(_BINDING, binding_tag(request.binding))
            parties = history.parties(request.binding)
            if parties is not None:
                yield from _law(parties.program)
                yield from _both(parties.shop, parties.account, history)
        case AddShowcaseProducts():
            yield from _account(request.account, history)
            yield from _law(request.program or f"{platform_of(request.account)}.channel")
            yield from _relations(request.account, history)
        case EnrolInCampaign():
            yield Interest(_SHOP, shop_tag(request.shop))
            yield from _law(request.program or f"{platform_of(request.shop)}.channel")
        case SubmitAppeal():
            yield from _appeal(request, history)


def _appeal(request: SubmitAppeal, history: History) -> Iterator[Interest]:
    tag = violation_tag(request.violation)
    yield Interest(_VIOLATION, tag)
    if request.program is not None:
        yield from _law(request.program)
    for fact in history.by_subject.get(tag, ()):
        account = getattr(fact.event, "account", None)
        shop = getattr(fact.event, "shop", None)
        if account is not None:
            yield from _account(account, history)
            yield from _relations(account, history)
            yield from _law(f"{platform_of(account)}.channel")
        if shop is not None:
            yield from _place(shop, history)
            yield from _law(f"{platform_of(shop)}.channel")


def _both(shop: str, account: str, history: History) -> Iterator[Interest]:
    yield Interest(_SHOP, shop_tag(shop))
    yield from _account(account, history)
    for binding in _bindings(shop_tag(shop), history):
        yield Interest(_ACCOUNT_END, account_tag(binding.account))
        yield from _law(binding.program)


def _account(account: str, history: History) -> Iterator[Interest]:
    tag = account_tag(account)
    yield Interest(_ACCOUNT, tag)
    for binding in _bindings(tag, history):
        yield Interest(_SHOP_END, shop_tag(binding.shop))
        yield from _law(binding.program)
    for fact in history.by_subject.get(tag, ()):
        violation = getattr(fact.event, "violation", None)
        if violation is not None:
            yield Interest(_VIOLATION, violation_tag(violation))


def _relations(account: str, history: History) -> Iterator[Interest]:
    """The shops an account was ever bound to, and where they are."""
    for binding in _bindings(account_tag(account), history):
        yield from _place(binding.shop, history)


def _place(shop: str, history: History) -> Iterator[Interest]:
    yield Interest(_SHOP_PLACE, shop_tag(shop))
    for fact in history.by_subject.get(shop_tag(shop), ()):
        if isinstance(fact.event, ShopRegistered):
            yield Interest((CalendarAdopted.kind,), calendar_tag(fact.event.operating_country))


def _law(program: str) -> Iterator[Interest]:
    yield Interest((RulebookAdopted.kind,), law_tag(program))


def _bindings(tag: str, history: History) -> Iterator[BindingEvent]:
    seen = set()
    for fact in history.by_subject.get(tag, ()):
        if isinstance(fact.event, BindingEvent) and fact.event.binding not in seen:
            seen.add(fact.event.binding)
            yield fact.event
