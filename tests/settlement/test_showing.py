"""`shop show` tells the settlement routes and the commission terms in force."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Talk
from tests.settlement.words import A1, S1, chinese_shop, route, route_over, terms

NOW = "2026-06-01T00:00:00Z"


@pytest.fixture
def teahouse(talk: Talk) -> Talk:
    """The shop, with a route of a binding in February, and terms that are set twice."""
    talk.take(
        chinese_shop(),
        terms("2026-01-02", account=A1, host_percent="20"),
        route("2026-02-01", account=A1, binding="B1", collection_account="CA-9"),
        route("2026-02-02", method="wechat_pay", cycle_days=1, fee_percent="0.6"),
        route_over("2026-02-15", account=A1, binding="B0"),
        route_over("2026-03-01", account=A1, binding="B1"),
        terms("2026-04-01", account=A1, host_percent="25"),
        now=NOW,
    )
    return talk


def shown(talk: Talk, at: str) -> Any:
    return talk.json("shop", "show", S1, "--valid", at)


@pytest.mark.parametrize(
    ("at", "accounts"),
    [
        ("2026-01-31T23:59:59.999999Z", []),
        ("2026-02-01T00:00:00Z", [A1]),
        ("2026-02-01T00:00:00.000001Z", [A1]),
        ("2026-02-28T23:59:59.999999Z", [A1, None]),
        ("2026-03-01T00:00:00Z", [None]),
        ("2026-03-01T00:00:00.000001Z", [None]),
    ],
)
def test_a_route_holds_until_it_is_over(
    teahouse: Talk, at: str, accounts: list[str | None]
) -> None:
    routes = shown(teahouse, at)["settlement_routes"]

    assert [one["account"] for one in routes] == accounts


@pytest.mark.parametrize(
    ("at", "percent"), [("2026-03-31T23:59:59Z", "20"), ("2026-04-01T00:00:00Z", "25")]
)
def test_terms_hold_until_they_are_set_anew(teahouse: Talk, at: str, percent: str) -> None:
    (told,) = shown(teahouse, at)["commission_terms"]

    assert (told["account"], told["host_percent"]) == (A1, percent)
    assert teahouse.exported()[told["evidence"][0] - 1]["data"]["host_percent"] == percent


def test_people_read_them(teahouse: Talk) -> None:
    told = teahouse.ok("shop", "show", S1).out
    chinese = teahouse.ok("--lang", "zh", "shop", "show", S1).out

    assert "Settlement routes" in told
    assert "0.6 %" in told
    assert "分成约定" in chinese
