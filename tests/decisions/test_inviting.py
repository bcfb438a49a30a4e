"""Who may be invited, who may accept, who may pass review: the rules of entering a binding."""

from __future__ import annotations

import pytest

from ledger.events import (
    AccountHolderAgeAttested,
    AccountRegionDeclared,
    ShopCategoryDeclared,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopDeactivatedByPlatform,
)
from tests.story import (
    Deed,
    Question,
    accept,
    accepted,
    account,
    adopted,
    ban_lifted,
    banned,
    closed,
    deed,
    deregistered,
    given,
    invite,
    invited,
    nobody_knows,
    pass_review,
    passed,
    rulebook,
    screened,
    seen_in,
    shop,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-03-01T09:00Z"

BY_INVITING = [
    "shop.open",
    "account.status",
    "account.ban_record",
    "account.holder_age",
    "account.region",
    "account.bind_network",
    "account.content_screen",
    "account.exclusive",
    "account.rebind_wait",
    "shop.slots",
    "account.category_match",
]
BY_ACCEPTING = [*BY_INVITING[:-1], "binding.state"]
BY_PASSING = [rule for rule in BY_ACCEPTING if rule != "account.bind_network"]

STEPS: list[tuple[Question, list[str]]] = [
    (invite("S1", "A1", at=MONDAY, binding="B2"), BY_INVITING),
    (accept("S1", "A1", at=MONDAY), BY_ACCEPTING),
    (pass_review("S1", "A1", at=MONDAY), BY_PASSING),
]


@pytest.mark.parametrize(("question", "rules"), STEPS)
def test_every_rule_is_asked_in_the_order_of_the_contract(
    question: Question, rules: list[str]
) -> None:
    history = given(invited("S1", "A1", at=EARLIER))

    assert history.when(question).asked() == rules


def test_a_shop_invites_an_account() -> None:
    given().when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))


def test_what_the_network_showed_is_recorded_before_the_invitation() -> None:
    given().when(invite("S1", "A1", at=MONDAY, network="MX")).then(
        seen_in("MX", "A1", at=MONDAY), invited("S1", "A1", at=MONDAY)
    )


def test_an_acceptance_opens_the_review_and_a_passed_review_makes_active() -> None:
    history = given(invited("S1", "A1", at=EARLIER))

    history = history.when(accept("S1", "A1", at=MONDAY)).then(accepted("S1", "A1", at=MONDAY))
    history.when(pass_review("S1", "A1", at="2026-03-03T09:00Z")).then(
        passed("S1", "A1", at="2026-03-03T09:00Z")
    )


def test_what_the_network_showed_at_acceptance_is_recorded_first() -> None:
    history = given(invited("S1", "A1", at=EARLIER))

    history.when(accept("S1", "A1", at=MONDAY, network="MX")).then(
        seen_in("MX", "A1", at=MONDAY), accepted("S1", "A1", at=MONDAY)
    )


def test_a_refusal_records_no_location() -> None:
    history = given(banned("A1", at=EARLIER))

    refused = history.when(invite("S1", "A1", at=MONDAY, network="MX")).then_refused(
        "account.status", "account.ban_record", earliest=None
    )

    assert len(refused.facts) == len(history.when(invite("S1", "A1", at=MONDAY)).story.facts) + 1


def test_the_ledger_names_a_binding_that_the_request_does_not() -> None:
    decision = given().when(invite("S1", "A1", at=MONDAY, binding="")).decision

    assert decision.request["binding"] == "named-by-the-ledger"
    assert decision.subjects == (
        "account:tiktok:A1",
        "binding:named-by-the-ledger",
        "request:r-1",
        "shop:tiktok:S1",
    )


