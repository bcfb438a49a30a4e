"""The life of a mini-program: from where each act leads on, what it records, what stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.aggregates import Review
from tests.mini_programs.telling import (
    M1,
    delayed,
    enterprise,
    expired,
    hand_in,
    handed_in,
    join,
    joined,
    leave,
    left,
    mount,
    mounted,
    pass_it,
    passed,
    place,
    publish,
    published,
    register,
    registered,
    reject_it,
    rejected,
    source_law,
    tie,
    tied,
    told,
    untie,
    untied,
    use,
    used,
)
from tests.story import Deed, Question, closed, instant, nobody_knows

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"
BEGUN = (enterprise(), registered(at=EARLIER))

STATES: dict[str, tuple[Deed, ...]] = {
    "draft": BEGUN,
    "submitted": (*BEGUN, handed_in(at=EARLIER)),
    "delayed": (*BEGUN, handed_in(at=EARLIER), delayed(at=EARLIER)),
    "passed": (*BEGUN, handed_in(at=EARLIER), passed(at=EARLIER)),
    "rejected": (*BEGUN, handed_in(at=EARLIER), rejected(at=EARLIER)),
    "published": (*BEGUN, handed_in(at=EARLIER), passed(at=EARLIER), published(at=EARLIER)),
}

ACTS: list[tuple[Callable[..., Question], set[str], Callable[..., Deed]]] = [
    (hand_in, {"draft", "rejected", "published"}, handed_in),
    (pass_it, {"submitted", "delayed"}, passed),
    (reject_it, {"submitted", "delayed"}, rejected),
    (publish, {"passed"}, published),
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("ask", "allowed", "happens"), ACTS)
def test_each_act_follows_from_its_states_only(
    ask: Callable[..., Question], allowed: set[str], happens: Callable[..., Deed], state: str
) -> None:
    asked = told(*STATES[state]).when(ask(at=MONDAY))

    if state in allowed:
        asked.finds("mini_program.state", "holds", seen=state).then(happens(at=MONDAY))
    else:
        asked.finds("mini_program.state", "breaks", severity="refuse", seen=state, unit="text")
        asked.then_refused("mini_program.state", earliest=None)


def test_passing_does_not_publish_by_itself() -> None:
    history = told(*STATES["submitted"]).when(pass_it(at=MONDAY)).then(passed(at=MONDAY)).history

    assert history.mini_program(M1, instant(MONDAY)).state is Review.PASSED
    assert history.mini_program(M1, instant(MONDAY)).public is None


def test_a_version_is_carried_from_hand_to_hand() -> None:
    story = told(*BEGUN)
    for ask, happens in ((hand_in, handed_in), (reject_it, rejected)):
        version = {"version": "1.0"} if ask is hand_in else {}
        story = story.when(ask(at=MONDAY, **version)).then(happens(at=MONDAY, version="1.0"))
    for ask, happens in ((hand_in, handed_in), (pass_it, passed), (publish, published)):
        version = {"version": "1.1"} if ask is hand_in else {}
        story = story.when(ask(at=MONDAY, **version)).then(happens(at=MONDAY, version="1.1"))

    told_now = story.history.mini_program(M1, instant(MONDAY))
    assert (told_now.state, told_now.public_version) == (Review.PUBLISHED, "1.1")


def test_the_public_version_stays_while_the_next_is_reviewed() -> None:
    life = (*STATES["published"], handed_in(at="2026-02-02T09:00Z", version="2.0"))
    state = told(*life).history.mini_program(M1, instant(MONDAY))

    assert (state.state, state.version) == (Review.SUBMITTED, "2.0")
    assert state.public is not None
    assert state.public_version is None


# --- verification comes first (0-08) --------------------------------------------------------------


def test_a_verified_enterprise_account_begins_a_mini_program() -> None:
    told(enterprise()).when(register(at=MONDAY)).then(registered(at=MONDAY))


def test_an_account_nobody_verified_begins_none() -> None:
    told().when(register(at=MONDAY)).finds(
        "account.enterprise_verified",
        "unknown",
        severity="refuse",
        missing="EnterpriseVerificationPassed",
        source="000 / 0-08",
    ).then_refused("account.enterprise_verified", earliest=None, see=())


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-03-02T08:59:59.999999Z", True),
        ("2026-03-02T09:00:00Z", False),
        ("2026-03-02T09:00:00.000001Z", False),
    ],
)
def test_a_verification_holds_until_the_instant_it_runs_out(at: str, holds: bool) -> None:
    asked = told(enterprise(until=MONDAY)).when(register(at=at))

    if holds:
        asked.finds("account.enterprise_verified", "holds", seen=True, see=(1,))
    else:
        asked.then_refused("account.enterprise_verified", earliest=None, see=(1,))


def test_a_verification_that_ran_out_stops_the_next_version_too() -> None:
    told(*BEGUN, expired(at=EARLIER)).when(hand_in(at=MONDAY)).then_refused(
        "account.enterprise_verified", earliest=None, see=(3,)
    )


def test_an_account_nobody_registered_begins_none() -> None:
    told(nobody_knows("account:douyin:Q1")).when(register(at=MONDAY)).then_refused(
        "account.status", "account.enterprise_verified", earliest=None
    )


def test_only_the_ways_of_building_that_the_law_takes() -> None:
    alone = source_law().replace('value  = ["self", "third_party"]', 'value  = ["self"]')

    told(enterprise()).when(register(at=MONDAY, build_mode="third_party")).finds(
        "mini_program.build_mode", "holds", seen="third_party", source="000 / 0-06, 0-10"
    )
    told(enterprise(), law=alone).when(register(at=MONDAY, build_mode="third_party")).then_refused(
        "mini_program.build_mode", earliest=None
    )


# --- the shop (0-09, 0-12, A46) -------------------------------------------------------------------


def test_a_shop_is_bound_once_and_let_go_once() -> None:
    history = told(place(), *BEGUN)
    history = history.when(tie(at=MONDAY)).then(tied(at=MONDAY))
    history.when(tie(at=MONDAY)).then_refused("mini_program.bound", earliest=None, see=(4,))
    history = history.when(untie(at=MONDAY)).then(untied(at=MONDAY))
    history.when(untie(at=MONDAY)).then_refused("mini_program.bound", earliest=None, see=())


def test_a_closed_shop_is_bound_to_nothing() -> None:
    told(place(), *BEGUN, closed("douyin:S1", at=EARLIER)).when(tie(at=MONDAY)).then_refused(
        "shop.open", earliest=None
    )


def test_no_shop_is_needed_to_be_published() -> None:
    told(*STATES["passed"]).when(publish(at=MONDAY)).finds(
        "mini_program.shop_required",
        "holds",
        limit=False,
        seen=False,
        source="000 / 0-09, reading A46",
    ).then(published(at=MONDAY))


def test_where_the_law_asks_for_a_shop_none_is_published_without() -> None:
    strict = source_law().replace("value  = false", "value  = true")

    told(*STATES["passed"], law=strict).when(publish(at=MONDAY)).then_refused(
        "mini_program.shop_required", earliest=None, see=()
    )


@pytest.mark.parametrize("feature", ["payment", "logistics"])
def test_payment_and_logistics_rest_on_a_shop(feature: str) -> None:
    history = told(place(), *BEGUN)
    history.when(use(feature, at=MONDAY)).then_refused(
        "mini_program.shop_features", earliest=None, see=()
    )
    bound = history.and_then(tied(at=EARLIER))
    bound.when(use(feature, at=MONDAY)).then(used(feature, shop="S1", at=MONDAY))
    bound.and_then(closed("douyin:S1", at=EARLIER)).when(use(feature, at=MONDAY)).then_refused(
        "mini_program.shop_features", earliest=None, see=(4, 5)
    )
    bound.and_then(untied(at="2026-02-02T09:00Z")).when(use(feature, at=MONDAY)).then_refused(
        "mini_program.shop_features", earliest=None, see=()
    )


def test_other_features_rest_on_nothing() -> None:
    told(*BEGUN).when(use("comments", at=MONDAY)).then(used("comments", at=MONDAY))


# --- accounts and links (0-14) --------------------------------------------------------------------


def test_an_account_is_bound_once_and_let_go_once() -> None:
    history = told(*BEGUN)
    history = history.when(join("A1", at=MONDAY)).then(joined("A1", at=MONDAY))
    history.when(join("A1", at=MONDAY)).then_refused("mini_program.bound", earliest=None, see=(3,))
    history = history.when(leave("A1", at=MONDAY)).then(left("A1", at=MONDAY))
    history.when(leave("A1", at=MONDAY)).then_refused("mini_program.bound", earliest=None, see=())


def test_an_account_mounts_what_it_was_bound_for() -> None:
    history = told(*BEGUN, joined("A1", "video_mount", at=EARLIER))

    history.when(mount("A1", at=MONDAY)).then(mounted("A1", at=MONDAY))
    history.when(mount("A1", at=MONDAY, capability="live_mount")).then_refused(
        "mini_program.capability", earliest=None, see=(3,)
    )
    history.when(mount("A2", at=MONDAY)).then_refused(
        "mini_program.capability", earliest=None, see=()
    )
    history.and_then(left("A1", at="2026-02-02T09:00Z")).when(mount("A1", at=MONDAY)).then_refused(
        "mini_program.capability", earliest=None, see=()
    )


# --- bad input, and decisions taken again ---------------------------------------------------------


@pytest.mark.parametrize(
    "question", [hand_in(at=MONDAY), tie(at=MONDAY), join("A1", at=MONDAY), publish(at=MONDAY)]
)
def test_a_mini_program_nobody_recorded_is_bad_input(question: Question) -> None:
    told(place(), enterprise()).when(question).then_bad_input("mini_program")


def test_a_mini_program_begins_once() -> None:
    told(*BEGUN).when(register(at=MONDAY)).then_bad_input("mini_program")


def test_without_law_for_mini_programs_nothing_is_decided() -> None:
    from tests.story import adopted, given, source_rulebook

    given(*BEGUN, law=[adopted(source_rulebook())]).when(hand_in(at=MONDAY)).then_bad_input(
        "program"
    )


def test_every_stored_decision_is_the_same_when_it_is_taken_again() -> None:
    story = told(place(), *BEGUN)
    story = story.when(use("payment", at=MONDAY)).then_refused(
        "mini_program.shop_features", earliest=None
    )
    decided = len(story.facts)

    assert story.decision_agrees(decided)
    assert not story.decision_agrees(
        decided, with_law=source_law().replace('["payment", "logistics"]', '["logistics"]')
    )
