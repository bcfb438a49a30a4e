"""Who gets a conversation: by group, then binding, then status, as the law orders them."""

from __future__ import annotations

from itertools import permutations
from typing import Literal

import pytest

from ledger.aggregates.chat import Chat
from ledger.events import ChatAgentStatusObserved, ChatRoutingRuleSet, Event
from ledger.queries.chat import Route, routes
from ledger.record import Fact
from tests.story import instant

SHOP = "douyin:S1"
ORDER = ("group", "binding", "status")
Status = Literal["available", "busy", "offline"]


def chat(*events: Event) -> Chat:
    """The routing after facts, one an hour."""
    at = instant("2026-03-01T00:00Z")
    return Chat.recall(
        Fact(position, at, at, "test", str(position), event)
        for position, event in enumerate(events, start=1)
    )


def rule(
    group: str,
    *agents: str,
    bound: str | None = None,
    asks: Status | None = None,
    account: str | None = None,
) -> Event:
    """The rule of a group is set."""
    return ChatRoutingRuleSet(
        shop=SHOP,
        agent_group=group,
        agents=agents,
        bound_agent=bound,
        agent_status=asks,
        account=account,
    )


def seen(agent: str, status: Status) -> Event:
    """The status of an agent is observed."""
    return ChatAgentStatusObserved(shop=SHOP, staff=agent, agent_status=status)


def only(chat: Chat, order: tuple[str, ...] = ORDER, group: str = "sales") -> Route:
    """The one route of a group."""
    (route,) = routes(chat, order, group)
    return route


@pytest.mark.parametrize(
    ("bound", "asks", "statuses", "agent"),
    [
        (None, None, {}, "ann"),
        ("bo", None, {}, "bo"),
        (None, None, {"bo": "available"}, "bo"),
        (None, "available", {}, None),
        (None, "available", {"ann": "busy", "bo": "available"}, "bo"),
        (None, "busy", {"ann": "busy", "bo": "available"}, "bo"),
        ("ann", "busy", {"ann": "busy", "bo": "available"}, "ann"),
        ("ann", "available", {"ann": "busy", "bo": "available"}, "bo"),
        ("ann", "available", {"ann": "offline", "bo": "busy"}, None),
        ("ann", "offline", {"ann": "offline", "bo": "available"}, "ann"),
        ("ann", "busy", {"bo": "busy"}, "bo"),
        ("zed", "busy", {"zed": "available", "bo": "busy"}, "bo"),
    ],
)
def test_who_gets_the_conversation_of_a_group(
    bound: str | None, asks: Status | None, statuses: dict[str, Status], agent: str | None
) -> None:
    told = (seen(name, status) for name, status in statuses.items())
    route = only(chat(rule("sales", "ann", "bo", bound=bound, asks=asks), *told))

    assert route.agent == agent
    assert [step.step for step in route.steps] == list(ORDER)
    assert route.steps[-1].left[:1] == ((agent,) if agent else ())


def test_each_step_names_who_is_left_and_the_facts_that_say_so() -> None:
    group, binding, status = only(
        chat(
            rule("care", "cy"),
            seen("ann", "busy"),
            rule("sales", "ann", "bo", bound="bo", asks="busy"),
            seen("bo", "available"),
            seen("bo", "offline"),
            seen("cy", "available"),
        )
    ).steps

    assert (group.left, group.evidence) == (("ann", "bo"), (3,))
    assert (binding.left, binding.evidence, binding.bound) == (("bo", "ann"), (3,), "bo")
    assert (status.left, status.evidence, status.asked) == (("ann",), (2, 3, 5), "busy")
    assert status.statuses == (("bo", "offline"), ("ann", "busy"))


def test_the_order_is_that_of_the_law() -> None:
    told = chat(
        rule("sales", "ann", "bo", bound="ann", asks="busy"),
        seen("ann", "busy"),
        seen("bo", "available"),
    )

    assert only(told, ("group", "binding", "status")).agent == "ann"
    assert only(told, ("group", "status", "binding")).agent == "bo"
    assert only(told, ("group",)).agent == "ann"
    assert only(told, ("group", "status")).agent == "bo"


@pytest.mark.parametrize("order", list(permutations(ORDER)))
def test_in_every_order_only_agents_of_the_group_get_it(order: tuple[str, ...]) -> None:
    told = chat(
        rule("care", "cy"),
        rule("sales", "ann", asks="busy"),
        seen("cy", "available"),
        seen("ann", "busy"),
    )

    assert only(told, order).agent == "ann"


def test_nobody_gets_it_where_the_group_is_unknown_or_empty() -> None:
    unknown = only(chat(rule("care", "cy")))
    assert (unknown.agent, unknown.steps[0].left, unknown.steps[0].evidence) == (None, (), ())

    empty = only(chat(rule("sales"), rule("care", "cy")))
    assert (empty.agent, len(empty.steps), empty.steps[0].evidence) == (None, 1, (1,))


def test_a_rule_that_is_set_again_takes_the_place_of_the_first() -> None:
    route = only(chat(rule("sales", "ann", bound="ann"), rule("sales", "bo")))

    assert (route.agent, route.steps[0].evidence) == ("bo", (2,))


def test_a_rule_for_an_account_goes_before_that_of_its_group() -> None:
    told = chat(rule("sales", "ann"), rule("sales", "bo", account="douyin:A1"), rule("care", "cy"))

    def agents(group: str | None, account: str | None) -> list[str | None]:
        return [route.agent for route in routes(told, ORDER, group, account)]

    assert agents("sales", "douyin:A1") == ["bo"]
    assert agents("sales", "douyin:A2") == ["ann"]
    assert agents("sales", None) == ["ann", "bo"]
    assert agents(None, None) == ["ann", "bo", "cy"]
    assert agents(None, "douyin:A1") == ["bo", "cy"]
    assert routes(chat(), ORDER) == ()
