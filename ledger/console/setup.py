"""`init` and `schema`."""

from __future__ import annotations

import rich_click as click

from ledger.console.errors import did_you_mean, nearest
from ledger.console.opening import DEFAULT_ORIGIN
from ledger.console.options import ID, Invocation, examples
from ledger.console.output import print_json
from ledger.console.tables import sentence
from ledger.errors import BadInput
from ledger.language import say


@click.command(
    help=say("Make a ledger and adopt the built-in source rulebooks and calendars."),
    epilog=examples(
        "bindledger init", "bindledger --ledger try.db init --rehearsal --origin example.com/try"
    ),
)
@click.option(
    "--origin",
    type=ID,
    default=DEFAULT_ORIGIN,
    show_default=True,
    metavar="NAME",
    help=say("The name that the ledger's own facts carry as their source."),
)
@click.option("--rehearsal", is_flag=True, help=say("A ledger without a clock, to try things out."))
@click.option("--bare", is_flag=True, help=say("Adopt no law: for the import of a whole export."))
@click.pass_obj
def init(invocation: Invocation, origin: str, rehearsal: bool, bare: bool) -> None:
    from ledger.app import Ledger

    with Ledger.create(
        invocation.ledger, origin=origin, rehearsal=rehearsal, bare=bare, now=invocation.now
    ) as ledger:
        # Never the address of a server as it was typed: it may hold a password.
        where = ledger.store.where if "://" in invocation.ledger else invocation.ledger
        position = ledger.store.head().position
    if invocation.json:
        made = {"ledger": where, "origin": origin, "rehearsal": rehearsal, "position": position}
        print_json(made)
    elif bare:
        sentence(say("Made the bare ledger {where}.", where=where))
    else:
        sentence(
            say("Made the ledger {where}; {count} texts are law.", where=where, count=position)
        )


@click.command(
    help=say(
        "Print the JSON Schema of a kind of fact, a request or an order, or of all facts and "
        "requests."
    ),
    epilog=examples(
        "bindledger schema", "bindledger schema BindingActivated", "bindledger schema Order"
    ),
)
@click.argument("name", required=False, metavar="[NAME]")
def schema(name: str | None) -> None:
    from ledger.border import schema_of
    from ledger.events import KIND_BY_NAME
    from ledger.requests import REQUEST_BY_NAME

    if name is None:
        print_json(
            {
                "facts": {kind: schema_of(kind) for kind in KIND_BY_NAME},
                "requests": {request: schema_of(request) for request in REQUEST_BY_NAME},
            }
        )
        return
    found = schema_of(name)
    if found is None:
        names = [*KIND_BY_NAME, *REQUEST_BY_NAME, "Order"]
        raise BadInput(
            say("There is no kind of fact and no request {name}.", name=name),
            where="NAME",
            why=say("No fact and no request has that name."),
            now=did_you_mean(nearest(name, names))
            or say("See `bindledger schema` for all of them."),
        )
    print_json(found)
