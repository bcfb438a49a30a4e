"""`metrics` on the real command line: snapshots, how fresh they are, and two spans compared."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.console.talking import Line, Talk, fact, shop

SHOP, ACCOUNT = "shop:tiktok:S1", "account:tiktok:A1"
NOW = "2026-02-10T00:00:00Z"


def snapshot(name: str, metric: str, value: str, at: str = "2026-02-08", **more: Any) -> Line:
    data = {"shop": "tiktok:S1", "metric": metric, "value": value} | more
    return fact("MetricSnapshotRecorded", name, at, **data)


def spans(metric: str, short: str, long: str, **more: Any) -> tuple[Line, Line]:
    """A metric over 7 and over 28 days."""
    return (
        snapshot(f"{metric}7", metric, short, window_days=7, **more),
        snapshot(f"{metric}28", metric, long, window_days=28, **more),
    )


@pytest.fixture
def shopped(talk: Talk) -> Talk:
    talk.take(shop(), now=NOW)
    return talk


def test_snapshots_say_where_they_were_read_and_how_old_they_were(shopped: Talk) -> None:
    where: dict[str, Any] = {
        "measured_by": "data_compass",
        "lag_seconds": 3600,
        "account": "tiktok:A1",
    }
    shopped.take(
        snapshot("1", "gpm", "12.5", benchmark="15", **where),
        snapshot("2", "gpm", "15", benchmark="15.0"),
        snapshot("3", "click_rate", "3.5", window_days=1, window_end="2026-02-07T16:00:00Z"),
    )
    told = shopped.json("metrics", SHOP)["snapshots"]

    assert [(one["measured_at"], one["below_benchmark"]) for one in told] == [
        ("2026-02-07T23:00:00Z", True),
        ("2026-02-08T00:00:00Z", False),
        ("2026-02-07T16:00:00Z", None),
    ]
    of_account = shopped.json("metrics", ACCOUNT)["snapshots"]
    assert [one["position"] for one in of_account] == [told[0]["position"]]
    only = shopped.json("metrics", SHOP, "--metric", "click_rate")["snapshots"]
    assert [one["metric"] for one in only] == ["click_rate"]
    since = ("--since", "2026-02-08T00:00:00.000001Z")
    assert shopped.json("metrics", SHOP, *since)["snapshots"] == []
    assert shopped.json("metrics", SHOP, "--valid", "2026-02-07T00:00:00Z")["snapshots"] == []


@pytest.mark.parametrize(
    ("metric", "short", "long", "compared", "change"),
    [
        ("gmv", "700", "2800", ("100.00", "100.00"), "0.00"),
        ("gmv", "1400.07", "2800", ("200.01", "100.00"), "100.01"),
        ("conversion_rate", "2.1", "2.4", ("2.10", "2.40"), "-12.50"),
        ("refunds", "-5", "-10", ("-5.00", "-10.00"), "50.00"),
        ("dwell_time", "5", "0", ("5.00", "0.00"), None),
        ("clicks", "9" * 18, "0.000000001", ("9" * 18 + ".00", "0.00"), "9" * 18 + "0" * 11),
    ],
)
def test_7_days_are_compared_with_28(
    shopped: Talk, metric: str, short: str, long: str, compared: tuple[str, str], change: str | None
) -> None:
    shopped.take(*spans(metric, short, long))
    answer = shopped.json("metrics", SHOP)

    assert (answer["windows"], answer["windows_by"]) == ([7, 28], "003 / 3-43")
    (one,) = answer["comparisons"]
    assert (one["short_compared"], one["long_compared"]) == compared
    if metric == "clicks":
        assert one["change_percent"] == f"{(10**18 - 1) * 10**11 - 100}.00"
    else:
        assert one["change_percent"] == change


def test_only_what_was_measured_alike_is_compared(shopped: Talk) -> None:
    shopped.take(
        *spans("gmv", "700", "2800", currency="USD"),
        snapshot("eur", "gmv", "1", window_days=7, currency="EUR"),
        snapshot("room", "gmv", "1", window_days=28, currency="USD", live_room="R"),
        snapshot("later", "gmv", "1400", "2026-02-09", window_days=7, currency="USD"),
        snapshot("14", "gmv", "2100", window_days=14, currency="USD"),
    )

    (one,) = shopped.json("metrics", SHOP)["comparisons"]
    assert (one["short"]["value"], one["long"]["value"]) == ("1400", "2800")
    (asked,) = shopped.json("metrics", SHOP, "--compare", "7,14")["comparisons"]
    assert (asked["short_compared"], asked["long_compared"]) == ("200.00", "150.00")


def test_a_total_that_runs_backwards_is_told_with_what_it_falls_behind(shopped: Talk) -> None:
    room = {"live_room": "L-0117"}
    shopped.take(
        snapshot("1", "plays", "900", "2026-02-03", **room),
        snapshot("2", "plays", "1000", "2026-02-02", **room),
        snapshot("3", "plays", "1000", "2026-02-04", **room),
        snapshot("4", "plays", "999.5", "2026-02-05", **room),
        snapshot("elsewhere", "plays", "1", "2026-02-06", live_room="L-0118"),
        snapshot("span", "plays", "1", "2026-02-06", window_days=7, **room),
        snapshot("rate", "conversion_rate", "2", "2026-02-03", **room),
        snapshot("lower", "conversion_rate", "1", "2026-02-04", **room),
    )
    told = shopped.json("metrics", SHOP)["snapshots"]

    positions = {one["time"]: one["position"] for one in told if one["metric"] == "plays"}
    assert {one["value"]: one["runs_backwards"] for one in told if one["runs_backwards"]} == {
        "900": positions["2026-02-02T00:00:00Z"],
        "999.5": positions["2026-02-04T00:00:00Z"],
    }
    latest = positions["2026-02-04T00:00:00Z"]
    assert f"999.5, less than #{latest}" in shopped.ok("metrics", SHOP).out
    assert f"999.5，低于 #{latest}" in shopped.ok("--lang", "zh", "metrics", SHOP).out


@pytest.mark.parametrize("windows", ["28,7", "7,7", "7", "7,x", "0,7", "-1,7"])
def test_two_spans_are_a_shorter_and_a_longer_one(shopped: Talk, windows: str) -> None:
    error = shopped.refuses("metrics", SHOP, f"--compare={windows}", status=2)
    assert error["where"] == "--compare"


def test_only_shops_and_accounts_are_measured(shopped: Talk) -> None:
    assert shopped.refuses("metrics", "binding:B1", status=2)["where"] == "SUBJECT"
    assert shopped.refuses("metrics", "shop:tiktok:S2", status=1)["where"] == "shop:tiktok:S2"


def test_csv_exports_an_account_and_people_read_both_languages(shopped: Talk) -> None:
    more = {"account": "tiktok:A1", "currency": "MXN", "measured_by": "数据罗盘"}
    shopped.take(*spans("gmv", "700", "1400", **more))

    rows = list(csv.DictReader(io.StringIO(shopped.ok("--csv", "metrics", ACCOUNT).out)))
    assert [(row["metric"], row["value"], row["measured_by"]) for row in rows] == [
        ("gmv", "700", "数据罗盘"),
        ("gmv", "1400", "数据罗盘"),
    ]
    english = shopped.ok("metrics", ACCOUNT).out
    assert "7 against 28 days (003 / 3-43)" in english
    assert "100.00 %" in english
    chinese = shopped.ok("--lang", "zh", "metrics", ACCOUNT).out
    assert "7 天与 28 天对比（003 / 3-43）" in chinese
