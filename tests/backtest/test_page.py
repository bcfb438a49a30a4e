"""docs/backtest.md is run: every console block, in order, in one shell, and its output compared."""

from __future__ import annotations

from pathlib import Path

from tests.backtest.write_page import PAGE
from tests.readme.tour import run, steps


def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    shown = steps(PAGE.read_text("utf-8"))

    printed = run([command for command, _ in shown], tmp_path)

    for (command, output), now in zip(shown, printed, strict=True):
        assert now == output, f"{command}\nif that is meant: python -m tests.backtest.write_page"
