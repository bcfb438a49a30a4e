"""The stored form checked: every leaf, and every column that repeats what a leaf says.

This finds what was changed in the database by somebody who did not change everything. That nothing
at all was changed is for the tree to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from ledger.codec import canonical, decode, personal_digest
from ledger.errors import LedgerError
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.law_file import digest_of
from ledger.merkle import leaf_hash
from ledger.record import Fact
from ledger.rulebook import read_rulebook
from ledger.store import Row, Store, microseconds
from ledger.subjects import tags_of
from ledger.terms import instant_text
from ledger.working_days import read_calendar


@dataclass(frozen=True, slots=True)
class Defect:
    """A place where the stored form contradicts itself.

    `what` is `leaf`, `tag`, `name`, `column`, `personal` or `gap` (contract, section 5, `verify`).
    """

    position: int
    what: str


class Seen(NamedTuple):
    """A fact as it is stored: the hash of its leaf, and what is wrong, None if nothing is.

    Where positions are missing, the first of them is told, as a `gap`.
    """

    position: int
    hash: bytes
    wrong: str | None


def seen(store: Store, after: int = 0, upto: int | None = None) -> Iterator[Seen]:
    """The facts at positions after < p <= upto, each compared with what is said beside it."""
    expected, learnt = after + 1, 0
    for row in store.rows(after=after, upto=upto):
        if row.position != expected:
            yield Seen(expected, b"", "gap")
        expected = row.position + 1
        wrong = wrong_with(row)
        if isinstance(row.recordedtime, int):
            # What is learnt later stands later: facts that changed places show it.
            if wrong is None and row.recordedtime < learnt:
                wrong = "column"
            learnt = max(learnt, row.recordedtime)
        # Where nothing is wrong, the hash beside the leaf is that of the leaf.
        yield Seen(row.position, row.hash if wrong is None else b"", wrong)
    if upto is not None and expected <= upto:
        yield Seen(expected, b"", "gap")


def defects(store: Store, progress: Callable[[int], None] = lambda facts: None) -> Iterator[Defect]:
    """Everything in the log that contradicts itself, in order of position."""
    strays = store.strays()
    yield from (Defect(position, "gap") for position in strays if position < 1)
    last = 0
    for last, _, wrong in seen(store):
        if wrong != "gap":
            progress(1)
        if wrong is not None:
            yield Defect(last, wrong)
    if strays and strays[-1] > last:
        yield Defect(last + 1, "gap")


def wrong_with(row: Row) -> str | None:
    """What of a row contradicts the rest of it, the worst first; None if nothing does."""
    # A careless edit leaves text where bytes were.
    if not isinstance(row.leaf, bytes) or leaf_hash(row.leaf) != row.hash:
        return "leaf"
    try:
        envelope = orjson.loads(row.leaf)
        fact = decode(row.position, row.leaf)
    except (ValueError, LedgerError):
        return "leaf"
    if canonical(envelope) != row.leaf or not _can_be_law(fact):
        return "leaf"
    if (fact.source, fact.id) != (row.source, row.id) or not _is_named_after_its_text(fact):
        return "name"
    times = (microseconds(fact.time), microseconds(fact.recordedtime))
    if (fact.event.kind, *times) != (row.kind, row.time, row.recordedtime):
        return "column"
    kind = fact.event.kind
    if [(place, tag, kind) for place, tag in enumerate(tags_of(fact.event))] != list(row.tags):
        return "tag"
    return "personal" if _is_personal_wrong(row, envelope.get("personaldigest")) else None


def _can_be_law(fact: Fact) -> bool:
    """Whether the text of an adoption can be read; nothing can be judged under one that cannot."""
    event = fact.event
    try:
        match event:
            case RulebookAdopted():
                return read_rulebook(event.text, "the adopted text").program == event.program
            case CalendarAdopted():
                year = read_calendar(event.text, "the adopted text")
                return (year.country, year.year) == (event.country, event.year)
    except LedgerError:
        return False
    return True


def _is_named_after_its_text(fact: Fact) -> bool:
    if not isinstance(fact.event, RulebookAdopted | CalendarAdopted):
        return True
    return fact.id == f"{digest_of(fact.event.text)}@{instant_text(fact.time)}"


def _is_personal_wrong(row: Row, digest: str | None) -> bool:
    if row.salt is None or row.personal is None:
        return False  # there was none, or it was forgotten
    if not isinstance(row.salt, bytes) or not isinstance(row.personal, bytes):
        return True
    return digest != personal_digest(row.salt, row.personal)