class TestShopOpen:
    def test_a_registered_shop_is_open(self) -> None:
        given(shop("S1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "shop.open", "holds", seen="open", see=(1,), source="003 / 3-14"
        )

    def test_a_shop_nobody_registered(self) -> None:
        given(nobody_knows("shop:S1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "shop.open", "breaks", severity="refuse", seen="unregistered", see=()
        ).then_refused("shop.open", "account.region", earliest=None, see=())

    def test_a_closing_shop_still_counts_as_open(self) -> None:
        history = given(deed(ShopClosingAnnounced(shop="tiktok:S1"), at=EARLIER))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "shop.open", "holds", seen="closing", see=(1,)
        )

    def test_a_closing_that_was_withdrawn_leaves_no_trace(self) -> None:
        history = given(
            deed(ShopClosingAnnounced(shop="tiktok:S1"), at=EARLIER),
            deed(ShopClosingWithdrawn(shop="tiktok:S1"), at=EARLIER),
        )

        history.when(invite("S1", "A1", at=MONDAY)).finds("shop.open", "holds", seen="open", see=())

    @pytest.mark.parametrize(
        "end",
        [closed("S1", at=MONDAY), deed(ShopDeactivatedByPlatform(shop="tiktok:S1"), at=MONDAY)],
    )
    def test_a_closed_shop_binds_nobody(self, end: Deed) -> None:
        history = given(invited("S1", "A1", at=EARLIER), end)

        history.when(invite("S1", "A2", at=MONDAY)).finds(
            "shop.open", "breaks", seen="closed", see=(2,)
        ).then_refused("shop.open", earliest=None, see=(2,))
        history.when(accept("S1", "A1", at=MONDAY)).then_refused("shop.open", earliest=None)

    def test_the_instant_before_it_closed(self) -> None:
        history = given(closed("S1", at="2026-03-02T09:00:00.000001Z"))

        history.when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))


class TestAccountStatus:
    def test_a_registered_account_is_normal(self) -> None:
        given(account("A1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.status", "holds", seen="normal", see=(1,), source="003 / 3-09"
        )

    def test_an_account_nobody_registered(self) -> None:
        given(nobody_knows("account:A1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.status", "breaks", severity="refuse", seen="unregistered"
        ).then_refused(
            "account.status", "account.holder_age", "account.region", earliest=None, see=()
        )

    def test_a_banned_account(self) -> None:
        given(banned("A1", at=EARLIER)).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.status", "breaks", seen="banned", see=(1,)
        ).then_refused("account.status", "account.ban_record", earliest=None, see=(1,))

    def test_a_deregistered_account(self) -> None:
        given(deregistered("A1", at=EARLIER)).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.status", "breaks", seen="deregistered", see=(1,)
        ).then_refused("account.status", earliest=None, see=(1,))

    def test_a_released_account(self) -> None:
        given(deregistered("A1", at="2026-02-01T09:00Z")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.status", "breaks", seen="released", see=(1,)
        )


