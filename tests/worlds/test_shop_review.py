"""How a shop opens on WeChat and Kuaishou: what it hands in, and how long the platform takes."""

from __future__ import annotations

from typing import Literal

import pytest

from ledger.due import review_time_of
from ledger.events import (
    CorporateBankAccountVerified,
    Event,
    FaceRecognitionPassed,
    MaterialSubmitted,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
    ShopSubjectDeclared,
)
from ledger.events.identity import SubjectType
from ledger.requests import ConcludeShopReview, OpenShopReview
from ledger.rules.working_time import WorkingTime
from tests.story import LONG_AGO, Deed, Question, Story, deed, instant
from tests.worlds.words import (
    CODE,
    FEBRUARY,
    KUAISHOU,
    NAME,
    WECHAT,
    forgetting,
    happened,
    known,
    licensed,
    told,
)

SHOPS = {WECHAT: "wechat:S1", KUAISHOU: "kuaishou:S1"}
PAPERS = {
    WECHAT: ("business_licence", "legal_person_id"),
    KUAISHOU: ("id_front", "id_back", "handheld_photo"),
}
CHECKS: dict[str, Event] = {
    WECHAT: CorporateBankAccountVerified(shop="wechat:S1", subject=NAME),
    KUAISHOU: FaceRecognitionPassed(shop="kuaishou:S1"),
}


def papers(program: str, *kinds: str) -> Deed:
    first, *more = (MaterialSubmitted(shop=SHOPS[program], material_kind=kind) for kind in kinds)
    return deed(first, *more, at=LONG_AGO)


def subject(program: str) -> tuple[Deed, ...]:
    return (licensed(),) if program == WECHAT else ()


def opens(program: str, at: str = FEBRUARY) -> Question:
    request = OpenShopReview(id="r-1", actor="test", shop=SHOPS[program])
    return Question(request, instant(at))


def concludes(
    program: str, outcome: Literal["passed", "failed"] = "passed", at: str = FEBRUARY
) -> Question:
    request = ConcludeShopReview(id="r-2", actor="test", shop=SHOPS[program], outcome=outcome)
    return Question(request, instant(at))


def complete(program: str, *more: Deed) -> Story:
    every = (papers(program, *PAPERS[program]), *subject(program), happened(CHECKS[program]))
    return told(program, *every, *more)


@pytest.mark.parametrize("program", SHOPS)
def test_from_the_papers_to_the_opening(program: str) -> None:
    shop = SHOPS[program]
    opened = deed(ShopReviewOpened(shop=shop), at=FEBRUARY)

    story = complete(program).when(opens(program)).then(opened)
    passed = story.when(concludes(program)).then(deed(ShopReviewPassed(shop=shop), at=FEBRUARY))
    assert passed.history.shop(shop, instant(FEBRUARY)).life.review_state == "passed"
    passed.when(concludes(program)).then_refused("shop.review_state", earliest=None)
    passed.when(opens(program)).then_refused("shop.review_state", earliest=None)
    assert passed.breaches() == []

    failed = story.when(concludes(program, "failed")).then(
        deed(ShopReviewRejected(shop=shop), at=FEBRUARY)
    )
    failed.when(opens(program)).then(opened)


@pytest.mark.parametrize(
    ("program", "missing"), [(program, one) for program in SHOPS for one in PAPERS[program]]
)
def test_each_paper_is_asked_for(program: str, missing: str) -> None:
    handed = [one for one in PAPERS[program] if one != missing]
    history = told(program, papers(program, *handed), *subject(program))

    history.when(opens(program)).finds("shop.materials", "breaks", seen=missing).then_refused(
        "shop.materials", earliest=None
    )


@pytest.mark.parametrize(
    ("program", "rule", "source"),
    [
        (WECHAT, "shop.corporate_bank_account", "002 / 2-08"),
        (KUAISHOU, "shop.face_recognition", "002 / 2-10"),
    ],
)
def test_what_the_platform_checks_comes_before_it_opens(
    program: str, rule: str, source: str
) -> None:
    opened = deed(ShopReviewOpened(shop=SHOPS[program]), at="2026-01-20T00:00Z")
    history = told(program, papers(program, *PAPERS[program]), *subject(program), opened)

    history.when(concludes(program)).finds(rule, "breaks", source=source).then_refused(
        rule, earliest=None
    )
    history.and_then(happened(CHECKS[program])).when(concludes(program)).finds(rule, "holds")


class TestBySubject:
    def of(self, kind: SubjectType, *kinds: str, uscc: str | None = None) -> Story:
        declared = ShopSubjectDeclared(shop="wechat:S1", subject_type=kind, subject=NAME, uscc=uscc)
        registered = known(WECHAT, subject=kind)
        return told(WECHAT, registered, happened(declared), papers(WECHAT, *kinds))

    def test_an_enterprise_tells_its_code(self) -> None:
        without = self.of("enterprise", *PAPERS[WECHAT])
        told_it = self.of("enterprise", *PAPERS[WECHAT], uscc=CODE)

        without.when(opens(WECHAT)).finds(
            "shop.social_credit_code", "breaks", seen=False, source="002 / 2-07"
        ).then_refused("shop.social_credit_code", earliest=None)
        told_it.when(opens(WECHAT)).finds("shop.social_credit_code", "holds", seen=True)
        assert CODE not in repr(told_it.when(opens(WECHAT)).verdict)
        forgetting(told_it, ShopSubjectDeclared).when(opens(WECHAT)).finds(
            "shop.social_credit_code", "unknown", severity="refuse", missing="forgotten"
        )

    def test_an_individual_business_hands_in_its_permit_and_no_code(self) -> None:
        rule = "shop.materials.individual_business"
        without = self.of("individual_business", *PAPERS[WECHAT]).when(opens(WECHAT))
        handed = self.of("individual_business", *PAPERS[WECHAT], "business_permit")

        without.finds(rule, "breaks", seen="business_permit", source="002 / 2-07").then_refused(
            rule, earliest=None
        )
        asked = handed.when(opens(WECHAT)).asked()
        assert rule in asked
        assert "shop.social_credit_code" not in asked


def test_wechat_takes_one_to_three_working_days() -> None:
    # Friday 30 January 2026; 1 working day is Monday, 3 end on Wednesday 4 February.
    story = complete(WECHAT, deed(ShopReviewOpened(shop="wechat:S1"), at="2026-01-30T02:00Z"))
    at = instant("2026-01-30T03:00Z")
    found = review_time_of(story.history.shop("wechat:S1", at), story.history.law, at)

    assert found is not None
    assert isinstance(found.time, WorkingTime)
    assert found.least == instant("2026-02-02T16:00Z")
    assert found.time.until == instant("2026-02-04T16:00Z")
    assert [day.isoformat() for day in found.time.counted] == [
        "2026-02-02",
        "2026-02-03",
        "2026-02-04",
    ]


def test_kuaishou_reviews_at_once() -> None:
    opened = "2026-01-30T02:00Z"
    story = complete(KUAISHOU, deed(ShopReviewOpened(shop="kuaishou:S1"), at=opened))
    at = instant("2026-01-30T03:00Z")
    found = review_time_of(story.history.shop("kuaishou:S1", at), story.history.law, at)

    assert found is not None
    assert isinstance(found.time, WorkingTime)
    assert (found.least, found.time.until, found.time.counted) == (None, instant(opened), ())


@pytest.mark.parametrize("program", SHOPS)
def test_an_observed_opening_leaves_out_what_only_the_platform_saw(program: str) -> None:
    passed = deed(ShopReviewPassed(shop=SHOPS[program]), at=FEBRUARY)

    assert told(program, passed).breaches() == []
