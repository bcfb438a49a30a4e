"""A Douyin shop from registration to closing, and an account that leaves: the real command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import ROOT, Talk, fact
from tests.examples.stories import asked

STORY = ROOT / "examples" / "shop-life"
SHOP, OFFICIAL, LEFT = "douyin:7301", "douyin:qinghe", "douyin:linxiao"

REFUSED = {
    "r01": (["shop.materials", "shop.name_equals_licence"], None),
    "r04": (["shop.name_equals_licence"], None),
    "r06": (["shop.deposit"], None),
    "r12": (["shop.closing_notice"], "2027-04-24T02:00:00Z"),
    "r13": (["shop.closing_state"], None),
    "r18": (["account.deregistration_state"], None),
}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """The story, taken once through the ledger; the tests only look at it."""
    talk = Talk(str(Path(tmp_path_factory.mktemp("shop-life")) / "ledger.db"))
    answers = [one for some in asked(talk, "shop-life") for one in some]
    refused = {one["request"]: one for one in answers if one["answer"] == "refused"}
    assert len(answers) == 20
    assert refused.keys() == REFUSED.keys()
    for name, (rules, earliest) in REFUSED.items():
        findings = refused[name]["verdict"]["findings"]
        assert [one["rule"] for one in findings if one["outcome"] != "holds"] == rules
        assert refused[name]["earliest"] == earliest
    return talk


def shop(lived: Talk, at: str) -> Any:
    return lived.json("shop", "show", SHOP, "--valid", at)


def test_no_name_of_the_story_stands_in_a_leaf(lived: Talk) -> None:
    leaves = lived.ok("export", "--leaves").out

    assert "青禾" not in leaves
    assert "林晓" not in leaves
    assert "青禾女装" in lived.ok("export").out


def test_a_review_says_how_many_working_days_it_has_left(lived: Talk) -> None:
    # 25 to 27 September were off for the Mid-Autumn Festival, 1 to 7 October for the National Day.
    counted = ["2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09"]
    view = shop(lived, "2026-09-25T00:00:00Z")

    assert view["review"] == {
        "state": "in_review",
        "opened": "2026-09-24T02:10:00Z",
        "concluded": None,
        "reasons": [],
        "expected_from": "2026-09-29T16:00:00Z",
        "until": "2026-10-09T16:00:00Z",
        "counted": counted,
        "overdue": False,
    }
    assert view["deadlines"] == [
        {
            "rule": "shop.review_time",
            "subject": f"shop:{SHOP}",
            "until": "2026-10-09T16:00:00Z",
            "counted": counted,
        }
    ]


@pytest.mark.parametrize(
    ("at", "overdue"),
    [
        ("2026-10-09T15:59:59.999999Z", False),
        ("2026-10-09T16:00:00Z", True),
        ("2026-10-09T16:00:00.000001Z", True),
    ],
)
def test_a_review_is_overdue_after_its_last_working_day(talk: Talk, at: str, overdue: bool) -> None:
    for line in (STORY / "1-facts.ndjson", STORY / "3-facts.ndjson"):
        talk.ok("--now", "2026-09-24T02:05:00Z", "import", str(line))
    opened = ("ShopReviewOpened", "--at", "2026-09-24T02:10:00Z", f"shop={SHOP}")
    talk.ok("--now", "2026-09-24T02:10:00Z", "record", *opened)

    assert shop(talk, at)["review"]["overdue"] is overdue
    assert ("due" in shop(talk, at)["deadlines"][0]) is overdue
    (item,) = (
        one for one in talk.rows("agenda", "--valid", at) if one["what"] == "shop_review_ends"
    )
    assert (item["due"], item["rule"]) == ("2026-10-09T16:00:00Z", "shop.review_time")
    assert ("overdue" in talk.ok("agenda", "--valid", at).out) is overdue


def test_a_country_without_a_calendar_is_not_guessed(talk: Talk) -> None:
    talk.take(
        fact("ShopRegistered", "s", "2026-01-01", shop="douyin:X", operating_country="KZ"),
        fact("ShopReviewOpened", "o", "2026-01-02", shop="douyin:X"),
        now="2026-01-03T00:00:00Z",
    )

    assert talk.json("shop", "show", "douyin:X")["review"]["missing"].startswith(
        ("calendar:KZ", "ShopRegistered.time_zone")
    )
    (item,) = talk.rows("agenda")
    assert (item["due"], item["what"], item["waiting_for"]) == (
        None,
        "shop_review_waits",
        "platform",
    )
    assert "missing" in item


def test_what_the_shop_handed_in_and_paid(lived: Talk) -> None:
    view = shop(lived, "2026-10-10T00:00:00Z")

    assert [one["material_kind"] for one in view["materials"]] == ["business_licence", "logo"]
    assert view["deposit"] == [{"currency": "CNY", "held": 200_000}]
    assert view["review"]["state"] == "passed"
    assert view["closing"] is None


def test_a_notice_taken_back_and_given_again_starts_again(lived: Talk) -> None:
    """Dispute D8, the first half: 30 days count from the last announcement."""
    first, back, again = (shop(lived, f"2027-03-{day}T00:00:00Z") for day in ("02", "21", "26"))

    assert first["status"] == again["status"] == "closing"
    assert first["closing"]["earliest_close"] == "2027-03-31T02:00:00Z"
    assert (back["status"], back["deadlines"]) == ("open", [])
    assert back["closing"] == {
        "announced": None,
        "withdrawn": "2027-03-20T02:00:00Z",
        "closed": None,
        "earliest_close": None,
        "closed_by": None,
    }
    assert again["closing"]["earliest_close"] == "2027-04-24T02:00:00Z"
    assert again["deadlines"] == [
        {
            "rule": "shop.closing_notice",
            "subject": f"shop:{SHOP}",
            "until": "2027-04-24T02:00:00Z",
            "counted": [],
        }
    ]
    agenda = lived.rows("agenda", "--valid", "2027-03-26T00:00:00Z")
    assert {
        "due": "2027-04-24T02:00:00Z",
        "what": "shop_closing",
        "subject": f"shop:{SHOP}",
        "rule": "shop.closing_notice",
        "since": "2027-03-25T02:00:00Z",
    } in agenda


@pytest.mark.parametrize(
    ("second", "completed"), [("01:59:59", False), ("02:00:00", True), ("02:00:01", True)]
)
def test_a_completed_notice_is_not_overdue(talk: Talk, second: str, completed: bool) -> None:
    of = {"shop": SHOP}
    talk.take(
        fact("ShopRegistered", "s", "2026-01-01", **of, operating_country="CN"),
        fact("ShopClosingAnnounced", "c", "2026-01-02T02:00:00Z", **of),
        now="2026-01-03T00:00:00Z",
    )
    told = talk.ok("agenda", "--valid", f"2026-02-01T{second}Z").out

    assert ("completed" in told) is completed
    assert "overdue" not in told


def test_how_it_ended(lived: Talk) -> None:
    view = lived.json("shop", "show", SHOP)

    assert view["status"] == "closed"
    assert view["closing"]["closed"] == "2027-04-24T02:00:00Z"
    assert view["closing"]["closed_by"] == "shop"
    assert view["deposit"] == [{"currency": "CNY", "held": 0}]


def test_a_verification_until_it_runs_out(lived: Talk) -> None:
    view = lived.json("account", "show", OFFICIAL)

    assert view["verification"] == {
        "state": "passed",
        "since": "2026-09-24T02:00:00Z",
        "valid_until": "2027-09-24T16:00:00Z",
        "shop": SHOP,
    }
    (item,) = (
        one
        for one in lived.rows("agenda", "--until", "2027-12-31T00:00:00Z")
        if one["what"] == "verification_renewal"
    )
    assert (item["due"], item["subject"]) == ("2027-09-24T16:00:00Z", f"account:{OFFICIAL}")


def test_an_account_that_left_is_released_after_seven_days(lived: Talk) -> None:
    view = lived.json("account", "show", LEFT)

    assert (view["status"], view["due"]) == ("deregistered", "2027-05-22T02:00:00Z")
    assert view["deregistration"] == {
        "state": "deregistered",
        "requested": "2027-05-14T02:00:00Z",
        "deregistered": "2027-05-15T02:00:00Z",
        "released": None,
        "release": "2027-05-22T02:00:00Z",
    }


def test_bans_are_shown_lifted_or_not(talk: Talk) -> None:
    of = {"account": "douyin:A1"}
    talk.take(
        fact("AccountBanned", "b1", "2026-01-01", **of),
        fact("AccountBanLifted", "l1", "2026-01-02", **of, overturned=True),
        fact("AccountBanned", "b2", "2026-01-03", **of),
        now="2026-01-04T00:00:00Z",
    )

    assert talk.json("account", "show", "douyin:A1")["bans"] == [
        {"since": "2026-01-01T00:00:00Z", "lifted": "2026-01-02T00:00:00Z", "overturned": True},
        {"since": "2026-01-03T00:00:00Z", "lifted": None, "overturned": False},
    ]
    assert "Bans" in talk.ok("account", "show", "douyin:A1").out


def test_tick_records_what_ran_out_each_at_its_instant(lived: Talk, tmp_path: Path) -> None:
    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--bare", "--rehearsal")
    copy.ok("import", "-", stdin=lived.export())

    recorded = copy.json("tick", "--until", "2027-09-24T16:00:00Z")["recorded"]

    assert [(one["type"], one["time"]) for one in recorded] == [
        ("AccountReleased.v1", "2027-05-22T02:00:00Z"),
        ("EnterpriseVerificationExpired.v1", "2027-09-24T16:00:00Z"),
    ]
    assert copy.json("tick")["recorded"] == []
    assert copy.json("account", "show", OFFICIAL)["verification"]["state"] == "expired"


def test_the_audit_takes_every_decision_again(lived: Talk) -> None:
    judged = lived.json("audit")

    assert (judged["judged"], judged["agree"]) == (20, 20)
    assert (judged["disagreements"], judged["breaches"]) == ([], [])


def test_both_languages_tell_it(lived: Talk) -> None:
    at = ("--valid", "2027-03-26T00:00:00Z")
    english = lived.ok("shop", "show", SHOP, *at).out
    chinese = lived.ok("--lang", "zh", "shop", "show", SHOP, *at).out

    assert "may close from 2027-04-24T02:00:00Z" in english
    assert "business_licence" in english
    assert "自 2027-04-24T02:00:00Z 起可以关店" in chinese
    assert "营业执照" in chinese
    assert "杭州青禾服饰有限公司" in english
    assert "杭州青禾服饰有限公司" in chinese
    assert "将于 2027-05-22T02:00:00Z 释放" in lived.ok("--lang", "zh", "account", "show", LEFT).out


def test_every_reason_is_told_in_chinese(lived: Talk) -> None:
    history = lived.rows("history", f"shop:{SHOP}")
    refused = [one["data"]["request"] for one in history if one["type"] == "RequestRefused.v1"]

    assert len(refused) == 5
    for request in refused:
        done = lived.run("--json", "--lang", "zh", "ask", "-", stdin=json.dumps(request).encode())
        for finding in done.json["verdict"]["findings"]:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in finding["because"]), finding
