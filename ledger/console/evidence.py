"""`evidence`: what settles a dispute, in one file for somebody who trusts nobody."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.options import ID, Invocation, examples, place
from ledger.console.output import print_json
from ledger.console.proof import proving, read_file, signed_head, write_file
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.errors import BadInput
from ledger.language import say, say_count, say_name
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.checkpoint import Head
    from ledger.evidence.case import What
    from ledger.evidence.checking import Checked
    from ledger.evidence.members import Pack
    from ledger.note import Verifier

_FOUND: Final = 4


@click.group(
    help=say("Evidence packs: a case in one file that anybody can check offline."),
    epilog=examples(
        "bindledger evidence export --request r-17 -o r-17.tar --key bindledger.key",
        "bindledger evidence verify r-17.tar --key $VKEY",
    ),
)
def evidence() -> None:
    pass


@evidence.command(
    "export",
    help=say(
        "Write the facts of a case with their proofs, the law they were judged under, the reasons "
        "of every decision and the story in English and Chinese. Facts outside the case stay out. "
        "The same case under the same head is the same bytes."
    ),
    epilog=examples(
        "bindledger evidence export --request r-17 -o r-17.tar --key bindledger.key",
        "bindledger evidence export --subject shop:tiktok:S1 -o s1.tar",
        "bindledger evidence export --dispute D1 -o d1.tar --key bindledger.key",
    ),
)
@click.option("--dispute", type=ID, metavar="D", help=say("The dispute, and all its facts name."))
@click.option("--subject", metavar="TAG", help=say("One subject: a shop, an account, a binding."))
@click.option("--request", type=ID, metavar="R", help=say("A decision, and all it was taken from."))
@click.option("-o", "--output", required=True, metavar="FILE", help=say("The file to write."))
@click.option(
    "--key", metavar="KEYFILE", help=say("Sign the head with the key in this file first.")
)
@click.pass_context
def export(
    ctx: click.Context,
    dispute: str | None,
    subject: str | None,
    request: str | None,
    output: str,
    key: str | None,
) -> None:
    from ledger.console.pack_story import tell_case
    from ledger.evidence.members import make_pack

    invocation: Invocation = ctx.obj
    what, about = _asked(ctx, {"dispute": dispute, "subject": subject, "request": request})
    if key is not None:
        signed_head(invocation, key)
    with proving(invocation) as ledger:
        pack = make_pack(ledger.store, what, about, tell_case)
        if pack is None:
            raise nobody(ledger.store, about if what == "subject" else f"{what}:{about}")
    write_file(output, pack.data)
    if invocation.json:
        print_json(_exported_json(pack, output))
    else:
        _tell_exported(pack, output)


def _asked(ctx: click.Context, given: dict[What, str | None]) -> tuple[What, str]:
    """What the pack is about: exactly one of the three. Raises BadInput."""
    chosen = [(what, about) for what, about in given.items() if about is not None]
    if len(chosen) != 1:
        raise BadInput(
            say("A pack is about one thing."),
            where=place(None, ctx),
            why=say("Just one of --dispute, --subject and --request is given."),
            now=say("Give one, and make a pack for each case."),
        )
    return chosen[0]


def _exported_json(pack: Pack, output: str) -> dict[str, Any]:
    case, head = pack.case, pack.head
    return {
        "pack": output,
        case.what: case.about,
        "facts": [fact.position for fact in case.told],
        "law": [fact.position for fact in case.law],
        "size": head.checkpoint.size,
        "root": b64encode(head.checkpoint.root).decode(),
        "signed_by": [line.name for line in head.note.signatures],
        "bytes": len(pack.data),
    }


def _tell_exported(pack: Pack, output: str) -> None:
    sentence(
        say_count(
            "{count} fact about {tag} is in {file}, with the law and the proofs.",
            "{count} facts about {tag} are in {file}, with the law and the proofs.",
            len(pack.case.told),
            tag=pack.case.tag,
            file=output,
        )
    )
    if not pack.head.note.signatures:
        told = say("No head over these facts was signed, so the pack proves nothing; give --key.")
        print(told, file=sys.stderr)


@evidence.command(
    "verify",
    help=say(
        "Check a pack offline, trusting nothing it says: every byte, every proof, the signature, "
        "and that its story is what its facts tell. Exit status 4 names what does not hold."
    ),
    epilog=examples("bindledger evidence verify r-17.tar --key $VKEY"),
)
@click.argument("file", metavar="PACK")
@click.option(
    "--key", "vkey", metavar="VKEY", help=say("The verifier key that must have signed the head.")
)
@click.pass_obj
def verify(invocation: Invocation, file: str, vkey: str | None) -> int:
    from ledger.evidence.pack import LARGEST
    from ledger.note import read_vkey

    key = None if vkey is None else read_vkey(vkey, "--key")
    return verified_pack(invocation, read_file(file, LARGEST, "PACK"), key)


def verified_pack(
    invocation: Invocation, data: bytes, key: Verifier | None, after: Head | None = None
) -> int:
    """Check the bytes of a pack, print what was found, and give the exit status."""
    from ledger.console.pack_story import tell_case
    from ledger.evidence.checking import check_pack

    found = check_pack(data, tell_case, key, after)
    if invocation.json:
        print_json(_checked_json(found))
    else:
        _tell_checked(found)
    return 0 if found.is_ok else _FOUND


def _checked_json(found: Checked) -> dict[str, Any]:
    head = found.head.checkpoint if found.head is not None else None
    told: dict[str, Any] = {
        "size": head and head.size,
        "root": head and b64encode(head.root).decode(),
        "ok": found.is_ok,
        "verified": "pack",
        "origin": head and head.origin,
        "key": found.key,
    }
    if found.case is not None:
        told |= {
            found.case.what: found.case.about,
            "facts": [fact.position for fact in found.case.told],
            "law": [fact.position for fact in found.case.law],
        }
    flaws = [{"member": one.member, "what": one.what} for one in found.flaws]
    return told | ({"flaws": flaws} if flaws else {})


def _tell_checked(found: Checked) -> None:
    if found.flaws:
        columns = (say("file in the pack"), say("what is wrong"))
        rows = [(one.member, _flaw_text(one.what)) for one in found.flaws]
        table(say("This pack does not hold"), columns, rows)
        return
    assert found.case is not None
    assert found.head is not None
    case, head = found.case, found.head.checkpoint
    kinds = Counter(fact.event.kind for fact in case.told)
    told: list[tuple[str, Cell]] = [
        (say("log"), case.origin),
        (say_name("about", "pack"), case.tag),
        (say_name("facts", "pack"), sum(kinds.values())),
        (say("number of facts"), head.size),
        (say("root"), b64encode(head.root).decode()),
        (say("known at"), instant_text(case.times.known)),
    ]
    pairs(told)
    sentence(say("Every fact is in this log, just so, and the rest is what the facts tell."))
    sentence(say("That no other fact about this was left out is not proven."))
    if found.key is None:
        sentence(say("Who signed was not checked: no key was given."))


def _flaw_text(what: str) -> str:
    words = {
        "header": say("its header was changed"),
        "padding": say("the padding behind it was changed"),
        "end": say("the end of the file was changed"),
        "size": say("it is cut off, or too long"),
        "manifest": say("the manifest was changed"),
        "digest": say("its bytes are not those of the manifest"),
        "missing": say("it is missing"),
        "extra": say("nothing asks for it"),
        "checkpoint": say("it is no checkpoint that this key signed"),
        "case": say("it does not say what the pack is about"),
        "leaf": say("it is not in the log at this place"),
        "proof": say("it is no proof of this fact"),
        "personal": say("these are not the fields the fact knows"),
        "decision": say("taken again from the facts here, the decision comes out otherwise"),
        "told": say("the facts tell it otherwise, or another version of the program wrote it"),
    }
    return words.get(what, what)
