"""An appeal is filed within seven working days of the country the shop operates in."""

from __future__ import annotations

from ledger.events import AppealSubmitted, EcommercePermissionFrozen
from tests.story import (
    Deed,
    Story,
    adopted,
    appeal,
    appealed,
    bound,
    calendar,
    deed,
    given,
    notified,
    rulebook,
    shop,
    unlinked,
    violated,
)

CHINA = (calendar("CN", 2025), calendar("CN", 2026))
BY = "account:tiktok:A1"

POSTED = "2026-09-20T04:00Z"
RECORDED = "2026-09-24T02:00Z"
# The 25th is a holiday, the 26th and 27th a weekend, 1 to 7 October are holidays, and Saturday the
# 10th is worked: after notice on the 24th count 28, 29, 30 September, 8, 9, 10 and 12 October.
NOTIFIED = "2026-09-24T03:00Z"
OVER = "2026-10-12T16:00Z"


def in_china(*deeds: Deed, calendars: tuple[Deed, ...] = CHINA) -> Story:
    return given(
        shop("S1", country="CN"),
        bound("S1", "A1", at="2026-09-01T00:00Z"),
        violated("V1", account="A1", posted=POSTED, at=RECORDED),
        *deeds,
        calendars=calendars,
    )


def test_the_window_ends_with_the_seventh_working_day_in_the_shops_zone() -> None:
    history = in_china(notified("V1", account="A1", at=NOTIFIED))

    history.when(appeal("V1", by=BY, at="2026-10-12T15:59:59.999999Z")).finds(
        "violation.appeal_window",
        "holds",
        limit=7,
        seen=7,
        unit="working_days",
        see=(4,),
        source="003 / 3-40",
    ).then(appealed("V1", by=BY, account="A1", shop="S1", at="2026-10-12T15:59:59.999999Z"))
    history.when(appeal("V1", by=BY, at=OVER)).finds(
        "violation.appeal_window", "breaks", severity="refuse", seen=8
    ).then_refused("violation.appeal_window", earliest=None, see=(4,))


def test_the_verdict_names_the_calendars_it_read() -> None:
    from ledger.working_days import built_in_calendars, read_calendar

    texts = dict(built_in_calendars())
    read = read_calendar(texts["calendars/CN/2026.toml"], "test").digest
    asked = in_china(notified("V1", account="A1", at=NOTIFIED)).when(appeal("V1", by=BY, at=OVER))

    assert asked.verdict.calendars == (read,)


def test_and_those_it_read_to_say_how_many_days_are_gone() -> None:
    from ledger.working_days import built_in_calendars, read_calendar

    texts = dict(built_in_calendars())
    read = {
        read_calendar(texts[f"calendars/CN/{year}.toml"], "test").digest for year in (2025, 2026)
    }
    history = given(
        shop("S1", country="CN"),
        violated("V1", shop="S1", at="2025-09-01T00:00Z"),
        notified("V1", at="2025-09-01T00:00Z"),
        calendars=CHINA,
    )

    late = history.when(appeal("V1", by="shop:tiktok:S1", at="2026-01-05T00:00Z"))

    late.finds("violation.appeal_window", "breaks")
    assert set(late.verdict.calendars) == read


def test_the_day_of_notice_is_the_shops_local_day() -> None:
    # 17:00 UTC on the 24th is the 25th in Shanghai; the 25th was no working day anyway
    before_midnight = in_china(notified("V1", account="A1", at="2026-09-27T15:59Z"))
    after_midnight = in_china(notified("V1", account="A1", at="2026-09-27T16:00Z"))

    before_midnight.when(appeal("V1", by=BY, at=OVER)).then_refused(
        "violation.appeal_window", earliest=None, see=(4,)
    )
    after_midnight.when(appeal("V1", by=BY, at=OVER)).finds(
        "violation.appeal_window", "holds", seen=7
    )


def test_without_a_notice_the_freeze_starts_the_window() -> None:
    frozen = EcommercePermissionFrozen(account="tiktok:A1", violation="V1")
    history = in_china(deed(frozen, at=NOTIFIED))

    history.when(appeal("V1", by=BY, at=OVER)).then_refused(
        "violation.appeal_window", earliest=None, see=(4,)
    )
    in_china(deed(frozen, at=NOTIFIED), notified("V1", at="2026-09-28T03:00Z")).when(
        appeal("V1", by=BY, at=OVER)
    ).finds("violation.appeal_window", "holds", see=(5,))


def test_without_either_nobody_knows() -> None:
    in_china().when(appeal("V1", by=BY, at=OVER)).finds(
        "violation.appeal_window",
        "unknown",
        severity="refuse",
        missing="ViolationNotified",
        see=(3,),
    ).then_refused("violation.appeal_window", earliest=None, see=(3,))


def test_a_year_whose_calendar_is_not_recorded_is_unknown_and_never_guessed() -> None:
    history = given(
        shop("S1", country="CN"),
        violated("V1", shop="S1", at="2026-12-28T02:00Z"),
        notified("V1", at="2026-12-28T03:00Z"),
        calendars=CHINA,
    )

    history.when(appeal("V1", by="shop:tiktok:S1", at="2026-12-29T00:00Z")).finds(
        "violation.appeal_window", "unknown", severity="refuse", missing="calendar:CN:2027"
    ).then_refused("violation.appeal_window", earliest=None)


def test_a_calendar_that_is_adopted_later_is_waited_for() -> None:
    late = calendar("CN", 2026, at="2026-09-25T00:00Z")
    history = in_china(notified("V1", account="A1", at=NOTIFIED), calendars=(late,))

    history.when(appeal("V1", by=BY, at="2026-09-24T04:00Z")).finds(
        "violation.appeal_window", "unknown", missing="calendar:CN:2026"
    ).then_refused("violation.appeal_window", earliest="2026-09-25T00:00Z")


