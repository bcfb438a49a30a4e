"""Products in a showcase: the account must be bound, and a day has room for fifty."""

from __future__ import annotations

import pytest

from ledger.events import ShowcaseProductsRemoved
from tests.story import (
    Deed,
    Story,
    add_products,
    added,
    adopted,
    asked_to_leave,
    bound,
    deed,
    given,
    invited,
    rulebook,
    shop,
    unlinked,
)

MEXICO_CITY = "America/Mexico_City"
EARLIER = "2026-02-01T09:00Z"
NOON = "2026-03-02T18:00Z"


def bound_in(country: str, time_zone: str | None, *deeds: Deed) -> Story:
    return given(
        shop("S1", country=country, time_zone=time_zone), bound("S1", "A1", at=EARLIER), *deeds
    )


def in_mexico_city(*deeds: Deed) -> Story:
    return bound_in("MX", MEXICO_CITY, *deeds)


def test_the_rules_are_asked_in_the_order_of_the_contract() -> None:
    asked = in_mexico_city().when(add_products("A1", 1, at=NOON)).asked()

    assert asked == ["account.bound", "account.showcase_daily"]


def test_what_is_added_names_the_shop() -> None:
    in_mexico_city().when(add_products("A1", 50, at=NOON)).then(added("A1", 50, at=NOON, shop="S1"))


class TestBound:
    @pytest.mark.parametrize("happened", [bound, asked_to_leave])
    def test_a_bound_account(self, happened: object) -> None:
        assert callable(happened)
        history = given(shop("S1", time_zone=MEXICO_CITY), happened("S1", "A1", at=EARLIER))

        history.when(add_products("A1", 1, at=NOON)).finds(
            "account.bound", "holds", seen=True, see=(2,), source="003 / 3-04, 3-05"
        )

    @pytest.mark.parametrize("happened", [invited, unlinked])
    def test_an_account_that_is_not_bound(self, happened: object) -> None:
        assert callable(happened)
        history = given(happened("S1", "A1", at=EARLIER))

        history.when(add_products("A1", 1, at=NOON)).finds(
            "account.bound", "breaks", severity="refuse", seen=False, see=()
        ).finds(
            "account.showcase_daily", "unknown", severity="refuse", missing="BindingActivated"
        ).then_refused("account.bound", "account.showcase_daily", earliest=None, see=())


