"""The official account of a Douyin shop: state machine 2.3, and why each step may be refused."""

from __future__ import annotations

from typing import Literal

import pytest

from ledger.due import due_of_account, due_of_shop
from ledger.events import (
    AccountReleased,
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingReviewOpened,
    BindingReviewPassed,
    CollectionAccountOpened,
    DataSharingConsented,
    EnterpriseVerificationAuthorised,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRenewed,
    FormalCollectionAccountUpgraded,
    SettlementRouteEnded,
    SettlementRouteSet,
    ShopSubjectDeclared,
)
from ledger.events.binding import BindingNames
from tests.story import (
    LONG_AGO,
    Deed,
    Question,
    Story,
    accept,
    account,
    adopted,
    ask_to_leave,
    asked_to_leave,
    bound,
    closed,
    collect_alone,
    deed,
    deregistered,
    fail_review,
    failed,
    given,
    instant,
    invite,
    invited,
    let_go_of,
    nobody_knows,
    pass_review,
    shop,
    source_rulebook,
    unlink,
)

OFFICIAL, CHANNEL = "douyin.official", "douyin.channel"
S1, S2, A1, A2 = "douyin:S1", "douyin:S2", "douyin:A1", "douyin:A2"
SHARED = ("shop_platform", "affiliates", "creator_square")
LAW = (
    adopted(source_rulebook(OFFICIAL), program=OFFICIAL),
    adopted(source_rulebook(CHANNEL), program=CHANNEL),
)


def official(*deeds: Deed) -> Story:
    """A story under the source rulebooks: an enterprise's shop, accounts of the app Douyin."""
    strangers = (
        shop(S1, country="CN", subject="enterprise"),
        shop(S2, country="CN", subject="enterprise"),
        account(A1, region="CN", app="douyin", account_type="personal"),
        account(A2, region="CN", app="douyin", account_type="personal"),
    )
    told = {tag for one in deeds for tag in one.introduces}
    known = [one for one in strangers if not one.introduces & told]
    return given(*known, *deeds, law=LAW)


def ask(at: str, shop: str = S1, account: str = A1, program: str = OFFICIAL) -> Question:
    return invite(shop, account, at=at, program=program, binding="B1")


def names(shop: str = S1, account: str = A1, binding: str = "B1") -> BindingNames:
    return {"binding": binding, "shop": shop, "account": account, "program": OFFICIAL}


def at_work(at: str = "2026-02-03T00:00Z", shop: str = S1, account: str = A1) -> Deed:
    """The binding is in effect, and its income routed, as granted requests would have it."""
    return deed(
        BindingActivated(**names(shop, account)),
        SettlementRouteSet(shop=shop, account=account, binding="B1"),
        at=at,
    )


# --- the way in -----------------------------------------------------------------------------------


def test_from_the_invitation_to_the_settlement_route() -> None:
    history = official(
        deed(CollectionAccountOpened(shop=S1, collection_account="CA-7"), at=LONG_AGO)
    )

    story = history.when(ask("2026-02-01T00:00Z")).then(
        invited(S1, A1, at="2026-02-01T00:00Z", binding="B1", program=OFFICIAL)
    )
    story = story.when(accept(S1, A1, at="2026-02-02T00:00Z", binding="B1")).then(
        deed(
            BindingInvitationAccepted(**names()),
            DataSharingConsented(account=A1, shop=S1, recipients=SHARED),
            EnterpriseVerificationAuthorised(account=A1, shop=S1),
            BindingReviewOpened(**names()),
            at="2026-02-02T00:00Z",
        )
    )
    story = story.when(pass_review(S1, A1, at="2026-02-03T00:00Z", binding="B1")).then(
        deed(
            BindingReviewPassed(**names()),
            EnterpriseVerificationPassed(account=A1),
            BindingActivated(**names()),
            SettlementRouteSet(shop=S1, account=A1, binding="B1", collection_account="CA-7"),
            at="2026-02-03T00:00Z",
        )
    )
    at = instant("2026-02-04T00:00Z")
    assert story.history.account(A1, at).verified_at(at) is not None
    assert story.breaches() == []


def test_a_verified_account_lends_no_papers() -> None:
    verified = account(A1, app="douyin", account_type="verified_enterprise")
    history = official(
        verified, invited(S1, A1, at="2026-02-01T00:00Z", binding="B1", program=OFFICIAL)
    )

    story = history.when(accept(S1, A1, at="2026-02-02T00:00Z", binding="B1")).then(
        deed(
            BindingInvitationAccepted(**names()),
            DataSharingConsented(account=A1, shop=S1, recipients=SHARED),
            BindingReviewOpened(**names()),
            at="2026-02-02T00:00Z",
        )
    )
    story.when(pass_review(S1, A1, at="2026-02-03T00:00Z", binding="B1")).then(
        deed(
            BindingReviewPassed(**names()),
            BindingActivated(**names()),
            SettlementRouteSet(shop=S1, account=A1, binding="B1"),
            at="2026-02-03T00:00Z",
        )
    )


