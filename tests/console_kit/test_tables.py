"""Tables keep to the screen, and their columns stand below each other, whatever the script."""

from __future__ import annotations

import re

import pytest

from ledger.console.text import width
from tests.console_kit.running import run, run_on_terminal

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def starts(line: str) -> list[int]:
    """The cells at which the words that follow two blanks begin."""
    return [width(line[: found.end()]) for found in re.finditer(r"(?:^|  +)(?=\S)", line)]


@pytest.mark.parametrize("columns", [20, 40, 60, 61, 80, 120, 200])
def test_nothing_is_wider_than_the_screen(columns: int) -> None:
    piped = run("names", COLUMNS=str(columns))
    shown = run_on_terminal("names", columns=columns)

    for done in (piped, shown):
        assert done.status == 0, done.err
        lines = STYLE.sub("", done.out).splitlines()
        assert max(width(line) for line in lines) <= columns
        assert "".join(lines).count("名称") >= 1


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_columns_start_below_each_other(columns: int) -> None:
    done = run("names", COLUMNS=str(columns))

    _, title, header, rule, *rows = done.out.splitlines()
    assert title == "Shops 店铺"
    left = [starts(rule)[index] for index in (0, 1, 3)]
    for line in (header, *(row for row in rows if row.startswith("tiktok"))):
        assert [cell for cell in starts(line) if cell in left] == left
    # Numbers end below each other.
    ends = {width(row[: found.end()]) for row in rows if (found := re.search(r" \d+(?=  )", row))}
    assert len(ends) == 1


def test_a_table_at_sixty_columns_becomes_blocks_where_it_must() -> None:
    done = run("names", COLUMNS="40")

    blocks = done.out.strip().split("\n\n")
    assert len(blocks) == 4
    assert {starts(line)[-1] for line in blocks[1].splitlines()} == {7}


def test_a_pipe_is_wide_and_plain() -> None:
    done = run("names")

    assert "\x1b" not in done.out
    assert all(line == line.rstrip() for line in done.out.splitlines())
    assert 80 < max(width(line) for line in done.out.splitlines()) <= 120


def test_a_terminal_has_styles_unless_told_not_to() -> None:
    assert "\x1b[1m" in run_on_terminal("names", columns=100).out
    assert "\x1b" not in run_on_terminal("names", columns=100, NO_COLOR="1").out
    assert "\x1b" not in run("names", FORCE_COLOR="1").out


@pytest.mark.parametrize("columns", [60, 200])
@pytest.mark.parametrize("module", ["cli", "tests.console_kit.probe"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_keeps_to_the_screen_too(columns: int, module: str, language: str) -> None:
    done = run("--lang", language, "--help", module=module, COLUMNS=str(columns))

    assert done.status == 0, done.err
    assert max(width(line) for line in done.out.splitlines()) <= columns
    assert "\x1b" not in done.out
