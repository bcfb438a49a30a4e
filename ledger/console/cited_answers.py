"""Answers that were cited, read from a file, and which of them a fact made other ones."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ledger.console.asked_again import answer, answer_or_error
from ledger.console.feeds import lines_of, opened
from ledger.console.options import Asked, Invocation
from ledger.errors import LedgerError
from ledger.language import say, say_names
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.queries.citing import Citation


@dataclass(frozen=True, slots=True)
class CitedAnswer:
    """An answer that somebody cited: its id, and the query it was given for."""

    line: int
    citation: Citation
    query: tuple[str, ...]

    @property
    def at(self) -> datetime:
        """When it was given."""
        return self.citation.at

    @property
    def asked(self) -> str:
        """The query as one would type it."""
        return shlex.join(self.query)

    def as_json(self) -> dict[str, Any]:
        """The answer as programs are told of it."""
        return {"cite": self.citation.id, "query": self.asked, "given": instant_text(self.at)}


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line of the file that no cited answer stands in, or none that this ledger gave.

    `differs_in` are the parts of its citation that are others when it is asked again.
    """

    line: int
    why: str
    differs_in: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The line as programs are told of it."""
        return {"line": self.line, "why": self.why, "differs_in": list(self.differs_in)}


def read_cited(file: str) -> list[CitedAnswer | RejectedLine]:
    """The answers a file names: a line is `ID -- QUERY`, or JSON with `cite` and `query`."""
    with opened(file) as stream:
        return [
            _cited(number, line.strip())
            for number, line in enumerate(lines_of(stream), start=1)
            if line.strip()
        ]


def _cited(number: int, line: bytes) -> CitedAnswer | RejectedLine:
    from ledger.queries.citing import read_citation

    try:
        name, query = _of_json(line) if line.startswith(b"{") else _of_text(line)
    except _NoAnswer as why:
        return RejectedLine(number, str(why))
    citation = read_citation(name)
    if citation is None or not query:
        return RejectedLine(number, say("An id goes with the query it was given for."))
    return CitedAnswer(number, citation, query)


class _NoAnswer(Exception):
    """Why a line names no cited answer."""


def _of_json(line: bytes) -> tuple[str, tuple[str, ...]]:
    from ledger.border import Faulty, read_json

    try:
        said = read_json(line)
    except Faulty:
        raise _NoAnswer(say("It is no JSON.")) from None
    match said:
        case {"cite": str(name), "query": str(query)}:
            return name, _words(query)
        case {"cite": str(name), "query": [*words]} if all(isinstance(one, str) for one in words):
            return name, tuple(words)
    raise _NoAnswer(say("It lacks the texts `cite` and `query`."))


def _of_text(line: bytes) -> tuple[str, tuple[str, ...]]:
    name, *words = _words(line.decode("utf-8", "replace"))
    return name, tuple(words[1:] if words[:1] == ["--"] else words)


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        raise _NoAnswer(say("A quotation mark is left open.")) from None


def made_different(
    invocation: Invocation, cited: Iterable[CitedAnswer | RejectedLine], position: int
) -> Iterator[CitedAnswer | RejectedLine]:
    """The answers given before a position was known that learning it made other ones.

    Each is asked as when it was given, with the log up to the position, and up to the one before.
    Lines that name no answer, or none that the ledger ever gave, are told where they stand.
    """
    for one in cited:
        if isinstance(one, RejectedLine):
            yield one
            continue
        try:
            told = _told_apart(invocation, one, position)
        except LedgerError as error:
            told = RejectedLine(
                one.line, " ".join(part for part in (error.what, error.why) if part)
            )
        if told is not None:
            yield told


def _told_apart(
    invocation: Invocation, one: CitedAnswer, position: int
) -> CitedAnswer | RejectedLine | None:
    from ledger.queries.citing import differing, same_answer

    known = one.citation
    if known.size >= position:
        return None
    _, again = answer(invocation, one.query, Asked(known.at, known.size))
    if wrong := differing(known, again):
        parts = say_names(part_text(part) for part in wrong)
        why = say("This is not the answer that was cited; what differs: {parts}.", parts=parts)
        return RejectedLine(one.line, why, wrong)
    before, after = (
        answer_or_error(invocation, one.query, Asked(known.at, upto))
        for upto in (position - 1, position)
    )
    return None if same_answer(before, after) else one


def part_text(part: str) -> str:
    """A part of a citation in words."""
    words = {
        "query": say("the query"),
        "log": say("the log"),
        "law": say("the law"),
        "answer": say("the answer"),
    }
    return words[part]
