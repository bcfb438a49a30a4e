"""`diff` and `changes`: what differs along a clock, or since somebody looked, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import (
    INSTANT,
    RULES,
    TAG,
    Clocks,
    Invocation,
    clocks,
    examples,
    place,
    subject,
)
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.console.timeline import kinds_at
from ledger.console.times import settled
from ledger.errors import BadInput
from ledger.explain import value_text
from ledger.language import say

if TYPE_CHECKING:
    from ledger.store import Store

_COLUMNS: Final = ("path", "before", "after", "cause")

_Change = dict[str, Any]
_Rules = datetime | str | Path


@click.command(
    help=say(
        "What differs of a subject along one clock, the other two held, and which facts made it so."
    ),
    epilog=examples(
        "bindledger diff shop:tiktok:S1 --valid 2026-03-01T00:00:00Z 2026-04-01T00:00:00Z",
        "bindledger diff shop:tiktok:S1 --known 2026-03-01T00:00:00Z 2026-04-01T00:00:00Z",
        "bindledger diff shop:tiktok:S1 --rules 2026-03-01T00:00:00Z proposed.toml",
    ),
)
@subject
@click.option(
    "--valid", type=INSTANT, nargs=2, metavar="A B", help=say("As it was true at A and at B.")
)
@click.option(
    "--known", type=INSTANT, nargs=2, metavar="A B", help=say("As it was known at A and at B.")
)
@click.option(
    "--rules",
    type=RULES,
    nargs=2,
    metavar="A B",
    help=say("Under the law A and the law B: an instant, a digest or a file each."),
)
@click.option(
    "--hold-valid", type=INSTANT, metavar="T", help=say("Both as true at T (default: now).")
)
@click.option(
    "--hold-known", type=INSTANT, metavar="T", help=say("Both as known at T (default: now).")
)
@click.option(
    "--hold-rules",
    type=RULES,
    metavar="T|DIGEST|FILE",
    help=say("Both under this law (default: the law in force then)."),
)
@click.pass_context
def diff(
    ctx: click.Context,
    subject: str,
    valid: tuple[datetime, datetime] | None,
    known: tuple[datetime, datetime] | None,
    rules: tuple[_Rules, _Rules] | None,
    hold_valid: datetime | None,
    hold_known: datetime | None,
    hold_rules: _Rules | None,
) -> None:
    from ledger.queries import diff as query

    asked: dict[str, tuple[Any, Any] | None] = {"valid": valid, "known": known, "rules": rules}
    held = Clocks(hold_valid, hold_known, hold_rules)
    name = _axis(ctx, asked, held)
    ends = asked[name] or ()
    invocation: Invocation = ctx.obj
    with answering(invocation) as (ledger, citing):
        # What is left to the clock is the same on both sides: it is read once.
        if name != "valid" and hold_valid is None:
            held = replace(held, valid=ledger.now())
        before, after = (settled(ledger, replace(held, **{name: end})) for end in ends)
        found = query.diff(ledger.store, subject, query.Axis(name), before, after)
        if found is None:
            raise nobody(ledger.store, subject, after)
        if invocation.json:
            print_json(citing.document(found))
        elif invocation.csv:
            print_csv(_COLUMNS, ([one[key] for key in _COLUMNS] for one in found["changes"]))
        else:
            _tell(ledger.store, found)
            citing.tell(found)


def _axis(ctx: click.Context, asked: dict[str, Any], held: Clocks) -> str:
    """The one clock along which two answers are compared. Raises BadInput."""
    given = [name for name, ends in asked.items() if ends is not None]
    if len(given) != 1:
        raise BadInput(
            say("Answers are compared along one clock."),
            where=place(None, ctx),
            why=say("Of --valid, --known and --rules exactly one says along which."),
            now=say("Give one of them, such as --known A B; hold the others with --hold-…."),
        )
    if getattr(held, given[0]) is not None:
        raise BadInput(
            say("A clock that moves is not held."),
            where=f"{ctx.command_path} --hold-{given[0]}",
            why=say("Both answers are asked for along that clock."),
            now=say("Leave --hold-{clock} out.", clock=given[0]),
        )
    return given[0]


def _tell(store: Store, found: dict[str, Any]) -> None:
    pairs(
        [
            (say("subject"), found["subject"]),
            (say("along"), _along(found["axis"])),
            ("A", found["from"]),
            ("B", found["to"]),
        ]
    )
    if found["changes"]:
        # Law that nobody adopted is no fact.
        text = say("the text asked about") if found["axis"] == "rules" else None
        _tell_changes(say("Differences"), store, found["changes"], text)
    else:
        sentence("")
        sentence(say("Nothing differs."))


def _along(axis: str) -> str:
    words = {
        "valid": say("what was true"),
        "known": say("what was known"),
        "rules": say("which law"),
    }
    return words[axis]


def _tell_changes(
    title: str, store: Store, changes: Iterable[_Change], no_fact: str | None = None
) -> None:
    rows = list(changes)
    kinds = kinds_at(store, {at for one in rows for at in one["cause"]})
    columns = (say("path"), say("before"), say("after"), say("cause"))
    table(title, columns, [_row(one, kinds, no_fact) for one in rows])


def _row(one: _Change, kinds: dict[int, str], no_fact: str | None) -> tuple[Cell, ...]:
    cause = ", ".join(f"#{at} {kinds[at]}" for at in one["cause"])
    return one["path"], _told(one, "before"), _told(one, "after"), cause or no_fact


def _told(one: _Change, side: str) -> Cell:
    value = one[side]
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    if isinstance(value, str):
        return value_text(one["path"], value)
    return value if value is None or isinstance(value, int) else str(value)


@click.command(
    help=say(
        "What became true, false or different since somebody last looked, late facts and "
        "annulments included."
    ),
    epilog=examples(
        "bindledger changes --since 120",
        "bindledger changes --since 120 --subject shop:tiktok:S1 --json",
    ),
)
@click.option(
    "--since",
    type=click.IntRange(min=0),
    required=True,
    metavar="POSITION",
    help=say("The last position that was known when somebody looked."),
)
@click.option(
    "--subject",
    "tag",
    type=TAG,
    metavar="TAG",
    help=say("Only of this one (default: of all shops and accounts, which takes longer)."),
)
@clocks
@click.pass_obj
def changes(invocation: Invocation, since: int, tag: str | None, clocks: Clocks) -> None:
    from ledger.queries.since import changes_of, changes_since

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        if tag is None:
            found = list(changes_since(ledger.store, since, times))
        elif (told := changes_of(ledger.store, tag, since, times)) is not None:
            found = list(told)
        else:
            raise nobody(ledger.store, tag)
        if invocation.json:
            print_json_lines(citing.lines(found))
            return
        if invocation.csv:
            columns = ("subject", *_COLUMNS)
            print_csv(columns, ([one[key] for key in columns] for one in found))
            return
        for name, lines in groupby(found, key=lambda one: one["subject"]):
            _tell_changes(name, ledger.store, lines)
        if not found:
            sentence(say("Nothing is different."))
        citing.tell(*found)
