"""`shop`, `account`, `binding`: the state of things."""

from __future__ import annotations

from typing import Any

import rich_click as click

from ledger.console.answering import answering
from ledger.console.connections import tell_connections
from ledger.console.delegation import tell_delegations
from ledger.console.histories import add_history
from ledger.console.life import account_rows, shop_rows, tell_bans, tell_materials
from ledger.console.listing import add_list
from ledger.console.money import tell_money
from ledger.console.options import (
    ACCOUNT,
    BINDING,
    SHOP,
    Clocks,
    Invocation,
    clocks,
    examples,
)
from ledger.console.output import print_json
from ledger.console.staff import staff, tell_staff
from ledger.console.subjects import unknown_id
from ledger.console.tables import Cell, pairs, table
from ledger.console.terms import rows_of_terms
from ledger.console.times import settled, times_told
from ledger.console.trade import tell_permits
from ledger.explain import access_text, reason_text, state_text
from ledger.language import say, say_name

_View = dict[str, Any]


# Shops


@click.group(help=say("A shop: list, show, history."), epilog=examples("bindledger shop list"))
def shop() -> None:
    pass


shop.add_command(staff)


@shop.command(
    "show",
    help=say("The state of a shop: bindings, slots, chances, score, what waits, what is due."),
    epilog=examples(
        "bindledger shop show tiktok:S1",
        "bindledger shop show tiktok:S1 --valid 2026-03-01T00:00:00Z --json",
    ),
)
@click.argument("name", type=SHOP, metavar="ID")
@click.option("--all", "ended", is_flag=True, help=say("Ended bindings too."))
@clocks
@click.pass_obj
def show_shop(invocation: Invocation, name: str, ended: bool, clocks: Clocks) -> None:
    from ledger.queries import state

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        view = state.show_shop(ledger.store, name, times, ended=ended)
        if view is None:
            what = say("There is no shop {id}.", id=name)
            raise unknown_id(ledger.store, what, name, "shop:", times)
    if invocation.json:
        print_json(citing.document(view))
        return
    pairs(
        [
            (say("shop"), view["shop"]),
            (say("name"), view["name"]),
            (say("status"), state_text(view["status"])),
            (say("operates in"), view["operating_country"]),
            *shop_rows(view),
            *_score(view["compliance_score"]),
            *times_told(view["as_of"]),
        ]
    )
    _tell_bindings(view["bindings"], "account", say("account"), ended)
    tell_staff(view["staff"])
    _tell_balances(view)
    waiting = [
        (one["binding"], one["account"], _party(one["waiting_for"]), one["since"])
        for one in view["pending"]
    ]
    if waiting:
        columns = (say("binding"), say("account"), say("waits for"), say("since"))
        table(say("Waiting"), columns, waiting)
    _tell_deadlines(view["deadlines"])
    tell_materials(view["materials"])
    tell_money(view)
    tell_permits(view["permits"])
    _tell_identifiers(view["identifiers"])
    if view["mini_programs"]:
        bound = [(one["mini_program"], one["since"]) for one in view["mini_programs"]]
        table(say("Mini-programs"), (say("mini-program"), say("since")), bound)
    tell_connections(view, "account")
    citing.tell(view)


def _score(score: _View) -> list[tuple[str, Cell]]:
    if score["value"] is None:
        return [(say("compliance score"), say("not observed"))]
    told: list[tuple[str, Cell]] = [
        (
            say("compliance score"),
            say("{value} points since {at}", value=score["value"], at=score["at"]),
        )
    ]
    if "campaign_access" in score:
        told.append((say("campaigns"), access_text(score["campaign_access"])))
    return told


def _party(name: str) -> str:
    words = {
        "account": say("the account"),
        "shop": say("the shop"),
        "platform": say("the platform"),
    }
    return words[name]


def _tell_bindings(views: list[_View], other: str, title: str, ended: bool) -> None:
    columns = [
        say("binding"),
        title,
        say("program"),
        say("state"),
        say("since"),
        say("active since"),
    ]
    rows: list[list[Cell]] = [
        [
            view["binding"],
            view[other],
            view["program"],
            state_text(view["state"]),
            view["since"],
            view["active_since"],
        ]
        for view in views
    ]
    if ended:
        columns.append(say("ended by"))
        rows = [
            [*row, reason_text(view.get("reason"))] for row, view in zip(rows, views, strict=True)
        ]
    if any("due" in view for view in views):
        columns.append(say("falls due"))
        rows = [[*row, view.get("due")] for row, view in zip(rows, views, strict=True)]
    table(say("Bindings"), columns, rows)


def _tell_balances(view: _View) -> None:
    rows: list[tuple[Cell, ...]] = []
    for program, count in view["slots"].items():
        rows.append(
            (program, say("slots"), count["limit"], count["used"], count["reserved"], count["left"])
        )
    for program, count in view["unlink_chances"].items():
        rows.append(
            (program, say("unlink chances"), count["limit"], count["used"], None, count["left"])
        )
    if rows:
        columns = (
            say("program"),
            say("balance"),
            say("limit"),
            say("used"),
            say("reserved"),
            say("left"),
        )
        table(say("Balances"), columns, rows)


