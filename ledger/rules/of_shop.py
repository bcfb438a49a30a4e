"""Rules that ask about the shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from ledger.aggregates.binding import Binding
from ledger.aggregates.mark import Deduction
from ledger.aggregates.shop import Probation
from ledger.events import (
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    ShopProbationEnded,
    ShopRegistered,
)
from ledger.rulebook import Rulebook
from ledger.rules.case import Case, Cure, answer, high_enough, number, shop_of, unknown, window
from ledger.rules.endings import enough_over
from ledger.verdict import Finding, Limit, Seen


def shop_open(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop is registered and not closed; a closing shop still counts as open.

    Source 003 / 3-16; closing: 001 / 1-27.
    """
    shop, name = shop_of(case), "shop.open"
    if shop.status == "unregistered" and case.observed:
        return unknown(name, book, limit, "ShopRegistered")
    marks = (shop.registered, shop.closing, shop.closed)
    return answer(
        name,
        book,
        limit,
        shop.status in ("open", "closing"),
        seen=Seen(shop.status, "text"),
        evidence=tuple(mark.position for mark in marks if mark is not None),
    )


def open_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The shop is registered, where the account says it is; nothing reopens one that closed."""
    shop = shop_of(case)
    region = case.account.region if case.account is not None else None
    if shop.status == "unregistered" and region is not None:
        yield (ShopRegistered(shop=shop.id, operating_country=region.value),)


def shop_slots(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has a slot left beside its other bindings.

    Counted are bindings in effect and, by reading A8, those accepted; the value in force when the
    question is asked decides. Source 003 / 3-02.
    """
    taken = slots_taken(case, book)
    return answer(
        "shop.slots",
        book,
        limit,
        len(taken) < number(limit),
        seen=Seen(len(taken), limit.unit),
        evidence=tuple(_taken_at(binding) for binding in taken),
    )


def slots_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """Enough of the bindings that take a slot are over."""
    return enough_over(slots_taken(case, book), number(limit))


def slots_taken(case: Case, book: Rulebook) -> list[Binding]:
    """The other bindings of the shop that take a slot: in effect or, by reading A8, accepted."""
    reserved = book.reading("shop.slots.reserved_from", case.at) == "accepted"
    return [
        binding
        for binding in case.other_bindings_of_shop()
        if binding.runs or (reserved and binding.is_reserved)
    ]


