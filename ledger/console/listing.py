"""`shop list`, `account list`, `binding list`: what there is, as the options pick it."""

from __future__ import annotations

from typing import Any, Final

import rich_click as click

from ledger.console.answering import Citing, answering
from ledger.console.options import COUNTRY, PROGRAM, Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json_lines
from ledger.console.tables import Cell, table
from ledger.console.times import settled
from ledger.explain import reason_text, state_text
from ledger.language import say

_View = dict[str, Any]

_COLUMNS: Final = {
    "shop": ("shop", "name", "status", "operating_country", "bindings"),
    "account": ("account", "handle", "name", "status", "region", "shop"),
    "binding": ("binding", "shop", "account", "program", "state", "since", "reason"),
}


def _title(column: str) -> str:
    words = {
        "shop": say("shop"),
        "account": say("account"),
        "binding": say("binding"),
        "program": say("program"),
        "name": say("name"),
        "handle": say("handle"),
        "status": say("status"),
        "state": say("state"),
        "region": say("region"),
        "operating_country": say("country"),
        "bindings": say("bindings"),
        "since": say("since"),
        "reason": say("ended by"),
    }
    return words[column]


def add_list(group: click.RichGroup, noun: str, about: str) -> None:
    """Give a group of commands one that lists what there is."""

    @click.option(
        "--name", metavar="TEXT", help=say("Only where a name, handle or identifier holds this.")
    )
    @click.option(
        "--program", type=PROGRAM, metavar="PROGRAM", help=say("Only under this program.")
    )
    @click.option("--state", metavar="STATE", help=say("Only in this status or state."))
    @click.option("--country", type=COUNTRY, metavar="XX", help=say("Only in this country."))
    @clocks
    @click.pass_obj
    def listed(
        invocation: Invocation,
        name: str | None,
        program: str | None,
        state: str | None,
        country: str | None,
        clocks: Clocks,
    ) -> None:
        from ledger.queries import listing

        tell = {
            "shop": listing.list_shops,
            "account": listing.list_accounts,
            "binding": listing.list_bindings,
        }[noun]
        with answering(invocation) as (ledger, citing):
            times = settled(ledger, clocks)
            wanted = listing.Filter(name, program, state, country)
            _print_list(invocation, citing, noun, list(tell(ledger.store, times, wanted)))

    group.add_command(
        click.command("list", help=about, epilog=examples(f"bindledger {noun} list"))(listed)
    )


def _print_list(invocation: Invocation, citing: Citing, noun: str, views: list[_View]) -> None:
    columns = _COLUMNS[noun]
    if invocation.json:
        print_json_lines(citing.lines(views))
    elif invocation.csv:
        print_csv(columns, ([view[name] for name in columns] for view in views))
    else:
        rows = [[_shown(name, view[name]) for name in columns] for view in views]
        table("", [_title(name) for name in columns], rows)
        citing.tell(*views)


def _shown(column: str, value: Any) -> Cell:
    match column:
        case "status" | "state":
            return state_text(value)
        case "reason":
            return reason_text(value)
    told: Cell = value
    return told
