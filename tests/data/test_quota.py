"""`quota` on the real command line: traffic let through on a local day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Line, Talk, fact

SHOP = "wechat:W1"
NOW = "2026-02-10T00:00:00Z"
NOON = "2026-02-08T04:00:00Z"
"""Noon in Shanghai."""


def counted(name: str, value: str, at: str, **more: Any) -> Line:
    data = {"shop": SHOP, "metric": "referrals", "value": value} | more
    return fact("MetricSnapshotRecorded", name, at, **data)


def quota_set(name: str, at: str, **more: Any) -> Line:
    return fact("TrafficQuotaSet", name, at, shop=SHOP, quota_kind="referrals", **more)


def reached(name: str, at: str, **more: Any) -> Line:
    return fact("TrafficQuotaReached", name, at, shop=SHOP, quota_kind="referrals", **more)


@pytest.fixture
def shopped(talk: Talk) -> Talk:
    """A WeChat shop in China."""
    talk.take(fact("ShopRegistered", "s", "2026-01-01", shop=SHOP, operating_country="CN"), now=NOW)
    return talk


def told(talk: Talk, at: str = NOON) -> list[tuple[Any, ...]]:
    quotas = talk.json("quota", SHOP, "--valid", at)["quotas"]
    return [(one["account"], one["limit"], one["used"], one["left"]) for one in quotas]


def test_the_law_of_wechat_lets_500_through_a_day(shopped: Talk) -> None:
    answer = shopped.json("quota", SHOP, "--valid", NOON)

    assert (answer["day"], answer["time_zone"]) == ("2026-02-08", "Asia/Shanghai")
    (one,) = answer["quotas"]
    assert (one["mode"], one["limit"], one["used"], one["left"]) == ("fixed", 500, None, 500)
    assert one["source"] == "002 / 2-29, reading A50 (unconfirmed)"


@pytest.mark.parametrize(
    ("at", "used"),
    [
        ("2026-02-07T15:59:59.999999Z", 490),
        ("2026-02-07T16:00:00Z", None),
        ("2026-02-08T01:00:00Z", 120),
        ("2026-02-08T15:59:59.999999Z", 320),
        ("2026-02-08T16:00:00Z", 7),
    ],
)
def test_referrals_are_counted_by_the_local_day(shopped: Talk, at: str, used: int | None) -> None:
    shopped.take(
        counted("1", "490", "2026-02-07T15:59:59Z"),
        counted("2", "120", "2026-02-08T01:00:00Z"),
        counted("3", "320", "2026-02-08T03:00:00Z"),
        counted("4", "310", "2026-02-08T03:30:00Z"),
        counted("5", "9000", "2026-02-08T03:30:00Z", window_days=28),
        counted("6", "400", "2026-02-08T03:30:00Z", segment="18-24"),
        counted("7", "7", "2026-02-08T16:00:00Z"),
    )

    assert told(shopped, at) == [(None, 500, used, 500 - (used or 0))]


def test_a_quota_that_was_reached_is_used_up_until_it_is_set_anew(shopped: Talk) -> None:
    shopped.take(
        reached("r", "2026-02-08T03:00:00Z"),
        quota_set("q", "2026-02-08T05:00:00Z", mode="fixed", limit=800, per="day"),
        counted("1", "620", "2026-02-08T06:00:00Z"),
    )

    assert told(shopped) == [(None, 500, 500, 0)]
    assert told(shopped, "2026-02-08T05:00:00Z") == [(None, 800, None, 800)]
    assert told(shopped, "2026-02-08T06:00:00Z") == [(None, 800, 620, 180)]


def test_accounts_months_grades_and_bandwidth(shopped: Talk) -> None:
    account = {"account": "wechat:A"}
    shopped.take(
        quota_set("m", "2026-01-20", mode="fixed", limit=1000, per="month", **account),
        quota_set("g", "2026-01-20", mode="graded", grade="银", account="wechat:B"),
        quota_set("d", "2026-01-20", mode="dynamic"),
        counted("0", "5", "2026-01-31T15:00:00Z", **account),
        counted("1", "300", "2026-01-31T16:00:00Z", **account),
        counted("2", "400", "2026-02-08T03:00:00Z", **account),
        reached("r", "2026-02-08T03:00:00Z", used=77, account="wechat:B"),
    )

    assert told(shopped) == [
        (None, None, None, None),
        ("wechat:A", 1000, 700, 300),
        ("wechat:B", None, 77, None),
    ]
    chinese = shopped.ok("--lang", "zh", "quota", SHOP, "--valid", NOON).out
    assert "分级：银" in chinese
    assert "每月 1000 次" in chinese
    english = shopped.ok("quota", SHOP, "--valid", NOON).out
    assert "Of 1 quota nothing was counted." in english
    csv = shopped.ok("--csv", "quota", SHOP, "--valid", NOON).out.splitlines()
    assert csv[0].startswith("quota_kind,account,mode,grade,per,start,limit,used,left")
    assert len(csv) == 4


def test_without_a_zone_there_is_no_local_day(talk: Talk) -> None:
    shop = {"shop": SHOP, "operating_country": "US"}
    talk.take(fact("ShopRegistered", "s", "2026-01-01", **shop), now=NOW)

    assert talk.json("quota", SHOP)["day"] is None
    assert "no zone of the shop is known" in talk.ok("quota", SHOP).out
    assert talk.refuses("quota", "wechat:W2", status=1)["where"] == "shop:wechat:W2"
