"""What becomes of one order: who gets how much of it, why, and on which day.

Decided by what stood when the order was placed, not when it is paid out (reading A43).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from ledger.events import CommissionTermsSet
from ledger.orders import Order
from ledger.queries.settling.law_of_money import LawOfMoney, Ruling, program_of_money
from ledger.queries.settling.payout import Payout, cycle_of, payout_of
from ledger.queries.settling.split import WHOLE, Shares, divided, millionths
from ledger.queries.settling.standing import Held, Span, Standing
from ledger.terms import platform_of
from ledger.verdict import Limit

_NET: Final = "net_of_fee"


class Reason(StrEnum):
    """Why nothing can be said of an order."""

    LATER_THAN_ASKED = "later_than_asked"
    UNKNOWN_SHOP = "unknown_shop"
    CURRENCY_DIFFERS = "currency_differs"
    NO_TERMS = "no_terms"
    NO_PLATFORM_FEE = "no_platform_fee"
    HOST_OUT_OF_BOUNDS = "host_out_of_bounds"
    SHARES_TOO_LARGE = "shares_too_large"
    SHARES_DO_NOT_ADD_UP = "shares_do_not_add_up"
    NO_OWN_ACCOUNT = "no_own_account"


@dataclass(frozen=True, slots=True)
class Undecided:
    """An order of which nothing can be said, and why: facts by position, and law."""

    reason: Reason
    evidence: tuple[int, ...] = ()
    limits: tuple[Limit, ...] = ()


class Basis(StrEnum):
    """Why the host has the share it has."""

    BOUND = "bound"
    """The account was bound to the shop, and the law gives it its commission (A43)."""
    TERMS = "terms"
    """Terms were set for the sale."""
    ORDER = "order"
    """The order says what was agreed; no terms were set."""
    NO_HOST = "no_host"
    """The shop sold it itself."""


class Recipient(StrEnum):
    """Who is paid."""

    HOST = "host"
    PLATFORM = "platform"
    PAYMENT = "payment"
    MERCHANT = "merchant"


class Rate(NamedTuple):
    """A share in percent, and what says so: a fact by its position, or law, or the order."""

    percent: str
    position: int | None = None
    limit: Limit | None = None


class Rates(NamedTuple):
    """What each takes of a sale, and why; nobody but the platform need take anything."""

    host: Rate | None
    platform: Rate
    payment: Rate | None
    reduction: Rate | None


class Part(NamedTuple):
    """A part of an order: who gets it, into whose hands, and why so much.

    `to` is an account, a platform, a way of paying, or the shop's collection account; None where
    no fact names that. The merchant has no rate: it takes the rest.
    """

    recipient: Recipient
    to: str | None
    amount: int
    rate: Rate | None = None
    reduction: Rate | None = None
    position: int | None = None


class Settled(NamedTuple):
    """An order divided, why so, and when the merchant's part is paid out."""

    basis: Basis
    parts: tuple[Part, ...]
    payout: Payout
    base: Limit | None = None


class Sale(NamedTuple):
    """An order with all that stood when it was placed."""

    order: Order
    standing: Standing
    span: Span | None
    terms: list[tuple[int, CommissionTermsSet]]
    routes: list[Held]
    ruling: Ruling
    method: str | None


def decide(
    order: Order, standing: Standing, law: LawOfMoney, valid: datetime
) -> Settled | Undecided:
    """What becomes of an order of a shop, as true at an instant."""
    if order.ordered_at > valid:
        return Undecided(Reason.LATER_THAN_ASKED)
    registered = standing.shop.registered
    if registered is None or order.ordered_at < registered.at:
        return Undecided(Reason.UNKNOWN_SHOP, (registered.position,) if registered else ())
    if mixed := _in_other_currencies(order, standing):
        return Undecided(Reason.CURRENCY_DIFFERS, mixed)
    sale = _sale(order, standing, law)
    if (missing := _no_own_account(sale)) is not None:
        return missing
    host = _host(sale, law)
    if isinstance(host, Undecided):
        return host
    basis, rate = host
    platform = _platform(sale)
    if platform is None:
        return Undecided(Reason.NO_PLATFORM_FEE, (registered.position,))
    rates = Rates(rate, platform, _payment(sale), _reduction(sale))
    shares = _shares(rates, sale.ruling.base)
    wrong = _wrong_shares(sale, basis, rates, shares)
    if wrong is not None:
        return wrong
    by_law = sale.ruling.cycles.get(sale.method) if sale.method is not None else None
    cycle = cycle_of(sale.routes, by_law)
    payout = payout_of(order, standing.shop, cycle, law, valid)
    return Settled(basis, _parts(sale, rates, shares), payout, sale.ruling.base)


def _in_other_currencies(order: Order, standing: Standing) -> tuple[int, ...]:
    """The facts that say an order was settled in another currency than its own."""
    seen = standing.settled.get(order.order, {})
    return tuple(sorted(at for currency, at in seen.items() if currency != order.currency))


def _sale(order: Order, standing: Standing, law: LawOfMoney) -> Sale:
    at, account = order.ordered_at, order.account
    span = standing.bound(account, at) if account is not None else None
    routes = standing.routes(account, order.method, at)
    method = order.method or next((route.method for _, route in routes if route.method), None)
    return Sale(
        order,
        standing,
        span,
        standing.terms(account, span, at),
        routes,
        law.ruling(program_of_money(platform_of(order.shop)), at),
        method,
    )


