"""Hostile text is shown, not obeyed; what people write stays as they wrote it."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.console.output import json_line
from ledger.console.text import clean, width
from tests.console_kit.probe import HOSTILE
from tests.console_kit.running import run, run_on_terminal

ACTS = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\tc\rd\x00", r"a\nb\tc\rd\x00"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("\u202eevil\u2069", r"\u202eevil\u2069"),
        ("a\u200bb\ufeff\u2028", r"a\u200bb\ufeff\u2028"),
        ("a\u200db", r"a\u200db"),
        ("\u200d", r"\u200d"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_acts_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "某某旗舰店（北京）　分店",
        "Café Olé e\u0301 ñ",
        "👩‍👧‍👦 ❤️ 🏳️‍🌈 👩🏽‍🚀 🤷‍♂️",
        "flag \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "ไทย हिन्दी عربي",
        r"C:\new\table [bold]not markup[/bold] :smile:",
        "no\u00a0break",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert clean(text) == text


@given(st.text(st.characters()))
def test_nothing_that_acts_is_left_in_any_text(text: str) -> None:
    shown = clean(text)

    assert all(char == "\u200d" for char in ACTS.findall(shown))
    assert clean(shown) == shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_the_same_with_what_acts_escaped(text: str) -> None:
    line = json_line({"text": text}).decode()

    assert json.loads(line) == {"text": text}
    assert not ACTS.search(line.rstrip("\n"))
    assert line.endswith("}\n")


def test_width_counts_cells() -> None:
    assert [width(text) for text in ("abc", "店铺", "é", "")] == [3, 4, 1, 0]


@pytest.mark.parametrize("form", [(), ("--lang", "zh")])
def test_no_hostile_text_reaches_a_pipe(form: tuple[str, ...]) -> None:
    done = run(*form, "list")

    assert done.status == 0, done.err
    assert not ACTS.search(done.out)
    assert "[bold red]markup[/bold red] :smile:" in done.out
    assert done.err == ""


def test_no_hostile_text_reaches_a_terminal() -> None:
    plain = run_on_terminal("list", columns=100, NO_COLOR="1")
    styled = run_on_terminal("list", columns=100)

    assert plain.status == styled.status == 0
    assert r"clear \x1b[2J" in plain.out
    # The progress bar moves the cursor by sequences of rich's own; none of them is from the text.
    ours = re.compile(r"\x1b\[(?:\?25[lh]|[0-9;]*m|2K|1A|\d*G)|\r")
    for done in (plain, styled):
        assert not ACTS.search(ours.sub("", done.out))
        assert "\x1b[31mred" not in done.out
        assert "[bold]reading[/bold]" in done.out


def test_csv_keeps_values_in_a_pipe_and_shows_them_on_a_terminal() -> None:
    texts = [text.encode("utf-8", "backslashreplace").decode() for text in HOSTILE]

    piped = run("list", "--csv")
    shown = run_on_terminal("list", "--csv", columns=100)

    rows = list(csv.reader(io.StringIO(piped.out, newline="")))
    assert rows[0] == ["number", "text", "after"]
    assert [row[1] for row in rows[1:]] == texts
    assert not ACTS.search(shown.out)


def test_an_error_with_hostile_text_stays_on_its_lines() -> None:
    done = run("fail", "hostile")

    assert done.status == 2
    assert done.out == ""
    assert done.err == "Error: \\x1b[31mred\\nline\n  where: \\u202ebackwards\n"


def test_every_escape_names_its_character() -> None:
    # What is shown can be looked up: the escape holds the code point.
    for code in (0x1B, 0x85, 0x202E, 0xE0041):
        digits = re.sub(r"\D*[xuU]", "", clean(chr(code)), count=1)
        assert unicodedata.category(chr(int(digits, 16))) in ("Cc", "Cf")
