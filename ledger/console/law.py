"""`rules` and `calendars`: which law is in force, since when, from which source; adopting it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from ledger.console.answering import Citing, answering
from ledger.console.errors import did_you_mean, nearest
from ledger.console.opening import reading, writing
from ledger.console.options import COUNTRY, INSTANT, PROGRAM, Invocation, examples
from ledger.console.output import print_bytes, print_csv, print_json, print_json_lines
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.errors import BadInput, LedgerError
from ledger.explain import quantity, source_text
from ledger.language import say, say_name, say_names, say_why
from ledger.terms import instant_text
from ledger.verdict import Citation

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.app.law import Adopted
    from ledger.rulebook import Row, Rulebook

_View = dict[str, Any]


@click.group(
    help=say("The rulebooks: which are law, what they say, adopting and comparing them."),
    epilog=examples("bindledger rules list"),
)
def rules() -> None:
    pass


@rules.command(
    "list",
    help=say("Every rulebook ever adopted, and which is in force."),
    epilog=examples("bindledger rules list", "bindledger rules list --field"),
)
@click.option(
    "--field",
    is_flag=True,
    help=say("The field rulebooks that come along instead: numbers from outside the sources."),
)
@click.pass_obj
def list_rules(invocation: Invocation, field: bool) -> None:
    from ledger.queries.lawbook import adopted_rulebooks

    if field:
        _list_field(invocation)
        return
    with answering(invocation) as (ledger, citing):
        views = adopted_rulebooks(ledger.store, ledger.now())
    columns = ("program", "edition", "title", "digest", "since", "in_force", "position")
    titles = (
        say("program"),
        say("edition"),
        say("title"),
        say("digest"),
        say("since"),
        say("in force"),
        "#",
    )
    _print_rows(invocation, columns, titles, views, citing)
    if not (invocation.json or invocation.csv):
        sentence("")
        sentence(
            say(
                "Field rulebooks come along too, but are not law until adopted: see "
                "`bindledger rules list --field`."
            )
        )
        citing.tell(*views)


def _list_field(invocation: Invocation) -> None:
    from ledger.queries.lawbook import offered_rulebooks

    columns = ("name", "program", "title", "digest")
    titles = (say("name"), say("program"), say("title"), say("digest"))
    _print_rows(invocation, columns, titles, offered_rulebooks())


@rules.command(
    "show",
    help=say("What a program's rulebook says at an instant, with units, sources and readings."),
    epilog=examples(
        "bindledger rules show tiktok.channel",
        "bindledger rules show tiktok.channel --at 2026-03-01T00:00:00Z",
        "bindledger rules show tiktok.channel --text > proposed.toml",
    ),
)
@click.argument("program", type=PROGRAM, metavar="PROGRAM")
@click.option("--at", type=INSTANT, metavar="T", help=say("At this instant (default: now)."))
@click.option("--text", is_flag=True, help=say("Print the exact text and nothing else."))
@click.pass_obj
def show_rules(invocation: Invocation, program: str, at: datetime | None, text: bool) -> None:
    from ledger.queries.lawbook import law_of

    with answering(invocation) as (ledger, citing):
        at = at or ledger.now()
        law = law_of(ledger.store)
        book, adoption = law.rulebook(program, at), law.adoption(program, at)
        if book is None or adoption is None:
            known = law.programs(datetime.max.replace(tzinfo=at.tzinfo))
            raise LedgerError(
                say("There is no law for program {program}.", program=program),
                where=instant_text(at),
                why=say("No rulebook of that program is in force then."),
                now=did_you_mean(nearest(program, known)) or say("See `bindledger rules list`."),
            )
    rows = book.in_force(at)
    if text:
        print_bytes(book.text.encode())
        return
    view = _book_json(book, at, adoption.time, rows)
    if invocation.json:
        print_json(citing.document(view))
        return
    pairs(
        [
            (say("program"), book.program),
            (say("title"), say_name(book.title, "title")),
            (say("edition"), say_name(book.edition, "edition")),
            (say("digest"), book.digest),
            (say("adopted from"), instant_text(adoption.time)),
            (say("shown at"), instant_text(at)),
        ]
    )
    columns = (
        say("parameter"),
        say("value"),
        say("since"),
        say("if broken"),
        say("if unknown"),
        say("source"),
        say("about"),
    )
    table(say("Parameters"), columns, [_row(row) for row in rows])
    citing.tell(view)


def _row(row: Row) -> tuple[Cell, ...]:
    standing = say_name(str(row.standing), "standing")
    value = standing if row.value is None else quantity(row.value, row.unit)
    rule = row.role == "rule"
    return (
        row.name,
        value,
        row.since and instant_text(row.since),
        say_name(str(row.severity), "severity") if rule else None,
        say_name(str(row.when_unknown), "severity") if rule else None,
        source_text(row.source.at) if row.source is not None else None,
        say_name(row.about, "about"),
    )


def _book_json(book: Rulebook, at: datetime, since: datetime, rows: Iterable[Row]) -> _View:
    return {
        "program": book.program,
        "edition": book.edition,
        "title": book.title,
        "digest": book.digest,
        "since": instant_text(since),
        "at": instant_text(at),
        "parameters": [
            {
                "parameter": row.name,
                "role": str(row.role),
                "standing": str(row.standing),
                "value": list(row.value) if isinstance(row.value, tuple) else row.value,
                "unit": row.unit,
                "since": row.since and instant_text(row.since),
                "severity": str(row.severity),
                "when_unknown": str(row.when_unknown),
                "source": row.source
                and {
                    "title": row.source.title,
                    "at": row.source.at,
                    "read": row.source.read.isoformat(),
                },
                "about": row.about,
            }
            for row in rows
        ],
    }


def read_text(file: str) -> str:
    """The text of a file of law, byte for byte. Raises BadInput."""
    try:
        return Path(file).read_bytes().decode()
    except UnicodeDecodeError as why:
        problem = say("It is not UTF-8 at byte {place}.", place=why.start)
    except (OSError, ValueError) as why:
        problem = say_why(why)
    raise BadInput(
        say("{file} cannot be read.", file=file),
        where="FILE",
        why=problem,
        now=say("Give a text file that is there."),
    )


def law_text(name: str) -> str:
    """The text of a file of law, or of a rulebook the ledger brings along. Raises BadInput.

    A file counts before a name.
    """
    from ledger.rulebook import built_in_names

    if not Path(name).is_file() and (text := built_in_names().get(name)) is not None:
        return text
    return read_text(name)


@rules.command(
    "check",
    help=say("Read a rulebook and say everything that is wrong with it; adopts nothing."),
    epilog=examples("bindledger rules check rulebook.toml"),
)
@click.argument("file", metavar="FILE")
@click.pass_obj
def check_rules(invocation: Invocation, file: str) -> None:
    from ledger.rulebook import read_rulebook

    book = read_rulebook(law_text(file), file)
    if invocation.json:
        print_json(
            {
                "program": book.program,
                "edition": book.edition,
                "title": book.title,
                "digest": book.digest,
                "parameters": len(book.parameters),
            }
        )
    else:
        sentence(
            say(
                "{file} is a rulebook of {program} with {count} parameters, {digest}.",
                file=file,
                program=book.program,
                count=len(book.parameters),
                digest=book.digest,
            )
        )


@rules.command(
    "adopt",
    help=say(
        "Make a rulebook the law of its program; the exact text is recorded as a fact. FILE may "
        "also be the name of one that comes along, such as tiktok.channel.field."
    ),
    epilog=examples(
        "bindledger rules adopt rulebook.toml",
        "bindledger rules adopt rulebook.toml --from 2027-01-01T00:00:00Z",
        "bindledger rules adopt tiktok.channel.field",
    ),
)
@click.argument("file", metavar="FILE")
@click.option(
    "--from", "since", type=INSTANT, metavar="T", help=say("In force from T on (default: now).")
)
@click.pass_obj
def adopt_rules(invocation: Invocation, file: str, since: datetime | None) -> None:
    text = law_text(file)

    def adopt(ledger: Ledger) -> Adopted:
        return ledger.adopt_rulebook(text, file, since)

    with writing(invocation, trial=adopt) as ledger:
        adopted = adopt(ledger)
    _tell_adopted(invocation, adopted)


def _tell_adopted(invocation: Invocation, adopted: Any) -> None:
    if invocation.json:
        print_json(
            {
                "position": adopted.position,
                "name": adopted.name,
                "digest": adopted.digest,
                "since": instant_text(adopted.since),
            }
        )
    else:
        sentence(
            say(
                "{name} is law from {since} on: {digest}, at position {position}.",
                name=adopted.name,
                since=instant_text(adopted.since),
                digest=adopted.digest,
                position=adopted.position,
            )
        )


@rules.command(
    "diff",
    help=say(
        "What differs between two rulebooks: files, digests, programs (their law now), or the "
        "names of field rulebooks that come along."
    ),
    epilog=examples(
        "bindledger rules diff old.toml new.toml",
        "bindledger rules diff tiktok.channel new.toml",
        "bindledger rules diff tiktok.channel tiktok.channel.field",
    ),
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.pass_obj
def diff_rules(invocation: Invocation, before: str, after: str) -> None:
    from ledger.rulebook import differences

    found = differences(_named_book(invocation, before), _named_book(invocation, after))
    views: list[_View] = [
        {
            "parameter": one.parameter,
            "day": one.day.isoformat() if one.day is not None else None,
            "part": one.part,
            "before": _plain(one.before),
            "after": _plain(one.after),
        }
        for one in found
    ]
    columns = ("parameter", "day", "part", "before", "after")
    titles = (say("parameter"), say("from"), say("what"), say("before"), say("after"))
    if not views and not (invocation.json or invocation.csv):
        sentence(say("They say the same."))
        return
    _print_rows(invocation, columns, titles, views)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Citation):
        return f"{value.title}, {value.at}, {value.read.isoformat()}"
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _named_book(invocation: Invocation, name: str) -> Rulebook:
    """The rulebook a file holds, or that is known by digest, program or name. Raises BadInput."""
    from ledger.rulebook import field_names, read_rulebook

    if Path(name).is_file():
        return read_rulebook(read_text(name), name)
    if (text := dict(field_names()).get(name)) is not None:
        return read_rulebook(text, name)
    with reading(invocation) as ledger:
        book = _known_book(ledger, name)
    if book is None:
        raise BadInput(
            say("{name} is no rulebook.", name=name),
            where="A, B",
            why=say("It is no file, no digest of an adopted text, and no program with law."),
            now=say("See `bindledger rules list`."),
        )
    return book


def _known_book(ledger: Ledger, name: str) -> Rulebook | None:
    from ledger.queries.lawbook import law_of

    law = law_of(ledger.store)
    return law.text(name) or law.rulebook(name, ledger.now())


# Calendars


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
@click.pass_obj
def list_calendars(invocation: Invocation) -> None:
    from ledger.queries.lawbook import adopted_calendars

    with answering(invocation) as (ledger, citing):
        views = adopted_calendars(ledger.store, ledger.now())
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
    _print_rows(invocation, columns, titles, views, citing)
    if not (invocation.json or invocation.csv):
        citing.tell(*views)


@calendars.command(
    "show",
    help=say("The working days of a country in a year."),
    epilog=examples("bindledger calendars show CN 2026"),
)
@click.argument("country", type=COUNTRY, metavar="COUNTRY")
@click.argument("year", type=int, metavar="YEAR")
@click.pass_obj
def show_calendar(invocation: Invocation, country: str, year: int) -> None:
    from ledger.queries.lawbook import calendar_view, law_of

    with answering(invocation) as (ledger, citing):
        found = law_of(ledger.store).calendars_at(ledger.now()).years.get((country, year))
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
    _tell_adopted(invocation, adopted)


def _print_rows(
    invocation: Invocation,
    columns: tuple[str, ...],
    titles: tuple[str, ...],
    views: list[_View],
    citing: Citing | None = None,
) -> None:
    if invocation.json:
        print_json_lines(views if citing is None else citing.lines(views))
    elif invocation.csv:
        print_csv(columns, ([view[name] for name in columns] for view in views))
    else:
        table("", titles, [[_cell(name, view[name]) for name in columns] for view in views])


def _cell(column: str, value: Any) -> Cell:
    match column, value:
        case "title", str(title):
            return say_name(title, "title")
        case "edition", str(edition):
            return say_name(edition, "edition")
        case _, list():
            return ", ".join(str(part) for part in value)
    told: Cell = value
    return told
