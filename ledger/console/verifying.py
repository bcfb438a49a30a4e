"""`verify`: that nothing was changed, of a ledger or of what it gave away."""

from __future__ import annotations

from base64 import b64encode
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.feeds import opened
from ledger.console.opening import reading
from ledger.console.options import Invocation, examples
from ledger.console.output import print_json, progress
from ledger.console.proof import read_file
from ledger.console.tables import Cell, pairs, sentence
from ledger.explain import defect_text
from ledger.language import say, say_count

if TYPE_CHECKING:
    from ledger.checkpoint import Head
    from ledger.note import Verifier
    from ledger.proof.outcome import Verified

_FOUND: Final = 4


@click.command(
    help=say(
        "Check that nothing was changed. Without FILE, the ledger: every leaf, tag, name, column, "
        "personal digest, tile and checkpoint. With FILE, offline: a proof, a checkpoint, a "
        "consistency proof, an exported log, an evidence pack, or the folder of an archive. "
        "Exit status 4 names the first position that does not agree."
    ),
    epilog=examples(
        "bindledger verify",
        "bindledger verify 65.tlog-proof --key $VKEY",
        "bindledger verify whole.ndjson --after today.checkpoint",
    ),
)
@click.argument("file", required=False, metavar="[FILE]")
@click.option(
    "--key", "vkey", metavar="VKEY", help=say("The verifier key that must have signed the head.")
)
@click.option(
    "--after",
    metavar="FILE",
    help=say("A checkpoint that what is verified must go on from."),
)
@click.pass_obj
def verify(invocation: Invocation, file: str | None, vkey: str | None, after: str | None) -> int:
    from ledger.checkpoint import read_head
    from ledger.console.evidence import verified_pack
    from ledger.evidence.pack import LARGEST
    from ledger.note import LONGEST_NOTE, read_vkey

    key = None if vkey is None else read_vkey(vkey, "--key")
    head = None if after is None else read_head(read_file(after, LONGEST_NOTE, "--after"), after)
    if file is None:
        found = _ledger(invocation, key, head)
    elif Path(file).is_dir():
        found = _archive(Path(file), key, head)
    elif _is_pack(file):
        return verified_pack(invocation, read_file(file, LARGEST), key, head)
    else:
        found = _file(file, key, head)
    if invocation.json:
        print_json(verified_json(found))
    else:
        _tell(found, key is None)
    return 0 if found.is_ok else _FOUND


def _is_pack(file: str) -> bool:
    """Whether a file is an evidence pack; standard input is looked at only once, as the rest is."""
    from ledger.evidence.pack import MANIFEST, is_pack

    return file != "-" and is_pack(read_file(file, len(MANIFEST)))


def _ledger(invocation: Invocation, key: Verifier | None, after: Head | None) -> Verified:
    from ledger.proof.whole import verify_ledger

    with reading(invocation) as ledger:
        facts = ledger.store.head().position
        with progress(say("verifying"), facts) as advance:
            return verify_ledger(
                ledger.store, key=key, after=after, address=invocation.ledger, progress=advance
            )


def _archive(folder: Path, key: Verifier | None, after: Head | None) -> Verified:
    from ledger.proof.archive import verify_archive

    with progress(say("verifying")) as advance:
        return verify_archive(folder, key=key, after=after, progress=advance)


def _file(file: str, key: Verifier | None, after: Head | None) -> Verified:
    from ledger.note import LONGEST_NOTE
    from ledger.proof.files import kind_of, lines_of, verify_log, verify_small

    with opened(file) as stream:
        first = stream.readline(LONGEST_NOTE)
        start = first + stream.readline(LONGEST_NOTE)
        about = kind_of(start, file)
        if about == "log":
            second = start[len(first) :]
            lines = chain((one for one in (first, second) if one), lines_of(stream))
            with progress(say("verifying")) as advance:
                return verify_log(lines, key=key, after=after, progress=advance)
        data = start + stream.read(LONGEST_NOTE)
        return verify_small(about, data, file, key=key, after=after)


def verified_json(found: Verified) -> dict[str, Any]:
    """What was found, in the shape of the contract, section 5, and what it was found of."""
    root = None if found.root is None else b64encode(found.root).decode()
    told: dict[str, Any] = {"verified": found.about, "origin": found.origin, "key": found.key}
    if found.position is not None:
        told["index"] = found.position - 1
    if found.leaf is not None and found.is_ok:
        told["leaf"] = found.leaf.decode("utf-8", "backslashreplace")
    if found.defect is not None:
        where = {"position": found.defect.position, "what": found.defect.what}
        return {"ok": False, **where, "size": found.size, "root": root, **told}
    position = {} if found.position is None else {"position": found.position}
    return {"size": found.size, "root": root, "ok": True, **position, **told}


def _tell(found: Verified, no_key: bool) -> None:
    if found.defect is not None:
        sentence(
            say(
                "Position {position} does not agree: {what}.",
                position=found.defect.position,
                what=defect_text(found.defect.what),
            )
        )
        if found.key is not None and found.key != "good":
            sentence(_told_of_key(found))
        return
    pairs(_told(found))
    sentence(_conclusion(found))
    if no_key and found.about not in ("ledger", "log"):
        sentence(say("Who signed was not checked: no key was given."))


def _told(found: Verified) -> list[tuple[str, Cell]]:
    told: list[tuple[str, Cell]] = [] if found.origin is None else [(say("log"), found.origin)]
    told.append((say("number of facts"), found.size))
    if found.root is not None:
        told.append((say("root"), b64encode(found.root).decode()))
    if found.key is not None:
        told.append((say("verifier key"), _told_of_key(found)))
    if found.leaf is not None:
        told.append((say("leaf"), found.leaf.decode("utf-8", "backslashreplace")))
    return told


def _told_of_key(found: Verified) -> str:
    match found.key:
        case "good":
            return say("signed with this key")
        case "forged":
            return say("a signature of this key does not fit")
        case _:
            return say("not signed with this key")


def _conclusion(found: Verified) -> str:
    match found.about:
        case "ledger" if not found.heads:
            return say("The ledger agrees with itself; no head was signed that stands for it.")
        case "ledger":
            return say_count(
                "The ledger agrees with itself and with {count} head that was signed.",
                "The ledger agrees with itself and with {count} heads that were signed.",
                found.heads,
            )
        case "proof":
            return say(
                "The fact at position {position} is in this log, just so.", position=found.position
            )
        case "checkpoint":
            return say("The checkpoint is well formed.")
        case "consistency":
            return say("The log only grew: it begins with all that was there before.")
        case "log":
            return say("The lines are whole, and this is the root they come to.")
        case "archive":
            return say("Every file of the archive is what its head says.")
