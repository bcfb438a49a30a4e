"""Rules that ask what a shop may trade in and whether it trades. Source 002."""

from __future__ import annotations

from ledger.aggregates.permit import Permit
from ledger.parameters import pairs_of
from ledger.rulebook import Rulebook
from ledger.rules.case import Case, answer, elapsed, shop_of, span, unknown
from ledger.rules.of_integration import is_warehouse
from ledger.verdict import FORGOTTEN, Finding, Limit, Seen

NO_PERMIT = "none"
"""Seen of a shop whose category asks for no permit."""


def shop_reviewed(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The platform's review let the shop open. Source 002 / 2-08, 2-10; state machine 2.12.

    A shop whose review nobody told of may have opened before anybody wrote it down: unknown.
    """
    name, review = "shop.reviewed", shop_of(case).life.review
    if review is None:
        return unknown(name, book, limit, "ShopReviewPassed")
    mark = review.concluded or review.opened
    return answer(
        name,
        book,
        limit,
        review.state == "passed",
        seen=Seen(review.state, "text"),
        evidence=(mark.position,) if mark is not None else (),
    )


def shop_permits(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop holds the permit that its main category asks for. Source 002 / 2-16, 2-31; A53.

    Which permit that is, the law says as data; a category it does not name asks for none. The value
    in force when the act happens decides. A permit holds before `valid_until`; one that is recorded
    for another category does not count.
    """
    name, shop = "shop.permits", shop_of(case)
    if shop.main_category is None:
        return unknown(name, book, limit, "ShopRegistered.main_category")
    category = _spelt(shop.main_category)
    asked = {_spelt(word): kind for word, kind in pairs_of(limit.value).items()}
    needed = asked.get(category)
    if needed is None:
        return answer(name, book, limit, True, seen=Seen(NO_PERMIT, "text"))
    known = [one for one in shop.permits if one.permit_kind == needed]
    fitting = [one for one in known if one.category is None or _spelt(one.category) == category]
    holding = [one for one in fitting if one.holds_at(case.at)]
    sure = [one for one in holding if not one.doubtful]
    if holding and not sure:
        return unknown(name, book, limit, FORGOTTEN, _recorded(holding))
    if case.observed and not known:
        return unknown(name, book, limit, "PermitRecorded")
    return answer(
        name,
        book,
        limit,
        bool(sure),
        seen=Seen(needed, "text"),
        evidence=_recorded(sure or fitting),
        cured_at=min(
            (one.since for one in fitting if one.since > case.at and one.holds_at(one.since)),
            default=None,
        ),
    )


def _recorded(permits: list[Permit]) -> tuple[int, ...]:
    return tuple(one.recorded.position for one in permits)


def _spelt(category: str) -> str:
    return category.strip().casefold()


def shop_recent_sale(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop sold something within the last days. Source 002 / 2-18, reading A48.

    Days of 24 hours before the act: a sale counts until that time after it is over. That nobody
    told of a sale does not say that there was none.
    """
    name, sales = "shop.recent_sale", case.sales
    if sales is None or sales.maybe is None:
        return unknown(name, book, limit, "SettlementObserved")
    surely, maybe = sales.surely, sales.maybe
    if surely is not None and case.at < surely.at + span(limit):
        return answer(
            name,
            book,
            limit,
            True,
            seen=elapsed(surely.at, max(case.at, surely.at), limit.unit),
            evidence=(surely.position,),
        )
    if case.at < maybe.at + span(limit):
        return unknown(name, book, limit, "SettlementObserved.ordered_at", (maybe.position,))
    seen = elapsed(maybe.at, case.at, limit.unit)
    return answer(name, book, limit, False, seen=seen, evidence=(maybe.position,))


def shop_bonded_warehouse(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """A shop that sells across a border is connected with a bonded warehouse. Source 002 / 2-32.

    It sells across a border where it is registered in another country than it operates in.
    """
    name, shop = "shop.bonded_warehouse", shop_of(case)
    if shop.registration_country is None or shop.operating_country is None:
        return unknown(name, book, limit, "ShopRegistered.registration_country")
    registered = (shop.registered.position,) if shop.registered is not None else ()
    if shop.registration_country == shop.operating_country:
        return answer(name, book, limit, True, seen=Seen("domestic", "text"), evidence=registered)
    known = [one for one in shop.integrations.values() if is_warehouse(one)]
    standing = [one for one in known if one.stands_at(case.at)]
    if case.observed and not known:
        return unknown(name, book, limit, "IntegrationConnected", registered)
    evidence = tuple(one.moved.position for one in standing or known)
    return answer(
        name,
        book,
        limit,
        bool(standing),
        seen=Seen("cross_border", "text"),
        evidence=evidence or registered,
    )
