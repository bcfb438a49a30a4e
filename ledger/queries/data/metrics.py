"""Metrics of a shop or an account: what was measured, how fresh it is, and two spans compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final

from ledger.events import MetricSnapshotRecorded
from ledger.queries.data.reading import DataFacts, read_data
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store
from ledger.terms import platform_of
from ledger.verdict import Limit

_WINDOWS: Final = ("metrics.window.short", "metrics.window.long")
_PLACES: Final = Decimal("0.01")
_EXACTLY: Final = Context(prec=80, rounding=ROUND_HALF_EVEN)
"""Wide enough for the largest number there may be over the smallest."""

_ADDED_UP: Final = frozenset({"gmv", "orders", "plays", "referrals", "live"})
"""Metrics that grow with the span they are of, so that spans are compared by the day.

Read without a span they are totals, which never fall.
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A metric as it was read; `measured_at` is when what it says was true.

    `runs_backwards` is the fact that a total falls behind: the largest of the same series that was
    true before it. Both stand: which of the two is wrong, nobody here can say.
    """

    metric: MetricSnapshotRecorded
    fact: Fact
    runs_backwards: Fact | None = None

    @property
    def measured_at(self) -> datetime:
        """The end of the span it is of, else the time it was read less how old it was then."""
        if self.metric.window_end is not None:
            return self.metric.window_end
        try:
            return self.fact.time - timedelta(seconds=self.metric.lag_seconds or 0)
        except OverflowError:
            return self.fact.time

    @property
    def below_benchmark(self) -> bool | None:
        """Whether it stays below what the trade reaches; None where nobody said what that is."""
        if self.metric.benchmark is None:
            return None
        return Decimal(self.metric.value) < Decimal(self.metric.benchmark)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric over a short and over a long span, each the latest snapshot of its length.

    `per_day` are the values compared: by the day for what adds up, else as they are, to two
    decimals, halves to even; `change` is by how much the short span differs, in percent, None where
    the long one is zero.
    """

    short: Snapshot
    long: Snapshot
    per_day: tuple[Decimal, Decimal]
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Measured:
    """The snapshots of a subject in order of time, and what was asked to be compared."""

    as_of: dict[str, Any]
    snapshots: tuple[Snapshot, ...]
    windows: tuple[int, int] | None
    windows_by: tuple[Limit, ...]
    comparisons: tuple[Comparison, ...]


def measured(
    store: Store,
    tag: str,
    times: Times,
    metric: str | None = None,
    since: datetime | None = None,
    windows: tuple[int, int] | None = None,
) -> Measured | None:
    """What was measured of a shop or an account; None if nothing but decisions names it.

    Of one `metric`, read not before `since`, if these are given. Compared are spans of `windows`
    days, by default those that the law of the platform names.
    """
    platform = platform_of(tag.partition(":")[2])
    data = read_data(store, tag, (MetricSnapshotRecorded.kind,), times, (platform,))
    if data is None:
        return None
    snapshots = tuple(
        Snapshot(fact.event, fact)
        for fact in data.facts
        if isinstance(fact.event, MetricSnapshotRecorded)
        and metric in (None, fact.event.metric)
        and (since is None or fact.time >= since)
    )
    limits = () if windows is not None else _by_law(data, platform)
    if limits:
        windows = (_days(limits[0]), _days(limits[1]))
    compared = () if windows is None else tuple(_compared(snapshots, *windows))
    return Measured(data.as_of((platform,)), _with_falls(snapshots), windows, limits, compared)


def _with_falls(snapshots: tuple[Snapshot, ...]) -> tuple[Snapshot, ...]:
    """The snapshots, each total with the one it falls behind."""
    behind: dict[int, Fact] = {}
    largest: dict[tuple[str, ...], Snapshot] = {}
    for one in sorted(snapshots, key=lambda one: (one.measured_at, one.fact.position)):
        if one.metric.metric not in _ADDED_UP or one.metric.window_days is not None:
            continue
        before = largest.setdefault(_series(one.metric), one)
        if Decimal(one.metric.value) < Decimal(before.metric.value):
            behind[one.fact.position] = before.fact
        else:
            largest[_series(one.metric)] = one
    return tuple(
        replace(one, runs_backwards=behind[one.fact.position])
        if one.fact.position in behind
        else one
        for one in snapshots
    )


def _by_law(data: DataFacts, platform: str) -> tuple[Limit, ...]:
    found = [data.stated(platform, name) for name in _WINDOWS]
    stated = tuple(limit for limit in found if limit is not None)
    return stated if len(stated) == len(_WINDOWS) else ()


def _days(limit: Limit) -> int:
    assert isinstance(limit.value, int)
    return limit.value


def _compared(snapshots: Iterable[Snapshot], short: int, long: int) -> Iterator[Comparison]:
    """The comparisons of everything that was measured over both spans in the same way."""
    latest: dict[tuple[str, ...], dict[int, Snapshot]] = {}
    for one in snapshots:
        if one.metric.window_days in (short, long):
            of_series = latest.setdefault(_series(one.metric), {})
            known = of_series.get(one.metric.window_days)
            if known is None or known.measured_at <= one.measured_at:
                of_series[one.metric.window_days] = one
    for key in sorted(latest):
        if len(latest[key]) == len({short, long}):
            yield _comparison(latest[key][short], latest[key][long])


def _series(metric: MetricSnapshotRecorded) -> tuple[str, ...]:
    """What makes two snapshots comparable."""
    named = (
        metric.metric,
        metric.shop,
        metric.account,
        metric.segment,
        metric.live_room,
        metric.measured_by,
        metric.unit,
        metric.currency,
    )
    return tuple(name or "" for name in named)


def _comparison(short: Snapshot, long: Snapshot) -> Comparison:
    first, second = _by_day(short.metric), _by_day(long.metric)
    change = None
    if second:
        more = _EXACTLY.multiply(_EXACTLY.subtract(first, second), Decimal(100))
        change = _rounded(_EXACTLY.divide(more, abs(second)))
    return Comparison(short, long, (_rounded(first), _rounded(second)), change)


def _by_day(metric: MetricSnapshotRecorded) -> Decimal:
    value = Decimal(metric.value)
    if metric.metric not in _ADDED_UP or not metric.window_days:
        return value
    return _EXACTLY.divide(value, Decimal(metric.window_days))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, context=_EXACTLY)
