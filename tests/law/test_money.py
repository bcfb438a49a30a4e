"""The forms of numbers about money, and the rows of the sources they come from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.parameters import PARAMETERS, ByName, Rate, Whole, read_value
from ledger.rulebook import built_in_names, read_rulebook
from ledger.verdict import Value

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
BOOKS = {
    name: read_rulebook(text, name)
    for name, text in built_in_names().items()
    if name.endswith(".settlement")
}
BY_ANALOGY = "003 / 3-01 by analogy, reading A43 (unconfirmed)"
PAYMENTS = [
    ("payment.fee", ("wechat_pay: 0.6",), "percent", "002 / 2-22"),
    ("payment.own_account", ("alipay",), "text", "002 / 2-23"),
    (
        "settlement.cycle",
        ("wechat_pay: 1", "alipay: 7"),
        "calendar_days",
        "002 / 2-22, 2-23, reading A49 (unconfirmed)",
    ),
]


def of_a_split(row: str) -> list[tuple[str, Value, str, str]]:
    return [
        ("split.base", "gross", "text", "002 / 2-24, reading A51 (unconfirmed)"),
        ("split.host.least", "15", "percent", row),
        ("split.host.most", "30", "percent", row),
        ("split.platform", "5", "percent", row),
    ]


@pytest.mark.parametrize(
    ("program", "rows"),
    [
        (
            "wechat.settlement",
            [
                ("binding.commission", 0, "percent", BY_ANALOGY),
                *of_a_split("002 / 2-24"),
                *PAYMENTS,
            ],
        ),
        ("douyin.settlement", [*of_a_split("002 / 2-24, reading A43"), *PAYMENTS]),
        (
            "tiktok.settlement",
            [
                ("binding.commission", 0, "percent", "003 / 3-01"),
                *of_a_split("002 / 2-24, reading A43"),
            ],
        ),
    ],
)
def test_every_number_has_the_value_of_its_source(
    program: str, rows: list[tuple[str, Value, str, str]]
) -> None:
    book = BOOKS[program]

    assert list(book.parameters) == [row[0] for row in rows]
    for name, value, unit, source in rows:
        limit = book.limit(name, FIRST_DAY)
        assert limit is not None
        assert (limit.value, limit.unit, limit.source) == (value, unit, source)


def test_no_law_of_money_asks_anything_of_a_request() -> None:
    assert not any(book.has_rules for book in BOOKS.values())
    assert set(BOOKS) == {"wechat.settlement", "douyin.settlement", "tiktok.settlement"}


@pytest.mark.parametrize("good", ["0", "0.6", "15", "99.999999", "100"])
def test_a_rate_is_a_percentage_as_text(good: str) -> None:
    assert read_value(Rate(), good) == good


@pytest.mark.parametrize("bad", ["", "100.1", "-1", "0.1234567", "1e1", " 5", 5, 0.6, True, None])
def test_nothing_else_is_a_rate(bad: object) -> None:
    with pytest.raises(ValueError, match="percentage"):
        read_value(Rate(), bad)


@pytest.mark.parametrize(
    "bad",
    [
        [],
        ["wechat_pay"],
        ["wechat_pay: "],
        ["wechat_pay: one"],
        ["wechat_pay: -1"],
        ["wechat_pay: 366"],
        ["Wechat: 1"],
        ["a: 1", "a: 2"],
        "a: 1",
    ],
    ids=str,
)
def test_values_by_name_are_each_of_the_form(bad: object) -> None:
    form = ByName(Whole(0, 365))

    assert read_value(form, ["a: 0", "b: 365"]) == ("a: 0", "b: 365")
    with pytest.raises(ValueError, match="each name"):
        read_value(form, bad)


def test_the_vocabulary_names_no_way_of_paying() -> None:
    assert not [name for name in PARAMETERS if "pay_" in name or "alipay" in name]
