"""The life of a shop from registration to closing: state machine 2.12, with every refusal."""

from __future__ import annotations

import pytest

from ledger.events import MaterialSubmitted, ShopRenamed
from ledger.requests import (
    AnnounceClosing,
    CloseShop,
    ConcludeShopReview,
    OpenShopReview,
    PayDeposit,
    RefundDeposit,
    Request,
    SubmitMaterial,
    WithdrawClosing,
)
from tests.life.words import (
    LAW,
    READY,
    SHOP,
    announced,
    closed,
    declared,
    of_shop,
    paid,
    papers,
    refunded,
    registered,
    review_opened,
    review_passed,
    review_rejected,
    told,
    withdrawn,
)
from tests.story import (
    MOMENT,
    Deed,
    Question,
    adopted,
    deed,
    given,
    instant,
    invite,
    nobody_knows,
    rulebook,
    shop,
)

EARLIER = "2026-03-01T09:00Z"
NOW = "2026-06-01T09:00Z"
MONEY = {"amount": 200_000, "currency": "CNY"}

REVIEWS: dict[str, tuple[Deed, ...]] = {
    "none": (),
    "in_review": (review_opened(EARLIER),),
    "passed": (review_opened(EARLIER), review_passed("2026-03-03T09:00Z")),
    "rejected": (review_opened(EARLIER), review_rejected("2026-03-03T09:00Z")),
}
SHOPS: dict[str, tuple[Deed, ...]] = {
    "open": (),
    "closing": (announced(EARLIER),),
    "closed": (announced(EARLIER), closed("2026-04-01T09:00Z")),
}


def conclude(outcome: str, at: str = NOW) -> Question:
    return of_shop(ConcludeShopReview, at=at, outcome=outcome)


@pytest.mark.parametrize("state", REVIEWS)
@pytest.mark.parametrize(
    ("asks", "allowed", "happens"),
    [
        (of_shop(OpenShopReview, at=NOW), {"none", "rejected"}, review_opened(NOW)),
        (conclude("passed"), {"in_review"}, review_passed(NOW)),
        (conclude("failed"), {"in_review"}, review_rejected(NOW)),
    ],
)
def test_each_step_of_a_review_follows_from_its_states_only(
    asks: Question, allowed: set[str], happens: Deed, state: str
) -> None:
    asked = told(*READY, *REVIEWS[state]).when(asks)

    if state in allowed:
        asked.finds("shop.review_state", "holds", seen=state).then(happens)
    else:
        asked.finds("shop.review_state", "breaks", seen=state).then_refused(
            "shop.review_state", earliest=None
        )


@pytest.mark.parametrize("state", SHOPS)
@pytest.mark.parametrize(
    ("asks", "allowed", "happens"),
    [
        (of_shop(AnnounceClosing, at=NOW), "open", announced(NOW)),
        (of_shop(WithdrawClosing, at=NOW), "closing", withdrawn(NOW)),
        (of_shop(CloseShop, at=NOW), "closing", closed(NOW)),
        (of_shop(RefundDeposit, at=NOW, **MONEY), "closed", refunded(at=NOW)),
    ],
)
def test_each_step_of_a_closing_follows_from_one_state_only(
    asks: Question, allowed: str, happens: Deed, state: str
) -> None:
    asked = told(*READY, *SHOPS[state]).when(asks)

    if state == allowed:
        asked.finds("shop.closing_state", "holds", seen=state).then(happens)
    else:
        asked.finds("shop.closing_state", "breaks", seen=state)
        assert not asked.verdict.holds


@pytest.mark.parametrize(
    "asks",
    [
        of_shop(SubmitMaterial, at=NOW, material_kind="logo"),
        of_shop(PayDeposit, at=NOW, **MONEY),
        of_shop(OpenShopReview, at=NOW),
        conclude("passed"),
        of_shop(AnnounceClosing, at=NOW),
        of_shop(WithdrawClosing, at=NOW),
        of_shop(CloseShop, at=NOW),
    ],
)
def test_nothing_is_done_with_a_shop_that_is_closed(asks: Question) -> None:
    told(*READY, *SHOPS["closed"]).when(asks).finds("shop.open", "breaks", seen="closed")


