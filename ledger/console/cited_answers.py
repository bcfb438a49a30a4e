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
from ledger.errors import BadInput
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


def read_cited(file: str) -> list[CitedAnswer]:
    """The answers a file names: a line is `ID -- QUERY`, or JSON with `cite` and `query`.

    Raises BadInput for a line that is neither.
    """
    with opened(file) as stream:
        return [
            _cited(number, line.strip())
            for number, line in enumerate(lines_of(stream), start=1)
            if line.strip()
        ]


def _cited(number: int, line: bytes) -> CitedAnswer:
    from ledger.queries.citing import read_citation

    name, query = _of_json(number, line) if line.startswith(b"{") else _of_text(number, line)
    citation = read_citation(name)
    if citation is None or not query:
        raise _unfit(number, say("An id goes with the query it was given for."))
    return CitedAnswer(number, citation, query)


def _of_json(number: int, line: bytes) -> tuple[str, tuple[str, ...]]:
    from ledger.border import Faulty, read_json

    try:
        said = read_json(line)
    except Faulty:
        raise _unfit(number, say("It is no JSON.")) from None
    match said:
        case {"cite": str(name), "query": str(query)}:
            return name, _words(number, query)
        case {"cite": str(name), "query": [*words]} if all(isinstance(one, str) for one in words):
            return name, tuple(words)
    raise _unfit(number, say("It lacks the texts `cite` and `query`."))


def _of_text(number: int, line: bytes) -> tuple[str, tuple[str, ...]]:
    name, *words = _words(number, line.decode("utf-8", "replace"))
    return name, tuple(words[1:] if words[:1] == ["--"] else words)


def _words(number: int, text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        raise _unfit(number, say("A quotation mark is left open.")) from None


def _unfit(number: int, why: str) -> BadInput:
    return BadInput(
        say("Line {line} names no cited answer.", line=number),
        where="--cited",
        why=why,
        now=say("Write `ID -- QUERY`, or JSON with `cite` and `query`."),
    )


def made_different(
    invocation: Invocation, cited: Iterable[CitedAnswer], position: int
) -> Iterator[CitedAnswer]:
    """The answers given before a position was known that learning it made other ones.

    Each is asked as when it was given, with the log up to the position, and up to the one before.
    Raises BadInput for one that the ledger never gave.
    """
    from ledger.queries.citing import differing, same_answer

    for one in cited:
        known = one.citation
        if known.size >= position:
            continue
        _, again = answer(invocation, one.query, Asked(known.at, known.size))
        if wrong := differing(known, again):
            raise _never_given(one, wrong)
        before, after = (
            answer_or_error(invocation, one.query, Asked(known.at, upto))
            for upto in (position - 1, position)
        )
        if not same_answer(before, after):
            yield one


def _never_given(one: CitedAnswer, wrong: Iterable[str]) -> BadInput:
    parts = say_names(part_text(part) for part in wrong)
    return BadInput(
        say("This is not the answer that was cited; what differs: {parts}.", parts=parts),
        where=say("--cited, line {line}", line=one.line),
        why=say("An id goes with the query it was given for, in the ledger it was given of."),
        now=say("See `bindledger cite ID -- QUERY`."),
    )


def part_text(part: str) -> str:
    """A part of a citation in words."""
    words = {
        "query": say("the query"),
        "log": say("the log"),
        "law": say("the law"),
        "answer": say("the answer"),
    }
    return words[part]