def test_a_shop_whose_zone_nobody_knows() -> None:
    history = given(
        shop("S1", country="US"),
        violated("V1", shop="S1", at=RECORDED),
        notified("V1", at=NOTIFIED),
        calendars=(calendar("US", 2026),),
    )

    history.when(appeal("V1", by="shop:tiktok:S1", at=OVER)).finds(
        "violation.appeal_window", "unknown", missing="ShopRegistered.time_zone"
    )


def test_a_violation_that_concerns_no_shop() -> None:
    history = given(
        violated("V1", account="A1", at=RECORDED), notified("V1", at=NOTIFIED), calendars=CHINA
    )

    history.when(appeal("V1", by=BY, at=OVER)).finds(
        "violation.appeal_window", "unknown", missing="ShopRegistered.operating_country"
    )


def test_a_longer_window_announced_for_later_reopens_it() -> None:
    law = rulebook({"violation.appeal_window": {"2000-01-01": 7, "2026-10-13": 10}})
    history = given(
        shop("S1", country="CN"),
        violated("V1", shop="S1", at=RECORDED),
        notified("V1", at=NOTIFIED),
        law=[adopted(law)],
        calendars=CHINA,
    )

    history.when(appeal("V1", by="shop:tiktok:S1", at=OVER)).then_refused(
        "violation.appeal_window", earliest="2026-10-13T00:00Z"
    )


def test_a_window_of_no_days_ends_with_the_day_of_notice() -> None:
    history = given(
        shop("S1", country="CN"),
        violated("V1", shop="S1", at=RECORDED),
        notified("V1", at=NOTIFIED),
        law=[adopted(rulebook({"violation.appeal_window": 0}))],
        calendars=CHINA,
    )

    history.when(appeal("V1", by="shop:tiktok:S1", at="2026-09-24T15:59:59Z")).finds(
        "violation.appeal_window", "holds", seen=0
    )
    history.when(appeal("V1", by="shop:tiktok:S1", at="2026-09-24T16:00Z")).then_refused(
        "violation.appeal_window", earliest=None
    )


class TestWhoseShop:
    """The violation's own; else the one bound to when the content was posted; else at notice."""

    life = (
        shop("S1", country="CN"),
        shop("S2", country="JP"),
        bound("S1", "A1", at="2026-09-01T00:00Z"),
        unlinked("S1", "A1", at="2026-09-21T00:00Z"),
        bound("S2", "A1", at="2026-09-23T00:00Z"),
    )
    law = (*CHINA, calendar("JP", 2026))
    asked = appeal("V1", by=BY, at="2026-09-28T00:00Z")

    def shop_of(self, *deeds: Deed) -> object:
        story = given(*self.life, *deeds, notified("V1", at=NOTIFIED), calendars=self.law)
        (filed,) = story.when(self.asked).decision.events
        assert isinstance(filed, AppealSubmitted)
        return filed.shop

    def test_its_own(self) -> None:
        violation = violated("V1", account="A1", shop="S3", posted=POSTED, at=RECORDED)
        third = shop("S3", country="CN")

        assert self.shop_of(third, violation) == "tiktok:S3"

    def test_bound_to_when_the_content_was_posted(self) -> None:
        assert self.shop_of(violated("V1", account="A1", posted=POSTED, at=RECORDED)) == "tiktok:S1"

    def test_bound_to_at_notice(self) -> None:
        assert self.shop_of(violated("V1", account="A1", at=RECORDED)) == "tiktok:S2"

    def test_content_posted_while_it_was_bound_to_nobody(self) -> None:
        posted = violated("V1", account="A1", posted="2026-09-22T00:00Z", at=RECORDED)

        assert self.shop_of(posted) == "tiktok:S2"

    def test_the_shop_an_earlier_appeal_named_gives_way_to_what_is_known_of_the_account(
        self,
    ) -> None:
        violation = violated("V1", account="A1", posted=POSTED, at=RECORDED)
        earlier = appealed("V1", by=BY, account="A1", shop="S3", at="2026-09-25T00:00Z")

        assert self.shop_of(violation, earlier) == "tiktok:S1"

    def test_the_shop_of_an_appeal_counts_where_nothing_else_is_known(self) -> None:
        earlier = appealed("V1", by="shop:tiktok:S1", shop="S1", at="2026-09-25T00:00Z")

        assert self.shop_of(earlier) == "tiktok:S1"

    def test_an_account_known_only_from_the_freeze(self) -> None:
        frozen = EcommercePermissionFrozen(account="tiktok:A1", violation="V1")

        assert self.shop_of(deed(frozen, at=RECORDED)) == "tiktok:S2"


def test_the_program_is_that_of_the_binding_the_shop_was_found_by() -> None:
    official = rulebook({"violation.appeal_window": 1}, program="tiktok.official")
    history = given(
        shop("S1", country="CN"),
        bound("S1", "A1", at="2026-09-01T00:00Z", program="tiktok.official"),
        violated("V1", account="A1", posted=POSTED, at=RECORDED),
        notified("V1", at=NOTIFIED),
        law=[adopted(rulebook({})), adopted(official, program="tiktok.official")],
        calendars=CHINA,
    )

    asked = history.when(appeal("V1", by=BY, at="2026-09-29T00:00Z"))
    assert asked.verdict.program == "tiktok.official"
    asked.finds("violation.appeal_window", "breaks", limit=1)

    given_it = history.when(appeal("V1", by=BY, at="2026-09-29T00:00Z", program="tiktok.channel"))
    given_it.finds("violation.appeal_window", "holds", limit=7)
