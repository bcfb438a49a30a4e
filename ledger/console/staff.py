"""`shop staff`: who acts for a shop, what for, since when, and who let them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import SHOP, Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, table
from ledger.console.times import settled, times_told
from ledger.language import say, say_name
from ledger.subjects import shop_tag

_COLUMNS: Final = ("staff", "name", "login", "scope", "since", "granted_by")

_View = dict[str, Any]


@click.command(
    "staff",
    help=say("Who acts for a shop, what for, since when, and who let them."),
    epilog=examples(
        "bindledger shop staff douyin:S1",
        "bindledger shop staff douyin:S1 --valid 2026-03-01T00:00:00Z --json",
    ),
)
@click.argument("name", type=SHOP, metavar="ID")
@clocks
@click.pass_obj
def staff(
    invocation: Invocation,
    name: str,
    clocks: Clocks,
) -> None:
    from ledger.queries.state.of_staff import show_staff

    with answering(invocation) as (ledger, citing):
        view = show_staff(ledger.store, name, settled(ledger, clocks))
        if view is None:
            raise nobody(ledger.store, shop_tag(name), settled(ledger, clocks))
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_COLUMNS, _rows(view["staff"]))
    else:
        first: Cell = view["first_granted_by"]
        head: list[tuple[str, Cell]] = [(say("shop"), view["shop"])]
        if first is not None:
            head.append((say("let the first one act, with the main account"), first))
        pairs([*head, *times_told(view["as_of"])])
        tell_staff(view["staff"], always=True)
        citing.tell(view)


def _rows(members: list[_View]) -> Iterator[list[Any]]:
    for one in members:
        who = [one[name] for name in _COLUMNS[:3]]
        for held in one["scopes"] or [dict.fromkeys(_COLUMNS[3:])]:
            yield [*who, *(held[name] for name in _COLUMNS[3:])]


def tell_staff(members: list[_View], *, always: bool = False) -> None:
    """The people of a shop, for a person; without any, nothing is said unless `always`."""
    if members or always:
        columns = (
            say("staff"),
            say("name"),
            say("login"),
            say("scope"),
            say("since"),
            say("granted by"),
        )
        rows = [[*row[:2], _login(row[2]), *row[3:]] for row in _rows(members)]
        table(say("Staff"), columns, rows)


def _login(login: str | None) -> str | None:
    match login:
        case "main_account":
            return say_name("main account", "login")
        case "sub_account":
            return say_name("sub account", "login")
    return login