def test_a_failed_review_brings_nothing() -> None:
    in_review = deed(BindingReviewOpened(**names()), at="2026-02-02T00:00Z")

    official(in_review).when(fail_review(S1, A1, at="2026-02-03T00:00Z", binding="B1")).then(
        failed(S1, A1, at="2026-02-03T00:00Z", binding="B1", program=OFFICIAL)
    )


# --- refused on the way in ------------------------------------------------------------------------


def test_who_nobody_registered_is_refused() -> None:
    history = given(nobody_knows(f"shop:{S1}", f"account:{A1}"), law=LAW)

    history.when(ask("2026-02-01T00:00Z")).then_refused(
        "shop.open", "account.status", "account.app", "account.verification", earliest=None
    )


@pytest.mark.parametrize("app", ["toutiao", "xigua", "huoshan"])
def test_only_accounts_of_the_app_may_be_chosen(app: str) -> None:
    history = official(account(A1, app=app, account_type="personal"))

    history.when(ask("2026-02-01T00:00Z")).finds(
        "account.app", "breaks", seen=app, limit=("douyin",), source="001 / 1-17"
    ).then_refused("account.app", earliest=None)


def test_an_account_whose_app_nobody_told_is_not_chosen() -> None:
    history = official(account(A1, account_type="personal"))

    history.when(ask("2026-02-01T00:00Z")).finds(
        "account.app", "unknown", severity="refuse", missing="AccountRegistered.app"
    ).then_refused("account.app", earliest=None)


def test_an_account_that_collects_in_its_own_name_cannot_be_official() -> None:
    upgraded = deed(FormalCollectionAccountUpgraded(account=A1), at="2026-01-01T00:00Z")

    official(upgraded).when(ask("2026-02-01T00:00Z")).then_refused(
        "account.formal_collection", earliest=None, see=(5,)
    )


def test_and_it_is_asked_again_at_acceptance_and_at_activation() -> None:
    upgraded = deed(FormalCollectionAccountUpgraded(account=A1), at="2026-02-02T12:00Z")
    begun = invited(S1, A1, at="2026-02-01T00:00Z", binding="B1", program=OFFICIAL)
    reviewed = deed(BindingReviewOpened(**names()), at="2026-02-02T00:00Z")

    official(begun, upgraded).when(
        accept(S1, A1, at="2026-02-03T00:00Z", binding="B1")
    ).then_refused("account.formal_collection", earliest=None)
    official(reviewed, upgraded).when(
        pass_review(S1, A1, at="2026-02-03T00:00Z", binding="B1")
    ).then_refused("account.formal_collection", earliest=None)


