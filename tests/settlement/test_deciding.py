"""What becomes of an order, through the real console: every reason, every boundary."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Line, Talk, fact
from tests.settlement.words import (
    A1,
    A2,
    S1,
    amounts,
    bound,
    chinese_shop,
    ended,
    opened,
    order,
    part,
    route,
    route_over,
    settled,
    terms,
)

NOW = "2026-06-01T00:00:00Z"
OUTSIDE = {"host": 1999, "platform": 499, "payment": 59, "merchant": 7442}
BOUND = {"host": 0, "platform": 499, "payment": 59, "merchant": 9441}


@pytest.fixture
def shop_of(talk: Talk) -> Any:
    """A ledger that knows the shop and more facts."""

    def told(*facts: Line) -> Talk:
        talk.take(chinese_shop(), opened(), *facts, now=NOW)
        return talk

    return told


def one(talk: Talk, line: Line, *words: str) -> Any:
    (answer,) = settled(talk, line, words=words)
    return answer


@pytest.mark.parametrize(
    ("at", "basis", "expected"),
    [
        ("2026-01-31T23:59:59.999999Z", "terms", OUTSIDE),
        ("2026-02-01T00:00:00Z", "bound", BOUND),
        ("2026-02-01T00:00:00.000001Z", "bound", BOUND),
        ("2026-02-28T23:59:59.999999Z", "bound", BOUND),
        ("2026-03-01T00:00:00Z", "terms", OUTSIDE),
        ("2026-03-01T00:00:00.000001Z", "terms", OUTSIDE),
    ],
)
def test_no_commission_from_the_activation_to_the_end(
    shop_of: Any, at: str, basis: str, expected: dict[str, int]
) -> None:
    talk = shop_of(
        terms("2026-01-02", account=A1, host_percent="20"), bound("2026-02-01"), ended("2026-03-01")
    )

    answer = one(talk, order(at=at))

    assert (answer["basis"], amounts(answer)) == (basis, expected)
    if basis == "bound":
        assert part(answer, "host")["limit"]["source"] == "001 / 1-23"
        assert answer["binding"]["since"] == "2026-02-01T00:00:00Z"
    else:
        assert answer["binding"] is None
        assert [beside["binding"] for beside in answer["beside"]] == ["B1"]


@pytest.mark.parametrize(
    ("program", "source"),
    [
        ("tiktok.channel", "003 / 3-01"),
        ("wechat.channels_shop", "003 / 3-01 by analogy, reading A43 (unconfirmed)"),
    ],
)
def test_a_bound_account_gets_no_commission_by_the_law_of_its_platform(
    talk: Talk, program: str, source: str
) -> None:
    platform = program.split(".")[0]
    names = {"shop": f"{platform}:S1", "account": f"{platform}:A1"}
    bound_to = {"binding": "B1", "program": program, **names}
    registered = {"shop": f"{platform}:S1", "operating_country": "MX"}
    talk.take(
        fact("ShopRegistered", "1", "2026-01-01", **registered),
        fact("BindingActivated", "2", "2026-02-01", **bound_to),
        now=NOW,
    )

    answer = one(talk, order(at="2026-02-02", method=None, currency="MXN", **names))

    assert amounts(answer) == {"host": 0, "platform": 499, "merchant": 9500}
    assert part(answer, "host")["limit"]["source"] == source
    assert answer["payout"]["missing"] == "method"


def test_an_order_that_cannot_be_decided_names_the_binding_in_force(talk: Talk) -> None:
    names = {"shop": "kuaishou:S1", "account": "kuaishou:A1"}
    talk.take(
        fact("ShopRegistered", "1", "2026-01-01", shop="kuaishou:S1", operating_country="CN"),
        fact("BindingActivated", "2", "2026-02-01", binding="B1", program="kuaishou.shop", **names),
        now=NOW,
    )

    answer = one(talk, order(at="2026-02-02", **names))

    assert (answer["reason"], answer["binding"]["binding"]) == ("no_terms", "B1")
    assert answer["beside"] == []


def test_the_shop_itself_pays_nobody_a_commission(shop_of: Any) -> None:
    answer = one(shop_of(), order(account=None))

    assert answer["basis"] == "no_host"
    assert amounts(answer) == {"platform": 499, "payment": 59, "merchant": 9441}


@pytest.mark.parametrize(
    ("percent", "reason"),
    [
        ("14.999999", "host_out_of_bounds"),
        ("15", None),
        ("30", None),
        ("30.000001", "host_out_of_bounds"),
    ],
)
def test_an_outside_host_may_be_promised_15_to_30_percent(
    shop_of: Any, percent: str, reason: str | None
) -> None:
    answer = one(shop_of(), order(account=A2, host_percent=percent))

    assert answer.get("reason") == reason
    if reason is not None:
        assert [limit["source"] for limit in answer["limits"]] == ["002 / 2-24, reading A43"]
    else:
        assert answer["basis"] == "order"


def test_terms_set_go_before_what_an_order_says(shop_of: Any) -> None:
    talk = shop_of(terms("2026-01-02", host_percent="20"))

    answer = one(talk, order(host_percent="25"))

    assert (answer["basis"], part(answer, "host")["percent"]) == ("terms", "20")


def test_terms_for_the_account_go_before_those_for_the_shop(shop_of: Any) -> None:
    talk = shop_of(
        terms("2026-01-02", account=A1, host_percent="20"),
        terms("2026-01-03", host_percent="16", platform_percent="4"),
    )

    mine, other = settled(talk, order("O1"), order("O2", account=A2))

    assert part(mine, "host")["percent"] == "20"
    assert part(mine, "platform")["percent"] == "4"
    assert part(other, "host")["percent"] == "16"


def test_terms_hold_until_they_are_set_anew(shop_of: Any) -> None:
    talk = shop_of(terms("2026-01-02", host_percent="20"), terms("2026-03-01", host_percent="25"))

    before, from_then = settled(talk, order("O1", "2026-02-28"), order("O2", "2026-03-01"))

    assert part(before, "host")["percent"] == "20"
    assert part(from_then, "host")["percent"] == "25"


def test_a_waived_part_of_the_platforms_fee(shop_of: Any) -> None:
    talk = shop_of(terms("2026-01-02", fee_reduction_percent="20"))

    answer = one(talk, order(account=None, amount=10_000, method=None))

    assert part(answer, "platform")["amount"] == 400
    assert part(answer, "platform")["reduced_by"] == "20"


@pytest.mark.parametrize(
    ("facts", "line", "reason"),
    [
        ([], order(account=A2), "no_terms"),
        ([], order(shop="douyin:S9"), "unknown_shop"),
        ([], order(at="2025-12-31T23:59:59Z"), "unknown_shop"),
        ([], order(at="2026-06-01T00:00:00.000001Z"), "later_than_asked"),
        ([], order(account=None, method="alipay"), "no_own_account"),
        (
            [terms("2026-01-02", host_percent="20", platform_percent="79.5")],
            order(),
            "shares_too_large",
        ),
        (
            [terms("2026-01-02", host_percent="20", merchant_percent="74.9")],
            order(),
            "shares_do_not_add_up",
        ),
        (
            [
                fact(
                    "SettlementObserved",
                    f"paid-{currency}",
                    "2026-03-05",
                    shop=S1,
                    order="O1",
                    amount=100,
                    currency=currency,
                )
                for currency in ("USD", "CNY")
            ],
            order(account=None),
            "currency_differs",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_decided_says_why(
    shop_of: Any, facts: list[Line], line: Line, reason: str
) -> None:
    answer = one(shop_of(*facts), line)

    assert (answer["answer"], answer["reason"]) == ("undecided", reason)


def test_without_law_or_terms_nobody_knows_the_platforms_fee(talk: Talk) -> None:
    talk.take(
        fact("ShopRegistered", "1", "2026-01-01", shop="moonmart:S1", operating_country="CN"),
        now=NOW,
    )

    answer = one(talk, order(shop="moonmart:S1", account=None))

    assert answer["reason"] == "no_platform_fee"


# --- where the merchant's part goes ---------------------------------------------------------------


def test_the_route_of_a_binding_holds_while_the_binding_does(shop_of: Any) -> None:
    talk = shop_of(
        terms("2026-01-02", host_percent="20"),
        bound("2026-02-01"),
        route("2026-02-01", account=A1, binding="B1", collection_account="CA-9"),
        ended("2026-03-01"),
        route_over("2026-03-01", account=A1, binding="B1"),
    )

    answers = settled(
        talk, order("O1", "2026-01-31"), order("O2", "2026-02-01"), order("O3", "2026-03-01")
    )

    assert [part(answer, "merchant")["to"] for answer in answers] == ["CA-7", "CA-9", "CA-7"]


def test_a_route_does_not_end_with_another_binding(shop_of: Any) -> None:
    talk = shop_of(
        route("2026-02-01", collection_account="CA-9", binding="B1"),
        route_over("2026-02-02", binding="B0"),
    )

    assert part(one(talk, order(account=None)), "merchant")["to"] == "CA-9"


def test_nobody_said_where_the_shop_collects(talk: Talk) -> None:
    talk.take(chinese_shop(), now=NOW)

    assert part(one(talk, order(account=None)), "merchant")["to"] is None


# --- when it is paid out --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confirmed", "day", "due"),
    [
        # Midnight in Shanghai is 16:00 UTC.
        ("2026-03-04T15:59:59Z", "2026-03-05", "2026-03-04T16:00:00Z"),
        ("2026-03-04T16:00:00Z", "2026-03-06", "2026-03-05T16:00:00Z"),
        ("2026-03-04T16:00:00.000001Z", "2026-03-06", "2026-03-05T16:00:00Z"),
    ],
)
def test_wechat_pay_settles_on_the_next_day_of_the_shop(
    shop_of: Any, confirmed: str, day: str, due: str
) -> None:
    answer = one(shop_of(), order(account=None, confirmed_at=confirmed))

    payout = answer["payout"]
    assert (payout["day"], payout["due"]) == (day, due)
    assert payout["limit"]["source"].endswith("reading A49 (unconfirmed)")


def test_alipay_settles_after_seven_days_to_the_account_bound_for_it(shop_of: Any) -> None:
    talk = shop_of(opened("ALI-1", "2026-01-02", method="alipay"))
    confirmed = "2026-03-04T12:00:00Z"

    answer = one(talk, order(account=None, method="alipay", confirmed_at=confirmed))

    assert answer["payout"]["day"] == "2026-03-11"
    assert part(answer, "merchant")["to"] == "ALI-1"
    assert "payment" not in amounts(answer)


def test_what_a_route_says_goes_before_the_law(shop_of: Any) -> None:
    said = {"cycle_days": 2, "cycle_counts": "working_days", "fee_percent": "1"}
    talk = shop_of(route("2026-01-02", method="wechat_pay", **said))

    # A Thursday: the weekend is not counted.
    answer = one(talk, order(account=None, confirmed_at="2026-03-05T01:00:00Z"))

    assert answer["payout"]["day"] == "2026-03-09"
    assert part(answer, "payment")["amount"] == 99


@pytest.mark.parametrize("confirmed", [None, "2026-06-01T00:00:01Z"])
def test_what_is_not_confirmed_yet_has_no_day(shop_of: Any, confirmed: str | None) -> None:
    answer = one(shop_of(), order(account=None, confirmed_at=confirmed))

    assert (answer["payout"]["day"], answer["payout"]["missing"]) == (None, "confirmed_at")


def test_working_days_need_their_calendar(shop_of: Any) -> None:
    talk = shop_of(route("2026-01-02", cycle_days=400, cycle_counts="working_days"))

    answer = one(talk, order(account=None, confirmed_at="2026-03-05T01:00:00Z"))

    assert answer["payout"]["day"] is None
    assert answer["payout"]["missing"].startswith("calendar:CN:")
