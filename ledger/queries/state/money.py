"""The money of a shop, as `show` tells it: routes and terms in force."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from ledger.aggregates import Mark, Shop
from ledger.events import CommissionTermsSet, SettlementRouteSet
from ledger.terms import instant_text

_View = dict[str, Any]

_ROUTE: Final = tuple(one.name for one in fields(SettlementRouteSet) if one.name != "shop")
_TERMS: Final = tuple(one.name for one in fields(CommissionTermsSet) if one.name != "shop")


SHOP_MONEY: Final = ("settlement_routes", "commission_terms")


def shop_money(shop: Shop) -> _View:
    """The settlement routes and commission terms set for a shop, in order of time."""
    routes, terms = shop.money.routes.values(), shop.money.terms.values()
    return {
        "settlement_routes": [_told(*one, _ROUTE) for one in sorted(routes, key=_when)],
        "commission_terms": [_told(*one, _TERMS) for one in sorted(terms, key=_when)],
    }


def _when(held: tuple[Mark, object]) -> Mark:
    return held[0]


def _told(
    since: Mark, event: SettlementRouteSet | CommissionTermsSet, names: tuple[str, ...]
) -> _View:
    said = {name: getattr(event, name) for name in names}
    return said | {"since": instant_text(since.at), "evidence": [since.position]}
