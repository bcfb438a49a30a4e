"""Discount codes and limited offers need a binding in effect; an offer opens and closes once."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events import (
    BindingActivated,
    DiscountCodeIssued,
    LimitedOfferClosed,
    LimitedOfferOpened,
)
from ledger.requests import CloseLimitedOffer, IssueDiscountCode, OpenLimitedOffer
from tests.story import (
    CHANNEL,
    Deed,
    Question,
    accepted,
    adopted,
    bound,
    closed,
    deed,
    ended,
    given,
    instant,
    invited,
    source_rulebook,
)

MONDAY = "2026-03-02T09:00Z"
LATER = "2026-03-02T09:15Z"
EARLIER = "2026-02-01T09:00Z"
S1: dict[str, Any] = {"shop": "tiktok:S1"}
ASKED: dict[str, Any] = {"id": "r-1", "actor": "shop:S1/ops", **S1}


def issue(at: str = MONDAY, **more: Any) -> Question:
    """The shop gives out ten percent off."""
    fields: dict[str, Any] = {"discount_code": "LIVE10", "percent_off": "10", **ASKED, **more}
    return Question(IssueDiscountCode(**fields), instant(at))


def open_offer(at: str = MONDAY, **more: Any) -> Question:
    """The shop opens an offer."""
    return Question(OpenLimitedOffer(**{"limited_offer": "F1", **ASKED, **more}), instant(at))


def close_offer(at: str = MONDAY, **more: Any) -> Question:
    """The shop closes an offer."""
    return Question(CloseLimitedOffer(**{"limited_offer": "F1", **ASKED, **more}), instant(at))


def opened(at: str, until: str | None = None) -> Deed:
    """An offer was opened."""
    over = instant(until) if until is not None else None
    return deed(LimitedOfferOpened(**S1, limited_offer="F1", until=over), at=at)


def test_a_bound_shop_gives_out_a_discount_as_it_says() -> None:
    fields: dict[str, Any] = {"live_only": True, "stackable": True, "discount_kind": "coupon"}
    code: dict[str, Any] = {"discount_code": "LIVE10", "percent_off": "10", **fields}

    given(bound("S1", "A1", at=EARLIER)).when(issue(**fields)).finds(
        "shop.active_binding", "holds", seen=True, see=(1,), source="003 / 3-06"
    ).then(deed(DiscountCodeIssued(**S1, **code), at=MONDAY))


@pytest.mark.parametrize("asked", [issue(), open_offer()])
def test_without_a_binding_there_is_neither(asked: Question) -> None:
    given().when(asked).then_refused("shop.active_binding", earliest=None, see=())


@pytest.mark.parametrize("asked", [issue(), open_offer()])
def test_a_binding_that_is_not_in_effect_is_none(asked: Question) -> None:
    begun = given(invited("S1", "A1", at=EARLIER), accepted("S1", "A1", at=EARLIER))
    active = BindingActivated(binding="S1-A1", account="tiktok:A1", program=CHANNEL, **S1)

    begun.when(asked).helped_by([active]).then_refused(
        "shop.active_binding", earliest=None, see=(2,)
    )
    given(bound("S1", "A1", at=EARLIER), ended("S1", "A1", at=EARLIER)).when(asked).then_refused(
        "shop.active_binding", earliest=None, see=(2,)
    )


def test_a_code_for_one_account_needs_the_binding_with_that_account() -> None:
    story = given(bound("S1", "A1", at=EARLIER))

    story.when(issue(account="tiktok:A2")).then_refused("shop.active_binding", earliest=None)
    story.when(issue(account="tiktok:A1")).finds("shop.active_binding", "holds", see=(1,))


def test_a_closed_shop_gives_out_nothing() -> None:
    story = given(bound("S1", "A1", at=EARLIER), closed("S1", at=EARLIER))

    story.when(issue()).then_refused("shop.open", "shop.active_binding", earliest=None)


def test_an_offer_is_opened_and_closed_once() -> None:
    story = given(bound("S1", "A1", at=EARLIER))

    story.when(close_offer()).then_refused("limited_offer.state", earliest=None, see=())
    story = story.when(open_offer(count=100)).then(
        deed(LimitedOfferOpened(**S1, limited_offer="F1", count=100), at=MONDAY)
    )
    story.when(open_offer(LATER)).then_refused("limited_offer.state", earliest=None)
    story = story.when(close_offer(LATER, reason="售罄")).then(
        deed(LimitedOfferClosed(**S1, limited_offer="F1", reason="售罄"), at=LATER)
    )
    story.when(close_offer("2026-03-03T09:00Z")).then_refused("limited_offer.state", earliest=None)


def test_an_offer_is_closed_by_itself_at_the_instant_it_said() -> None:
    story = given(bound("S1", "A1", at=EARLIER), opened(MONDAY, until=LATER))

    story.when(open_offer("2026-03-02T09:14:59Z")).then_refused(
        "limited_offer.state", earliest=LATER, see=(2,)
    )
    story.when(close_offer(LATER)).then_refused("limited_offer.state", earliest=None, see=(2,))


def test_an_offer_may_be_closed_when_the_binding_is_over() -> None:
    story = given(
        bound("S1", "A1", at=EARLIER), opened(EARLIER), ended("S1", "A1", at="2026-02-02T09:00Z")
    )

    assert story.when(close_offer()).verdict.holds


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (issue(valid_from=instant(LATER), valid_until=instant(LATER)), "valid_until"),
        (issue(valid_until=instant(MONDAY)), "valid_until"),
        (open_offer(until=instant(MONDAY)), "until"),
        (issue(amount_off=500), "currency"),
        (open_offer(currency="MXN"), "amount_off"),
        (issue(program="tiktok.nothing"), "program"),
    ],
)
def test_nonsense_is_bad_input(asked: Question, where: str) -> None:
    given(bound("S1", "A1", at=EARLIER)).when(asked).then_bad_input(where)


@pytest.mark.parametrize(
    ("shop", "program", "asked"),
    [
        ("wechat:S1", "wechat.channels_shop", ["shop.open", "shop.active_binding"]),
        ("kuaishou:S1", "kuaishou.shop", ["shop.open"]),
    ],
)
def test_elsewhere_the_law_of_the_platform_decides(
    shop: str, program: str, asked: list[str]
) -> None:
    story = given(law=[adopted(source_rulebook(program), program=program)])
    answer = story.when(issue(shop=shop))

    assert (answer.verdict.program, answer.asked()) == (program, asked)


def test_a_feed_that_never_told_of_a_binding_breaks_nothing() -> None:
    code = deed(DiscountCodeIssued(**S1, discount_code="LIVE10"), at=MONDAY)
    over = given(bound("S1", "A1", at=EARLIER), ended("S1", "A1", at=EARLIER), code)

    assert given(code).breaches() == []
    assert given(bound("S1", "A1", at=EARLIER), code).breaches() == []
    assert over.breaches() == [(max(over.told), "DiscountCodeIssued.v1", ["shop.active_binding"])]
