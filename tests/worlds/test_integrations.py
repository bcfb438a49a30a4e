"""Connections between systems: none is a binding, and none that ends ends one (A42)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ledger.events import (
    AppealDecided,
    IntegrationConnected,
    IntegrationDisconnected,
    ViolationRecorded,
    ViolationResolved,
)
from ledger.requests import ConnectIntegration, DisconnectIntegration
from tests.story import Deed, Question, Story, deed, instant, nobody_knows
from tests.worlds.words import (
    CROSS,
    FEBRUARY,
    KUAISHOU,
    PDD,
    WECHAT,
    YOUZAN,
    active,
    ask,
    happened,
    known,
    told,
)

PLAIN: dict[str, Any] = {
    "account": "wechat:A1",
    "tool": "蝉妈妈",
    "auth": "api_key",
    "credential_ref": "vault:qinghe/douyin",
    "data_scope": "product_info",
}
"""How a tool is connected with a Douyin shop for a Channels account."""


def connect(
    at: str = FEBRUARY, shop: str = "douyin:S1", program: str | None = CROSS, **fields: Any
) -> Question:
    asked: dict[str, Any] = {
        "id": "r-1",
        "actor": "test",
        "shop": shop,
        "integration": "I1",
        "program": program,
    }
    return Question(ConnectIntegration(**asked, **fields), instant(at))


def disconnect(
    at: str = FEBRUARY, shop: str = "douyin:S1", program: str | None = CROSS, **fields: Any
) -> Question:
    asked: dict[str, Any] = {
        "id": "r-2",
        "actor": "test",
        "shop": shop,
        "integration": "I1",
        "program": program,
    }
    return Question(DisconnectIntegration(**asked, **fields), instant(at))


def connected(at: str = FEBRUARY, shop: str = "douyin:S1", **fields: Any) -> Deed:
    return deed(IntegrationConnected(shop=shop, integration="I1", **fields), at=at)


def disconnected(at: str = FEBRUARY, shop: str = "douyin:S1", **fields: Any) -> Deed:
    return deed(IntegrationDisconnected(shop=shop, integration="I1", **fields), at=at)


def test_connected_and_disconnected_and_connected_again() -> None:
    story = told(CROSS).when(connect(**PLAIN)).then(connected(**PLAIN))
    story.when(connect(**PLAIN)).finds(
        "integration.state", "breaks", seen="connected"
    ).then_refused("integration.state", earliest=None)

    story = story.when(disconnect(reason="no longer needed")).then(
        disconnected(reason="no longer needed")
    )
    story.when(disconnect()).finds("integration.state", "breaks", seen="disconnected").then_refused(
        "integration.state", earliest=None
    )
    story = story.when(connect(**PLAIN)).then(connected(**PLAIN))
    assert story.breaches() == []
    assert story.history.shop("douyin:S1", instant(FEBRUARY)).bindings == {}


def test_what_was_never_connected_cannot_be_disconnected() -> None:
    told(CROSS).when(disconnect()).then_refused("integration.state", earliest=None)


def test_who_nobody_registered_is_refused() -> None:
    told(CROSS, nobody_knows("shop:douyin:S1", "account:wechat:A1")).when(
        connect(**PLAIN)
    ).then_refused("shop.open", "account.status", earliest=None)


@pytest.mark.parametrize(
    ("changed", "rule", "seen"),
    [
        ({"auth": "oauth2"}, "integration.auth", "oauth2"),
        ({"credential_ref": None}, "integration.credential", False),
        ({"data_scope": "orders_and_users"}, "integration.data_scope", "orders_and_users"),
    ],
)
def test_only_by_key_kept_elsewhere_and_only_products(
    changed: dict[str, Any], rule: str, seen: bool | str
) -> None:
    told(CROSS).when(connect(**PLAIN | changed)).finds(rule, "breaks", seen=seen).then_refused(
        rule, earliest=None
    )


def test_what_data_it_reads_must_be_said() -> None:
    told(CROSS).when(connect(**PLAIN | {"data_scope": None})).finds(
        "integration.data_scope", "unknown", missing="IntegrationConnected.data_scope"
    ).then_refused("integration.data_scope", earliest=None)


@pytest.mark.parametrize(
    "secret", ["sk-4f9a8b7c6d", "eyJhbGciOiJIUzI1NiJ9.e30.x", "Bearer abc", "vault: key", "vault:"]
)
def test_a_secret_is_bad_input_and_never_said_again(secret: str) -> None:
    question = connect(**PLAIN | {"credential_ref": secret})

    told(CROSS).when(question).then_bad_input("credential_ref")


@pytest.mark.parametrize("over", ["2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"])
def test_an_authorisation_that_is_over_before_it_begins_is_bad_input(over: str) -> None:
    told(CROSS).when(connect(**PLAIN, valid_until=instant(over))).then_bad_input("valid_until")


def test_a_second_connection_waits_for_the_first_to_run_out() -> None:
    first = connected(at="2026-01-01T00:00Z", **PLAIN, valid_until=instant("2026-03-01T00:00Z"))

    told(CROSS, first).when(connect(**PLAIN)).then_refused(
        "integration.state", earliest="2026-03-01T00:00Z"
    )


class TestACleanRecord:
    def recorded(self, at: str, violation: str = "V1") -> Deed:
        return deed(
            ViolationRecorded(violation=violation, account="wechat:A1", category="x"), at=at
        )

    @pytest.mark.parametrize(
        ("after", "outcome"),
        [
            (timedelta(microseconds=-1), "breaks"),
            (timedelta(), "holds"),
            (timedelta(microseconds=1), "holds"),
        ],
    )
    def test_of_thirty_days(self, after: timedelta, outcome: str) -> None:
        story = told(CROSS, self.recorded("2026-01-02T00:00Z"))
        question = connect(**PLAIN)
        question = Question(question.request, question.at + after)

        found = story.when(question).finding("account.clean_period")
        assert (found.outcome, found.limit.value) == (outcome, 30)
        assert found.limit.source == "002 / 2-15, readings A42, A48"

    def test_is_promised(self) -> None:
        resolved = deed(
            ViolationResolved(violation="V1", account="wechat:A1"), at="2026-01-21T00:00Z"
        )
        story = told(CROSS, self.recorded("2026-01-20T00:00Z"), resolved)

        story.when(connect(**PLAIN)).then_refused(
            "account.clean_period", earliest="2026-02-19T00:00Z", see=(3,)
        )

    def test_does_not_count_what_a_granted_appeal_cancelled(self) -> None:
        granted = deed(
            AppealDecided(violation="V1", appeal="P1", outcome="granted", account="wechat:A1"),
            at="2026-01-25T00:00Z",
        )
        story = told(CROSS, self.recorded("2026-01-20T00:00Z"), granted)

        story.when(connect(**PLAIN)).then(connected(**PLAIN))

    def test_is_asked_for_an_account_and_only_where_douyin_is_a_side(self) -> None:
        nobody = {**PLAIN, "account": None}
        told(CROSS).when(connect(**nobody)).finds(
            "account.clean_period", "unknown", missing="IntegrationConnected.account"
        ).then_refused("account.clean_period", earliest=None)

        bad = self.recorded("2026-01-20T00:00Z")
        elsewhere = told(KUAISHOU, bad).when(connect(shop="kuaishou:S1", **PLAIN))
        assert "account.clean_period" not in elsewhere.asked()
        elsewhere.then(connected(shop="kuaishou:S1", **PLAIN))


def test_permits_are_asked_for_here_too() -> None:
    food = known(CROSS, category="food")

    told(CROSS, food).when(connect(**PLAIN)).then_refused("shop.permits", earliest=None)


@pytest.mark.parametrize(
    ("program", "shop", "auth", "scope"),
    [
        (WECHAT, "wechat:S1", "authorised_login", "orders_and_users"),
        (YOUZAN, "youzan:S1", "oauth2", "custom_mapping"),
    ],
)
def test_platforms_that_say_how_are_found_without_a_program(
    program: str, shop: str, auth: str, scope: str
) -> None:
    how = {"auth": auth, "data_scope": scope}
    story = (
        told(program)
        .when(connect(shop=shop, program=None, **how))
        .then(connected(shop=shop, **how))
    )
    assert story.history.knows(f"shop:{shop}")

    told(program).when(connect(shop=shop, program=None, **PLAIN)).then_refused(
        "integration.auth", "integration.data_scope", earliest=None
    )


def test_a_platform_that_says_nothing_needs_a_program_named() -> None:
    told(CROSS).when(connect(program=None, **PLAIN)).then_bad_input("program")
    told(CROSS).when(disconnect(program="nobody.knows")).then_bad_input("program")


@pytest.mark.parametrize("program", [KUAISHOU, PDD, WECHAT, YOUZAN])
def test_a_bonded_warehouse_is_there_for_goods_not_for_data(program: str) -> None:
    shop = f"{program.partition('.')[0]}:S1"
    how = {"auth": "api_key", "integration_kind": "bonded_warehouse"}

    told(program).when(connect(shop=shop, program=None, **how)).then(connected(shop=shop, **how))


def test_no_program_between_platforms_binds_anybody() -> None:
    told(CROSS).when(ask(CROSS)).then_bad_input("program")


class TestObserved:
    def test_what_a_tool_reads_beyond_products_is_a_breach(self) -> None:
        story = told(CROSS, connected(**PLAIN | {"data_scope": "orders_and_users"}))

        assert story.breaches() == [(3, "IntegrationConnected.v1", ["integration.data_scope"])]

    def test_within_thirty_days_of_a_violation_too(self) -> None:
        bad = deed(
            ViolationRecorded(violation="V1", account="wechat:A1", category="x"),
            at="2026-01-20T00:00Z",
        )

        assert told(CROSS, bad, connected(**PLAIN)).breaches() == [
            (4, "IntegrationConnected.v1", ["account.clean_period"])
        ]

    def test_what_a_feed_leaves_out_and_a_renewal_are_none(self) -> None:
        again = (connected(**PLAIN), connected(**PLAIN))

        assert told(CROSS, *again, disconnected(), disconnected()).breaches() == []
        assert told(CROSS, connected(auth="api_key")).breaches() == []

    def test_an_application_of_ones_own_platform_is_judged_by_nobody(self) -> None:
        own = connected(auth="oauth2", account="douyin:A9")

        assert told(CROSS, own).breaches() == []

    def test_a_platforms_own_way_in_is_asked_for(self) -> None:
        by_key = happened(IntegrationConnected(shop="youzan:S1", integration="I1", auth="api_key"))

        assert told(YOUZAN, by_key).breaches() == [
            (3, "IntegrationConnected.v1", ["integration.auth"])
        ]


@pytest.mark.parametrize("program", [WECHAT, KUAISHOU, PDD, YOUZAN])
def test_a_disconnection_ends_no_binding(program: str) -> None:
    shop = f"{program.partition('.')[0]}:S1"
    bare: Story = told(
        program, active(program), connected(at="2026-01-05T00:00Z", shop=shop, auth="oauth2")
    )
    story = bare.when(disconnect(shop=shop, program=None)).then(disconnected(shop=shop))

    left = story.history.shop(shop, instant("2026-06-01T00:00Z"))
    assert left.bindings["B1"].state == "active"
