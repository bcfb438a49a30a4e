"""`statement`: a balance line by line."""

from __future__ import annotations

from typing import Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import Clocks, Invocation, clocks, examples, subject
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, table
from ledger.console.timeline import kind_text
from ledger.console.times import settled
from ledger.language import say, say_name

_COLUMNS: Final = ("position", "time", "type", "change", "balance", "because")


@click.command(
    help=say("A balance line by line: what moved it, by how much, what was left."),
    epilog=examples(
        "bindledger statement shop:tiktok:S1 unlink_chances:tiktok.channel",
        "bindledger statement shop:tiktok:S1 slots:tiktok.channel",
        "bindledger statement account:tiktok:A1 showcase_additions:2026-03-01",
        "bindledger statement shop:tiktok:S1 compliance_score",
    ),
)
@subject
@click.argument("balance", metavar="BALANCE")
@clocks
@click.pass_obj
def statement(
    invocation: Invocation,
    subject: str,
    balance: str,
    clocks: Clocks,
) -> None:
    from ledger.queries.statement import statement as told

    with answering(invocation) as (ledger, citing):
        view = told(ledger.store, subject, balance, settled(ledger, clocks))
        if view is None:
            raise nobody(ledger.store, subject, settled(ledger, clocks))
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_COLUMNS, ([line[name] for name in _COLUMNS] for line in view["lines"]))
    else:
        _tell(view)
        citing.tell(view)


def _tell(view: dict[str, Any]) -> None:
    pairs([(say("subject"), view["subject"]), (say("balance"), view["balance"])])
    columns = ("#", say("happened"), say("what"), say("change"), say("balance"), say("because"))
    rows: list[list[Cell]] = [
        [None, None, say_name("opening", "statement"), None, view["opening"], None]
    ]
    rows += [
        [
            line["position"],
            line["time"],
            kind_text(line["type"]),
            _signed(line["change"]),
            line["balance"],
            line["because"],
        ]
        for line in view["lines"]
    ]
    rows.append([None, None, say_name("closing", "statement"), None, view["closing"], None])
    table(say("Statement"), columns, rows)


def _signed(change: int | None) -> str | None:
    return f"{change:+d}" if change is not None else None
