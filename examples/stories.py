"""The stories of the demo year, each with its own shops, accounts and violations.

They are told in `examples/README.md`; D1 … D9 are disputes that really happen in this field.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from examples.asking import Binding, add_products, appeal, enrol
from examples.lines import PROGRAM, SELLER_CENTER, Data, Year, utc
from examples.places import SHOP
from examples.telling import (
    of_account,
    of_binding,
    of_shop,
    of_violation,
    permission,
    score,
    score_moved,
    violation,
)

ANNULLED = "V-TH2-1-recorded"
REPLACED_BY = "V-TH2-2-recorded"
WHY_ANNULLED = "The reviewer mixed up @kru.mali and @krumalee; the post was by the other account."


def tell(year: Year) -> None:
    """Every story, in no order of time."""
    missing_chances(year)
    who_comes_next(year)
    hostage_creator(year)
    twenty_or_twenty_six_hours(year)
    two_shops_one_account(year)
    appeal_across_independence_day(year)
    appeals_across_national_day(year)
    appeals_elsewhere(year)
    whose_violation(year)
    refused_from_abroad(year)
    screened_again(year)
    wrong_account(year)
    closing_shop(year)
    late_ban(year)
    only_from_the_feed(year)
    without_a_time_zone(year)


def _days(start: str, *hours: int) -> list[datetime]:
    first = utc(start)
    return [first + timedelta(hours=each) for each in (0, *hours)]


def missing_chances(year: Year) -> None:
    """D1. Three accounts left Casa Clara, each by another door; only one used a chance."""
    for account, start in (("A01", "2025-12-11 16:05"), ("A02", "2025-12-16 17:30")):
        Binding(year, "MX1", account, story=f"d1-{account}").start(*_days(start, 21, 45))
    Binding(year, "MX1", "A03", story="d1-A03").start(*_days("2026-01-13 15:10", 26, 50))
    Binding(year, "MX1", "A04", story="d1-A04").start(*_days("2026-01-19 18:40", 4, 70))
    fifth = Binding(year, "MX1", "A05", story="d1-A05")
    fifth.invite(utc("2026-02-03 16:20"), "invite-too-many")

    Binding(year, "MX1", "A01", story="d1").unlink(utc("2026-02-12 15:00"), "shop-unlink")
    fifth.start(*_days("2026-02-18 16:00", 23, 49))

    asked = Binding(year, "MX1", "A02", story="d1-creator")
    asked.leave(utc("2026-03-15 19:12"), "MX", "asks")
    asked.let_go(utc("2026-03-16 14:48"))
    Binding(year, "MX1", "A06", story="d1-A06").start(*_days("2026-03-23 15:30", 6, 52))

    of_account(year, "AccountDeregistrationRequested", utc("2026-05-20 02:11"), "A03")
    of_account(year, "AccountDeregistered", utc("2026-05-28 06:00"), "A03")
    released = utc("2026-06-04 06:00")
    of_account(year, "AccountReleased", released, "A03")
    of_binding(year, "BindingEnded", released, "MX1", "A03", reason="account_deregistered")
    of_account(year, "ShowcaseCleared", released, "A03", cause="binding_ended")
    Binding(year, "MX1", "A07", story="d1-A07").start(*_days("2026-06-15 16:45", 30, 55))

    again = Binding(year, "MX2", "A01", story="d1-elsewhere")
    again.invite(utc("2026-02-12 20:00"), "too-soon")
    again.start(*_days("2026-02-13 15:00", 5, 72))
    for at, account, count in (
        ("2026-01-09 18:00", "A01", 20),
        ("2026-02-04 17:00", "A03", 35),
        ("2026-05-04 22:30", "A04", 18),
        ("2026-07-21 16:00", "A07", 42),
        ("2026-09-15 23:00", "A06", 30),
    ):
        add_products(year, account, utc(at), count)


def who_comes_next(year: Year) -> None:
    """The end of the year: A06 is deregistered and holds its slot, A08 has just been let go."""
    of_account(year, "AccountDeregistrationRequested", utc("2026-11-02 03:00"), "A06")
    of_account(year, "AccountDeregistered", utc("2026-11-10 03:00"), "A06")
    binding = Binding(year, "MX2", "A08", story="next-A08")
    binding.start(*_days("2026-03-02 16:00", 20, 49))
    binding.leave(utc("2026-11-15 18:00"), "MX")
    Binding(year, "MX1", "A08", story="next").invite(utc("2026-11-15 20:00"), "invite-too-soon")
    binding.let_go(utc("2026-11-16 09:30"))


def hostage_creator(year: Year) -> None:
    """D2. A creator asked to leave on the 3rd of July and was never answered."""
    binding = Binding(year, "TH1", "A20", story="d2")
    binding.invite(utc("2026-01-14 03:00"), network="TH")
    binding.accept(utc("2026-01-14 12:20"), network="TH")
    binding.review(utc("2026-01-16 02:40"))
    add_products(year, "A20", utc("2026-02-02 05:00"), 24)
    add_products(year, "A20", utc("2026-05-18 06:30"), 31)
    binding.leave(utc("2026-07-03 04:20"), "TH", "asks-to-leave")
    Binding(year, "TH2", "A20", story="d2").invite(utc("2026-07-19 04:30"), "other-shop")
    of_binding(
        year,
        "BindingAttemptFailed",
        utc("2026-07-19 04:31"),
        "TH2",
        "A20",
        reason="already_bound",
    )
    binding.leave(utc("2026-08-15 08:00"), "TH", "asks-again")
    score(year, "TH1", utc("2026-08-01 08:00"), 91)
    enrol(year, "TH1", utc("2026-08-20 03:15"), "mid-year-home-fair", "d2-shop-is-awake")
    later = Binding(year, "TH2", "A20", round=2, story="d2")
    later.invite(utc("2026-09-21 04:30"), "other-shop-again")


def twenty_or_twenty_six_hours(year: Year) -> None:
    """D3. The creator counts from acceptance, the rule from activation."""
    binding = Binding(year, "GB1", "A17", story="d3")
    binding.invite(utc("2026-02-27 10:00"))
    binding.accept(utc("2026-03-02 10:00"))
    binding.review(utc("2026-03-02 16:00"))
    binding.leave(utc("2026-03-03 12:00"), "GB", "after-20-hours")
    binding.leave(utc("2026-03-03 15:59:59"), "GB", "a-second-early")
    binding.leave(utc("2026-03-03 16:00"), "GB", "after-24-hours")
    binding.let_go(utc("2026-03-04 09:00"))


def two_shops_one_account(year: Year) -> None:
    """D4. Accepted by one shop first, activated by the other first."""
    saigon = Binding(year, "VN1", "A25", story="d4-VN1")
    hanoi = Binding(year, "VN2", "A25", story="d4-VN2")
    saigon.invite(utc("2026-04-14 02:00"))
    hanoi.invite(utc("2026-04-14 03:00"))
    hanoi.accept(utc("2026-04-15 01:00"))
    saigon.accept(utc("2026-04-15 02:00"))
    saigon.review(utc("2026-04-16 03:00"))
    hanoi.review(utc("2026-04-16 08:00"), name="review-too-late")
    hanoi.review(utc("2026-04-17 08:00"), "failed", "review-failed")


def appeal_across_independence_day(year: Year) -> None:
    """D5. Filed on the ninth calendar day; the platform had counted days, not working days."""
    Binding(year, "MX2", "A09", story="d5-A09").start(*_days("2026-01-12 17:00", 8, 70))
    of_case, account = "V-MX2-1", "A09"
    told = utc("2026-09-08 17:00")
    posted = utc("2026-09-02 01:30")
    violation(
        year, of_case, account, told - timedelta(hours=20), "false_advertising", posted=posted
    )
    of_violation(year, "ViolationNotified", told, of_case, account)
    permission(year, "Frozen", told + timedelta(minutes=5), account, of_case)
    score(year, "MX2", utc("2026-09-01 08:00"), 86)
    score_moved(year, "Deducted", "MX2", told + timedelta(minutes=5), 8, of_case)
    enrol(year, "MX2", utc("2026-09-14 17:00"), "fiestas-patrias", "d5-campaign-at-78")

    of_violation(year, "AppealWindowLapsed", utc("2026-09-16 06:00"), of_case, account)
    permission(year, "Closed", utc("2026-09-16 06:05"), account, of_case)
    appeal(year, of_case, utc("2026-09-17 15:00"), "A09", "d5-appeal")

    decided = utc("2026-10-19 16:00")
    more: Data = {"appeal": "AP-MX2-1", "outcome": "granted"}
    of_violation(year, "AppealDecided", decided, of_case, account, **more)
    permission(year, "Restored", decided + timedelta(hours=1), account, of_case)
    score_moved(year, "Restored", "MX2", decided + timedelta(hours=1), 8, of_case)


def appeals_across_national_day(year: Year) -> None:
    """D5 in China: seven days off in a row, and a Saturday that is worked."""
    told = utc("2026-09-24 03:00")
    for account, of_case, start in (
        ("A42", "V-CN1-1", "2026-01-12 03:00"),
        ("A43", "V-CN1-2", "2026-01-20 05:00"),
    ):
        Binding(year, "CN1", account, story=f"cn-{account}").start(*_days(start, 9, 50))
        violation(year, of_case, account, told - timedelta(hours=9), "infringement")
        of_violation(year, "ViolationNotified", told, of_case, account)
        permission(year, "Frozen", told, account, of_case)
    appeal(year, "V-CN1-1", utc("2026-10-12 15:59:59"), "A42", "cn-in-the-last-second")
    appeal(year, "V-CN1-2", utc("2026-10-12 16:00"), "CN1", "cn-too-late")
    permission(year, "Closed", utc("2026-10-29 08:00"), "A43", "V-CN1-2")
    more: Data = {"appeal": "AP-CN1-1", "outcome": "rejected"}
    of_violation(year, "AppealDecided", utc("2026-10-30 02:00"), "V-CN1-1", "A42", **more)


def appeals_elsewhere(year: Year) -> None:
    """Holidays of other countries: two days off in Vietnam, two in Thailand, Columbus Day."""
    cases = (
        ("V-VN2-1", "A26", "VN2", "2026-08-27 04:00", "2026-09-10 08:00", "vn-national-day"),
        ("V-TH2-3", "A23", "TH2", "2026-10-09 04:00", "2026-10-21 10:00", "th-memorial-day"),
        ("V-US2-2", "A15", "US2", "2026-10-08 18:00", "2026-10-21 13:00", "us-columbus-day"),
    )
    for of_case, account, shop, told, filed, name in cases:
        at = utc(told)
        violation(year, of_case, account, at - timedelta(days=1), "infringement", shop=shop)
        of_violation(year, "ViolationNotified", at, of_case, account, shop=SHOP[shop].id)
        appeal(year, of_case, utc(filed), account, f"appeal-{name}")
    of_violation(year, "ViolationResolved", utc("2026-09-28 04:00"), "V-VN2-1", "A26")


def whose_violation(year: Year) -> None:
    """D6. A video from before the link costs the shop a campaign, until the appeal is granted."""
    Binding(year, "US2", "A14", story="d6-A14").start(*_days("2026-02-11 18:00", 3, 47))
    of_case, account = "V-US2-1", "A14"
    score(year, "US2", utc("2026-04-01 08:00"), 82)
    told = utc("2026-04-08 15:00")
    posted = utc("2026-01-05 22:00")
    violation(year, of_case, account, utc("2026-04-07 15:00"), "false_advertising", posted=posted)
    of_violation(year, "ViolationNotified", told, of_case, account)
    score_moved(year, "Deducted", "US2", told, 7, of_case)
    enrol(year, "US2", utc("2026-04-13 16:00"), "spring-outdoors", "d6-campaign-at-75")
    appeal(year, of_case, utc("2026-04-15 17:00"), "US2", "d6-appeal")

    decided = utc("2026-04-28 15:00")
    more: Data = {"appeal": "AP-US2-1", "outcome": "granted"}
    of_violation(year, "AppealDecided", decided, of_case, account, **more)
    score_moved(year, "Restored", "US2", decided + timedelta(hours=1), 7, of_case)
    enrol(year, "US2", utc("2026-05-14 16:00"), "memorial-day", "d6-campaign-again")
    score(year, "GB1", utc("2026-04-01 08:00"), 80)
    enrol(year, "GB1", utc("2026-04-14 11:00"), "spring-refresh", "d6-campaign-at-80")


def refused_from_abroad(year: Year) -> None:
    """D9. A creator travels, asks three times from Singapore, and once more from home."""
    binding = Binding(year, "MY1", "A29", story="d9")
    binding.start(*_days("2026-02-16 04:00", 5, 30))
    for number, at in enumerate(("2026-07-13 12:00", "2026-07-15 01:00", "2026-07-18 09:00"), 1):
        binding.leave(utc(at), "SG", f"from-abroad-{number}")
        seen = utc(at) - timedelta(minutes=2)
        of_account(year, "NetworkLocationObserved", seen, "A29", country="SG", context="unlink")
    binding.leave(utc("2026-07-27 02:00"), "MY", "from-home")
    binding.let_go(utc("2026-07-28 07:30"))


def screened_again(year: Year) -> None:
    """An old post stands in the way until it is deleted and the account screened again."""
    found: Data = {"result": "violation_record", "reasons": ["political_dispute"]}
    of_account(year, "ContentScreened", utc("2026-01-05 02:00"), "A28", **found)
    binding = Binding(year, "VN2", "A28", story="screened")
    binding.invite(utc("2026-01-15 03:00"), "invite-refused")
    of_account(year, "ContentScreened", utc("2026-02-03 02:00"), "A28", result="clean")
    binding.start(*_days("2026-02-12 03:00", 6, 30))


def wrong_account(year: Year) -> None:
    """A violation is put on the wrong account, blocks an unlink, and is annulled a month later."""
    Binding(year, "TH2", "A21", story="wrong-A21").start(*_days("2026-02-16 04:00", 8, 30))
    binding = Binding(year, "TH2", "A22", story="wrong-A22")
    binding.start(*_days("2026-02-23 04:00", 8, 30))
    at = utc("2026-05-04 05:00")
    violation(year, "V-TH2-1", "A22", at, "false_advertising", shop="TH2")
    binding.unlink(utc("2026-05-14 06:00"), "unlink-blocked")
    violation(year, "V-TH2-2", "A21", at, "false_advertising", shop="TH2", late=1)
    told = utc("2026-05-22 05:00")
    of_violation(year, "ViolationNotified", told, "V-TH2-2", "A21", shop=SHOP["TH2"].id)
    of_violation(year, "ViolationResolved", utc("2026-06-19 05:00"), "V-TH2-2", "A21")
    binding.unlink(utc("2026-06-12 06:00"), "unlink-free")


def closing_shop(year: Year) -> None:
    """A shop announces its closing, takes it back, announces it again and closes."""
    Binding(year, "PH1", "A37", story="closing-A37").start(*_days("2025-12-15 03:00", 7, 31))
    Binding(year, "PH1", "A38", story="closing-A38").start(*_days("2026-01-26 03:00", 7, 31))
    of_shop(year, "ShopClosingAnnounced", utc("2026-05-12 02:00"), "PH1")
    of_shop(year, "ShopClosingWithdrawn", utc("2026-05-20 02:00"), "PH1")
    of_shop(year, "ShopClosingAnnounced", utc("2026-06-15 02:00"), "PH1")
    add_products(year, "A37", utc("2026-07-14 04:00"), 22, "closing-still-sells")
    of_shop(year, "ShopClosed", utc("2026-07-20 02:00"), "PH1")
    add_products(year, "A37", utc("2026-08-11 04:00"), 22, "closing-sells-no-more")
    again = Binding(year, "PH1", "A37", round=2, story="closing")
    again.invite(utc("2026-08-12 04:00"), "invite-after-close")


def late_ban(year: Year) -> None:
    """A ban that nobody had heard of when the account was bound; overturned later."""
    binding = Binding(year, "ID1", "A39", story="ban-A39")
    binding.start(*_days("2026-03-15 04:00", 20, 74))
    of_account(year, "AccountBanned", utc("2026-03-05 07:00"), "A39", late=1, reason="infringement")
    binding.unlink(utc("2026-04-13 04:00"))
    again = Binding(year, "ID1", "A39", round=2, story="ban-A39-again")
    again.invite(utc("2026-04-20 04:00"), "while-banned")
    of_account(year, "AccountBanLifted", utc("2026-04-28 07:00"), "A39", overturned=True)
    again.start(*_days("2026-05-12 04:00", 6, 28))


def only_from_the_feed(year: Year) -> None:
    """A shop that joins in mid-life: its bindings are known only from what the platform reports."""
    shop = "SG1"
    accounts = ("A32", "A33", "A34", "A35")
    for account, start in zip(accounts, ("12-02", "12-03", "12-04", "12-05"), strict=True):
        at = utc(f"2025-{start} 02:00")
        of_binding(year, "BindingActivated", at, shop, account, name=f"{shop}-{account}-active")
    data: Data = {"shop": SHOP[shop].id, "program": PROGRAM, "used": 2}
    year.fact("UnlinkChancesObserved", utc("2025-12-09 02:00"), data, source=SELLER_CENTER)

    # Four acts that no rule would have let through; `audit` finds them.
    of_binding(year, "BindingInvited", utc("2026-01-20 02:00"), shop, "A36", late=1)
    of_binding(year, "BindingActivated", utc("2026-01-22 02:00"), shop, "A36")
    add: Data = {"shop": SHOP[shop].id}
    of_account(year, "ShowcaseProductsAdded", utc("2026-03-17 03:00"), "A33", count=30, **add)
    of_account(year, "ShowcaseProductsAdded", utc("2026-03-17 11:00"), "A33", count=30, **add)
    score(year, shop, utc("2026-06-01 08:00"), 76)
    of_shop(year, "CampaignEnrolled", utc("2026-06-18 02:00"), shop, campaign="great-sale")
    # In the reports the release of A32 stands three months after it happened, the new link at once.
    gone = utc("2026-02-24 02:00")
    of_binding(year, "ShopUnlinked", gone, shop, "A32", late=3)
    of_binding(year, "BindingEnded", gone, shop, "A32", late=3, reason="shop_unlink")
    of_account(year, "ShowcaseCleared", gone, "A32", late=3, cause="binding_ended")
    early = utc("2026-08-04 02:00")
    more: Data = {"binding": "SG1-A32.2"}
    of_binding(year, "BindingActivated", early, shop, "A32", **more)
    of_binding(year, "UnlinkRequested", early + timedelta(hours=10), shop, "A32", **more)

    Binding(year, shop, "A34", story="feed").unlink(utc("2026-06-12 03:00"), "no-chance-left")
    late = Binding(year, shop, "A35", story="feed")
    late.leave(utc("2026-06-15 03:00"), "SG", "creator-asks")
    late.keep(utc("2026-06-16 03:00"), "shop-says-no")


def without_a_time_zone(year: Year) -> None:
    """A shop in a country of many zones that never said which: its local days are unknown."""
    Binding(year, "US1", "A12", story="zone-A12").start(*_days("2026-01-14 18:00", 26, 50))
    add_products(year, "A12", utc("2026-01-20 18:00"), 5, "zone-showcase")
    add_products(year, "A12", utc("2026-03-24 17:00"), 5, "zone-showcase-again")
    told = utc("2026-07-02 17:00")
    violation(year, "V-US1-1", "A12", utc("2026-07-01 17:00"), "infringement")
    of_violation(year, "ViolationNotified", told, "V-US1-1", "A12")
    appeal(year, "V-US1-1", utc("2026-07-13 17:00"), "A12", "zone-appeal")
    of_violation(year, "ViolationResolved", utc("2026-07-20 17:00"), "V-US1-1", "A12")
