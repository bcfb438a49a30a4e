"""Every story of the demo year ends as `examples/README.md` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from examples.lines import GOVERNANCE, utc
from examples.places import ACCOUNT, SHOP
from examples.stories import ANNULLED
from ledger.app import Ledger
from ledger.queries.state import show_account, show_binding, show_shop
from ledger.queries.telling import history
from ledger.queries.times import settle
from ledger.requests import Invite
from ledger.verdict import Finding, Seen
from tests.examples.year import Lived

END = "2026-11-16 18:00"

REFUSED = {
    "d1-A05-invite-too-many": ("shop.slots",),
    "d1-elsewhere-too-soon": ("account.rebind_wait",),
    "d2-other-shop": ("account.exclusive",),
    "d2-asks-again": ("binding.state",),
    "d2-other-shop-again": ("account.exclusive",),
    "d3-after-20-hours": ("binding.bound_time",),
    "d3-a-second-early": ("binding.bound_time",),
    "d4-VN2-review-too-late": ("account.exclusive",),
    "d5-campaign-at-78": ("shop.campaign_score",),
    "cn-too-late": ("violation.appeal_window",),
    "appeal-us-columbus-day": ("violation.appeal_window",),
    "d6-campaign-at-75": ("shop.campaign_score",),
    "d9-from-abroad-1": ("account.unlink_network",),
    "d9-from-abroad-2": ("account.unlink_network",),
    "d9-from-abroad-3": ("account.unlink_network",),
    "screened-invite-refused": ("account.content_screen",),
    "wrong-A22-unlink-blocked": ("account.open_violation",),
    "closing-sells-no-more": ("account.bound", "account.showcase_daily"),
    "closing-invite-after-close": ("shop.open",),
    "ban-A39-again-while-banned": ("account.status", "account.ban_record"),
    "feed-no-chance-left": ("shop.unlink_chances",),
    "zone-showcase": ("account.showcase_daily",),
    "zone-showcase-again": ("account.showcase_daily",),
    "zone-appeal": ("violation.appeal_window",),
    "next-invite-too-soon": ("account.exclusive", "shop.slots"),
}
"""What the stories were refused, and why; everything else they asked was granted."""


@pytest.fixture(scope="module")
def ledger(lived: Lived) -> Iterator[Ledger]:
    with Ledger.open(lived.address, write=False, now=utc(END)) as opened:
        yield opened


def shop(ledger: Ledger, key: str, at: str = END) -> dict[str, Any]:
    """A shop as it stood, and as it was known, at a time."""
    times = settle(ledger.store, utc(at), utc(at), utc(at))
    shown = show_shop(ledger.store, SHOP[key].id, times, ended=True)
    assert shown is not None
    return shown


def account(ledger: Ledger, key: str, at: str = END) -> dict[str, Any]:
    """An account as it stood, and as it was known, at a time."""
    times = settle(ledger.store, utc(at), utc(at), utc(at))
    shown = show_account(ledger.store, ACCOUNT[key].id, times)
    assert shown is not None
    return shown


def bound_to(ledger: Ledger, key: str, at: str = END) -> str | None:
    """The shop an account is bound to."""
    bound = account(ledger, key, at)["bound_to"]
    return None if bound is None else bound["shop"].removeprefix("tiktok:")


def binding(ledger: Ledger, name: str) -> dict[str, Any]:
    shown = show_binding(ledger.store, name, settle(ledger.store, utc(END), None, None))
    assert shown is not None
    return shown


def kinds_of(ledger: Ledger, *tags: str) -> list[str]:
    times = settle(ledger.store, utc(END), None, None)
    return [fact["type"].removesuffix(".v1") for fact in history(ledger.store, tags, times)]


def chances(shown: dict[str, Any]) -> int:
    left: int = shown["unlink_chances"]["tiktok.channel"]["left"]
    return left


def deadline(shown: dict[str, Any], violation: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in shown["deadlines"] if one["subject"] == f"violation:{violation}"
    )
    return found


def refusing(lived: Lived, name: str) -> tuple[Finding, ...]:
    return tuple(one for one in lived.answers[name].verdict.findings if one.refuses)


def test_the_stories_are_refused_what_they_should_be_and_nothing_else(lived: Lived) -> None:
    told = {
        name: tuple(finding.rule for finding in refusing(lived, name))
        for name, answer in lived.answers.items()
        if not name.startswith("r-") and not answer.granted
    }

    assert told == REFUSED


def test_d1_two_of_three_chances_are_left(ledger: Ledger) -> None:
    shown = shop(ledger, "MX1")

    assert chances(shown) == 2
    assert {one["account"]: one["reason"] for one in shown["bindings"] if "reason" in one} == {
        "tiktok:A01": "shop_unlink",
        "tiktok:A02": "account_unlink",
        "tiktok:A03": "account_deregistered",
    }


def test_the_next_account_may_come_when_a_slot_and_a_wait_are_over(ledger: Ledger) -> None:
    invite = Invite(
        id="next",
        actor="shop:MX1/ops-1",
        shop="tiktok:MX1",
        account="tiktok:A08",
        program="tiktok.channel",
    )
    answer = ledger.can(invite)

    broken = [one.rule for one in answer.verdict.findings if one.outcome.value == "breaks"]
    assert broken == ["account.rebind_wait", "shop.slots", "account.category_match"]
    assert answer.earliest == utc("2026-11-17 09:30")
    released = shop(ledger, "MX1")["bindings"]
    assert [one["due"] for one in released if one["account"] == "tiktok:A06"]


def test_d2_the_request_to_leave_is_proven_and_still_open(ledger: Ledger) -> None:
    shown = binding(ledger, "TH1-A20")
    told = kinds_of(ledger, "shop:tiktok:TH1", "account:tiktok:A20")

    assert (shown["state"], shown["since"]) == ("unlink_requested", "2026-07-03T04:20:00Z")
    assert [one["waiting_for"] for one in shop(ledger, "TH1")["pending"]] == ["shop"]
    assert {"UnlinkRequested", "BindingAttemptFailed", "RequestRefused"} <= set(told)
    assert not {"UnlinkApproved", "UnlinkRefused", "UnlinkRequestWithdrawn"} & set(told)


def test_d3_the_clock_starts_at_activation(lived: Lived, ledger: Ledger) -> None:
    (finding,) = refusing(lived, "d3-after-20-hours")

    assert finding.seen == Seen(20, "hours")
    assert lived.answers["d3-after-20-hours"].earliest == utc("2026-03-03 16:00")
    assert binding(ledger, "GB1-A17")["reason"] == "account_unlink"
    assert chances(shop(ledger, "GB1", "2026-03-05 00:00")) == 3


def test_d4_the_first_activation_wins(ledger: Ledger) -> None:
    assert bound_to(ledger, "A25") == "VN1"
    assert binding(ledger, "VN2-A25")["state"] == "ended"


def test_d5_the_holiday_gives_a_day_more(ledger: Ledger) -> None:
    window = deadline(shop(ledger, "MX2", "2026-09-12 00:00"), "V-MX2-1")

    assert window["until"] == "2026-09-19T06:00:00Z"
    assert "2026-09-16" not in window["counted"]
    assert account(ledger, "A09", "2026-10-10 06:00")["ecommerce_permission"] == "closed"
    assert account(ledger, "A09")["ecommerce_permission"] == "granted"


def test_d5_a_saturday_that_is_worked_is_counted(ledger: Ledger) -> None:
    window = deadline(shop(ledger, "CN1", "2026-10-11 00:00"), "V-CN1-1")

    assert window["until"] == "2026-10-12T16:00:00Z"
    assert window["counted"] == [
        *("2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08"),
        *("2026-10-09", "2026-10-10", "2026-10-12"),
    ]


def test_d6_the_campaign_is_open_again_once_the_points_are_back(
    lived: Lived, ledger: Ledger
) -> None:
    (finding,) = refusing(lived, "d6-campaign-at-75")

    assert finding.seen == Seen(75, "points")
    assert bound_to(ledger, "A14", "2026-01-05 22:00") is None
    assert lived.answers["d6-campaign-at-80"].granted
    assert lived.answers["d6-campaign-again"].granted


def test_d9_refusals_use_no_chance(ledger: Ledger) -> None:
    used = kinds_of(ledger, "binding:MY1-A29").count("ShopUnlinked")

    assert used == 0
    assert binding(ledger, "MY1-A29")["reason"] == "account_unlink"


def test_an_annulled_violation_blocks_nothing_any_more(lived: Lived, ledger: Ledger) -> None:
    times = settle(ledger.store, utc(END), None, None)
    told = {
        fact["data"].get("violation"): fact.get("annulled", False)
        for fact in history(ledger.store, ["account:tiktok:A22", "account:tiktok:A21"], times)
        if fact["type"] == "ViolationRecorded.v1"
    }

    assert told == {"V-TH2-1": True, "V-TH2-2": False}
    assert ANNULLED == "V-TH2-1-recorded"
    assert GOVERNANCE == "tiktok/governance"
    assert lived.answers["wrong-A22-unlink-free"].granted


def test_a_closed_shop_holds_nobody(ledger: Ledger) -> None:
    assert shop(ledger, "PH1", "2026-06-11 00:00")["status"] == "open"
    assert shop(ledger, "PH1", "2026-07-11 00:00")["status"] == "closing"
    shown = shop(ledger, "PH1")
    assert shown["status"] == "closed"
    assert {one["due"] for one in shown["bindings"] if "due" in one} == {"2026-07-20T02:00:00Z"}


def test_news_that_came_late_is_told_at_its_time(ledger: Ledger) -> None:
    times = settle(ledger.store, utc(END), None, None)
    told = list(history(ledger.store, ["account:tiktok:A39"], times))
    banned = next(fact for fact in told if fact["type"] == "AccountBanned.v1")

    assert banned["late"]
    assert banned["time"] == "2026-03-05T07:00:00Z"
    assert banned["recordedtime"] == "2026-04-10T06:00:00Z"
    assert bound_to(ledger, "A39") == "ID1"


def test_a_shop_known_only_from_the_feed(ledger: Ledger) -> None:
    shown = shop(ledger, "SG1")

    assert shown["slots"]["tiktok.channel"] == {"limit": 4, "used": 5, "reserved": 0, "left": -1}
    assert chances(shown) == 0
