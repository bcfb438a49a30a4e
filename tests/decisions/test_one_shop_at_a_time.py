"""An account belongs to one shop at a time and rests in between; a shop has four places."""

from __future__ import annotations

import pytest

from tests.story import (
    CHANNEL,
    Deed,
    Story,
    accept,
    accepted,
    adopted,
    annulled,
    asked_to_leave,
    bound,
    declined,
    ended,
    failed,
    given,
    invite,
    invited,
    let_go,
    pass_review,
    passed,
    rulebook,
    source_rulebook,
    unlinked,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"
OFFICIAL = "tiktok.official"


class TestExclusive:
    def test_a_free_account(self) -> None:
        given().when(invite("S1", "A1", at=MONDAY)).finds(
            "account.exclusive", "holds", limit=1, seen=0, see=(), source="003 / 3-23"
        )

    @pytest.mark.parametrize(
        "happened",
        [bound("S1", "A1", at=EARLIER), asked_to_leave("S1", "A1", at=EARLIER)],
    )
    def test_an_account_that_is_bound_elsewhere(self, happened: Deed) -> None:
        given(happened).when(invite("S2", "A1", at=MONDAY)).finds(
            "account.exclusive", "breaks", severity="refuse", seen=1, unit="shops"
        ).then_refused("account.exclusive", earliest=None, see=(1,))

    @pytest.mark.parametrize(
        "happened", [invited("S1", "A1", at=EARLIER), accepted("S1", "A1", at=EARLIER)]
    )
    def test_what_is_not_in_effect_elsewhere_does_not_stand_in_the_way(
        self, happened: Deed
    ) -> None:
        given(happened).when(invite("S2", "A1", at=MONDAY)).then(invited("S2", "A1", at=MONDAY))

    @pytest.mark.parametrize(
        "happened",
        [
            invited("S1", "A1", at=EARLIER),
            accepted("S1", "A1", at=EARLIER),
            bound("S1", "A1", at=EARLIER),
            asked_to_leave("S1", "A1", at=EARLIER),
        ],
    )
    def test_a_second_binding_with_the_same_shop(self, happened: Deed) -> None:
        given(happened).when(invite("S1", "A1", at=MONDAY, binding="B2")).finds(
            "account.exclusive", "breaks", seen=1
        ).then_refused("account.exclusive", earliest=None, see=(1,))

    def test_a_binding_that_came_to_nothing(self) -> None:
        history = given(invited("S1", "A1", at=EARLIER), declined("S1", "A1", at=EARLIER))

        history.when(invite("S1", "A1", at=MONDAY, binding="B2")).then(
            invited("S1", "A1", at=MONDAY, binding="B2")
        )

    def test_the_binding_in_question_does_not_stand_in_its_own_way(self) -> None:
        history = given(invited("S1", "A1", at=EARLIER))

        history.when(accept("S1", "A1", at=MONDAY)).finds("account.exclusive", "holds", seen=0)

    def test_two_shops_may_both_be_accepted_and_the_first_activation_wins(self) -> None:
        history = given(
            invited("S1", "A1", at=EARLIER),
            invited("S2", "A1", at=EARLIER),
            accepted("S1", "A1", at=EARLIER),
        )

        history = history.when(accept("S2", "A1", at=MONDAY)).then(accepted("S2", "A1", at=MONDAY))
        history = history.when(pass_review("S2", "A1", at="2026-03-03T09:00Z")).then(
            passed("S2", "A1", at="2026-03-03T09:00Z")
        )
        history.when(pass_review("S1", "A1", at="2026-03-04T09:00Z")).then_refused(
            "account.exclusive", earliest=None, see=(5,)
        )

    def test_bindings_of_another_program_do_not_count(self) -> None:
        history = given(bound("S1", "A1", at=EARLIER, program=OFFICIAL))

        history.when(invite("S2", "A1", at=MONDAY)).then(invited("S2", "A1", at=MONDAY))

    @pytest.mark.parametrize("shop", ["S1", "S2"])
    def test_unless_the_law_counts_them(self, shop: str) -> None:
        law = rulebook({"account.exclusive.across": [CHANNEL, OFFICIAL]})
        history = given(
            bound("S1", "A1", at=EARLIER, program=OFFICIAL, binding="B1"), law=[adopted(law)]
        )

        history.when(invite(shop, "A1", at=MONDAY)).then_refused(
            "account.exclusive", earliest=None, see=(1,)
        )

    @pytest.mark.parametrize(("bound_to", "outcome"), [(1, "holds"), (2, "breaks"), (3, "breaks")])
    def test_where_the_law_allows_two_shops(self, bound_to: int, outcome: str) -> None:
        history = given(
            *(bound(f"S{number}", "A1", at=EARLIER) for number in range(1, bound_to + 1)),
            law=[adopted(rulebook({"account.exclusive": 2}))],
        )

        history.when(invite("S9", "A1", at=MONDAY)).finds(
            "account.exclusive", outcome, limit=2, seen=bound_to
        )


class TestRebindWait:
    history = given(
        bound("S1", "A1", at="2026-03-01T09:00Z"), unlinked("S1", "A1", at="2026-03-05T09:00Z")
    )

    def test_an_account_nobody_ever_bound(self) -> None:
        finding = (
            given()
            .when(invite("S1", "A1", at=MONDAY))
            .finds("account.rebind_wait", "holds", limit=24, see=(), source="003 / 3-24")
        )

        assert finding.finding("account.rebind_wait").seen is None

    def test_it_rests_24_hours_between_two_shops(self) -> None:
        self.history.when(invite("S2", "A1", at="2026-03-06T08:59Z")).finds(
            "account.rebind_wait",
            "breaks",
            severity="refuse",
            seen=23,
            unit="hours",
            cured_at="2026-03-06T09:00Z",
        ).then_refused("account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,))
        self.history.when(invite("S2", "A1", at="2026-03-06T09:00Z")).finds(
            "account.rebind_wait", "holds", seen=24, see=(2,)
        ).then(invited("S2", "A1", at="2026-03-06T09:00Z"))

    def test_the_microsecond_before(self) -> None:
        self.history.when(invite("S2", "A1", at="2026-03-06T08:59:59.999999Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,)
        )

    def test_it_holds_for_the_same_shop_too(self) -> None:
        self.history.when(invite("S1", "A1", at="2026-03-06T08:59Z", binding="B2")).then_refused(
            "account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,)
        )

    def test_an_end_that_was_recorded_wrongly_starts_none(self) -> None:
        history = given(
            bound("S1", "A1", at="2026-03-01T09:00Z"),
            unlinked("S1", "A1", at="2026-03-03T09:00Z"),
            unlinked("S1", "A1", at="2026-03-05T09:00Z"),
        )
        corrected = history.and_then(annulled(history, 3, at="2026-03-06T09:00Z"))

        corrected.when(invite("S2", "A1", at="2026-03-04T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-04T09:00Z", see=(2,)
        )
        again = corrected.and_then(annulled(history, 2, at="2026-03-06T10:00Z"))
        again.when(invite("S2", "A1", at="2026-03-06T10:00Z")).then_refused(
            "account.exclusive", earliest=None, see=(1,)
        )

    def test_it_holds_at_acceptance_and_at_activation(self) -> None:
        history = self.history.and_then(invited("S2", "A1", at="2026-03-01T10:00Z"))
        history.when(accept("S2", "A1", at="2026-03-06T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,)
        )

        history = history.and_then(accepted("S2", "A1", at="2026-03-01T11:00Z"))
        history.when(pass_review("S2", "A1", at="2026-03-06T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,)
        )

    def test_it_starts_at_the_last_end_whatever_the_reason(self) -> None:
        history = given(
            bound("S1", "A1", at="2026-03-01T09:00Z"),
            ended("S1", "A1", at="2026-03-02T09:00Z", reason="account_banned"),
            bound("S2", "A1", at="2026-03-03T09:00Z"),
            let_go("S2", "A1", at="2026-03-05T09:00Z"),
        )

        history.when(invite("S3", "A1", at="2026-03-05T10:00Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-06T09:00Z", see=(4,)
        )

    @pytest.mark.parametrize(
        "came_to_nothing", [failed("S1", "A1", at=MONDAY), declined("S1", "A1", at=MONDAY)]
    )
    def test_what_never_took_effect_starts_no_wait(self, came_to_nothing: Deed) -> None:
        history = given(
            invited("S1", "A1", at=EARLIER), accepted("S1", "A1", at=EARLIER), came_to_nothing
        )

        history.when(invite("S2", "A1", at=MONDAY)).then(invited("S2", "A1", at=MONDAY))

    def test_by_the_other_reading_only_the_shop_it_left_waits(self) -> None:
        shop_only = [adopted(rulebook({"account.rebind_wait.scope": "shop"}))]
        history = given(
            bound("S1", "A1", at="2026-03-01T09:00Z"),
            unlinked("S1", "A1", at="2026-03-05T09:00Z"),
            law=shop_only,
        )

        history.when(invite("S2", "A1", at="2026-03-05T10:00Z")).then(
            invited("S2", "A1", at="2026-03-05T10:00Z")
        )
        history.when(invite("S1", "A1", at="2026-03-05T10:00Z", binding="B2")).then_refused(
            "account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,)
        )

    def test_bindings_of_another_program_start_no_wait_unless_the_law_counts_them(self) -> None:
        life = (
            bound("S1", "A1", at="2026-03-01T09:00Z", program=OFFICIAL),
            ended("S1", "A1", at="2026-03-05T09:00Z", program=OFFICIAL),
        )
        both = rulebook({"account.exclusive.across": [CHANNEL, OFFICIAL]})

        given(*life).when(invite("S2", "A1", at="2026-03-05T10:00Z")).then(
            invited("S2", "A1", at="2026-03-05T10:00Z")
        )
        given(*life, law=[adopted(both)]).when(
            invite("S2", "A1", at="2026-03-05T10:00Z")
        ).then_refused("account.rebind_wait", earliest="2026-03-06T09:00Z", see=(2,))

    def test_the_value_in_force_when_the_account_asks_decides(self) -> None:
        history = given(
            bound("S1", "A1", at="2026-03-01T09:00Z"),
            unlinked("S1", "A1", at="2026-03-05T20:00Z"),
            law=[
                adopted(rulebook({"account.rebind_wait": {"2000-01-01": 24, "2026-03-06": 6}})),
            ],
        )

        history.when(invite("S2", "A1", at="2026-03-05T23:00Z")).finds(
            "account.rebind_wait", "breaks", limit=24, cured_at="2026-03-06T20:00Z"
        ).then_refused("account.rebind_wait", earliest="2026-03-06T02:00Z", see=(2,))


class TestSlots:
    @staticmethod
    def full(count: int, happened: object = bound) -> Story:
        assert callable(happened)
        return given(*(happened("S1", f"A{n}", at=EARLIER) for n in range(1, count + 1)))

    def test_the_fourth_and_the_fifth(self) -> None:
        self.full(3).when(invite("S1", "A9", at=MONDAY)).finds(
            "shop.slots", "holds", limit=4, seen=3, unit="bindings", source="003 / 3-02"
        ).then(invited("S1", "A9", at=MONDAY))
        self.full(4).when(invite("S1", "A9", at=MONDAY)).finds(
            "shop.slots", "breaks", severity="refuse", seen=4
        ).then_refused("shop.slots", earliest=None, see=(1, 2, 3, 4))
        self.full(5).when(invite("S1", "A9", at=MONDAY)).finds("shop.slots", "breaks", seen=5)

    @pytest.mark.parametrize(
        ("happened", "takes"),
        [
            (invited, False),
            (accepted, True),
            (bound, True),
            (asked_to_leave, True),
            (failed, False),
            (declined, False),
            (ended, False),
        ],
    )
    def test_which_states_take_a_place(self, happened: object, takes: bool) -> None:
        self.full(4, happened).when(invite("S1", "A9", at=MONDAY)).finds(
            "shop.slots", "breaks" if takes else "holds", seen=4 if takes else 0
        )

    def test_more_may_be_invited_than_there_are_places_and_the_first_to_accept_get_them(
        self,
    ) -> None:
        history = self.full(3).and_then(
            invited("S1", "A4", at=EARLIER), invited("S1", "A5", at=EARLIER)
        )

        history = history.when(accept("S1", "A4", at=MONDAY)).then(accepted("S1", "A4", at=MONDAY))
        history.when(accept("S1", "A5", at=MONDAY)).then_refused(
            "shop.slots", earliest=None, see=(1, 2, 3, 6)
        )

    def test_the_binding_in_question_takes_no_place_of_its_own(self) -> None:
        history = self.full(3).and_then(
            invited("S1", "A4", at=EARLIER), accepted("S1", "A4", at=EARLIER)
        )

        history.when(pass_review("S1", "A4", at=MONDAY)).finds("shop.slots", "holds", seen=3).then(
            passed("S1", "A4", at=MONDAY)
        )

    def test_bindings_of_another_program_take_no_place(self) -> None:
        history = given(*(bound("S1", f"A{n}", at=EARLIER, program=OFFICIAL) for n in range(1, 5)))

        history.when(invite("S1", "A9", at=MONDAY)).finds("shop.slots", "holds", seen=0)

    def test_by_the_other_reading_a_place_is_taken_from_activation_on(self) -> None:
        history = given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 4)),
            accepted("S1", "A4", at=EARLIER),
            law=[adopted(rulebook({"shop.slots.reserved_from": "activated"}))],
        )

        history.when(invite("S1", "A9", at=MONDAY)).finds("shop.slots", "holds", seen=3)

    def test_a_smaller_number_leaves_running_bindings_alone_and_lets_no_new_ones_in(self) -> None:
        law = rulebook({"shop.slots": {"2000-01-01": 4, "2026-03-01": 2}})
        history = given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 4)), law=[adopted(law)]
        )

        history.when(invite("S1", "A9", at="2026-02-28T23:59Z")).finds(
            "shop.slots", "holds", limit=4
        )
        history.when(invite("S1", "A9", at="2026-03-01T00:00Z")).then_refused(
            "shop.slots", earliest=None, see=(1, 2, 3)
        )

    def test_a_rulebook_adopted_later_holds_from_its_adoption_on(self) -> None:
        history = given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
            law=[
                adopted(source_rulebook()),
                adopted(rulebook({"shop.slots": 5}), at="2026-03-03T12:00Z"),
            ],
        )

        history.when(invite("S1", "A9", at=MONDAY)).then_refused(
            "shop.slots", earliest="2026-03-03T12:00Z"
        )
