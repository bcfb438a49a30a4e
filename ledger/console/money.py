"""The money of a shop, as `shop show` tells it to people."""

from __future__ import annotations

from typing import Any

from ledger.console.tables import Cell, table
from ledger.explain import quantity
from ledger.language import say

_View = dict[str, Any]


def tell_money(shop: _View) -> None:
    """The settlement routes and the commission terms in force, where any were set."""
    if shop["settlement_routes"]:
        of_routes = (
            *(say("account"), say("method"), say("collection account"), say("cycle")),
            *(say("fee"), say("since")),
        )
        table(say("Settlement routes"), of_routes, map(_route, shop["settlement_routes"]))
    if shop["commission_terms"]:
        of_terms = (
            *(say("account"), say("binding"), say("program"), say("host"), say("platform")),
            *(say("merchant"), say("waived"), say("since")),
        )
        table(say("Commission terms"), of_terms, map(_terms, shop["commission_terms"]))


def _route(route: _View) -> tuple[Cell, ...]:
    days, counts = route["cycle_days"], route["cycle_counts"] or "calendar_days"
    return (
        route["account"],
        route["method"],
        route["collection_account"],
        None if days is None else quantity(days, counts),
        _percent(route["fee_percent"]),
        route["since"],
    )


def _terms(terms: _View) -> tuple[Cell, ...]:
    rates = ("host_percent", "platform_percent", "merchant_percent", "fee_reduction_percent")
    return (
        terms["account"],
        terms["binding"],
        terms["program"],
        *(_percent(terms[name]) for name in rates),
        terms["since"],
    )


def _percent(rate: str | None) -> str | None:
    return None if rate is None else quantity(rate, "percent")
