"""Orders of a shop, as `settle` reads them: no facts, and never recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.terms import AccountId, Amount, Currency, Id, Instant, Percent, ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that was paid: what the buyer paid, when, how, and through whom.

    `account` is who sold it, left out where the shop sold it itself; `confirmed_at` is when the
    buyer confirmed, or the platform did instead; `method` is the way of paying, by the name the
    rulebook has for it, such as wechat_pay or alipay. `host_percent` is what was agreed with an
    outside host for this order; it counts where no terms were set.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    order: Id
    shop: ShopId
    account: AccountId | None = None
    ordered_at: Instant
    confirmed_at: Instant | None = None
    amount: Amount
    currency: Currency
    method: Id | None = None
    host_percent: Percent | None = None
