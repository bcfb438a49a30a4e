"""Both sides must be verified and in normal state; else a delegation sleeps and does not end."""

from __future__ import annotations

import pytest

from ledger.aggregates import Account
from ledger.rules.of_delegation import Sleep, dormant
from tests.delegations.words import (
    accept,
    accepted,
    enterprise,
    expired,
    offer,
    offered,
    on_douyin,
    registered,
    renewed,
    told,
    turned_down,
    verified,
)
from tests.story import Deed, Story, ban_lifted, banned, deregistered, instant

EARLIER = "2026-02-01T09:00Z"
MONDAY = "2026-03-02T09:00Z"
AFTER = "2026-03-02T09:00:00.000001Z"
BEFORE = "2026-03-02T08:59:59.999999Z"
LATER = "2026-04-01T00:00Z"

CAUSES = ("verification_expired", "banned", "deregistered")


@pytest.mark.parametrize(
    ("sub", "main", "side"), [("X1", "M1", "grantor"), ("M1", "X1", "grantee")]
)
@pytest.mark.parametrize(
    ("status", "happened"),
    [
        ("unregistered", ()),
        ("banned", (registered("X1"), verified("X1"), banned("douyin:X1", at=EARLIER))),
        ("deregistered", (registered("X1"), verified("X1"), deregistered("douyin:X1", at=EARLIER))),
    ],
)
def test_the_finding_says_which_side_is_not_in_normal_state(
    sub: str, main: str, side: str, status: str, happened: tuple[Deed, ...]
) -> None:
    asked = told(*enterprise("M1"), *happened).when(offer(sub, main, at=MONDAY))

    asked.finds(f"delegation.{side}_status", "breaks", seen=status, source="001 / 1-02")
    broken = [f"delegation.{side}_status"]
    broken += [f"delegation.{side}_verified"] if status == "unregistered" else []
    asked.then_refused(*broken, earliest=None)


@pytest.mark.parametrize(
    ("sub", "main", "side"), [("X1", "M1", "grantor"), ("M1", "X1", "grantee")]
)
@pytest.mark.parametrize(
    ("seen", "happened"),
    [
        ("rejected", (turned_down("X1", at=EARLIER),)),
        ("expired", (verified("X1"), expired("X1", at=EARLIER))),
        ("expired", (verified("X1", until=EARLIER),)),
    ],
)
def test_the_finding_says_which_side_is_not_verified(
    sub: str, main: str, side: str, seen: str, happened: tuple[Deed, ...]
) -> None:
    history = told(*enterprise("M1"), registered("X1"), *happened)
    asked = history.when(offer(sub, main, at=MONDAY))

    rule = f"delegation.{side}_verified"
    asked.finds(rule, "breaks", seen=seen, unit="text", source="001 / 1-02")
    asked.then_refused(rule, earliest=None, see=(len(happened) + 3,))


def test_an_account_of_which_no_verification_is_known_is_refused_as_unknown() -> None:
    history = told(*enterprise("M1"), registered("X1"))
    asked = history.when(offer("X1", "M1", at=MONDAY))

    asked.finds(
        "delegation.grantor_verified",
        "unknown",
        severity="refuse",
        missing="EnterpriseVerificationPassed",
    )
    asked.then_refused("delegation.grantor_verified", earliest=None)


def test_an_account_may_be_verified_from_its_registration_on() -> None:
    history = told(*enterprise("M1"), registered("X1", account_type="verified_enterprise"))

    history.when(offer("X1", "M1", at=MONDAY)).then(offered("X1", "M1", at=MONDAY))


def test_a_renewal_that_is_turned_down_takes_nothing_from_what_still_runs() -> None:
    history = told(
        *enterprise("M1"),
        registered("X1"),
        verified("X1", until=MONDAY),
        turned_down("X1", at=EARLIER),
    )

    history.when(offer("X1", "M1", at=BEFORE)).then(offered("X1", "M1", at=BEFORE))