class TestPapers:
    def test_those_that_are_missing_are_named(self) -> None:
        story = told(registered(), declared(), paid())

        story.when(of_shop(OpenShopReview, at=NOW)).finds(
            "shop.materials",
            "breaks",
            seen="business_licence, logo",
            source="002 / 2-09, 001 / 1-11",
        ).then_refused("shop.materials", earliest=None)
        story.and_then(papers("logo")).when(of_shop(OpenShopReview, at=NOW)).finds(
            "shop.materials", "breaks", seen="business_licence", see=(5,)
        )

    def test_handing_them_in_is_enough(self) -> None:
        story = told(registered(), declared(), papers("logo"), paid())
        handed_in = MaterialSubmitted(shop=SHOP, material_kind="business_licence")

        story.when(of_shop(SubmitMaterial, at=NOW, material_kind="business_licence")).then(
            deed(handed_in, at=NOW)
        ).when(of_shop(OpenShopReview, at=NOW)).finds(
            "shop.materials", "holds", seen="business_licence, logo"
        ).then(review_opened(NOW))

    def test_an_individual_business_is_warned_of_more(self) -> None:
        of = registered(subject_type="individual_business")
        story = told(of, papers("business_licence", "logo", "legal_person_id"))
        asked = story.when(of_shop(OpenShopReview, at=NOW))

        asked.finds(
            "shop.materials.individual_business",
            "breaks",
            severity="warn",
            seen="business_permit",
            source="002 / 2-07 by analogy",
        )
        assert asked.verdict.holds is False  # nobody declared the name on the licence

    def test_an_enterprise_is_not_asked_for_them(self) -> None:
        asked = told(*READY).when(of_shop(OpenShopReview, at=NOW)).asked()

        assert "shop.materials.individual_business" not in asked


class TestName:
    @pytest.mark.parametrize(
        ("name", "subject"),
        [
            ("杭州青禾服饰有限公司", "杭州青禾服饰有限公司"),
            ("青禾(杭州)服饰有限公司", "青禾（杭州）服饰有限公司"),
            ("Qinghe  Apparel Ltd", "QINGHE Apparel Ltd"),
        ],
    )
    def test_the_same_name_in_other_letters_is_the_same(self, name: str, subject: str) -> None:
        story = told(registered(name), declared(subject), papers("business_licence", "logo"))

        story.when(of_shop(OpenShopReview, at=NOW)).finds(
            "shop.name_equals_licence", "holds", seen=True, see=(2, 3)
        ).then(review_opened(NOW))

    def test_another_name_is_refused_until_the_shop_is_renamed(self) -> None:
        story = told(registered("青禾女装"), declared(), papers("business_licence", "logo"))
        ask = of_shop(OpenShopReview, at=NOW)

        story.when(ask).finds("shop.name_equals_licence", "breaks", seen=False).then_refused(
            "shop.name_equals_licence", earliest=None, see=(2, 3)
        )
        renamed = deed(ShopRenamed(shop=SHOP, name="杭州青禾服饰有限公司"), at=EARLIER)
        story.and_then(renamed).when(ask).finds("shop.name_equals_licence", "holds", see=(3, 5))

    def test_a_name_nobody_told_cannot_be_compared(self) -> None:
        story = told(registered(None), papers("business_licence", "logo"))
        ask = of_shop(OpenShopReview, at=NOW)

        story.when(ask).finds(
            "shop.name_equals_licence", "unknown", missing="ShopRegistered.name"
        ).then_refused("shop.name_equals_licence", earliest=None)
        told(registered(), papers("business_licence", "logo")).when(ask).finds(
            "shop.name_equals_licence", "unknown", missing="ShopSubjectDeclared.subject"
        )

    def test_no_verdict_tells_a_name(self) -> None:
        story = told(registered("青禾女装"), declared(), papers("business_licence", "logo"))

        assert "青禾" not in repr(story.when(of_shop(OpenShopReview, at=NOW)).verdict)


