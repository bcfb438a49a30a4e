"""The law the ledger brings along: numbers from the sources, each with its place in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from ledger.parameters import PARAMETERS, Role, default_of
from ledger.rulebook import Rulebook, built_in_rulebooks, field_rulebooks, read_rulebook
from ledger.rules import ORDER
from ledger.verdict import Value

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)

# Rule, value, unit, severity, when unknown and row of the facts of source 003, by hand.
RULES: list[tuple[str, Value, str, str, str, str]] = [
    ("shop.open", True, "boolean", "refuse", "refuse", "3-14"),
    ("account.status", True, "boolean", "refuse", "refuse", "3-09"),
    ("account.ban_record", True, "boolean", "refuse", "pass", "3-09"),
    ("account.holder_age", 18, "years", "refuse", "refuse", "3-08"),
    ("account.region", True, "boolean", "refuse", "refuse", "3-10"),
    ("account.bind_network", True, "boolean", "refuse", "warn", "3-10"),
    ("account.content_screen", True, "boolean", "refuse", "warn", "3-11"),
    ("account.exclusive", 1, "shops", "refuse", "pass", "3-23"),
    ("account.rebind_wait", 24, "hours", "refuse", "pass", "3-24"),
    ("shop.slots", 4, "bindings", "refuse", "pass", "3-02"),
    ("account.category_match", True, "boolean", "warn", "warn", "3-13"),
    ("binding.state", True, "boolean", "refuse", "refuse", "3-14 to 3-17, 3-33, 3-34"),
    ("binding.bound_time", 24, "hours", "refuse", "pass", "3-35"),
    ("shop.unlink_chances", 3, "unlinks", "refuse", "pass", "3-25"),
    ("account.open_violation", 0, "violations", "refuse", "pass", "3-35"),
    ("account.unlink_network", True, "boolean", "refuse", "warn", "3-32, 3-35"),
    ("account.bound", True, "boolean", "refuse", "refuse", "3-04, 3-05"),
    ("account.showcase_daily", 50, "products", "refuse", "refuse", "3-20"),
    ("shop.active_binding", True, "boolean", "refuse", "refuse", "3-06"),
    ("limited_offer.state", True, "boolean", "refuse", "pass", "3-06"),
    ("shop.campaign_score", 80, "points", "refuse", "refuse", "3-30"),
    ("violation.appeal_window", 7, "working_days", "refuse", "refuse", "3-40"),
]


@pytest.fixture(scope="module")
def channel() -> Rulebook:
    where = "rulebooks/tiktok/channel.toml"
    return read_rulebook(dict(built_in_rulebooks())[where], where)


@pytest.fixture(scope="module")
def built_in() -> list[Rulebook]:
    return [read_rulebook(text, where) for where, text in built_in_rulebooks()]


def test_it_is_the_source_edition_of_the_first_program(channel: Rulebook) -> None:
    assert (channel.program, channel.edition) == ("tiktok.channel", "source")


@pytest.mark.parametrize(("name", "value", "unit", "severity", "when_unknown", "row"), RULES)
def test_every_rule_has_the_value_of_its_source(
    channel: Rulebook,
    name: str,
    value: Value,
    unit: str,
    severity: str,
    when_unknown: str,
    row: str,
) -> None:
    limit = channel.limit(name, FIRST_DAY)

    assert limit is not None
    assert (limit.value, limit.unit, limit.since) == (value, unit, FIRST_DAY)
    assert type(limit.value) is type(value)
    assert limit.source == f"003 / {row}"
    assert (channel.severity(name), channel.when_unknown(name)) == (severity, when_unknown)


def test_rules_stand_in_the_vocabulary_in_the_order_in_which_they_are_asked(
    channel: Rulebook,
) -> None:
    rules = [
        name
        for name, parameter in PARAMETERS.items()
        if parameter.role is Role.RULE and name in channel.parameters
    ]

    of_channels = [rule[0] for rule in RULES]

    assert [rule for rule in rules if rule in of_channels] == of_channels


def test_it_states_nothing_else_and_in_the_order_of_the_vocabulary(channel: Rulebook) -> None:
    assert list(channel.parameters) == [name for name in PARAMETERS if name in channel.parameters]
    assert len(channel.parameters) == 32
    rules = [name for name, parameter in PARAMETERS.items() if parameter.role is Role.RULE]

    assert [name for name in rules if name in channel.parameters] == [rule[0] for rule in RULES]
    assert rules == [rule.name for rule in ORDER]


def test_every_name_is_fed_by_a_built_in_book_but_what_no_source_has_a_number_for(
    channel: Rulebook,
) -> None:
    books = [read_rulebook(text, where) for where, text in built_in_rulebooks()]
    fed = {name for book in books if book.edition == "source" for name in book.parameters}
    field_only = {name for name, parameter in PARAMETERS.items() if parameter.field_only}
    fed = {
        name
        for where, text in built_in_rulebooks()
        for name in read_rulebook(text, where).parameters
    }

    assert fed == PARAMETERS.keys() - field_only


def test_field_rulebooks_feed_the_rest_of_the_rules_and_are_no_law_by_themselves() -> None:
    books = [read_rulebook(text, where) for where, text in field_rulebooks()]
    rules = {
        name
        for name, parameter in PARAMETERS.items()
        if parameter.field_only and parameter.role is Role.RULE
    }

    assert {book.edition for book in books} == {"field"}
    assert rules <= {name for book in books for name in book.parameters}
    assert not {where for where, _ in field_rulebooks()} & dict(built_in_rulebooks()).keys()


def test_its_readings_are_written_out_and_are_the_defaults(channel: Rulebook) -> None:
    for name, parameter in PARAMETERS.items():
        if parameter.role is Role.READING and name in channel.parameters:
            stated = channel.limit(name, FIRST_DAY)
            assert stated is not None
            assert stated.value == default_of(parameter, channel.program)
            assert re.fullmatch(r"003 / 3-\d\d, reading A\d+", stated.source)


def test_an_account_is_released_seven_days_after_it_was_deregistered(channel: Rulebook) -> None:
    delay = channel.limit("account.release_delay", FIRST_DAY)

    assert delay is not None
    assert (delay.value, delay.unit) == (7, "calendar_days")
    assert delay.source == "001 / 1-27 by analogy, reading A37"


def test_the_source_is_undated_so_nothing_changes_after_the_first_day(channel: Rulebook) -> None:
    assert channel.next_change(FIRST_DAY) is None
    assert {
        entry.source.read for stated in channel.parameters.values() for entry in stated.history
    } == {date(2026, 11, 21)}
