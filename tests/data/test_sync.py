"""`sync` on the real command line, and what counts as late."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ledger.events import SyncRunObserved
from ledger.queries.data.syncing import Schedule, lateness
from ledger.record import Fact
from tests.console.talking import Line, Talk, fact

SHOP, DAY = "wechat:W1", "2026-01-02"
NOW = "2026-01-10T00:00:00Z"


def policy(name: str, data_kind: str, at: str = DAY, **more: Any) -> Line:
    return fact("SyncPolicySet", name, at, shop=SHOP, data_kind=data_kind, **more)


def run(at: str, data_kind: str = "orders", outcome: str = "succeeded", **more: Any) -> Line:
    data = {"shop": SHOP, "data_kind": data_kind, "outcome": outcome, **more}
    return fact("SyncRunObserved", f"{data_kind}-{at}", at, **data)


@pytest.fixture
def shopped(talk: Talk) -> Talk:
    """A WeChat shop in China."""
    talk.take(fact("ShopRegistered", "s", "2026-01-01", shop=SHOP, operating_country="CN"), now=NOW)
    return talk


def late(talk: Talk, *words: str) -> list[tuple[str, str | None, int | None]]:
    """What was late of the only policy: what, until when, by how many seconds or runs."""
    (one,) = talk.json("sync", SHOP, *words)["policies"]
    return [
        (each["what"], each["until"], each["seconds"] if each["count"] is None else each["count"])
        for each in one["late"]
    ]


@pytest.mark.parametrize(
    ("at", "health", "found"),
    [
        ("00:00:15", "ok", []),
        ("00:00:15.000001", "late", [("run_missing", None, 1)]),
        ("00:00:20", "late", [("run_late", f"{DAY}T00:00:20Z", 5)]),
        ("00:00:35", "ok", [("run_late", f"{DAY}T00:00:20Z", 5)]),
        ("00:01:00", "late", [("run_late", f"{DAY}T00:00:20Z", 5), ("run_missing", None, 10)]),
    ],
)
def test_the_law_of_wechat_expects_orders_every_15_seconds(
    shopped: Talk, at: str, health: str, found: list[Any]
) -> None:
    shopped.take(policy("p", "orders"), run(f"{DAY}T00:00:20Z"), run(f"{DAY}T00:00:35Z"))
    answer = shopped.json("sync", SHOP, "--valid", f"{DAY}T{at}Z")

    assert answer["health"] == health
    (one,) = answer["policies"]
    assert one["every_seconds"] == 15
    assert one["expected_by"][0] == {
        "name": "sync.orders.every",
        "value": 15,
        "unit": "seconds",
        "source": "002 / 2-19",
    }
    assert late(shopped, "--valid", f"{DAY}T{at}Z") == found


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("douyin", (1800, None, False)), ("kuaishou", (None, None, True)), ("pdd", (None,) * 2)],
)
def test_each_platform_expects_orders_in_its_own_way(
    shopped: Talk, platform: str, expected: tuple[Any, ...]
) -> None:
    shopped.take(policy("p", "orders", platform=platform))
    (one,) = shopped.json("sync", SHOP)["policies"]

    assert (one["every_seconds"], one["runs_per_day"], one["by_hand"])[: len(expected)] == expected
    words = {"douyin": "late", "kuaishou": "manual", "pdd": "unknown"}
    assert one["health"] == words[platform]


def test_stock_is_calibrated_twice_a_local_day_on_kuaishou(shopped: Talk) -> None:
    # Shanghai days: the 3rd begins on the 2nd at 16:00 UTC.
    stock = {"data_kind": "stock", "platform": "kuaishou"}
    shopped.take(
        policy("p", at="2026-01-02T03:00:00Z", **stock),
        run("2026-01-02T16:00:00Z", **stock),
        run("2026-01-03T15:59:59Z", **stock),
        run("2026-01-03T16:00:00Z", **stock),
    )

    assert late(shopped, "--valid", "2026-01-04T15:59:59Z") == []
    assert late(shopped, "--valid", "2026-01-04T16:00:00Z") == [
        ("runs_short", "2026-01-04T16:00:00Z", 1)
    ]
    assert late(shopped, "--valid", "2026-01-04T16:00:00Z", "--since", "2026-01-04T16:00:00Z") == []


def test_what_a_policy_says_itself_goes_before_the_law(shopped: Talk) -> None:
    shopped.take(policy("p", "orders", interval_seconds=3600, direction="pull"))
    (one,) = shopped.json("sync", SHOP)["policies"]
    assert (one["every_seconds"], one["expected_by"], one["direction"]) == (3600, [], "pull")
    shopped.take(policy("q", "orders", at="2026-01-05", trigger="manual"))
    (one,) = shopped.json("sync", SHOP)["policies"]
    assert (one["by_hand"], one["health"], one["set_at"]) == (
        True,
        "manual",
        "2026-01-05T00:00:00Z",
    )
    (before,) = shopped.json("sync", SHOP, "--valid", "2026-01-04T00:00:00Z")["policies"]
    assert before["every_seconds"] == 3600


def test_old_data_and_failures_are_named(shopped: Talk) -> None:
    shopped.take(
        policy("p", "orders", interval_seconds=60),
        run(f"{DAY}T00:00:30Z", lag_seconds=100),
        run(f"{DAY}T00:00:50Z", outcome="failed", reason="token"),
    )

    answer = shopped.json("sync", SHOP, "--valid", f"{DAY}T00:01:00Z")
    assert answer["health"] == "failed"
    (one,) = answer["policies"]
    assert [(each["what"], each["seconds"]) for each in one["late"]] == [
        ("data_old", 40),
        ("run_failed", None),
    ]


def test_runs_belong_to_the_policy_of_their_way(shopped: Talk) -> None:
    shopped.take(
        policy("p", "stock", interval_seconds=60),
        policy("q", "stock", platform="kuaishou"),
        run(f"{DAY}T00:00:30Z", "stock"),
        run(f"{DAY}T00:00:40Z", "stock", platform="kuaishou"),
        run(f"{DAY}T00:00:50Z", "stock", platform="douyin"),
        run(f"{DAY}T00:00:50Z", "users"),
    )
    answer = shopped.json("sync", SHOP, "--valid", f"{DAY}T00:01:00Z")

    runs = {one["platform"]: one["runs"] for one in answer["policies"]}
    # What no policy names goes to those that name no other way.
    assert runs == {None: 2, "kuaishou": 1}
    assert answer["unplanned_runs"] == 1


def test_what_a_platform_lets_through_is_told_beside_what_was_set(shopped: Talk) -> None:
    shopped.take(policy("p", "stock", platform="douyin", direction="two_way"))

    (one,) = shopped.json("sync", SHOP)["policies"]
    assert one["stated_by_law"]["direction"]["value"] == "push"
    english, chinese = (shopped.ok("--lang", lang, "sync", SHOP).out for lang in ("en", "zh"))
    assert "the platform says from the shop (002 / 2-20)" in " ".join(english.split())
    assert "平台规定为由店铺推送" in "".join(chinese.split())


def test_people_read_what_is_late_in_both_languages(shopped: Talk) -> None:
    shopped.take(policy("p", "orders"), run(f"{DAY}T00:00:20Z"))

    english = shopped.ok("sync", SHOP).out
    assert "every 15 seconds (002 / 2-19)" in english
    assert "run is missing" in english
    chinese = shopped.ok("--lang", "zh", "sync", SHOP).out
    assert "运行缺失" in chinese
    rows = list(csv.DictReader(io.StringIO(shopped.ok("--csv", "sync", SHOP).out, newline="")))
    assert [row["what"] for row in rows] == ["run_late", "run_missing"]


def test_a_shop_without_policies_and_one_nobody_knows(shopped: Talk) -> None:
    assert shopped.json("sync", SHOP)["policies"] == []
    assert "no policy is set" in shopped.ok("sync", SHOP).out
    assert SHOP in shopped.refuses("sync", "wechat:W2", status=1)["now"]


@pytest.mark.parametrize("seed", range(20))
def test_time_is_either_in_time_or_late(seed: int) -> None:
    """The late stretches are just the time that no run of the last `every` covers."""
    print(f"seed {seed}")
    chance = random.Random(seed)
    start = datetime(2026, 1, 2, tzinfo=UTC)
    every, length = chance.randint(1, 30), 600
    seconds = sorted(chance.sample(range(1, length), chance.randint(0, 40)))
    runs = [
        Fact(place, time := start + timedelta(seconds=at), time, "tests", str(place), event)
        for place, at in enumerate(seconds, start=1)
        for event in [SyncRunObserved(shop=SHOP, data_kind="orders", outcome="succeeded")]
    ]
    at = start + timedelta(seconds=length)
    found = list(lateness(Schedule(timedelta(seconds=every)), start, runs, at, UTC))

    marks = [0, *seconds]
    uncovered = sum(
        all(not mark <= second < mark + every for mark in marks) for second in range(length)
    )
    assert sum(one.seconds or 0 for one in found) == uncovered
