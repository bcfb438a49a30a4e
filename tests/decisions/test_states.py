"""The life of a binding: from which state each act leads on, and what it records."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.aggregates import State
from ledger.events import BindingReviewPassed
from tests.story import (
    CHANNEL,
    Deed,
    Question,
    accept,
    accepted,
    ask_to_leave,
    asked_to_leave,
    bound,
    cancel,
    cancelled,
    decline,
    declined,
    deed,
    fail_review,
    failed,
    given,
    instant,
    invited,
    keep,
    kept,
    let_go,
    let_go_of,
    pass_review,
    passed,
    stay,
    stayed,
    unlink,
    unlinked,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"

STATES: dict[str, tuple[Deed, ...]] = {
    "invited": (invited("S1", "A1", at=EARLIER),),
    "in_review": (accepted("S1", "A1", at=EARLIER),),
    "active": (bound("S1", "A1", at=EARLIER),),
    "unlink_requested": (bound("S1", "A1", at=EARLIER), asked_to_leave("S1", "A1", at=EARLIER)),
    "ended": (bound("S1", "A1", at="2026-01-01T09:00Z"), unlinked("S1", "A1", at=EARLIER)),
}

Asks = Callable[..., Question]
Happens = Callable[..., Deed]

ACTS: list[tuple[Asks, set[str], Happens]] = [
    (accept, {"invited"}, accepted),
    (decline, {"invited"}, declined),
    (cancel, {"invited"}, cancelled),
    (pass_review, {"in_review"}, passed),
    (fail_review, {"in_review"}, failed),
    (unlink, {"active", "unlink_requested"}, unlinked),
    (ask_to_leave, {"active"}, asked_to_leave),
    (stay, {"unlink_requested"}, stayed),
    (let_go_of, {"unlink_requested"}, let_go),
    (keep, {"unlink_requested"}, kept),
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("ask", "allowed", "happens"), ACTS)
def test_each_act_follows_from_its_states_only(
    ask: Asks, allowed: set[str], happens: Happens, state: str
) -> None:
    history = given(*STATES[state])
    asked = history.when(ask("S1", "A1", at=MONDAY))

    if state in allowed:
        asked.finds("binding.state", "holds", seen=state).then(happens("S1", "A1", at=MONDAY))
    else:
        asked.finds("binding.state", "breaks", severity="refuse", seen=state, unit="text")
        refused = [one.rule for one in asked.verdict.findings if one.refuses]
        assert "binding.state" in refused
        asked.then_refused(*refused, earliest=None)
        finding = asked.finding("binding.state")
        assert history.numbers(finding.evidence) == (len(STATES[state]),)


@pytest.mark.parametrize("ask", [decline, cancel, fail_review, stay, keep])
def test_what_undoes_nothing_is_judged_by_the_state_alone(ask: Asks) -> None:
    asked = given(invited("S1", "A1", at=EARLIER)).when(ask("S1", "A1", at=MONDAY))

    assert asked.asked() == ["binding.state"]


@pytest.mark.parametrize(
    ("life", "state"),
    [
        ((invited,), State.INVITED),
        ((invited, accepted), State.IN_REVIEW),
        ((invited, declined), State.ENDED),
        ((invited, cancelled), State.ENDED),
        ((invited, accepted, failed), State.ENDED),
        ((invited, accepted, passed), State.ACTIVE),
        ((bound, asked_to_leave), State.UNLINK_REQUESTED),
        ((bound, asked_to_leave, stayed), State.ACTIVE),
        ((bound, asked_to_leave, kept), State.ACTIVE),
        ((bound, asked_to_leave, let_go), State.ENDED),
        ((bound, unlinked), State.ENDED),
        # what a feed left out is taken as having happened
        ((accepted,), State.IN_REVIEW),
        ((passed,), State.ACTIVE),
        ((asked_to_leave,), State.UNLINK_REQUESTED),
        ((kept,), State.ACTIVE),
        ((invited, asked_to_leave), State.UNLINK_REQUESTED),
        # a binding in effect is ended by nothing but an end
        ((bound, declined), State.ACTIVE),
        ((bound, failed), State.ACTIVE),
        ((bound, invited), State.ACTIVE),
        ((bound, accepted), State.ACTIVE),
        # and what had ended takes effect again if the platform says so
        ((bound, unlinked, passed), State.ACTIVE),
        ((invited, declined, accepted), State.ENDED),
    ],
)
def test_folds_accept_every_order(life: tuple[Happens, ...], state: State) -> None:
    deeds = (
        happens("S1", "A1", at=f"2026-01-{day:02}T09:00Z")
        for day, happens in enumerate(life, start=1)
    )
    history = given(*deeds).history

    of_shop = history.shop("tiktok:S1", instant(MONDAY)).bindings["S1-A1"]
    of_account = history.account("tiktok:A1", instant(MONDAY)).bindings["S1-A1"]

    assert of_shop.state is state
    assert of_shop == of_account


def test_a_binding_that_takes_effect_again_lasts_from_then_on() -> None:
    history = given(
        bound("S1", "A1", at="2026-02-01T09:00Z"),
        unlinked("S1", "A1", at="2026-02-03T09:00Z"),
        bound("S1", "A1", at="2026-03-01T09:00Z"),
    )

    history.when(unlink("S1", "A1", at="2026-03-01T10:00Z")).then_refused(
        "binding.bound_time", earliest="2026-03-02T09:00Z", see=(3,)
    )
    account = history.history.account("tiktok:A1", instant(MONDAY))
    ran = account.bindings["S1-A1"].ran_at
    assert ran(instant("2026-02-02T09:00Z"))
    assert not ran(instant("2026-02-03T09:00Z"))
    assert ran(instant("2026-03-01T09:00Z"))


def test_an_activation_told_after_the_binding_was_seen_running_starts_its_time() -> None:
    history = given(
        kept("S1", "A1", at="2026-02-01T09:00Z"), bound("S1", "A1", at="2026-03-02T08:00Z")
    )

    history.when(unlink("S1", "A1", at=MONDAY)).then_refused(
        "binding.bound_time", earliest="2026-03-03T08:00Z", see=(2,)
    )


def test_a_review_passed_without_an_activation_stays_in_review() -> None:
    passed_only = BindingReviewPassed(
        binding="S1-A1", shop="tiktok:S1", account="tiktok:A1", program=CHANNEL
    )
    history = given(
        invited("S1", "A1", at=EARLIER), deed(passed_only, at="2026-02-02T09:00Z")
    ).history

    assert history.account("tiktok:A1", instant(MONDAY)).bindings["S1-A1"].state is State.IN_REVIEW
