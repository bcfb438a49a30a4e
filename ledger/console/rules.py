"""`rules`: which rulebooks are law, since when, from which source; adopting and comparing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from ledger.console.answering import answering
from ledger.console.errors import did_you_mean, nearest
from ledger.console.law import law_text, print_rows, read_text, tell_adopted
from ledger.console.opening import reading, writing
from ledger.console.options import INSTANT, PROGRAM, Clocks, Invocation, clocks_of_law, examples
from ledger.console.output import print_bytes, print_json
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.console.times import settled
from ledger.errors import BadInput, LedgerError
from ledger.explain import quantity, source_text
from ledger.language import say, say_name
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
@clocks_of_law
@click.option(
    "--field",
    is_flag=True,
    help=say("The field rulebooks that come along instead: numbers from outside the sources."),
)
@click.pass_obj
def list_rules(invocation: Invocation, field: bool, clocks: Clocks) -> None:
    from ledger.queries.lawbook import adopted_rulebooks

    if field:
        _list_field(invocation)
        return
    with answering(invocation) as (ledger, citing):
        views = adopted_rulebooks(ledger.store, settled(ledger, clocks))
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
    print_rows(invocation, columns, titles, views, citing)
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
    print_rows(invocation, columns, titles, offered_rulebooks())


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
@clocks_of_law
@click.pass_obj
def show_rules(
    invocation: Invocation, program: str, at: datetime | None, text: bool, clocks: Clocks
) -> None:
    from ledger.queries.lawbook import law_of

    if at is not None and clocks.valid is not None:
        raise BadInput(
            say("--at and --valid exclude each other."),
            where="--valid",
            why=say("Both say at which instant."),
            now=say("Give one of them."),
        )
    with answering(invocation) as (ledger, citing):
        times = settled(ledger, replace(clocks, valid=at or clocks.valid))
        at, law = times.valid, law_of(ledger.store, times.position)
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
    tell_adopted(invocation, adopted)


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
    print_rows(invocation, columns, titles, views)


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