@pytest.mark.parametrize(("at", "holds"), [(BEFORE, True), (MONDAY, False), (AFTER, False)])
def test_a_verification_holds_until_its_end(at: str, holds: bool) -> None:
    history = told(
        *enterprise("S1", until=MONDAY), *enterprise("M1"), offered("S1", "M1", at=EARLIER)
    )
    asked = history.when(accept("S1", "M1", at=at))

    if holds:
        asked.then(accepted("S1", "M1", at=at))
    else:
        asked.finds("delegation.grantor_verified", "breaks", seen="expired")
        asked.then_refused("delegation.grantor_verified", earliest=None, see=(2,))


def test_both_sides_are_asked_again_when_it_is_accepted() -> None:
    history = told(
        *enterprise("S1"),
        *enterprise("M1"),
        offered("S1", "M1", at=EARLIER),
        banned("douyin:S1", at=EARLIER),
        expired("M1", at=EARLIER),
    )

    history.when(accept("S1", "M1", at=MONDAY)).then_refused(
        "delegation.grantor_status", "delegation.grantee_verified", earliest=None
    )


# --- asleep and awake -----------------------------------------------------------------------------


def asleep(story: Story, at: str) -> list[Sleep]:
    """Why the delegation of S1 to M1 is dormant."""
    sub, main = (_account(story, name, at) for name in ("S1", "M1"))
    return list(dormant(sub.delegations["S1-M1"], sub, main, CAUSES, instant(at)))


def _account(story: Story, name: str, at: str) -> Account:
    return story.history.account(on_douyin(name), instant(at))


ACTIVE = (*enterprise("S1"), *enterprise("M1"), accepted("S1", "M1", at=EARLIER))


@pytest.mark.parametrize(("name", "side"), [("S1", "grantor"), ("M1", "grantee")])
def test_a_delegation_sleeps_while_a_verification_is_expired(name: str, side: str) -> None:
    story = told(*ACTIVE, expired(name, at=MONDAY), renewed(name, at=LATER))

    assert asleep(story, BEFORE) == []
    assert asleep(story, MONDAY) == [Sleep(side, "verification_expired", instant(MONDAY))]
    assert asleep(story, AFTER) == [Sleep(side, "verification_expired", instant(MONDAY))]
    assert asleep(story, LATER) == []
    assert _account(story, name, LATER).delegations["S1-M1"].state == "active"


@pytest.mark.parametrize(("at", "sleeps"), [(BEFORE, False), (MONDAY, True), (AFTER, True)])
def test_it_sleeps_from_the_end_of_a_verification_on(at: str, sleeps: bool) -> None:
    told_late = expired("S1", at="2026-03-10T00:00Z")
    story = told(*ACTIVE, renewed("S1", at=EARLIER, until=MONDAY), told_late)

    cause = [Sleep("grantor", "verification_expired", instant(MONDAY))]
    assert asleep(story, at) == (cause if sleeps else [])
    assert asleep(story, "2026-03-11T00:00Z") == cause


def test_it_sleeps_while_a_side_is_not_in_normal_state() -> None:
    story = told(
        *ACTIVE,
        banned("douyin:M1", at=MONDAY),
        expired("S1", at=AFTER),
        ban_lifted("douyin:M1", overturned=False, at=LATER),
    )

    assert asleep(story, AFTER) == [
        Sleep("grantee", "banned", instant(MONDAY)),
        Sleep("grantor", "verification_expired", instant(AFTER)),
    ]
    assert asleep(story, LATER) == [Sleep("grantor", "verification_expired", instant(AFTER))]


def test_only_what_holds_can_sleep() -> None:
    story = told(
        *enterprise("S1"),
        *enterprise("M1"),
        offered("S1", "M1", at=EARLIER),
        expired("S1", at=EARLIER),
    )

    assert asleep(story, MONDAY) == []
