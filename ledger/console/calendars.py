"""`calendars`: the working days of countries: which are recorded, what they say, adopting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from ledger.console.answering import answering
from ledger.console.law import print_rows, read_text, tell_adopted
from ledger.console.opening import writing
from ledger.console.options import COUNTRY, Clocks, Invocation, clocks_of_law, examples
from ledger.console.output import print_json
from ledger.console.tables import Cell, pairs, table
from ledger.console.times import settled
from ledger.errors import LedgerError
from ledger.language import say, say_name, say_names

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.app.law import Adopted


@click.group(
    help=say("Working-day calendars: which are recorded, what they say, adopting one."),
    epilog=examples("bindledger calendars list"),
)
def calendars() -> None:
    pass


@calendars.command(
    "list",
    help=say("The years and countries whose working days are recorded."),
    epilog=examples("bindledger calendars list"),
)
@clocks_of_law
@click.pass_obj
def list_calendars(invocation: Invocation, clocks: Clocks) -> None:
    from ledger.queries.lawbook import adopted_calendars

    with answering(invocation) as (ledger, citing):
        views = adopted_calendars(ledger.store, settled(ledger, clocks))
    columns = ("country", "year", "off", "worked", "source", "digest", "since", "position")
    titles = (
        say("country"),
        say("year"),
        say("days off"),
        say("weekend days worked"),
        say("source"),
        say("digest"),
        say("since"),
        "#",
    )
    print_rows(invocation, columns, titles, views, citing)
    if not (invocation.json or invocation.csv):
        citing.tell(*views)


@calendars.command(
    "show",
    help=say("The working days of a country in a year."),
    epilog=examples("bindledger calendars show CN 2026"),
)
@click.argument("country", type=COUNTRY, metavar="COUNTRY")
@click.argument("year", type=int, metavar="YEAR")
@clocks_of_law
@click.pass_obj
def show_calendar(invocation: Invocation, country: str, year: int, clocks: Clocks) -> None:
    from ledger.queries.lawbook import calendar_view, law_of

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        law = law_of(ledger.store, times.position)
        found = law.calendars_at(times.valid).years.get((country, year))
    if found is None:
        raise LedgerError(
            say(
                "The working days of {country} in {year} are not recorded.",
                country=country,
                year=year,
            ),
            where=f"{country} {year}",
            why=say("A year is recorded once its authorities have published it."),
            now=say("See `bindledger calendars list`, or adopt a file with `calendars adopt`."),
        )
    view = calendar_view(found)
    if invocation.json:
        print_json(citing.document(view))
        return
    pairs(
        [
            (say("country"), found.country),
            (say("year"), found.year),
            (say("weekend"), say_names(say_name(day, "weekday") for day in view["weekend"])),
            (say("working days"), view["working_days"]),
            (say("source"), f"{found.source.title}, {found.source.at}"),
            (say("read"), found.source.read.isoformat()),
            (say("digest"), found.digest),
        ]
    )
    rows: list[tuple[Cell, ...]] = [(day, say("off")) for day in view["off"]]
    rows += [(day, say("worked")) for day in view["worked"]]
    table(say("Days beyond the weekend"), (say("day"), say("is")), sorted(rows, key=str))
    citing.tell(view)


@calendars.command(
    "adopt",
    help=say("Record the working days of a country in a year; the exact text becomes a fact."),
    epilog=examples("bindledger calendars adopt CN-2027.toml"),
)
@click.argument("file", metavar="FILE")
@click.pass_obj
def adopt_calendar(invocation: Invocation, file: str) -> None:
    text = read_text(file)

    def adopt(ledger: Ledger) -> Adopted:
        return ledger.adopt_calendar(text, file)

    with writing(invocation, trial=adopt) as ledger:
        adopted = adopt(ledger)
    tell_adopted(invocation, adopted)
