"""History under another law: what flips, what breaks, what is out of order, what is left."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.backtest.texts import Texts
from tests.console.talking import Line, Talk, account, fact, of_binding, shop

CHANGED = {
    "shop.slots": "3",
    "account.rebind_wait": "240",
    "binding.bound_time": "100",
    "shop.unlink_chances": "0",
    "account.showcase_daily": "10",
    "shop.campaign_score": "70",
    "violation.appeal_window": "1",
    "shop.unlink_chances.account_route_counts": "true",
}
"""Numbers and readings of the law, and others in their place."""


def only(talk: Talk, *words: str) -> dict[str, Any]:
    """The one comparison of a backtest under one file."""
    (comparison,) = talk.json("backtest", *words)["comparisons"]
    found: dict[str, Any] = comparison
    return found


def turned(comparison: dict[str, Any], what: str) -> dict[int, tuple[str, str]]:
    """How each listed thing came out before and after, by position."""
    return {
        one["position"]: (one["before"]["outcome"], one["after"]["outcome"])
        for one in comparison[what]
    }


def test_under_the_law_in_force_nothing_comes_out_otherwise(year: Talk, texts: Texts) -> None:
    before = year.export()
    found = year.json("backtest", texts.unchanged())

    (comparison,) = found["comparisons"]
    assert found["judged"] == {"requests": 366, "acts": 34, "bindings": 35}
    assert comparison["from"] == "recorded"
    assert comparison["requests"] == comparison["acts"] == comparison["balances"] == []
    assert all(one["before"] == one["after"] for one in comparison["bindings"])
    assert year.export() == before


@pytest.mark.parametrize("parameter", CHANGED)
def test_a_backtest_and_an_audit_under_the_same_file_agree(
    year: Talk, texts: Texts, parameter: str
) -> None:
    file = texts.with_value(parameter, CHANGED[parameter])
    recorded = year.run("--json", "audit").json
    audited = year.run("--json", "audit", "--rules", file).json

    comparison = only(year, file)

    flipped = {
        one["position"]: (one["recorded"], one["judged"])
        for one in audited["disagreements"]
        if one["recorded"] != one["judged"]
    }
    assert turned(comparison, "requests") == flipped
    was, now = ({one["position"] for one in found["breaches"]} for found in (recorded, audited))
    assert turned(comparison, "acts") == {
        **dict.fromkeys(now - was, ("kept", "breach")),
        **dict.fromkeys(was - now, ("breach", "kept")),
    }
    newly = [one for one in comparison["requests"] if one["before"]["outcome"] == "granted"]
    assert all(parameter.startswith(rule) for one in newly for rule in one["after"]["rules"])


def test_the_changed_laws_turn_something_each(year: Talk, texts: Texts) -> None:
    turns = {
        parameter: len(only(year, texts.with_value(parameter, value))["totals"])
        + len(only(year, texts.with_value(parameter, value))["balances"])
        for parameter, value in CHANGED.items()
    }

    assert all(turns.values()), turns


def crowd(accounts: int) -> list[Line]:
    """S1 with so many active accounts, one a day."""
    lines = [shop()]
    for number in range(1, accounts + 1):
        lines += account(f"A{number}")
        lines.append(
            of_binding(
                "BindingActivated", f"2026-02-{number:02}", f"B{number}", account=f"A{number}"
            )
        )
    return lines


def test_of_more_accounts_than_slots_the_last_are_out_of_order(talk: Talk, texts: Texts) -> None:
    talk.take(*crowd(4), now="2026-03-01T00:00:00Z")

    comparison = only(talk, texts.with_value("shop.slots", "2"))

    assert [one["name"] for one in comparison["bindings"]] == ["B3", "B4"]
    assert all(one["after"]["rules"] == ["shop.slots"] for one in comparison["bindings"])
    assert {tuple(one.items()) for one in comparison["balances"]} == {
        (
            ("shop", "tiktok:S1"),
            ("balance", "slots:tiktok.channel"),
            ("before", 0),
            ("after", -2),
        )
    }
    assert turned(comparison, "acts") == {
        one["position"]: ("kept", "breach") for one in comparison["bindings"]
    }


def test_who_acted_is_known_under_the_law_in_force_too(talk: Talk, tmp_path: Path) -> None:
    place = {"shop": "douyin:S1"}
    names = {"binding": "B1", "account": "douyin:A1", "program": "douyin.official"}
    invited = fact("BindingInvited", "3", "2026-02-02", **place, **names)
    talk.take(
        fact("ShopRegistered", "1", "2026-01-01", **place, operating_country="CN"),
        fact("StaffDelegationGranted", "2", "2026-02-01", **place, staff="ops", scopes=["appeals"]),
        invited | {"actor": "ops"},
        now="2026-03-01T00:00:00Z",
    )
    text = talk.ok("rules", "show", "douyin.official", "--text").out
    other = Texts(text, tmp_path).with_value("account.release_delay", "8")

    (breach,) = talk.json("audit", status=4)["breaches"]
    assert "actor.scope" in breach["rules"]
    assert only(talk, other)["acts"] == []


def test_of_two_shops_with_one_account_the_second_is_out_of_order(talk: Talk, texts: Texts) -> None:
    talk.take(
        shop("S1"),
        shop("S2"),
        *account(),
        of_binding("BindingActivated", "2026-02-02", "B2", shop="S2"),
        of_binding("BindingActivated", "2026-02-01", "B1", shop="S1"),
        now="2026-03-01T00:00:00Z",
    )

    recorded = only(talk, texts.unchanged())
    allowed = only(talk, texts.with_value("account.exclusive", "2"))

    (one,) = recorded["bindings"]
    assert (one["name"], one["after"]) == (
        "B2",
        {"outcome": "irregular", "rules": ["account.exclusive"]},
    )
    (now,) = allowed["bindings"]
    assert (now["before"], now["after"]["outcome"]) == (one["after"], "regular")
    assert turned(allowed, "acts") == {one["position"]: ("breach", "kept")}


def test_two_files_are_also_compared_with_each_other(talk: Talk, texts: Texts) -> None:
    talk.take(*crowd(4), now="2026-03-01T00:00:00Z")
    two, three = texts.with_value("shop.slots", "2"), texts.with_value("shop.slots", "3")

    found = talk.json("backtest", two, three)["comparisons"]

    names = (Path(two).name, Path(three).name)
    assert [(one["from"], one["to"]) for one in found] == [
        ("recorded", names[0]),
        ("recorded", names[1]),
        names,
    ]
    assert [len(one["acts"]) for one in found] == [2, 1, 1]
    (act,) = found[2]["acts"]
    assert (act["before"]["outcome"], act["after"]["outcome"]) == ("breach", "kept")
    assert [one["count"] for one in found[2]["totals"] if one["what"] == "act"] == [1]
    assert {one["subject"] for one in found[2]["subjects"]} == {
        "shop:tiktok:S1",
        "account:tiktok:A3",
        "account:tiktok:A4",
    }


def test_a_value_of_next_month_is_judged_by_when_asked_for(talk: Talk, texts: Texts) -> None:
    talk.take(*crowd(4), now="2026-03-01T00:00:00Z")
    file = texts.value_from("shop.slots", "2", "2026-04-01")

    assert only(talk, file)["acts"] == []
    assert len(only(talk, file, "--values-at", "2026-04-01T00:00:00Z")["acts"]) == 2


def test_a_request_whose_binding_nobody_told_of_stays_as_it_was(talk: Talk, texts: Texts) -> None:
    talk.take(shop(), *account(), now="2026-03-01T12:00:00Z")
    talk.ask("Invite", id="r-1", shop="tiktok:S1", account="tiktok:A1", program="tiktok.channel")

    comparison = only(talk, texts.with_value("shop.slots", "0"))

    (one,) = comparison["requests"]
    assert (one["name"], one["shop"], one["account"]) == ("r-1", "tiktok:S1", "tiktok:A1")
    assert one["before"] == {"outcome": "granted", "rules": []}
    assert one["after"] == {"outcome": "refused", "rules": ["shop.slots"]}


def test_facts_that_came_late_count_for_acts_and_not_for_decisions(
    talk: Talk, texts: Texts
) -> None:
    talk.take(shop(), *account("A1"), *account("A2"), now="2026-03-01T12:00:00Z")
    talk.ask("Invite", id="r-1", shop="tiktok:S1", account="tiktok:A2", program="tiktok.channel")
    talk.take(
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingActivated", "2026-02-15", "B3", account="A3"),
        now="2026-03-02T00:00:00Z",
    )

    comparison = only(talk, texts.with_value("shop.slots", "1"))

    assert comparison["requests"] == []
    assert list(turned(comparison, "acts").values()) == [("kept", "breach")]


def test_tables_csv_chinese_and_narrow_screens(
    year: Talk, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = texts.with_value("shop.slots", "3")
    english = year.ok("backtest", file).out
    chinese = year.ok("--lang", "zh", "backtest", file).out
    rows = list(csv.DictReader(io.StringIO(year.ok("--csv", "backtest", file).out)))
    monkeypatch.setenv("COLUMNS", "60")
    narrow = year.ok("backtest", file).out

    comparison = only(year, file)
    assert "granted → refused" in english
    assert "准许 → 拒绝" in chinese
    bindings = english[english.index("Running bindings") :].split("\n\n")[0]
    assert "in its present state since" in bindings
    assert "1484  SG1-A32.2  2026-08-04T12:00:00Z" in bindings  # asked for its unlink then
    assert "happened" not in bindings
    assert sum(row["what"] == "request" for row in rows) == len(comparison["requests"]) == 18
    assert sum(row["what"] == "balance" for row in rows) == len(comparison["balances"])
    assert max(map(len, narrow.splitlines())) <= 60


def test_more_than_fifty_lines_are_counted(talk: Talk, texts: Texts) -> None:
    lines: list[Line] = []
    for number in range(60):
        lines += [shop(f"S{number}"), *account(f"A{number}")]
        names = {"shop": f"S{number}", "account": f"A{number}"}
        lines.append(of_binding("BindingActivated", "2026-02-01", f"B{number}", **names))
    talk.take(*lines, now="2026-03-01T00:00:00Z")

    told = talk.ok("backtest", texts.with_value("shop.slots", "0")).out

    assert "and 10 more lines" in told


@pytest.mark.parametrize("files", [("a", "b", "c"), ("a", "a")])
def test_one_or_two_different_files_are_asked(talk: Talk, files: tuple[str, ...]) -> None:
    talk.refuses("backtest", *files, status=2)


def test_a_file_that_is_no_rulebook_is_refused(talk: Talk, texts: Texts) -> None:
    broken = texts.folder / "broken.toml"
    broken.write_text("program = 3\n", "utf-8")

    assert talk.run("backtest", str(broken)).status == 2
    talk.refuses("backtest", str(texts.folder / "nowhere.toml"), status=2)


def test_the_text_of_the_law_is_printed_byte_for_byte(talk: Talk) -> None:
    adopted = next(
        line for line in talk.exported("--subject", "law:tiktok.channel") if "text" in line["data"]
    )

    printed = talk.ok("rules", "show", "tiktok.channel", "--text").printed

    assert printed == adopted["data"]["text"].encode()