class TestBanRecord:
    def test_no_ban(self) -> None:
        given().when(invite("S1", "A1", at=MONDAY)).finds(
            "account.ban_record", "holds", seen=True, see=(), source="003 / 3-09"
        )

    def test_a_ban_that_was_served_stays_on_record(self) -> None:
        history = given(
            banned("A1", at="2021-01-01T00:00Z"),
            ban_lifted("A1", overturned=False, at="2021-02-01T00:00Z"),
        )

        history.when(invite("S1", "A1", at=MONDAY)).finds("account.status", "holds", see=()).finds(
            "account.ban_record", "breaks", severity="refuse", seen=False
        ).then_refused("account.ban_record", earliest=None, see=(1,))

    def test_a_ban_that_was_overturned_leaves_no_record(self) -> None:
        history = given(
            banned("A1", at="2021-01-01T00:00Z"),
            ban_lifted("A1", overturned=True, at="2021-02-01T00:00Z"),
        )

        history.when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))

    def test_a_ban_overturned_after_it_was_served(self) -> None:
        history = given(
            banned("A1", at="2021-01-01T00:00Z"),
            ban_lifted("A1", overturned=False, at="2021-02-01T00:00Z"),
            ban_lifted("A1", overturned=True, at="2021-03-01T00:00Z"),
        )

        history.when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))

    def test_each_ban_stands_for_itself(self) -> None:
        history = given(
            banned("A1", at="2021-01-01T00:00Z"),
            ban_lifted("A1", overturned=True, at="2021-02-01T00:00Z"),
            banned("A1", at="2022-01-01T00:00Z"),
            ban_lifted("A1", overturned=False, at="2022-02-01T00:00Z"),
        )

        history.when(invite("S1", "A1", at=MONDAY)).then_refused(
            "account.ban_record", earliest=None, see=(3,)
        )

    def test_by_the_other_reading_a_ban_is_forgotten_after_some_days(self) -> None:
        days_30 = rulebook(
            {"account.ban_record.lookback": 30},
            units={"account.ban_record.lookback": "calendar_days"},
        )
        history = given(
            banned("A1", at="2026-02-01T09:00Z"),
            ban_lifted("A1", overturned=False, at="2026-02-20T00:00Z"),
            law=[adopted(days_30)],
        )

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.ban_record", "breaks", cured_at="2026-03-03T09:00Z"
        ).then_refused("account.ban_record", earliest="2026-03-03T09:00Z", see=(1,))


class TestHolderAge:
    def test_an_adult(self) -> None:
        given(account("A1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.holder_age",
            "holds",
            limit=18,
            seen=18,
            unit="years",
            see=(1,),
            source="003 / 3-08",
        )

    @pytest.mark.parametrize(
        ("of_age", "minimum_age", "outcome"),
        [
            (True, 17, "unknown"),
            (True, 18, "holds"),
            (True, 19, "holds"),
            (False, 17, "breaks"),
            (False, 18, "breaks"),
            (False, 19, "unknown"),
        ],
    )
    def test_what_an_attestation_of_another_age_says(
        self, of_age: bool, minimum_age: int, outcome: str
    ) -> None:
        history = given(account("A1", of_age=of_age, minimum_age=minimum_age))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.holder_age",
            outcome,
            severity="refuse",
            see=(1,),
            missing="AccountHolderAgeAttested" if outcome == "unknown" else None,
        )

    def test_a_minor_is_refused_and_waiting_does_not_help(self) -> None:
        history = given(account("A1", of_age=False))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.holder_age", "breaks", seen=False, unit="boolean"
        ).then_refused("account.holder_age", earliest=None, see=(1,))

    def test_without_an_attestation_nobody_knows(self) -> None:
        history = given(account("A1", of_age=None))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.holder_age", "unknown", severity="refuse", missing="AccountHolderAgeAttested"
        ).then_refused("account.holder_age", earliest=None, see=())

    def test_the_latest_attestation_counts(self) -> None:
        later = AccountHolderAgeAttested(
            account="tiktok:A1", of_age=True, minimum_age=18, method="document"
        )
        history = given(account("A1", of_age=False), deed(later, at=EARLIER))

        history.when(invite("S1", "A1", at=MONDAY)).finds("account.holder_age", "holds", see=(2,))


class TestRegion:
    def test_the_same_country(self) -> None:
        given(account("A1"), shop("S1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.region", "holds", seen="MX", see=(1, 2), source="003 / 3-10"
        )

    def test_another_country(self) -> None:
        given(account("A1", region="US")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.region", "breaks", severity="refuse", seen="US"
        ).then_refused("account.region", earliest=None, see=(1,))

    def test_no_region_told(self) -> None:
        given(account("A1", region=None)).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.region", "unknown", severity="refuse", missing="AccountRegionDeclared"
        ).then_refused("account.region", earliest=None)

    def test_the_latest_declaration_counts_before_the_registration(self) -> None:
        moved = AccountRegionDeclared(account="tiktok:A1", region="MX")
        history = given(account("A1", region="US"), deed(moved, at=EARLIER))

        history.when(invite("S1", "A1", at=MONDAY)).finds("account.region", "holds", see=(2,))