class TestVerification:
    def test_a_persons_shop_has_no_papers_to_lend(self) -> None:
        history = official(shop(S1, subject="personal"))

        history.when(ask("2026-02-01T00:00Z")).finds(
            "account.verification", "breaks", seen="personal", source="001 / 1-22"
        ).then_refused("account.verification", earliest=None)

    @pytest.mark.parametrize("subject", ["individual_business", "enterprise"])
    @pytest.mark.parametrize("kind", ["personal", "enterprise"])
    def test_other_shops_have(
        self,
        subject: Literal["individual_business", "enterprise"],
        kind: Literal["personal", "enterprise"],
    ) -> None:
        history = official(shop(S1, subject=subject), account(A1, app="douyin", account_type=kind))

        history.when(ask("2026-02-01T00:00Z")).finds(
            "account.verification", "holds", seen=subject
        ).then(invited(S1, A1, at="2026-02-01T00:00Z", binding="B1", program=OFFICIAL))

    def test_a_verified_account_needs_none(self) -> None:
        history = official(
            shop(S1, subject="personal"), account(A1, app="douyin", account_type="personal")
        ).and_then(deed(EnterpriseVerificationPassed(account=A1), at="2026-01-01T00:00Z"))

        history.when(ask("2026-02-01T00:00Z")).finds(
            "account.verification", "holds", seen="verified_enterprise"
        )

    def test_a_subject_nobody_declared_is_unknown_until_it_is(self) -> None:
        history = official(shop(S1, subject=None))

        history.when(ask("2026-02-01T00:00Z")).finds(
            "account.verification", "unknown", missing="ShopRegistered.subject_type"
        ).then_refused("account.verification", earliest=None)
        declared = deed(
            ShopSubjectDeclared(shop=S1, subject_type="enterprise"), at="2026-01-15T00:00Z"
        )
        history.and_then(declared).when(ask("2026-02-01T00:00Z")).finds(
            "account.verification", "holds"
        )

    def test_without_papers_the_kind_of_account_must_be_known(self) -> None:
        history = official(shop(S1, subject="personal"), account(A1, app="douyin"))

        history.when(ask("2026-02-01T00:00Z")).finds(
            "account.verification", "unknown", missing="AccountRegistered.account_type"
        )

    @pytest.mark.parametrize(
        ("at", "outcome"),
        [
            ("2026-02-28T23:59:59.999999Z", "holds"),
            ("2026-03-01T00:00:00Z", "breaks"),
            ("2026-03-01T00:00:00.000001Z", "breaks"),
        ],
    )
    def test_it_holds_up_to_the_instant_it_was_given_for(self, at: str, outcome: str) -> None:
        passed = EnterpriseVerificationPassed(account=A1, valid_until=instant("2026-03-01T00:00Z"))
        history = official(shop(S1, subject="personal"), deed(passed, at="2025-03-01T00:00Z"))

        history.when(ask(at)).finds("account.verification", outcome)

    def test_it_runs_out_and_is_renewed(self) -> None:
        history = official(
            shop(S1, subject="personal"),
            deed(EnterpriseVerificationPassed(account=A1), at="2025-03-01T00:00Z"),
            deed(EnterpriseVerificationExpired(account=A1), at="2026-01-01T00:00Z"),
        )

        history.when(ask("2026-02-01T00:00Z")).then_refused("account.verification", earliest=None)
        history.and_then(
            deed(EnterpriseVerificationRenewed(account=A1), at="2026-01-20T00:00Z")
        ).when(ask("2026-02-01T00:00Z")).finds("account.verification", "holds")

    def test_what_was_registered_runs_out_too(self) -> None:
        history = official(
            shop(S1, subject="personal"),
            account(A1, app="douyin", account_type="verified_enterprise"),
            deed(EnterpriseVerificationExpired(account=A1), at="2026-01-01T00:00Z"),
        )

        history.when(ask("2026-02-01T00:00Z")).then_refused("account.verification", earliest=None)


class TestOneAndOne:
    """One official account for a shop, one shop for an account."""

    def test_a_second_official_account_is_refused(self) -> None:
        official(bound(S1, A2, at="2026-01-01T00:00Z", program=OFFICIAL)).when(
            ask("2026-02-01T00:00Z")
        ).finds("shop.slots", "breaks", seen=1, limit=1, source="001 / 1-26").then_refused(
            "shop.slots", earliest=None, see=(5,)
        )

    @pytest.mark.parametrize("program", [OFFICIAL, CHANNEL])
    def test_an_account_of_another_shop_is_refused(self, program: str) -> None:
        official(bound(S2, A1, at="2026-01-01T00:00Z", program=program)).when(
            ask("2026-02-01T00:00Z")
        ).then_refused("account.exclusive", earliest=None, see=(5,))

    def test_the_shops_own_channel_account_cannot_be_official_too(self) -> None:
        official(bound(S1, A1, at="2026-01-01T00:00Z", program=CHANNEL)).when(
            ask("2026-02-01T00:00Z")
        ).then_refused("account.exclusive", earliest=None, see=(5,))


# --- no way out -----------------------------------------------------------------------------------


def test_nobody_unlinks_whatever_the_time() -> None:
    history = official(at_work())

    history.when(unlink(S1, A1, at="2036-02-03T00:00Z", binding="B1")).finds(
        "shop.may_unlink", "breaks", limit=False, source="001 / 1-14"
    ).then_refused("shop.may_unlink", earliest=None, see=(5,))
    history.when(ask_to_leave(S1, A1, at="2036-02-03T00:00Z", binding="B1")).then_refused(
        "account.may_request_unlink", earliest=None, see=(5,)
    )


def test_a_consent_to_an_unlink_the_platform_reported_is_refused_as_well() -> None:
    asked = asked_to_leave(S1, A1, at="2026-03-01T00:00Z", binding="B1", program=OFFICIAL)

    history = official(at_work(), asked)
    history.when(let_go_of(S1, A1, at="2026-03-02T00:00Z", binding="B1")).then_refused(
        "account.may_request_unlink", earliest=None
    )
    assert history.breaches() == [(6, "UnlinkRequested.v1", ["account.may_request_unlink"])]


