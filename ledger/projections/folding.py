"""Folding many facts into many rows, in memory: pure, and the same wherever rows are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from ledger.aggregates.mark import mark
from ledger.projections.projection import Kept, Key, Projection, Row
from ledger.record import Fact, in_order


def by_key(projection: Projection[Any], facts: Iterable[Fact]) -> dict[Key, list[Fact]]:
    """The facts that a projection reads, by the rows they move."""
    found: defaultdict[Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.event.kind in projection.kinds:
            for key in projection.keys(fact):
                found[key].append(fact)
    return found


def fold_in(
    projection: Projection[Row],
    rows: MutableMapping[Key, Kept[Row]],
    facts: Mapping[Key, list[Fact]],
) -> set[Key]:
    """Fold facts into rows. Gives the keys for which one is late; their rows stay as they are.

    Facts that come together may come in any order.
    """
    late = set()
    for key, told in facts.items():
        if len(told) > 1:
            told.sort(key=in_order)
        kept = rows.get(key)
        if kept is not None and in_order(told[0]) <= kept.last:
            late.add(key)
        else:
            rows[key] = folded(projection, told, kept)
    return late


def folded(
    projection: Projection[Row], told: Sequence[Fact], kept: Kept[Row] | None = None
) -> Kept[Row]:
    """The row after facts told in order, one at least."""
    row = None if kept is None else kept.row
    fold = projection.fold
    for fact in told:
        row = fold(row, fact)
    assert row is not None
    return Kept(row, mark(told[-1]))
