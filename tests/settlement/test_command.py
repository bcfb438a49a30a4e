"""`settle` as people and programs meet it: files, bad lines, clocks, languages, and a dispute."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Talk, feed
from tests.settlement.words import (
    A1,
    S1,
    amounts,
    bound,
    chinese_shop,
    ended,
    opened,
    order,
    settled,
    terms,
)

NOW = "2026-06-01T00:00:00Z"
HEADER = "order,shop,account,ordered_at,confirmed_at,amount,currency,method,host_percent"


@pytest.fixture
def teahouse(rehearsal: Talk) -> Talk:
    """The shop, whose account A1 was bound from February to March, at other times for 20 %."""
    rehearsal.take(
        chinese_shop(),
        opened(),
        terms("2026-01-02", account=A1, host_percent="20"),
        bound("2026-02-01"),
        ended("2026-03-01"),
        now=NOW,
    )
    return rehearsal


def test_rows_and_lines_are_settled_alike(teahouse: Talk, tmp_path: Path) -> None:
    row = f"O1,{S1},{A1},2026-02-02T00:00:00Z,,9999,CNY,wechat_pay,"
    file = tmp_path / "orders.csv"
    file.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")

    of_row, *_ = teahouse.rows("settle", str(file))
    (of_line,) = settled(teahouse, order(at="2026-02-02"))

    assert of_row | {"line": 1} == of_line


def test_the_last_line_counts_and_sums_up(teahouse: Talk) -> None:
    lines = feed(
        order("O1", "2026-02-02"), order("O2", "2026-03-02"), order("O3", shop="douyin:S9")
    )

    *_, total = teahouse.rows("settle", "-", stdin=lines)

    assert (total["settled"], total["undecided"], total["bad"]) == (2, 1, 0)
    assert total["reasons"] == {"unknown_shop": 1}
    assert total["sums"] == {
        "CNY": {"host": 1999, "platform": 998, "payment": 118, "merchant": 16883}
    }
    assert sum(total["sums"]["CNY"].values()) == 2 * 9999
    assert set(total["as_of"]["rulebooks"]) == {"douyin.settlement", "douyin.official"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ordered_at": "2026-03-01T09:00:00"}, "ordered_at"),
        ({"ordered_at": "2026-03-01"}, "ordered_at"),
        ({"amount": "99.99"}, "amount"),
        ({"amount": 99.5}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": None}, "amount"),
        ({"host_percent": "100.1"}, "host_percent"),
        ({"host_percent": 20}, "host_percent"),
        ({"currency": "yuan"}, "currency"),
        ({"surprise": "!"}, "surprise"),
        ({"confirmed_at": "2026-02-28T23:59:59Z"}, "confirmed_at"),
    ],
    ids=str,
)
def test_a_bad_line_is_named_and_the_others_go_on(
    teahouse: Talk, change: dict[str, Any], field: str
) -> None:
    bad, good = settled(teahouse, order("O1", **change), order("O2"), status=2)

    assert (bad["line"], bad["answer"]) == (1, "error")
    assert [fault["field"] for fault in bad["faults"]] == [field]
    assert good["answer"] == "settled"


def test_an_order_has_one_currency_and_stands_in_a_file_once(teahouse: Talk) -> None:
    first, other, again = settled(
        teahouse, order(), order(currency="USD"), order(amount=1), status=2
    )

    assert first["answer"] == "settled"
    assert other["faults"][0]["field"] == "currency"
    assert again["faults"][0]["field"] == "order"


def test_a_header_names_fields_of_an_order(teahouse: Talk) -> None:
    csv = b"order,shop,ordered_on,amount\n"

    bad, _ = teahouse.rows("settle", "-", "--format", "csv", stdin=csv, status=2)

    assert (bad["line"], bad["faults"][0]["field"]) == (1, "ordered_on")
    assert "ordered_at" in bad["faults"][0]["expected"]


def test_a_settlement_as_it_was_known_is_repeated(rehearsal: Talk) -> None:
    rehearsal.take(chinese_shop(), opened(), now="2026-03-01T00:00:00Z")
    rehearsal.take(terms("2026-01-02", host_percent="20"), now="2026-04-01T00:00:00Z")

    (then,) = settled(rehearsal, order(), words=("--known", "2026-03-31T00:00:00Z"))
    (now,) = settled(rehearsal, order())

    assert (then["answer"], now["answer"]) == ("undecided", "settled")


def test_a_settlement_under_another_law(teahouse: Talk, tmp_path: Path) -> None:
    shown = teahouse.json("rules", "show", "douyin.settlement")
    assert shown["program"] == "douyin.settlement"
    text = next(
        line["data"]["text"]
        for line in teahouse.exported()
        if line["data"].get("program") == "douyin.settlement"
    )
    proposed = tmp_path / "proposed.toml"
    proposed.write_text(text.replace('value  = "5"', 'value  = "2.5"'), encoding="utf-8")
    assert proposed.read_text(encoding="utf-8") != text

    (now,) = settled(teahouse, order())
    (then,) = settled(teahouse, order(), words=("--rules", str(proposed)))

    assert (amounts(now)["platform"], amounts(then)["platform"]) == (499, 249)


def test_csv_has_a_row_for_each_order(teahouse: Talk) -> None:
    lines = feed(order("O1", "2026-02-02"), order("O2", shop="douyin:S9"))

    header, first, second = teahouse.ok("--csv", "settle", "-", stdin=lines).out.splitlines()

    assert header.startswith("line,order,answer,shop,account,ordered_at,currency,amount,host,")
    assert first.startswith(f"1,O1,settled,{S1},{A1},2026-02-02T00:00:00Z,CNY,9999,0,499,59,9441,")
    assert ",unknown_shop," in second


def test_people_read_sums_and_reasons_in_their_language(teahouse: Talk) -> None:
    lines = feed(order("O1", "2026-02-02"), order("O2", "2026-03-02", account="douyin:A9"))

    english = teahouse.ok("settle", "-", stdin=lines).out
    chinese = teahouse.ok("--lang", "zh", "settle", "-", stdin=lines).out

    assert "1 order is undecided" in english
    assert "reading A49 (unconfirmed)" in english
    assert "1 个订单无法判定" in chinese
    assert "已绑定：B1" in chinese
    assert "解读 A49 (未证实)" in " ".join(chinese.split())


def test_nothing_is_recorded(teahouse: Talk) -> None:
    before = teahouse.export()

    settled(teahouse, order())

    assert teahouse.export() == before


def test_a_file_that_is_not_there_is_bad_input(teahouse: Talk, tmp_path: Path) -> None:
    teahouse.refuses("settle", str(tmp_path / "none.csv"), status=2)


def test_the_form_of_an_order_is_printed(teahouse: Talk) -> None:
    schema = teahouse.json("schema", "Order")

    assert schema["required"] == ["order", "shop", "ordered_at", "amount", "currency"]
    assert set(schema["properties"]) == set(HEADER.split(","))
