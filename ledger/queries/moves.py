"""Where on a way from one answer to another each value moved, by halving the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from ledger.queries.leaves import Leaves, differing

Seen = Callable[[int], Leaves]
"""What is told at a point of the way; points are numbered from 0."""


def moves(seen: Seen, last: int) -> dict[str, list[int]]:
    """The steps that took each value from what it is at the first point to what it is at the last.

    A step is named by the point it leads to. Only values that differ in the end are told, and of
    each only the steps since it last was what it is at first: taken one after the other they lead
    from one to the other. A stretch at whose ends a value is the same is not looked into for it.
    """
    seen = cache(seen)
    found: dict[str, list[int]] = {path: [] for path in differing(seen(0), seen(last))}
    _halve(seen, 0, last, found, found)
    return {path: _since_first(seen, path, steps) for path, steps in found.items()}


def _halve(
    seen: Seen, start: int, end: int, paths: Iterable[str], found: dict[str, list[int]]
) -> None:
    first, last = seen(start), seen(end)
    moved = [path for path in paths if first.get(path) != last.get(path)]
    if not moved:
        return
    if end == start + 1:
        for path in moved:
            found[path].append(end)
        return
    middle = (start + end) // 2
    _halve(seen, start, middle, moved, found)
    _halve(seen, middle, end, moved, found)


def _since_first(seen: Seen, path: str, steps: list[int]) -> list[int]:
    first = seen(0).get(path)
    back = [place for place, step in enumerate(steps) if seen(step).get(path) == first]
    return steps[back[-1] + 1 :] if back else steps


def first_of(holds: Callable[[int], bool], last: int) -> int:
    """A number at which something holds that does not hold just before; it holds at `last`.

    It must not hold at 0.
    """
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
