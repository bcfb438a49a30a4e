"""`metrics` and `quota`: what was measured of shops and accounts, and how much traffic is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import (
    ID,
    INSTANT,
    SHOP,
    Clocks,
    Invocation,
    clocks,
    examples,
    subject,
)
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.console.times import settled, times_told
from ledger.errors import BadInput
from ledger.explain import quantity, source_text
from ledger.language import say, say_count
from ledger.phrases.of_data import mode_text, per_text
from ledger.subjects import shop_tag
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.queries.data.metrics import Comparison, Measured, Snapshot
    from ledger.queries.data.quotas import Quota, Quotas

_View = dict[str, Any]

_OF_A_SNAPSHOT: Final = (
    "metric",
    "value",
    "unit",
    "currency",
    "window_days",
    "time",
    "measured_at",
    "lag_seconds",
    "measured_by",
    "shop",
    "account",
    "segment",
    "live_room",
    "benchmark",
    "below_benchmark",
    "runs_backwards",
    "position",
)
_OF_A_QUOTA: Final = (
    "quota_kind",
    "account",
    "mode",
    "grade",
    "per",
    "start",
    "limit",
    "used",
    "left",
    "reached_at",
    "set_by",
    "source",
    "evidence",
)
_WINDOWS: Final = re.compile(r"([1-9][0-9]{0,4}),([1-9][0-9]{0,4})", re.ASCII)


@click.command(
    help=say(
        "What was measured of a shop or an account: turnover, conversion, order value, turnover "
        "per thousand views, dwell time, clicks and whatever else was told, with where it was "
        "read and how old it was; two spans compared."
    ),
    epilog=examples(
        "bindledger metrics shop:tiktok:S1 --metric gmv",
        "bindledger metrics account:tiktok:A1 --compare 7,28",
        "bindledger --csv metrics account:tiktok:A1 > A1.csv",
    ),
)
@subject
@click.option("--metric", type=ID, metavar="NAME", help=say("Only this metric, such as gmv."))
@click.option("--since", type=INSTANT, metavar="T", help=say("Only what was read from T on."))
@click.option(
    "--compare",
    metavar="DAYS,DAYS",
    help=say("Compare spans of so many days (default: as the law of the platform says)."),
)
@clocks
@click.pass_obj
def metrics(
    invocation: Invocation,
    subject: str,
    metric: str | None,
    since: datetime | None,
    compare: str | None,
    clocks: Clocks,
) -> None:
    from ledger.queries.data.metrics import measured

    if subject.partition(":")[0] not in ("shop", "account"):
        raise BadInput(
            say("{subject} has no metrics.", subject=subject),
            where="SUBJECT",
            why=say("Only shops and accounts are measured."),
            now=say("Give a subject such as shop:tiktok:S1 or account:tiktok:A1."),
        )
    windows = None if compare is None else _windows(compare)
    with answering(invocation) as (ledger, citing):
        found = measured(ledger.store, subject, settled(ledger, clocks), metric, since, windows)
        if found is None:
            raise nobody(ledger.store, subject)
    view = _measured(subject, found)
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(
            _OF_A_SNAPSHOT, ([one[name] for name in _OF_A_SNAPSHOT] for one in view["snapshots"])
        )
    else:
        _tell_metrics(view)
        citing.tell(view)


def _windows(text: str) -> tuple[int, int]:
    found = _WINDOWS.fullmatch(text)
    if found is None or int(found[1]) >= int(found[2]):
        raise BadInput(
            say("{value} names no two spans.", value=repr(text)),
            where="--compare",
            why=say("A shorter span in days is compared with a longer one."),
            now=say("Give them as in `--compare 7,28`."),
        )
    return int(found[1]), int(found[2])


def _measured(subject: str, found: Measured) -> _View:
    return {
        "subject": subject,
        "as_of": found.as_of,
        "snapshots": [_snapshot(one) for one in found.snapshots],
        "windows": found.windows and list(found.windows),
        "windows_by": found.windows_by[0].source if found.windows_by else None,
        "comparisons": [_comparison(one) for one in found.comparisons],
    }


def _snapshot(one: Snapshot) -> _View:
    metric = one.metric
    return {
        "metric": metric.metric,
        "value": metric.value,
        "unit": metric.unit,
        "currency": metric.currency,
        "window_days": metric.window_days,
        "time": instant_text(one.fact.time),
        "measured_at": instant_text(one.measured_at),
        "lag_seconds": metric.lag_seconds,
        "measured_by": metric.measured_by,
        "shop": metric.shop,
        "account": metric.account,
        "segment": metric.segment,
        "live_room": metric.live_room,
        "benchmark": metric.benchmark,
        "below_benchmark": one.below_benchmark,
        "runs_backwards": one.runs_backwards and one.runs_backwards.position,
        "position": one.fact.position,
    }


def _comparison(one: Comparison) -> _View:
    short, long = one.per_day
    return {
        "short": _snapshot(one.short),
        "long": _snapshot(one.long),
        "short_compared": str(short),
        "long_compared": str(long),
        "change_percent": None if one.change is None else str(one.change),
    }


def _tell_metrics(view: _View) -> None:
    pairs([(say("subject"), view["subject"]), *times_told(view["as_of"])])
    rows: list[tuple[Cell, ...]] = [
        (
            one["metric"],
            _value(one),
            one["window_days"],
            one["measured_at"],
            _of_what(one),
            _read_at(one),
            _against(one),
        )
        for one in view["snapshots"]
    ]
    columns = (
        say("metric"),
        say("value"),
        say("days"),
        say("true at"),
        say("of"),
        say("read where"),
        say("trade"),
    )
    table(say("Snapshots"), columns, rows)
    if view["windows"] is not None:
        _tell_comparisons(view)


def _tell_comparisons(view: _View) -> None:
    short, long = view["windows"]
    source = view["windows_by"] or "--compare"
    title = say("{short} against {long} days ({source})", short=short, long=long, source=source)
    rows: list[tuple[Cell, ...]] = [
        (
            one["short"]["metric"],
            _of_what(one["short"]),
            one["short_compared"],
            one["long_compared"],
            say("{count} %", count=one["change_percent"]) if one["change_percent"] else None,
        )
        for one in view["comparisons"]
    ]
    columns = (
        say("metric"),
        say("of"),
        say("{count} days", count=short),
        say("{count} days", count=long),
        say("change"),
    )
    table(title, columns, rows)
    if rows:
        sentence(
            say("What adds up over days is compared by the day; two decimals, halves to even."),
            "dim",
        )


def _value(one: _View) -> str:
    counted_in = one["currency"] or one["unit"]
    value = one["value"] if counted_in is None else f"{one['value']} {counted_in}"
    if one["runs_backwards"] is None:
        return str(value)
    return say("{value}, less than #{position}", value=value, position=one["runs_backwards"])


def _of_what(one: _View) -> str:
    named = (one[name] for name in ("shop", "account", "segment", "live_room"))
    return ", ".join(name for name in named if name is not None)


def _read_at(one: _View) -> str:
    where = one["measured_by"] or ""
    lag = one["lag_seconds"]
    if lag is None:
        return where
    told = say("{span} old", span=quantity(lag, "seconds"))
    return f"{where} ({told})".lstrip()


def _against(one: _View) -> str | None:
    if one["benchmark"] is None:
        return None
    if one["below_benchmark"]:
        return say("below {benchmark}", benchmark=one["benchmark"])
    return say("not below {benchmark}", benchmark=one["benchmark"])


@click.command(
    help=say(
        "The traffic quotas of a shop on the local day of --valid: what is let through, what was "
        "used of it and what is left, by facts or by the law of the platform."
    ),
    epilog=examples(
        "bindledger quota wechat:S1",
        "bindledger quota wechat:S1 --valid 2026-03-01T12:00:00+08:00 --json",
    ),
)
@click.argument("name", type=SHOP, metavar="SHOP")
@clocks
@click.pass_obj
def quota(invocation: Invocation, name: str, clocks: Clocks) -> None:
    from ledger.queries.data.quotas import quotas

    with answering(invocation) as (ledger, citing):
        found = quotas(ledger.store, name, settled(ledger, clocks))
        if found is None:
            raise nobody(ledger.store, shop_tag(name))
    view = _quotas(name, found)
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_OF_A_QUOTA, _quota_rows(view))
    else:
        _tell_quotas(view)
        citing.tell(view)


def _quotas(shop: str, found: Quotas) -> _View:
    return {
        "shop": shop,
        "as_of": found.as_of,
        "time_zone": found.zone,
        "day": found.day and found.day.isoformat(),
        "quotas": [_quota(one) for one in found.quotas],
    }


def _quota(one: Quota) -> _View:
    return {
        "quota_kind": one.quota_kind,
        "account": one.account,
        "mode": one.mode,
        "grade": one.grade,
        "per": one.per,
        "start": one.start.isoformat(),
        "limit": one.limit,
        "used": one.used,
        "left": one.left,
        "reached_at": one.reached and instant_text(one.reached.time),
        "set_by": one.set_by and one.set_by.position,
        "source": one.limits[-1].source if one.limits else None,
        "evidence": list(one.evidence),
    }


def _quota_rows(view: _View) -> Iterator[list[Any]]:
    for one in view["quotas"]:
        yield [one[name] for name in _OF_A_QUOTA]


def _tell_quotas(view: _View) -> None:
    pairs(
        [
            (say("shop"), view["shop"]),
            (say("local day"), view["day"] or say("no zone of the shop is known")),
            *times_told(view["as_of"]),
        ]
    )
    if view["day"] is None:
        return
    columns = (
        say("quota"),
        say("account"),
        say("kind"),
        say("limit"),
        say("used"),
        say("left"),
        say("reached"),
        say("set by"),
        say("facts"),
    )
    rows = [
        (
            one["quota_kind"],
            one["account"],
            mode_text(one["mode"], one["grade"]),
            None if one["limit"] is None else per_text(one["limit"], one["per"]),
            one["used"],
            one["left"],
            one["reached_at"],
            source_text(one["source"] or "") or f"#{one['set_by']}",
            ", ".join(f"#{at}" for at in one["evidence"]),
        )
        for one in view["quotas"]
    ]
    table(say("Traffic quotas"), columns, rows)
    unknown = sum(one["used"] is None for one in view["quotas"])
    if unknown:
        sentence(
            say_count(
                "Of {count} quota nothing was counted.",
                "Of {count} quotas nothing was counted.",
                unknown,
            ),
            "dim",
        )
