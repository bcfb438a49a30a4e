"""What people read of an audit, and what a spreadsheet reads."""

from __future__ import annotations

import csv
import io

import pytest

from tests.audit.database import Database
from tests.console.talking import Talk, without_id


@pytest.mark.parametrize("columns", ["60", "200"])
def test_breaches_are_told_by_subject_and_rule_at_any_width(
    year: Talk, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    done = year.run("audit")

    assert (done.status, done.err) == (4, "")
    lines = without_id(done).splitlines()
    assert lines[0] == "366 decisions judged again; 366 of them agree."
    assert "shop:tiktok:SG1: 6 breaches" in lines
    assert max(map(len, lines)) <= int(columns)
    rules = [
        word
        for line in lines
        for word in line.removeprefix("rule").split()[:1]
        if word.startswith(("account.", "binding.", "shop."))
    ]
    assert rules == sorted(rules)
    assert len(rules) == 6


@pytest.mark.parametrize("columns", ["60", "200"])
def test_everything_else_that_is_wrong_has_a_table(
    copied: Talk, spoilt: Database, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    spoilt.run("UPDATE facts SET id = 'another' WHERE position = 200")
    spoilt.run("DELETE FROM cooldowns")
    refused = spoilt.decision("d1-A05-invite-too-many")
    spoilt.rewrite(refused, lambda said: said["data"].update(earliest="2027-01-01T00:00:00Z"))

    out = without_id(copied.run("audit"))

    assert max(map(len, out.splitlines())) <= int(columns)
    for title in (
        "The database contradicts itself",
        "Rows that differ from a replay",
        "Decisions that come out differently",
    ):
        assert title in out
    assert "366 decisions judged again; 365 of them agree." in out


def test_csv_has_a_row_for_each_finding(copied: Talk, spoilt: Database) -> None:
    spoilt.run("UPDATE facts SET id = 'another' WHERE position = 200")

    done = copied.run("--csv", "audit")
    rows = list(csv.DictReader(io.StringIO(done.out)))

    assert (done.status, done.err) == (4, "")
    assert [row["found"] for row in rows] == ["defect", *["breach"] * 6]
    assert rows[0]["position"] == "200"
    assert {row["rule"] for row in rows[1:]} == {
        "shop.slots",
        "account.showcase_daily",
        "shop.campaign_score",
        "binding.bound_time",
    }


def test_the_lists_of_the_document(year: Talk) -> None:
    found = year.json("audit", status=4)

    assert list(found) == [
        "judged",
        "agree",
        "disagreements",
        "breaches",
        "balances",
        "defects",
        "read_models",
    ]
    assert list(found["breaches"][0]) == ["position", "type", "subject", "rules", "findings"]
    assert found["breaches"][0]["findings"][0]["because"]


def test_nothing_but_the_answer_is_printed_where_there_is_no_terminal(year: Talk) -> None:
    done = year.run_process("audit")

    assert (done.status, done.err) == (4, "")
    assert "\x1b" not in done.out
