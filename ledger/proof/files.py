"""What was handed over, checked without the ledger it came from, and without believing it.

A proof, a checkpoint, a consistency proof, an exported log, an archive: what a file is shows by how
it begins. What cannot be read at all is bad input; what can be read and does not hold is found.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final

import orjson

from ledger.audit.stored import Defect
from ledger.checkpoint import (
    PROOF_MARK,
    Head,
    is_head,
    read_consistency,
    read_head,
    read_proof,
)
from ledger.codec import LONGEST_LEAF, canonical, decode, leaf_of_line, personal_digest
from ledger.errors import BadInput, LedgerError
from ledger.language import say
from ledger.merkle import Frontier, leaf_hash, verify_consistency, verify_inclusion
from ledger.note import LONGEST_NOTE, Verifier, malformed
from ledger.proof.outcome import About, Verified, key_of, unsigned_by

_MARKS: Final[tuple[tuple[About, Callable[[bytes], object]], ...]] = (
    ("proof", lambda start: start.startswith(PROOF_MARK.encode())),
    ("consistency", lambda start: re.match(rb"old [0-9]+\n", start)),
    ("log", lambda start: start.startswith(b"{")),
    ("checkpoint", is_head),
)

LONGEST_LINE: Final = 1 << 20
"""Bytes of a line of an export that are looked at; leaf and personal fields are far shorter."""


def kind_of(start: bytes, where: str) -> About:
    """What a file is that begins like this. Raises BadInput if it is nothing of the proof."""
    for about, begins in _MARKS:
        if begins(start):
            return about
    raise malformed(where, say("it begins like no proof, checkpoint or export"))


def verify_small(
    about: About, data: bytes, where: str, *, key: Verifier | None, after: Head | None
) -> Verified:
    """Check a proof, a checkpoint or a consistency proof. Raises BadInput if it cannot be read."""
    if len(data) > LONGEST_NOTE:
        raise malformed(where, say("it is longer than {count} bytes", count=LONGEST_NOTE))
    match about:
        case "proof":
            return _proof(data, where, key, after)
        case "consistency":
            return _consistency(data, where, key, after)
        case _:
            return _checkpoint(data, where, key, after)


def _proof(data: bytes, where: str, key: Verifier | None, after: Head | None) -> Verified:
    proof = read_proof(data, where)
    if proof.extra is None:
        raise malformed(where, say("the fact it is about does not go with it"))
    head, position = proof.head.checkpoint, proof.index + 1
    leaf, below, opening = proof.extra.partition(b"\n")
    defect = None
    if not verify_inclusion(proof.index, head.size, leaf_hash(leaf), proof.path, head.root):
        defect = Defect(position, "leaf")
    elif below and not opens(leaf, opening):
        defect = Defect(position, "personal")
    return Verified(
        "proof",
        head.size,
        head.root,
        defect or unsigned_by(proof.head, key) or against(proof.head, after),
        head.origin,
        key_of(proof.head, key),
        leaf=leaf,
        position=position,
    )


def opens(leaf: bytes, opening: bytes) -> bool:
    """Whether personal fields and salt are those whose digest the leaf carries."""
    try:
        told = orjson.loads(opening)
        fields, salt = canonical(told["fields"]), b64decode(told["salt"], validate=True)
        same = canonical(told) == opening and len(told) == 2
        return same and orjson.loads(leaf)["personaldigest"] == personal_digest(salt, fields)
    except (KeyError, TypeError, ValueError):
        return False


def _checkpoint(data: bytes, where: str, key: Verifier | None, after: Head | None) -> Verified:
    head = read_head(data, where)
    told = head.checkpoint
    defect = unsigned_by(head, key) or against(head, after)
    return Verified("checkpoint", told.size, told.root, defect, told.origin, key_of(head, key))


def against(head: Head, after: Head | None) -> Defect | None:
    """What two heads alone can say against each other: that one size has two roots."""
    if after is None:
        return None
    told, before = head.checkpoint, after.checkpoint
    if told.origin != before.origin or (told.size == before.size and told.root != before.root):
        return Defect(before.size, "checkpoint")
    if told.size < before.size:
        return Defect(told.size + 1, "gap")
    if told.size == before.size:
        return None
    raise BadInput(
        say("Two heads alone do not show that one goes on from the other."),
        where="--after",
        why=say("They are of {old} and {new} facts.", old=before.size, new=told.size),
        now=say("Verify the ledger, an export, or what `bindledger consistency` prints."),
    )


def _consistency(data: bytes, where: str, key: Verifier | None, after: Head | None) -> Verified:
    proof = read_consistency(data, where)
    if after is None or after.checkpoint.size != proof.old:
        raise BadInput(
            say("A consistency proof needs the head it begins with."),
            where="--after",
            why=say("It goes on from {size} facts.", size=proof.old),
            now=say("Give the checkpoint of that size with --after."),
        )
    old, new = after.checkpoint, proof.head.checkpoint
    joined = old.origin == new.origin and verify_consistency(
        old.size, new.size, old.root, new.root, proof.path
    )
    defect = None if joined else Defect(old.size, "checkpoint")
    return Verified(
        "consistency",
        new.size,
        new.root,
        defect or unsigned_by(after, key) or unsigned_by(proof.head, key),
        new.origin,
        key_of(proof.head, key),
    )


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of an export; one that is longer than any comes in pieces, which are no lines."""
    while line := stream.readline(LONGEST_LINE):
        yield line


def verify_log(
    lines: Iterable[bytes],
    *,
    key: Verifier | None = None,
    after: Head | None = None,
    progress: Callable[[int], None] = lambda facts: None,
) -> Verified:
    """Check an exported log, line by line, with or without personal fields.

    Only a head that is shown says which log it must be; it must be one the lines come by.
    """
    frontier, defect = Frontier(), None
    learnt = datetime.min.replace(tzinfo=UTC)
    met = after is None or _is_met(after, frontier)
    for position, line in enumerate(lines, 1):
        leaf, recorded = _leaf(position, line)
        if leaf is None or recorded < learnt:
            defect = Defect(position, "leaf" if leaf is None else "column")
            break
        learnt = recorded
        progress(1)
        frontier.add(leaf_hash(leaf))
        met = met or (after is not None and _is_met(after, frontier))
    if defect is None and after is not None:
        size = after.checkpoint.size
        if size > frontier.size:
            defect = Defect(frontier.size + 1, "gap")
        elif not met:
            defect = Defect(size, "checkpoint")
        defect = defect or unsigned_by(after, key)
    told = None if after is None else after.checkpoint.origin
    signed = None if after is None else key_of(after, key)
    return Verified("log", frontier.size, frontier.root(), defect, told, signed)


def _is_met(head: Head, frontier: Frontier) -> bool:
    """Whether the lines so far are those of a head."""
    told = head.checkpoint
    return told.size == frontier.size and told.root == frontier.root()


def _leaf(position: int, line: bytes) -> tuple[bytes | None, datetime]:
    """The leaf a line came from and when it was learnt; None for what is no line of an export."""
    nothing = None, datetime.min
    if not line.endswith(b"\n"):
        return nothing
    try:
        leaf = leaf_of_line(line[:-1])
        fact = decode(position, leaf)
        is_canonical = canonical(orjson.loads(leaf)) == leaf
    except (LedgerError, ValueError):
        return nothing
    return (leaf, fact.recordedtime) if is_canonical and len(leaf) <= LONGEST_LEAF else nothing
