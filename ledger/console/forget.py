"""`forget`: the personal fields of a shop or an account destroyed, and a certificate of it."""

from __future__ import annotations

import sys
from pathlib import Path

import rich_click as click

from ledger.console.feeds import reading_to_write
from ledger.console.options import ID, Invocation, examples
from ledger.console.output import print_json
from ledger.console.tables import sentence
from ledger.errors import BadInput
from ledger.language import say, say_count


@click.command(
    help=say(
        "Destroy the personal fields of a shop or an account, with the key that opens every copy "
        "of them, and record that. Facts and proofs stay as they are. An open dispute stops it."
    ),
    epilog=examples(
        'bindledger forget account:tiktok:A1 --reason "asked by the holder"',
        'bindledger forget shop:tiktok:S1 --reason "closed" --archive /srv/archive',
    ),
)
@click.argument("subject", metavar="SUBJECT")
@click.option("--reason", required=True, metavar="TEXT", help=say("Why it is forgotten."))
@click.option("--actor", type=ID, metavar="WHO", help=say("Who says so."))
@click.option(
    "--archive",
    "archives",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=say("A folder in which no text of it may be left either; may be given again."),
)
@click.pass_obj
def forget(
    invocation: Invocation,
    subject: str,
    reason: str,
    actor: str | None,
    archives: tuple[Path, ...],
) -> None:
    from ledger.events import PersonalFieldsForgotten

    _check(reason, archives)
    with reading_to_write(invocation) as ledger:
        forgotten = ledger.forget(subject, reason, actor, archives)
    fact, event = forgotten.certificate, forgotten.certificate.event
    assert isinstance(event, PersonalFieldsForgotten)
    if invocation.json:
        print_json(
            {
                "position": fact.position,
                "source": fact.source,
                "id": fact.id,
                "subject": subject,
                "count": event.count,
                "digest": event.digest,
                "files": [str(file) for file in forgotten.files],
            }
        )
    else:
        sentence(
            say_count(
                "The personal fields of {count} fact are forgotten, certified at position "
                "{position}.",
                "The personal fields of {count} facts are forgotten, certified at position "
                "{position}.",
                event.count,
                position=fact.position,
            )
        )
    if not forgotten.files:
        print(
            say(
                "The rows and the key are gone from the tables. Whether the server's own logs, "
                "copies and disks still hold them cannot be seen from here."
            ),
            file=sys.stderr,
        )


def _check(reason: str, archives: tuple[Path, ...]) -> None:
    if not reason:
        raise BadInput(
            say("The reason is empty."),
            where="--reason",
            why=say("A certificate is read by people who ask why."),
            now=say("Say in a few words why it is forgotten."),
        )
    for archive in archives:
        if not archive.is_dir():
            raise BadInput(
                say("{file} is no folder.", file=str(archive)),
                where="--archive",
                why=say("What is not there cannot be looked through."),
                now=say("Give the folder of an archive, or leave it out."),
            )
