"""The rule about putting products into a showcase."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from ledger.rulebook import Rulebook
from ledger.rules.case import Case, account_of, answer, number, unknown, utc, zone_of_shop
from ledger.verdict import Finding, Limit, Seen


def account_showcase_daily(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """With these additions the account stays within what a day allows.

    Additions are counted gross: removals give nothing back. The day is the shop's local calendar
    day, or the UTC day by the other reading of A30; without a known zone nothing can be counted.
    Source 003 / 3-20.
    """
    name = "account.showcase_daily"
    zone = day_zone(case, book)
    if zone is None:
        missing = "ShopRegistered.time_zone" if case.shop is not None else "BindingActivated"
        return unknown(name, book, limit, missing)
    today = case.at.astimezone(zone).date()
    additions = account_of(case).additions
    added = [one for one in additions if one.mark.at.astimezone(zone).date() == today]
    total = sum(one.count for one in added) + case.count
    tomorrow = datetime.combine(today + timedelta(days=1), time(), zone)
    return answer(
        name,
        book,
        limit,
        total <= number(limit),
        seen=Seen(total, limit.unit),
        evidence=tuple(one.mark.position for one in added),
        cured_at=utc(tomorrow) if case.count <= number(limit) else None,
    )


def day_zone(case: Case, book: Rulebook) -> tzinfo | None:
    """The zone whose calendar days the additions are counted in; None if it is not known."""
    if book.reading("account.showcase_daily.day", case.at) == "utc":
        return UTC
    return zone_of_shop(case.shop)