class TestDeposit:
    def test_a_shop_opens_with_a_deposit_only(self) -> None:
        story = told(*READY[:-1], review_opened(EARLIER))

        story.when(conclude("passed")).finds("shop.deposit", "breaks", seen=False).then_refused(
            "shop.deposit", earliest=None
        )
        story.when(conclude("failed")).then(review_rejected(NOW))
        story.when(of_shop(PayDeposit, at=NOW, **MONEY)).then(paid(at=NOW)).when(
            conclude("passed")
        ).then(review_passed(NOW))

    @pytest.mark.parametrize(
        ("amount", "currency", "covered"),
        [
            (199_999, "CNY", True),
            (200_000, "CNY", True),
            (200_001, "CNY", False),
            (1, "USD", False),
        ],
    )
    def test_no_more_is_given_back_than_was_paid(
        self, amount: int, currency: str, covered: bool
    ) -> None:
        story = told(*READY, *SHOPS["closed"])
        asked = story.when(of_shop(RefundDeposit, at=NOW, amount=amount, currency=currency))

        if covered:
            asked.then(refunded(amount, currency, at=NOW))
        else:
            asked.then_refused("shop.deposit", earliest=None)

    def test_and_not_twice(self) -> None:
        story = told(*READY, *SHOPS["closed"], refunded(at="2026-05-01T09:00Z"))

        story.when(of_shop(RefundDeposit, at=NOW, **MONEY)).then_refused(
            "shop.deposit", earliest=None
        )


class TestNotice:
    def test_thirty_days_from_the_announcement(self) -> None:
        story = told(*READY, announced(EARLIER))
        free = instant("2026-03-31T09:00Z")

        story.when(Question(of_shop(CloseShop, at=NOW).request, free - MOMENT)).finds(
            "shop.closing_notice",
            "breaks",
            seen=29,
            unit="calendar_days",
            limit=30,
            source="001 / 1-27, reading A36",
            see=(6,),
            cured_at="2026-03-31T09:00Z",
        ).then_refused("shop.closing_notice", earliest="2026-03-31T09:00Z", see=(6,))
        story.when(of_shop(CloseShop, at="2026-03-31T09:00Z")).finds(
            "shop.closing_notice", "holds", seen=30
        ).then(closed("2026-03-31T09:00Z"))
        assert story.when(Question(of_shop(CloseShop, at=NOW).request, free + MOMENT)).verdict.holds

    def test_a_notice_taken_back_and_given_again_starts_again(self) -> None:
        story = told(
            *READY,
            announced(EARLIER),
            withdrawn("2026-03-20T09:00Z"),
            announced("2026-03-25T09:00Z"),
        )

        story.when(of_shop(CloseShop, at="2026-03-31T09:00Z")).then_refused(
            "shop.closing_notice", earliest="2026-04-24T09:00Z", see=(8,)
        )

    def test_without_a_notice_waiting_never_helps(self) -> None:
        told(*READY).when(of_shop(CloseShop, at=NOW)).finds(
            "shop.closing_notice", "unknown", missing="ShopClosingAnnounced"
        ).then_refused("shop.closing_state", "shop.closing_notice", earliest=None)


class TestWhichLaw:
    def test_without_law_of_its_own_a_platform_falls_back_on_its_channel(self) -> None:
        story = given(shop("S1"))
        ask = CloseShop(id="r-1", actor="test", shop="tiktok:S1")
        asked = story.when(Question(ask, instant(NOW)))

        assert asked.asked() == ["shop.open"]
        assert asked.verdict.program == "tiktok.channel"
        assert asked.decision.request["program"] == "tiktok.channel"

    def test_the_law_of_its_official_account_comes_first(self) -> None:
        official = rulebook({}, program="tiktok.official")
        law = (adopted(rulebook({})), adopted(official, program="tiktok.official"))
        ask = CloseShop(id="r-1", actor="test", shop="tiktok:S1")

        asked = given(shop("S1"), law=law).when(Question(ask, instant(NOW)))

        assert asked.verdict.program == "tiktok.official"

    def test_a_platform_without_law_is_bad_input(self) -> None:
        ask = CloseShop(id="r-1", actor="test", shop="pdd:S1")
        given().when(Question(ask, instant(NOW))).then_bad_input("program")

    def test_a_program_named_must_have_law(self) -> None:
        request = of_shop(CloseShop, at=NOW, program="douyin.official")
        told(*READY).when(request).then_bad_input("program")

    def test_nobody_is_bound_under_the_law_of_lives(self) -> None:
        told(*READY).when(invite(SHOP, "douyin:A1", at=NOW, program=LAW)).then_bad_input("program")


@pytest.mark.parametrize("request_kind", [AnnounceClosing, CloseShop, OpenShopReview])
def test_a_shop_nobody_registered_is_refused(request_kind: type[Request]) -> None:
    told(nobody_knows(f"shop:{SHOP}")).when(of_shop(request_kind, at=NOW)).finds(
        "shop.open", "breaks", seen="unregistered"
    )
