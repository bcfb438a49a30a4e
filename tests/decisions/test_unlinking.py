"""How a binding is undone: by the shop with one of its chances, or by the account with leave."""

from __future__ import annotations

import pytest

from ledger.events import ViolationNotified
from tests.story import (
    Deed,
    Question,
    Story,
    accepted,
    account,
    adopted,
    appeal_decided,
    ask_to_leave,
    asked_to_leave,
    bound,
    chances_observed,
    deed,
    given,
    instant,
    let_go,
    let_go_of,
    resolved,
    rulebook,
    seen_in,
    shop,
    unlink,
    unlinked,
    violated,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"

ROUTES: list[tuple[Question, list[str]]] = [
    (
        unlink("S1", "A1", at=MONDAY),
        ["binding.state", "binding.bound_time", "shop.unlink_chances", "account.open_violation"],
    ),
    (
        ask_to_leave("S1", "A1", at=MONDAY),
        [
            "binding.state",
            "binding.bound_time",
            "account.open_violation",
            "account.unlink_network",
        ],
    ),
    (
        let_go_of("S1", "A1", at=MONDAY),
        ["binding.state", "binding.bound_time", "account.open_violation"],
    ),
]


@pytest.mark.parametrize(("question", "rules"), ROUTES)
def test_every_rule_is_asked_in_the_order_of_the_contract(
    question: Question, rules: list[str]
) -> None:
    assert given(bound("S1", "A1", at=EARLIER)).when(question).asked() == rules


def test_the_shop_unlinks_alone() -> None:
    given(bound("S1", "A1", at=EARLIER)).when(unlink("S1", "A1", at=MONDAY)).then(
        unlinked("S1", "A1", at=MONDAY)
    )


def test_the_shop_may_unlink_while_the_account_asks_to_leave() -> None:
    history = given(bound("S1", "A1", at=EARLIER), asked_to_leave("S1", "A1", at=EARLIER))

    history.when(unlink("S1", "A1", at=MONDAY)).then(unlinked("S1", "A1", at=MONDAY))


def test_the_account_asks_and_the_shop_lets_it_go() -> None:
    history = given(bound("S1", "A1", at=EARLIER))

    history = history.when(ask_to_leave("S1", "A1", at=MONDAY)).then(
        asked_to_leave("S1", "A1", at=MONDAY)
    )
    history.when(let_go_of("S1", "A1", at=MONDAY)).then(let_go("S1", "A1", at=MONDAY))


def test_what_the_network_showed_is_recorded_before_the_account_asks() -> None:
    given(bound("S1", "A1", at=EARLIER)).when(
        ask_to_leave("S1", "A1", at=MONDAY, network="MX")
    ).then(seen_in("MX", "A1", at=MONDAY, context="unlink"), asked_to_leave("S1", "A1", at=MONDAY))


class TestBoundTime:
    history = given(bound("S1", "A1", at="2026-03-01T09:00Z"))

    def test_a_binding_lasts_24_hours_before_the_shop_may_undo_it(self) -> None:
        self.history.when(unlink("S1", "A1", at="2026-03-02T08:59Z")).finds(
            "binding.bound_time",
            "breaks",
            severity="refuse",
            limit=24,
            seen=23,
            unit="hours",
            cured_at="2026-03-02T09:00Z",
            source="003 / 3-35",
        ).then_refused("binding.bound_time", earliest="2026-03-02T09:00Z", see=(1,))
        self.history.when(unlink("S1", "A1", at="2026-03-02T09:00Z")).finds(
            "binding.bound_time", "holds", seen=24, see=(1,)
        ).then(unlinked("S1", "A1", at="2026-03-02T09:00Z"))

    def test_and_before_the_account_may_ask(self) -> None:
        self.history.when(ask_to_leave("S1", "A1", at="2026-03-02T08:59Z")).then_refused(
            "binding.bound_time", earliest="2026-03-02T09:00Z", see=(1,)
        )

    def test_and_before_the_shop_may_let_it_go(self) -> None:
        history = self.history.and_then(asked_to_leave("S1", "A1", at="2026-03-01T10:00Z"))

        history.when(let_go_of("S1", "A1", at="2026-03-02T08:59Z")).then_refused(
            "binding.bound_time", earliest="2026-03-02T09:00Z", see=(1,)
        )

    def test_where_a_feed_left_the_activation_out_nothing_stands_in_the_way(self) -> None:
        history = given(asked_to_leave("S1", "A1", at=EARLIER))

        history.when(unlink("S1", "A1", at=MONDAY)).finds(
            "binding.bound_time", "unknown", severity="pass", missing="BindingActivated"
        ).then(unlinked("S1", "A1", at=MONDAY))

    def test_by_the_other_reading_it_runs_from_acceptance(self) -> None:
        by_acceptance = [adopted(rulebook({"binding.bound_time.starts_at": "accepted"}))]
        life = (
            accepted("S1", "A1", at="2026-02-28T09:00Z"),
            bound("S1", "A1", at="2026-03-01T09:00Z"),
        )

        given(*life).when(unlink("S1", "A1", at="2026-03-01T10:00Z")).then_refused(
            "binding.bound_time", earliest="2026-03-02T09:00Z", see=(2,)
        )
        given(*life, law=by_acceptance).when(unlink("S1", "A1", at="2026-03-01T10:00Z")).finds(
            "binding.bound_time", "holds", seen=25, see=(1,)
        )
        given(life[1], law=by_acceptance).when(unlink("S1", "A1", at=MONDAY)).finds(
            "binding.bound_time", "unknown", missing="BindingInvitationAccepted"
        )


class TestUnlinkChances:
    @staticmethod
    def after(*deeds: Deed) -> Story:
        return given(bound("S1", "A1", at=EARLIER), *deeds)

    @pytest.mark.parametrize(("used", "outcome"), [(0, "holds"), (2, "holds"), (3, "breaks")])
    def test_a_shop_has_three_for_life(self, used: int, outcome: str) -> None:
        unlinks = [unlinked("S1", f"A{n}", at="2021-01-01T00:00Z") for n in range(11, 11 + used)]

        self.after(*unlinks).when(unlink("S1", "A1", at=MONDAY)).finds(
            "shop.unlink_chances",
            outcome,
            severity="refuse",
            limit=3,
            seen=used,
            unit="unlinks",
            see=tuple(range(2, 2 + used)),
            source="003 / 3-25",
        )

    def test_none_is_left(self) -> None:
        unlinks = [unlinked("S1", f"A{n}", at="2021-01-01T00:00Z") for n in (11, 12, 13)]

        self.after(*unlinks).when(unlink("S1", "A1", at=MONDAY)).then_refused(
            "shop.unlink_chances", earliest=None, see=(2, 3, 4)
        )

    def test_the_account_may_still_leave_when_none_is_left(self) -> None:
        history = self.after(chances_observed("S1", 3, at="2021-01-01T00:00Z"))

        history = history.when(ask_to_leave("S1", "A1", at=MONDAY)).then(
            asked_to_leave("S1", "A1", at=MONDAY)
        )
        history = history.when(let_go_of("S1", "A1", at=MONDAY)).then(let_go("S1", "A1", at=MONDAY))

        assert (
            history.history.shop("tiktok:S1", instant(MONDAY)).unlinks["tiktok.channel"].by_shop
            == ()
        )

    def test_the_account_route_uses_none_but_by_the_other_reading(self) -> None:
        life = (
            bound("S1", "A1", at=EARLIER),
            let_go("S1", "A2", at="2021-01-01T00:00Z"),
            unlinked("S1", "A3", at="2021-02-01T00:00Z"),
        )
        both = [adopted(rulebook({"shop.unlink_chances.account_route_counts": True}))]

        given(*life).when(unlink("S1", "A1", at=MONDAY)).finds(
            "shop.unlink_chances", "holds", seen=1, see=(3,)
        )
        given(*life, law=both).when(unlink("S1", "A1", at=MONDAY)).finds(
            "shop.unlink_chances", "holds", seen=2, see=(2, 3)
        )

    def test_a_count_observed_in_mid_life_replaces_what_was_counted_before(self) -> None:
        history = self.after(
            unlinked("S1", "A2", at="2021-01-01T00:00Z"),
            chances_observed("S1", 2, at="2021-02-01T00:00Z"),
        )

        history.when(unlink("S1", "A1", at=MONDAY)).finds(
            "shop.unlink_chances", "holds", seen=2, see=(3,)
        )
        history.and_then(unlinked("S1", "A3", at="2021-03-01T00:00Z")).when(
            unlink("S1", "A1", at=MONDAY)
        ).then_refused("shop.unlink_chances", earliest=None, see=(3, 4))

    def test_a_refused_attempt_uses_none(self) -> None:
        history = given(bound("S1", "A1", at="2026-03-01T09:00Z"))

        history = history.when(unlink("S1", "A1", at="2026-03-01T10:00Z")).then_refused(
            "binding.bound_time", earliest="2026-03-02T09:00Z"
        )
        history.when(unlink("S1", "A1", at="2026-03-02T09:00Z")).finds(
            "shop.unlink_chances", "holds", seen=0, see=()
        )

    def test_unlinks_of_another_program_use_none(self) -> None:
        history = self.after(
            *(
                unlinked("S1", f"A{n}", at="2021-01-01T00:00Z", program="tiktok.official")
                for n in (11, 12, 13)
            )
        )

        history.when(unlink("S1", "A1", at=MONDAY)).finds("shop.unlink_chances", "holds", seen=0)


class TestOpenViolation:
    @staticmethod
    def after(*deeds: Deed) -> Story:
        return given(bound("S1", "A1", at=EARLIER), *deeds)

    def test_no_violation(self) -> None:
        self.after().when(unlink("S1", "A1", at=MONDAY)).finds(
            "account.open_violation",
            "holds",
            limit=0,
            seen=0,
            unit="violations",
            see=(),
            source="003 / 3-35",
        )

    @pytest.mark.parametrize(
        "question", [unlink("S1", "A1", at=MONDAY), ask_to_leave("S1", "A1", at=MONDAY)]
    )
    def test_an_open_one_blocks_both_routes(self, question: Question) -> None:
        history = self.after(violated("V1", account="A1", at="2026-02-20T09:00Z"))

        history.when(question).finds(
            "account.open_violation", "breaks", severity="refuse", seen=1
        ).then_refused("account.open_violation", earliest=None, see=(2,))

    def test_and_the_leave_to_go(self) -> None:
        history = self.after(
            asked_to_leave("S1", "A1", at=EARLIER),
            violated("V1", account="A1", at="2026-02-20T09:00Z"),
        )

        history.when(let_go_of("S1", "A1", at=MONDAY)).then_refused(
            "account.open_violation", earliest=None, see=(3,)
        )

    def test_a_resolved_one_does_not(self) -> None:
        history = self.after(
            violated("V1", account="A1", at="2026-02-20T09:00Z"),
            resolved("V1", at="2026-03-02T09:00:00.000001Z"),
        )

        history.when(unlink("S1", "A1", at=MONDAY)).then_refused(
            "account.open_violation", earliest="2026-03-02T09:00:00.000001Z", see=(2,)
        )

    @pytest.mark.parametrize(("outcome", "blocks"), [("granted", False), ("rejected", True)])
    def test_only_a_granted_appeal_cancels_it(self, outcome: str, blocks: bool) -> None:
        history = self.after(
            violated("V1", account="A1", at="2026-02-20T09:00Z"),
            appeal_decided("V1", "granted" if outcome == "granted" else "rejected", at=MONDAY),
        )

        history.when(unlink("S1", "A1", at=MONDAY)).finds(
            "account.open_violation", "breaks" if blocks else "holds"
        )

    def test_a_notice_alone_is_no_recorded_violation(self) -> None:
        told = ViolationNotified(violation="V1", account="tiktok:A1")

        self.after(deed(told, at=EARLIER)).when(unlink("S1", "A1", at=MONDAY)).finds(
            "account.open_violation", "holds", seen=0
        )

    def test_a_violation_of_the_shop_or_of_another_account_does_not_block(self) -> None:
        history = self.after(
            violated("V1", shop="S1", at="2026-02-20T09:00Z"),
            violated("V2", account="A2", at="2026-02-20T09:00Z"),
        )

        history.when(unlink("S1", "A1", at=MONDAY)).then(unlinked("S1", "A1", at=MONDAY))

    @pytest.mark.parametrize(("blocks", "asked"), [("shop", "account"), ("account", "shop")])
    def test_by_the_other_readings_one_route_stays_open(self, blocks: str, asked: str) -> None:
        history = given(
            bound("S1", "A1", at=EARLIER),
            violated("V1", account="A1", at="2026-02-20T09:00Z"),
            law=[adopted(rulebook({"account.open_violation.blocks": [blocks]}))],
        )
        by_route = {
            "shop": unlink("S1", "A1", at=MONDAY),
            "account": ask_to_leave("S1", "A1", at=MONDAY),
        }

        history.when(by_route[blocks]).then_refused("account.open_violation", earliest=None)
        assert "account.open_violation" not in history.when(by_route[asked]).asked()

    def test_where_the_law_allows_one(self) -> None:
        history = given(
            bound("S1", "A1", at=EARLIER),
            violated("V1", account="A1", at="2026-02-20T09:00Z"),
            law=[adopted(rulebook({"account.open_violation": 1}))],
        )

        history.when(unlink("S1", "A1", at=MONDAY)).finds(
            "account.open_violation", "holds", seen=1, limit=1
        )
        history.and_then(violated("V2", account="A1", at="2026-02-21T09:00Z")).when(
            unlink("S1", "A1", at=MONDAY)
        ).then_refused("account.open_violation", earliest=None, see=(2, 3))


class TestUnlinkNetwork:
    @staticmethod
    def after(*deeds: Deed) -> Story:
        return given(*deeds, bound("S1", "A1", at=EARLIER))

    def test_the_country_of_the_shop(self) -> None:
        self.after(shop("S1"), seen_in("MX", "A1", at=EARLIER, context="unlink")).when(
            ask_to_leave("S1", "A1", at=MONDAY)
        ).finds("account.unlink_network", "holds", seen="MX", see=(1, 2), source="003 / 3-32, 3-35")

    def test_another_country(self) -> None:
        self.after(seen_in("US", "A1", at=EARLIER, context="unlink")).when(
            ask_to_leave("S1", "A1", at=MONDAY)
        ).finds("account.unlink_network", "breaks", severity="refuse", seen="US").then_refused(
            "account.unlink_network", earliest=None, see=(1,)
        )

    def test_what_the_request_says_counts_before_the_observation(self) -> None:
        history = self.after(seen_in("US", "A1", at=EARLIER, context="unlink"))

        history.when(ask_to_leave("S1", "A1", at=MONDAY, network="MX")).then(
            seen_in("MX", "A1", at=MONDAY, context="unlink"), asked_to_leave("S1", "A1", at=MONDAY)
        )

    def test_where_it_was_at_binding_says_nothing(self) -> None:
        history = self.after(account("A1", network=None), seen_in("US", "A1", at=EARLIER))

        history.when(ask_to_leave("S1", "A1", at=MONDAY)).finds(
            "account.unlink_network", "unknown", severity="warn", missing="NetworkLocationObserved"
        ).then(asked_to_leave("S1", "A1", at=MONDAY))
