"""Heads of a ledger: what it has come to, signed only over what it was before.

No two heads are ever signed that no consistency proof joins: before anything is signed, the tree
must begin with the last head of the ledger, with the last head of the key, and with each that is
shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from ledger.checkpoint import Checkpoint, Head, read_head, unsigned
from ledger.errors import BadInput, LedgerError
from ledger.language import say
from ledger.note import Note, note_bytes, signed
from ledger.proof.keys import KeyFile
from ledger.store import Store
from ledger.store.tree import (
    StoredCheckpoint,
    Tree,
    integrate,
    keep_checkpoint,
    stored_checkpoints,
    tree_of,
)


def head_of(store: Store) -> Head:
    """The head of all that is recorded, signed by nobody."""
    return _head_of(store, tree_of(store))


def _head_of(store: Store, tree: Tree) -> Head:
    return unsigned(Checkpoint(store.identity.origin, tree.size, tree.root()))


def signed_heads(store: Store, *, covering: int = 0) -> list[Head]:
    """The heads of at least so many facts that were signed, the smallest first.

    What several keys signed at one size is one note. Raises LedgerError for one that was changed.
    """
    stored = stored_checkpoints(store, covering=covering)
    return [_joined(list(rows)) for _, rows in groupby(stored, key=lambda row: row.size)]


def _joined(rows: list[StoredCheckpoint]) -> Head:
    where = say("checkpoint {size}", size=rows[0].size)
    heads = [read_head(bytes(row.note), where) for row in rows]
    head = heads[0]
    lines = [
        line for one in heads if one.note.text == head.note.text for line in one.note.signatures
    ]
    return Head(head.checkpoint, Note(head.note.text, tuple(dict.fromkeys(lines))))


def head_covering(store: Store, position: int) -> Head:
    """The newest signed head over a position; where there is none, the present one, unsigned."""
    heads = signed_heads(store, covering=position)
    return heads[-1] if heads else head_of(store)


def head_at(store: Store, size: int) -> Head:
    """The head over the first facts: as it was signed, else unsigned."""
    for head in signed_heads(store, covering=size):
        if head.checkpoint.size == size:
            return head
    return _head_of(store, Tree(store, size))


def sign(store: Store, key: KeyFile, shown: Iterable[Head] = ()) -> Head:
    """Sign the head of all that is recorded, and keep it.

    Raises LedgerError if the ledger does not go on from what was signed before, BadInput if a head
    that is shown was not signed with the key.
    """
    integrate(store)
    with store.writing():
        tree = tree_of(store)
        for head in signed_heads(store)[-1:]:
            _check_goes_on(store, tree, head, store.where)
        last = key.last()
        if last is not None:
            _check_goes_on(store, tree, last, str(key.path))
        for head in shown:
            _check_is_of_key(head, key)
            _check_goes_on(store, tree, head, "--after")
        present = _head_of(store, tree)
        made = Head(present.checkpoint, key.signer.sign(present.checkpoint.text))
        key.remember(made)
        row = StoredCheckpoint(tree.size, key.signer.verifier.vkey, note_bytes(made.note))
        keep_checkpoint(store, row)
    return made


def _check_is_of_key(head: Head, key: KeyFile) -> None:
    if signed(head.note, key.signer.verifier) != "good":
        raise BadInput(
            say("The head that is shown was not signed with this key."),
            where="--after",
            why=say("Only a head of this key says what the ledger must go on from."),
            now=say("Give a checkpoint that this key signed."),
        )


def _check_goes_on(store: Store, tree: Tree, head: Head, where: str) -> None:
    """Raise LedgerError unless the tree begins with a head that was signed before."""
    before = head.checkpoint
    if before.origin != store.identity.origin:
        why = say(
            "The head before is of {other}, this ledger is {origin}.",
            other=before.origin,
            origin=store.identity.origin,
        )
    elif before.size > tree.size:
        why = say(
            "{size} facts were signed before, this ledger has {count}: it is older.",
            size=before.size,
            count=tree.size,
        )
    elif tree.root(before.size) != before.root:
        why = say("Its first {size} facts are not those that were signed.", size=before.size)
    else:
        return
    raise LedgerError(
        say("Nothing was signed: the ledger does not go on from what was signed before."),
        where=where,
        why=why,
        now=say("Look at `bindledger verify`; restore the newest copy of this ledger."),
    )
