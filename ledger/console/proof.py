"""`checkpoint`, `prove`, `consistency`, `archive`, `keys`: nobody has to take it on trust."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import rich_click as click

from ledger.console.feeds import reading_to_write
from ledger.console.opening import DEFAULT_ORIGIN, reading
from ledger.console.options import Invocation, examples
from ledger.console.output import print_json, progress
from ledger.console.tables import sentence
from ledger.errors import BadInput, ReadOnly
from ledger.language import say, say_count, say_why

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.checkpoint import Head

_DEFAULT_KEY: Final = "bindledger.key"


@contextmanager
def proving(invocation: Invocation) -> Iterator[Ledger]:
    """The ledger, open for questions, its tree brought up to date where it may be written."""
    from ledger.store import open_store
    from ledger.store.tree import integrate, is_behind

    with reading(invocation) as ledger:
        behind = is_behind(ledger.store)
    if behind:
        with suppress(ReadOnly), open_store(invocation.ledger) as store:
            integrate(store)
    with reading(invocation) as ledger:
        yield ledger


def read_file(file: str, most: int, where: str = "FILE") -> bytes:
    """The bytes of a file, or of standard input for `-`, one more than `most` if there are more."""
    if file == "-":
        return sys.stdin.buffer.read(most + 1)
    from ledger.proof.writing import read_some

    try:
        return read_some(Path(file), most + 1)
    except (OSError, ValueError) as why:
        raise BadInput(
            say("{file} cannot be read.", file=file),
            where=where,
            why=say("{reason}.", reason=say_why(why)),
            now=say("Give a file that is there, or - for standard input."),
        ) from None


def print_bytes(data: bytes) -> None:
    """What others read byte by byte, as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@click.command(
    help=say(
        "Print the head of the log: its name, how many facts it has, and the root over them. "
        "Signed, it is kept, and stands for all that was recorded until then."
    ),
    epilog=examples(
        "bindledger checkpoint",
        "bindledger checkpoint --sign bindledger.key > today.checkpoint",
        "bindledger checkpoint --sign bindledger.key --after yesterday.checkpoint",
    ),
)
@click.option("--sign", "key", metavar="KEY", help=say("Sign with the key in this file."))
@click.option(
    "--after",
    metavar="FILE",
    multiple=True,
    help=say("Sign only if the log goes on from this checkpoint."),
)
@click.pass_obj
def checkpoint(invocation: Invocation, key: str | None, after: tuple[str, ...]) -> None:
    from ledger.proof.heads import head_of

    if key is not None:
        head = signed_head(invocation, key, after)
    elif after:
        raise BadInput(
            say("--after says nothing without --sign."),
            where="--after",
            why=say("It is about what may be signed."),
            now=say("Give --sign KEY too, or see `bindledger verify --after`."),
        )
    else:
        with proving(invocation) as ledger:
            head = head_of(ledger.store)
    _print_head(invocation, head)


def signed_head(invocation: Invocation, key: str, after: tuple[str, ...] = ()) -> Head:
    """The head of the ledger, signed with the key in a file. Raises LedgerError."""
    from ledger.checkpoint import read_head
    from ledger.note import LONGEST_NOTE
    from ledger.proof.heads import sign
    from ledger.proof.keys import key_file

    shown = [read_head(read_file(file, LONGEST_NOTE, "--after"), file) for file in after]
    with key_file(Path(key)) as opened, reading_to_write(invocation) as ledger:
        origin = ledger.store.identity.origin
        if opened.signer.name != origin:
            told = say(
                "The key is named {name}, the ledger {origin}: witnesses want the same name.",
                name=opened.signer.name,
                origin=origin,
            )
            print(told, file=sys.stderr)
        return sign(ledger.store, opened, shown)


def _print_head(invocation: Invocation, head: Head) -> None:
    from ledger.note import note_bytes

    data = note_bytes(head.note)
    if not invocation.json:
        print_bytes(data)
        return
    print_json(
        {
            "origin": head.checkpoint.origin,
            "size": head.checkpoint.size,
            "root": b64encode(head.checkpoint.root).decode(),
            "signed_by": [line.name for line in head.note.signatures],
            "checkpoint": data.decode(),
        }
    )


@click.command(
    help=say("Prove that the fact at a position is in the log: a C2SP tlog-proof."),
    epilog=examples(
        "bindledger prove 65 -o 65.tlog-proof",
        "bindledger verify 65.tlog-proof --key $VKEY",
    ),
)
@click.argument("position", type=int, metavar="POSITION")
@click.option("-o", "--output", metavar="FILE", help=say("Write the proof to this file."))
@click.option(
    "--personal",
    is_flag=True,
    help=say("Hand over the personal fields of the fact too, and what proves them."),
)
@click.pass_obj
def prove(invocation: Invocation, position: int, output: str | None, personal: bool) -> None:
    from ledger.checkpoint import proof_bytes
    from ledger.proof.making import prove as proved

    with proving(invocation) as ledger:
        proof = proved(ledger.store, position, opened=personal)
    data = proof_bytes(proof)
    if output is not None:
        write_file(output, data)
    if invocation.json:
        print_json(
            {
                "position": position,
                "size": proof.head.checkpoint.size,
                "root": b64encode(proof.head.checkpoint.root).decode(),
                "signed_by": [line.name for line in proof.head.note.signatures],
                "proof": data.decode(),
            }
        )
        return
    if output is None:
        print_bytes(data)
    if not proof.head.note.signatures:
        told = say("No head over this fact was signed; see `bindledger checkpoint --sign`.")
        print(told, file=sys.stderr)


