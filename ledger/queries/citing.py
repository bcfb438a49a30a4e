"""Answers that can be cited: an id that lets anybody ask the same again, years later.

The ledger keeps no list of what it answered. The id carries when the question was asked and how
long the log was, and digests of the question, the log, the law and the answer; whoever cites it
keeps the question. Asked again with the log cut at that length and the clock set to that time, the
question gets the same answer, and what was learnt since can be told apart from what was changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.merkle import leaf_hash
from ledger.merkle.making import Frontier
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

_NOT_COMPARED: Final = frozenset({"cite", "because", "says"})
"""The id itself, and what is written in the language of the asker."""

_TRIED: Final = frozenset({"would_be_done", "would_be_refused"})

_MOST_REASONS: Final = 20

_OF_LAW: Final = (RulebookAdopted.kind, CalendarAdopted.kind)
"""Kinds of facts whose names hold the digest of a text."""

_OF_A_QUERY: Final = 6
_OF_THE_LOG: Final = 12
_OF_THE_LAW: Final = 8
_OF_AN_ANSWER: Final = 12


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


def grounds(store: Store, query: Mapping[str, Any], at: datetime, size: int) -> Citation:
    """The citation of an answer that is not known yet: what it is given of.

    `query` is what was asked, at a time when the log had a size. Where the tree is integrated a few
    hundred hashes are read, however long the log is, and of the law the names of its texts.
    """
    with store.staying():
        root = Tree(store, size).root()
        law = sorted(store.names(_OF_LAW, upto=size))
    return Citation(
        size,
        at,
        _digest(query, _OF_A_QUERY),
        root.hex()[:_OF_THE_LOG],
        _digest(law, _OF_THE_LAW),
        "",
    )


def of_the_leaves(store: Store, citation: Citation) -> Citation:
    """The citation with the root over the leaves themselves, read one by one.

    A tree that is kept beside the log would not tell that the log was changed.
    """
    tree = Frontier()
    for leaf in store.facts(upto=citation.size):
        tree.add(leaf_hash(leaf.data))
    return replace(citation, log=tree.root().hex()[:_OF_THE_LOG])


class AnswerDigest:
    """The digest of the documents of an answer, as they are compared, taken one by one."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def following(self, answer: Iterable[Any]) -> Iterator[Any]:
        """The documents as they come, each taken in before it is handed on."""
        for document in answer:
            self._digest.update(_canonical(_compared(document)) + b"\n")
            yield document

    @property
    def text(self) -> str:
        """The digest of what was taken in so far."""
        return self._digest.hexdigest()[:_OF_AN_ANSWER]


def differing(one: Citation, other: Citation) -> tuple[str, ...]:
    """The parts of two citations that differ: `query`, `log`, `law`, `answer`."""
    parts = ("query", "log", "law", "answer")
    return tuple(part for part in parts if getattr(one, part) != getattr(other, part))


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, whenever and in whatever language they were given."""
    return [_compared(document) for document in one] == [_compared(each) for each in other]


def _compared(document: Any) -> Any:
    """A document without its id, its prose, and how far the log had come."""
    match document:
        case list():
            return [_compared(each) for each in document]
        case dict():
            # A name made up for something that is only tried is another one each time.
            tried = document.get("answer") in _TRIED
            return {
                name: _as_of(value) if name == "as_of" else _compared(value)
                for name, value in document.items()
                if name not in _NOT_COMPARED and not (tried and name == "request")
            }
    return document


def _as_of(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    return {name: value for name, value in told.items() if name not in _MOVING}


def learnt_since(ask: Callable[[int], Answer], size: int, head: int) -> Iterator[int]:
    """Positions after a size whose facts make an answer another one, the first ones first.

    `ask` answers as if the log ended at a position. Each is found by halving; a fact whose effect
    a later one takes back may be passed over.
    """
    last = ask(head)
    known = size
    for _ in range(_MOST_REASONS):
        before = ask(known)
        if same_answer(before, last):
            return
        same, other = known, head
        while other - same > 1:
            middle = (same + other) // 2
            if same_answer(ask(middle), before):
                same = middle
            else:
                other = middle
        yield other
        known = other


def _digest(value: Any, length: int) -> str:
    return hashlib.sha256(_canonical(value)).hexdigest()[:length]


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS)
