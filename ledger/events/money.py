"""Where money goes and on what terms: collection accounts, settlement routes, commissions.

Source 001 rows 1-15, 1-16, 1-23; source 002 rows 2-18, 2-22 … 2-24; source 003 row 3-01; row 0-13.
An amount counts the smallest unit of the currency beside it; a rate is in percent, as decimal text.
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
    Id,
    Instant,
    Percent,
    Personal,
    Program,
    ShopId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionAccountOpened(Event):
    """A shop has an account to collect its income in (1-15).

    `collection_account` is a name to refer to it by, never its number; `subject` is whose it is.
    """

    kind: ClassVar = "CollectionAccountOpened.v1"
    shop: ShopId
    collection_account: Id
    method: Id | None = None
    subject: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalCollectionAccountUpgraded(Event):
    """An account collects in its own name from now on, and so cannot be official (1-16)."""

    kind: ClassVar = "FormalCollectionAccountUpgraded.v1"
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRouteSet(Event):
    """Income of a shop, or only that through one account, is settled this way (1-15, 2-22, 2-23).

    Until it is set again for the same shop, account and method, or ended. `method` is such as
    wechat_pay or alipay; the money comes `cycle_days` after the buyer confirmed, counted in
    `cycle_counts`, less `fee_percent`.
    """

    kind: ClassVar = "SettlementRouteSet.v1"
    shop: ShopId
    account: AccountId | None = None
    binding: Id | None = None
    method: Id | None = None
    collection_account: Id | None = None
    cycle_days: Count | None = None
    cycle_counts: Literal["calendar_days", "working_days"] | None = None
    fee_percent: Percent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRouteEnded(Event):
    """A settlement route is over, such as with the binding it came from (1-15)."""

    kind: ClassVar = "SettlementRouteEnded.v1"
    shop: ShopId
    account: AccountId | None = None
    binding: Id | None = None
    method: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionTermsSet(Event):
    """What each party gets of a sale from now on, in percent of it (3-01, 1-23, 2-24).

    The host is the account that sells. Where the merchant's share is not said, it is the rest;
    `fee_reduction_percent` is taken off the platform's fee (0-13). Without `account`, the terms are
    for every account of the shop, or of `program`.
    """

    kind: ClassVar = "CommissionTermsSet.v1"
    needs: ClassVar = (
        ("host_percent", "platform_percent", "merchant_percent", "fee_reduction_percent"),
    )
    shop: ShopId
    account: AccountId | None = None
    binding: Id | None = None
    program: Program | None = None
    host_percent: Percent | None = None
    platform_percent: Percent | None = None
    merchant_percent: Percent | None = None
    fee_reduction_percent: Percent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementObserved(Event):
    """Money of a shop's sale was settled (2-18, 2-22): `amount` reached `recipient`.

    `order` and `ordered_at` say for which order and when it was placed, `fee` what the payment
    took, in the same currency.
    """

    kind: ClassVar = "SettlementObserved.v1"
    shop: ShopId
    account: AccountId | None = None
    order: Id | None = None
    ordered_at: Instant | None = None
    recipient: Literal["merchant", "host", "platform"] | None = None
    method: Id | None = None
    amount: Amount
    currency: Currency
    fee: Amount | None = None
