"""`mini-program`, `identifiers`: mini-programs, and who holds which registration identifier."""

from __future__ import annotations

from typing import Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.histories import add_history
from ledger.console.options import (
    ACCOUNT,
    MINI_PROGRAM,
    SHOP,
    Clocks,
    Invocation,
    clocks,
    examples,
)
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.subjects import unknown_id
from ledger.console.tables import Cell, pairs, table
from ledger.console.times import settled, times_told
from ledger.explain import state_text
from ledger.language import say, say_name, say_names
from ledger.phrases.of_mini_programs import build_text, review_text

_View = dict[str, Any]


@click.group(
    "mini-program",
    help=say("A mini-program: list, show, history."),
    epilog=examples("bindledger mini-program list"),
)
def mini_program() -> None:
    pass


@mini_program.command(
    "show",
    help=say("The state of a mini-program: its review, and the shops and accounts it is bound to."),
    epilog=examples("bindledger mini-program show douyin:M1"),
)
@click.argument("name", type=MINI_PROGRAM, metavar="ID")
@clocks
@click.pass_obj
def show(
    invocation: Invocation,
    name: str,
    clocks: Clocks,
) -> None:
    from ledger.queries import state

    with answering(invocation) as (ledger, citing):
        view = state.show_mini_program(ledger.store, name, settled(ledger, clocks))
        if view is None:
            what = say("There is no mini-program {id}.", id=name)
            raise unknown_id(ledger.store, what, name, "mini_program:", settled(ledger, clocks))
    if invocation.json:
        print_json(citing.document(view))
        return
    pairs(
        [
            (say("mini-program"), view["mini_program"]),
            (say("name"), view["name"]),
            (say("latest version"), _version(view)),
            (say("open to the public"), _public(view["published"])),
            (say("built"), build_text(view["build_mode"])),
            (say("provider"), view["provider"]),
            (say("enterprise account"), view["account"]),
            *times_told(view["as_of"]),
        ]
    )
    _tell_ties(view)
    citing.tell(view)


def _version(view: _View) -> str:
    state = review_text(view["state"])
    if view["since"] is None:
        return state
    if view["version"] is None:
        return say("{state} since {since}", state=state, since=view["since"])
    return say(
        "{version}: {state} since {since}",
        version=view["version"],
        state=state,
        since=view["since"],
    )


def _public(published: _View | None) -> str:
    if published is None:
        return say("no")
    if published["version"] is None:
        return say("since {since}", since=published["since"])
    return say("{version}, since {since}", version=published["version"], since=published["since"])


def _tell_ties(view: _View) -> None:
    if view["shops"]:
        shops = [(one["shop"], state_text(one["status"]), one["since"]) for one in view["shops"]]
        table(say("Shops"), (say("shop"), say("status"), say("bound since")), shops)
    if view["accounts"]:
        accounts = [
            (
                one["account"],
                _relation(one["relation"]),
                say_names(one["capabilities"]),
                one["since"],
            )
            for one in view["accounts"]
        ]
        columns = (say("account"), say("relation"), say("may"), say("bound since"))
        table(say("Accounts"), columns, accounts)
    if view["features"]:
        features = [
            (name, say("yes") if usable else say("no")) for name, usable in view["features"].items()
        ]
        table(say("Features that rest on a shop"), (say("feature"), say("usable")), features)


def _relation(relation: str | None) -> str | None:
    words = {
        "brand": say("brand account"),
        "cooperation": say("cooperation account"),
        "employee": say("employee account"),
    }
    return None if relation is None else words[relation]


_LISTED: Final = ("mini_program", "name", "state", "published", "account", "shop")


@mini_program.command(
    "list",
    help=say("The mini-programs there are."),
    epilog=examples("bindledger mini-program list --state submitted"),
)
@click.option("--name", metavar="TEXT", help=say("Only where the id or the name holds this."))
@click.option("--state", metavar="STATE", help=say("Only in this status or state."))
@click.option("--shop", type=SHOP, metavar="ID", help=say("Only those bound to this shop."))
@clocks
@click.pass_obj
def listed(
    invocation: Invocation,
    name: str | None,
    state: str | None,
    shop: str | None,
    clocks: Clocks,
) -> None:
    from ledger.queries.state import list_mini_programs

    with answering(invocation) as (ledger, citing):
        views = [
            {
                "mini_program": one.id,
                "name": one.name,
                "state": one.state.value,
                "published": one.public is not None,
                "account": one.account,
                "shop": one.shop,
            }
            for one in list_mini_programs(ledger.store, settled(ledger, clocks))
            if state in (None, one.state.value)
            and (shop is None or shop in one.shops)
            and (name or "").casefold() in f"{one.id}\n{one.name or ''}".casefold()
        ]
    if invocation.json:
        print_json_lines(citing.lines(views))
    elif invocation.csv:
        print_csv(_LISTED, ([view[column] for column in _LISTED] for view in views))
    else:
        rows: list[list[Cell]] = [
            [
                view["mini_program"],
                view["name"],
                review_text(str(view["state"])),
                say("yes") if view["published"] else say("no"),
                view["account"],
                view["shop"],
            ]
            for view in views
        ]
        columns = (
            say("mini-program"),
            say("name"),
            say("state"),
            say("open to the public"),
            say("enterprise account"),
            say("shop"),
        )
        table("", columns, rows)
        citing.tell(*views)


add_history(mini_program, "mini_program", MINI_PROGRAM)

_HELD: Final = (
    "platform",
    "identifier_kind",
    "value",
    "shop",
    "account",
    "since",
    "until",
    "assigned",
    "retired",
    "forgotten",
    "doubtful",
)
_KINDS: Final = ("enterprise_account", "shop_backend_login", "mini_program_bound_account")


@click.command(
    help=say("Who holds or held which registration identifier, and from when to when."),
    epilog=examples(
        "bindledger identifiers --kind enterprise_account",
        "bindledger identifiers --value yunshan_tea --valid 2026-03-01T00:00:00Z",
    ),
)
@click.option(
    "--kind", "identifier_kind", type=click.Choice(_KINDS), help=say("Only of this kind.")
)
@click.option(
    "--value", metavar="TEXT", help=say("Only this identifier, and those since forgotten.")
)
@click.option("--shop", type=SHOP, metavar="ID", help=say("Only those of this shop."))
@click.option("--account", type=ACCOUNT, metavar="ID", help=say("Only those of this account."))
@clocks
@click.pass_obj
def identifiers(
    invocation: Invocation,
    identifier_kind: str | None,
    value: str | None,
    shop: str | None,
    account: str | None,
    clocks: Clocks,
) -> None:
    from ledger.queries.identifiers import Sought
    from ledger.queries.identifiers import identifiers as found

    with answering(invocation) as (ledger, citing):
        sought = Sought(identifier_kind, value, shop, account)
        views = list(found(ledger.store, settled(ledger, clocks), sought))
    if invocation.json:
        print_json_lines(citing.lines(views))
    elif invocation.csv:
        print_csv(_HELD, ([view.get(column) for column in _HELD] for view in views))
    else:
        rows = [
            (
                view["platform"],
                say_name(view["identifier_kind"], "identifier"),
                view["value"] if view["value"] is not None else say("forgotten"),
                say_names(one for one in (view["shop"], view["account"]) if one is not None),
                view["since"],
                say("unknown") if "doubtful" in view else view["until"],
            )
            for view in views
        ]
        columns = (
            say("platform"),
            say("kind"),
            say("value"),
            say("held by"),
            say("since"),
            say("until"),
        )
        table("", columns, rows)
        citing.tell(*views)
