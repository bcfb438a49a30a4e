"""Campaigns are open to shops with a compliance score of at least eighty."""

from __future__ import annotations

import pytest

from ledger.events import ComplianceScoreDeducted, ComplianceScoreRestored
from tests.story import adopted, deed, enrol, enrolled, given, rulebook, scored

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"


@pytest.mark.parametrize(("score", "outcome"), [(79, "breaks"), (80, "holds"), (81, "holds")])
def test_eighty_itself_is_enough(score: int, outcome: str) -> None:
    given(scored("S1", score, at=EARLIER)).when(enrol("S1", "C1", at=MONDAY)).finds(
        "shop.campaign_score",
        outcome,
        severity="refuse",
        limit=80,
        seen=score,
        unit="points",
        see=(1,),
        source="003 / 3-30",
    )


def test_a_shop_enters() -> None:
    given(scored("S1", 80, at=EARLIER)).when(enrol("S1", "C1", at=MONDAY)).then(
        enrolled("S1", "C1", at=MONDAY)
    )


def test_waiting_does_not_raise_a_score() -> None:
    given(scored("S1", 79, at=EARLIER)).when(enrol("S1", "C1", at=MONDAY)).then_refused(
        "shop.campaign_score", earliest=None, see=(1,)
    )


def test_without_a_score_nobody_knows() -> None:
    given().when(enrol("S1", "C1", at=MONDAY)).finds(
        "shop.campaign_score", "unknown", severity="refuse", missing="ComplianceScoreObserved"
    ).then_refused("shop.campaign_score", earliest=None, see=())


def test_a_deduction_alone_tells_no_score() -> None:
    deducted = ComplianceScoreDeducted(shop="tiktok:S1", points=5)

    given(deed(deducted, at=EARLIER)).when(enrol("S1", "C1", at=MONDAY)).finds(
        "shop.campaign_score", "unknown", missing="ComplianceScoreObserved"
    )


def test_deductions_and_restorations_move_the_score_that_was_observed() -> None:
    history = given(
        scored("S1", 84, at="2026-02-01T09:00Z"),
        deed(ComplianceScoreDeducted(shop="tiktok:S1", points=5), at="2026-02-02T09:00Z"),
    )

    history.when(enrol("S1", "C1", at=MONDAY)).then_refused(
        "shop.campaign_score", earliest=None, see=(2,)
    )
    history.and_then(
        deed(ComplianceScoreRestored(shop="tiktok:S1", points=1), at="2026-02-03T09:00Z")
    ).when(enrol("S1", "C1", at=MONDAY)).finds("shop.campaign_score", "holds", seen=80, see=(3,))


def test_the_score_of_an_account_is_not_the_shops() -> None:
    deducted = ComplianceScoreDeducted(account="tiktok:A1", points=50)
    history = given(scored("S1", 80, at=EARLIER), deed(deducted, at=EARLIER))

    history.when(enrol("S1", "C1", at=MONDAY)).then(enrolled("S1", "C1", at=MONDAY))


def test_left_out_the_program_is_the_channel_and_given_it_is_that() -> None:
    official = rulebook({"shop.campaign_score": 90}, program="tiktok.official")
    history = given(
        scored("S1", 85, at=EARLIER),
        law=[adopted(rulebook({})), adopted(official, program="tiktok.official")],
    )

    history.when(enrol("S1", "C1", at=MONDAY)).then(enrolled("S1", "C1", at=MONDAY))
    history.when(enrol("S1", "C1", at=MONDAY, program="tiktok.official")).then_refused(
        "shop.campaign_score", earliest=None
    )
