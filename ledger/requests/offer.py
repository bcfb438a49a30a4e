"""Requests about marketing tools: discount codes and limited offers. Source 003 / 3-06, 3-47."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import (
    AccountId,
    Amount,
    Count,
    Currency,
    Flag,
    Id,
    Instant,
    Percent,
    Program,
    ShopId,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRequest(Request):
    """An act of a shop with a marketing tool, for all buyers or those through one account."""

    names_given: ClassVar = ("program",)
    shop: ShopId
    account: AccountId | None = None
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDiscountCode(OfferRequest):
    """The shop gives out a discount; the fields are those of `DiscountCodeIssued`."""

    discount_code: Id
    discount_kind: Literal["discount_code", "coupon", "full_reduction"] | None = None
    percent_off: Percent | None = None
    amount_off: Amount | None = None
    currency: Currency | None = None
    live_only: Flag | None = None
    stackable: Flag | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLimitedOffer(OfferRequest):
    """The shop opens an offer of limited time or number, as in `LimitedOfferOpened`."""

    limited_offer: Id
    live_room: Id | None = None
    percent_off: Percent | None = None
    amount_off: Amount | None = None
    currency: Currency | None = None
    count: Count | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLimitedOffer(OfferRequest):
    """The shop closes an offer before it ends by itself."""

    limited_offer: Id
    reason: Words | None = None
