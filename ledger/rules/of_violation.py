"""The rule about appealing against a violation, and the window it opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from ledger.aggregates import Account, Shop, Violation
from ledger.events import ViolationNotified
from ledger.rulebook import Rulebook
from ledger.rules.case import Case, Cure, answer, unknown, zone_of_shop
from ledger.rules.working_time import WorkingTime, working_time
from ledger.terms import platform_of
from ledger.verdict import Finding, Limit, Seen
from ledger.working_days import Calendars, MissingYear


def appeal_window(
    violation: Violation, shop: Shop | None, limit: Limit, calendars: Calendars
) -> WorkingTime | str:
    """The time in which an appeal may be filed, or the name of what is missing to know it.

    It starts with the notice or, where none is known, with the freeze (A21, A22).
    """
    start = violation.notified or violation.frozen
    if start is None:
        return "ViolationNotified"
    return working_time(start, shop, limit, calendars)


def violation_appeal_window(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The appeal comes before its window is over. Source 003 / 3-40, A21, A22."""
    assert case.violation is not None
    name = "violation.appeal_window"
    window = appeal_window(case.violation, case.shop, limit, case.calendars)
    if isinstance(window, str):
        told = case.violation.recorded
        return unknown(name, book, limit, window, (told.position,) if told is not None else ())
    seen, read = _days_gone(case, window, limit)
    return answer(
        name,
        book,
        limit,
        case.at < window.until,
        seen=seen,
        evidence=(window.start.position,),
        calendars=tuple(sorted({*window.calendars, *read})),
    )


def appeal_window_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The party is told of the violation, where nobody told it yet."""
    violation = case.violation
    if violation is not None and violation.notified is None and violation.frozen is None:
        told = ViolationNotified(
            violation=violation.id, account=violation.account, shop=violation.shop
        )
        yield (told,)


def _days_gone(
    case: Case, window: WorkingTime, limit: Limit
) -> tuple[Seen | None, tuple[str, ...]]:
    """The working days begun since notice, as far as calendars are recorded, and their digests."""
    zone = zone_of_shop(case.shop)
    assert zone is not None
    assert case.shop is not None
    assert case.shop.operating_country is not None
    today = case.at.astimezone(zone).date()
    told_on = window.start.at.astimezone(zone).date()
    country, years = case.shop.operating_country, case.calendars.years
    gone = case.calendars.working_days_between(country, told_on, today)
    if isinstance(gone, MissingYear):
        return None, ()
    first = told_on + timedelta(days=1)
    read = (years[country, year].digest for year in range(first.year, today.year + 1))
    return Seen(gone, limit.unit), tuple(read)


@dataclass(frozen=True, slots=True)
class Party:
    """Whose violation it is: account, shop and program, and the binding they were found by."""

    account: str | None
    shop: str | None
    program: str | None
    bound: str | None = None


def party_of(violation: Violation, account: Account | None) -> Party:
    """Who answers for a violation; `account` is the state of the account it names, if any.

    The shop is the violation's own, else the one the account was bound to when the content was
    posted, else when notice was given. The program is that binding's, else `<platform>.channel`.
    """
    moments = (violation.content_posted_at, violation.notified and violation.notified.at)
    for moment in moments:
        bound = account.bound_at(moment) if account is not None and moment is not None else None
        if bound is not None:
            shop = violation.shop or bound.shop
            return Party(violation.account, shop, bound.program, bound.binding)
    named = violation.shop or violation.account
    program = f"{platform_of(named)}.channel" if named is not None else None
    return Party(violation.account, violation.shop, program)
