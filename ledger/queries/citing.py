"""Answers that can be cited: an id that lets anybody ask the same again, years later.

The ledger keeps no list of what it answered. The id carries when the question was asked and how
long the log was, and digests of the question, the log, the law and the answer; whoever cites it
keeps the question. Asked again with the log cut at that length and the clock set to that time, the
question gets the same answer, and what was learnt since can be told apart from what was changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from ledger.queries.lawbook import law_of
from ledger.store import Store
from ledger.store.tree import Tree

Answer = Sequence[Any]
"""The documents a question is answered with."""

_FORM: Final = re.compile(
    r"c1-(\d+)-(\d+)-([0-9a-f]{6})-([0-9a-f]{12})-([0-9a-f]{8})-([0-9a-f]{12})"
)
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOVING: Final = frozenset({"position", "known"})
"""Of `as_of`: how far the log had come, which a later answer to the same question changes."""

_MOST_REASONS: Final = 20


@dataclass(frozen=True, slots=True)
class Citation:
    """What an id says: the size of the log, the time of asking, and four digests in hex.

    `log` is the root of the RFC 6962 tree over the log, whose start it is: a signed head of that
    size vouches for it. `law` is that of the texts adopted by then.
    """

    size: int
    at: datetime
    query: str
    log: str
    law: str
    answer: str

    @property
    def id(self) -> str:
        """The id as it is printed: `c1-<size>-<microseconds>-<query>-<log>-<law>-<answer>`."""
        since = (self.at - _START) // timedelta(microseconds=1)
        return f"c1-{self.size}-{since}-{self.query}-{self.log}-{self.law}-{self.answer}"


def read_citation(text: str) -> Citation | None:
    """The citation an id stands for; None if it is none."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    size, since, *digests = found.groups()
    try:
        at = _START + timedelta(microseconds=int(since))
    except OverflowError:
        return None
    return Citation(int(size), at, *digests)


def cited(store: Store, query: Sequence[str], at: datetime, size: int, answer: Answer) -> Citation:
    """The citation of an answer to a question asked at a time, when the log had a size."""
    law = law_of(store, size)
    texts = sorted(fact.name for fact in (*law.rulebooks, *law.calendars))
    return Citation(
        size,
        at,
        _digest(list(query), 6),
        Tree(store, size).root().hex()[:12],
        _digest(texts, 8),
        _digest(compared(answer), 12),
    )


def differing(one: Citation, other: Citation) -> tuple[str, ...]:
    """The parts of two citations that differ: `query`, `log`, `law`, `answer`."""
    parts = ("query", "log", "law", "answer")
    return tuple(part for part in parts if getattr(one, part) != getattr(other, part))


def compared(answer: Answer) -> list[Any]:
    """An answer as it is compared: without how far the log had come."""
    return [_compared(document) for document in answer]


def _compared(document: Any) -> Any:
    if not isinstance(document, dict) or not isinstance(document.get("as_of"), dict):
        return document
    as_of = {name: value for name, value in document["as_of"].items() if name not in _MOVING}
    return document | {"as_of": as_of}


def learnt_since(ask: Callable[[int], Answer], size: int, head: int) -> Iterator[int]:
    """Positions after a size whose facts make an answer another one, the first ones first.

    `ask` answers as if the log ended at a position. Each is found by halving; a fact whose effect
    a later one takes back may be passed over.
    """
    last = compared(ask(head))
    known = size
    for _ in range(_MOST_REASONS):
        before = compared(ask(known))
        if before == last:
            return
        same, other = known, head
        while other - same > 1:
            middle = (same + other) // 2
            if compared(ask(middle)) == before:
                same = middle
            else:
                other = middle
        yield other
        known = other


def _digest(value: Any, length: int) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:length]