class TestDaily:
    @pytest.mark.parametrize(("count", "outcome"), [(19, "holds"), (20, "holds"), (21, "breaks")])
    def test_fifty_a_day(self, count: int, outcome: str) -> None:
        history = in_mexico_city(added("A1", 30, at="2026-03-02T12:00Z"))

        history.when(add_products("A1", count, at=NOON)).finds(
            "account.showcase_daily",
            outcome,
            severity="refuse",
            limit=50,
            seen=30 + count,
            unit="products",
            see=(3,),
            source="003 / 3-20",
            cured_at="2026-03-03T06:00Z" if outcome == "breaks" else None,
        )

    def test_the_next_day_begins_at_midnight_in_mexico_city(self) -> None:
        history = in_mexico_city(added("A1", 50, at="2026-03-03T05:59Z"))

        history.when(add_products("A1", 1, at="2026-03-03T05:59:59.999999Z")).then_refused(
            "account.showcase_daily", earliest="2026-03-03T06:00Z", see=(3,)
        )
        history.when(add_products("A1", 50, at="2026-03-03T06:00Z")).then(
            added("A1", 50, at="2026-03-03T06:00Z", shop="S1")
        )

    def test_what_was_added_before_midnight_does_not_count_after_it(self) -> None:
        history = in_mexico_city(
            added("A1", 30, at="2026-03-02T05:59:59Z"), added("A1", 30, at="2026-03-02T06:00Z")
        )

        history.when(add_products("A1", 1, at=NOON)).finds(
            "account.showcase_daily", "holds", seen=31, see=(4,)
        )

    def test_all_of_the_day_is_counted_together(self) -> None:
        history = in_mexico_city(
            added("A1", 20, at="2026-03-02T06:00Z"), added("A1", 20, at="2026-03-02T17:00Z")
        )

        history.when(add_products("A1", 11, at=NOON)).finds(
            "account.showcase_daily", "breaks", seen=51, cured_at="2026-03-03T06:00Z"
        ).then_refused("account.showcase_daily", earliest="2026-03-03T06:00Z", see=(3, 4))

    def test_removals_give_nothing_back(self) -> None:
        removed = ShowcaseProductsRemoved(account="tiktok:A1", count=50)
        history = in_mexico_city(
            added("A1", 50, at="2026-03-02T12:00Z"), deed(removed, at="2026-03-02T13:00Z")
        )

        history.when(add_products("A1", 1, at=NOON)).then_refused(
            "account.showcase_daily", earliest="2026-03-03T06:00Z", see=(3,)
        )

    def test_more_than_a_day_allows_is_never_granted(self) -> None:
        in_mexico_city().when(add_products("A1", 51, at=NOON)).then_refused(
            "account.showcase_daily", earliest=None, see=()
        )

    def test_unless_the_law_will_allow_more(self) -> None:
        law = rulebook({"account.showcase_daily": {"2000-01-01": 50, "2026-03-10": 60}})
        history = given(
            shop("S1", time_zone=MEXICO_CITY), bound("S1", "A1", at=EARLIER), law=[adopted(law)]
        )

        history.when(add_products("A1", 51, at=NOON)).then_refused(
            "account.showcase_daily", earliest="2026-03-10T00:00Z"
        )

    def test_a_country_with_one_zone_needs_no_other_word(self) -> None:
        history = bound_in("CN", None, added("A1", 50, at="2026-03-02T15:59Z"))

        history.when(add_products("A1", 1, at="2026-03-02T15:59:59Z")).then_refused(
            "account.showcase_daily", earliest="2026-03-02T16:00Z"
        )

    def test_a_country_with_several_does(self) -> None:
        bound_in("US", None).when(add_products("A1", 1, at=NOON)).finds(
            "account.showcase_daily",
            "unknown",
            severity="refuse",
            missing="ShopRegistered.time_zone",
        ).then_refused("account.showcase_daily", earliest=None, see=())

    def test_by_the_other_reading_the_day_is_utc_and_no_zone_is_needed(self) -> None:
        law = [adopted(rulebook({"account.showcase_daily.day": "utc"}))]
        history = given(
            shop("S1", country="US"),
            bound("S1", "A1", at=EARLIER),
            added("A1", 50, at="2026-03-02T23:59Z"),
            law=law,
        )

        history.when(add_products("A1", 1, at="2026-03-02T23:59:59Z")).then_refused(
            "account.showcase_daily", earliest="2026-03-03T00:00Z", see=(3,)
        )

    @pytest.mark.parametrize(
        ("day", "midnight"),
        [
            # clocks go forward at midnight: the day begins at one
            ("2026-09-05T20:00Z", "2026-09-06T04:00Z"),
            # clocks go back at midnight: the day before has 25 hours
            ("2026-04-04T20:00Z", "2026-04-05T04:00Z"),
        ],
    )
    def test_days_that_begin_when_clocks_change(self, day: str, midnight: str) -> None:
        history = bound_in("CL", "America/Santiago", added("A1", 50, at=day))

        history.when(add_products("A1", 1, at=day)).then_refused(
            "account.showcase_daily", earliest=midnight
        )


class TestProgram:
    official = rulebook({"account.showcase_daily": 7}, program="tiktok.official")
    law = (adopted(rulebook({})), adopted(official, program="tiktok.official"))

    def test_left_out_it_is_that_of_the_running_binding(self) -> None:
        history = given(
            shop("S1", time_zone=MEXICO_CITY),
            bound("S1", "A1", at=EARLIER, program="tiktok.official"),
            law=self.law,
        )

        asked = history.when(add_products("A1", 8, at=NOON))

        assert asked.verdict.program == "tiktok.official"
        assert asked.decision.request["program"] == "tiktok.official"
        asked.then_refused("account.showcase_daily", earliest=None)

    def test_without_a_binding_it_is_the_channel(self) -> None:
        assert given().when(add_products("A1", 8, at=NOON)).verdict.program == "tiktok.channel"

    def test_given_it_names_the_binding_that_counts(self) -> None:
        history = given(
            shop("S1", time_zone=MEXICO_CITY),
            shop("S2", time_zone="Asia/Tokyo"),
            bound("S1", "A1", at=EARLIER, program="tiktok.official"),
            bound("S2", "A1", at="2026-02-02T09:00Z"),
            law=self.law,
        )

        history.when(add_products("A1", 8, at=NOON, program="tiktok.channel")).then(
            added("A1", 8, at=NOON, shop="S2")
        )
