"""A pack checked without the ledger it came from, and without believing it.

What it says of itself comes first: every byte is where and what its manifest says. Then what needs
no trust: every leaf is in the tree of the head, the head is signed, personal fields are those the
leaf knows. Then what is told of the facts is told again from the facts, and compared. So whoever
changes a member and the manifest with it is found too. Last, the decision that a pack is about is
taken again from the facts in it. That no fact about the case was withheld is
not proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, get_args

import orjson

from ledger.checkpoint import Head, ProofFile, proof_bytes, read_head, read_proof
from ledger.codec import canonical, decode
from ledger.errors import LedgerError
from ledger.evidence.again import comes_out_again
from ledger.evidence.case import Case, What
from ledger.evidence.members import (
    CASE,
    CHECKPOINT,
    Tell,
    case_bytes,
    fact_name,
    personal_name,
    proof_name,
    told_of,
)
from ledger.evidence.pack import MANIFEST, Broken, differing, read_pack
from ledger.merkle import leaf_hash, verify_inclusion
from ledger.note import Signed, Verifier, note_bytes
from ledger.proof.files import against, opens
from ledger.proof.outcome import key_of
from ledger.record import Fact
from ledger.subjects import tags_of

_MOST_FACTS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Flaw:
    """A member of a pack that does not hold, and why.

    `what` is what `read_pack` finds, or `checkpoint` (not signed with the key, or no checkpoint),
    `case` (it is not about these facts), `leaf` (not in the log), `proof` (not the one of this
    leaf), `personal` (not the fields the leaf knows), `told` (the facts tell it otherwise),
    `decision` (taken again from the facts here, it comes out otherwise).
    """

    member: str
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: nothing, or what does not hold; case and head only where they can be read.

    `key` says whether the key that was given signed, None if none was given.
    """

    flaws: tuple[Flaw, ...]
    case: Case | None = None
    head: Head | None = None
    key: Signed | None = None

    @property
    def is_ok(self) -> bool:
        """Whether nothing was found."""
        return not self.flaws


def check_pack(
    data: bytes, tell: Tell, key: Verifier | None = None, after: Head | None = None
) -> Checked:
    """Check the bytes of a pack, whatever they are. Raises nothing for what is wrong in them.

    `after` is a head that the pack's must not contradict. Raises BadInput where the two alone do
    not show that.
    """
    try:
        members = read_pack(data)
        head = _head(members)
        case, positions = _case(members, head)
    except Broken as broken:
        return Checked((Flaw(broken.member, broken.what),))
    signed = key_of(head, key)
    unsigned = [Flaw(CHECKPOINT, "checkpoint")] if signed not in (None, "good") else []
    if not unsigned and against(head, after) is not None:
        unsigned = [Flaw(CHECKPOINT, "checkpoint")]
    flaws = [*unsigned, *_unproven(members, positions, head)]
    if flaws:
        return Checked(tuple(flaws), None, head, signed)
    try:
        whole = replace(case, facts=_facts(members, positions))
    except Broken as broken:
        return Checked((Flaw(broken.member, broken.what),), None, head, signed)
    if not any(whole.tag in tags_of(fact.event) for fact in whole.told):
        return Checked((Flaw(CASE, "case"),), None, head, signed)
    found = list(_mistold(members, whole, tell)) or _taken_otherwise(whole)
    return Checked(tuple(found), whole, head, signed)


def _head(members: Mapping[str, bytes]) -> Head:
    data = members.get(CHECKPOINT)
    if data is None:
        raise Broken(CHECKPOINT, "missing")
    try:
        head = read_head(data, CHECKPOINT)
    except LedgerError:
        raise Broken(CHECKPOINT, "checkpoint") from None
    if note_bytes(head.note) != data:
        raise Broken(CHECKPOINT, "checkpoint")
    return head