def _no_own_account(sale: Sale) -> Undecided | None:
    method, at = sale.method, sale.order.ordered_at
    limit = sale.ruling.own_accounts.get(method) if method is not None else None
    if limit is None or method is None or sale.standing.collects_by(method, at) is not None:
        return None
    return Undecided(Reason.NO_OWN_ACCOUNT, (), (limit,))


def _host(sale: Sale, law: LawOfMoney) -> tuple[Basis, Rate | None] | Undecided:
    """What the account that sold it gets: by law if it was bound, else as was agreed."""
    order = sale.order
    if order.account is None:
        return Basis.NO_HOST, None
    if sale.span is not None:
        platform = platform_of(order.shop)
        limit = law.commission(sale.span.program, platform, order.ordered_at)
        if limit is not None:
            return Basis.BOUND, Rate(str(limit.value), sale.span.start.position, limit)
    for position, terms in sale.terms:
        if terms.host_percent is not None:
            return Basis.TERMS, Rate(terms.host_percent, position)
    if order.host_percent is not None:
        return Basis.ORDER, Rate(order.host_percent)
    return Undecided(Reason.NO_TERMS, tuple(position for position, _ in sale.terms))


def _platform(sale: Sale) -> Rate | None:
    for position, terms in sale.terms:
        if terms.platform_percent is not None:
            return Rate(terms.platform_percent, position)
    limit = sale.ruling.platform
    return Rate(str(limit.value), limit=limit) if limit is not None else None


def _payment(sale: Sale) -> Rate | None:
    """What the payment takes: as the route says, else the law; nothing where neither does."""
    for position, route in sale.routes:
        if route.fee_percent is not None:
            return Rate(route.fee_percent, position)
    limit = sale.ruling.fees.get(sale.method) if sale.method is not None else None
    return Rate(str(limit.value), limit=limit) if limit is not None else None


def _reduction(sale: Sale) -> Rate | None:
    """The part of the platform's fee that is waived (0-13)."""
    for position, terms in sale.terms:
        if terms.fee_reduction_percent is not None:
            return Rate(terms.fee_reduction_percent, position)
    return None


def _wrong_shares(sale: Sale, basis: Basis, rates: Rates, shares: Shares) -> Undecided | None:
    host = rates.host
    told = tuple(
        rate.position for rate in (host, rates.platform) if rate and rate.position is not None
    )
    if host is not None and basis is not Basis.BOUND:
        broken = _bound_broken(shares.host, sale.ruling)
        if broken is not None:
            return Undecided(Reason.HOST_OUT_OF_BOUNDS, told, (broken,))
    if not shares.fit:
        return Undecided(Reason.SHARES_TOO_LARGE, told)
    return _contradicted(sale, rates) if basis is Basis.TERMS else None


def _bound_broken(share: int, ruling: Ruling) -> Limit | None:
    """The bound of the law that an outside host's share is beyond (2-24); None if it keeps both."""
    if ruling.least is not None and share < millionths(str(ruling.least.value)):
        return ruling.least
    if ruling.most is not None and share > millionths(str(ruling.most.value)):
        return ruling.most
    return None


def _contradicted(sale: Sale, rates: Rates) -> Undecided | None:
    """Terms that give the merchant another share than what host and platform leave."""
    for position, terms in sale.terms:
        if terms.merchant_percent is not None:
            told = (rates.host, rates.platform)
            shares = sum(millionths(rate.percent) for rate in told if rate is not None)
            if millionths(terms.merchant_percent) + shares != WHOLE:
                return Undecided(Reason.SHARES_DO_NOT_ADD_UP, (position,))
            return None
    return None


def _shares(rates: Rates, base: Limit | None) -> Shares:
    host, payment, reduction = rates.host, rates.payment, rates.reduction
    return Shares(
        host=millionths(host.percent) if host else 0,
        platform=millionths(rates.platform.percent),
        payment=millionths(payment.percent) if payment else 0,
        reduction=millionths(reduction.percent) if reduction else 0,
        payment_first=base is not None and base.value == _NET,
    )


def _parts(sale: Sale, rates: Rates, shares: Shares) -> tuple[Part, ...]:
    order, amounts = sale.order, divided(sale.order.amount, shares)
    parts = []
    if rates.host is not None:
        parts.append(Part(Recipient.HOST, order.account, amounts.host, rates.host))
    to = platform_of(order.shop)
    parts.append(Part(Recipient.PLATFORM, to, amounts.platform, rates.platform, rates.reduction))
    if rates.payment is not None:
        parts.append(Part(Recipient.PAYMENT, sale.method, amounts.payment, rates.payment))
    position, collecting = _collecting(sale)
    parts.append(Part(Recipient.MERCHANT, collecting, amounts.merchant, position=position))
    return tuple(parts)


def _collecting(sale: Sale) -> tuple[int | None, str | None]:
    """Where the merchant's part goes: as a route says, else the shop's collection account."""
    for position, route in sale.routes:
        if route.collection_account is not None:
            return position, route.collection_account
    opened = sale.standing.collecting(sale.method, sale.order.ordered_at)
    return (None, None) if opened is None else (opened[0], opened[1].collection_account)
