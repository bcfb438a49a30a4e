"""`delegation`: what accounts let other accounts do for them, and whether that is awake."""

from __future__ import annotations

from typing import Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.histories import add_history
from ledger.console.options import ACCOUNT, Clocks, Invocation, TermType, clocks, examples
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, table
from ledger.console.times import settled, times_told
from ledger.explain import reason_text
from ledger.language import say, say_list, say_names
from ledger.phrases.of_delegation import delegation_state
from ledger.subjects import delegation_tag
from ledger.terms import Id

_DELEGATION: Final = TermType("id", Id, delegation_tag(""))
_STATES: Final = ("offered", "active", "dormant", "ended")
_COLUMNS: Final = ("delegation", "grantor", "grantee", "scopes", "state", "since", "dormant")

_View = dict[str, Any]


@click.group(
    help=say("A delegation between two accounts: list, show, history."),
    epilog=examples("bindledger delegation list"),
)
def delegation() -> None:
    pass


@delegation.command(
    "show",
    help=say("Who lets whom do what, since when, and whether it is dormant and why."),
    epilog=examples(
        "bindledger delegation show D1",
        "bindledger delegation show D1 --valid 2026-03-01T00:00:00Z --json",
    ),
)
@click.argument("name", type=_DELEGATION, metavar="ID")
@clocks
@click.pass_obj
def show_delegation(
    invocation: Invocation,
    name: str,
    clocks: Clocks,
) -> None:
    from ledger.queries.state.of_delegation import show_delegation as shown

    with answering(invocation) as (ledger, citing):
        view = shown(ledger.store, name, settled(ledger, clocks))
        if view is None:
            raise nobody(ledger.store, delegation_tag(name))
    if invocation.json:
        print_json(citing.document(view))
        return
    rows: list[tuple[str, Cell]] = [
        (say("delegation"), view["delegation"]),
        (say("sub account"), view["grantor"]),
        (say("main account"), view["grantee"]),
        (say("scopes"), say_names(view["scopes"])),
        (say("state"), delegation_state(view["state"])),
        (say("since"), view["since"]),
    ]
    if "until" in view:
        rows.append((say("until"), view["until"]))
    if "reason" in view:
        rows.append((say("ended by"), reason_text(view["reason"])))
        if view["ticket"] is not None:
            rows.append((say("ticket"), view["ticket"]))
    if view["dormant"] is not None:
        rows.append((say("dormant since"), dormant_text(view["dormant"])))
    pairs([*rows, *times_told(view["as_of"])])
    citing.tell(view)


def dormant_text(dormant: _View | None) -> str | None:
    """Since when a delegation sleeps, and why; None if it is awake."""
    if dormant is None:
        return None
    causes = say_list(
        _cause(side, cause, since)
        for side, of_side in dormant["causes"].items()
        for cause, since in of_side.items()
    )
    return say("{since}: {causes}", since=dormant["since"], causes=causes)


def _cause(side: str, cause: str, since: str) -> str:
    of = say("the sub account") if side == "grantor" else say("the main account")
    match cause:
        case "verification_expired":
            return say("the verification of {side} expired on {since}", side=of, since=since)
        case "banned":
            return say("{side} was banned on {since}", side=of, since=since)
    return say("{side} was deregistered on {since}", side=of, since=since)


@delegation.command(
    "list",
    help=say("The delegations there are, ended ones too."),
    epilog=examples(
        "bindledger delegation list",
        "bindledger delegation list --account douyin:main-1 --state dormant",
    ),
)
@click.option(
    "--account", type=ACCOUNT, metavar="ID", help=say("Only of this account, on either side.")
)
@click.option("--state", type=click.Choice(_STATES), help=say("Only in this state."))
@clocks
@click.pass_obj
def list_delegations(
    invocation: Invocation,
    account: str | None,
    state: str | None,
    clocks: Clocks,
) -> None:
    from ledger.queries.state.of_delegation import list_delegations as listed

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        views = list(listed(ledger.store, times, account=account, state=state))
    if invocation.json:
        print_json_lines(citing.lines(views))
    elif invocation.csv:
        print_csv(_COLUMNS, ([_plain(view[name]) for name in _COLUMNS] for view in views))
    else:
        columns = (say("sub account"), say("main account"))
        rows = [
            (view["delegation"], view["grantor"], view["grantee"], *_rest(view)) for view in views
        ]
        table("", (say("delegation"), *columns, *_titles()), rows)
        citing.tell(*views)


def _plain(value: Any) -> Any:
    return value["since"] if isinstance(value, dict) else value


def _titles() -> tuple[str, ...]:
    return say("scopes"), say("state"), say("since"), say("dormant since")


def _rest(view: _View) -> tuple[Cell, ...]:
    dormant = view["dormant"]
    return (
        say_names(view["scopes"]),
        delegation_state(view["state"]),
        view["since"],
        dormant["since"] if dormant is not None else None,
    )


def tell_delegations(delegations: _View) -> None:
    """The delegations of an account, for a person."""
    rows: list[tuple[Cell, ...]] = [
        (view["delegation"], say("main account"), view["grantor"], *_rest(view))
        for view in delegations["as_main"]
    ]
    rows += [
        (view["delegation"], say("sub account"), view["grantee"], *_rest(view))
        for view in delegations["as_sub"]
    ]
    if rows:
        columns = (say("delegation"), say("it is the"), say("the other"), *_titles())
        table(say("Delegations"), columns, rows)


add_history(delegation, "delegation", _DELEGATION)
