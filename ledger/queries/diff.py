"""What differs of a subject along one clock, the other two held, and which facts made it so."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from ledger.queries.shown import Around, read_around
from ledger.queries.times import Times, rules_text
from ledger.queries.ways import Way, learning, passing, ruling
from ledger.store import Store
from ledger.terms import instant_text


class Axis(StrEnum):
    """The clock along which two answers are compared."""

    VALID = "valid"
    KNOWN = "known"
    RULES = "rules"


def diff(
    store: Store, subject: str, axis: Axis, before: Times, after: Times
) -> dict[str, Any] | None:
    """The differences in the shape of the contract, section 5; None if both sides are unknown.

    `before` and `after` differ along the axis only, whichever of them is later. Raises BadInput
    for a subject that `show` does not tell.
    """
    early, late = sorted((before, after), key=lambda times: (times.position, times.valid))
    around = read_around(store, subject, late, early)
    way, backward = _way(around, axis, before, after)
    if not way.seen(0) and not way.seen(way.last):
        return None
    return {
        "subject": subject,
        "axis": axis.value,
        "from": _told(axis, before),
        "to": _told(axis, after),
        "changes": way.changes(backward=backward),
    }


def _told(axis: Axis, times: Times) -> str:
    match axis:
        case Axis.VALID:
            return instant_text(times.valid)
        case Axis.KNOWN:
            return instant_text(times.known)
        case Axis.RULES:
            assert times.rules is not None
            return rules_text(times.rules)


def _way(around: Around, axis: Axis, before: Times, after: Times) -> tuple[Way, bool]:
    """The way between two answers, from what was earlier, and whether that is not `before`."""
    match axis:
        case Axis.KNOWN:
            early, late = sorted((before, after), key=lambda times: times.position)
            return learning(around, early.position, late), early is not before
        case Axis.VALID:
            early, late = sorted((before, after), key=lambda times: times.valid)
            return passing(around, early.valid, late), early is not before
        case Axis.RULES:
            pair = (before.rules, after.rules)
            if isinstance(pair[0], datetime) and isinstance(pair[1], datetime):
                backward = pair[0] > pair[1]
                return ruling(around, *((after, before) if backward else (before, after))), backward
            return ruling(around, before, after), False
