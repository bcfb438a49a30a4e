"""Who may be bound on WeChat, Kuaishou, Pinduoduo and Youzan: each limit at its three instants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.events import (
    BindingActivated,
    BindingInvitationAccepted,
    ComplianceScoreObserved,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRenewed,
    FollowerCountObserved,
    IntegrationConnected,
    IntegrationDisconnected,
    MetricSnapshotRecorded,
    PermitExpired,
    PermitRecorded,
    SettlementObserved,
    ShopRegistered,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
    ShopSubjectDeclared,
    SyncPolicySet,
)
from ledger.explain import because
from ledger.language import speak
from tests.story import LONG_AGO, Deed, Story, deed, instant, nobody_knows
from tests.worlds.words import (
    CODE,
    FEBRUARY,
    KUAISHOU,
    NAME,
    PARTIES,
    PDD,
    WECHAT,
    YOUZAN,
    accepts,
    active,
    ask,
    forgetting,
    happened,
    invited,
    known,
    licensed,
    names,
    told,
    verified,
)

MAPPING = "sha256:" + "ab" * 32


def scored(score: int) -> Deed:
    return happened(ComplianceScoreObserved(account="wechat:A1", score=score))


def followed(followers: int) -> Deed:
    return happened(FollowerCountObserved(account="kuaishou:A1", followers=followers))


def settled(at: str, ordered_at: str | None = None) -> Deed:
    placed = instant(ordered_at) if ordered_at else None
    return deed(
        SettlementObserved(shop="pdd:S1", amount=100, currency="CNY", ordered_at=placed), at=at
    )


def counted(orders: str, at: str, days: int | None) -> Deed:
    return deed(
        MetricSnapshotRecorded(shop="pdd:S1", metric="orders", value=orders, window_days=days),
        at=at,
    )


CONNECTED = happened(
    IntegrationConnected(
        shop="youzan:S1", integration="I1", auth="oauth2", data_scope="custom_mapping"
    )
)
MAPPED = happened(SyncPolicySet(shop="youzan:S1", data_kind="orders", mapping_digest=MAPPING))

READY = {
    WECHAT: (licensed(), verified(), scored(80)),
    KUAISHOU: (followed(10_000),),
    PDD: (settled("2026-01-31T00:00Z"),),
    YOUZAN: (CONNECTED, MAPPED),
}
"""What the parties of a program must have done before they may be bound."""


def ready(program: str, *more: Deed) -> Story:
    return told(program, *READY[program], *more)


@pytest.mark.parametrize("program", READY)
def test_accepted_is_bound_without_a_review(program: str) -> None:
    story = ready(program).when(ask(program)).then(invited(program, at=FEBRUARY))

    story = story.when(accepts(program)).then(
        deed(
            BindingInvitationAccepted(**names(program)),
            BindingActivated(**names(program)),
            at=FEBRUARY,
        )
    )
    assert story.breaches() == []


@pytest.mark.parametrize(
    ("program", "rules"),
    [
        (
            WECHAT,
            (
                "account.enterprise_verified",
                "account.same_subject",
                "account.compliance_score",
            ),
        ),
        (KUAISHOU, ("account.followers",)),
        (PDD, ("shop.recent_sale",)),
        (YOUZAN, ()),
    ],
)
def test_of_whom_nobody_knows_anything_is_refused(program: str, rules: tuple[str, ...]) -> None:
    shop, account = PARTIES[program]
    history = told(program, nobody_knows(f"shop:{shop}", f"account:{account}"))

    history.when(ask(program)).then_refused("shop.open", "account.status", *rules, earliest=None)


class TestTheSameSubject:
    @pytest.mark.parametrize(
        ("account", "shop", "same"),
        [
            ((NAME, CODE), (NAME, CODE), True),
            ((NAME, None), (NAME, CODE), True),
            ((None, CODE), (NAME, CODE), True),
            ((NAME, CODE), (NAME, "91330100MA2ABCDE1X"), False),
            ((NAME, CODE), ("杭州青禾服饰有限公司上城分公司", CODE), False),
            (("Qinghe Ltd", None), ("Qinghe Ltd.", None), False),
            ((NAME, None), (f" {NAME}", None), False),
        ],
    )
    def test_is_compared_exactly(
        self, account: tuple[str | None, str], shop: tuple[str, str], same: bool
    ) -> None:
        history = told(WECHAT, licensed(*shop), verified(*account), scored(80))

        answer = history.when(ask(WECHAT)).finds(
            "account.same_subject",
            "holds" if same else "breaks",
            seen=same,
            see=(3, 4),
            source="002 / 2-06",
        )
        if not same:
            answer.then_refused("account.same_subject", earliest=None)

    @pytest.mark.parametrize(
        ("deeds", "missing"),
        [
            ((licensed(),), "EnterpriseVerificationPassed.subject"),
            ((licensed(), verified(None, None)), "EnterpriseVerificationPassed.subject"),
            ((verified(),), "ShopSubjectDeclared.subject"),
            ((licensed(None, None), verified()), "ShopSubjectDeclared.subject"),
            ((licensed(None), verified(uscc=None)), "ShopSubjectDeclared.subject"),
        ],
    )
    def test_is_unknown_where_there_is_nothing_to_compare(
        self, deeds: tuple[Deed, ...], missing: str
    ) -> None:
        told(WECHAT, *deeds).when(ask(WECHAT)).finds(
            "account.same_subject", "unknown", severity="refuse", missing=missing
        )

    @pytest.mark.parametrize("kind", [EnterpriseVerificationPassed, ShopSubjectDeclared])
    def test_is_unknown_once_one_side_was_forgotten(
        self, kind: type[EnterpriseVerificationPassed] | type[ShopSubjectDeclared]
    ) -> None:
        story = forgetting(ready(WECHAT), kind)

        story.when(ask(WECHAT)).finds(
            "account.same_subject", "unknown", missing="forgotten", see=(3, 4)
        )

    def test_an_earlier_subject_does_not_stand_in_for_one_that_was_forgotten(self) -> None:
        story = ready(WECHAT)
        again = story.and_then(licensed("另一家公司", None, at="2026-01-01T00:00Z"))
        # The first one can still be read.
        later = forgetting(again, ShopSubjectDeclared, after=len(story.facts))

        later.when(ask(WECHAT)).finds("account.same_subject", "unknown", missing="forgotten")

    def test_a_decision_taken_before_it_was_forgotten_still_agrees(self) -> None:
        story = ready(WECHAT).when(ask(WECHAT)).recorded()
        granted = next(one for one in story.facts if one.event.kind == "RequestGranted.v1")

        assert story.decision_agrees(granted.position)
        assert forgetting(story, ShopSubjectDeclared, EnterpriseVerificationPassed).decision_agrees(
            granted.position
        )

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_no_word_of_it_stands_in_a_verdict(self, language: str) -> None:
        history = told(WECHAT, licensed("云岭茶业"), verified(NAME, "92330100MA2ABCDE0X"))
        verdict = history.when(ask(WECHAT)).verdict

        speak(language)
        said = repr(verdict) + "".join(because(one) for one in verdict.findings)
        speak("en")
        for text in ("云岭", "青禾", CODE, "92330100"):
            assert text not in said

    def test_a_verification_that_ran_out_is_none_and_a_renewal_brings_its_subject_back(
        self,
    ) -> None:
        over = deed(EnterpriseVerificationExpired(account="wechat:A1"), at="2026-01-10T00:00Z")
        back = deed(EnterpriseVerificationRenewed(account="wechat:A1"), at="2026-01-20T00:00Z")
        story = ready(WECHAT, over)

        story.when(ask(WECHAT)).then_refused("account.enterprise_verified", earliest=None)
        story.and_then(back).when(ask(WECHAT)).then(invited(WECHAT, at=FEBRUARY))


@pytest.mark.parametrize(("score", "outcome"), [(79, "breaks"), (80, "holds"), (81, "holds")])
def test_the_score_is_the_accounts_own_and_80_passes(score: int, outcome: str) -> None:
    of_shop = happened(ComplianceScoreObserved(shop="wechat:S1", score=12))
    history = told(WECHAT, licensed(), verified(), scored(score), of_shop)

    answer = history.when(ask(WECHAT)).finds(
        "account.compliance_score",
        outcome,
        seen=score,
        unit="points",
        see=(5,),
        limit=80,
        source="002 / 2-14, reading A15",
    )
    if outcome == "breaks":
        answer.then_refused("account.compliance_score", earliest=None)


def test_the_score_of_the_shop_does_not_stand_in_for_that_of_the_account() -> None:
    of_shop = happened(ComplianceScoreObserved(shop="wechat:S1", score=95))

    told(WECHAT, licensed(), verified(), of_shop).when(ask(WECHAT)).finds(
        "account.compliance_score", "unknown", missing="ComplianceScoreObserved"
    ).then_refused("account.compliance_score", earliest=None)


@pytest.mark.parametrize(
    ("followers", "outcome"), [(9_999, "breaks"), (10_000, "holds"), (10_001, "holds")]
)
def test_ten_thousand_followers_on_kuaishou(followers: int, outcome: str) -> None:
    answer = (
        told(KUAISHOU, followed(followers))
        .when(ask(KUAISHOU))
        .finds("account.followers", outcome, seen=followers, limit=10_000, source="002 / 2-17")
    )
    if outcome == "breaks":
        answer.then_refused("account.followers", earliest=None)


class TestARecentSale:
    @pytest.mark.parametrize(
        ("after", "outcome"),
        [
            (timedelta(microseconds=-1), "holds"),
            (timedelta(), "breaks"),
            (timedelta(microseconds=1), "breaks"),
        ],
    )
    def test_counts_for_seven_days(self, after: timedelta, outcome: str) -> None:
        history = told(PDD, settled("2026-01-25T00:00Z"))
        question = ask(PDD)
        question = type(question)(question.request, question.at + after)

        history.when(question).finds(
            "shop.recent_sale",
            outcome,
            unit="calendar_days",
            see=(3,),
            source="002 / 2-18, reading A48",
        )

    def test_waiting_does_not_bring_one(self) -> None:
        told(PDD, settled("2026-01-01T00:00Z")).when(ask(PDD)).then_refused(
            "shop.recent_sale", earliest=None, see=(3,)
        )

    def test_is_one_when_the_order_was_placed_not_when_it_was_settled(self) -> None:
        late = settled("2026-01-31T00:00Z", ordered_at="2026-01-20T00:00Z")

        told(PDD, late).when(ask(PDD)).finds("shop.recent_sale", "breaks", seen=12)

    def test_nobody_knows_of_a_shop_whose_sales_nobody_told(self) -> None:
        told(PDD).when(ask(PDD)).finds(
            "shop.recent_sale", "unknown", severity="refuse", missing="SettlementObserved"
        ).then_refused("shop.recent_sale", earliest=None)

    @pytest.mark.parametrize(
        ("orders", "at", "days", "outcome", "missing"),
        [
            ("3", "2026-01-31T00:00Z", 1, "holds", None),
            ("3", FEBRUARY, 7, "holds", None),
            ("3", "2026-01-31T00:00Z", 28, "unknown", "SettlementObserved.ordered_at"),
            ("3", "2026-01-31T00:00Z", None, "unknown", "SettlementObserved.ordered_at"),
            ("3", "2026-01-02T00:00Z", 28, "breaks", None),
            ("0", "2026-01-31T00:00Z", 7, "unknown", "SettlementObserved"),
        ],
    )
    def test_a_count_of_orders_says_so_as_far_as_its_window_does(
        self, orders: str, at: str, days: int | None, outcome: str, missing: str | None
    ) -> None:
        told(PDD, counted(orders, at, days)).when(ask(PDD)).finds(
            "shop.recent_sale", outcome, missing=missing
        )

    def test_other_programs_do_not_read_sales(self) -> None:
        story = ready(KUAISHOU)
        read = story.when(ask(KUAISHOU)).decision

        assert "shop.recent_sale" not in [one.rule for one in read.verdict.findings]


class TestPermits:
    def permit(self, kind: str, **more: object) -> Deed:
        return happened(PermitRecorded(shop="kuaishou:S1", permit_kind=kind, **more))  # type: ignore[arg-type]  # fields by name

    def of(self, category: str | None, *more: Deed) -> Story:
        return told(KUAISHOU, known(KUAISHOU, category=category), followed(10_000), *more)

    @pytest.mark.parametrize(
        ("category", "kind"),
        [
            ("food", "qs"),
            ("Food", "qs"),
            ("食品", "qs"),
            ("digital", "3c"),
            ("数码", "3c"),
            ("virtual", "network_culture"),
            ("虚拟", "network_culture"),
        ],
    )
    def test_are_asked_by_category(self, category: str, kind: str) -> None:
        self.of(category).when(ask(KUAISHOU)).finds("shop.permits", "breaks", seen=kind)
        self.of(category).when(ask(KUAISHOU)).then_refused("shop.permits", earliest=None)
        self.of(category, self.permit(kind)).when(ask(KUAISHOU)).finds(
            "shop.permits", "holds", seen=kind
        )
        other = "3c" if kind == "qs" else "qs"
        self.of(category, self.permit(other)).when(ask(KUAISHOU)).then_refused(
            "shop.permits", earliest=None
        )

    def test_other_categories_need_none_and_an_untold_one_only_warns(self) -> None:
        self.of("beauty").when(ask(KUAISHOU)).finds("shop.permits", "holds", seen="none")
        self.of(None).when(ask(KUAISHOU)).finds(
            "shop.permits",
            "unknown",
            severity="warn",
            missing="ShopRegistered.main_category",
        ).then(invited(KUAISHOU, at=FEBRUARY))

    @pytest.mark.parametrize(
        ("at", "outcome", "source"),
        [
            ("2022-12-31T23:59:59.999999Z", "holds", "002 / 2-16, reading A53"),
            ("2023-01-01T00:00:00Z", "breaks", "002 / 2-16, 2-31, reading A53"),
            ("2023-01-01T00:00:00.000001Z", "breaks", "002 / 2-16, 2-31, reading A53"),
        ],
    )
    def test_virtual_goods_need_one_since_2023(self, at: str, outcome: str, source: str) -> None:
        story = self.of("virtual")
        question = ask(KUAISHOU, at=at)

        story.when(question).finds("shop.permits", outcome, source=source)

    @pytest.mark.parametrize(
        ("at", "holds"),
        [
            ("2026-01-31T23:59:59.999999Z", True),
            ("2026-02-01T00:00:00Z", False),
            ("2026-02-01T00:00:00.000001Z", False),
        ],
    )
    def test_hold_until_they_run_out(self, at: str, holds: bool) -> None:
        by_date = self.permit("qs", valid_until=instant(FEBRUARY))
        by_fact = (
            self.permit("qs"),
            deed(PermitExpired(shop="kuaishou:S1", permit_kind="qs"), at=FEBRUARY),
        )

        for story in (self.of("food", by_date), self.of("food", *by_fact)):
            story.when(ask(KUAISHOU, at=at)).finds("shop.permits", "holds" if holds else "breaks")

    def test_hold_from_the_day_they_say_and_waiting_cures_that(self) -> None:
        story = self.of("food", self.permit("qs", valid_from=instant("2026-03-01T00:00Z")))

        story.when(ask(KUAISHOU)).then_refused("shop.permits", earliest="2026-03-01T00:00Z")

    def test_of_another_category_do_not_count(self) -> None:
        self.of("food", self.permit("qs", category="toys")).when(ask(KUAISHOU)).then_refused(
            "shop.permits", earliest=None
        )

    def test_the_one_whose_number_is_given_runs_out_and_no_other(self) -> None:
        two = (
            self.permit("qs", document_number="QS-1"),
            self.permit("qs", document_number="QS-2"),
        )
        one_over = deed(
            PermitExpired(shop="kuaishou:S1", permit_kind="qs", document_number="QS-1"),
            at="2026-01-15T00:00Z",
        )
        story = self.of("food", *two, one_over)

        story.when(ask(KUAISHOU)).finds("shop.permits", "holds", see=(5,))
        forgetting(story, PermitExpired).when(ask(KUAISHOU)).finds(
            "shop.permits", "unknown", missing="forgotten", see=(4, 5)
        )

    def test_a_feed_that_tells_of_none_is_no_breach_but_one_that_ran_out_is(self) -> None:
        lapsed = self.permit("qs", valid_until=instant("2026-01-01T00:00Z"))

        assert self.of("food", active(KUAISHOU)).breaches() == []
        assert self.of("food", lapsed, active(KUAISHOU)).breaches() == [
            (5, "BindingActivated.v1", ["shop.permits"])
        ]


class TestAcrossABorder:
    def abroad(self, *more: Deed) -> Story:
        foreign = ShopRegistered(
            shop="kuaishou:S1",
            operating_country="CN",
            registration_country="JP",
            main_category="beauty",
        )
        return told(
            KUAISHOU,
            Deed(instant(LONG_AGO), (foreign,), known(KUAISHOU).introduces),
            followed(10_000),
            *more,
        )

    def test_a_bonded_warehouse_must_be_connected(self) -> None:
        warehouse = happened(
            IntegrationConnected(
                shop="kuaishou:S1",
                integration="W1",
                integration_kind="bonded_warehouse",
                auth="api_key",
            )
        )
        gone = deed(
            IntegrationDisconnected(shop="kuaishou:S1", integration="W1"),
            at="2026-01-15T00:00Z",
        )

        self.abroad().when(ask(KUAISHOU)).finds(
            "shop.bonded_warehouse", "breaks", seen="cross_border", source="002 / 2-32"
        ).then_refused("shop.bonded_warehouse", earliest=None)
        self.abroad(warehouse).when(ask(KUAISHOU)).then(invited(KUAISHOU, at=FEBRUARY))
        self.abroad(warehouse, gone).when(ask(KUAISHOU)).then_refused(
            "shop.bonded_warehouse", earliest=None, see=(5,)
        )

    def test_where_a_shop_is_registered_is_not_guessed(self) -> None:
        ready(KUAISHOU).when(ask(KUAISHOU)).finds(
            "shop.bonded_warehouse",
            "unknown",
            severity="pass",
            missing="ShopRegistered.registration_country",
        )


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (ShopReviewOpened(shop="kuaishou:S1"), "breaks"),
        (ShopReviewRejected(shop="kuaishou:S1"), "breaks"),
        (ShopReviewPassed(shop="kuaishou:S1"), "holds"),
    ],
)
def test_a_shop_is_reviewed_before_it_binds(
    event: ShopReviewOpened | ShopReviewRejected | ShopReviewPassed, outcome: str
) -> None:
    answer = ready(KUAISHOU, happened(event)).when(ask(KUAISHOU))

    answer.finds("shop.reviewed", outcome, see=(4,))
    if outcome == "breaks":
        answer.then_refused("shop.reviewed", earliest=None)


class TestYouzan:
    @pytest.mark.parametrize(
        ("deeds", "rules"),
        [
            ((), ("shop.integration", "shop.mapping")),
            ((CONNECTED,), ("shop.mapping",)),
            ((MAPPED,), ("shop.integration",)),
        ],
    )
    def test_a_binding_takes_effect_once_connected_and_mapped(
        self, deeds: tuple[Deed, ...], rules: tuple[str, ...]
    ) -> None:
        told(YOUZAN, *deeds).when(ask(YOUZAN)).then(invited(YOUZAN, at=FEBRUARY))
        told(YOUZAN, *deeds, invited(YOUZAN)).when(accepts(YOUZAN)).then_refused(
            *rules, earliest=None
        )

    @pytest.mark.parametrize(
        ("at", "holds"),
        [
            ("2026-01-31T23:59:59.999999Z", True),
            ("2026-02-01T00:00:00Z", False),
            ("2026-02-01T00:00:00.000001Z", False),
        ],
    )
    def test_an_authorisation_is_over_when_it_says(self, at: str, holds: bool) -> None:
        until = happened(
            IntegrationConnected(
                shop="youzan:S1", integration="I1", auth="oauth2", valid_until=instant(FEBRUARY)
            )
        )

        told(YOUZAN, until, MAPPED, invited(YOUZAN)).when(accepts(YOUZAN, at=at)).finds(
            "shop.integration", "holds" if holds else "breaks"
        )

    def test_another_way_in_is_none(self) -> None:
        by_key = happened(IntegrationConnected(shop="youzan:S1", integration="I1", auth="api_key"))

        told(YOUZAN, by_key, MAPPED, invited(YOUZAN)).when(accepts(YOUZAN)).then_refused(
            "shop.integration", earliest=None
        )

    def test_a_mapping_that_was_taken_out_again_is_none(self) -> None:
        plain = deed(SyncPolicySet(shop="youzan:S1", data_kind="orders"), at="2026-01-10T00:00Z")

        told(YOUZAN, CONNECTED, MAPPED, plain, invited(YOUZAN)).when(accepts(YOUZAN)).then_refused(
            "shop.mapping", earliest=None
        )

    def test_a_deauthorisation_never_ends_a_binding(self) -> None:
        gone = deed(
            IntegrationDisconnected(shop="youzan:S1", integration="I1"), at="2026-01-20T00:00Z"
        )
        story = told(YOUZAN, CONNECTED, MAPPED, active(YOUZAN), gone)
        at = instant(FEBRUARY)

        assert story.history.account("wechat:A1", at).bindings["B1"].state == "active"
        assert story.history.shop("youzan:S1", at).bindings["B1"].state == "active"
        assert story.breaches() == []


@pytest.mark.parametrize(
    ("program", "late", "rule"),
    [
        (WECHAT, scored(79), "account.compliance_score"),
        (WECHAT, verified("另一家公司"), "account.same_subject"),
        (KUAISHOU, followed(9_999), "account.followers"),
        (PDD, settled("2025-12-01T00:00Z"), "shop.recent_sale"),
    ],
)
def test_what_was_observed_is_judged_too(program: str, late: Deed, rule: str) -> None:
    before = [one for one in READY[program] if type(one.events[0]) is not type(late.events[0])]
    story = told(program, *before, late, active(program))

    ((_, kind, rules),) = story.breaches()
    assert (kind, rules) == ("BindingActivated.v1", [rule])
    bare = told(program, active(program))
    assert bare.breaches() == []
