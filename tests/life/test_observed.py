"""Observed acts of a life: what contradicts the told is a breach, what was left out is none."""

from __future__ import annotations

import pytest

from ledger.events import ShopDeactivatedByPlatform
from tests.life.words import (
    READY,
    SHOP,
    announced,
    closed,
    declared,
    gone,
    leaving,
    refunded,
    registered,
    review_opened,
    review_passed,
    staying,
    told,
    withdrawn,
)
from tests.story import Deed, Story, deed

EARLIER = "2026-03-01T09:00Z"
NOW = "2026-06-01T09:00Z"
CLOSED = (*READY, announced(EARLIER), closed("2026-04-01T09:00Z"))
OTHER_NAME = (registered("青禾女装"), declared())

BREACHES: list[tuple[tuple[Deed, ...], str, list[str]]] = [
    ((*OTHER_NAME, review_opened(NOW)), "ShopReviewOpened.v1", ["shop.name_equals_licence"]),
    ((*OTHER_NAME, review_passed(NOW)), "ShopReviewPassed.v1", ["shop.name_equals_licence"]),
    ((*CLOSED, announced(NOW)), "ShopClosingAnnounced.v1", ["shop.closing_state"]),
    ((*CLOSED, withdrawn(NOW)), "ShopClosingWithdrawn.v1", ["shop.closing_state"]),
    (
        (*READY, announced(EARLIER), closed("2026-03-31T08:59Z")),
        "ShopClosed.v1",
        ["shop.closing_notice"],
    ),
    (
        (gone(EARLIER), leaving(NOW)),
        "AccountDeregistrationRequested.v1",
        ["account.deregistration_state"],
    ),
    (
        (gone(EARLIER), staying(NOW)),
        "AccountDeregistrationCancelled.v1",
        ["account.deregistration_state"],
    ),
    ((gone(EARLIER), gone(NOW)), "AccountDeregistered.v1", ["account.deregistration_state"]),
]


@pytest.mark.parametrize(("deeds", "kind", "rules"), BREACHES)
def test_each_guarded_act_that_a_request_would_have_been_refused(
    deeds: tuple[Deed, ...], kind: str, rules: list[str]
) -> None:
    story = told(*deeds)

    assert story.breaches() == [(max(story.told), kind, rules)]


BY_PLATFORM = deed(ShopDeactivatedByPlatform(shop=SHOP), at=NOW)


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(told(*READY, announced(EARLIER), closed("2026-03-31T09:00Z")), id="in time"),
        pytest.param(told(registered(), closed(NOW)), id="no notice in the feed"),
        pytest.param(told(*READY, announced("2026-05-31T09:00Z"), BY_PLATFORM), id="by platform"),
        pytest.param(
            told(registered(), declared(), review_opened(EARLIER), review_passed(NOW)),
            id="no papers and no payment in the feed",
        ),
        pytest.param(told(registered(), review_passed(NOW)), id="no name on a licence"),
        pytest.param(told(registered(), refunded(at=NOW)), id="no closing in the feed"),
        pytest.param(told(gone(EARLIER)), id="no request in the feed"),
        pytest.param(told(staying(EARLIER), gone(NOW)), id="a second request left out"),
    ],
)
def test_what_was_left_out_is_no_breach(story: Story) -> None:
    assert story.breaches() == []
