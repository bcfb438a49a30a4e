"""`import`, `export`, `record`, `annul`: facts in and out."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import rich_click as click

from ledger.console.opening import reading, thrown_away, writing
from ledger.console.options import ID, INSTANT, SOURCE, TAG, Invocation, examples
from ledger.console.output import print_json, stages
from ledger.console.tables import sentence, table
from ledger.errors import BadInput
from ledger.language import say, say_count, say_list, say_why
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.app.files import Form
    from ledger.app.intake import Imported
    from ledger.border import Fault

_SHOWN: Final = 40


@click.command(
    "import",
    help=say(
        "Record the facts of a file: CloudEvents, one a line, or CSV. Bad lines are reported, "
        "good ones recorded; lines already known are counted. A file named .gz or .zst is "
        "unpacked."
    ),
    epilog=examples(
        "bindledger import facts.ndjson",
        "bindledger import facts.csv.gz",
        "bindledger import - --dry-run < facts.ndjson",
        "bindledger --json import facts.ndjson",
    ),
)
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["ndjson", "csv"]),
    help=say("How the file is written; its name says so if nothing is given."),
)
@click.option("--dry-run", is_flag=True, help=say("Say what would happen; record nothing."))
@click.pass_obj
def import_(invocation: Invocation, file: str, form: Form | None, dry_run: bool) -> int:
    from ledger.app import ledger_exists
    from ledger.app.files import facts_in, form_of

    form = form or form_of(file)
    with opened(file) as stream:
        if dry_run and not ledger_exists(invocation.ledger):
            # Nothing is left behind where nothing was.
            with thrown_away(invocation) as ledger:
                imported = ledger.take(facts_in(stream, file, form))
        else:
            with (
                writing(invocation) as ledger,
                _told_how_far(),
                stages() as begin,
            ):
                moved = watched(stream, begin(say("importing"), size_of(stream), unit="bytes"))
                imported = ledger.take(
                    facts_in(moved, file, form),
                    dry_run=dry_run,
                    judging=lambda facts: begin(say("judging"), facts),
                )
    if invocation.json:
        print_json(imported_json(imported))
    else:
        _tell(imported, dry_run=dry_run)
    return 2 if imported.rejected else 0


@contextmanager
def _told_how_far() -> Iterator[None]:
    """Say what stays recorded when somebody stops an import."""
    try:
        yield
    except KeyboardInterrupt as stop:
        for note in getattr(stop, "__notes__", ()):
            print(note, file=sys.stderr)
        raise


def size_of(stream: BinaryIO) -> int | None:
    """The bytes of a file, also one that was redirected to standard input; None for a pipe."""
    try:
        found = os.fstat(stream.fileno())
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def watched(stream: BinaryIO, advance: Callable[[int], None]) -> BinaryIO:
    """The stream, telling how many bytes were taken from it."""

    class Watched(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            part = stream.read(len(buffer))
            buffer[: len(part)] = part
            advance(len(part))
            return len(part)

    return io.BufferedReader(Watched(), 1 << 16)


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file to read, or standard input for `-`. Raises BadInput."""
    if file == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as held:
        try:
            stream = held.enter_context(Path(file).open("rb"))
        except (OSError, ValueError) as why:
            raise BadInput(
                say("{file} cannot be read.", file=file),
                where="FILE",
                why=say_why(why),
                now=say("Give a file that is there, or - for standard input."),
            ) from None
        yield stream


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; one that is longer than any fact may be comes out cut, and so bad."""
    from ledger.app import files

    return files.lines_of(stream)


def imported_json(imported: Imported) -> dict[str, Any]:
    """What came of an import, in the shape of the contract."""
    return {
        "new": imported.new,
        "known": imported.known,
        "rejected": [
            {"line": line, "field": fault.field, "expected": fault.expected, "got": fault.got}
            for line, fault in imported.rejected
        ],
        "breaches": imported.breaches,
    }


def _tell(imported: Imported, *, dry_run: bool) -> None:
    if dry_run:
        sentence(say("Nothing was recorded; this is what would have happened."))
    sentence(say_count("{count} fact is new.", "{count} facts are new.", imported.new))
    if imported.known:
        sentence(
            say_count(
                "{count} line was known already.",
                "{count} lines were known already.",
                imported.known,
            )
        )
    if imported.rejected:
        bad = len({line for line, _ in imported.rejected})
        rows = [
            (line, fault.field, fault.expected, fault.got)
            for line, fault in imported.rejected[:_SHOWN]
        ]
        title = say_count("{count} line was bad", "{count} lines were bad", bad)
        table(title, (say("line"), say("field"), say("expected"), say("got")), rows)
        if len(imported.rejected) > _SHOWN:
            sentence(say("… and more; --json lists all of them."))
        sentence(say("Mend these lines and import the file again: what is known is passed over."))
    if imported.breaches:
        sentence(
            say_count(
                "{count} observed act breaks a rule in force then; see `bindledger audit`.",
                "{count} observed acts break rules in force then; see `bindledger audit`.",
                imported.breaches,
            )
        )


@click.command(
    help=say("Print facts as CloudEvents, one a line, in order of position."),
    epilog=examples(
        "bindledger export > ledger.ndjson", "bindledger export --subject shop:tiktok:S1"
    ),
)
@click.option(
    "--after",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help=say("Only facts after position N."),
)
@click.option("--subject", type=TAG, metavar="TAG", help=say("Only facts that carry this tag."))
@click.option("--leaves", is_flag=True, help=say("The bare leaf bytes, as they are hashed."))
@click.pass_obj
def export(invocation: Invocation, after: int, subject: str | None, leaves: bool) -> None:
    with reading(invocation) as ledger:
        out = sys.stdout.buffer
        for line in ledger.export(after=after, subject=subject, leaves=leaves):
            out.write(line + b"\n")
        out.flush()


@click.command(
    help=say("Record one observed fact, typed in field by field (lists are split at |)."),
    epilog=examples(
        "bindledger record AccountBanned --at 2026-03-01T09:00:00Z account=tiktok:A1 reason=spam",
        "bindledger schema AccountBanned",
    ),
)
@click.argument("kind", metavar="KIND")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE …")
@click.option("--at", type=INSTANT, required=True, metavar="T", help=say("When it happened."))
@click.option(
    "--source",
    type=SOURCE,
    default="console",
    show_default=True,
    metavar="S",
    help=say("Who tells it."),
)
@click.option(
    "--id", "name", type=ID, metavar="I", help=say("Its name with the source (default: a new one).")
)
@click.option("--actor", type=ID, metavar="WHO", help=say("Who did it."))
@click.pass_obj
def record(
    invocation: Invocation,
    kind: str,
    fields: tuple[str, ...],
    at: datetime,
    source: str,
    name: str | None,
    actor: str | None,
) -> None:
    from ledger.app import Surroundings
    from ledger.border import read_cell
    from ledger.events import KIND_BY_NAME

    kind_class = KIND_BY_NAME.get(kind) or KIND_BY_NAME.get(f"{kind}.v1")
    data: dict[str, Any] = {}
    for field in fields:
        key, equals, text = field.partition("=")
        if not equals:
            raise BadInput(
                say("{field} is no field with a value.", field=field),
                where="FIELD=VALUE",
                why=say("An equals sign stands between them."),
                now=say("See `bindledger schema {kind}`.", kind=kind),
            )
        if key in data:
            raise BadInput(
                say("{field} is given twice.", field=key),
                where="FIELD=VALUE",
                why=say("A fact has each field once."),
                now=say("Give it once; values of a list are separated by |."),
            )
        data[key] = read_cell(kind_class, key, text) if kind_class is not None else text
    name = name or Surroundings().new_id()
    line: dict[str, Any] = {
        "specversion": "1.0",
        "type": kind_class.kind if kind_class is not None else kind,
        "source": source,
        "id": name,
        "time": instant_text(at),
        "data": data,
    }
    if actor is not None:
        line["actor"] = actor

    def taken(ledger: Ledger) -> Imported:
        imported = ledger.take([(1, line)])
        if imported.rejected:
            raise _not_recorded([fault for _, fault in imported.rejected], kind)
        return imported

    with writing(invocation, trial=taken) as ledger:
        imported = taken(ledger)
        found = ledger.store.named([(source, name)])
    position = next(iter(found.values())).position
    if invocation.json:
        print_json(
            {
                "position": position,
                "type": line["type"],
                "source": source,
                "id": name,
                "known": bool(imported.known),
                "breaches": imported.breaches,
            }
        )
    elif imported.known:
        sentence(say("Known already, at position {position}.", position=position))
    else:
        sentence(say("Recorded at position {position}.", position=position))


def _not_recorded(faults: list[Fault], kind: str) -> BadInput:
    return BadInput(
        say("The fact was not recorded."),
        where=", ".join(fault.field for fault in faults),
        why=told(faults),
        now=say("See `bindledger schema {kind}`.", kind=kind),
    )


def told(faults: list[Fault]) -> str:
    """What is wrong with a line, field by field."""
    return say_list(
        say(
            "{field}: expected {expected}, got {got}",
            field=fault.field or say("the line"),
            expected=fault.expected,
            got=fault.got,
        )
        for fault in faults
    )


@click.command(
    help=say("Take a wrongly recorded fact out of every fold; both stay in the history."),
    epilog=examples('bindledger annul "tiktok/seller-center#b1-active" --reason "wrong account"'),
)
@click.argument("fact", metavar="SOURCE#ID")
@click.option("--reason", required=True, metavar="TEXT", help=say("Why it was wrong."))
@click.option("--replaced-by", metavar="SOURCE#ID", help=say("The fact that is right instead."))
@click.option("--actor", type=ID, metavar="WHO", help=say("Who says so."))
@click.pass_obj
def annul(
    invocation: Invocation, fact: str, reason: str, replaced_by: str | None, actor: str | None
) -> None:
    if not reason:
        raise BadInput(
            say("The reason is empty."),
            where="--reason",
            why=say("An annulment is read by people who ask why."),
            now=say("Say in a few words what was wrong."),
        )
    with reading_to_write(invocation) as ledger:
        annulled = ledger.annul(fact, reason, replaced_by, actor)
    if invocation.json:
        print_json(
            {
                "position": annulled.position,
                "source": annulled.source,
                "id": annulled.id,
                "fact": fact,
            }
        )
    else:
        sentence(
            say(
                "{fact} is annulled, at position {position}.", fact=fact, position=annulled.position
            )
        )


@contextmanager
def reading_to_write(invocation: Invocation) -> Iterator[Any]:
    """A ledger that must be there already, open for facts."""
    from ledger.app import Ledger

    with Ledger.open(invocation.ledger, write=True, now=invocation.now) as ledger:
        yield ledger
