"""Times counted in the working days of the country a shop operates in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ledger.aggregates import Mark, Shop
from ledger.rules.case import number, utc, zone_of_shop
from ledger.verdict import Limit
from ledger.working_days import Calendars, MissingYear


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Working days after something happened.

    `until` is the first instant after them: the end of the last of the days `counted`, in the
    shop's zone; no day is counted where the law gives hours. `start` is what happened; `calendars`
    are the digests of the years read.
    """

    start: Mark
    until: datetime
    counted: tuple[date, ...]
    calendars: tuple[str, ...]


def working_time(
    start: Mark, shop: Shop | None, limit: Limit, calendars: Calendars
) -> WorkingTime | str:
    """The working days a limit states, or the name of what is missing to count them.

    Of the shop's operating country, from the day after the start, to the end of the last one in the
    shop's zone (A22).
    """
    if shop is None or shop.operating_country is None:
        return "ShopRegistered.operating_country"
    zone = zone_of_shop(shop)
    if zone is None:
        return "ShopRegistered.time_zone"
    began_on = start.at.astimezone(zone).date()
    counted = calendars.count_working_days(shop.operating_country, began_on, number(limit))
    if isinstance(counted, MissingYear):
        return counted.name
    last = counted.days[-1] if counted.days else began_on
    until = utc(datetime.combine(last + timedelta(days=1), time(), zone))
    return WorkingTime(start, until, counted.days, counted.digests)
