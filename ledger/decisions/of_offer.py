"""Deciding requests about marketing tools: discount codes and limited offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Final, TypeVar

from ledger.aggregates import Law
from ledger.aggregates.history import History, Past
from ledger.aggregates.law import programs_of_life
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest, default_program
from ledger.decisions.matter import Matter, law_in_force
from ledger.errors import BadInput
from ledger.events import DiscountCodeIssued, Event, LimitedOfferClosed, LimitedOfferOpened
from ledger.language import say
from ledger.requests import CloseLimitedOffer, IssueDiscountCode, OfferRequest, OpenLimitedOffer
from ledger.rules import Act
from ledger.terms import instant_text, platform_of

_RULE: Final = "shop.active_binding"
_ACTS: Final[Mapping[type[OfferRequest], Act]] = {
    IssueDiscountCode: Act.ISSUE_DISCOUNT_CODE,
    OpenLimitedOffer: Act.OPEN_LIMITED_OFFER,
    CloseLimitedOffer: Act.CLOSE_LIMITED_OFFER,
}


def program_of(law: Law, shop: str, at: datetime) -> str:
    """The program that a shop's marketing tools fall under.

    That of its platform whose law asks for a binding, else one whose law speaks of shops at all.
    """
    platform = platform_of(shop)
    for program in programs_of_life(platform):
        book = law.rulebook(program, at)
        if book is not None and book.limit(_RULE, at) is not None:
            return program
    return law.program_of_life(platform, at) or default_program(shop)


def _wants(request: OfferRequest, history: History) -> Iterator[Interest]:
    yield from interest.of_law_of_life(request.shop, request.program)
    yield from interest.of_shop_and_bound(request.shop, history)
    if request.account is not None:
        yield from interest.of_account(request.account, history)


def _concerns(request: OfferRequest, history: Past, at: datetime, new_name: str) -> Matter:
    _refuse_nonsense(request, at)
    program = request.program or program_of(history.law, request.shop, at)
    return Matter(
        _ACTS[type(request)],
        program,
        law_in_force(history, program, at, given=request.program is not None),
        request.shop,
        request.account,
        asked=None if isinstance(request, IssueDiscountCode) else _offer_of(request),
    )


def _offer_of(request: OfferRequest) -> str:
    assert isinstance(request, OpenLimitedOffer | CloseLimitedOffer), request
    return request.limited_offer


def _refuse_nonsense(request: OfferRequest, at: datetime) -> None:
    """What no shop can mean: a discount that is over before it begins, or without a currency."""
    if isinstance(request, CloseLimitedOffer):
        return
    assert isinstance(request, IssueDiscountCode | OpenLimitedOffer), request
    if (request.amount_off is None) is not (request.currency is None):
        raise BadInput(
            say("An amount and its currency are given together."),
            where="currency" if request.currency is None else "amount_off",
            why=say("One of the two is missing."),
            now=say("Give both, or neither."),
        )
    where, end, start = _span(request, at)
    if end is not None and end <= max(start, at):
        raise BadInput(
            say("The discount would be over before it begins."),
            where=where,
            why=say("It begins at {instant}.", instant=instant_text(max(start, at))),
            now=say("Give a later instant, or leave it out."),
        )


def _span(
    request: IssueDiscountCode | OpenLimitedOffer, at: datetime
) -> tuple[str, datetime | None, datetime]:
    if isinstance(request, OpenLimitedOffer):
        return "until", request.until, at
    return "valid_until", request.valid_until, request.valid_from or at


_E = TypeVar("_E", bound=Event)


def _records(request: OfferRequest, matter: Matter) -> tuple[Event, ...]:
    match request:
        case IssueDiscountCode():
            return (_as(DiscountCodeIssued, request),)
        case OpenLimitedOffer():
            return (_as(LimitedOfferOpened, request),)
        case CloseLimitedOffer():
            return (_as(LimitedOfferClosed, request),)
    raise AssertionError(f"no facts follow from {matter.act}")


def _as(kind: type[_E], request: OfferRequest) -> _E:
    """The event whose fields the request has under the same names."""
    return kind(**{one.name: getattr(request, one.name) for one in fields(kind)})


FLOW: Final = Flow(tuple(_ACTS), _wants, _concerns, _records)
