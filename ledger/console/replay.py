"""`replay`: fact by fact what each changed, ending in what `show` prints."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.mini_programs import show as show_mini_program
from ledger.console.options import INSTANT, TAG, Clocks, Invocation, Query, clocks, examples, place
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.state import show_account, show_binding, show_shop
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, heading, sentence, table
from ledger.console.timeline import kind_text
from ledger.console.times import settled
from ledger.errors import BadInput
from ledger.language import say

_COLUMNS: Final = ("position", "time", "type", "path", "before", "after")
_SHOW: Final = {
    "shop": show_shop,
    "account": show_account,
    "binding": show_binding,
    "mini_program": show_mini_program,
}

_Step = dict[str, Any]


@click.command(
    help=say("Fact by fact what each changed of a subject, ending in what `show` prints."),
    epilog=examples(
        "bindledger replay shop:tiktok:S1",
        "bindledger replay account:tiktok:A1 --until 2026-03-01T00:00:00Z --step",
        "bindledger replay --all",
    ),
)
@click.argument("subject", required=False, type=TAG, metavar="SUBJECT")
@click.option("--all", "everything", is_flag=True, help=say("The digest of every projection."))
@click.option("--until", type=INSTANT, metavar="T", help=say("Only what happened until T."))
@click.option("--step", is_flag=True, help=say("Wait for Enter after each fact, on a terminal."))
@clocks
@click.pass_context
def replay(
    ctx: click.Context,
    subject: str | None,
    everything: bool,
    until: datetime | None,
    step: bool,
    clocks: Clocks,
) -> None:
    if (subject is None) != everything:
        raise BadInput(
            say("Either a subject or --all is replayed."),
            where=place(None, ctx),
            why=say("One is told fact by fact, the other only by digests."),
            now=say("Give a subject such as shop:tiktok:S1, or --all."),
        )
    if subject is None:
        if clocks.were_given or until is not None:
            raise BadInput(
                say("--all takes no times."),
                where=place(None, ctx),
                why=say("Read models hold what is known now, and nothing that law says."),
                now=say("Leave the times out, or replay one subject."),
            )
        _tell_digests(ctx.obj)
        return
    ends = [one for one in (until, clocks.valid) if one is not None]
    _replay(ctx, subject, replace(clocks, valid=min(ends, default=None)), step=step)


def _replay(ctx: click.Context, subject: str, clocks: Clocks, *, step: bool) -> None:
    from ledger.queries.citing import AnswerDigest
    from ledger.queries.replay import replay as replayed

    invocation: Invocation = ctx.obj
    show = _shown_by(subject, clocks)
    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        found = replayed(ledger.store, subject, times)
        if found is None:
            raise nobody(ledger.store, subject, times)
        if invocation.json:
            shown = replace(citing, query=show).document(found.shown)
            print_json_lines(chain(citing.lines(found.steps), [shown]))
            return
        if invocation.csv:
            print_csv(_COLUMNS, _rows(found.steps))
            return
        digest = AnswerDigest()
        waits = step and sys.stdin.isatty() and sys.stdout.isatty()
        _tell(digest.following(found.steps), waits=waits)
        citing.tell_id(citing.concluded(digest))
    heading(say("In the end"))
    ctx.obj = replace(invocation, asked=citing.asked, query=show)
    ctx.invoke(_SHOW[_kind(subject)], **show.given)


def _shown_by(subject: str, clocks: Clocks) -> Query:
    """The query of which a replay ends in the answer."""
    times = {"valid": clocks.valid, "known": clocks.known, "rules": clocks.rules}
    given: dict[str, Any] = {name: time for name, time in times.items() if time is not None}
    command = f"{_kind(subject).replace('_', '-')} show"
    return Query(command, {"name": subject.partition(":")[2], **given})


def _kind(subject: str) -> str:
    return subject.partition(":")[0]


def _rows(steps: Iterable[_Step]) -> Iterator[list[Any]]:
    for step in steps:
        here = [step[name] for name in _COLUMNS[:3]]
        for change in step["changes"]:
            yield [*here, *(_plain(change[name]) for name in _COLUMNS[3:])]


def _tell(steps: Iterable[_Step], *, waits: bool) -> None:
    for step in steps:
        heading(_named(step))
        rows: list[list[Cell]] = [
            [change["path"], _plain(change["before"]), _plain(change["after"])]
            for change in step["changes"]
        ]
        if rows:
            table("", (say("path"), say("before"), say("after")), rows)
        else:
            sentence(say("Nothing of what is shown changed."), "dim")
        if waits:
            print(say("Enter for the next"), end=" ", file=sys.stderr, flush=True)
            sys.stdin.readline()


def _named(step: _Step) -> str:
    if step["position"] is None:
        return say("{time}  time went by", time=step["time"])
    return f"#{step['position']}  {step['time']}  {kind_text(step['type'])}"


def _plain(value: Any) -> Cell:
    """A value of a view in a cell; instants stand there as text already."""
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    return value if value is None or isinstance(value, int | str) else str(value)


def _tell_digests(invocation: Invocation) -> None:
    from ledger.projections import digests

    with answering(invocation) as (ledger, citing):
        found = digests(ledger.store)
    if invocation.json:
        print_json(citing.document(found))
    elif invocation.csv:
        print_csv(("projection", "digest"), found.items())
    else:
        table("", (say("projection"), say("digest")), found.items())
        citing.tell(found)
