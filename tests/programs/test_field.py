"""The field rulebooks: the same requests as under the source, with other answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.events import (
    AccountRegistered,
    ComplianceScoreDeducted,
    ComplianceScoreRestored,
    DepositPaid,
    DepositRefunded,
    FollowerCountObserved,
    OwnShopApplicationClosed,
    OwnShopApplicationOpened,
    ShopProbationEnded,
    ShopProbationStarted,
)
from ledger.terms import instant_text
from tests.story import (
    CHANNEL,
    Deed,
    Question,
    Story,
    accept,
    account,
    adopted,
    bound,
    closed,
    deed,
    enrol,
    given,
    instant,
    invite,
    invited,
    pass_review,
    scored,
    shop,
    source_rulebook,
    unlink,
    unlinked,
)

OFFICIAL, DOUYIN = "tiktok.official", "douyin.channel"
SOURCE = adopted(source_rulebook(CHANNEL))
FIELD = adopted(source_rulebook("tiktok.channel.field"))
OF_OFFICIALS = adopted(source_rulebook("tiktok.official.field"), program=OFFICIAL)
OF_DOUYIN = adopted(source_rulebook("douyin.channel.field"), program=DOUYIN)


def field(*deeds: Deed) -> Story:
    return given(*deeds, law=(FIELD, OF_OFFICIALS, OF_DOUYIN))


def days_later(at: str, days: int, microseconds: int = 0) -> str:
    return instant_text(instant(at) + timedelta(days=days, microseconds=microseconds))


# --- side by side ---------------------------------------------------------------------------------

_LINKS = [
    deed
    for number in range(10)
    for deed in (
        bound("S1", f"A{number}", at=f"2026-01-{number + 1:02}T09:00Z"),
        unlinked("S1", f"A{number}", at=f"2026-01-{number + 1:02}T10:00Z"),
    )
]
_THREE_UNLINKS = [
    deed
    for number in range(3)
    for deed in (
        bound("S1", f"A{number}", at=f"2026-01-0{number + 1}T09:00Z"),
        unlinked("S1", f"A{number}", at=f"2026-01-0{number + 1}T10:00Z"),
    )
]
_ON_PROBATION = deed(ShopProbationStarted(shop="tiktok:S1"), at="2026-01-01T00:00Z")
_ONE_BOUND = bound("S1", "A1", at="2026-01-05T09:00Z")
_DEDUCTED = deed(ComplianceScoreDeducted(shop="tiktok:S1", points=24), at="2026-01-10T09:00Z")

# What happened, what is asked, which rules refuse under the source, and which in the field.
BESIDE: dict[str, tuple[list[Deed], Question, list[str], list[str]]] = {
    "a fourth unlink": (
        [*_THREE_UNLINKS, _ONE_BOUND],
        unlink("S1", "A1", at="2026-02-01T09:00Z"),
        ["shop.unlink_chances"],
        [],
    ),
    "an unlink too soon": (
        [_ONE_BOUND],
        unlink("S1", "A1", at="2026-01-05T10:00Z"),
        ["binding.bound_time"],
        ["binding.bound_time"],
    ),
    "an eleventh link": (
        _LINKS,
        invite("S1", "A99", at="2026-02-01T09:00Z"),
        [],
        ["shop.links_in_window"],
    ),
    "a second account on probation": (
        [_ON_PROBATION, _ONE_BOUND],
        invite("S1", "A2", at="2026-02-01T09:00Z"),
        [],
        ["shop.slots.probation"],
    ),
    "an answer after three days": (
        [invited("S1", "A1", at="2026-01-05T09:00Z")],
        accept("S1", "A1", at="2026-01-08T09:00Z"),
        [],
        ["binding.state"],
    ),
    "an account that is official elsewhere": (
        [bound("S2", "A1", at="2026-01-05T09:00Z", program=OFFICIAL)],
        invite("S1", "A1", at="2026-02-01T09:00Z"),
        [],
        ["account.exclusive"],
    ),
    "a campaign with points and a good score": (
        [_DEDUCTED, scored("S1", 90, at="2026-01-11T09:00Z")],
        enrol("S1", "C1", at="2026-02-01T09:00Z"),
        [],
        ["shop.violation_points"],
    ),
    "a fifth account": (
        [bound("S1", f"A{number}", at="2026-01-05T09:00Z") for number in range(1, 5)],
        invite("S1", "A5", at="2026-02-01T09:00Z"),
        ["shop.slots"],
        ["shop.slots"],
    ),
}


@pytest.mark.parametrize("name", BESIDE)
def test_the_same_request_under_both_books(name: str) -> None:
    deeds, question, by_source, by_field = BESIDE[name]

    def refusing(law: Deed) -> list[str]:
        answer = given(*deeds, law=(law, OF_OFFICIALS)).when(question)
        return [one.rule for one in answer.verdict.findings if one.refuses]

    assert (refusing(SOURCE), refusing(FIELD)) == (by_source, by_field)


# --- links in a sliding window --------------------------------------------------------------------


class TestLinksInWindow:
    FIRST = "2026-01-01T09:00Z"

    def test_the_tenth_is_made_and_the_eleventh_is_not(self) -> None:
        field(*_LINKS[:18]).when(invite("S1", "A99", at="2026-02-01T09:00Z")).finds(
            "shop.links_in_window", "holds", seen=9, limit=10, source="[E2] grade A"
        )
        field(*_LINKS).when(invite("S1", "A99", at="2026-02-01T09:00Z")).then_refused(
            "shop.links_in_window", earliest=days_later(self.FIRST, 180)
        )

    @pytest.mark.parametrize(
        ("microseconds", "outcome", "seen"), [(-1, "breaks", 10), (0, "holds", 9), (1, "holds", 9)]
    )
    def test_the_oldest_leaves_after_180_days(
        self, microseconds: int, outcome: str, seen: int
    ) -> None:
        at = days_later(self.FIRST, 180, microseconds)
        finding = field(*_LINKS).when(invite("S1", "A99", at=at)).finding("shop.links_in_window")

        assert (finding.outcome, finding.seen and finding.seen.value) == (outcome, seen)

    def test_more_than_ten_are_cured_when_enough_have_left(self) -> None:
        twelve = [*_LINKS, *(bound("S1", f"B{n}", at="2026-01-20T09:00Z") for n in (1, 2))]

        field(*twelve).when(invite("S1", "A99", at="2026-02-01T09:00Z")).then_refused(
            "shop.links_in_window", earliest=days_later("2026-01-03T09:00Z", 180)
        )

    def test_a_binding_that_came_back_counts_twice(self) -> None:
        again = bound("S1", "A0", at="2026-01-20T09:00Z")

        field(*_LINKS[:18], again).when(invite("S1", "A99", at="2026-02-01T09:00Z")).finds(
            "shop.links_in_window",
            "breaks",
            seen=10,
            cured_at=days_later(self.FIRST, 180),
        )

    def test_links_of_another_program_do_not_count(self) -> None:
        official = bound("S1", "A50", at="2026-01-20T09:00Z", program=OFFICIAL)

        field(*_LINKS[:18], official).when(invite("S1", "A99", at="2026-02-01T09:00Z")).finds(
            "shop.links_in_window", "holds", seen=9
        )

    def test_it_is_asked_again_when_the_review_passes(self) -> None:
        begun = invited("S1", "A99", at="2026-02-01T09:00Z")
        story = field(*_LINKS[:18], begun)
        story = story.when(accept("S1", "A99", at="2026-02-01T10:00Z")).recorded()
        last = bound("S1", "A77", at="2026-02-01T11:00Z")

        story.and_then(last).when(pass_review("S1", "A99", at="2026-02-01T12:00Z")).then_refused(
            "shop.links_in_window", earliest=days_later(self.FIRST, 180)
        )


# --- probation ------------------------------------------------------------------------------------


class TestProbation:
    def test_the_first_account_is_let_in(self) -> None:
        field(_ON_PROBATION).when(invite("S1", "A2", at="2026-02-01T09:00Z")).finds(
            "shop.slots.probation", "holds", seen=0, limit=1, source="[E1] grade B"
        )

    def test_once_it_is_over_nobody_asks(self) -> None:
        over = deed(ShopProbationEnded(shop="tiktok:S1"), at="2026-01-20T00:00Z")
        answer = field(_ON_PROBATION, _ONE_BOUND, over).when(
            invite("S1", "A2", at="2026-02-01T09:00Z")
        )

        assert "shop.slots.probation" not in answer.asked()

    def test_an_end_the_platform_named_is_the_cure(self) -> None:
        until = "2026-03-01T00:00Z"
        started = ShopProbationStarted(shop="tiktok:S1", until=instant(until))
        story = field(deed(started, at="2026-01-01T00:00Z"), _ONE_BOUND)

        for at in ("2026-02-01T09:00Z", "2026-02-28T23:59:59.999999Z"):
            story.when(invite("S1", "A2", at=at)).then_refused(
                "shop.slots.probation", earliest=until
            )
        for at in (until, "2026-03-01T00:00:00.000001Z"):
            story.when(invite("S1", "A2", at=at)).then(invited("S1", "A2", at=at))


# --- invitations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("microseconds", "in_time"), [(-1, True), (0, False), (1, False)])
def test_an_invitation_is_open_for_48_hours(microseconds: int, in_time: bool) -> None:
    story = field(invited("S1", "A1", at="2026-01-05T09:00Z"))
    at = days_later("2026-01-05T09:00Z", 2, microseconds)

    assert story.when(accept("S1", "A1", at=at)).verdict.holds is in_time


# --- points that expire one by one ----------------------------------------------------------------


def deducted(points: int, at: str, violation: str | None = None) -> Deed:
    event = ComplianceScoreDeducted(shop="tiktok:S1", points=points, violation=violation)
    return deed(event, at=at)


def restored(points: int, at: str, violation: str | None = None) -> Deed:
    event = ComplianceScoreRestored(shop="tiktok:S1", points=points, violation=violation)
    return deed(event, at=at)


class TestViolationPoints:
    GOOD = scored("S1", 500, at="2024-01-01T00:00Z")
    FIRST, SECOND = "2026-01-10T09:00Z", "2026-02-10T09:00Z"

    def points(self, *deeds: Deed, at: str) -> object:
        finding = (
            field(self.GOOD, *deeds).when(enrol("S1", "C", at=at)).finding("shop.violation_points")
        )
        assert finding.seen is not None
        return finding.seen.value

    @pytest.mark.parametrize(("points", "outcome"), [(23, "holds"), (24, "breaks"), (25, "breaks")])
    def test_how_many_are_too_many(self, points: int, outcome: str) -> None:
        answer = field(self.GOOD, deducted(points, self.FIRST)).when(
            enrol("S1", "C", at=self.SECOND)
        )

        assert answer.finding("shop.violation_points").outcome == outcome

    def test_each_deduction_leaves_for_itself(self) -> None:
        story = field(self.GOOD, deducted(12, self.FIRST), deducted(12, self.SECOND))

        story.when(enrol("S1", "C", at="2026-03-01T09:00Z")).then_refused(
            "shop.violation_points", earliest=days_later(self.FIRST, 90), see=(2, 3)
        )

    @pytest.mark.parametrize(("microseconds", "points"), [(-1, 12), (0, 0), (1, 0)])
    def test_after_90_days(self, microseconds: int, points: int) -> None:
        at = days_later(self.FIRST, 90, microseconds)

        assert self.points(deducted(12, self.FIRST), at=at) == points

    @pytest.mark.parametrize(("microseconds", "points"), [(-1, 12), (0, 0), (1, 0)])
    def test_after_180_days_in_the_days_when_it_was_180(
        self, microseconds: int, points: int
    ) -> None:
        first = "2024-06-01T09:00Z"
        at = days_later(first, 180, microseconds)

        assert self.points(deducted(12, first), at=at) == points

    def test_a_change_of_the_window_sets_a_shop_free(self) -> None:
        story = field(self.GOOD, deducted(24, "2025-02-01T09:00Z"))

        # 180 days would be over on 31 July, 90 were over in May: the new law holds from its day.
        story.when(enrol("S1", "C", at="2025-06-01T09:00Z")).then_refused(
            "shop.violation_points", earliest="2025-06-23T00:00Z"
        )

    def test_what_is_restored_comes_off_the_violation_it_names(self) -> None:
        deeds = (deducted(12, self.FIRST, "V1"), deducted(6, self.SECOND, "V2"))

        assert self.points(*deeds, restored(12, self.SECOND, "V1"), at="2026-03-01T09:00Z") == 6
        assert self.points(*deeds, restored(99, self.SECOND, "V1"), at="2026-03-01T09:00Z") == 6

    def test_else_off_the_latest(self) -> None:
        deeds = (deducted(12, self.FIRST), deducted(6, self.SECOND))
        back = restored(8, self.SECOND)

        assert self.points(*deeds, back, at="2026-03-01T09:00Z") == 10
        assert self.points(*deeds, back, at=days_later(self.FIRST, 90)) == 0


# --- the official account of a TikTok Shop --------------------------------------------------------


class TestOfficial:
    AT = "2026-02-01T09:00Z"

    def ask(self, shop: str = "S1", account: str = "A1", at: str = AT) -> Question:
        return invite(shop, account, at=at, program=OFFICIAL, binding="official")

    def known(self, *deeds: Deed, called: str | None = "Casa Clara") -> Story:
        return field(shop("S1", called="Casa Clara"), account("A1", called=called), *deeds)

    def test_it_bears_the_shops_name(self) -> None:
        self.known().when(self.ask()).finds("account.name", "holds", seen=True)
        self.known(called="Casa Claro").when(self.ask()).then_refused("account.name", earliest=None)

    def test_a_name_nobody_knows_is_no_name(self) -> None:
        self.known(called=None).when(self.ask()).finds(
            "account.name", "unknown", missing="AccountRegistered.name"
        )
        field(shop("S1"), account("A1", called="Casa Clara")).when(self.ask()).finds(
            "account.name", "unknown", missing="ShopRegistered.name"
        )

    def test_no_name_stands_in_the_verdict(self) -> None:
        verdict = self.known(called="Somebody").when(self.ask()).verdict

        assert "Somebody" not in repr(verdict)
        assert "Casa Clara" not in repr(verdict)

    def test_it_is_of_the_shops_region(self) -> None:
        field(shop("S1", called="X"), account("A1", called="X", region="US")).when(
            self.ask()
        ).then_refused("account.region", earliest=None)

    def test_there_is_one_for_each_shop(self) -> None:
        self.known(bound("S1", "A2", at="2026-01-01T00:00Z", program=OFFICIAL)).when(
            self.ask()
        ).then_refused("shop.slots", earliest=None)

    def test_a_channel_account_cannot_be_official_as_well(self) -> None:
        self.known(bound("S1", "A1", at="2026-01-01T00:00Z")).when(self.ask()).then_refused(
            "account.exclusive", earliest=None
        )

    @pytest.mark.parametrize(("microseconds", "holds"), [(-1, False), (0, True), (1, True)])
    def test_it_is_unlinked_after_24_hours(self, microseconds: int, holds: bool) -> None:
        story = self.known(bound("S1", "A1", at=self.AT, program=OFFICIAL))
        at = days_later(self.AT, 1, microseconds)

        assert story.when(unlink("S1", "A1", at=at)).verdict.holds is holds

    def test_three_times_at_most(self) -> None:
        lives = [
            deed
            for n in range(1, 4)
            for deed in (
                bound("S1", f"A{n}", at=f"2026-01-0{n}T09:00Z", program=OFFICIAL),
                unlinked("S1", f"A{n}", at=f"2026-01-0{n}T10:00Z", program=OFFICIAL),
            )
        ]
        last = bound("S1", "A9", at="2026-01-20T09:00Z", program=OFFICIAL)

        field(*lives[:4], last).when(unlink("S1", "A9", at=self.AT)).finds(
            "shop.unlink_chances", "holds", seen=2, limit=3
        )
        field(*lives, last).when(unlink("S1", "A9", at=self.AT)).then_refused(
            "shop.unlink_chances", earliest=None
        )


# --- Douyin channel accounts ----------------------------------------------------------------------


class TestDouyin:
    AT = "2026-02-01T09:00Z"

    def ask(self, account: str = "douyin:A1") -> Question:
        return invite("douyin:S1", account, at=self.AT, program=DOUYIN)

    def followed(self, name: str = "douyin:A1", count: int = 1000) -> Deed:
        return deed(FollowerCountObserved(account=name, followers=count), at="2026-01-01T00:00Z")

    def known(self, *deeds: Deed) -> Story:
        return field(account("douyin:A1", app="douyin"), *deeds)

    @pytest.mark.parametrize(("count", "holds"), [(999, False), (1000, True), (1001, True)])
    def test_an_account_needs_a_thousand_followers(self, count: int, holds: bool) -> None:
        answer = self.known(self.followed(count=count)).when(self.ask())

        assert answer.verdict.holds is holds

    def test_followers_nobody_counted_are_none(self) -> None:
        self.known().when(self.ask()).finds(
            "account.followers", "unknown", missing="FollowerCountObserved"
        )

    def test_who_applies_for_a_shop_of_its_own_is_not_bound(self) -> None:
        applies = deed(OwnShopApplicationOpened(account="douyin:A1"), at="2026-01-02T00:00Z")
        decided = deed(OwnShopApplicationClosed(account="douyin:A1"), at="2026-01-03T00:00Z")

        self.known(self.followed(), applies).when(self.ask()).then_refused(
            "account.own_shop_application", earliest=None, see=(3,)
        )
        self.known(self.followed(), applies, decided).when(self.ask()).finds(
            "account.own_shop_application", "holds"
        )

    def test_five_accounts_of_one_app(self) -> None:
        def mates(app: str, count: int) -> list[Deed]:
            names = [f"douyin:{app}{number}" for number in range(count)]
            apps = [
                deed(AccountRegistered(account=name, app=app), at="2025-01-01T00:00Z")
                for name in names
            ]
            at = "2025-06-01T00:00Z"
            return [*apps, *(bound("douyin:S1", name, at=at, program=DOUYIN) for name in names)]

        four = self.known(self.followed(), *mates("douyin", 4), *mates("toutiao", 3))
        four.when(self.ask()).finds("shop.slots_per_app", "holds", seen=4, limit=5)
        self.known(self.followed(), *mates("douyin", 5)).when(self.ask()).then_refused(
            "shop.slots_per_app", earliest=None
        )

    def test_a_sixth_that_the_platform_let_in_is_found(self) -> None:
        names = [f"douyin:M{number}" for number in range(6)]
        known = [account(name, app="douyin") for name in names]
        counted = [self.followed(name) for name in names]
        links = [
            bound("douyin:S1", name, at=f"2025-06-01T00:0{number}Z", program=DOUYIN)
            for number, name in enumerate(names)
        ]
        breaches = field(*known, *counted, *links).breaches()

        assert [rules for _, _, rules in breaches] == [["shop.slots_per_app"]]

    def test_without_an_app_nothing_is_counted(self) -> None:
        field(account("douyin:A1"), self.followed()).when(self.ask()).finds(
            "shop.slots_per_app", "unknown", missing="AccountRegistered.app"
        )

    @pytest.mark.parametrize(("microseconds", "holds"), [(-1, False), (0, True), (1, True)])
    def test_the_shop_unlinks_after_180_days(self, microseconds: int, holds: bool) -> None:
        story = self.known(bound("douyin:S1", "douyin:A1", at=self.AT, program=DOUYIN))
        at = days_later(self.AT, 180, microseconds)

        assert story.when(unlink("douyin:S1", "douyin:A1", at=at)).verdict.holds is holds


class TestAClosedDouyinShop:
    """Its accounts are let go 30 days after it closed and 20 after its deposit went back [E15]."""

    BOUND = bound("douyin:S1", "douyin:A1", at="2025-01-01T09:00Z", program=DOUYIN)
    PAID = deed(
        DepositPaid(shop="douyin:S1", amount=200_000, currency="CNY"), at="2025-01-01T08:00Z"
    )
    CLOSED = closed("douyin:S1", at="2026-02-01T09:00Z")

    def refunded(self, at: str, amount: int = 200_000) -> Deed:
        return deed(DepositRefunded(shop="douyin:S1", amount=amount, currency="CNY"), at=at)

    def holds_at(self, at: str, *deeds: Deed) -> bool:
        """Whether the account is still bound, as a shop that asks for it is told."""
        story = field(account("douyin:A1", app="douyin"), self.BOUND, *deeds)
        verdict = story.when(invite("douyin:S2", "douyin:A1", at=at, program=DOUYIN)).verdict
        return any(one.rule == "account.exclusive" and one.refuses for one in verdict.findings)

    @pytest.mark.parametrize(("microseconds", "holds"), [(-1, True), (0, False), (1, False)])
    def test_without_a_deposit_they_go_after_30_days(self, microseconds: int, holds: bool) -> None:
        at = days_later("2026-02-01T09:00Z", 30, microseconds)

        assert self.holds_at(at, self.CLOSED) is holds

    @pytest.mark.parametrize(("microseconds", "holds"), [(-1, True), (0, False), (1, False)])
    @pytest.mark.parametrize(
        ("refund", "last"),
        [("2026-02-10T09:00Z", "2026-03-03T09:00Z"), ("2026-02-20T09:00Z", "2026-03-12T09:00Z")],
    )
    def test_the_later_of_both_counts(
        self, refund: str, last: str, microseconds: int, holds: bool
    ) -> None:
        at = days_later(last, 0, microseconds)

        assert self.holds_at(at, self.PAID, self.CLOSED, self.refunded(refund)) is holds

    def test_while_a_part_of_it_is_held_nobody_goes(self) -> None:
        part = self.refunded("2026-02-10T09:00Z", 199_999)

        assert self.holds_at("2030-01-01T00:00Z", self.PAID, self.CLOSED, part)

    def test_what_went_back_before_it_closed_delays_nothing(self) -> None:
        early = self.refunded("2025-12-01T09:00Z")

        assert self.holds_at("2026-03-03T08:59Z", self.PAID, early, self.CLOSED)
        assert not self.holds_at("2026-03-03T09:00Z", self.PAID, early, self.CLOSED)
