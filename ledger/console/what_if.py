"""`what-if`: history without a fact, or with it at another time. Nothing is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import INSTANT, Invocation, examples, place
from ledger.console.output import print_csv, print_json
from ledger.console.redecided import (
    COLUMNS,
    change_json,
    redecided_json,
    rows_of,
    tell_changes,
    tell_decisions,
)
from ledger.console.tables import sentence
from ledger.console.timeline import kind_text
from ledger.errors import BadInput
from ledger.language import say
from ledger.terms import BEGINNING, instant_text

if TYPE_CHECKING:
    from ledger.backtest.what_if import WhatIf
    from ledger.record import Fact
    from ledger.store import Store


@click.command(
    "what-if",
    help=say(
        "What would differ if a fact had not happened, or at another time: later decisions, "
        "balances and bindings. Nothing is recorded."
    ),
    epilog=examples(
        "bindledger what-if --without tiktok/seller-center#b1-active",
        "bindledger what-if --move tiktok/seller-center#b1-active 2026-03-02T09:00:00Z",
    ),
)
@click.option("--without", "left_out", metavar="SOURCE#ID", help=say("Leave this fact out."))
@click.option(
    "--move",
    "moved",
    nargs=2,
    type=(str, INSTANT),
    metavar="SOURCE#ID T",
    help=say("Let this fact happen at T."),
)
@click.pass_context
def what_if(ctx: click.Context, left_out: str | None, moved: tuple[str, datetime] | None) -> None:
    from ledger.backtest import what_if as course

    invocation: Invocation = ctx.obj
    if (left_out is None) == (moved is None):
        raise BadInput(
            say("Either a fact is left out or one is moved."),
            where=place(None, ctx),
            why=say("One history is compared with one other."),
            now=say("Give --without SOURCE#ID, or --move SOURCE#ID T."),
        )
    with answering(invocation) as (ledger, citing):
        if moved is not None:
            name, to = moved
            fact = _movable(ledger.store, name, to)
            found = course.moved(ledger.store, fact, to, ledger.now())
        else:
            fact, to = _fact(ledger.store, str(left_out), "--without"), None
            found = course.without(ledger.store, fact, ledger.now())
    view = what_if_json(found, fact, to)
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(COLUMNS, rows_of(found.decisions, found.changes))
    else:
        _tell(found, fact, to)
        citing.tell(view)


def what_if_json(found: WhatIf, fact: Fact, to: datetime | None) -> dict[str, Any]:
    """The answer as one document."""
    return {
        "fact": fact.name,
        "position": fact.position,
        "type": fact.event.kind,
        "time": instant_text(fact.time),
        "moved_to": to and instant_text(to),
        "decisions": [redecided_json(one) for one in found.decisions],
        "changes": [change_json(one) for one in found.changes],
        "left_out": [{"position": one.position, "type": one.event.kind} for one in found.left_out],
        "put_in": [{"after": one.position, "type": one.event.kind} for one in found.put_in],
    }


def _fact(store: Store, name: str, where: str) -> Fact:
    """The fact of a name, if history can be told without it. Raises BadInput."""
    from ledger.events import CalendarAdopted, RulebookAdopted
    from ledger.queries.naming import fact_named, granted_by

    fact = fact_named(store, name)
    if fact is None:
        raise BadInput(
            say("There is no fact {name}.", name=name),
            where=where,
            why=say("A fact is named <source>#<id>, as `history --json` and `export` show it."),
            now=say("Look the name up with `bindledger history TAG`."),
        )
    if isinstance(fact.event, RulebookAdopted | CalendarAdopted):
        raise BadInput(
            say("{name} is law.", name=name),
            where=where,
            why=say("History is told without a fact under the law that was."),
            now=say("Judge it under another rulebook with `bindledger backtest FILE`."),
        )
    cause = granted_by(store, fact)
    if cause is not None:
        raise BadInput(
            say("{name} follows from a granted request.", name=name),
            where=where,
            why=say("The same request would record the same again."),
            now=say("Leave out the decision itself: --without {name}.", name=cause.name),
        )
    return fact


def _movable(store: Store, name: str, to: datetime) -> Fact:
    from ledger.app.intake import AHEAD
    from ledger.events import FactAnnulled, RequestGranted, RequestRefused

    fact = _fact(store, name, "--move")
    if isinstance(fact.event, RequestGranted | RequestRefused | FactAnnulled):
        raise BadInput(
            say("{name} cannot be moved.", name=name),
            where="--move",
            why=say("The ledger itself recorded it when it happened."),
            now=say("Leave it out with --without."),
        )
    if not BEGINNING <= to <= fact.recordedtime + AHEAD:
        raise BadInput(
            say("{name} cannot have happened at {instant}.", name=name, instant=instant_text(to)),
            where="--move",
            why=say(
                "It was learnt at {instant}, and at most a day ahead.",
                instant=instant_text(fact.recordedtime),
            ),
            now=say("Give an instant from 2000 on, no later than that."),
        )
    return fact


def _tell(found: WhatIf, fact: Fact, to: datetime | None) -> None:
    kind, at = kind_text(fact.event.kind), instant_text(fact.time)
    if to is None:
        told = say("Without #{position}, {kind}, {at}", position=fact.position, kind=kind, at=at)
    else:
        told = say(
            "With #{position}, {kind}, at {to} instead of {at}",
            position=fact.position,
            kind=kind,
            to=instant_text(to),
            at=at,
        )
    sentence(told, "bold")
    tell_decisions(say("Decisions that would be otherwise"), found.decisions)
    if found.changes:
        is_now, would_be = say("stands"), say("would be")
        tell_changes(say("How things would stand today"), found.changes, is_now, would_be)
    else:
        sentence(say("Nothing would stand otherwise today."))
    gone = [one for one in found.left_out if one.position != fact.position]
    if gone:
        kinds = ", ".join(f"#{one.position} {kind_text(one.event.kind)}" for one in gone)
        sentence(say("Would not have been recorded either: {kinds}.", kinds=kinds), "dim")
    if found.put_in:
        kinds = ", ".join(f"#{one.position} {kind_text(one.event.kind)}" for one in found.put_in)
        sentence(say("Would have followed after these decisions: {kinds}.", kinds=kinds), "dim")
