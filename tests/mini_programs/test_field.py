"""What Douyin's own pages add: who may be bound to whom, and how often accounts are let go."""

from __future__ import annotations

import pytest

from ledger.events import EnterpriseVerificationPassed, RequestGranted, ShopSubjectDeclared
from tests.mini_programs.telling import (
    declared,
    enterprise,
    field_law,
    joined,
    leave,
    left,
    place,
    registered,
    tie,
    tied,
    told,
)
from tests.story import Deed, Story
from tests.worlds.words import forgetting

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"
SAME, OTHER = "91510100MA6CXXXX01", "91510100MA6CXXXX02"


def _in_the_field(*deeds: Deed, monthly_unbinds: int | None = None) -> Story:
    return told(*deeds, law=field_law(monthly_unbinds=monthly_unbinds))


def _begun(code: str | None = SAME) -> tuple[Deed, ...]:
    return enterprise(code=code), registered(at=EARLIER)


def test_one_enterprise_behind_both_is_bound() -> None:
    _in_the_field(place(code=SAME), *_begun()).when(tie(at=MONDAY)).then(tied(at=MONDAY))


def test_the_same_is_granted_by_the_source_whoever_is_behind_it() -> None:
    story = (place(code=OTHER, subject="individual_business"), *_begun())

    told(*story).when(tie(at=MONDAY)).then(tied(at=MONDAY))
    _in_the_field(*story).when(tie(at=MONDAY)).then_refused(
        "shop.enterprise_subject", "mini_program.same_subject", earliest=None
    )


def test_two_codes_are_two_subjects_and_neither_is_said() -> None:
    asked = _in_the_field(place(code=OTHER), *_begun()).when(tie(at=MONDAY))

    asked.finds(
        "mini_program.same_subject", "breaks", seen=False, see=(1, 2), source="[E20] grade A"
    )
    assert SAME not in str(asked.decision)
    assert OTHER not in str(asked.decision)


@pytest.mark.parametrize(
    ("of_shop", "of_account", "missing"),
    [
        (None, SAME, "ShopSubjectDeclared.uscc"),
        (SAME, None, "EnterpriseVerificationPassed.uscc"),
    ],
)
def test_without_both_codes_nobody_knows(
    of_shop: str | None, of_account: str | None, missing: str
) -> None:
    _in_the_field(place(code=of_shop), *_begun(of_account)).when(tie(at=MONDAY)).finds(
        "mini_program.same_subject", "unknown", severity="refuse", missing=missing
    )


def test_an_earlier_code_does_not_stand_in_for_one_that_was_forgotten() -> None:
    story = _in_the_field(place(code=SAME), *_begun())
    again = story.and_then(declared(OTHER, at="2026-02-02T09:00Z"))

    again.when(tie(at=MONDAY)).finds("mini_program.same_subject", "breaks", seen=False)
    forgetting(again, ShopSubjectDeclared, after=len(story.facts)).when(tie(at=MONDAY)).finds(
        "mini_program.same_subject", "unknown", severity="refuse", missing="forgotten"
    )


@pytest.mark.parametrize("kind", [EnterpriseVerificationPassed, ShopSubjectDeclared])
def test_a_binding_granted_before_a_code_was_forgotten_still_agrees(
    kind: type[EnterpriseVerificationPassed] | type[ShopSubjectDeclared],
) -> None:
    story = _in_the_field(place(code=SAME), *_begun()).when(tie(at=MONDAY)).recorded()
    granted = next(one for one in story.facts if isinstance(one.event, RequestGranted))

    assert story.decision_agrees(granted.position)
    forgotten = forgetting(story, kind)
    assert forgotten.decision_agrees(granted.position)
    forgotten.when(tie(at=MONDAY)).finds(
        "mini_program.same_subject", "unknown", missing="forgotten"
    )


def test_a_mini_program_has_one_shop_and_a_shop_one_mini_program() -> None:
    both = (place("S1", code=SAME), place("S2", code=SAME), *_begun())

    _in_the_field(*both, tied("S2", at=EARLIER)).when(tie("S1", at=MONDAY)).then_refused(
        "mini_program.one_to_one", earliest=None, see=(5,)
    )
    _in_the_field(*both, tied("S1", "M2", at=EARLIER)).when(tie("S1", at=MONDAY)).then_refused(
        "mini_program.one_to_one", earliest=None, see=(5,)
    )
    told(*both, tied("S2", at=EARLIER)).when(tie("S1", at=MONDAY)).then(tied("S1", at=MONDAY))


# --- a quota by calendar month: April in Shanghai begins at 16:00 UTC on the 31st of March --------

THREE = (
    *_begun(),
    *(enterprise(f"A{number}") for number in (1, 2, 3)),
    *(joined(f"A{number}", at=EARLIER) for number in (1, 2, 3)),
)
APRIL = "2026-03-31T16:00:00Z"


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-03-31T15:59:59.999999Z", False),
        ("2026-03-31T16:00:00Z", True),
        ("2026-03-31T16:00:00.000001Z", True),
    ],
)
def test_the_quota_is_whole_again_on_the_first_of_the_next_month(at: str, allowed: bool) -> None:
    history = _in_the_field(
        *THREE,
        left("A1", at="2026-03-02T09:00Z"),
        left("A2", at="2026-03-31T15:00Z"),
        monthly_unbinds=2,
    )
    asked = history.when(leave("A3", at=at))

    if allowed:
        asked.finds("mini_program.monthly_unbinds", "holds", seen=0, unit="unlinks")
        asked.then(left("A3", at=at))
    else:
        asked.finds("mini_program.monthly_unbinds", "breaks", seen=2, cured_at=APRIL)
        asked.then_refused("mini_program.monthly_unbinds", earliest=APRIL, see=(9, 10))


@pytest.mark.parametrize(("limit", "holds"), [(1, False), (2, True), (3, True)])
def test_the_last_of_the_quota_may_be_used(limit: int, holds: bool) -> None:
    history = _in_the_field(*THREE, left("A1", at=MONDAY), monthly_unbinds=limit)
    asked = history.when(leave("A2", at=MONDAY))

    if holds:
        asked.finds("mini_program.monthly_unbinds", "holds", seen=1, limit=limit)
    else:
        asked.then_refused("mini_program.monthly_unbinds", earliest=APRIL)


def test_the_last_moment_of_a_month_counts_for_that_month() -> None:
    history = _in_the_field(*THREE, left("A1", at="2026-02-28T15:59Z"), monthly_unbinds=1)

    history.when(leave("A2", at="2026-02-28T16:00Z")).then(left("A2", at="2026-02-28T16:00Z"))


def test_a_number_the_platform_keeps_to_itself_is_unknown_from_the_second_on() -> None:
    history = _in_the_field(*THREE)

    history.when(leave("A1", at=MONDAY)).finds(
        "mini_program.monthly_unbinds", "holds", source="[E23] grade A"
    )
    history.and_then(left("A1", at=MONDAY)).when(leave("A2", at=MONDAY)).finds(
        "mini_program.monthly_unbinds", "unknown", severity="warn", missing="undisclosed", see=(9,)
    ).then(left("A2", at=MONDAY))
