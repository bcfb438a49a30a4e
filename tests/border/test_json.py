"""Strict JSON: what other readers let pass is refused, and nothing that comes in is a crash."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.border import DEEPEST, Faulty, read_json, shown
from tests.border.lines import faults, only_fault
from tests.codec.events import plain_json


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), plain_json))
def test_what_is_json_is_read(value: dict[str, object]) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_faulty(line: bytes) -> None:
    try:
        assert isinstance(read_json(line), dict)
    except Faulty:
        faults(lambda: read_json(line))


@pytest.mark.parametrize(
    ("line", "field", "expected", "got"),
    [
        (b"", "", "a JSON object", '""'),
        (b"shop=S1", "", "a JSON object", '"shop=S1"'),
        (b'{"a":1', "", "a JSON object", '"{\\"a\\":1"'),
        (b'{"a":1}{"b":2}', "", "a JSON object", '"{\\"a\\":1}{\\"b\\":2}"'),
        (b"{'a':1}", "", "a JSON object", "\"{'a':1}\""),
        (b'{"a":01}', "", "a JSON object", '"{\\"a\\":01}"'),
        (b'{"a":1,}', "", "a JSON object", '"{\\"a\\":1,}"'),
        (b'{"a":"\t"}', "", "a JSON object", '"{\\"a\\":\\"\\t\\"}"'),
        (b"null", "", "a JSON object", "null"),
        (b"7", "", "a JSON object", "7"),
        (b"[]", "", "a JSON object", "[]"),
        (b'"text"', "", "a JSON object", '"text"'),
        (b'{"a":1,"a":1}', "a", "each key once", "the key twice"),
        (b'{"data":{"shop":1,"x":2,"shop":3}}', "shop", "each key once", "the key twice"),
        (b'{"a":[{"b":[{"c":1,"c":2}]}]}', "c", "each key once", "the key twice"),
        (b'{"a":1,"\\u0061":2}', "a", "each key once", "the key twice"),
        (b'{"\\ud800":1,"\\ud800":2}', "\\ud800", "each key once", "the key twice"),
        (b'{"a":NaN}', "", "numbers that JSON knows", "NaN"),
        (b'{"a":Infinity}', "", "numbers that JSON knows", "Infinity"),
        (b'{"a":[-Infinity]}', "", "numbers that JSON knows", "-Infinity"),
        (b'{"a":"\xff"}', "", "UTF-8", "byte 0xff at 6"),
        (b'\xff\xfe{\x00"', "", "UTF-8", "byte 0xff at 0"),
        (b'{"a":"\xed\xa0\x80"}', "", "UTF-8", "byte 0xed at 6"),
    ],
)
def test_what_is_no_json_object(line: bytes, field: str, expected: str, got: str) -> None:
    assert only_fault(lambda: read_json(line)) == (field, expected, got)


@pytest.mark.parametrize("brackets", [(b'{"a":', b"}"), (b"[", b"]")])
@pytest.mark.parametrize("depth", [DEEPEST + 1, 250, 900, 970, 985, 990, 995, 1_000, 100_000])
def test_nesting_has_an_end(depth: int, brackets: tuple[bytes, bytes]) -> None:
    line = b'{"a":' + brackets[0] * depth + b"1" + brackets[1] * depth + b"}"

    field, expected, got = only_fault(lambda: read_json(line))

    assert (field, expected, got) == ("", f"at most {DEEPEST} levels of nesting", "more")


def test_unclosed_nesting_is_no_crash() -> None:
    faults(lambda: read_json(b'{"a":' + b"[" * 100_000))


def test_nesting_up_to_the_end_is_read() -> None:
    line = b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST

    assert read_json(line)["a"]


def test_brackets_within_a_text_are_no_nesting() -> None:
    assert read_json(json.dumps({"text": "[{" * 1_000}).encode()) == {"text": "[{" * 1_000}


def test_an_integer_of_five_thousand_digits_is_no_crash() -> None:
    faults(lambda: read_json(b'{"a":' + b"9" * 5_000 + b"}"))


def test_a_long_value_is_shown_shortened() -> None:
    assert len(shown("x" * 70_000)) == 80
    assert shown("x" * 70_000).endswith("…")


def test_what_cannot_be_printed_is_shown_escaped() -> None:
    assert shown("\ud800") == '"\\ud800"'
    assert shown("\x1b[31m") == '"\\u001b[31m"'
