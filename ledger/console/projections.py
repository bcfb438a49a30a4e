"""`projections`: how far the read models are, making them again, comparing them with a replay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.opening import reading
from ledger.console.options import Invocation, examples
from ledger.console.output import print_csv, print_json_lines, progress
from ledger.console.tables import Cell, sentence, table
from ledger.language import say, say_count

if TYPE_CHECKING:
    from ledger.projections import Difference

_DRIFT: Final = 4


@click.group(
    help=say("The read models: tables that any SQL tool can read, made from the log."),
    epilog=examples("bindledger projections status"),
)
def projections() -> None:
    pass


@projections.command(
    help=say("How far each read model is, how many rows it has, and their digest."),
    epilog=examples("bindledger projections status", "bindledger --json projections status"),
)
@click.pass_obj
def status(invocation: Invocation) -> None:
    from ledger.projections import status as standings

    with reading(invocation) as ledger:
        found = standings(ledger.store)
    columns = ("projection", "position", "lag", "rows", "digest", "rebuilding")
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.position, one.lag, one.rows, one.digest, one.rebuilding) for one in found
    ]
    titles = (
        say("projection"),
        say("position"),
        say("lag"),
        say("rows"),
        say("digest"),
        say("rebuild under way"),
    )
    _print_rows(invocation, columns, titles, rows)


@projections.command(
    help=say(
        "Make every read model again from the log, beside the one in use, and put it in its place "
        "at once. Others may read and write meanwhile."
    ),
    epilog=examples("bindledger projections rebuild"),
)
@click.pass_obj
def rebuild(invocation: Invocation) -> None:
    from ledger.app import Ledger

    with (
        Ledger.open(invocation.ledger, write=True, now=invocation.now) as ledger,
        progress(say("rebuilding")) as advance,
    ):
        done = ledger.rebuild_projections(lambda stage, steps: advance(steps))
    columns = ("projection", "position", "rows", "changed", "digest")
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.position, one.rows, one.before != one.after, one.after) for one in done
    ]
    titles = (say("projection"), say("position"), say("rows"), say("changed"), say("digest"))
    _print_rows(invocation, columns, titles, rows)


@projections.command(
    help=say(
        "Compare the read models with a replay of the log, and name each row that differs. "
        "Exit status 4 when one does."
    ),
    epilog=examples("bindledger projections check", "bindledger --json projections check"),
)
@click.pass_obj
def check(invocation: Invocation) -> int:
    from ledger.projections import check as differences

    with reading(invocation) as ledger, progress(say("replaying")) as advance:
        found = list(differences(ledger.store, advance))
    if invocation.json:
        print_json_lines(_difference_json(one) for one in found)
    elif invocation.csv:
        print_csv(("projection", "key", "column", "stored", "replayed"), _cells(found))
    elif found:
        titles = (
            say("projection"),
            say("key"),
            say("column"),
            say("stored"),
            say("replayed"),
        )
        table(say("Rows that differ from a replay"), titles, _cells(found))
        told = say_count(
            "{count} row is not what the log says. Mend it with `bindledger projections rebuild`.",
            "{count} rows are not what the log says. Mend them with"
            " `bindledger projections rebuild`.",
            len(found),
        )
        sentence(told)
    else:
        sentence(say("Every read model equals a replay of the log."))
    return _DRIFT if found else 0


def _print_rows(
    invocation: Invocation,
    columns: tuple[str, ...],
    titles: tuple[str, ...],
    rows: list[tuple[Cell, ...]],
) -> None:
    if invocation.json:
        print_json_lines(dict(zip(columns, row, strict=True)) for row in rows)
    elif invocation.csv:
        print_csv(columns, rows)
    else:
        table("", titles, rows)


def _difference_json(one: Difference) -> dict[str, Any]:
    return {
        "projection": one.projection,
        "key": one.key,
        "stored": one.stored,
        "replayed": one.replayed,
    }


def _cells(found: Iterable[Difference]) -> Iterable[tuple[Cell, ...]]:
    """One line for each column that differs; one for a row that is missing on either side."""
    for one in found:
        key = " ".join(one.key.values())
        if one.stored is None or one.replayed is None:
            there = say("a row")
            stored, replayed = (
                None if row is None else there for row in (one.stored, one.replayed)
            )
            yield one.projection, key, None, stored, replayed
            continue
        for column, value in one.stored.items():
            if value != one.replayed[column]:
                yield one.projection, key, column, value, one.replayed[column]
