"""Every way in which a rulebook is refused, with the place and the reason."""

from __future__ import annotations

import pytest

from ledger.errors import BadInput
from ledger.law_file import LONGEST_TEXT
from ledger.rulebook import read_rulebook

SOURCE = 'source = { title = "T", at = "003 / 3-02", read = 2026-11-21 }'
ENTRY = f"{{ from = 2000-01-01, value = 4, {SOURCE} }}"
SLOTS = f"""\
[parameter."shop.slots"]
about = "Accounts of one shop."
unit = "bindings"
history = [ {ENTRY} ]
"""
HEADING = 'program = "tiktok.channel"\nedition = "source"\ntitle = "T"\n'
WHOLE = HEADING + SLOTS
PLACE = 'parameter."shop.slots"'


def refusal(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_rulebook(text, "law.toml")
    assert caught.value.where == "law.toml"
    assert caught.value.now
    return caught.value.why


def test_the_text_the_cases_start_from_is_a_rulebook() -> None:
    assert read_rulebook(WHOLE, "law.toml").program == "tiktok.channel"


def changed(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


def history(*entries: str) -> str:
    return changed(f"[ {ENTRY} ]", f"[ {', '.join(entries)} ]")


def entry(day: str, value: str) -> str:
    return f"{{ from = {day}, {value}, {SOURCE} }}"


def lookback(unit: str, value: str) -> str:
    return of("account.ban_record.lookback", unit, value)


def of(name: str, unit: str, value: str) -> str:
    text = WHOLE.replace("shop.slots", name).replace('"bindings"', f'"{unit}"')
    return text.replace("value = 4", f"value = {value}")


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        pytest.param("program = ]", "law.toml", "at line 1, column 11", id="no-toml"),
        pytest.param(
            changed('unit = "bindings"', 'unit = "bindings"\nunit = "bindings"'),
            "law.toml",
            "at line 7, column",
            id="a-key-twice",
        ),
        pytest.param(WHOLE + SLOTS, "law.toml", "at line 8, column", id="a-table-twice"),
        pytest.param("a = " + "[" * 20_000, "law.toml", "nested too deep", id="nested"),
        pytest.param(f"a = {'9' * 5_000}", "law.toml", "does not parse", id="endless-number"),
        pytest.param("\ufeff" + WHOLE, "law.toml", "at line 1, column 1", id="byte-order-mark"),
        pytest.param(WHOLE + "# \ud800", "law.toml", "half characters", id="lone-surrogate"),
        pytest.param(
            WHOLE + "#" * LONGEST_TEXT, "law.toml", "bytes as a JSON string", id="too-long"
        ),
        pytest.param(WHOLE + "\n" * (LONGEST_TEXT // 2), "law.toml", "bytes", id="long-as-json"),
        pytest.param("edition = 1\n" + SLOTS, "program", "missing", id="no-program"),
        pytest.param(changed("tiktok.channel", "tiktok"), "program", '"tiktok"', id="no-name"),
        pytest.param(changed('"tiktok.channel"', "7"), "program", "it is 7", id="program-number"),
        pytest.param(changed('"source"', '"draft"'), "edition", "source, field", id="edition"),
        pytest.param(changed('edition = "source"\n', ""), "edition", "missing", id="no-edition"),
        pytest.param(changed('title = "T"\n', ""), "title", "it is missing", id="no-title"),
        pytest.param(changed('title = "T"\n', 'title = " "\n'), "title", '" "', id="blank-title"),
        pytest.param(
            changed('title = "T"\n', 'title = "\\u001b[2J"\n'), "title", "\\x1b", id="escape"
        ),
        pytest.param("colour = 1\n" + WHOLE, "colour", "unknown key", id="unknown-top-key"),
        pytest.param(HEADING, "parameter", "it is missing", id="no-parameter"),
        pytest.param(HEADING + "parameter = 4", "parameter", "it is 4", id="parameter-no-table"),
        pytest.param(HEADING + "[parameter]\n", "parameter", "at least one", id="empty"),
        pytest.param(
            HEADING + '[parameter]\n"shop.slots" = 4', PLACE, "it is 4", id="stated-no-table"
        ),
        pytest.param(
            changed("shop.slots", "shop.slot"),
            'parameter."shop.slot"',
            "no rule reads a parameter of this name; expected one of shop.slots",
            id="unknown-name",
        ),
        pytest.param(
            changed('"shop.slots"', "shop.slots"), "parameter.shop", "in quotes", id="no-quotes"
        ),
        pytest.param(changed("about =", "abuot ="), f"{PLACE}.abuot", "unknown key", id="key"),
        pytest.param(changed("about =", "abuot ="), f"{PLACE}.about", "missing", id="no-about"),
        pytest.param(changed('unit = "bindings"\n', ""), f"{PLACE}.unit", "missing", id="no-unit"),
        pytest.param(
            changed('"bindings"', '"slots"'), f"{PLACE}.unit", '"slots" is no unit', id="unit"
        ),
        pytest.param(
            changed('"bindings"', '"hours"'),
            f"{PLACE}.unit",
            'it is "hours"; expected bindings',
            id="another-unit",
        ),
        pytest.param(changed('"bindings"', "[]"), f"{PLACE}.unit", "is no unit", id="unit-list"),
        pytest.param(
            changed("history =", 'severity = "pass"\nhistory ='),
            f"{PLACE}.severity",
            'it is "pass"; expected one of refuse, warn',
            id="severity",
        ),
        pytest.param(
            changed("history =", 'when_unknown = "ask"\nhistory ='),
            f"{PLACE}.when_unknown",
            'it is "ask"; expected one of refuse, warn, pass',
            id="when-unknown",
        ),
        pytest.param(
            changed(f"history = [ {ENTRY} ]", ""), f"{PLACE}.history", "missing", id="no-history"
        ),
        pytest.param(history(), f"{PLACE}.history", "at least one", id="empty-history"),
        pytest.param(changed(f"[ {ENTRY} ]", "4"), f"{PLACE}.history", "it is 4", id="number"),
        pytest.param(history("4"), f"{PLACE}.history[1]", "it is 4", id="entry-number"),
        pytest.param(
            history(f"{{ value = 4, {SOURCE} }}"),
            f"{PLACE}.history[1].from",
            "it is missing",
            id="no-from",
        ),
        pytest.param(
            history(entry("2000-01-01T00:00:00Z", "value = 4")),
            f"{PLACE}.history[1].from",
            "it is 2000-01-01T00:00:00+00:00; expected a day without a time",
            id="from-with-time",
        ),
        pytest.param(
            history(entry('"2000-01-01"', "value = 4")),
            f"{PLACE}.history[1].from",
            "without quotes",
            id="from-text",
        ),
        pytest.param(
            history(entry("2000-01-01", "until = 2001-01-01, value = 4")),
            f"{PLACE}.history[1].until",
            "unknown key",
            id="until",
        ),
        pytest.param(
            history(entry("2000-01-01", "value = 4, repealed = true")),
            f"{PLACE}.history[1]",
            "a value and a repeal",
            id="value-and-repeal",
        ),
        pytest.param(
            history(f"{{ from = 2000-01-01, {SOURCE} }}"),
            f"{PLACE}.history[1]",
            "it has no value",
            id="neither",
        ),
        pytest.param(
            history(ENTRY, entry("2001-01-01", "repealed = false")),
            f"{PLACE}.history[2].repealed",
            "it is false; expected true",
            id="repealed-false",
        ),
        pytest.param(
            history(entry("2000-01-01", "repealed = true")),
            f"{PLACE}.history[1]",
            "never was in force",
            id="gap-first",
        ),
        pytest.param(
            history(
                ENTRY,
                entry("2001-01-01", "repealed = true"),
                entry("2002-01-01", "repealed = true"),
            ),
            f"{PLACE}.history[3]",
            "repealed already",
            id="gap-twice",
        ),
        pytest.param(
            history(ENTRY, entry("2000-01-01", "value = 5")),
            f"{PLACE}.history[2].from",
            "two entries begin on 2000-01-01",
            id="overlap",
        ),
        pytest.param(
            history(entry("2001-01-01", "value = 5"), ENTRY),
            f"{PLACE}.history[2].from",
            "2000-01-01 comes before 2001-01-01",
            id="out-of-order",
        ),
        pytest.param(
            history("{ from = 2000-01-01, value = 4 }"),
            f"{PLACE}.history[1].source",
            "it is missing",
            id="no-source",
        ),
        pytest.param(
            changed('title = "T", ', ""), f"{PLACE}.history[1].source.title", "missing", id="title"
        ),
        pytest.param(
            changed('at = "003 / 3-02", ', ""), f"{PLACE}.history[1].source.at", "missing", id="at"
        ),
        pytest.param(
            changed(", read = 2026-11-21", ""),
            f"{PLACE}.history[1].source.read",
            "missing",
            id="read",
        ),
        pytest.param(
            changed("read = 2026-11-21", "read = 2026-11-21, page = 3"),
            f"{PLACE}.history[1].source.page",
            "unknown key",
            id="unknown-source-key",
        ),
        pytest.param(
            of("shop.slots", "bindings", "4.0"),
            f"{PLACE}.history[1].value",
            "it is 4.0; expected a whole number",
            id="float",
        ),
        pytest.param(
            of("shop.slots", "bindings", "-1"),
            f"{PLACE}.history[1].value",
            "it is -1; expected a whole number from 0",
            id="negative",
        ),
        pytest.param(
            of("shop.slots", "bindings", "true"),
            f"{PLACE}.history[1].value",
            "it is true; expected a whole number",
            id="true-for-a-number",
        ),
        pytest.param(
            of("shop.slots", "bindings", '"4"'), "value", 'it is "4"', id="text-for-a-number"
        ),
        pytest.param(
            of("shop.slots", "bindings", "0x" + "f" * 4_000), "value", "digits", id="huge"
        ),
        pytest.param(
            of("account.rebind_wait", "hours", "99_999_999_999"), "value", "from 0 to", id="ages"
        ),
        pytest.param(
            of("account.exclusive", "shops", "0"), "value", "from 1 to", id="exclusive-of-all"
        ),
        pytest.param(
            of("shop.open", "boolean", "false"),
            'parameter."shop.open".history[1].value',
            "it is false; expected true (to end a rule, write repealed = true",
            id="rule-false",
        ),
        pytest.param(of("shop.open", "boolean", "1"), "value", "expected true", id="one-for-true"),
        pytest.param(
            of("shop.slots.reserved_from", "text", '"invited"'),
            'parameter."shop.slots.reserved_from".history[1].value',
            'it is "invited"; expected one of "accepted", "activated"',
            id="another-reading",
        ),
        pytest.param(
            of("shop.unlink_chances.account_route_counts", "boolean", '"no"'),
            "value",
            "expected true or false",
            id="yes-or-no",
        ),
        pytest.param(
            of("account.open_violation.blocks", "text", '"shop"'), "value", "a list", id="no-list"
        ),
        pytest.param(
            of("account.open_violation.blocks", "text", '["shop", "shop"]'),
            "value",
            "each once",
            id="twice-in-a-list",
        ),
        pytest.param(
            of("account.open_violation.blocks", "text", "[]"), "value", "one or more", id="no-one"
        ),
        pytest.param(
            of("account.open_violation.blocks", "text", '["shop", 1]'), "value", "each", id="mixed"
        ),
        pytest.param(
            of("account.exclusive.across", "text", '["tiktok"]'), "value", "programs", id="across"
        ),
        pytest.param(lookback("text", '"never"'), "value", '"forever"', id="lookback-word"),
        pytest.param(lookback("text", "30"), "value", 'expected "forever"', id="lookback-text"),
        pytest.param(lookback("calendar_days", '"never"'), "value", "or", id="lookback-days"),
        pytest.param(lookback("hours", "30"), "unit", "text / calendar_days", id="lookback-unit"),
    ],
)
def test_a_rulebook_is_refused_with_place_and_reason(text: str, place: str, reason: str) -> None:
    lines = refusal(text).splitlines()

    assert any(place in line.split(": ")[0] and reason in line for line in lines), lines


def test_all_problems_are_reported_at_once() -> None:
    text = (
        changed('"source"', '"draft"')
        .replace('"bindings"', '"slots"')
        .replace("value = 4", "value = 4.5")
        .replace("read = 2026-11-21", "read = 1")
    )

    places = [line.split(": ")[0] for line in refusal(text).splitlines()]

    assert places == [
        "edition",
        f"{PLACE}.unit",
        f"{PLACE}.history[1].value",
        f"{PLACE}.history[1].source.read",
    ]


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("text", '"forever"', "forever"),
        ("calendar_days", "365", 365),
        ("calendar_days", '"forever"', "forever"),
    ],
)
def test_a_reading_may_have_more_than_one_unit(unit: str, value: str, expected: object) -> None:
    book = read_rulebook(lookback(unit, value), "law.toml")

    assert book.parameters["account.ban_record.lookback"].history[0].value == expected
