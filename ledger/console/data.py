"""`sync`: how a shop's data is synchronised, and which runs came late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import INSTANT, SHOP, Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.console.times import settled, times_told
from ledger.explain import quantity, source_text
from ledger.language import say, say_count, say_list
from ledger.phrases.of_data import data_text, health_text, lateness_text, stated_text, way_text
from ledger.subjects import shop_tag
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.queries.data.syncing import Lateness, Synchronised, Watched
    from ledger.verdict import Limit

_View = dict[str, Any]

_OF_A_POLICY: Final = (
    "data_kind",
    "platform",
    "integration",
    "account",
    "health",
    "set_at",
    "every_seconds",
    "runs_per_day",
    "by_hand",
    "runs",
    "last_success",
)
_OF_LATENESS: Final = ("what", "since", "due", "until", "seconds", "count", "position")
_SHOWN: Final = 20


@click.command(
    help=say(
        "How a shop's data is synchronised: the policies in force, what is expected of them by "
        "themselves or by the law of the platform, their runs, and which came late."
    ),
    epilog=examples(
        "bindledger sync wechat:S1",
        "bindledger sync wechat:S1 --since 2026-03-01T00:00:00Z --json",
    ),
)
@click.argument("name", type=SHOP, metavar="SHOP")
@click.option(
    "--since",
    type=INSTANT,
    metavar="T",
    help=say("Only what was late after T (default: since the policy was set)."),
)
@clocks
@click.pass_obj
def sync(invocation: Invocation, name: str, since: datetime | None, clocks: Clocks) -> None:
    from ledger.queries.data.syncing import synchronised

    with answering(invocation) as (ledger, citing):
        found = synchronised(ledger.store, name, settled(ledger, clocks), since)
        if found is None:
            raise nobody(ledger.store, shop_tag(name))
    view = _synchronised(name, found)
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv((*_OF_A_POLICY, *_OF_LATENESS), _rows(view))
    else:
        _tell(view)
        citing.tell(view)


def _synchronised(shop: str, found: Synchronised) -> _View:
    return {
        "shop": shop,
        "as_of": found.as_of,
        "health": found.health,
        "policies": [_policy(one) for one in found.watched],
        "unplanned_runs": found.unplanned,
    }


def _policy(one: Watched) -> _View:
    policy, schedule, last = one.policy, one.schedule, one.last_success
    return {
        "data_kind": policy.data_kind,
        "platform": policy.platform,
        "integration": policy.integration,
        "account": policy.account,
        "health": one.health,
        "set_at": instant_text(one.set_by.time),
        "set_by": one.set_by.position,
        "every_seconds": schedule.every and int(schedule.every.total_seconds()),
        "runs_per_day": schedule.per_day,
        "by_hand": schedule.by_hand,
        "expected_by": [_limit(name, limit) for name, limit in schedule.limits],
        "direction": policy.direction,
        "data_scope": policy.data_scope,
        "privacy_mode": policy.privacy_mode,
        "protection": policy.protection,
        "data_owner": policy.data_owner,
        "mapping_digest": policy.mapping_digest,
        "stated_by_law": {
            name.rpartition(".")[2]: _limit(name, limit) for name, limit in one.stated
        },
        "runs": len(one.runs),
        "last_success": last and instant_text(last.time),
        "late": [_late(each) for each in one.late],
    }


def _limit(name: str, limit: Limit) -> _View:
    return {"name": name, "value": limit.value, "unit": limit.unit, "source": limit.source}


def _late(one: Lateness) -> _View:
    return {
        "what": one.what,
        "since": instant_text(one.since),
        "due": instant_text(one.due),
        "until": one.until and instant_text(one.until),
        "seconds": one.seconds,
        "count": one.count,
        "position": one.position,
    }


def _rows(view: _View) -> Iterator[list[Any]]:
    for policy in view["policies"]:
        for late in policy["late"] or [{}]:
            told = [policy[name] for name in _OF_A_POLICY]
            yield [*told, *(late.get(name) for name in _OF_LATENESS)]


def _tell(view: _View) -> None:
    health = view["health"]
    pairs(
        [
            (say("shop"), view["shop"]),
            (say("synchronisation"), health_text(health) if health else say("no policy is set")),
            *times_told(view["as_of"]),
        ]
    )
    columns = (
        say("data"),
        say("through"),
        say("health"),
        say("expected"),
        say("last success"),
        say("how"),
    )
    rows = [
        (
            data_text(one["data_kind"]),
            _through(one),
            health_text(one["health"]),
            _expected(one),
            one["last_success"],
            _how(one),
        )
        for one in view["policies"]
    ]
    table(say("Policies in force"), columns, rows)
    for one in view["policies"]:
        _tell_late(one)
    if view["unplanned_runs"]:
        count = view["unplanned_runs"]
        sentence("")
        sentence(
            say_count(
                "{count} run belongs to no policy in force.",
                "{count} runs belong to no policy in force.",
                count,
            )
        )


def _through(one: _View) -> str:
    named = (one[name] for name in ("platform", "integration", "account"))
    return ", ".join(name for name in named if name is not None)


def _expected(one: _View) -> str:
    told = []
    if one["every_seconds"] is not None:
        told.append(say("every {span}", span=quantity(one["every_seconds"], "seconds")))
    if one["runs_per_day"] is not None:
        count = one["runs_per_day"]
        told.append(say_count("{count} run a local day", "{count} runs a local day", count))
    if one["by_hand"]:
        told.append(say("by hand"))
    by_law = list(dict.fromkeys(limit["source"] for limit in one["expected_by"]))
    return " ".join((say_list(told), *(f"({source_text(source)})" for source in by_law)))


def _how(one: _View) -> str:
    """What the policy sets, and what the law of the platform says otherwise."""
    told = []
    for name in ("direction", "data_scope", "privacy_mode"):
        stated = one["stated_by_law"].get(name)
        set_to = one[name] or (stated and stated["value"])
        if set_to is None:
            continue
        told.append(say("{name}: {value}", name=stated_text(name), value=way_text(set_to)))
        if stated is not None and stated["value"] != set_to:
            words = {"value": way_text(stated["value"]), "source": source_text(stated["source"])}
            told.append(say("the platform says {value} ({source})", **words))
    told += [one[name] for name in ("protection",) if one[name] is not None]
    return say_list(told)


def _tell_late(one: _View) -> None:
    if not one["late"]:
        return
    title = say(
        "Late: {data} {through}", data=data_text(one["data_kind"]), through=_through(one)
    ).rstrip()
    columns = (say("what"), say("due"), say("came"), say("late by"), say("fact"))
    rows: list[tuple[Cell, ...]] = [
        (
            lateness_text(late["what"]),
            late["due"],
            late["until"],
            _by_how_much(late),
            f"#{late['position']}" if late["position"] is not None else None,
        )
        for late in one["late"][-_SHOWN:]
    ]
    table(title, columns, rows)
    if len(one["late"]) > _SHOWN:
        sentence(say("Only the last {count} are shown; --json lists all of them.", count=_SHOWN))


def _by_how_much(late: _View) -> str | None:
    if late["count"] is not None:
        return say_count("{count} run came", "{count} runs came", late["count"])
    return None if late["seconds"] is None else quantity(late["seconds"], "seconds")
