"""When a shop last sold something, as far as the facts tell. Source 002 / 2-18.

Kept apart from what a shop remembers: a busy shop's settlements and metrics decide nothing else,
and must not collide with its bindings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Final

from ledger.aggregates.mark import Mark
from ledger.events import MetricSnapshotRecorded, SettlementObserved
from ledger.record import Fact

REMEMBERS: Final = frozenset((MetricSnapshotRecorded.kind, SettlementObserved.kind))
"""The kinds of facts that tell of sales."""

_ORDERS: Final = "orders"
_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Sales:
    """The latest sale, in two readings: `surely` no earlier than this, and `maybe` as late as this.

    The two differ where a count of orders tells only that there was a sale within its window; one
    without a window tells nothing of when. A settlement that does not say when the order was placed
    counts as a sale at its own time.
    """

    surely: Mark | None = None
    maybe: Mark | None = None

    @classmethod
    def recall(cls, facts: Iterable[Fact]) -> Sales:
        """The sales after facts told in order."""
        return evolve_all(cls(), facts)


def evolve(sales: Sales, fact: Fact) -> Sales:
    """The sales after one more fact."""
    match fact.event:
        case SettlementObserved(ordered_at=ordered):
            return _sold(sales, fact, ordered or fact.time, ordered or fact.time)
        case MetricSnapshotRecorded(metric=metric, value=value) as event:
            if metric != _ORDERS or float(value) <= 0:
                return sales
            end = event.window_end or fact.time
            return _sold(sales, fact, _first(end, event.window_days), end)
    return sales


def evolve_all(sales: Sales, facts: Iterable[Fact]) -> Sales:
    """The sales after more facts told in order."""
    return reduce(evolve, facts, sales)


def _sold(sales: Sales, fact: Fact, first: datetime | None, last: datetime) -> Sales:
    surely = _later(sales.surely, None if first is None else Mark(first, fact.position))
    return replace(sales, surely=surely, maybe=_later(sales.maybe, Mark(last, fact.position)))


def _first(end: datetime, days: int | None) -> datetime | None:
    """The earliest that a sale in the days up to an end may have been; the window opens after."""
    return None if days is None else end - timedelta(days=days) + _MOMENT


def _later(one: Mark | None, other: Mark | None) -> Mark | None:
    return max((mark for mark in (one, other) if mark is not None), default=None)
