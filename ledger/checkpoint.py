"""Heads of the tree, and proof files: C2SP tlog-checkpoint, tlog-proof and
tlog-witness.

A checkpoint says how many leaves a log has and what their root is; signed, it is a note. A proof
file holds one of them and the path from a leaf to its root, and needs nothing else to be checked.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from ledger.language import say
from ledger.merkle import HASH_BYTES
from ledger.note import Note, malformed, note_bytes, read_base64, read_note, read_text

PROOF_MARK: Final = "c2sp.org/tlog-proof@v1"
"""The first line of a proof file."""

_LONGEST_PATH: Final = 63


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint, and the note it came in; a note nobody signed has no signatures."""

    checkpoint: Checkpoint
    note: Note


@dataclass(frozen=True, slots=True)
class ProofFile:
    """That a leaf stands at an index of the tree of a checkpoint.

    `extra` is not covered by any signature: here it is the leaf, and below it what opens its
    personal fields.
    """

    index: int
    path: tuple[bytes, ...]
    head: Head
    extra: bytes | None = None


@dataclass(frozen=True, slots=True)
class ConsistencyFile:
    """That the tree of a checkpoint begins with the first `old` leaves."""

    old: int
    path: tuple[bytes, ...]
    head: Head


def unsigned(checkpoint: Checkpoint) -> Head:
    """The head without a signature."""
    return Head(checkpoint, Note(checkpoint.text, ()))


def read_head(data: bytes, where: str) -> Head:
    """The checkpoint that the bytes of a file are, signed or not. Raises BadInput."""
    text = read_text(data, where)
    note = read_note(data, where) if "\n\n" in text else Note(text, ())
    return Head(_checkpoint(note.text, where), note)


def _checkpoint(text: str, where: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise malformed(where, say("a checkpoint is an origin, a size and a root, one a line"))
    origin, size, root = lines[:3]
    return Checkpoint(origin, _number(size, where), _hash(root, where))


def is_head(data: bytes) -> bool:
    """Whether the bytes begin as a checkpoint does: a line, and a number alone on the next."""
    return re.match(rb"[^\n]+\n[0-9]+\n", data[:1024]) is not None


def proof_bytes(proof: ProofFile) -> bytes:
    """The proof as it stands in a file."""
    lines = [PROOF_MARK]
    if proof.extra is not None:
        lines.append(f"extra {b64encode(proof.extra).decode()}")
    lines.append(f"index {proof.index}")
    lines += [b64encode(one).decode() for one in proof.path]
    return "\n".join([*lines, "", ""]).encode() + note_bytes(proof.head.note)


def read_proof(data: bytes, where: str) -> ProofFile:
    """The proof that the bytes of a file are. Raises BadInput."""
    text, between, checkpoint = read_text(data, where).partition("\n\n")
    if not between:
        raise malformed(where, say("no empty line stands before the checkpoint"))
    mark, *lines = text.split("\n")
    if mark != PROOF_MARK:
        raise malformed(where, say("its first line is not {mark}", mark=PROOF_MARK))
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = read_base64(lines.pop(0).removeprefix("extra "), where)
    if not lines or not lines[0].startswith("index "):
        raise malformed(where, say("no line says the index of the leaf"))
    index = _number(lines.pop(0).removeprefix("index "), where)
    if len(lines) > _LONGEST_PATH:
        raise malformed(where, say("the path is longer than any tree is high"))
    path = tuple(_hash(line, where) for line in lines)
    return ProofFile(index, path, read_head(checkpoint.encode(), where), extra)


def consistency_bytes(proof: ConsistencyFile) -> bytes:
    """The proof as it stands in a file: that of a witness request, for there is no other."""
    lines = [f"old {proof.old}", *(b64encode(one).decode() for one in proof.path)]
    return "\n".join([*lines, "", ""]).encode() + note_bytes(proof.head.note)


def read_consistency(data: bytes, where: str) -> ConsistencyFile:
    """The consistency proof that the bytes of a file are. Raises BadInput."""
    text, between, checkpoint = read_text(data, where).partition("\n\n")
    old, *lines = text.split("\n")
    if not between or not old.startswith("old ") or len(lines) > _LONGEST_PATH:
        raise malformed(where, say("it is not `old`, a path, an empty line and a checkpoint"))
    path = tuple(_hash(line, where) for line in lines)
    head = read_head(checkpoint.encode(), where)
    return ConsistencyFile(_number(old.removeprefix("old "), where), path, head)


def _number(text: str, where: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) or int(text) >= 1 << 63:
        raise malformed(where, say("this is no number of leaves: {text}", text=repr(text[:80])))
    return int(text)


def _hash(text: str, where: str) -> bytes:
    found = read_base64(text, where)
    if len(found) != HASH_BYTES:
        raise malformed(where, say("a hash has {count} bytes, not 32", count=len(found)))
    return found
