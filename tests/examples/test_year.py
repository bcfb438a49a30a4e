"""The demo year goes through the ledger, and every decision can be taken again from the log."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.app import Ledger
from ledger.audit import breaches, decisions, taken_again
from tests.examples.year import COUNTS, Lived, counts_text


def test_every_step_ends_with_the_status_that_the_demo_expects(lived: Lived) -> None:
    assert [(step, status) for step, _, status in lived.exits] == [
        (step, expected) for step, expected, _ in lived.exits
    ]


def test_the_counts_are_those_that_were_committed(lived: Lived) -> None:
    assert json.loads(counts_text(lived)) == json.loads(COUNTS.read_text("utf-8"))


def test_most_requests_are_granted_and_many_are_not(lived: Lived) -> None:
    granted = sum(answer.granted for answer in lived.answers.values())

    assert 0.60 <= granted / len(lived.answers) <= 0.75


def test_lines_told_twice_are_known_and_a_name_with_two_contents_is_rejected(lived: Lived) -> None:
    assert sum(month["known"] for month in lived.counts.values()) == 13
    assert sum(month["rejected"] for month in lived.counts.values()) == 1


def test_the_audit_finds_the_acts_no_rule_would_have_let_through(lived: Lived) -> None:
    with Ledger.open(lived.address, write=False) as ledger:
        found = [
            (breach.kind, breach.subject, *(finding.rule for finding in breach.findings))
            for breach in breaches(ledger.store)
        ]

    shop = "shop:tiktok:SG1"
    assert found == [
        ("BindingInvited.v1", shop, "shop.slots"),
        ("BindingActivated.v1", shop, "shop.slots"),
        ("ShowcaseProductsAdded.v1", shop, "account.showcase_daily"),
        ("CampaignEnrolled.v1", shop, "shop.campaign_score"),
        ("BindingActivated.v1", shop, "shop.slots"),
        ("UnlinkRequested.v1", shop, "binding.bound_time"),
    ]


def test_every_decision_taken_again_from_the_log_alone_is_the_same(lived: Lived) -> None:
    with Ledger.open(lived.address, write=False) as ledger:
        taken = [(fact, *taken_again(ledger.store, fact)) for fact in decisions(ledger.store)]

    assert len(taken) == len(lived.answers)
    assert [fact.position for fact, _, agrees in taken if not agrees] == []


OTHERWISE = {
    "account.rebind_wait": (24, 5, "d1-elsewhere-too-soon"),
    "shop.slots": (4, 5, "d1-A05-invite-too-many"),
    "binding.bound_time": (24, 20, "d3-after-20-hours"),
    "shop.unlink_chances": (3, 4, "feed-no-chance-left"),
    "account.open_violation": (0, 1, "wrong-A22-unlink-blocked"),
    "shop.campaign_score": (80, 75, "d6-campaign-at-75"),
    "violation.appeal_window": (7, 6, "cn-in-the-last-second"),
}
"""A number of the law, another in its place, and a request that would have gone the other way."""


@pytest.mark.parametrize("parameter", OTHERWISE)
def test_with_one_number_of_the_law_changed_a_decision_is_not_the_same(
    lived: Lived, tmp_path: Path, parameter: str
) -> None:
    was, becomes, name = OTHERWISE[parameter]
    copy = copy_with(lived, tmp_path, parameter, was, becomes)

    with Ledger.open(copy, write=False) as ledger:
        decided = next(fact for fact in decisions(ledger.store) if fact.correlationid == name)
        again, agrees = taken_again(ledger.store, decided)

    assert not agrees
    assert again.verdict.holds != lived.answers[name].granted


def test_no_decision_agrees_with_a_law_that_was_changed(lived: Lived, tmp_path: Path) -> None:
    copy = copy_with(lived, tmp_path, "account.showcase_daily", 50, 51)

    with Ledger.open(copy, write=False) as ledger:
        agreeing = [
            fact.position for fact in decisions(ledger.store) if taken_again(ledger.store, fact)[1]
        ]

    assert agreeing == []


def copy_with(lived: Lived, folder: Path, parameter: str, was: int, becomes: int) -> str:
    """A copy of the ledger in which one number of the adopted rulebook is another one."""
    copy = folder / "changed.db"
    shutil.copy(lived.address, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER facts_never_update")
        adopted = "kind = 'RulebookAdopted.v1' AND instr(leaf, '\"program\":\"tiktok.channel\"')"
        ((leaf,),) = connection.execute(f"SELECT leaf FROM facts WHERE {adopted}")
        head, history, rest = leaf.decode().partition(f'[[parameter.\\"{parameter}\\".history]]')
        assert history
        value = re.compile(rf"(value +=) {was}\b")
        assert value.search(rest)
        changed = head + history + value.sub(rf"\1 {becomes}", rest, count=1)
        connection.execute(f"UPDATE facts SET leaf = ? WHERE {adopted}", (changed.encode(),))
    return str(copy)
