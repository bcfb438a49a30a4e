"""What a rulebook answers at an instant."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.parameters import PARAMETERS, Role
from ledger.rulebook import Difference, Rulebook, Standing, differences, read_rulebook
from ledger.terms import read_instant
from ledger.verdict import Citation, Severity

TEXT = """\
program = "tiktok.channel"
edition = "field"
title = "A rulebook that changes"

[parameter."shop.slots"]
about = "Accounts of one shop."
unit = "bindings"
when_unknown = "pass"

[[parameter."shop.slots".history]]
from = 2025-01-01
value = 4
source = { title = "First notice", at = "n / 1", read = 2026-11-21 }

[[parameter."shop.slots".history]]
from = 2026-03-01
value = 6
source = { title = "Second notice", at = "n / 2", read = 2026-11-21 }

[[parameter."shop.slots".history]]
from = 2026-05-01
repealed = true
source = { title = "Third notice", at = "n / 3", read = 2026-11-21 }

[[parameter."shop.slots".history]]
from = 2026-07-01
value = 2
source = { title = "Fourth notice", at = "n / 4", read = 2026-11-21 }

[parameter."account.category_match"]
about = '''
Theme and category
agree.'''
unit = "boolean"
severity = "warn"
history = [
    { from = 2026-04-01, value = true, source = { title = "N", at = "n / 5", read = 2026-11-21 } },
]

[parameter."shop.slots.reserved_from"]
about = "From which step a place is taken."
unit = "text"

[[parameter."shop.slots.reserved_from".history]]
from = 2026-01-01
value = "activated"
source = { title = "N", at = "n / 6", read = 2026-11-21 }