def _tell_deadlines(deadlines: list[_View]) -> None:
    if deadlines:
        rows = [
            (one["rule"], one["subject"], one["until"], " ".join(one["counted"]))
            for one in deadlines
        ]
        columns = (say("rule"), say("subject"), say("until"), say("days counted"))
        table(say("Deadlines"), columns, rows)


def _tell_identifiers(identifiers: list[_View]) -> None:
    if identifiers:
        rows = [
            (say_name(one["identifier_kind"], "identifier"), one["value"]) for one in identifiers
        ]
        table(say("Identifiers"), (say("kind"), say("value")), rows)


# Accounts


@click.group(
    help=say("An account: list, show, history."), epilog=examples("bindledger account list")
)
def account() -> None:
    pass


@account.command(
    "show",
    help=say("The state of an account: whose it is, its waits, permissions and violations."),
    epilog=examples("bindledger account show tiktok:A1"),
)
@click.argument("name", type=ACCOUNT, metavar="ID")
@click.option("--all", "ended", is_flag=True, help=say("Ended bindings too."))
@clocks
@click.pass_obj
def show_account(invocation: Invocation, name: str, ended: bool, clocks: Clocks) -> None:
    from ledger.queries import state

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        view = state.show_account(ledger.store, name, times, ended=ended)
        if view is None:
            what = say("There is no account {id}.", id=name)
            raise unknown_id(ledger.store, what, name, "account:", times)
    if invocation.json:
        print_json(citing.document(view))
        return
    bound = view["bound_to"]
    pairs(
        [
            (say("account"), view["account"]),
            (say("handle"), view["handle"]),
            (say("name"), view["name"]),
            (say("status"), state_text(view["status"])),
            (say("region"), view["region"]),
            *account_rows(view),
            (say("bound to"), _bound(bound) if bound is not None else say("no shop")),
            (say("selling"), state_text(view["ecommerce_permission"])),
            (say("showcase"), _showcase(view["showcase"])),
            (say("open violations"), ", ".join(view["open_violations"]) or say("none")),
            *_score(view["compliance_score"]),
            *times_told(view["as_of"]),
        ]
    )
    _tell_bindings(view["bindings"], "shop", say("shop"), ended)
    tell_delegations(view["delegations"])
    if view["cooldowns"]:
        rows = [(one["rule"], one["until"]) for one in view["cooldowns"]]
        table(say("Waits that run"), (say("rule"), say("until")), rows)
    _tell_deadlines(view["deadlines"])
    tell_bans(view["bans"])
    _tell_identifiers(view["identifiers"])
    tell_connections(view, "shop")
    citing.tell(view)


def _bound(bound: _View) -> str:
    return say(
        "{shop} ({program}, {binding}) since {since}",
        shop=bound["shop"],
        program=bound["program"],
        binding=bound["binding"],
        since=bound["since"],
    )


def _showcase(showcase: _View) -> str:
    today = showcase["added_today"]
    if today is None:
        return say("{count} products; no local day is known", count=showcase["count"])
    return say("{count} products, {today} added today", count=showcase["count"], today=today)


# Bindings


@click.group(
    help=say("A binding: list, show, history."), epilog=examples("bindledger binding list")
)
def binding() -> None:
    pass


@binding.command(
    "show",
    help=say("The state of one binding."),
    epilog=examples("bindledger binding show B1"),
)
@click.argument("name", type=BINDING, metavar="ID")
@clocks
@click.pass_obj
def show_binding(invocation: Invocation, name: str, clocks: Clocks) -> None:
    from ledger.queries import state

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        view = state.show_binding(ledger.store, name, times)
        if view is None:
            what = say("There is no binding {id}.", id=name)
            raise unknown_id(ledger.store, what, name, "binding:", times)
    if invocation.json:
        print_json(citing.document(view))
        return
    rows: list[tuple[str, Cell]] = [
        (say("binding"), view["binding"]),
        (say("shop"), view["shop"]),
        (say("account"), view["account"]),
        (say("program"), view["program"]),
        (say("state"), state_text(view["state"])),
        (say("since"), view["since"]),
        (say("active since"), view["active_since"]),
    ]
    if "reason" in view:
        rows.append((say("ended by"), reason_text(view["reason"])))
    if "due" in view:
        rows.append((say("falls due"), view["due"]))
    rows += rows_of_terms(view)
    pairs([*rows, *times_told(view["as_of"])])
    citing.tell(view)


add_list(shop, "shop", say("The shops there are."))
add_list(account, "account", say("The accounts there are."))
add_list(binding, "binding", say("The bindings there are, ended ones too."))
add_history(shop, "shop", SHOP)
add_history(account, "account", ACCOUNT)
add_history(binding, "binding", BINDING)