class TestBindNetwork:
    def test_the_latest_observation_while_binding_counts(self) -> None:
        history = given(
            seen_in("US", "A1", at="2026-02-01T00:00Z"),
            seen_in("MX", "A1", at="2026-02-02T00:00Z"),
            seen_in("US", "A1", at="2026-02-03T00:00Z", context="unlink"),
            seen_in("US", "A1", at="2026-02-04T00:00Z", context=None),
        )

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.bind_network", "holds", seen="MX", see=(2,), source="003 / 3-10"
        )

    def test_another_country(self) -> None:
        given(seen_in("US", "A1", at=EARLIER)).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.bind_network", "breaks", severity="refuse", seen="US"
        ).then_refused("account.bind_network", earliest=None, see=(1,))

    def test_what_the_request_says_counts_before_the_observation(self) -> None:
        history = given(seen_in("US", "A1", at=EARLIER), invited("S1", "A1", at=EARLIER))

        history.when(accept("S1", "A1", at=MONDAY, network="MX")).finds(
            "account.bind_network", "holds", seen="MX", see=()
        )
        history.when(accept("S1", "A1", at=MONDAY)).then_refused(
            "account.bind_network", earliest=None, see=(1,)
        )

    def test_nothing_observed_only_warns(self) -> None:
        history = given(account("A1", network=None))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.bind_network", "unknown", severity="warn", missing="NetworkLocationObserved"
        ).then(invited("S1", "A1", at=MONDAY))


class TestContentScreen:
    def test_clean_content(self) -> None:
        given(account("A1")).when(invite("S1", "A1", at=MONDAY)).finds(
            "account.content_screen", "holds", seen="clean", see=(1,), source="003 / 3-11"
        )

    def test_a_violation_record(self) -> None:
        history = given(screened("A1", "violation_record", at=EARLIER))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.content_screen", "breaks", severity="refuse", seen="violation_record"
        ).then_refused("account.content_screen", earliest=None, see=(1,))

    def test_content_screened_again_after_it_was_cleaned(self) -> None:
        history = given(
            screened("A1", "violation_record", at="2026-02-01T09:00Z"),
            screened("A1", "clean", at=EARLIER),
        )

        history.when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))

    def test_content_nobody_screened_only_warns(self) -> None:
        history = given(account("A1", screened=None))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.content_screen", "unknown", severity="warn", missing="ContentScreened"
        ).then(invited("S1", "A1", at=MONDAY))


class TestCategory:
    def test_whatever_the_case_of_letters(self) -> None:
        history = given(account("A1", theme="STRASSE"), shop("S1", category="straße"))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.category_match", "holds", seen="STRASSE", source="003 / 3-13"
        )

    def test_another_theme_only_warns(self) -> None:
        history = given(account("A1", theme="fishing"))

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.category_match", "breaks", severity="warn", seen="fishing", see=(1,)
        ).then(invited("S1", "A1", at=MONDAY))

    @pytest.mark.parametrize(
        ("introduced", "missing"),
        [
            (account("A1", theme=None), "AccountRegistered.theme"),
            (shop("S1", category=None), "ShopRegistered.main_category"),
        ],
    )
    def test_what_is_not_told_only_warns(self, introduced: Deed, missing: str) -> None:
        history = given(introduced)

        history.when(invite("S1", "A1", at=MONDAY)).finds(
            "account.category_match", "unknown", severity="warn", missing=missing
        ).then(invited("S1", "A1", at=MONDAY))

    def test_the_category_a_shop_declared_later_counts(self) -> None:
        declared = ShopCategoryDeclared(shop="tiktok:S1", main_category="fishing")
        history = given(account("A1", theme="fishing"), deed(declared, at=EARLIER))

        history.when(invite("S1", "A1", at=MONDAY)).finds("account.category_match", "holds")