[[parameter."shop.slots.reserved_from".history]]
from = 2026-02-01
repealed = true
source = { title = "N", at = "n / 7", read = 2026-11-21 }
"""

A_MOMENT = timedelta(microseconds=1)
CHANGES = [
    read_instant(f"{day}T00:00:00Z")
    for day in (
        "2025-01-01",
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
        "2026-04-01",
        "2026-05-01",
        "2026-07-01",
    )
]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return read_rulebook(TEXT, "law.toml")


@pytest.mark.parametrize(
    ("at", "value", "source"),
    [
        ("2024-12-31T23:59:59.999999Z", None, None),
        ("2025-01-01T00:00:00Z", 4, "n / 1"),
        ("2026-02-28T23:59:59.999999Z", 4, "n / 1"),
        ("2026-03-01T00:00:00Z", 6, "n / 2"),
        ("2026-03-01T08:00:00+08:00", 6, "n / 2"),
        ("2026-03-01T07:59:59+08:00", 4, "n / 1"),
        ("2026-04-30T23:59:59.999999Z", 6, "n / 2"),
        ("2026-05-01T00:00:00Z", None, None),
        ("2026-06-30T23:59:59.999999Z", None, None),
        ("2026-07-01T00:00:00Z", 2, "n / 4"),
    ],
)
def test_a_limit_holds_from_the_first_instant_of_its_day(
    book: Rulebook, at: str, value: int | None, source: str | None
) -> None:
    limit = book.limit("shop.slots", read_instant(at))

    assert (limit and limit.value) == value
    assert (limit and limit.source) == source


def test_a_limit_says_its_unit_and_since_when_it_holds(book: Rulebook) -> None:
    limit = book.limit("shop.slots", read_instant("2026-04-01T12:00:00Z"))

    assert limit is not None
    assert (limit.unit, limit.since) == ("bindings", datetime(2026, 3, 1, tzinfo=UTC))


def test_what_a_rulebook_does_not_state_has_no_limit(book: Rulebook) -> None:
    at = CHANGES[-1]

    assert book.limit("account.rebind_wait", at) is None
    assert book.limit("binding.invitation_ttl", at) is None
    assert book.citation("account.rebind_wait", at) is None


def test_a_name_outside_the_vocabulary_is_our_own_bug(book: Rulebook) -> None:
    with pytest.raises(AssertionError):
        book.limit("shop.slot", CHANGES[0])


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("2025-12-31T23:59:59.999999Z", "accepted"),
        ("2026-01-01T00:00:00Z", "activated"),
        ("2026-01-31T23:59:59.999999Z", "activated"),
        ("2026-02-01T00:00:00Z", "accepted"),
    ],
)
def test_a_reading_falls_back_to_its_default(book: Rulebook, at: str, value: str) -> None:
    assert book.reading("shop.slots.reserved_from", read_instant(at)) == value


def test_the_default_programs_of_an_account_are_the_rulebooks_own(book: Rulebook) -> None:
    assert book.reading("account.exclusive.across", CHANGES[0]) == ("tiktok.channel",)


def test_the_defaults_of_readings_are_those_of_the_contract() -> None:
    defaults = {n: p.default for n, p in PARAMETERS.items() if p.role is Role.READING}

    assert defaults == {
        "shop.unlink_chances.account_route_counts": False,
        "account.rebind_wait.scope": "account",
        "shop.slots.reserved_from": "accepted",
        "binding.bound_time.starts_at": "activated",
        "account.ban_record.lookback": "forever",
        "shop.links_in_window.window": "forever",
        "shop.violation_points.window": "forever",
        "binding.review_required": True,
        "violation.appeal_window.starts": "notified",
        "account.open_violation.blocks": ("shop", "account"),
        "account.exclusive.across": None,
        "account.showcase_daily.day": "shop_local",
    }


def test_severity_is_refuse_where_the_text_leaves_it_out(book: Rulebook) -> None:
    assert book.severity("shop.slots") is Severity.REFUSE
    assert book.severity("account.category_match") is Severity.WARN
    assert book.when_unknown("shop.slots") is Severity.PASS
    assert book.when_unknown("account.category_match") is Severity.REFUSE


def test_a_repeal_has_a_citation_too(book: Rulebook) -> None:
    repealed = book.citation("shop.slots", read_instant("2026-05-01T00:00:00Z"))

    assert repealed == Citation("Third notice", "n / 3", date(2026, 11, 21))


def test_the_next_change_is_the_first_after_an_instant(book: Rulebook) -> None:
    for change, following in zip(CHANGES, [*CHANGES[1:], None], strict=True):
        assert book.next_change(change - A_MOMENT) == change
        assert book.next_change(change) == following


def test_the_digest_is_that_of_the_bytes(book: Rulebook) -> None:
    assert book.digest == "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest()
    with_other_line_ends = read_rulebook(TEXT.replace("\n", "\r\n"), "law.toml")
    assert with_other_line_ends.digest != book.digest
    assert with_other_line_ends.parameters == book.parameters
    assert with_other_line_ends != book
    assert read_rulebook(TEXT, "elsewhere.toml") == book


def test_words_about_a_parameter_stand_on_one_line(book: Rulebook) -> None:
    assert book.parameters["account.category_match"].about == "Theme and category agree."


def test_rows_say_where_each_parameter_stands(book: Rulebook) -> None:
    rows = {row.name: row for row in book.in_force(read_instant("2026-03-15T00:00:00Z"))}

    slots, match = rows["shop.slots"], rows["account.category_match"]
    reserved, scope = rows["shop.slots.reserved_from"], rows["account.rebind_wait.scope"]
    assert (slots.standing, slots.value, slots.changes) == (Standing.IN_FORCE, 6, CHANGES[5])
    assert slots.source == Citation("Second notice", "n / 2", date(2026, 11, 21))
    assert (match.standing, match.value, match.since) == (Standing.NOT_YET, None, None)
    assert (match.severity, match.changes) == (Severity.WARN, CHANGES[4])
    assert (reserved.standing, reserved.value, reserved.source) == (
        Standing.DEFAULT,
        "accepted",
        None,
    )
    assert (scope.standing, scope.value, scope.unit) == (Standing.DEFAULT, "account", "text")
    assert "account.rebind_wait" not in rows
    assert list(rows) == [name for name in PARAMETERS if name in rows]


def test_a_repealed_rule_is_a_row_without_a_value(book: Rulebook) -> None:
    rows = {row.name: row for row in book.in_force(read_instant("2026-06-01T00:00:00Z"))}

    slots = rows["shop.slots"]
    assert (slots.standing, slots.value, slots.since) == (Standing.REPEALED, None, None)


def test_a_rulebook_does_not_differ_from_itself(book: Rulebook) -> None:
    assert differences(book, book) == ()


def test_differences_name_what_was_added_removed_and_changed(book: Rulebook) -> None:
    changed = TEXT.replace("that changes", "that changed").replace("value = 6", "value = 5")
    changed = changed.replace('"shop.slots.reserved_from"', '"binding.bound_time.starts_at"')
    changed = changed.replace("n / 4", "n / 9").replace("warn", "refuse")

    found = differences(book, read_rulebook(changed, "law.toml"))

    assert found[0] == Difference(
        "", None, "title", "A rulebook that changes", "A rulebook that changed"
    )
    assert [(each.parameter, each.day, each.part) for each in found[1:4]] == [
        ("shop.slots", date(2026, 3, 1), "value"),
        ("shop.slots", date(2026, 7, 1), "source"),
        ("account.category_match", None, "severity"),
    ]
    assert (found[1].before, found[1].after) == (6, 5)
    removed = [each for each in found if each.parameter == "shop.slots.reserved_from"]
    added = [each for each in found if each.parameter == "binding.bound_time.starts_at"]
    assert {each.after for each in removed} == {None}
    assert {each.before for each in added} == {None}
    assert [each.part for each in removed] == [
        "about",
        "unit",
        "severity",
        "when_unknown",
        "value",
        "source",
        "repealed",
        "source",
    ]


def test_a_repeal_in_place_of_a_value_is_a_difference(book: Rulebook) -> None:
    repealed = TEXT.replace("value = 2", "repealed = true")
    repealed = repealed.replace(
        "from = 2026-05-01\nrepealed = true", "from = 2026-05-01\nvalue = 9"
    )

    found = differences(book, read_rulebook(repealed, "law.toml"))

    assert [(each.day, each.part, each.before, each.after) for each in found] == [
        (date(2026, 5, 1), "repealed", True, None),
        (date(2026, 5, 1), "value", None, 9),
        (date(2026, 7, 1), "value", 2, None),
        (date(2026, 7, 1), "repealed", None, True),
    ]
