"""Synchronisation of a shop's data: the policies in force, their runs, and which came late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final, Literal

from ledger.events import SyncPolicySet, SyncRunObserved
from ledger.queries.data.reading import DataFacts, read_data
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.rules.case import span, utc, zone_of_shop
from ledger.store import Store
from ledger.subjects import shop_tag
from ledger.terms import platform_of
from ledger.verdict import Limit

_KINDS: Final = (SyncPolicySet.kind, SyncRunObserved.kind)
_STATED: Final = ("data_scope", "direction", "privacy_mode")

Health = Literal["ok", "manual", "unknown", "failed", "late"]
HEALTH: Final[tuple[Health, ...]] = ("ok", "manual", "unknown", "failed", "late")
"""How well synchronisation goes, the best first."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When runs are expected: so often, so many a local day, or by hand; None is not said.

    `limits` are what the law says where the policy leaves it out, by the name of the parameter.
    """

    every: timedelta | None = None
    per_day: int | None = None
    by_hand: bool = False
    limits: tuple[tuple[str, Limit], ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is expected."""
        return self.every is not None or self.per_day is not None or self.by_hand


@dataclass(frozen=True, slots=True)
class Lateness:
    """Something that came late, or has not come yet.

    `what` is `run_late` (the run at `until` came after `due`), `run_missing` (none came since
    `due`), `data_old` (what came at `until` was too old), `run_failed`, or `runs_short` (too few on
    the local day from `since` to `until`). `seconds` is by how much, `count` how many runs came.
    """

    what: str
    since: datetime
    due: datetime
    until: datetime | None
    position: int | None
    seconds: int | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A policy in force with what is expected, and how its runs went since it was set."""

    policy: SyncPolicySet
    set_by: Fact
    schedule: Schedule
    stated: tuple[tuple[str, Limit], ...]
    health: Health
    runs: tuple[Fact, ...]
    late: tuple[Lateness, ...]

    @property
    def last_success(self) -> Fact | None:
        """The last run that succeeded."""
        return next((run for run in reversed(self.runs) if _succeeded(run)), None)


@dataclass(frozen=True, slots=True)
class Synchronised:
    """The synchronisation of a shop; `unplanned` are runs that belong to no policy in force."""

    as_of: dict[str, Any]
    health: Health | None
    watched: tuple[Watched, ...]
    unplanned: int


def synchronised(
    store: Store, shop: str, times: Times, since: datetime | None = None
) -> Synchronised | None:
    """The policies in force and their runs; None if nothing but decisions names the shop.

    What was late is told as far as it lasted after `since`.
    """
    own = platform_of(shop)
    data = read_data(store, shop_tag(shop), _KINDS, times, (own,))
    if data is None:
        return None
    policies = _in_force(data.facts)
    runs = [fact for fact in data.facts if isinstance(fact.event, SyncRunObserved)]
    zone = zone_of_shop(data.scene.shop(shop))
    watched = tuple(
        _watched(data, policy, fact, of_policy, zone, since)
        for (policy, fact), of_policy in zip(policies, _runs_of(policies, runs), strict=True)
    )
    taken = {run.position for one in watched for run in one.runs}
    platforms = {one.policy.platform or own for one in watched}
    worst = max((one.health for one in watched), key=HEALTH.index, default=None)
    unplanned = sum(run.position not in taken for run in runs)
    return Synchronised(data.as_of(platforms), worst, watched, unplanned)


def _in_force(facts: Iterable[Fact]) -> list[tuple[SyncPolicySet, Fact]]:
    """The latest policy for each kind of data and way, in the order of these."""
    latest: dict[tuple[str, ...], tuple[SyncPolicySet, Fact]] = {}
    for fact in facts:
        if isinstance(fact.event, SyncPolicySet):
            ways = (name or "" for name in _way(fact.event))
            latest[(fact.event.data_kind, *ways)] = fact.event, fact
    return [latest[key] for key in sorted(latest)]


def _runs_of(
    policies: Sequence[tuple[SyncPolicySet, Fact]], runs: Iterable[Fact]
) -> list[tuple[Fact, ...]]:
    """The runs of each policy since it was set.

    A run belongs to the policy that names the same way; where none does, to those whose way is not
    another.
    """
    found: list[list[Fact]] = [[] for _ in policies]
    for run in runs:
        event = run.event
        assert isinstance(event, SyncRunObserved)
        of_kind = [
            place
            for place, (policy, _) in enumerate(policies)
            if policy.data_kind == event.data_kind
        ]
        same = [one for one in of_kind if _way(policies[one][0]) == _way(event)]
        for place in same or [one for one in of_kind if _agree(policies[one][0], event)]:
            if run.time >= policies[place][1].time:
                found[place].append(run)
    return [tuple(some) for some in found]


def _way(event: SyncPolicySet | SyncRunObserved) -> tuple[str | None, ...]:
    return event.platform, event.integration, event.account


def _agree(policy: SyncPolicySet, run: SyncRunObserved) -> bool:
    pairs = zip(_way(policy), _way(run), strict=True)
    return all(None in (one, other) or one == other for one, other in pairs)


def _watched(
    data: DataFacts,
    policy: SyncPolicySet,
    set_by: Fact,
    runs: tuple[Fact, ...],
    zone: tzinfo | None,
    since: datetime | None,
) -> Watched:
    platform = policy.platform or platform_of(policy.shop)
    schedule = _schedule(data, policy, platform)
    late = tuple(
        one
        for one in sorted(
            lateness(schedule, set_by.time, runs, data.scene.valid, zone), key=lambda one: one.due
        )
        if since is None or one.until is None or one.until > since
    )
    stated = []
    for name in _STATED:
        parameter = "sync.data_scope" if name == "data_scope" else f"sync.{policy.data_kind}.{name}"
        limit = data.stated(platform, parameter) if parameter in _PARAMETERS else None
        if limit is not None:
            stated.append((parameter, limit))
    return Watched(
        policy, set_by, schedule, tuple(stated), _health(schedule, runs, late, zone), runs, late
    )


_PARAMETERS: Final = (
    "sync.data_scope",
    "sync.orders.every",
    "sync.orders.trigger",
    "sync.stock.direction",
    "sync.stock.runs_per_day",
    "sync.profile.privacy_mode",
)


def _schedule(data: DataFacts, policy: SyncPolicySet, platform: str) -> Schedule:
    """What a policy says of its runs, else what the law of its platform says."""
    if policy.interval_seconds or policy.runs_per_day or policy.trigger == "manual":
        every = timedelta(seconds=policy.interval_seconds) if policy.interval_seconds else None
        return Schedule(every, policy.runs_per_day, policy.trigger == "manual")
    limits = {
        name: limit
        for part in ("every", "runs_per_day", "trigger")
        if (name := f"sync.{policy.data_kind}.{part}") in _PARAMETERS
        and (limit := data.stated(platform, name)) is not None
    }
    found = {name.rpartition(".")[2]: limit for name, limit in limits.items()}
    per_day = found["runs_per_day"].value if "runs_per_day" in found else None
    return Schedule(
        span(found["every"]) if "every" in found else None,
        per_day if isinstance(per_day, int) else None,
        "trigger" in found and found["trigger"].value == "manual" and policy.trigger is None,
        tuple(limits.items()),
    )


def _health(
    schedule: Schedule, runs: Sequence[Fact], late: Sequence[Lateness], zone: tzinfo | None
) -> Health:
    """Late is worse than failed, and failed than not known; what is over and done is no matter.

    A run that came late is over once the next came in time; so is a day on which too few came.
    """
    if any(one.until is None for one in late):
        return "late"
    if runs and not _succeeded(runs[-1]):
        return "failed"
    last = runs[-1] if runs else None
    if last is not None and any(one.position == last.position for one in late):
        return "late"
    if late and late[-1].what == "runs_short":
        return "late"
    if schedule.by_hand and schedule.every is None and schedule.per_day is None:
        return "manual"
    if not schedule.is_known or (schedule.every is None and zone is None):
        return "unknown"
    return "ok"


def _succeeded(run: Fact) -> bool:
    return isinstance(run.event, SyncRunObserved) and run.event.outcome == "succeeded"


def lateness(
    schedule: Schedule,
    start: datetime,
    runs: Sequence[Fact],
    at: datetime,
    zone: tzinfo | None,
) -> Iterator[Lateness]:
    """What came late of the runs of a policy set at `start`, as seen `at` an instant.

    A run is due `every` so long after the last that succeeded, the first after the policy was set.
    Days are whole local days of the shop: the one the policy was set on and the one that is not
    over are left out; none are counted where its zone is not known.
    """
    came = [run for run in runs if _succeeded(run)]
    for run in runs:
        if not _succeeded(run):
            yield Lateness("run_failed", run.time, run.time, run.time, run.position)
    if schedule.every is not None:
        yield from _gaps(schedule.every, start, came, at)
        yield from _old(schedule.every, came)
    if schedule.per_day is not None and zone is not None:
        yield from _short_days(schedule.per_day, start, came, at, zone)


def _gaps(
    every: timedelta, start: datetime, came: Sequence[Fact], at: datetime
) -> Iterator[Lateness]:
    times = [start, *(run.time for run in came)]
    for (before, after), run in zip(pairwise(times), came, strict=True):
        due = before + every
        if after > due:
            late = _seconds(after - due)
            yield Lateness("run_late", before, due, after, run.position, late)
    due = times[-1] + every
    if at > due:
        yield Lateness("run_missing", times[-1], due, None, None, _seconds(at - due))


def _old(every: timedelta, came: Iterable[Fact]) -> Iterator[Lateness]:
    for run in came:
        assert isinstance(run.event, SyncRunObserved)
        lag = run.event.lag_seconds
        most = _seconds(every)
        if lag is not None and lag > most:
            # The age may be any number that was told, also one that no calendar holds.
            yield Lateness("data_old", run.time, run.time, run.time, run.position, lag - most)


def _short_days(
    per_day: int, start: datetime, came: Iterable[Fact], at: datetime, zone: tzinfo
) -> Iterator[Lateness]:
    counts: dict[Any, int] = {}
    for run in came:
        day = run.time.astimezone(zone).date()
        counts[day] = counts.get(day, 0) + 1
    day = start.astimezone(zone).date() + timedelta(days=1)
    while day < at.astimezone(zone).date():
        if counts.get(day, 0) < per_day:
            begins = utc(datetime(day.year, day.month, day.day, tzinfo=zone))
            after = day + timedelta(days=1)
            ends = utc(datetime(after.year, after.month, after.day, tzinfo=zone))
            yield Lateness("runs_short", begins, ends, ends, None, None, counts.get(day, 0))
        day += timedelta(days=1)


def _seconds(length: timedelta) -> int:
    """Whole seconds, a fraction counted as one."""
    return -(-length // timedelta(seconds=1))