def write_file(output: str, data: bytes) -> None:
    """Put a file in place, whole. Raises BadInput where that cannot be done."""
    from ledger.proof.writing import write_whole

    try:
        write_whole(Path(output), data)
    except (OSError, ValueError) as why:
        raise BadInput(
            say("{file} cannot be written.", file=output),
            where="--output",
            why=say("{reason}.", reason=say_why(why)),
            now=say("Give a path in a folder you may write to."),
        ) from None


@click.command(
    help=say(
        "Prove that the log of N facts begins with that of M: nothing was changed or taken out "
        "between two checkpoints. N is by default the newest head that was signed."
    ),
    epilog=examples("bindledger consistency 60 70", "bindledger consistency 60 > 60.consistency"),
)
@click.argument("old", type=int, metavar="M")
@click.argument("new", type=int, required=False, metavar="[N]")
@click.pass_obj
def consistency(invocation: Invocation, old: int, new: int | None) -> None:
    from ledger.checkpoint import consistency_bytes
    from ledger.proof.making import consistency as joined

    with proving(invocation) as ledger:
        old_root, proof = joined(ledger.store, old, new)
    data = consistency_bytes(proof)
    if not invocation.json:
        print_bytes(data)
        return
    print_json(
        {
            "old": old,
            "old_root": b64encode(old_root).decode(),
            "new": proof.head.checkpoint.size,
            "new_root": b64encode(proof.head.checkpoint.root).decode(),
            "path": [b64encode(one).decode() for one in proof.path],
            "consistency": data.decode(),
        }
    )


@click.command(
    help=say(
        "Write the log as a C2SP tlog-tiles folder: the leaves, the tree, and last the newest head "
        "that was signed. Written again, only what is new is added."
    ),
    epilog=examples(
        "bindledger archive /srv/archive --sign bindledger.key", "bindledger verify /srv/archive"
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sign", "key", metavar="KEY", help=say("Sign with the key in this file first."))
@click.pass_obj
def archive(invocation: Invocation, folder: Path, key: str | None) -> None:
    from ledger.note import note_bytes
    from ledger.proof.archive import write_archive

    if key is not None:
        signed_head(invocation, key)
    with proving(invocation) as ledger, progress(say("archiving")) as advance:
        archived = write_archive(ledger.store, folder, advance)
    head = archived.head
    if invocation.json:
        print_json(
            {
                "archive": str(folder),
                "size": head.checkpoint.size,
                "root": b64encode(head.checkpoint.root).decode(),
                "files": archived.files,
                "signed_by": [line.name for line in head.note.signatures],
                "checkpoint": note_bytes(head.note).decode(),
            }
        )
        return
    sentence(
        say_count(
            "{files} files were written; the archive holds {count} fact.",
            "{files} files were written; the archive holds {count} facts.",
            head.checkpoint.size,
            files=archived.files,
        )
    )
    if not head.note.signatures:
        told = say("No head of this ledger was signed; see `bindledger checkpoint --sign`.")
        print(told, file=sys.stderr)


@click.group(
    help=say("Keys that sign checkpoints."),
    epilog=examples("bindledger keys new ledger.key --name example.com/ledger"),
)
def keys() -> None:
    pass


@keys.command(
    "new",
    help=say(
        "Make a key that signs checkpoints, in a file that only you can read, and print its "
        "verifier key, which you may give to anybody."
    ),
    epilog=examples("bindledger keys new ledger.key --name example.com/ledger"),
)
@click.argument("file", default=_DEFAULT_KEY, metavar="[FILE]")
@click.option(
    "--name", metavar="NAME", help=say("The name of the key (default: that of the ledger).")
)
@click.pass_obj
def new_key(invocation: Invocation, file: str, name: str | None) -> None:
    from ledger.app import Surroundings
    from ledger.proof.keys import make_key

    verifier = make_key(Path(file), name or _origin(invocation), Surroundings().new_seed())
    if invocation.json:
        print_json({"file": file, "name": verifier.name, "vkey": verifier.vkey})
    else:
        print_bytes(f"{verifier.vkey}\n".encode())
        told = say("The key that signs is in {file}; keep it to yourself.", file=file)
        print(told, file=sys.stderr)


def _origin(invocation: Invocation) -> str:
    """The name of the ledger, also of one that is still to be made."""
    from ledger.app import ledger_exists

    if not ledger_exists(invocation.ledger):
        return DEFAULT_ORIGIN
    with reading(invocation) as ledger:
        return ledger.store.identity.origin
