"""`chat-route` on the real command line."""

from __future__ import annotations

import pytest

from tests.console.talking import Line, Talk, fact

SHOP = "douyin:YL"
ANN, BO = "shop:YL/小安", "shop:YL/bo"


def status(agent: str, state: str, at: str) -> Line:
    """The status of an agent is observed."""
    data = {"shop": SHOP, "staff": agent, "agent_status": state}
    return fact("ChatAgentStatusObserved", f"{agent}-{at}", at, **data)


@pytest.fixture
def routed(talk: Talk) -> Talk:
    """A shop with two agents in its after-sales group, and a group nobody answers for."""
    group: Line = {
        "agent_group": "售后",
        "agents": [ANN, BO],
        "bound_agent": ANN,
        "agent_status": "busy",
    }
    talk.take(
        fact("ShopRegistered", "1", "2026-01-01", shop=SHOP, operating_country="CN", name="云岭"),
        fact("ChatRoutingRuleSet", "2", "2026-01-02", shop=SHOP, **group),
        fact("ChatRoutingRuleSet", "3", "2026-01-02", shop=SHOP, agent_group="night", agents=[]),
        status(ANN, "available", "2026-01-03"),
        status(BO, "available", "2026-01-03"),
        status(ANN, "offline", "2026-01-05"),
        now="2026-01-10T00:00:00Z",
    )
    return talk


@pytest.mark.parametrize(
    ("at", "agent"),
    [
        ("2026-01-02T23:59:59.999999Z", None),
        ("2026-01-03T00:00:00Z", ANN),
        ("2026-01-04T23:59:59.999999Z", ANN),
        ("2026-01-05T00:00:00Z", BO),
        ("2026-01-05T00:00:00.000001Z", BO),
    ],
)
def test_who_gets_a_conversation_at_an_instant(routed: Talk, at: str, agent: str | None) -> None:
    answer = routed.json("chat-route", SHOP, "--at", at, "--group", "售后")

    assert answer["order"] == ["group", "binding", "status"]
    assert answer["as_of"]["valid"] == at
    assert list(answer["as_of"]["rulebooks"]) == ["douyin.main_sub"]
    (route,) = answer["routes"]
    assert (route["group"], route["account"], route["agent"]) == ("售后", None, agent)


def test_each_step_says_why(routed: Talk) -> None:
    (route,) = routed.json("chat-route", SHOP, "--group", "售后")["routes"]
    at = {line["id"]: line["position"] for line in routed.rows("history", f"shop:{SHOP}")}

    assert route["steps"] == [
        {
            "step": "group",
            "left": [ANN, BO],
            "evidence": [at["2"]],
            "because": f"Group 售后 has the agents {ANN}, {BO}.",
        },
        {
            "step": "binding",
            "left": [ANN, BO],
            "evidence": [at["2"]],
            "because": f"The group is bound to {ANN}, who comes first.",
        },
        {
            "step": "status",
            "left": [BO],
            "evidence": [at["2"], at[f"{BO}-2026-01-03"], at[f"{ANN}-2026-01-05"]],
            "because": f"Asked for is busy or better. {ANN}: offline; {BO}: available.",
        },
    ]


def test_people_read_every_group_in_both_languages(routed: Talk) -> None:
    english = routed.ok("chat-route", SHOP).out
    assert f"售后: {BO} gets the conversation" in english
    assert "night: nobody gets the conversation" in english
    assert "Group night has no agents left." in english
    chinese = routed.ok("--lang", "zh", "chat-route", SHOP).out
    assert f"售后：由 {BO} 接待" in chinese
    assert "night：无人接待" in chinese
    unknown = routed.ok("chat-route", SHOP, "--group", "vip").out
    assert "No rule is set for group vip." in unknown
    csv = routed.ok("--csv", "chat-route", SHOP, "--group", "night").out.splitlines()
    assert csv[0] == "group,account,agent,step,left,evidence,because"
    assert csv[1].startswith("night,,,group,,")


def test_a_shop_without_rules_has_nobody(talk: Talk) -> None:
    registered = fact("ShopRegistered", "1", "2026-01-01", shop=SHOP, operating_country="CN")
    talk.take(registered, now="2026-01-02T00:00:00Z")

    assert talk.json("chat-route", SHOP)["routes"] == []
    assert "nobody gets them" in talk.ok("chat-route", SHOP).out


def test_what_cannot_be_told_is_an_error(routed: Talk) -> None:
    assert SHOP in routed.refuses("chat-route", "douyin:YM", status=1)["now"]
    registered = {"shop": "tiktok:S1", "operating_country": "MX"}
    routed.take(fact("ShopRegistered", "9", "2026-01-01", **registered))
    error = routed.refuses("chat-route", "tiktok:S1", status=1)
    assert error["where"] == "chat.routing_order"
