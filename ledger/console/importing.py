"""`import`: facts and payloads of platforms, in bulk."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import rich_click as click

from ledger.console.feeds import opened
from ledger.console.opening import thrown_away, writing
from ledger.console.options import Invocation, examples
from ledger.console.output import print_json, stages
from ledger.console.tables import sentence, table
from ledger.errors import BadInput
from ledger.language import say, say_count

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.app.files import Form
    from ledger.app.intake import Imported
    from ledger.feeds import Counts

_SHOWN: Final = 40

_LONGEST_SECRET: Final = 1_000

_FORMS: Final = ("ndjson", "csv")

PAYLOADS: Final = (
    "tiktok-webhook",
    "douyin-push",
    "douyin-self-authors",
    "douyin-mini-program",
    "wechat-events",
    "wechat-league",
    "wechat-accounts",
    "wechat-pay",
    "kuaishou",
    "pdd",
    "youzan",
)
"""The names of `ledger.feeds.FEEDS`, which help should not wait for; a test compares them."""


@click.command(
    "import",
    help=say(
        "Record the facts of a file: CloudEvents, one a line, or CSV. Bad lines are reported, "
        "good ones recorded; lines already known are counted. A file named .gz or .zst is "
        "unpacked. --format also takes payloads as platforms send them."
    ),
    epilog=examples(
        "bindledger import facts.ndjson",
        "bindledger import facts.csv.gz",
        "bindledger import - --dry-run < facts.ndjson",
        "bindledger --json import facts.ndjson",
        "bindledger import webhooks.ndjson --format tiktok-webhook --secret-file app-secret",
    ),
)
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice([*_FORMS, *PAYLOADS]),
    metavar="FORMAT",
    help=say(
        "How the file is written; its name says so if nothing is given. Payloads as platforms "
        "send them, one a line (docs/feeds.md): {formats}.",
        formats=", ".join(PAYLOADS),
    ),
)
@click.option(
    "--secret-file",
    metavar="FILE",
    help=say("Holds the secret that payloads are signed or encrypted with; it is not kept."),
)
@click.option("--dry-run", is_flag=True, help=say("Say what would happen; record nothing."))
@click.pass_obj
def import_(
    invocation: Invocation, file: str, form: str | None, secret_file: str | None, dry_run: bool
) -> int:
    from ledger.app import ledger_exists
    from ledger.app.files import form_of

    form = form or form_of(file)
    secret = _secret_in(secret_file, form)
    with opened(file) as stream:
        if dry_run and not ledger_exists(invocation.ledger):
            # Nothing is left behind where nothing was.
            with thrown_away(invocation) as ledger:
                imported = _taken(ledger, stream, file, form, secret)
        else:
            with (
                writing(invocation) as ledger,
                _told_how_far(),
                stages() as begin,
            ):
                moved = watched(stream, begin(say("importing"), size_of(stream), unit="bytes"))
                imported = _taken(
                    ledger,
                    moved,
                    file,
                    form,
                    secret,
                    dry_run=dry_run,
                    judging=lambda facts: begin(say("judging"), facts),
                )
    if invocation.json:
        print_json(imported_json(imported))
    else:
        _tell(imported, dry_run=dry_run)
    return 2 if imported.rejected else 0


def _taken(
    ledger: Ledger,
    stream: BinaryIO,
    file: str,
    form: str,
    secret: bytes | None,
    *,
    dry_run: bool = False,
    judging: Callable[[int], Callable[[int], None]] = lambda facts: lambda more: None,
) -> Imported:
    from ledger.app.files import facts_in

    if form in PAYLOADS:
        lines = facts_in(stream, file)
        return ledger.take_payloads(lines, form, secret, dry_run=dry_run, judging=judging)
    written: Form = "csv" if form == "csv" else "ndjson"
    return ledger.take(facts_in(stream, file, written), dry_run=dry_run, judging=judging)


def _secret_in(file: str | None, form: str) -> bytes | None:
    """What a file of one line holds, without the end of the line. Raises BadInput."""
    if file is None:
        return None
    if form not in PAYLOADS:
        raise BadInput(
            say("A file of facts has no use for a secret."),
            where="--secret-file",
            why=say("Only payloads of platforms are signed or encrypted."),
            now=say("Name the format of the payloads with --format."),
        )
    with opened(file) as stream:
        secret = stream.read(_LONGEST_SECRET + 1).rstrip(b"\r\n")
    if not secret or len(secret) > _LONGEST_SECRET or b"\n" in secret:
        raise BadInput(
            say("{file} holds no secret.", file=file),
            where="--secret-file",
            why=say("A secret is one line."),
            now=say("Put the secret of the application into a file of its own, and nothing else."),
        )
    return secret


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


def imported_json(imported: Imported) -> dict[str, Any]:
    """What came of an import, in the shape of the contract, and what else payloads held."""
    held = imported.held
    return {
        "new": imported.new,
        "known": imported.known,
        "rejected": [
            {"line": line, "field": fault.field, "expected": fault.expected, "got": fault.got}
            for line, fault in imported.rejected
        ],
        "breaches": imported.breaches,
        **({} if held is None else {"unknown": held.unknown, "tests": held.tests}),
    }


def _tell(imported: Imported, *, dry_run: bool) -> None:
    if dry_run:
        sentence(say("Nothing was recorded; this is what would have happened."))
    sentence(say_count("{count} fact is new.", "{count} facts are new.", imported.new))
    if imported.known and imported.held is None:
        sentence(
            say_count(
                "{count} line was known already.",
                "{count} lines were known already.",
                imported.known,
            )
        )
    if imported.held is not None:
        _tell_held(imported.held, imported.known)
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


def _tell_held(held: Counts, known: int) -> None:
    if known:
        sentence(
            say_count("{count} fact was known already.", "{count} facts were known already.", known)
        )
    if held.unknown:
        sentence(
            say_count(
                "{count} event is of a kind that is not read; it is kept as it came.",
                "{count} events are of kinds that are not read; they are kept as they came.",
                held.unknown,
            )
        )
    if held.tests:
        sentence(
            say_count(
                "{count} message says that it is a test; there is no fact of it.",
                "{count} messages say that they are tests; there are no facts of them.",
                held.tests,
            )
        )
