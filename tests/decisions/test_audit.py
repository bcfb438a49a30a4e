"""What happened and was never asked: judged afterwards as the request would have been."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.audit import observed_mini_programs
from ledger.audit.guarded import GUARDED
from ledger.events import (
    DiscountCodeIssued,
    FormalCollectionAccountUpgraded,
    LimitedOfferOpened,
    ShopUnlinked,
)
from tests.life.test_observed import BREACHES as OF_LIVES
from tests.story import (
    CHANNEL,
    Story,
    accepted,
    account,
    added,
    adopted,
    appealed,
    asked_to_leave,
    banned,
    bound,
    calendar,
    closed,
    decline,
    declined,
    deed,
    ended,
    enrolled,
    given,
    invite,
    invited,
    let_go,
    nobody_knows,
    notified,
    passed,
    rulebook,
    scored,
    seen_in,
    shop,
    source_rulebook,
    unlinked,
    violated,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"

OFFICIAL = "douyin.official"

BREACHES: list[tuple[Story, str, list[str]]] = [
    (
        given(banned("A1", at=EARLIER), invited("S1", "A1", at=MONDAY)),
        "BindingInvited.v1",
        ["account.status", "account.ban_record"],
    ),
    (
        given(
            invited("S1", "A1", at="2026-01-01T09:00Z"),
            seen_in("US", "A1", at=EARLIER),
            accepted("S1", "A1", at=MONDAY),
        ),
        "BindingInvitationAccepted.v1",
        ["account.bind_network"],
    ),
    (
        given(
            *(bound("S1", f"A{n}", at=EARLIER) for n in range(1, 5)),
            bound("S1", "A5", at=MONDAY),
        ),
        "BindingActivated.v1",
        ["shop.slots"],
    ),
    (
        given(bound("S1", "A1", at="2026-03-02T08:00Z"), unlinked("S1", "A1", at=MONDAY)),
        "ShopUnlinked.v1",
        ["binding.bound_time"],
    ),
    (
        given(
            bound("S1", "A1", at="2026-03-02T08:00Z"),
            seen_in("US", "A1", at=EARLIER, context="unlink"),
            asked_to_leave("S1", "A1", at=MONDAY),
        ),
        "UnlinkRequested.v1",
        ["binding.bound_time", "account.unlink_network"],
    ),
    (
        given(
            bound("S1", "A1", at=EARLIER),
            violated("V1", account="A1", at=EARLIER),
            let_go("S1", "A1", at=MONDAY),
        ),
        "UnlinkApproved.v1",
        ["account.open_violation"],
    ),
    (
        given(
            shop("S1", time_zone="America/Mexico_City"),
            bound("S1", "A1", at=EARLIER),
            added("A1", 50, at="2026-03-02T08:00Z"),
            added("A1", 1, at=MONDAY),
        ),
        "ShowcaseProductsAdded.v1",
        ["account.showcase_daily"],
    ),
    (
        given(scored("S1", 79, at=EARLIER), enrolled("S1", "C1", at=MONDAY)),
        "CampaignEnrolled.v1",
        ["shop.campaign_score"],
    ),
    *(
        (
            given(
                bound("S1", "A1", at=EARLIER), ended("S1", "A1", at=EARLIER), deed(tool, at=MONDAY)
            ),
            tool.kind,
            ["shop.active_binding"],
        )
        for tool in (
            DiscountCodeIssued(shop="tiktok:S1", discount_code="LIVE10"),
            LimitedOfferOpened(shop="tiktok:S1", limited_offer="F1"),
        )
    ),
    (
        given(
            shop("S1", country="CN"),
            violated("V1", shop="S1", at="2026-01-05T09:00Z"),
            notified("V1", at="2026-01-05T09:00Z"),
            appealed("V1", by="shop:tiktok:S1", at=MONDAY),
            calendars=(calendar("CN", 2026),),
        ),
        "AppealSubmitted.v1",
        ["violation.appeal_window"],
    ),
    (
        given(
            bound("douyin:S1", "douyin:A1", at=EARLIER, program=OFFICIAL),
            deed(FormalCollectionAccountUpgraded(account="douyin:A1"), at=MONDAY),
            law=(adopted(source_rulebook(OFFICIAL), program=OFFICIAL),),
        ),
        "FormalCollectionAccountUpgraded.v1",
        ["account.formal_collection"],
    ),
]


@pytest.mark.parametrize(("story", "kind", "rules"), BREACHES)
def test_each_guarded_act_that_a_request_would_have_been_refused(
    story: Story, kind: str, rules: list[str]
) -> None:
    last = max(story.told)

    assert story.breaches() == [(last, kind, rules)]


def test_every_guarded_kind_is_among_them() -> None:
    # Delegations, staff, integrations and mini-programs are walked in tests of their own.
    elsewhere = observed_mini_programs.ACTS.keys()
    guarded = {
        one.kind
        for one in GUARDED.keys() - elsewhere
        if one.__module__ not in ("ledger.events.delegation", "ledger.events.data")
    }
    assert {kind for _, kind, _ in (*BREACHES, *OF_LIVES)} == guarded


def test_what_a_request_would_have_been_granted_is_no_breach() -> None:
    life = given(
        invited("S1", "A1", at="2026-02-01T09:00Z"),
        accepted("S1", "A1", at="2026-02-02T09:00Z"),
        passed("S1", "A1", at="2026-02-03T09:00Z"),
        asked_to_leave("S1", "A1", at="2026-02-04T09:00Z"),
        let_go("S1", "A1", at="2026-02-05T09:00Z"),
        bound("S2", "A1", at="2026-02-06T09:00Z"),
    )

    assert life.breaches() == []


@pytest.mark.parametrize(
    "story",
    [
        given(account("A1", of_age=None, region=None), invited("S1", "A1", at=MONDAY)),
        given(enrolled("S1", "C1", at=MONDAY)),
        given(bound("S1", "A1", at=EARLIER), added("A1", 51, at=MONDAY)),
        given(
            violated("V1", account="A1", at=EARLIER),
            appealed("V1", by="account:tiktok:A1", at=MONDAY),
        ),
    ],
)
def test_what_nobody_knows_is_no_breach(story: Story) -> None:
    assert story.breaches() == []


def test_not_being_registered_is_no_breach() -> None:
    story = given(nobody_knows("shop:S1", "account:A1"), invited("S1", "A1", at=MONDAY))

    assert story.breaches() == []


def test_what_only_warns_is_no_breach() -> None:
    story = given(account("A1", theme="fishing"), invited("S1", "A1", at=MONDAY))

    assert story.breaches() == []


@pytest.mark.parametrize(
    "story",
    [
        given(accepted("S1", "A1", at=MONDAY)),
        given(passed("S1", "A1", at=MONDAY)),
        given(invited("S1", "A1", at=EARLIER), passed("S1", "A1", at=MONDAY)),
        given(asked_to_leave("S1", "A1", at=MONDAY)),
        given(bound("S1", "A1", at=EARLIER), let_go("S1", "A1", at=MONDAY)),
        given(unlinked("S1", "A1", at=MONDAY)),
    ],
)
def test_steps_a_feed_left_out_are_no_breach(story: Story) -> None:
    assert story.breaches() == []


@pytest.mark.parametrize("act", [accepted, bound, unlinked, asked_to_leave, let_go])
def test_an_act_on_a_binding_that_had_ended_is_a_breach(act: object) -> None:
    assert callable(act)
    story = given(
        bound("S1", "A1", at="2026-01-01T09:00Z"),
        unlinked("S1", "A1", at=EARLIER),
        act("S1", "A1", at=MONDAY),
    )

    ((number, _, rules),) = story.breaches()
    assert (number, rules) == (3, ["binding.state"])


@pytest.mark.parametrize("act", [accepted, bound])
def test_entering_a_binding_that_is_active_already_is_a_breach(act: object) -> None:
    assert callable(act)
    story = given(bound("S1", "A1", at=EARLIER), act("S1", "A1", at=MONDAY))

    ((number, _, rules),) = story.breaches()
    assert (number, rules) == (2, ["binding.state"])


def test_an_act_is_judged_under_the_law_of_its_time() -> None:
    law = rulebook({"shop.campaign_score": {"2000-01-01": 80, "2026-03-01": 90}})
    story = given(
        scored("S1", 85, at=EARLIER),
        enrolled("S1", "C1", at="2026-02-28T23:59Z"),
        enrolled("S1", "C2", at="2026-03-01T00:00Z"),
        law=[adopted(law)],
    )

    assert [number for number, _, _ in story.breaches()] == [3]


def test_an_act_before_there_was_law_is_no_breach() -> None:
    story = given(
        scored("S1", 20, at=EARLIER),
        enrolled("S1", "C1", at=MONDAY),
        law=[adopted(source_rulebook(), at="2026-03-03T09:00Z")],
    )

    assert story.breaches() == []


def test_news_that_comes_late_is_judged_in_its_place() -> None:
    story = given(invited("S1", "A1", at=MONDAY), banned("A1", at=EARLIER))

    assert [number for number, _, _ in story.breaches()] == [1]


def test_an_act_is_judged_as_if_what_fell_due_had_been_recorded() -> None:
    story = given(
        bound("S1", "A1", at="2026-01-01T09:00Z"),
        closed("S1", at=EARLIER),
        bound("S2", "A1", at="2026-02-02T08:59Z"),
    )

    assert story.breaches() == [(3, "BindingActivated.v1", ["account.rebind_wait"])]


def test_a_breach_names_the_first_party_of_the_act() -> None:
    subjects = {
        story.breaches_found()[0].kind: story.breaches_found()[0].subject
        for story, _, _ in BREACHES
    }

    assert subjects["BindingInvited.v1"] == "shop:tiktok:S1"
    assert subjects["ShowcaseProductsAdded.v1"] == "account:tiktok:A1"
    assert subjects["AppealSubmitted.v1"] == "violation:V1"


def test_only_the_subjects_asked_about_are_judged() -> None:
    story = given(
        banned("A1", at=EARLIER),
        banned("A2", at=EARLIER),
        invited("S1", "A1", at=MONDAY),
        invited("S1", "A2", at=MONDAY),
    )

    about = story.breaches(frozenset({"account:tiktok:A2"}))

    assert [number for number, _, _ in about] == [4]


class TestGranted:
    """What a grant caused was judged when it was asked."""

    @pytest.fixture
    def granted(self) -> Story:
        history = given(banned("A2", at=EARLIER))
        return history.when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))

    def test_is_not_judged_again(self, granted: Story) -> None:
        law = rulebook({"shop.slots": 0})
        stricter = replace(
            granted,
            history=given(law=[adopted(law)]).history,
        )

        assert stricter.breaches() == []

    def test_a_feed_that_claims_a_grant_is_judged(self, granted: Story) -> None:
        grant = next(fact for fact in granted.facts if fact.correlationid)
        claim = replace(
            invited("S1", "A2", at=MONDAY),
            correlationid=grant.correlationid,
            causationid=grant.name,
        )

        assert [number for number, _, _ in granted.and_then(claim).breaches()] == [3]

    def test_even_one_in_the_ledgers_name_if_the_grant_has_had_its_act(
        self, granted: Story
    ) -> None:
        grant = next(fact for fact in granted.facts if fact.correlationid)
        claim = replace(
            invited("S1", "A2", at=MONDAY),
            source=grant.source,
            correlationid=grant.correlationid,
            causationid=grant.name,
        )

        assert [number for number, _, _ in granted.and_then(claim).breaches()] == [3]

    def test_or_if_the_grant_asks_for_another_act(self) -> None:
        history = given(bound("S2", "A2", at="2026-03-02T08:00Z"), invited("S1", "A1", at=EARLIER))
        declining = history.when(decline("S1", "A1", at=MONDAY)).then(
            declined("S1", "A1", at=MONDAY)
        )
        grant = next(fact for fact in declining.facts if fact.correlationid)
        claim = replace(
            unlinked("S2", "A2", at=MONDAY),
            source=grant.source,
            correlationid=grant.correlationid,
            causationid=grant.name,
        )

        assert [number for number, _, _ in declining.and_then(claim).breaches()] == [4]

    def test_and_so_is_one_in_the_ledgers_name_at_another_time(self, granted: Story) -> None:
        grant = next(fact for fact in granted.facts if fact.correlationid)
        claim = replace(
            invited("S1", "A2", at="2026-03-02T10:00Z"),
            source=grant.source,
            correlationid=grant.correlationid,
            causationid=grant.name,
        )

        assert [number for number, _, _ in granted.and_then(claim).breaches()] == [3]


def test_a_lone_unlink_is_judged_by_what_is_known_of_its_binding() -> None:
    alone = ShopUnlinked(binding="S1-A1", shop="tiktok:S1", account="tiktok:A1", program=CHANNEL)
    story = given(bound("S1", "A1", at="2026-03-02T08:00Z"), deed(alone, at=MONDAY))

    assert story.breaches() == [(2, "ShopUnlinked.v1", ["binding.bound_time"])]
