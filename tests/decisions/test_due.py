"""What falls due by itself is judged as if it had been recorded, whether or not anybody did."""

from __future__ import annotations

from ledger.events import ShopDeactivatedByPlatform
from tests.story import (
    CHANNEL,
    accept,
    accepted,
    add_products,
    adopted,
    asked_to_leave,
    bound,
    closed,
    deed,
    deregistered,
    ended,
    given,
    invite,
    invited,
    nobody_knows,
    rulebook,
    unlink,
)

EARLIER = "2026-02-01T09:00Z"
OFFICIAL = "tiktok.official"


class TestShopClosed:
    history = given(bound("S1", "A1", at=EARLIER), closed("S1", at="2026-03-02T09:00Z"))

    def test_its_bindings_end_at_that_instant(self) -> None:
        self.history.when(invite("S2", "A1", at="2026-03-03T08:59Z")).finds(
            "account.exclusive", "holds", seen=0
        ).then_refused("account.rebind_wait", earliest="2026-03-03T09:00Z", see=(2,))
        self.history.when(unlink("S1", "A1", at="2026-03-02T09:00Z")).finds(
            "binding.state", "breaks", seen="ended", see=(2,)
        )

    def test_and_not_before(self) -> None:
        self.history.when(unlink("S1", "A1", at="2026-03-02T08:59:59.999999Z")).finds(
            "binding.state", "holds", seen="active"
        )

    def test_recording_it_changes_nothing(self) -> None:
        recorded = self.history.and_then(
            ended("S1", "A1", at="2026-03-02T09:00Z", reason="shop_closed")
        )

        recorded.when(invite("S2", "A1", at="2026-03-03T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-03T09:00Z", see=(3,)
        )

    def test_a_platform_may_close_it_too(self) -> None:
        history = given(
            bound("S1", "A1", at=EARLIER),
            deed(ShopDeactivatedByPlatform(shop="tiktok:S1"), at="2026-03-02T09:00Z"),
        )

        history.when(invite("S2", "A1", at="2026-03-03T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-03T09:00Z", see=(2,)
        )

    def test_what_was_told_of_a_binding_afterwards_moves_its_end_no_further(self) -> None:
        history = self.history.and_then(asked_to_leave("S1", "A1", at="2026-03-02T20:00Z"))

        history.when(invite("S2", "A1", at="2026-03-03T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-03T09:00Z", see=(2,)
        )

    def test_a_binding_that_took_effect_afterwards_ends_at_once(self) -> None:
        history = given(
            closed("S1", at="2026-03-01T09:00Z"), bound("S1", "A1", at="2026-03-02T09:00Z")
        )

        history.when(invite("S2", "A1", at="2026-03-03T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-03T09:00Z", see=(1,)
        )

    def test_the_account_is_bound_no_longer(self) -> None:
        self.history.when(add_products("A1", 1, at="2026-03-02T09:00Z")).finds(
            "account.bound", "breaks", see=()
        )

    def test_a_shop_known_by_its_end_alone(self) -> None:
        history = given(
            nobody_knows("shop:S1"),
            bound("S1", "A1", at=EARLIER),
            closed("S1", at="2026-03-02T09:00Z"),
        )

        history.when(invite("S2", "A1", at="2026-03-03T08:59Z")).then_refused(
            "account.rebind_wait", earliest="2026-03-03T09:00Z", see=(2,)
        )


class TestAccountDeregistered:
    history = given(
        *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
        deregistered("A1", at="2026-03-02T09:00Z"),
    )

    def test_it_keeps_its_place_for_seven_days(self) -> None:
        self.history.when(invite("S1", "A9", at="2026-03-09T08:59Z")).then_refused(
            "shop.slots", earliest="2026-03-09T09:00Z", see=(1, 2, 3, 4)
        )
        self.history.when(invite("S1", "A9", at="2026-03-09T09:00Z")).finds(
            "shop.slots", "holds", seen=3, see=(2, 3, 4)
        )

    def test_it_is_released_then(self) -> None:
        self.history.when(invite("S2", "A1", at="2026-03-09T08:59Z")).finds(
            "account.status", "breaks", seen="deregistered"
        )
        self.history.when(invite("S2", "A1", at="2026-03-09T09:00Z")).finds(
            "account.status", "breaks", seen="released", see=(5,)
        )

    def test_the_days_in_force_when_it_was_deregistered_decide(self) -> None:
        law = rulebook({"account.release_delay": {"2000-01-01": 7, "2026-03-03": 1}})
        history = given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
            deregistered("A1", at="2026-03-02T09:00Z"),
            law=[adopted(law)],
        )

        history.when(invite("S1", "A9", at="2026-03-04T09:00Z")).then_refused(
            "shop.slots", earliest="2026-03-09T09:00Z"
        )

    def test_the_first_end_counts(self) -> None:
        history = self.history.and_then(closed("S1", at="2026-03-05T09:00Z"))

        history.when(unlink("S1", "A1", at="2026-03-10T09:00Z")).finds(
            "binding.state", "breaks", seen="ended", see=(6,)
        )

    def test_where_the_law_releases_nobody_nothing_ends(self) -> None:
        law = rulebook({}, without=("account.release_delay",))
        history = given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
            deregistered("A1", at="2026-03-02T09:00Z"),
            law=[adopted(law)],
        )

        history.when(invite("S1", "A9", at="2026-04-02T09:00Z")).then_refused(
            "shop.slots", earliest=None
        )

    def test_a_binding_under_another_program_is_released_by_the_law_of_that_program(self) -> None:
        across = rulebook({"account.exclusive.across": [CHANNEL, OFFICIAL]})
        official = rulebook({"account.release_delay": 2}, program=OFFICIAL)
        history = given(
            bound("S1", "A1", at=EARLIER, program=OFFICIAL),
            deregistered("A1", at="2026-03-02T09:00Z"),
            law=[adopted(across), adopted(official, program=OFFICIAL)],
        )

        history.when(invite("S2", "A1", at="2026-03-04T08:59Z")).finds(
            "account.exclusive", "breaks", seen=1, cured_at="2026-03-04T09:00Z"
        )
        history.when(invite("S2", "A1", at="2026-03-04T09:00Z")).finds(
            "account.exclusive", "holds", seen=0
        ).finds("account.rebind_wait", "breaks", cured_at="2026-03-05T09:00Z")


class TestInvitationExpired:
    law = (
        adopted(
            rulebook(
                {"binding.invitation_ttl": {"2000-01-01": 48, "2026-03-03": 24}},
                units={"binding.invitation_ttl": "hours"},
            )
        ),
    )
    history = given(invited("S1", "A1", at="2026-03-02T09:00Z"), law=law)

    def test_by_the_source_an_invitation_never_expires(self) -> None:
        history = given(invited("S1", "A1", at="2020-03-02T09:00Z"))

        history.when(accept("S1", "A1", at=EARLIER)).then(accepted("S1", "A1", at=EARLIER))

    def test_where_the_law_gives_it_a_time_it_does(self) -> None:
        last = "2026-03-04T08:59:59.999999Z"
        self.history.when(accept("S1", "A1", at=last)).then(accepted("S1", "A1", at=last))
        self.history.when(accept("S1", "A1", at="2026-03-04T09:00Z")).then_refused(
            "binding.state", earliest=None, see=(1,)
        )

    def test_then_the_shop_may_invite_anew(self) -> None:
        self.history.when(invite("S1", "A1", at="2026-03-02T10:00Z", binding="B2")).then_refused(
            "account.exclusive", earliest="2026-03-04T09:00Z", see=(1,)
        )


def test_ends_leave_no_trace_before_they_fall_due() -> None:
    before = given(bound("S1", "A1", at=EARLIER))
    after = before.and_then(closed("S1", at="2026-03-02T09:00Z"))
    question = unlink("S1", "A1", at="2026-03-01T09:00Z")

    assert before.when(question).verdict == after.when(question).verdict
