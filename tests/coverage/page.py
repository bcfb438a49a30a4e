"""The rows of `docs/coverage.md`: one table a source, in the grammar that the page describes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tests.console.talking import ROOT

PAGE: Final = ROOT / "docs" / "coverage.md"
NOTHING: Final = "–"

_ROW: Final = re.compile(r"^\| (\d-\d\d) \|.*\|$", re.MULTILINE)
_CODE: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a source says, and how the ledger answers it; or why it does not."""

    row: str
    says: str
    facts: tuple[str, ...]
    law: tuple[str, ...]
    story: str | None
    command: str | None
    answer: str

    @property
    def is_asked(self) -> bool:
        """Whether a command answers it."""
        return self.command is not None


def rows() -> tuple[Row, ...]:
    """The rows of all tables, from top to bottom."""
    return tuple(_row(found[0]) for found in _ROW.finditer(PAGE.read_text("utf-8")))


def _row(line: str) -> Row:
    row, says, facts, law, story, command, answer = (cell.strip() for cell in line.split("|")[1:-1])
    return Row(
        row=row,
        says=says,
        facts=tuple(_CODE.findall(facts)),
        law=tuple(_CODE.findall(law)),
        story=None if story == NOTHING else story,
        command=None if command == NOTHING else _only(command),
        answer=answer if command == NOTHING else _only(answer),
    )


def _only(cell: str) -> str:
    (code,) = _CODE.findall(cell)
    return str(code)
