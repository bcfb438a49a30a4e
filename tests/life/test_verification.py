"""Whether an account is verified, and until when: state machine 2.14."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.due import due_of_account, expiry_of, settled_account, years_after
from ledger.events import (
    EnterpriseVerificationAuthorised,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRejected,
    EnterpriseVerificationRenewed,
    Event,
    MaterialSubmitted,
)
from ledger.rulebook import field_rulebooks
from tests.life.words import ACCOUNT, LAW, gone, told
from tests.story import MOMENT, Deed, Story, adopted, deed, given, instant

FIELD = dict(field_rulebooks())["rulebooks/douyin/shop.field.toml"]

UNTIL = instant("2026-06-01T09:00Z")
papers = MaterialSubmitted(account=ACCOUNT, material_kind="business_licence")
authorised = EnterpriseVerificationAuthorised(account=ACCOUNT, shop="douyin:S1")
passed = EnterpriseVerificationPassed(account=ACCOUNT, valid_until=UNTIL)
rejected = EnterpriseVerificationRejected(account=ACCOUNT)
expired = EnterpriseVerificationExpired(account=ACCOUNT)
renewed = EnterpriseVerificationRenewed(account=ACCOUNT)


def happened(*events: Event) -> tuple[Deed, ...]:
    return tuple(
        deed(event, at=f"2026-01-{day:02}T09:00Z") for day, event in enumerate(events, start=1)
    )


def state(story: Story, at: str = "2026-02-01T09:00Z") -> tuple[str | None, bool]:
    verification = story.history.account(ACCOUNT, instant(at)).verification
    return (verification.state, verification.holds) if verification is not None else (None, False)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), (None, False)),
        ((papers,), ("submitted", False)),
        ((authorised,), ("authorised", False)),
        ((papers, authorised), ("authorised", False)),
        ((authorised, rejected), ("rejected", False)),
        ((authorised, rejected, authorised), ("authorised", False)),
        ((papers, passed), ("passed", True)),
        ((passed, papers), ("passed", True)),
        ((passed, authorised), ("passed", True)),
        ((passed, expired), ("expired", False)),
        ((passed, expired, renewed), ("renewed", True)),
        ((renewed,), ("renewed", True)),
    ],
)
def test_each_fact_leads_on(events: tuple[Event, ...], expected: tuple[str | None, bool]) -> None:
    assert state(told(*happened(*events))) == expected


def test_whose_papers_it_was_verified_with_is_kept() -> None:
    story = told(*happened(authorised, passed, expired, renewed))
    verification = story.history.account(ACCOUNT, UNTIL).verification

    assert verification is not None
    assert verification.shop == "douyin:S1"


def expiry(story: Story) -> datetime | None:
    return expiry_of(story.history.account(ACCOUNT, UNTIL), story.history.law)


def due(story: Story) -> list[tuple[datetime, Event]]:
    account = story.history.account(ACCOUNT, UNTIL)
    found = due_of_account(account, lambda shop: None, story.history.law)
    return [(one.at, one.event) for one in found]


class TestRunningOut:
    def test_at_the_time_it_was_given(self) -> None:
        story = told(*happened(passed))

        assert due(story) == [(UNTIL, expired)]

    def test_a_renewal_without_a_time_never_runs_out_by_the_source(self) -> None:
        assert due(told(*happened(passed, renewed))) == []

    def test_and_after_a_year_by_the_field(self) -> None:
        law = (adopted(FIELD, program=LAW),)
        story = given(*happened(passed, renewed), law=law)

        assert due(story) == [(instant("2027-01-02T09:00Z"), expired)]

    def test_what_a_fact_says_comes_before_what_the_law_says(self) -> None:
        assert expiry(given(*happened(passed), law=(adopted(FIELD, program=LAW),))) == UNTIL

    def test_a_time_that_was_over_when_it_was_told_is_over_then(self) -> None:
        late = EnterpriseVerificationPassed(
            account=ACCOUNT, valid_until=instant("2025-01-01T00:00Z")
        )

        assert expiry(told(*happened(late))) == instant("2026-01-01T09:00Z")

    def test_not_again_once_it_is_over(self) -> None:
        assert due(told(*happened(passed, expired))) == []

    def test_a_renewal_that_is_turned_down_ends_nothing_before_its_day(self) -> None:
        assert due(told(*happened(passed, rejected))) == [(UNTIL, expired)]

    def test_not_of_an_account_that_is_gone(self) -> None:
        events = [event for _, event in due(told(*happened(passed), gone("2026-05-01T09:00Z")))]

        assert expired not in events


@pytest.mark.parametrize(
    ("since", "years", "until"),
    [
        (datetime(2025, 5, 5, tzinfo=UTC), 1, datetime(2026, 5, 5, tzinfo=UTC)),
        (datetime(2024, 2, 29, 8, tzinfo=UTC), 1, datetime(2025, 3, 1, 8, tzinfo=UTC)),
        (datetime(2024, 2, 29, tzinfo=UTC), 4, datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_years_are_those_of_the_calendar(since: datetime, years: int, until: datetime) -> None:
    assert years_after(since, years) == until


def test_judged_as_expired_from_that_instant_on() -> None:
    story = told(*happened(passed))
    account = story.history.account(ACCOUNT, UNTIL)

    for at, holds in ((UNTIL - MOMENT, True), (UNTIL, False), (UNTIL + MOMENT, False)):
        settled = settled_account(account, at, lambda shop: None, story.history.law)
        assert settled.verification is not None
        assert settled.verification.holds is holds
