"""`history`, and the histories under a noun: what happened, fact by fact."""

from __future__ import annotations

from typing import Any

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import TAG, Clocks, Invocation, clocks, examples
from ledger.console.subjects import nobody
from ledger.console.timeline import concerns, tell_history
from ledger.console.times import settled
from ledger.language import say


def _tell(invocation: Invocation, tags: tuple[str, ...], clocks: Clocks) -> None:
    from ledger.queries.telling import history as told

    with answering(invocation) as (ledger, citing):
        facts = list(told(ledger.store, tags, settled(ledger, clocks)))
        for tag in tags:
            if not any(concerns(fact, tag) for fact in facts):
                raise nobody(ledger.store, tag)
    tell_history(invocation, citing, tags, facts)


def add_history(group: click.RichGroup, noun: str, kind: click.ParamType[Any]) -> None:
    """Give a group of commands one that tells a subject's history."""

    @click.argument("name", type=kind, metavar="ID")
    @clocks
    @click.pass_obj
    def told(invocation: Invocation, name: str, clocks: Clocks) -> None:
        _tell(invocation, (f"{noun}:{name}",), clocks)

    about = say("What happened, fact by fact, with what came late and what was annulled.")
    shown = noun.replace("_", "-")
    group.add_command(
        click.command("history", help=about, epilog=examples(f"bindledger {shown} history ID"))(
            told
        )
    )


@click.command(
    help=say("One timeline over several subjects: the parties of a dispute side by side."),
    epilog=examples("bindledger history shop:tiktok:S1 account:tiktok:A1"),
)
@click.argument("tags", nargs=-1, required=True, type=TAG, metavar="TAG …")
@clocks
@click.pass_obj
def history(
    invocation: Invocation,
    tags: tuple[str, ...],
    clocks: Clocks,
) -> None:
    _tell(invocation, tuple(dict.fromkeys(tags)), clocks)
