"""An account leaves its platform: state machine 2.13, with every refusal, and its release."""

from __future__ import annotations

import pytest

from ledger.events import AccountBanned
from ledger.requests import CancelDeregistration, ConcludeDeregistration, RequestDeregistration
from tests.life.words import (
    ACCOUNT,
    LAW,
    READY,
    gone,
    leaving,
    of_account,
    source_law,
    staying,
    told,
)
from tests.story import (
    MOMENT,
    Deed,
    Question,
    account,
    adopted,
    bound,
    deed,
    given,
    instant,
    invite,
    nobody_knows,
    rulebook,
)

EARLIER = "2026-03-01T09:00Z"
NOW = "2026-03-05T09:00Z"
OFFICIAL = "douyin.official"

STATES: dict[str, tuple[Deed, ...]] = {
    "none": (leaving(EARLIER), staying("2026-03-02T09:00Z")),
    "requested": (leaving(EARLIER),),
    "deregistered": (leaving(EARLIER), gone("2026-03-02T09:00Z")),
    "released": (leaving(EARLIER), gone("2026-02-20T09:00Z")),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("asks", "allowed", "happens"),
    [
        (of_account(RequestDeregistration, at=NOW), "none", leaving(NOW)),
        (of_account(CancelDeregistration, at=NOW), "requested", staying(NOW)),
        (of_account(ConcludeDeregistration, at=NOW), "requested", gone(NOW)),
    ],
)
def test_each_step_follows_from_one_state_only(
    asks: Question, allowed: str, happens: Deed, state: str
) -> None:
    asked = told(*STATES[state]).when(asks)

    if state == allowed:
        asked.finds("account.deregistration_state", "holds", seen=state).then(happens)
    else:
        asked.finds("account.deregistration_state", "breaks", seen=state)
        assert not asked.verdict.holds
        assert asked.decision.earliest is None


@pytest.mark.parametrize(
    ("happened", "seen"),
    [
        (deed(AccountBanned(account=ACCOUNT), at=EARLIER), "banned"),
        (gone(EARLIER), "deregistered"),
    ],
)
def test_only_an_account_in_normal_state_asks_to_leave(happened: Deed, seen: str) -> None:
    told(happened).when(of_account(RequestDeregistration, at=NOW)).finds(
        "account.status", "breaks", seen=seen
    )


def test_a_stranger_is_refused() -> None:
    story = given(nobody_knows(f"account:{ACCOUNT}"), law=(source_law(),))

    story.when(of_account(RequestDeregistration, at=NOW)).then_refused(
        "account.status", earliest=None
    )


class TestRelease:
    """Seven days after it was deregistered, by the law of lives (A37)."""

    story = told(gone(EARLIER))
    RELEASE = instant("2026-03-08T09:00Z")

    @pytest.mark.parametrize(
        ("at", "status"),
        [(RELEASE - MOMENT, "deregistered"), (RELEASE, "released"), (RELEASE + MOMENT, "released")],
    )
    def test_at_three_instants(self, at: object, status: str) -> None:
        request = of_account(RequestDeregistration, at=NOW).request
        assert isinstance(at, type(self.RELEASE))

        self.story.when(Question(request, at)).finds("account.status", "breaks", seen=status)

    def test_never_before_a_binding_that_its_own_program_holds_longer(self) -> None:
        longer = rulebook({"account.release_delay": 10}, program=OFFICIAL)
        law = (source_law(), adopted(longer, program=OFFICIAL))
        known = account(ACCOUNT, region="CN", theme=None)
        binding = bound("douyin:S1", ACCOUNT, at="2026-01-01T09:00Z", program=OFFICIAL)
        story = given(known, binding, gone(EARLIER), law=law)
        request = of_account(RequestDeregistration, at=NOW).request
        free = instant("2026-03-11T09:00Z")

        for at, status in ((free - MOMENT, "deregistered"), (free, "released")):
            story.when(Question(request, at)).finds("account.status", "breaks", seen=status)

    def test_a_program_it_is_not_bound_under_does_not_hold_it(self) -> None:
        longer = rulebook({"account.release_delay": 10}, program=OFFICIAL)
        law = (source_law(), adopted(longer, program=OFFICIAL))
        known = account(ACCOUNT, region="CN", theme=None)
        request = of_account(RequestDeregistration, at=NOW).request

        given(known, gone(EARLIER), law=law).when(Question(request, self.RELEASE)).finds(
            "account.status", "breaks", seen="released"
        )


class TestWhenIsTheAccountFree:
    """Dispute D8, the second half: deregistered five days ago."""

    official = rulebook({"shop.slots": 1}, program=OFFICIAL)
    law = (source_law(), adopted(official, program=OFFICIAL))
    story = given(
        *READY,
        account(ACCOUNT, region="CN", theme=None, network="CN"),
        account("douyin:A2", region="CN", theme=None, network="CN"),
        bound("douyin:S1", ACCOUNT, at="2026-01-01T09:00Z", program=OFFICIAL),
        gone("2026-03-01T09:00Z"),
        law=law,
    )

    def test_its_place_at_the_shop_is_free_on_the_seventh_day(self) -> None:
        five_days_later = "2026-03-06T09:00Z"
        ask = invite("douyin:S1", "douyin:A2", at=five_days_later, program=OFFICIAL)

        self.story.when(ask).finds(
            "shop.slots", "breaks", seen=1, see=(7,), cured_at="2026-03-08T09:00Z"
        ).then_refused("shop.slots", earliest="2026-03-08T09:00Z")

    def test_the_account_itself_does_not_come_back_by_waiting(self) -> None:
        ask = invite("douyin:S2", ACCOUNT, at="2026-03-06T09:00Z", program=OFFICIAL)

        asked = self.story.when(ask)
        asked.finds("account.status", "breaks", seen="deregistered")
        assert asked.decision.earliest is None


def test_the_law_of_lives_is_the_one_asked() -> None:
    asked = told().when(of_account(RequestDeregistration, at=NOW))

    assert asked.asked() == ["account.status", "account.deregistration_state"]
    assert asked.verdict.program == LAW
