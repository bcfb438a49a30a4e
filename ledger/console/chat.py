"""`chat-route`: which agent of a shop gets a conversation, and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import ACCOUNT, ID, INSTANT, SHOP, Clocks, Invocation, examples
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import pairs, sentence, table
from ledger.console.times import settled, times_told
from ledger.errors import LedgerError
from ledger.language import say, say_names
from ledger.phrases.of_chat import binding_text, group_text, status_text, step_text
from ledger.subjects import shop_tag

if TYPE_CHECKING:
    from ledger.queries.chat import Route, Step

_COLUMNS = ("group", "account", "agent", "step", "left", "evidence", "because")


@click.command(
    help=say("Which agent of a shop gets a conversation, and why: by group, binding and status."),
    epilog=examples(
        "bindledger chat-route douyin:S1 --group after-sales",
        "bindledger chat-route douyin:S1 --at 2026-03-01T09:00:00Z --json",
    ),
)
@click.argument("name", type=SHOP, metavar="SHOP")
@click.option("--at", type=INSTANT, metavar="T", help=say("When it comes in (default: now)."))
@click.option("--group", type=ID, metavar="GROUP", help=say("The group (default: each group)."))
@click.option("--account", type=ACCOUNT, metavar="ID", help=say("The account it comes in through."))
@click.option(
    "--known", type=INSTANT, metavar="T", help=say("As it was known at T (default: now).")
)
@click.pass_obj
def chat_route(
    invocation: Invocation,
    name: str,
    at: datetime | None,
    group: str | None,
    account: str | None,
    known: datetime | None,
) -> None:
    from ledger.queries.chat import routed

    with answering(invocation) as (ledger, citing):
        answer = routed(ledger.store, name, settled(ledger, Clocks(at, known)), group, account)
        if answer is None:
            raise nobody(ledger.store, shop_tag(name))
    if answer.order is None:
        raise LedgerError(
            say("Nobody can tell who gets a conversation of {shop}.", shop=name),
            where="chat.routing_order",
            why=say("No law of its platform says in which order group, binding and status count."),
            now=say("Adopt a rulebook that states it; see `bindledger rules list`."),
        )
    views = [_view(route) for route in answer.routes]
    order = list(answer.order)
    view = {"shop": name, "as_of": answer.as_of, "order": order, "routes": views}
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_COLUMNS, (_flat(view, step) for view in views for step in view["steps"]))
    else:
        order_told = say_names(step_text(step) for step in answer.order)
        told = [(say("shop"), name), (say("looked at in turn"), order_told)]
        pairs([*told, *times_told(answer.as_of)])
        _tell(views)
        citing.tell(view)


def _view(route: Route) -> dict[str, Any]:
    return {
        "group": route.group,
        "account": route.account,
        "agent": route.agent,
        "steps": [
            {
                "step": step.step,
                "left": list(step.left),
                "evidence": list(step.evidence),
                "because": _because(route, step),
            }
            for step in route.steps
        ],
    }


def _because(route: Route, step: Step) -> str:
    match step.step:
        case "group":
            return group_text(route.group, step.left, is_set=bool(step.evidence))
        case "binding":
            return binding_text(step.bound, step.left)
    return status_text(step.asked, step.statuses)


def _flat(view: dict[str, Any], step: dict[str, Any]) -> list[Any]:
    whole = view | step
    return [whole[name] for name in _COLUMNS]


def _tell(views: list[dict[str, Any]]) -> None:
    if not views:
        sentence("")
        sentence(say("No rule routes the conversations of this shop: nobody gets them."))
    for view in views:
        rows = [
            (step_text(one["step"]), one["because"], ", ".join(f"#{at}" for at in one["evidence"]))
            for one in view["steps"]
        ]
        table(_heading(view), (say("looked at"), say("why"), say("facts")), rows)


def _heading(view: dict[str, Any]) -> str:
    group, account, agent = view["group"], view["account"], view["agent"]
    if account is not None:
        group = say("{group}, through {account}", group=group, account=account)
    if agent is None:
        return say("{group}: nobody gets the conversation", group=group)
    return say("{group}: {agent} gets the conversation", group=group, agent=agent)
