"""The stored form checked: every leaf, and every column that repeats what a leaf says.

This finds what was changed in the database by somebody who did not change everything. That nothing
at all was changed is for the tree to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import orjson

from ledger.codec import canonical, decode, personal_digest
from ledger.errors import LedgerError
from ledger.store import Row, Store, leaf_hash, microseconds
from ledger.subjects import tags_of


@dataclass(frozen=True, slots=True)
class Defect:
    """A place where the stored form contradicts itself.

    `what` is `leaf`, `tag`, `name`, `column`, `personal` or `gap` (contract, section 5, `verify`).
    """

    position: int
    what: str


def defects(
    store: Store, progress: Callable[[int], None] = lambda facts: None
) -> Iterator[Defect]:
    """Everything in the log that contradicts itself, in order of position."""
    expected = 1
    for row in store.rows():
        progress(1)
        if row.position != expected:
            yield Defect(expected, "gap")
        expected = row.position + 1
        wrong = _wrong(row)
        if wrong is not None:
            yield Defect(row.position, wrong)


def _wrong(row: Row) -> str | None:
    """What is wrong with a row, the worst first."""
    # A careless edit leaves text where bytes were.
    if not isinstance(row.leaf, bytes) or leaf_hash(row.leaf) != row.hash:
        return "leaf"
    try:
        envelope = orjson.loads(row.leaf)
        fact = decode(row.position, row.leaf)
    except (ValueError, LedgerError):
        return "leaf"
    if canonical(envelope) != row.leaf:
        return "leaf"
    if (fact.source, fact.id) != (row.source, row.id):
        return "name"
    times = (microseconds(fact.time), microseconds(fact.recordedtime))
    if (fact.event.kind, *times) != (row.kind, row.time, row.recordedtime):
        return "column"
    if tags_of(fact.event) != row.tags:
        return "tag"
    return "personal" if _is_personal_wrong(row, envelope.get("personaldigest")) else None


def _is_personal_wrong(row: Row, digest: str | None) -> bool:
    if row.salt is None or row.personal is None:
        return False  # there was none, or it was forgotten
    return digest != personal_digest(row.salt, row.personal)
