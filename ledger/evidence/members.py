"""What a pack holds: what is proven, and what is only told of it.

| member | is |
|---|---|
| `case.json` | what the case is about, and the positions of its facts |
| `checkpoint` | the head of the log, signed |
| `facts/65.json` | the leaf of the fact at position 65: the bytes that are proven |
| `personal/65.json` | its personal fields, and the salt with which the leaf knows them |
| `proofs/65.tlog-proof` | the proof that the leaf is in the log |
| `law/3.toml` | the text of a rulebook or calendar that the fact at position 3 adopted |
| `check.sh` | checks all of it with sh, openssl and xxd |

What else there is (story, receipts, custody) is told from the facts, by `Tell`: it can be told
again and compared, and needs no trust either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from ledger.checkpoint import Head, ProofFile, proof_bytes
from ledger.codec import canonical
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.evidence.case import Case, What, gather
from ledger.evidence.pack import pack_bytes
from ledger.merkle import leaf_hash, verify_inclusion
from ledger.note import note_bytes
from ledger.proof.heads import head_covering
from ledger.proof.making import changed, opening
from ledger.store import Store, StoredLeaf
from ledger.store.tree import Tree

CASE: Final = "case.json"
CHECKPOINT: Final = "checkpoint"
SCRIPT: Final = "check.sh"

Tell = Callable[[Case], Mapping[str, bytes]]
"""What is told of a case, by the names of the members that tell it."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was made: its bytes, the case in it, and the head its facts are proven by."""

    data: bytes
    case: Case
    head: Head


def make_pack(store: Store, what: What, about: str, tell: Tell) -> Pack | None:
    """The pack of a case; None if no fact is about it.

    The same case under the same head is the same bytes. Raises LedgerError if the database was
    changed so that no proof holds.
    """
    found = gather(store, what, about)
    if found is None:
        return None
    head = head_covering(store, found.facts[-1].position)
    case = replace(found, size=head.checkpoint.size)
    members = {CASE: case_bytes(case), CHECKPOINT: note_bytes(head.note)}
    members |= _proven(store, case, head)
    return Pack(pack_bytes(members | told_of(case, tell)), case, head)


def told_of(case: Case, tell: Tell) -> dict[str, bytes]:
    """All members that follow from the facts of a case alone."""
    return {**law_files(case), **tell(case), SCRIPT: script()}


def case_bytes(case: Case) -> bytes:
    """What a case is about, and where its facts stand, in canonical form."""
    told = {
        case.what: case.about,
        "origin": case.origin,
        "size": case.size,
        "facts": [fact.position for fact in case.told],
        "law": [fact.position for fact in case.law],
    }
    return canonical(told) + b"\n"


def law_files(case: Case) -> dict[str, bytes]:
    """The texts of the law of a case, as they can be adopted again."""
    return {
        f"law/{fact.position}.toml": fact.event.text.encode()
        for fact in case.law
        if isinstance(fact.event, RulebookAdopted | CalendarAdopted)
    }


def script() -> bytes:
    """The script that checks a pack."""
    return (files("ledger.evidence") / SCRIPT).read_bytes()


def _proven(store: Store, case: Case, head: Head) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    size, root = head.checkpoint.size, head.checkpoint.root
    tree = Tree(store, size)
    for leaf in _leaves(store, [fact.position for fact in case.facts]):
        path = tree.inclusion(leaf.position)
        if not verify_inclusion(leaf.position - 1, size, leaf_hash(leaf.data), path, root):
            raise changed(str(leaf.position))
        members[fact_name(leaf.position)] = leaf.data
        if opened := opening(leaf):
            members[personal_name(leaf.position)] = opened
        proof = ProofFile(leaf.position - 1, path, head)
        members[proof_name(leaf.position)] = proof_bytes(proof)
    return members


def fact_name(position: int) -> str:
    """The member that is the leaf at a position."""
    return f"facts/{position}.json"


def personal_name(position: int) -> str:
    """The member with the personal fields of the fact at a position."""
    return f"personal/{position}.json"


def proof_name(position: int) -> str:
    """The member that proves the leaf at a position."""
    return f"proofs/{position}.tlog-proof"


def _leaves(store: Store, positions: Iterable[int]) -> Iterator[StoredLeaf]:
    """The facts at some positions, neighbours read together."""
    for first, last in _runs(positions):
        yield from store.facts(after=first - 1, upto=last)


def _runs(positions: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and position == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], position
        else:
            runs.append((position, position))
    return runs