def shop_slots_probation(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """A shop on probation has a slot left beside its other bindings, of fewer than later (A34).

    Counted like `shop.slots`. Field [E1].
    """
    taken = slots_taken(case, book)
    probation = on_probation(case)
    assert probation is not None
    return answer(
        "shop.slots.probation",
        book,
        limit,
        len(taken) < number(limit),
        seen=Seen(len(taken), limit.unit),
        evidence=(probation.started.position, *(_taken_at(binding) for binding in taken)),
        cured_at=probation.until,
    )


def slots_probation_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The probation ends, or enough of the bindings that take a slot are over."""
    yield (ShopProbationEnded(shop=shop_of(case).id),)
    yield from slots_cures(case, book, limit)


def is_on_probation(case: Case, book: Rulebook) -> bool:
    """Whether the shop is on probation, so that the lower cap is asked at all."""
    return on_probation(case) is not None


def on_probation(case: Case) -> Probation | None:
    """The probation the shop is on, if there is one."""
    probation = case.shop.probation if case.shop is not None else None
    return probation if probation is not None and probation.holds_at(case.at) else None


def shop_slots_per_app(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has a slot left among its other bindings with accounts of the same app.

    Counted like `shop.slots`. Other accounts whose app is not known are not counted. Field [E14].
    """
    name, account = "shop.slots_per_app", case.account
    if account is None or account.app is None:
        return unknown(name, book, limit, "AccountRegistered.app")
    taken = _taken_of_app(case, book)
    return answer(
        name,
        book,
        limit,
        len(taken) < number(limit),
        seen=Seen(len(taken), limit.unit),
        evidence=tuple(_taken_at(binding) for binding in taken),
    )


def _taken_of_app(case: Case, book: Rulebook) -> list[Binding]:
    app = case.account.app if case.account is not None else None
    return [one for one in slots_taken(case, book) if case.apps.get(one.account) == app]


def slots_per_app_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """Enough of the bindings with accounts of the same app are over."""
    return enough_over(_taken_of_app(case, book), number(limit))


def shop_links_in_window(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has a link left of those a sliding window allows.

    Every activation under the program counts, also of bindings that ended, until it leaves the
    window; the window is counted in days of 24 hours from the activation. Field [E2].
    """
    past = window(case, book, "shop.links_in_window.window")
    links = sorted(
        mark
        for binding in case.other_bindings_of_shop()
        for mark in binding.activations()
        if past is None or mark.at + past > case.at
    )
    spare = len(links) - number(limit)
    leaves = None
    if past is not None and 0 <= spare < len(links):
        leaves = links[spare].at + past
    return answer(
        "shop.links_in_window",
        book,
        limit,
        spare < 0,
        seen=Seen(len(links), limit.unit),
        evidence=tuple(mark.position for mark in links),
        cured_at=leaves,
    )


def _taken_at(binding: Binding) -> int:
    return (binding.accepted or binding.activated or binding.since).position


def shop_unlink_chances(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has an unlink chance left, of those it has for life (A32).

    Unlinks by the shop count; those the account asked for only by the other reading of A2. A
    refused attempt never counts (A28). Source 003 / 3-25.
    """
    used, evidence = unlinks_used(case, book)
    return answer(
        "shop.unlink_chances",
        book,
        limit,
        used < number(limit),
        seen=Seen(used, limit.unit),
        evidence=evidence,
    )


def unlinks_used(case: Case, book: Rulebook) -> tuple[int, tuple[int, ...]]:
    """How many unlink chances are used, and the positions of the facts that say so."""
    unlinks = shop_of(case).unlinks.get(case.program)
    if unlinks is None:
        return 0, ()
    both = book.reading("shop.unlink_chances.account_route_counts", case.at)
    counted = (*unlinks.by_shop, *unlinks.by_account) if both else unlinks.by_shop
    evidence = tuple(mark.position for mark in counted)
    if unlinks.observed_at is not None:
        evidence = (unlinks.observed_at.position, *evidence)
    return unlinks.observed + len(counted), evidence


def shop_campaign_score(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop's compliance score lets it into campaigns; the limit itself passes (A15).

    Source 003 / 3-30.
    """
    return high_enough(shop_of(case).score, "shop.campaign_score", book, limit)


def campaign_score_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The platform gives back the points that are missing, or shows a score where none is known."""
    shop, asked = shop_of(case), number(limit)
    if shop.score is None:
        return ((ComplianceScoreObserved(shop=shop.id, score=asked),),)
    missing = max(1, asked - shop.score.value)
    return ((ComplianceScoreRestored(shop=shop.id, points=missing),),)


def shop_violation_points(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop's violation points stay below what takes a shop out of campaigns.

    Each deduction counts until it leaves the window, one by one; the window is counted in days of
    24 hours from the deduction. Field [E48], [E49].
    """
    past = window(case, book, "shop.violation_points.window")
    counted = _deductions(case, past)
    points = sum(one.points for one in counted)
    return answer(
        "shop.violation_points",
        book,
        limit,
        points < number(limit),
        seen=Seen(points, limit.unit),
        evidence=tuple(one.mark.position for one in counted),
        cured_at=_below(counted, points, number(limit), past) if past is not None else None,
    )


def _deductions(case: Case, past: timedelta | None) -> list[Deduction]:
    held = shop_of(case).deductions
    return [one for one in held if past is None or one.mark.at + past > case.at]


def violation_points_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The platform gives back as many points as are too many."""
    counted = _deductions(case, window(case, book, "shop.violation_points.window"))
    many = sum(one.points for one in counted) - number(limit) + 1
    return ((ComplianceScoreRestored(shop=shop_of(case).id, points=max(1, many)),),)


def _below(counted: list[Deduction], points: int, most: int, past: timedelta) -> datetime | None:
    """When enough deductions have left the window for the points to be below a number."""
    for one in counted:
        points -= one.points
        if points < most:
            return one.mark.at + past
    return None
