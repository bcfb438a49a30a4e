"""Rows of a platform's own list of the accounts that are bound to a shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.border.faults import Fault, Faulty, shown
from ledger.border.validation import validated
from ledger.language import say
from ledger.terms import AccountId, ShopId, platform_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    account: AccountId
    shop: ShopId | None = None


def read_listed(value: dict[str, Any], shop: str) -> str:
    """The account that a row of the list of a shop names. Raises Faulty.

    An id without a platform is one of the shop's own platform; what else the platform tells in a
    row is passed over.
    """
    given = {
        name: _whole(value[name], platform_of(shop))
        for name in ("account", "shop")
        if value.get(name) not in (None, "")
    }
    row, faults = validated(_Row, given)
    if row is None or faults:
        raise Faulty(*faults)
    if row.shop not in (None, shop):
        raise Faulty(Fault("shop", say("the list of {shop}", shop=shop), shown(row.shop)))
    return row.account


def _whole(value: Any, platform: str) -> Any:
    return f"{platform}:{value}" if isinstance(value, str) and ":" not in value else value