class TestCollecting:
    """While it is bound, the account may not begin to collect in its own name (A44)."""

    def test_a_bound_account_may_not(self) -> None:
        official(at_work()).when(collect_alone(A1, at="2026-03-01T00:00Z")).finds(
            "account.formal_collection", "breaks", source="001 / 1-16, reading A44"
        ).then_refused("account.formal_collection", earliest=None, see=(5,))

    def test_a_free_one_may(self) -> None:
        official().when(collect_alone(A1, at="2026-03-01T00:00Z")).then(
            deed(FormalCollectionAccountUpgraded(account=A1), at="2026-03-01T00:00Z")
        )

    def test_a_channel_account_may(self) -> None:
        history = official(bound(S1, A1, at="2026-01-01T00:00Z", program=CHANNEL))

        history.when(collect_alone(A1, at="2026-03-01T00:00Z")).then(
            deed(FormalCollectionAccountUpgraded(account=A1), at="2026-03-01T00:00Z")
        )

    def test_from_the_instant_the_binding_is_over_it_may(self) -> None:
        history = official(at_work(), closed(S1, at="2026-04-01T00:00Z"))

        history.when(collect_alone(A1, at="2026-03-31T23:59:59Z")).then_refused(
            "account.formal_collection", earliest="2026-04-01T00:00Z"
        )
        history.when(collect_alone(A1, at="2026-04-01T00:00Z")).then(
            deed(FormalCollectionAccountUpgraded(account=A1), at="2026-04-01T00:00Z")
        )

    def test_somebody_who_was_never_registered_may_not(self) -> None:
        history = given(nobody_knows(f"account:{A1}"), law=LAW)

        history.when(collect_alone(A1, at="2026-03-01T00:00Z")).then_refused(
            "account.status", earliest=None
        )

    def test_without_law_about_it_the_question_is_wrong(self) -> None:
        history = given(account("other:A1"), law=LAW)

        history.when(collect_alone("other:A1", at="2026-03-01T00:00Z")).then_bad_input("program")

    def test_what_the_platform_let_through_is_found(self) -> None:
        upgraded = deed(FormalCollectionAccountUpgraded(account=A1), at="2026-03-01T00:00Z")

        assert official(at_work(), upgraded).breaches() == [
            (6, "FormalCollectionAccountUpgraded.v1", ["account.formal_collection"])
        ]
        assert official(upgraded).breaches() == []


# --- ends that come by themselves -----------------------------------------------------------------


def due(story: Story, at: str) -> list[tuple[str, object]]:
    when = instant(at)
    found = due_of_shop(
        story.history.shop(S1, when),
        lambda one: story.history.account(one, when).deregistered,
        story.history.law,
    )
    return [(one.at.isoformat(), one.event) for one in found]


def test_a_closed_shop_ends_the_binding_and_its_settlement_route() -> None:
    history = official(at_work(), closed(S1, at="2026-04-01T00:00Z"))

    assert due(history, "2026-04-01T00:00Z") == [
        ("2026-04-01T00:00:00+00:00", BindingEnded(**names(), reason="shop_closed")),
        (
            "2026-04-01T00:00:00+00:00",
            SettlementRouteEnded(shop=S1, account=A1, binding="B1"),
        ),
    ]


def test_an_account_is_free_seven_days_after_it_was_deregistered() -> None:
    history = official(at_work(), deregistered(A1, at="2026-04-01T00:00Z"))

    assert [event for _, event in due(history, "2026-04-01T00:00Z")] == [
        BindingEnded(**names(), reason="account_deregistered"),
        SettlementRouteEnded(shop=S1, account=A1, binding="B1"),
    ]
    # The slot is free from the very instant on.
    other = invite(S1, A2, at="2026-04-07T23:59:59.999999Z", program=OFFICIAL, binding="B2")
    history.when(other).then_refused("shop.slots", earliest="2026-04-08T00:00Z")
    for at in ("2026-04-08T00:00Z", "2026-04-08T00:00:00.000001Z"):
        history.when(invite(S1, A2, at=at, program=OFFICIAL, binding="B2")).then(
            invited(S1, A2, at=at, program=OFFICIAL, binding="B2")
        )


def test_the_account_itself_is_released_then() -> None:
    history = official(deregistered(A1, at="2026-04-01T00:00Z"))
    when = instant("2026-04-01T00:00Z")
    (release,) = due_of_account(
        history.history.account(A1, when), lambda one: None, history.history.law
    )

    assert (release.at, release.event) == (
        instant("2026-04-08T00:00Z"),
        AccountReleased(account=A1),
    )


def test_a_route_whose_binding_was_reported_as_ended_is_over_too() -> None:
    forced = deed(BindingEnded(**names(), reason="platform_forced"), at="2026-04-01T00:00Z")

    assert due(official(at_work(), forced), "2026-04-02T00:00Z") == [
        ("2026-04-01T00:00:00+00:00", SettlementRouteEnded(shop=S1, account=A1, binding="B1"))
    ]


def test_a_route_that_is_ended_is_ended_once() -> None:
    forced = deed(
        BindingEnded(**names(), reason="platform_forced"),
        SettlementRouteEnded(shop=S1, account=A1, binding="B1"),
        at="2026-04-01T00:00Z",
    )

    assert due(official(at_work(), forced), "2026-04-02T00:00Z") == []
