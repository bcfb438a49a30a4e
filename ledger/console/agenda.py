"""`agenda` and `tick`: what falls due, and recording what did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.opening import writing
from ledger.console.options import INSTANT, Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.tables import Cell, sentence, table
from ledger.console.timeline import kind_text
from ledger.console.times import settled
from ledger.explain import due_text, waiting_text
from ledger.language import say, say_count, say_list
from ledger.terms import instant_text, read_instant

if TYPE_CHECKING:
    from ledger.record import Fact

_COLUMNS: Final = (
    "due",
    "what",
    "subject",
    "rule",
    "since",
    "waiting_for",
    "counted",
    "missing",
)

_MOST_DAYS: Final = 36_525  # a century; an instant cannot be counted on without end

_Item = dict[str, Any]


@click.command(
    help=say("What falls due, what is overdue, and what waits for somebody."),
    epilog=examples("bindledger agenda", "bindledger agenda --until 2026-12-31T00:00:00Z --json"),
)
@click.option(
    "--until", type=INSTANT, metavar="T", help=say("What falls due by T (default: in 30 days).")
)
@click.option(
    "--asserted-within",
    type=click.IntRange(min=0, max=_MOST_DAYS),
    metavar="DAYS",
    help=say("Also open shops of which no list was reconciled for so many days."),
)
@clocks
@click.pass_obj
def agenda(
    invocation: Invocation,
    until: datetime | None,
    asserted_within: int | None,
    clocks: Clocks,
) -> None:
    from ledger.queries import agenda as query

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        within = None if asserted_within is None else timedelta(days=asserted_within)
        items = query.agenda(ledger.store, times, until or times.valid + query.AHEAD, within)
    if invocation.json:
        print_json_lines(citing.lines(items))
    elif invocation.csv:
        print_csv(_COLUMNS, ([item.get(name) for name in _COLUMNS] for item in items))
    else:
        columns = (say("due"), say("what"), say("subject"), say("rule"), say("details"))
        rows: list[tuple[Cell, ...]] = [
            (
                item["due"],
                due_text(item["what"]),
                item["subject"],
                item["rule"],
                _details(item, times.valid),
            )
            for item in items
        ]
        table("", columns, rows)
        citing.tell(*items)


def _details(item: _Item, now: datetime) -> str:
    told = []
    if "waiting_for" in item:
        party = waiting_text(item["waiting_for"])
        told.append(say("waits for {party} since {since}", party=party, since=item["since"]))
    elif item["what"] == "list_due":
        last = item.get("since")
        told.append(say("last of {since}", since=last) if last else say("there never was one"))
    elif "since" in item:
        told.append(say("since {since}", since=item["since"]))
    if "counted" in item:
        told.append(say("days counted: {days}", days=" ".join(item["counted"])))
    if "missing" in item:
        told.append(say("not recorded: {name}", name=item["missing"]))
    if item["due"] is not None and read_instant(item["due"]) <= now:
        # A notice that is completed obliges nobody: the shop closes when it likes.
        completed = item["what"] == "shop_closing"
        told.append(say("completed, the shop may close") if completed else say("overdue"))
    return say_list(told)


@click.command(
    help=say("Record what fell due by itself, each at its own instant; twice changes nothing."),
    epilog=examples("bindledger tick", "bindledger tick --until 2026-03-01T00:00:00Z"),
)
@click.option(
    "--until",
    type=INSTANT,
    metavar="T",
    help=say("What fell due by T (default: by now); sets the clock of a rehearsal ledger."),
)
@click.pass_obj
def tick(invocation: Invocation, until: datetime | None) -> None:
    with writing(invocation, lambda ledger: ledger.tick(until)) as ledger:
        recorded = ledger.tick(until)
    items = [_recorded(fact) for fact in recorded]
    if invocation.json:
        print_json({"recorded": items})
    elif invocation.csv:
        columns = ("position", "type", "time", "subject")
        print_csv(columns, ([item[name] for name in columns] for item in items))
    elif not items:
        sentence(say("Nothing fell due."))
    else:
        count = len(items)
        sentence(say_count("Recorded {count} fact.", "Recorded {count} facts.", count))
        rows = [
            (item["position"], item["time"], kind_text(item["type"]), item["subject"])
            for item in items
        ]
        table("", ("#", say("happened"), say("what"), say("subject")), rows)


def _recorded(fact: Fact) -> _Item:
    from ledger.queries.present import subject_of

    return {
        "position": fact.position,
        "type": fact.event.kind,
        "time": instant_text(fact.time),
        "subject": subject_of(fact.event),
    }
