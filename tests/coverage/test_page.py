"""`docs/coverage.md` is true: each row stands there once, names what exists, and is answered so."""

from __future__ import annotations

import re
import shlex
from typing import Final

import pytest

from examples.live import in_folder
from examples.live import stories as stories_told
from ledger.events import KIND_BY_NAME
from ledger.rulebook import built_in_rulebooks, field_rulebooks, read_rulebook
from tests.console.talking import ROOT
from tests.coverage.answers import expected, found
from tests.coverage.page import Row, rows
from tests.examples.stories import Stories

SOURCES: Final = {"3": 48, "2": 33, "1": 28, "0": 16}
"""How many rows each source has."""

ROWS: Final = rows()
ASKED: Final = [one for one in ROWS if one.is_asked]
ONE_A_LINE: Final = ("history", "identifiers", "agenda", "settle", "rules diff")

CITED: Final = re.compile(r"\b([0-3]-\d\d)\b(?: to ([0-3]-\d\d)\b)?")


def test_every_row_of_the_sources_stands_there_once() -> None:
    wanted = [f"{source}-{n:02}" for source, last in SOURCES.items() for n in range(1, last + 1)]

    assert [one.row for one in ROWS] == wanted


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.row)
def test_a_command_answers_with_what_the_source_says(row: Row, stories: Stories) -> None:
    story, command = row.story or "", row.command or ""
    words = [in_folder(story, word) for word in shlex.split(command)]
    done = stories.talk(story).run("--json", *words)

    # What is refused, or would be, is an answer too.
    assert done.status in (0, 3), (done.out, done.err)
    documents = done.lines if command.startswith(ONE_A_LINE) else done.json
    pairs = expected(row.answer)
    assert {path: found(documents, path) for path, _ in pairs} == dict(pairs)


def test_a_row_without_a_command_says_why() -> None:
    unasked = [one for one in ROWS if not one.is_asked]

    assert all(re.match(r"(Advice|Outside): .{20,}\.$", one.answer) for one in unasked)
    assert not any(one.facts or one.law or one.story for one in unasked)
    assert all(one.facts and one.story for one in ASKED)


def test_facts_and_stories_exist() -> None:
    kinds = {name.removesuffix(".v1") for name in KIND_BY_NAME}

    assert {kind for one in ROWS for kind in one.facts} <= kinds
    assert {one.story for one in ASKED} < set(stories_told()) == folders()


def test_each_parameter_stands_in_a_row_that_its_rulebook_cites() -> None:
    told = {(name, one.row) for one in ROWS for name in one.law}
    law = cited()

    assert {name for name, _ in told} <= {name for _, name in law}
    unsaid = [
        named
        for named, marks in law.items()
        if marks and not any((named[1], mark) in told for mark in marks)
    ]
    assert not unsaid


def folders() -> set[str]:
    """The stories under `examples/`: the folders with lines to import."""
    return {path.parent.name for path in (ROOT / "examples").glob("*/*.ndjson")}


def cited() -> dict[tuple[str, str], set[str]]:
    """The rows that each parameter of a built-in rulebook cites, by file and parameter."""
    brought = (*built_in_rulebooks(), *field_rulebooks())
    read = ((name, read_rulebook(text, name)) for name, text in brought)
    return {
        (file, name): {mark for entry in stated.history for mark in marks(entry.source.at)}
        for file, book in read
        for name, stated in book.parameters.items()
    }


def marks(at: str) -> set[str]:
    """The rows named in a citation, such as `003 / 3-14 to 3-17, 3-33`."""
    named = set()
    for first, last in CITED.findall(at):
        source, start = first.split("-")
        end = int((last or first).split("-")[1])
        named |= {f"{source}-{n:02}" for n in range(int(start), end + 1)}
    return named
