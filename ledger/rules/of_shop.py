"""Rules that ask about the shop."""

from __future__ import annotations

from ledger.aggregates.binding import Binding
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, answer, number, unknown
from ledger.verdict import Finding, Limit, Seen


def shop_open(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop is registered and not closed; a closing shop still counts as open.

    Source 003 / 3-16; closing: 001 / 1-27.
    """
    assert case.shop is not None
    shop, name = case.shop, "shop.open"
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


def names_a_shop(case: Case, book: Rulebook) -> bool:
    """Whether the act concerns a shop at all; an identifier may be an account's alone.

    Whether a shop was open when it got one is asked of requests, not of what happened.
    """
    return case.shop is not None and not (case.observed and case.act is Act.ASSIGN_IDENTIFIER)


def shop_slots(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has a slot left beside its other bindings.

    Counted are bindings in effect and, by reading A8, those accepted; the value in force when the
    question is asked decides. Source 003 / 3-02.
    """
    reserved = book.reading("shop.slots.reserved_from", case.at) == "accepted"
    taken = [
        binding
        for binding in case.other_bindings_of_shop()
        if binding.runs or (reserved and binding.is_reserved)
    ]
    return answer(
        "shop.slots",
        book,
        limit,
        len(taken) < number(limit),
        seen=Seen(len(taken), limit.unit),
        evidence=tuple(_taken_at(binding) for binding in taken),
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
    assert case.shop is not None
    unlinks = case.shop.unlinks.get(case.program)
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
    assert case.shop is not None
    score, name = case.shop.score, "shop.campaign_score"
    if score is None:
        return unknown(name, book, limit, "ComplianceScoreObserved")
    return answer(
        name,
        book,
        limit,
        score.value >= number(limit),
        seen=Seen(score.value, limit.unit),
        evidence=(score.moved.position,),
    )
