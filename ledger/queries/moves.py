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
    first = seen(0)
    found: dict[str, list[int]] = {path: [] for path in differing(first, seen(last))}
    _halve(seen, 0, last, found, found, first)
    return {path: _since_first(seen, path, sorted(steps)) for path, steps in found.items()}


def _halve(
    seen: Seen,
    start: int,
    end: int,
    paths: Iterable[str],
    found: dict[str, list[int]],
    first: Leaves,
) -> None:
    """Find the steps in a stretch, the later half before the earlier.

    Where a value came back to what it was at first, nothing before that matters.
    """
    before, after = seen(start), seen(end)
    moved = [path for path in paths if before.get(path) != after.get(path)]
    if not moved:
        return
    if end == start + 1:
        for path in moved:
            found[path].append(end)
        return
    middle = (start + end) // 2
    _halve(seen, middle, end, moved, found, first)
    left = [path for path in moved if not _came_back(seen, path, found[path], first)]
    _halve(seen, start, middle, left, found, first)


def _came_back(seen: Seen, path: str, steps: Iterable[int], first: Leaves) -> bool:
    return any(seen(step).get(path) == first.get(path) for step in steps)


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
