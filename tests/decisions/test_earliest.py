"""The earliest instant a refused request would be granted, if nothing happened but time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from ledger.decisions import decide, judge_at
from tests.story import (
    NAMED_BY_THE_LEDGER,
    REPEALED,
    Deed,
    Question,
    Story,
    accept,
    accepted,
    add_products,
    added,
    adopted,
    ask_to_leave,
    asked_to_leave,
    ban_lifted,
    banned,
    bound,
    closed,
    deregistered,
    ended,
    failed,
    given,
    instant,
    invite,
    invited,
    let_go_of,
    pass_review,
    resolved,
    rulebook,
    shop,
    source_rulebook,
    unlink,
    unlinked,
    violated,
)

EARLIER = "2026-02-01T09:00Z"

BAN_OF_THREE_DAYS = {"account.ban_record.lookback": "calendar_days"}


def test_the_later_of_two_cures_is_not_enough_where_the_law_tightens_in_between() -> None:
    law = rulebook(
        {
            "account.ban_record.lookback": 3,
            "account.rebind_wait": {"2000-01-01": 24, "2026-03-03": 96},
        },
        units=BAN_OF_THREE_DAYS,
    )
    history = given(
        banned("A1", at="2026-03-01T09:00Z"),
        ban_lifted("A1", overturned=False, at="2026-03-01T10:00Z"),
        bound("S1", "A1", at=EARLIER),
        ended("S1", "A1", at="2026-03-02T09:00Z"),
        law=[adopted(law)],
    )

    history.when(invite("S2", "A1", at="2026-03-02T12:00Z")).finds(
        "account.ban_record", "breaks", cured_at="2026-03-04T09:00Z"
    ).finds("account.rebind_wait", "breaks", cured_at="2026-03-03T09:00Z").then_refused(
        "account.ban_record", "account.rebind_wait", earliest="2026-03-06T09:00Z"
    )


def test_a_relaxation_announced_for_before_the_cure_comes_first() -> None:
    law = rulebook({"account.rebind_wait": {"2000-01-01": 240, "2026-03-05": 24}})
    history = given(
        bound("S1", "A1", at=EARLIER),
        unlinked("S1", "A1", at="2026-03-02T09:00Z"),
        law=[adopted(law)],
    )

    history.when(invite("S2", "A1", at="2026-03-02T12:00Z")).finds(
        "account.rebind_wait", "breaks", cured_at="2026-03-12T09:00Z"
    ).then_refused("account.rebind_wait", earliest="2026-03-05T00:00Z")


def test_a_rule_that_will_be_repealed_is_waited_for() -> None:
    law = rulebook({"account.ban_record": {"2000-01-01": True, "2026-04-01": REPEALED}})
    history = given(
        banned("A1", at="2026-01-01T09:00Z"),
        ban_lifted("A1", overturned=False, at="2026-01-02T09:00Z"),
        law=[adopted(law)],
    )

    history.when(invite("S1", "A1", at="2026-03-02T12:00Z")).then_refused(
        "account.ban_record", earliest="2026-04-01T00:00Z"
    )


def test_a_rulebook_already_adopted_for_later_is_waited_for() -> None:
    history = given(
        bound("S1", "A1", at=EARLIER),
        unlinked("S1", "A1", at="2026-03-02T09:00Z"),
        law=[
            adopted(rulebook({"account.rebind_wait": 2400})),
            adopted(source_rulebook(), at="2026-03-02T15:00Z"),
        ],
    )

    history.when(invite("S2", "A1", at="2026-03-02T12:00Z")).then_refused(
        "account.rebind_wait", earliest="2026-03-03T09:00Z"
    )


def test_the_promise_may_be_for_a_while_only() -> None:
    law = rulebook({"account.rebind_wait": {"2000-01-01": 24, "2026-03-04": 2400}})
    history = given(
        bound("S1", "A1", at=EARLIER),
        unlinked("S1", "A1", at="2026-03-02T09:00Z"),
        law=[adopted(law)],
    )

    history.when(invite("S2", "A1", at="2026-03-02T12:00Z")).then_refused(
        "account.rebind_wait", earliest="2026-03-03T09:00Z"
    )
    history.when(invite("S2", "A1", at="2026-03-04T00:00Z")).then_refused(
        "account.rebind_wait", earliest="2026-06-10T09:00Z"
    )


class TestWhatIsKnownToHappen:
    """Feeds may tell of things up to a day ahead."""

    def test_a_violation_that_will_be_resolved(self) -> None:
        history = given(
            bound("S1", "A1", at=EARLIER),
            violated("V1", account="A1", at=EARLIER),
            resolved("V1", at="2026-03-02T20:00Z"),
        )

        history.when(unlink("S1", "A1", at="2026-03-02T12:00Z")).then_refused(
            "account.open_violation", earliest="2026-03-02T20:00Z", see=(2,)
        )

    def test_a_place_that_will_be_free(self) -> None:
        history = given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
            ended("S1", "A1", at="2026-03-02T20:00Z"),
        )

        history.when(invite("S1", "A9", at="2026-03-02T12:00Z")).then_refused(
            "shop.slots", earliest="2026-03-02T20:00Z"
        )

    def test_a_shop_that_will_be_closed(self) -> None:
        history = given(
            bound("S1", "A1", at="2026-03-02T09:00Z"), closed("S1", at="2026-03-02T20:00Z")
        )

        history.when(unlink("S1", "A1", at="2026-03-02T12:00Z")).then_refused(
            "binding.bound_time", earliest=None, see=(1,)
        )

    def test_a_binding_that_will_begin(self) -> None:
        history = given(invited("S1", "A1", at="2026-03-02T20:00Z"))

        history.when(accept("S1", "A1", at="2026-03-02T12:00Z")).finds(
            "binding.state", "breaks", seen="none", see=(), cured_at="2026-03-02T20:00Z"
        ).then_refused("binding.state", earliest="2026-03-02T20:00Z")


def test_a_place_kept_by_a_deregistered_account_is_waited_for() -> None:
    history = given(
        *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
        deregistered("A1", at="2026-03-02T09:00Z"),
    )

    history.when(invite("S1", "A9", at="2026-03-02T12:00Z")).finds(
        "shop.slots", "breaks", cured_at="2026-03-09T09:00Z"
    ).then_refused("shop.slots", earliest="2026-03-09T09:00Z")


@pytest.mark.parametrize(
    ("history", "question", "rule"),
    [
        (
            given(banned("A1", at=EARLIER)),
            invite("S1", "A1", at="2026-03-02T12:00Z"),
            "account.ban_record",
        ),
        (
            given(bound("S1", "A1", at=EARLIER)),
            invite("S2", "A1", at="2026-03-02T12:00Z"),
            "account.exclusive",
        ),
        (
            given(invited("S1", "A1", at=EARLIER)),
            unlink("S1", "A1", at="2026-03-02T12:00Z"),
            "binding.state",
        ),
    ],
)
def test_waiting_alone_does_not_always_help(history: Story, question: Question, rule: str) -> None:
    decision = history.when(question).decision

    assert rule in [one.rule for one in decision.verdict.findings if one.refuses]
    assert decision.earliest is None


# --- against a search through every hour ----------------------------------------------------------
#
# Everything below happens at whole hours, and every length of time is a number of hours, so that a
# verdict can only change at a whole hour: to look at each of them is exact.

START = instant("2026-03-01T00:00Z")
HOUR = timedelta(hours=1)
HORIZON = 5 * 24

ONE_DAY_TO_RELEASE = {
    "account.release_delay": 1,
    "account.ban_record.lookback": 2,
    "binding.invitation_ttl": 40,
    "account.showcase_daily.day": "utc",
}
UNITS = {**BAN_OF_THREE_DAYS, "binding.invitation_ttl": "hours"}

LAWS = tuple(
    rulebook({**ONE_DAY_TO_RELEASE, **changes}, units=UNITS)
    for changes in (
        {},
        {"account.rebind_wait": {"2000-01-01": 24, "2026-03-02": 60, "2026-03-05": 6}},
        {"shop.slots": {"2000-01-01": 1, "2026-03-03": 2}},
        {"binding.bound_time": {"2000-01-01": 48, "2026-03-02": 5, "2026-03-04": 60}},
        {
            "account.exclusive": {"2000-01-01": 1, "2026-03-03": 2},
            "account.status": {"2000-01-01": True, "2026-03-04": REPEALED},
        },
        {"shop.slots": 1, "account.showcase_daily": {"2000-01-01": 2, "2026-03-04": 4}},
    )
)


def at_hour(hour: int) -> str:
    return (START + hour * HOUR).strftime("%Y-%m-%dT%H:%MZ")


hours = st.integers(0, 48).map(at_hour)
shops = st.sampled_from(["S1", "S2"])
accounts = st.sampled_from(["A1", "A2", "A3"])

# (S1, A3) and (S2, A2) have nothing to do with each other when the story begins.
BEGINNING = (
    shop("S1", country="CN"),
    shop("S2", country="CN"),
    bound("S1", "A1", at=at_hour(0)),
    invited("S1", "A2", at=at_hour(0)),
    bound("S2", "A3", at=at_hour(0)),
    accepted("S2", "A1", at=at_hour(0)),
)
ACTS = (
    unlink("S1", "A1", at=at_hour(0)),
    unlink("S2", "A3", at=at_hour(0)),
    ask_to_leave("S1", "A1", at=at_hour(0)),
    let_go_of("S2", "A3", at=at_hour(0)),
    accept("S1", "A2", at=at_hour(0)),
    pass_review("S2", "A1", at=at_hour(0)),
    invite("S1", "A3", at=at_hour(0)),
    invite("S2", "A2", at=at_hour(0)),
    invite("S1", "A1", at=at_hour(0), binding="NEW"),
    add_products("A1", 2, at=at_hour(0)),
    add_products("A2", 3, at=at_hour(0)),
)


# most of what happens concerns a binding or a violation
OFTEN = ("violation", *("binding",) * 5)


@st.composite
def deeds(draw: st.DrawFn) -> Deed:
    """Something that happens within two days in a small world."""
    at, of_account = at_hour(draw(st.integers(0, 48))), draw(accounts)
    match draw(st.sampled_from(["ban", "lift", "close", "gone", "add", "law", *OFTEN])):
        case "ban":
            return banned(of_account, at=at)
        case "lift":
            return ban_lifted(of_account, overturned=draw(st.booleans()), at=at)
        case "close":
            return closed(draw(shops), at=at)
        case "gone":
            return deregistered(of_account, at=at)
        case "add":
            return added(of_account, draw(st.integers(1, 2)), at=at)
        case "law":
            return adopted(draw(st.sampled_from(LAWS)), at=at)
        case "violation" if draw(st.booleans()):
            return resolved("V1", at=at)
        case "violation":
            return violated("V1", account=of_account, at=at)
    happens = draw(st.sampled_from([bound, asked_to_leave, unlinked, unlinked, failed]))
    return happens(*draw(st.sampled_from([("S1", "A1"), ("S2", "A3"), ("S2", "A1")])), at=at)


@drawn(
    st.sampled_from(LAWS),
    st.lists(deeds(), max_size=6),
    st.sampled_from(ACTS),
    st.integers(0, 40),
)
def test_it_is_what_a_search_through_every_hour_finds(
    law: str, happened: list[Deed], asked: Question, hour: int
) -> None:
    question = replace(asked, at=START + hour * HOUR)
    story = given(*BEGINNING, *happened, law=[adopted(law)]).when(question).story

    decision = decide(question.request, story.history, question.at, NAMED_BY_THE_LEDGER)

    assert decision.earliest == searched(story, question)


def searched(story: Story, question: Question) -> datetime | None:
    """The first whole hour at which a refused request is granted; None if there is none."""
    at = question.at
    _, verdict = judge_at(question.request, story.history, at, NAMED_BY_THE_LEDGER)
    if verdict.holds:
        return None
    while at < START + HORIZON * HOUR:
        at += HOUR
        _, verdict = judge_at(question.request, story.history, at, NAMED_BY_THE_LEDGER)
        if verdict.holds:
            return at
    return None
