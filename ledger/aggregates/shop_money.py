"""What a shop remembers of its money: the settlement routes and the terms in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import CommissionTermsSet, SettlementRouteEnded, SettlementRouteSet
from ledger.frozen import replace
from ledger.record import Fact

OF_MONEY: Final = (CommissionTermsSet, SettlementRouteEnded, SettlementRouteSet)
"""The facts that change it."""

RouteOf = tuple[str | None, str | None]
"""The account and the way of paying that a route is for; None is any."""

TermsOf = tuple[str | None, str | None, str | None]
"""The account, binding and program that terms are for; None is any."""


@dataclass(frozen=True, slots=True)
class ShopMoney:
    """Routes and terms as last set, each with the fact that set it."""

    routes: Mapping[RouteOf, tuple[Mark, SettlementRouteSet]] = field(default_factory=dict)
    terms: Mapping[TermsOf, tuple[Mark, CommissionTermsSet]] = field(default_factory=dict)


def evolve_money(money: ShopMoney, fact: Fact) -> ShopMoney:
    """It after one more fact; an end of a route that is not set, or is another's, is nothing."""
    match fact.event:
        case SettlementRouteSet() as route:
            of = (route.account, route.method)
            return replace(money, routes={**money.routes, of: (mark(fact), route)})
        case SettlementRouteEnded() as over:
            of = (over.account, over.method)
            if of in money.routes and ends(over, money.routes[of][1]):
                left = {key: held for key, held in money.routes.items() if key != of}
                return replace(money, routes=left)
        case CommissionTermsSet() as terms:
            key = (terms.account, terms.binding, terms.program)
            return replace(money, terms={**money.terms, key: (mark(fact), terms)})
    return money


def ends(over: SettlementRouteEnded, route: SettlementRouteSet) -> bool:
    """Whether an end is that of a route: one that came with a binding ends with no other."""
    return over.binding in (None, route.binding)
