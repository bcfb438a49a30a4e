"""`custody`: who was in control when, with the gaps and the overlaps, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import Citing, answering
from ledger.console.custody_chart import chart, legend
from ledger.console.options import ACCOUNT, SHOP, Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, heading, pairs, screen_width, sentence, table
from ledger.console.timeline import kinds_at
from ledger.console.times import settled, times_told
from ledger.errors import LedgerError
from ledger.explain import reason_text
from ledger.language import say, say_names, say_why

if TYPE_CHECKING:
    from ledger.store import Store

_COLUMNS: Final = (
    "what",
    "binding",
    "shop",
    "account",
    "program",
    "from",
    "until",
    "opened_by",
    "closed_by",
    "reason",
)

_View = dict[str, Any]


@click.group(
    help=say("Who was in control when: intervals, gaps and overlaps, each with its facts."),
    epilog=examples(
        "bindledger custody account tiktok:A1", "bindledger custody shop tiktok:S1 --svg s1.svg"
    ),
)
def custody() -> None:
    pass


def _add(noun: str, kind: click.ParamType[Any], about: str) -> None:
    @click.argument("name", type=kind, metavar="ID")
    @click.option(
        "--svg",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=say("Draw it into this file too, to look at and to print."),
    )
    @clocks
    @click.pass_obj
    def told(invocation: Invocation, name: str, svg: Path | None, clocks: Clocks) -> None:
        from ledger.queries.custody import custody as query

        subject = f"{noun}:{name}"
        with answering(invocation) as (ledger, citing):
            times = settled(ledger, clocks)
            view = query(ledger.store, subject, times)
            if view is None:
                raise nobody(ledger.store, subject, times)
            if svg is not None:
                _draw(ledger.store, view, svg, citing)
        if invocation.json:
            print_json(citing.document(view))
        elif invocation.csv:
            print_csv(_COLUMNS, ([row.get(name) for name in _COLUMNS] for row in _rows(view)))
        else:
            _tell(view, svg)
            citing.tell(view)

    example = examples(f"bindledger custody {noun} tiktok:{noun[0].upper()}1")
    custody.add_command(click.command(noun, help=about, epilog=example)(told))


_add("shop", SHOP, say("Which accounts a shop held when."))
_add("account", ACCOUNT, say("Which shop held an account when."))


def _draw(store: Store, view: _View, file: Path, citing: Citing) -> None:
    from ledger.console.custody_svg import custody_svg

    stretches = (*view["intervals"], *view["gaps"], *view["overlaps"])
    ends = {one[end] for one in stretches for end in ("opened_by", "closed_by")}
    kinds = kinds_at(store, ends - {None})
    cite = None if citing.quiet else citing.citation([view]).id
    try:
        file.write_bytes(custody_svg(view, kinds, cite).encode())
    except OSError as error:
        raise LedgerError(
            say("The picture could not be written."),
            where=str(file),
            why=say_why(error),
            now=say("Give a file in a folder that can be written to."),
        ) from None


def _rows(view: _View) -> Iterator[_View]:
    """Intervals, gaps and overlaps as rows of one table, in order of time."""
    rows = [{"what": "interval"} | one for one in view["intervals"]]
    rows += [{"what": "gap"} | one for one in view["gaps"]]
    for one in view["overlaps"]:
        rows.append({"what": "overlap"} | one | {"binding": one["bindings"], "shop": one["shops"]})
    yield from sorted(rows, key=lambda one: (one["from"], one["opened_by"]))


def _tell(view: _View, svg: Path | None) -> None:
    names: dict[str, str] = view["names"]
    pairs(
        [
            (say("subject"), view["subject"]),
            (say("name"), names.get(view["subject"])),
            *times_told(view["as_of"]),
        ]
    )
    if not view["intervals"]:
        sentence("")
        sentence(say("Nothing was ever in effect."))
        return
    other = "account" if view["subject"].startswith("shop:") else "shop"
    heading(say("Custody"))
    for line in chart(view, screen_width()):
        sentence(line)
    sentence(legend(view), "dim")
    sentence("")
    _tell_intervals(view, other)
    _tell_gaps(view["gaps"])
    _tell_overlaps(view["overlaps"])
    if svg is not None:
        sentence("")
        sentence(say("Drawn into {file}.", file=str(svg)), "dim")


def _tell_intervals(view: _View, other: str) -> None:
    columns = (
        say("account") if other == "account" else say("shop"),
        say("binding"),
        say("program"),
        say("since"),
        say("until"),
        say("facts"),
        say("ended by"),
    )
    rows = [
        (
            _called(one[other], view["names"].get(f"{other}:{one[other]}")),
            one["binding"],
            one["program"],
            *_stretch(one),
            say("falls due {due}", due=one["due"]) if "due" in one else reason_text(one["reason"]),
        )
        for one in view["intervals"]
    ]
    table("", columns, rows)


def _tell_gaps(gaps: list[_View]) -> None:
    if gaps:
        columns = (say("since"), say("until"), say("facts"))
        table(say("Gaps: nothing in effect"), columns, [_stretch(one) for one in gaps])


def _tell_overlaps(overlaps: list[_View]) -> None:
    if overlaps:
        columns = (
            *(say("account"), say("shops"), say("binding")),
            *(say("since"), say("until"), say("facts")),
        )
        rows = [
            (one["account"], say_names(one["shops"]), say_names(one["bindings"]), *_stretch(one))
            for one in overlaps
        ]
        table(say("Overlaps: several shops at once"), columns, rows)


def _stretch(one: _View) -> tuple[Cell, ...]:
    """From when to when, and the facts that opened and closed it."""
    ends = (one["opened_by"], one["closed_by"])
    return (
        one["from"],
        one["until"] or say("still"),
        " – ".join(f"#{at}" for at in ends if at is not None),
    )


def _called(party: str, name: str | None) -> str:
    return party if name is None else say("{name} ({id})", name=name, id=party)
