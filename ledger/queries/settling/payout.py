"""On which day an order is paid out: so many days after the buyer confirmed (2-22, 2-23, A49)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from ledger.aggregates import Shop
from ledger.orders import Order
from ledger.queries.settling.law_of_money import LawOfMoney
from ledger.queries.settling.standing import Held
from ledger.rules.case import number, utc, zone_of_shop
from ledger.verdict import Limit
from ledger.working_days import MissingYear


class Cycle(NamedTuple):
    """Days from the confirmation to the payout, and what says so: a fact, or law."""

    days: int
    unit: str
    position: int | None = None
    limit: Limit | None = None


class Payout(NamedTuple):
    """The day of the payout in the shop's zone, and the first instant of that day.

    Without a day, `missing` names what is not known: a field of the order, a fact, or a calendar.
    """

    cycle: Cycle | None
    day: date | None = None
    due: datetime | None = None
    missing: str | None = None


def cycle_of(routes: list[Held], limit: Limit | None) -> Cycle | None:
    """How long it takes: as the routes in force say, else the law; None if neither does."""
    for position, route in routes:
        if route.cycle_days is not None:
            return Cycle(route.cycle_days, route.cycle_counts or "calendar_days", position)
    return Cycle(number(limit), limit.unit, limit=limit) if limit is not None else None


def payout_of(
    order: Order, shop: Shop, cycle: Cycle | None, law: LawOfMoney, valid: datetime
) -> Payout:
    """When the parts of an order are paid out, as true at an instant."""
    if cycle is None:
        return Payout(None, missing="settlement.cycle" if order.method else "method")
    confirmed = order.confirmed_at
    if confirmed is None or confirmed > valid:
        return Payout(cycle, missing="confirmed_at")
    zone = zone_of_shop(shop)
    if zone is None:
        return Payout(cycle, missing="ShopRegistered.time_zone")
    day = _day_after(confirmed.astimezone(zone).date(), cycle, shop, law, order.ordered_at)
    if isinstance(day, str):
        return Payout(cycle, missing=day)
    return Payout(cycle, day, utc(datetime.combine(day, time(), zone)))


def _day_after(
    confirmed: date, cycle: Cycle, shop: Shop, law: LawOfMoney, at: datetime
) -> date | str:
    """The day so many days later, or the name of what is missing to count them."""
    if cycle.unit != "working_days":
        try:
            return confirmed + timedelta(days=cycle.days)
        except OverflowError:
            return "SettlementRouteSet.cycle_days"
    if shop.operating_country is None:
        return "ShopRegistered.operating_country"
    counted = law.calendars(at).count_working_days(shop.operating_country, confirmed, cycle.days)
    if isinstance(counted, MissingYear):
        return counted.name
    return counted.days[-1] if counted.days else confirmed
