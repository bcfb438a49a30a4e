"""D6, whose violation?

Harbor & Pine fell below 80 and lost a campaign over a video of Jo's; the shop: "It was posted
before we were linked." Settled by who was bound when it was posted; the points are the platform's
to give.
"""

from __future__ import annotations

from tests.console.talking import Talk
from tests.disputes_told.words import bound_to, finding, refusing

SHOP, ACCOUNT, VIOLATION = "tiktok:US2", "tiktok:A14", "V-US2-1"


def test_nobody_was_bound_when_it_was_posted(year: Talk) -> None:
    (recorded,) = (
        one
        for one in year.rows("history", f"violation:{VIOLATION}")
        if one["type"] == "ViolationRecorded.v1"
    )
    posted = recorded["data"]["content_posted_at"]

    assert bound_to(year, ACCOUNT, "--valid", posted) is None
    assert bound_to(year, ACCOUNT, "--valid", recorded["time"]) == SHOP
    shown = year.json("binding", "show", "US2-A14")
    assert posted < shown["active_since"] < recorded["time"]


def test_the_campaign_was_lost_for_five_points(year: Talk) -> None:
    assert refusing(year, "d6-campaign-at-75") == ["shop.campaign_score"]
    found = finding(year, "d6-campaign-at-75", "shop.campaign_score")
    assert (found["seen"]["value"], found["limit"]["value"]) == (75, 80)


def test_the_deduction_stands_until_the_appeal_is_granted(year: Talk) -> None:
    def score(at: str) -> tuple[int, str]:
        told = year.json("shop", "show", SHOP, "--valid", at)["compliance_score"]
        return told["value"], told["campaign_access"]

    assert score("2026-04-08T14:59:59Z") == (82, "open")
    assert score("2026-04-08T15:00:00Z") == (75, "restricted")
    assert score("2026-04-28T15:59:59Z") == (75, "restricted")
    assert score("2026-04-28T16:00:00Z") == (82, "open")
    moved = {
        one["type"]: one["change"]
        for one in year.json("statement", f"shop:{SHOP}", "compliance_score")["lines"]
        if one["type"] != "ComplianceScoreObserved.v1"
    }
    assert moved == {"ComplianceScoreDeducted.v1": -7, "ComplianceScoreRestored.v1": 7}
    assert refusing(year, "d6-campaign-again") == []
