"""How the law bears on a verdict: what is asked at all, and what an answer does."""

from __future__ import annotations

import json

import pytest

from ledger.explain import because
from ledger.parameters import PARAMETERS, Role
from ledger.rulebook import read_rulebook
from ledger.rules import ORDER
from ledger.terms import BEGINNING
from ledger.verdict import Finding, Limit, Outcome, Seen, Severity, read_verdict, verdict_json
from tests.story import (
    REPEALED,
    account,
    adopted,
    banned,
    bound,
    given,
    instant,
    invite,
    invited,
    rulebook,
    source_rulebook,
    unlink,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"

RULES = [name for name, parameter in PARAMETERS.items() if parameter.role is Role.RULE]


def test_the_rules_are_those_of_the_vocabulary_in_its_order() -> None:
    assert [rule.name for rule in ORDER] == RULES


def test_the_law_of_these_tests_is_the_source_rulebook_but_for_the_changes() -> None:
    source, same = (read_rulebook(text, "test") for text in (source_rulebook(), rulebook({})))

    at = instant(MONDAY)
    assert [(row.name, row.value, row.unit, row.severity) for row in source.in_force(at)] == [
        (row.name, row.value, row.unit, row.severity) for row in same.in_force(at)
    ]


def test_every_finding_of_a_rule_that_only_warns_leaves_the_request_alone() -> None:
    lenient = rulebook({}, severity={"account.status": "warn", "account.ban_record": "warn"})
    history = given(banned("A1", at=EARLIER), law=[adopted(lenient)])

    history.when(invite("S1", "A1", at=MONDAY)).finds(
        "account.status", "breaks", severity="warn", see=(1,)
    ).then(invited("S1", "A1", at=MONDAY))


@pytest.mark.parametrize("weight", ["warn", "pass"])
def test_what_nobody_knows_may_be_let_through(weight: str) -> None:
    lenient = rulebook({}, when_unknown={"account.holder_age": weight})
    history = given(account("A1", of_age=None), law=[adopted(lenient)])

    history.when(invite("S1", "A1", at=MONDAY)).finds(
        "account.holder_age", "unknown", severity=weight, missing="AccountHolderAgeAttested"
    ).then(invited("S1", "A1", at=MONDAY))


def test_or_held_against_the_account() -> None:
    strict = rulebook({}, when_unknown={"account.content_screen": "refuse"})
    history = given(account("A1", screened=None), law=[adopted(strict)])

    history.when(invite("S1", "A1", at=MONDAY)).then_refused(
        "account.content_screen", earliest=None, see=()
    )


@pytest.mark.parametrize(
    "law",
    [
        rulebook({}, without=("account.ban_record",)),
        rulebook({"account.ban_record": {"2026-03-03": True}}),
        rulebook({"account.ban_record": {"2000-01-01": True, "2026-03-02": REPEALED}}),
    ],
    ids=["missing", "not yet in force", "repealed"],
)
def test_a_rule_without_a_parameter_in_force_is_not_asked(law: str) -> None:
    asked = given(law=[adopted(law)]).when(invite("S1", "A1", at=MONDAY)).asked()

    assert "account.ban_record" not in asked


def test_a_value_holds_from_the_first_instant_of_its_day_in_utc() -> None:
    law = rulebook({"binding.bound_time": {"2000-01-01": 24, "2026-03-02": 1}})
    history = given(bound("S1", "A1", at="2026-03-01T20:00Z"), law=[adopted(law)])

    history.when(unlink("S1", "A1", at="2026-03-01T23:59:59.999999Z")).finds(
        "binding.bound_time", "breaks", limit=24, cured_at="2026-03-02T20:00Z"
    ).then_refused("binding.bound_time", earliest="2026-03-02T00:00Z")
    assert history.when(unlink("S1", "A1", at="2026-03-02T00:00Z")).finding(
        "binding.bound_time"
    ).limit.since == instant("2026-03-02T00:00Z")


def test_of_two_rulebooks_the_one_adopted_last_is_in_force() -> None:
    one, other = rulebook({"shop.slots": 1}), rulebook({"shop.slots": 2})
    history = given(law=[adopted(one), adopted(other)])

    history.when(invite("S1", "A1", at=MONDAY)).finds("shop.slots", "holds", limit=2)


def test_the_verdict_names_its_law() -> None:
    verdict = given().when(invite("S1", "A1", at=MONDAY)).verdict

    assert verdict.program == "tiktok.channel"
    assert verdict.rulebook == read_rulebook(source_rulebook(), "test").digest


def test_a_verdict_is_stored_as_data_and_read_back() -> None:
    history = given(banned("A1", at=EARLIER), account("A1", of_age=None))
    verdict = history.when(invite("S1", "A1", at=MONDAY)).verdict

    stored = json.loads(json.dumps(verdict_json(verdict)))

    assert verdict_json(read_verdict(stored)) == stored == verdict_json(verdict)
    assert read_verdict(stored) == verdict
    cures = {one["rule"]: "cured_at" in one for one in stored["findings"]}
    assert [rule for rule, told in cures.items() if told] == [
        "account.status",
        "account.ban_record",
    ]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("rule", RULES)
def test_every_answer_of_every_rule_has_words_of_its_own(rule: str, outcome: Outcome) -> None:
    missing = "ShopRegistered" if outcome is Outcome.UNKNOWN else None
    limit = Limit(7, "hours", BEGINNING, "test")
    finding = Finding(rule, outcome, Severity.REFUSE, limit, Seen(3, "hours"), missing=missing)

    words = because(finding)

    assert words.endswith(".")
    assert not words.startswith("Seen was")
    assert "{" not in words
