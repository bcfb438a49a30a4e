"""Integrations and consents in `shop show` and `account show`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Line, Talk, account, fact, of_binding, shop

SHOP = "tiktok:S1"
NOW = "2026-03-01T00:00:00Z"


def connected(name: str, at: str, **more: Any) -> Line:
    data = {"shop": SHOP, "integration": name, "auth": "oauth2"} | more
    return fact("IntegrationConnected", f"{name}-{at}", at, **data)


def disconnected(name: str, at: str, **more: Any) -> Line:
    data = {"shop": SHOP, "integration": name} | more
    return fact("IntegrationDisconnected", f"{name}-gone-{at}", at, **data)


@pytest.fixture
def shopped(talk: Talk) -> Talk:
    """A shop with a bound account and a tool at their data."""
    tool = {"tool": "蝉妈妈", "platform": "douyin", "data_scope": "product_info"}
    talk.take(
        shop(),
        *account("A1"),
        of_binding("BindingActivated", "2026-01-05"),
        connected("I1", "2026-01-06", account="tiktok:A1", valid_until=NOW, **tool),
        fact(
            "DataSharingConsented",
            "c",
            "2026-01-07",
            account="tiktok:A1",
            shop=SHOP,
            recipients=["affiliates", "创作者广场"],
            purpose="analysis",
        ),
        now="2026-02-01T00:00:00Z",
    )
    return talk


def states(talk: Talk, *words: str) -> dict[str, str]:
    view = talk.json("shop", "show", SHOP, *words)
    return {one["integration"]: one["state"] for one in view["integrations"]}


def test_shop_and_account_tell_the_same_integration_and_consent(shopped: Talk) -> None:
    of_shop = shopped.json("shop", "show", SHOP)
    of_account = shopped.json("account", "show", "tiktok:A1")

    assert of_shop["integrations"] == of_account["integrations"]
    assert of_shop["integrations"] == [
        {
            "integration": "I1",
            "state": "connected",
            "integration_kind": None,
            "tool": "蝉妈妈",
            "platform": "douyin",
            "auth": "oauth2",
            "data_scope": "product_info",
            "connected": "2026-01-06T00:00:00Z",
            "valid_until": NOW,
            "disconnected": None,
        }
    ]
    assert of_shop["consents"] == of_account["consents"]
    assert of_shop["consents"][0]["recipients"] == ["affiliates", "创作者广场"]


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-02-28T23:59:59.999999Z", "connected"), (NOW, "expired")],
)
def test_an_integration_ends_with_its_time(shopped: Talk, at: str, state: str) -> None:
    assert states(shopped, "--valid", at) == {"I1": state}
    assert states(shopped, "--valid", "2026-01-05T00:00:00Z") == {}


def test_taking_an_app_away_ends_no_binding(shopped: Talk) -> None:
    before = shopped.json("shop", "show", SHOP)["bindings"]
    shopped.take(
        disconnected("I1", "2026-01-20", account="tiktok:A1"), disconnected("I9", "2026-01-21")
    )
    shopped.ok("tick")

    assert states(shopped) == {"I1": "disconnected", "I9": "disconnected"}
    assert shopped.json("shop", "show", SHOP)["bindings"] == before
    shopped.take(connected("I1", "2026-01-25"))
    assert states(shopped, "--valid", "2026-01-25T00:00:00Z")["I1"] == "connected"
    wrong = shopped.exported()[-1]
    shopped.ok("annul", f"{wrong['source']}#{wrong['id']}", "--reason", "another shop")
    assert states(shopped, "--valid", "2026-01-25T00:00:00Z")["I1"] == "disconnected"


def test_of_data_a_decision_reads_only_what_is_connected(shopped: Talk) -> None:
    """Consents, runs and metrics of a busy shop are no part of what a request is decided from."""
    asked = {"shop": SHOP, "account": "tiktok:A2", "program": "tiktok.channel"}
    shopped.ask("Invite", id="r1", status=3, **asked)
    shown = shopped.json("receipt", "show", "r1")

    told = shopped.rows("history", f"shop:{SHOP}")
    read = {position for of in shown["boundary"] for position in of["facts"]}
    kinds = {line["type"].removesuffix(".v1") for line in told if line["position"] in read}
    assert kinds == {"ShopRegistered", "BindingActivated", "IntegrationConnected"}
    assert {"IntegrationConnected.v1", "DataSharingConsented.v1"} <= {one["type"] for one in told}


def test_replay_ends_in_what_show_prints(shopped: Talk) -> None:
    told = shopped.rows("replay", f"shop:{SHOP}", "--step")
    paths = {change["path"] for step in told for change in step.get("changes", ())}
    assert any(path.startswith("integrations.I1.") for path in paths), paths
    assert any(path.startswith("consents.tiktok:A1.tiktok:S1.analysis.") for path in paths), paths
    changed = shopped.json(
        "diff", f"shop:{SHOP}", "--valid", "2026-01-05T00:00:00Z", "2026-01-08T00:00:00Z"
    )
    assert any(one["path"].startswith("integrations.") for one in changed["changes"])


def test_people_read_them_in_both_languages(shopped: Talk) -> None:
    english = shopped.ok("shop", "show", SHOP).out
    assert "Integrations" in english
    assert "Data may be seen" in english
    chinese = shopped.ok("--lang", "zh", "account", "show", "tiktok:A1").out
    assert "蝉妈妈" in chinese
    assert "已接入" in chinese
