"""The smallest set of facts that still gives an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ledger.record import Fact


def smallest(facts: Sequence[Fact], still: Callable[[Sequence[Fact]], bool]) -> tuple[Fact, ...]:
    """Facts of which none can be left out; those that come first are left out first.

    `still` says whether some facts give the answer; all of them must. Halves are tried before
    single facts, so that a long history costs little more than a short one.
    """
    left, size = list(facts), max(len(facts) // 2, 1)
    while True:
        shrunk, place = False, 0
        while place < len(left):
            without = left[:place] + left[place + size :]
            if still(without):
                left, shrunk = without, True
            else:
                place += size
        if size == 1 and not shrunk:
            return tuple(left)
        size = max(size // 2, 1)


def farthest_first(facts: Sequence[Fact], at: datetime) -> list[Fact]:
    """What happened after an instant, the latest first, and then what happened by it, in order.

    What is left of a set in this order is what a person would point at: the last word on the
    matter, or the first one after it.
    """
    later = sorted((one for one in facts if one.time > at), key=_place, reverse=True)
    return [*later, *sorted((one for one in facts if one.time <= at), key=_place)]


def _place(fact: Fact) -> tuple[datetime, int]:
    return fact.time, fact.position