def _case(members: Mapping[str, bytes], head: Head) -> tuple[Case, list[int]]:
    """What the case says of itself, and the positions of its facts, none of them looked at yet."""
    data = members.get(CASE)
    if data is None:
        raise Broken(CASE, "missing")
    try:
        told = orjson.loads(data)
        (what,) = {*told} - {"origin", "size", "facts", "law"}
        positions = sorted([*told["facts"], *told["law"]])
        fits = (
            what in get_args(What)
            and isinstance(told[what], str)
            and told["origin"] == head.checkpoint.origin
            and told["size"] == head.checkpoint.size
            and 0 < len(positions) <= _MOST_FACTS
            and all(type(one) is int and 0 < one <= told["size"] for one in positions)
            and len(set(positions)) == len(positions)
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise Broken(CASE, "case")
    return Case(told["origin"], told["size"], what, told[what], ()), positions


def _unproven(members: Mapping[str, bytes], positions: list[int], head: Head) -> Iterator[Flaw]:
    for position in positions:
        leaf, proof = members.get(fact_name(position)), members.get(proof_name(position))
        if leaf is None:
            yield Flaw(fact_name(position), "missing")
            continue
        if proof is None:
            yield Flaw(proof_name(position), "missing")
            continue
        path = _path(proof, position, head)
        size, root = head.checkpoint.size, head.checkpoint.root
        if path is None:
            yield Flaw(proof_name(position), "proof")
        elif not verify_inclusion(position - 1, size, leaf_hash(leaf), path, root):
            yield Flaw(fact_name(position), "leaf")
        opening = members.get(personal_name(position))
        if opening is not None and not opens(leaf, opening):
            yield Flaw(personal_name(position), "personal")


def _path(data: bytes, position: int, head: Head) -> tuple[bytes, ...] | None:
    """The path in a proof; None if another position or head stands in it, or another form."""
    try:
        path = read_proof(data, "").path
    except LedgerError:
        return None
    return path if proof_bytes(ProofFile(position - 1, path, head)) == data else None


def _facts(members: Mapping[str, bytes], positions: list[int]) -> tuple[Fact, ...]:
    return tuple(_fact(members, position) for position in positions)


def _fact(members: Mapping[str, bytes], position: int) -> Fact:
    opening = members.get(personal_name(position))
    try:
        fields = None if opening is None else canonical(orjson.loads(opening)["fields"])
        return decode(position, members[fact_name(position)], fields)
    except LedgerError:
        # It is in the log and still no fact that this program knows.
        raise Broken(fact_name(position), "leaf") from None


def _mistold(members: Mapping[str, bytes], case: Case, tell: Tell) -> Iterator[Flaw]:
    """Members that the facts tell otherwise, members that nothing asks for, or another order."""
    told = told_of(case, tell)
    proven = [name for name in _proven(case) if name in members]
    expected = {CASE: case_bytes(case), **told}
    rest = {name: data for name, data in members.items() if name not in proven}
    found = list(differing(rest, expected))
    for name in found:
        if name not in expected:
            yield Flaw(name, "extra")
        else:
            yield Flaw(name, "told" if name in members else "missing")
    if not found and list(members) != [CASE, *proven, *told]:
        yield Flaw(MANIFEST, "manifest")


def _taken_otherwise(case: Case) -> list[Flaw]:
    """The decision that a case is about, if it does not come out again from the facts of the case.

    Other cases need not hold all that their decisions were taken from.
    """
    if case.what != "request":
        return []
    about = [fact for fact in case.decisions if case.tag in tags_of(fact.event)]
    return [
        Flaw(fact_name(fact.position), "decision")
        for fact in about
        if not comes_out_again(case, fact)
    ]


def _proven(case: Case) -> Iterator[str]:
    """The members that are proven, in their order; personal fields may be missing."""
    yield CHECKPOINT
    for fact in case.facts:
        for name in (fact_name, personal_name, proof_name):
            yield name(fact.position)
