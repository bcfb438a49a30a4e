"""What must hold of every history and of every sequence of requests."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given as drawn
from hypothesis import strategies as st

from ledger.aggregates import Account, Mark, Shop
from ledger.aggregates.account import evolve as evolve_account
from ledger.aggregates.history import History
from ledger.aggregates.shop import Unlinks
from ledger.aggregates.shop import evolve as evolve_shop
from ledger.decisions import decide
from ledger.decisions.matter import account_at, shop_at
from ledger.events import (
    BindingActivated,
    BindingInvitationAccepted,
    Event,
    RequestGranted,
    RequestRefused,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkRequested,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact
from ledger.terms import instant_text
from ledger.verdict import Finding, Outcome, verdict_json
from tests.story import (
    CHANNEL,
    NAMED_BY_THE_LEDGER,
    Deed,
    Question,
    Story,
    accept,
    accepted,
    add_products,
    added,
    annulled,
    ask_to_leave,
    asked_to_leave,
    ban_lifted,
    banned,
    bound,
    boundary_of,
    chances_observed,
    closed,
    declined,
    deregistered,
    given,
    instant,
    invite,
    invited,
    kept,
    let_go,
    let_go_of,
    pass_review,
    resolved,
    screened,
    shop,
    unlink,
    unlinked,
    violated,
)

START = instant("2026-03-01T00:00Z")
END = "2026-03-04T00:00Z"

shops = st.sampled_from(["S1", "S2"])
accounts = st.sampled_from(["A1", "A2", "A3"])
of_a_binding = st.sampled_from(
    [invited, accepted, declined, bound, bound, asked_to_leave, kept, unlinked, let_go]
)


def at_hour(hour: int) -> str:
    return instant_text(START + timedelta(hours=hour))


@st.composite
def deeds(draw: st.DrawFn, hour: int | None = None) -> Deed:
    """Something that happens to a few shops and accounts within three days."""
    at = at_hour(draw(st.integers(0, 71)) if hour is None else hour)
    of_shop, of_account = draw(shops), draw(accounts)
    match draw(st.integers(0, 9)):
        case 0:
            return banned(of_account, at=at)
        case 1:
            return ban_lifted(of_account, overturned=draw(st.booleans()), at=at)
        case 2:
            return closed(of_shop, at=at)
        case 3:
            return deregistered(of_account, at=at)
        case 4:
            return added(of_account, draw(st.integers(1, 30)), at=at)
        case 5:
            return violated("V1", account=of_account, at=at)
        case 6:
            return resolved("V1", at=at)
        case 7:
            return chances_observed(of_shop, draw(st.integers(0, 3)), at=at)
        case 8:
            return screened(of_account, draw(st.sampled_from(["clean", "violation_record"])), at=at)
    happens = draw(of_a_binding)
    return happens(of_shop, of_account, at=at)


@st.composite
def deeds_at_different_times(draw: st.DrawFn) -> list[Deed]:
    hours = draw(st.lists(st.integers(0, 71), max_size=10, unique=True))
    return [draw(deeds(hour)) for hour in hours]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    of_shop, of_account = draw(shops), draw(accounts)
    match draw(st.integers(0, 3)):
        case 0:
            return invite(of_shop, of_account, at=END, binding="NEW")
        case 1:
            return add_products(of_account, draw(st.integers(1, 50)), at=END)
    asks = draw(st.sampled_from([accept, pass_review, unlink, ask_to_leave, let_go_of]))
    return asks(of_shop, of_account, at=END)


KNOWN = tuple(
    invited(of_shop, of_account, at="2026-02-01T00:00Z")
    for of_shop in ("S1", "S2")
    for of_account in ("A1", "A2", "A3")
)
"""Every binding is known of, so that no question is bad input."""


def told(happened: list[Deed]) -> Story:
    return given(shop("S1", country="CN"), shop("S2", country="CN"), *KNOWN, *happened)


def without_positions(value: Any) -> Any:
    """A state in which every mark is only an instant."""
    if isinstance(value, Mark):
        return value.at
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return [without_positions(getattr(value, field.name)) for field in fields]
    if isinstance(value, Mapping):
        return {name: without_positions(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [without_positions(one) for one in value]
    return value


def subjects(story: Story) -> Any:
    history, at = story.history, instant(END)
    return without_positions(
        (
            tuple(shop_at(history, f"tiktok:{name}", at) for name in ("S1", "S2")),
            tuple(account_at(history, f"tiktok:{name}", at) for name in ("A1", "A2", "A3")),
            history.violation("V1", at),
        )
    )


def judged(story: Story, question: Question) -> tuple[Any, Any]:
    """The verdict, with the times of its evidence in place of positions, and the promise."""
    decision = decide(question.request, story.history, question.at, NAMED_BY_THE_LEDGER)
    verdict = verdict_json(decision.verdict)
    for finding in verdict["findings"]:
        finding["evidence"] = sorted(story.facts[one - 1].time for one in finding["evidence"])
    return verdict, decision.earliest


@drawn(st.data(), deeds_at_different_times(), questions())
def test_the_order_in_which_facts_arrive_does_not_matter(
    data: st.DataObject, happened: list[Deed], question: Question
) -> None:
    shuffled = data.draw(st.permutations(happened))
    one, other = told(happened), told(shuffled)

    assert subjects(one) == subjects(other)
    assert judged(one, question) == judged(other, question)


@drawn(st.lists(deeds(), max_size=8), deeds(), questions())
def test_annulled_facts_leave_no_trace(
    happened: list[Deed], wrong: Deed, question: Question
) -> None:
    without = told(happened)
    story = without.and_then(wrong)
    story = story.and_then(annulled(story, max(story.told), at=END))

    assert subjects(story) == subjects(without)
    assert judged(story, question) == judged(without, question)


@drawn(st.lists(deeds(), max_size=10))
def test_a_state_that_takes_in_what_came_after_equals_one_recalled_afresh(
    happened: list[Deed],
) -> None:
    story, of_shop, of_account = told(happened), "tiktok:S1", "tiktok:A1"
    shop_so_far, account_so_far = Shop(of_shop), Account(of_account)
    past: list[Fact] = []
    for fact in story.history.facts:
        past.append(fact)
        if fact in story.history.by_subject.get(f"shop:{of_shop}", ()):
            shop_so_far = evolve_shop(shop_so_far, fact)
        if fact in story.history.by_subject.get(f"account:{of_account}", ()):
            account_so_far = evolve_account(account_so_far, fact)

    afresh = History.of(past)
    assert shop_so_far == afresh.shop(of_shop, instant(END))
    assert account_so_far == afresh.account(of_account, instant(END))


@drawn(st.lists(deeds(), max_size=10), questions())
def test_the_boundary_holds_everything_that_decides(
    happened: list[Deed], question: Question
) -> None:
    story = told(happened)
    within = boundary_of(story.facts, question.request)

    assert decide(question.request, within, question.at, NAMED_BY_THE_LEDGER) == decide(
        question.request, story.history, question.at, NAMED_BY_THE_LEDGER
    )


ASKED_AS: dict[type[Event], Callable[..., Question]] = {
    BindingInvitationAccepted: accept,
    BindingActivated: pass_review,
    ShopUnlinked: unlink,
    UnlinkRequested: ask_to_leave,
    UnlinkApproved: let_go_of,
}


@drawn(st.lists(deeds(), max_size=12))
def test_an_observed_act_is_judged_as_the_request_of_the_same_act(happened: list[Deed]) -> None:
    story = told(happened)
    found = {one.position: one for one in story.breaches_found()}
    facts = story.history.facts

    for number, fact in enumerate(facts):
        if isinstance(fact.event, BindingEvent) and type(fact.event) in ASKED_AS:
            before = History.of(facts[:number])
            asked = ASKED_AS[type(fact.event)](
                fact.event.shop, fact.event.account, at=END, binding=fact.event.binding
            )
            breach = found.get(fact.position)
            assert of_the_parties(breach.findings if breach else ()) == of_the_parties(
                decide(asked.request, before, fact.time, NAMED_BY_THE_LEDGER).verdict.findings
            )


def of_the_parties(findings: Iterable[Finding]) -> list[Finding]:
    """What breaks, but for the state of the binding, where an audit is more lenient."""
    return [
        one
        for one in findings
        if one.refuses and one.outcome is Outcome.BREAKS and one.rule != "binding.state"
    ]


# --- a random walk of requests --------------------------------------------------------------------

SHOPS = ("S1", "S2")
ACCOUNTS = ("A1", "A2", "A3", "A4", "A5", "A6")

FORWARD = {"invited": accept, "in_review": pass_review, "unlink_requested": let_go_of}

Step = tuple[str, str, str, int]


def steps() -> st.SearchStrategy[list[Step]]:
    """What is tried next with a shop and an account, and the hours that go by before it."""
    tried = st.sampled_from(["forward", "forward", "forward", "forward", "unlink", "ask", "other"])
    waits = st.sampled_from([0, 0, 0, 1, 24, 25])
    return st.lists(
        st.tuples(tried, st.sampled_from(SHOPS), st.sampled_from(ACCOUNTS), waits),
        min_size=10,
        max_size=30,
    )


FULL_OF_UNLINKS = (
    chances_observed("S1", 2, at="2026-02-01T00:00Z"),
    *(bound("S1", name, at="2026-02-01T00:00Z") for name in ("A1", "A2", "A3")),
)


@drawn(st.sampled_from([(), FULL_OF_UNLINKS]), steps())
def test_no_sequence_of_requests_breaks_a_limit(
    beginning: tuple[Deed, ...], walk: list[Step]
) -> None:
    story, hour = given(*beginning), 0
    for number, (tried, of_shop, of_account, wait) in enumerate(walk):
        hour += wait
        question = next_question(story, tried, of_shop, of_account, at_hour(hour), number)
        if question is None:
            story = story.and_then(*platform_says(of_shop, of_account, at_hour(hour), number))
            continue
        request = replace(question.request, id=f"r-{number}")
        story = story.when(replace(question, request=request)).recorded()
        check_limits(story, of_shop, of_account, at_hour(hour))
    check_decisions(story)


def next_question(
    story: Story, tried: str, of_shop: str, of_account: str, at: str, number: int
) -> Question | None:
    """The natural next act between the two: an invitation, or what leads their binding on."""
    state = account_at(story.history, f"tiktok:{of_account}", instant(at))
    living = [
        one
        for one in state.bindings.values()
        if one.shop == f"tiktok:{of_shop}" and not one.is_over
    ]
    if tried == "other":
        return None
    if not living:
        return invite(of_shop, of_account, at=at, binding=f"B{number}")
    asks = FORWARD.get(living[0].state.value, unlink)
    asks = {"forward": asks, "unlink": unlink, "ask": ask_to_leave}[tried]
    return asks(of_shop, of_account, at=at, binding=living[0].binding)


def platform_says(of_shop: str, of_account: str, at: str, number: int) -> list[Deed]:
    """Observed facts that make no binding: now and then, or the world would soon be empty."""
    match number % 9:
        case 0:
            return [violated(f"V{number}", account=of_account, at=at)]
        case 1:
            return [banned(of_account, at=at), ban_lifted(of_account, overturned=True, at=at)]
        case 2:
            return [deregistered(of_account, at=at)]
        case 3:
            return [closed(of_shop, at=at)]
    return []


def check_limits(story: Story, of_shop: str, of_account: str, at: str) -> None:
    """The limits of the two that were just asked about; nothing else has moved."""
    shop_now = shop_at(story.history, f"tiktok:{of_shop}", instant(at))
    account_now = account_at(story.history, f"tiktok:{of_account}", instant(at))
    taken = [one for one in shop_now.bindings.values() if one.runs or one.is_reserved]
    unlinks = shop_now.unlinks.get(CHANNEL, Unlinks())

    assert len(taken) <= 4
    assert unlinks.observed + len(unlinks.by_shop) <= 3
    assert len({one.shop for one in account_now.bindings.values() if one.runs}) <= 1


def check_decisions(story: Story) -> None:
    """Every decision on the way is the same when it is taken again from the log alone."""
    for fact in story.facts:
        if isinstance(fact.event, RequestGranted | RequestRefused):
            assert story.decision_agrees(fact.position)
    # and what the ledger itself let happen is no breach
    assert story.breaches() == []
