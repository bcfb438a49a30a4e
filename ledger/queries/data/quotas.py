"""Traffic quotas of a shop on a local day: what is let through, what was used, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal

from ledger.events import MetricSnapshotRecorded, TrafficQuotaReached, TrafficQuotaSet
from ledger.queries.data.reading import DataFacts, read_data
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.rules.case import zone_of_shop
from ledger.store import Store
from ledger.subjects import shop_tag
from ledger.terms import platform_of
from ledger.verdict import Limit

_KINDS: Final = (TrafficQuotaSet.kind, TrafficQuotaReached.kind, MetricSnapshotRecorded.kind)
_BY_LAW: Final = "referrals"
_MODE, _DAILY = f"traffic.{_BY_LAW}.mode", f"traffic.{_BY_LAW}.daily"

Per = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota of a shop, or of one account of it, and how much of it was used.

    `limit` is None where there is no number; `used` counts from the local `start` of the day or
    month, None where nothing was counted. `limits` are what the law says, `set_by` the fact that
    set it instead. `evidence` are the facts counted.
    """

    quota_kind: str
    account: str | None
    mode: str
    limit: int | None
    per: Per
    start: date
    used: int | None
    reached: Fact | None
    grade: str | None = None
    set_by: Fact | None = None
    limits: tuple[Limit, ...] = ()
    evidence: tuple[int, ...] = ()

    @property
    def left(self) -> int | None:
        """What is left, never below zero; None where there is no number."""
        return None if self.limit is None else max(0, self.limit - (self.used or 0))


@dataclass(frozen=True, slots=True)
class Quotas:
    """The quotas of a shop on a local day; `zone` and `day` are None where no zone is known."""

    as_of: dict[str, Any]
    zone: str | None
    day: date | None
    quotas: tuple[Quota, ...]


def quotas(store: Store, shop: str, times: Times) -> Quotas | None:
    """The quotas on the local day of the time asked; None if nothing but decisions names the shop.

    A day's use is the largest number told of it that day: by the platform when the quota was
    reached, or by snapshots of a metric of the same name, which count from the day's beginning.
    """
    platform = platform_of(shop)
    data = read_data(store, shop_tag(shop), _KINDS, times, (platform,))
    if data is None:
        return None
    as_of, zone = data.as_of((platform,)), zone_of_shop(data.scene.shop(shop))
    if zone is None:
        return Quotas(as_of, None, None, ())
    day = times.valid.astimezone(zone).date()
    found = tuple(_counted(data.facts, one, day, zone) for one in _in_force(data, platform, day))
    return Quotas(as_of, str(zone), day, found)


def _in_force(data: DataFacts, platform: str, day: date) -> Iterator[Quota]:
    latest: dict[tuple[str, str], tuple[TrafficQuotaSet, Fact]] = {}
    for fact in data.facts:
        if isinstance(fact.event, TrafficQuotaSet):
            latest[fact.event.quota_kind, fact.event.account or ""] = fact.event, fact
    mode, daily = data.stated(platform, _MODE), data.stated(platform, _DAILY)
    if (_BY_LAW, "") not in latest and mode is not None:
        limits = (mode,) if daily is None else (mode, daily)
        most = daily.value if daily is not None and isinstance(daily.value, int) else None
        law = Quota(_BY_LAW, None, str(mode.value), most, "day", day, None, None, limits=limits)
        yield law
    for key in sorted(latest):
        event, fact = latest[key]
        per = event.per or "day"
        yield Quota(
            event.quota_kind,
            event.account,
            event.mode,
            event.limit,
            per,
            day if per == "day" else day.replace(day=1),
            None,
            None,
            event.grade,
            fact,
        )


def _counted(facts: Iterable[Fact], quota: Quota, day: date, zone: tzinfo) -> Quota:
    """A quota with what was used of it from its start to the end of the day."""
    days: dict[date, tuple[int, int]] = {}
    reached = None
    for fact in facts:
        local = fact.time.astimezone(zone).date()
        if not quota.start <= local <= day or not _is_of(quota, fact):
            continue
        if isinstance(fact.event, TrafficQuotaReached):
            reached = fact
        told = _used(quota, fact)
        if told is not None and (local not in days or days[local][0] <= told):
            days[local] = told, fact.position
    return _with_use(quota, days, reached)


def _with_use(quota: Quota, days: dict[date, tuple[int, int]], reached: Fact | None) -> Quota:
    """The quota with the uses of its days added up; one that was reached is used up."""
    counts = [sum(count for count, _ in days.values())] if days else []
    if reached is not None and isinstance(reached.event, TrafficQuotaReached):
        # What was reached before the quota was set anew was another one.
        is_this = quota.set_by is None or reached.time >= quota.set_by.time
        told = (reached.event.used, quota.limit if is_this else None)
        counts += [count for count in told if count is not None]
    used = max(counts, default=None)
    evidence = {position for _, position in days.values()}
    if reached is not None:
        evidence.add(reached.position)
    return replace(quota, used=used, reached=reached, evidence=tuple(sorted(evidence)))


def _is_of(quota: Quota, fact: Fact) -> bool:
    match fact.event:
        case TrafficQuotaReached(quota_kind=kind, account=account):
            return (kind, account) == (quota.quota_kind, quota.account)
        case MetricSnapshotRecorded(metric=metric, account=account, window_days=days):
            # One of several days says nothing of any of them, nor does one of a part of them.
            if fact.event.segment is not None or fact.event.live_room is not None:
                return False
            same = (metric, account) == (quota.quota_kind, quota.account)
            return same and days in (None, 1)
    return False


def _used(quota: Quota, fact: Fact) -> int | None:
    match fact.event:
        case TrafficQuotaReached(used=used):
            # By month the platform tells the sum of the month, which is no day's.
            return used if quota.per == "day" else None
        case MetricSnapshotRecorded(value=value):
            return max(0, int(Decimal(value)))
    return None
