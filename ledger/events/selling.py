"""What shops and accounts put up for sale, and the campaigns they enter.

Source 003 rows 3-05 … 3-07, 3-20, 3-27, 3-30, 3-47; source 002 row 2-25; readings A29, A30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import (
    AccountId,
    Amount,
    Count,
    Currency,
    Flag,
    Id,
    Instant,
    Percent,
    ShopId,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseProductsAdded(Event):
    """An account put `count` products into its showcase by hand (3-05, 3-20)."""

    kind: ClassVar = "ShowcaseProductsAdded.v1"
    account: AccountId
    shop: ShopId | None = None
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseProductsRemoved(Event):
    """An account took `count` products out; this gives no additions back (A30)."""

    kind: ClassVar = "ShowcaseProductsRemoved.v1"
    account: AccountId
    shop: ShopId | None = None
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseCleared(Event):
    """The whole showcase was emptied (3-27, A29); `cause` is such as binding_ended."""

    kind: ClassVar = "ShowcaseCleared.v1"
    account: AccountId
    cause: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignEnrolled(Event):
    """A shop entered an official campaign (3-30)."""

    kind: ClassVar = "CampaignEnrolled.v1"
    shop: ShopId
    campaign: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignEnrolmentRefused(Event):
    """A platform's report that it refused an enrolment in its own system; no state moves."""

    kind: ClassVar = "CampaignEnrolmentRefused.v1"
    shop: ShopId
    campaign: Id
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSharingConsented(Event):
    """The holder let operating data be seen by the shop or others (3-07)."""

    kind: ClassVar = "DataSharingConsented.v1"
    account: AccountId
    shop: ShopId | None = None
    recipients: tuple[Words, ...] | None = None
    purpose: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountCodeIssued(Event):
    """A shop gave out a discount, for all or only through one account (3-06, 2-25).

    It takes off `percent_off` or `amount_off`; `live_only` ones hold in live rooms alone, and
    `stackable` ones together with others.
    """

    kind: ClassVar = "DiscountCodeIssued.v1"
    begins: ClassVar = "valid_from"
    ends: ClassVar = "valid_until"
    shop: ShopId
    account: AccountId | None = None
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
class LimitedOfferOpened(Event):
    """A shop opened an offer of limited time or number (3-06, 3-47).

    Without `account` it is open to all, else to those who come through that account.
    `count` is how many products there are at that price, `until` when it ends by itself.
    """

    kind: ClassVar = "LimitedOfferOpened.v1"
    ends: ClassVar = "until"
    shop: ShopId
    account: AccountId | None = None
    limited_offer: Id
    live_room: Id | None = None
    percent_off: Percent | None = None
    amount_off: Amount | None = None
    currency: Currency | None = None
    count: Count | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedOfferClosed(Event):
    """A limited offer is over (3-06)."""

    kind: ClassVar = "LimitedOfferClosed.v1"
    shop: ShopId
    account: AccountId | None = None
    limited_offer: Id
    reason: Words | None = None
