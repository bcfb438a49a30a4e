"""The smallest set of facts that still gives an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ledger.record import Fact


def smallest(facts: Sequence[Fact], still: Callable[[Sequence[Fact]], bool]) -> tuple[Fact, ...]:
    """Facts of which none can be left out; those that come first are left out first.

    `still` says whether some facts give the answer; all of them must. Many are left out together
    where that is possible, so that a long history costs little more than a short one.
    """
    left = tuple(facts)
    while True:
        kept = _thinned((), left, (), still)
        if kept == left:
            return left
        # A fact that was needed beside others may no longer be.
        left = kept


def _thinned(
    before: tuple[Fact, ...],
    some: tuple[Fact, ...],
    after: tuple[Fact, ...],
    still: Callable[[Sequence[Fact]], bool],
) -> tuple[Fact, ...]:
    """What must stay of some facts that stand between others."""
    if not some or still((*before, *after)):
        return ()
    if len(some) == 1:
        return some
    middle = len(some) // 2
    first = _thinned(before, some[:middle], (*some[middle:], *after), still)
    return (*first, *_thinned((*before, *first), some[middle:], after, still))


def farthest_first(facts: Sequence[Fact], at: datetime) -> list[Fact]:
    """What happened after an instant, the latest first, and then what happened by it, in order.

    What is left of a set in this order is what a person would point at: the last word on the
    matter, or the first one after it.
    """
    later = sorted((one for one in facts if one.time > at), key=_place, reverse=True)
    return [*later, *sorted((one for one in facts if one.time <= at), key=_place)]


def _place(fact: Fact) -> tuple[datetime, int]:
    return fact.time, fact.position
