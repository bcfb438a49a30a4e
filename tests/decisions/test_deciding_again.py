"""A stored decision taken again from the log alone is the same, unless something was changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.events import BindingActivated, RequestRefused
from tests.story import (
    Story,
    add_products,
    adopted,
    annulled,
    banned,
    bound,
    given,
    instant,
    invite,
    invited,
    rulebook,
    shop,
    source_rulebook,
    unlink,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"


@pytest.fixture
def granted() -> Story:
    return given().when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))


@pytest.fixture
def refused() -> Story:
    history = given(bound("S1", "A1", at="2026-03-01T09:00Z"))
    return history.when(unlink("S1", "A1", at="2026-03-01T10:00Z")).then_refused(
        "binding.bound_time", earliest="2026-03-02T09:00Z"
    )


def decision_in(story: Story) -> int:
    return next(fact.position for fact in story.facts if fact.correlationid)


def refusal_in(story: Story) -> RequestRefused:
    event = story.facts[decision_in(story) - 1].event
    assert isinstance(event, RequestRefused)
    return event


def with_refusal(story: Story, **changes: Any) -> Story:
    """The story as if another refusal had been stored."""
    position = decision_in(story)
    stored = story.facts[position - 1]
    tampered = replace(stored, event=replace(refusal_in(story), **changes))
    facts = (*story.facts[: position - 1], tampered, *story.facts[position:])
    return replace(story, facts=facts)


def test_a_grant_agrees(granted: Story) -> None:
    assert granted.decision_agrees(decision_in(granted))


def test_a_refusal_agrees(refused: Story) -> None:
    assert refused.decision_agrees(decision_in(refused))


def test_what_was_learnt_later_changes_nothing(granted: Story, refused: Story) -> None:
    late = granted.and_then(banned("A1", at=EARLIER))
    corrected = refused.and_then(annulled(refused, 1, at=MONDAY))

    assert late.decision_agrees(decision_in(late))
    assert corrected.decision_agrees(decision_in(corrected))


def test_with_one_number_of_the_law_changed_it_does_not(granted: Story, refused: Story) -> None:
    changed = source_rulebook().replace("value  = 24", "value  = 25", 1)
    assert changed != source_rulebook()

    assert not granted.decision_agrees(decision_in(granted), with_law=changed)
    assert not refused.decision_agrees(decision_in(refused), with_law=changed)


@pytest.mark.parametrize(
    "change",
    [{"seen": {"value": 2, "unit": "hours"}}, {"evidence": [1]}, {"outcome": "holds"}],
)
def test_with_another_finding_stored_it_does_not(refused: Story, change: dict[str, Any]) -> None:
    verdict = refusal_in(refused).verdict
    findings = [
        one | change if one["rule"] == "binding.bound_time" else one for one in verdict["findings"]
    ]
    tampered = with_refusal(refused, verdict={**verdict, "findings": findings})

    assert not tampered.decision_agrees(decision_in(tampered))


@pytest.mark.parametrize("promise", [None, instant("2026-03-02T09:00:00.000001Z")])
def test_with_another_promise_stored_it_does_not(refused: Story, promise: object) -> None:
    tampered = with_refusal(refused, earliest=promise)

    assert not tampered.decision_agrees(decision_in(tampered))


def test_with_another_calendar_stored_it_does_not(refused: Story) -> None:
    tampered = with_refusal(refused, calendars=("sha256:" + "0" * 64,))

    assert not tampered.decision_agrees(decision_in(tampered))


def test_with_a_fact_moved_in_time_it_does_not(refused: Story) -> None:
    moved = tuple(
        replace(fact, time=instant("2026-02-28T09:00Z"))
        if isinstance(fact.event, BindingActivated)
        else fact
        for fact in refused.facts
    )

    assert not replace(refused, facts=moved).decision_agrees(decision_in(refused))


def test_the_promise_is_about_the_program_the_ledger_filled_in() -> None:
    official = rulebook({}, program="tiktok.official")
    history = given(
        shop("S1", time_zone="America/Mexico_City"),
        bound("S1", "A1", at="2026-03-02T10:00Z", program="tiktok.official"),
        law=[adopted(rulebook({})), adopted(official, program="tiktok.official")],
    )

    # nobody is bound yet, so the question is about the channel, and stays about it
    asked = history.when(add_products("A1", 1, at=MONDAY)).then_refused(
        "account.bound", "account.showcase_daily", earliest=None
    )

    assert asked.decision_agrees(decision_in(asked))
