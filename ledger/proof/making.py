"""Proofs of a ledger: that a fact is in it, and that it only grew."""

from __future__ import annotations

from base64 import b64encode

from ledger.checkpoint import ConsistencyFile, ProofFile
from ledger.errors import BadInput, LedgerError
from ledger.language import say
from ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from ledger.proof.heads import head_at, head_covering
from ledger.store import Store, StoredLeaf
from ledger.store.tree import Tree


def prove(store: Store, position: int, *, opened: bool = False) -> ProofFile:
    """The proof that the fact at a position is in the log, under the newest head that was signed.

    The leaf goes with it; `opened` also hands over its personal fields. Raises BadInput if there is
    no such fact, LedgerError if the database was changed so that no proof holds.
    """
    size = store.head().position
    if not 0 < position <= size:
        raise BadInput(
            say("There is no fact at position {position}.", position=position),
            where="POSITION",
            why=say("The ledger has {count} facts.", count=size),
            now=say("See `bindledger history` for positions."),
        )
    head = head_covering(store, position)
    checkpoint = head.checkpoint
    (leaf,) = store.facts(after=position - 1, upto=position)
    path = Tree(store, checkpoint.size).inclusion(position)
    if not verify_inclusion(
        position - 1, checkpoint.size, leaf_hash(leaf.data), path, checkpoint.root
    ):
        raise changed(str(position))
    below = opening(leaf) if opened else b""
    return ProofFile(position - 1, path, head, leaf.data + (b"\n" + below if below else b""))


def opening(leaf: StoredLeaf) -> bytes:
    """The personal fields of a fact and their salt as one JSON object; nothing without them."""
    if leaf.salt is None or leaf.personal is None:
        return b""
    salt = b64encode(leaf.salt)
    return b'{"fields":' + leaf.personal + b',"salt":"' + salt + b'"}'


def consistency(store: Store, old: int, new: int | None = None) -> tuple[bytes, ConsistencyFile]:
    """The root over `old` facts, and the proof that the log of `new` facts begins with them.

    `new` is by default that of the newest head that was signed, else of all that is recorded.
    Raises BadInput for sizes the log never had.
    """
    size = store.head().position
    if not 0 < old <= (size if new is None else new) <= size:
        raise BadInput(
            say("The ledger never was of these sizes."),
            where="M N",
            why=say("It has {count} facts, and a log that grows begins with one.", count=size),
            now=say("Give the sizes of two checkpoints of this ledger, the smaller one first."),
        )
    head = head_covering(store, old) if new is None else head_at(store, new)
    size = head.checkpoint.size
    tree = Tree(store, size)
    old_root, path = tree.root(old), tree.consistency(old, size)
    if not verify_consistency(old, size, old_root, head.checkpoint.root, path):
        raise changed(str(size))
    return old_root, ConsistencyFile(old, path, head)


def changed(where: str) -> LedgerError:
    """The error of a ledger whose facts are not those of its head."""
    return LedgerError(
        say("No proof can be made: the log is not what its head says."),
        where=where,
        why=say("The database was changed."),
        now=say("See `bindledger verify` for the place."),
    )
