"""The tree over the leaves as it is kept: tiles of 256 hashes, and the heads that were signed.

Recording a fact writes its leaf hash and nothing else; `integrate` makes tiles of what was recorded
since, when somebody asks for a proof. Whatever is not integrated yet, because the ledger may only
be read or has just grown, is worked out from the leaf hashes, so a tree is always whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple
from weakref import WeakSet

from sqlalchemy import Connection, bindparam, func, insert, inspect, select

from ledger.errors import LedgerError
from ledger.language import say
from ledger.merkle import HASH_BYTES, consistency, inclusion, root
from ledger.merkle.making import Subtree
from ledger.merkle.tiles import WIDTH, hashes_of, subtrees, tile_root
from ledger.store import driver
from ledger.store.log import Store
from ledger.store.matching import AFTER, UPTO
from ledger.store.tables import checkpoints, create_tree_tables, facts, tiles

_TILES_AT_ONCE: Final = WIDTH
"""Tiles of leaves that are made in one transaction: others who write wait no longer than that."""

# Building a statement takes longer than a tile takes to be read, and a proof reads several.
_TILE: Final = select(tiles.c.root, tiles.c.hashes).where(
    tiles.c.level == bindparam("level"), tiles.c.number == bindparam("number")
)
_ROOTS: Final = select(tiles.c.number, tiles.c.root).where(
    tiles.c.level == bindparam("level"),
    tiles.c.number >= bindparam("first"),
    tiles.c.number < bindparam("end"),
)
_HASHES: Final = (
    select(facts.c.hash)
    .where(facts.c.position > AFTER, facts.c.position <= UPTO)
    .order_by(facts.c.position)
)


class StoredTile(NamedTuple):
    """A full tile as the table has it."""

    root: bytes
    hashes: bytes


class StoredCheckpoint(NamedTuple):
    """A signed head as the table has it."""

    size: int
    vkey: str
    note: bytes


@dataclass(frozen=True)  # no slots: a cached property needs a place
class Tree:
    """The tree over the first `size` facts."""

    store: Store
    size: int

    @cached_property
    def _subtree(self) -> Subtree:
        return subtrees(self.tile)

    def root(self, size: int | None = None) -> bytes:
        """The root over the first facts, all of them by default."""
        return root(self.size if size is None else size, self._subtree)

    def inclusion(self, position: int, size: int | None = None) -> tuple[bytes, ...]:
        """The path from the leaf at a position to the root over the first `size` facts."""
        size = self.size if size is None else size
        return tuple(inclusion(position - 1, size, self._subtree))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree over `new` facts begins with that over `old`."""
        return tuple(consistency(old, new, self._subtree))

    def tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile that are in this tree: 256, or fewer in the last of its level."""
        stored = stored_tile(self.store, level, number)
        if stored is not None and _are_hashes(stored.hashes, WIDTH):
            return stored.hashes
        first = number * WIDTH
        count = min(WIDTH, (self.size >> level * 8) - first)
        if level == 0:
            return b"".join(leaf_hashes(self.store, first, first + count))
        return b"".join(self._roots(level - 1, first, first + count))

    def _roots(self, level: int, first: int, end: int) -> Iterator[bytes]:
        """The roots over full tiles side by side; what is not stored is worked out."""
        stored = _stored_roots(self.store, level, first, end)
        for number in range(first, end):
            yield stored.get(number) or tile_root(hashes_of(self.tile(level, number)))


def tree_of(store: Store) -> Tree:
    """The tree over all facts recorded so far."""
    return Tree(store, store.head().position)


def integrate(store: Store) -> None:
    """Make tiles of all leaf hashes that fill one. Raises LedgerError, as any write."""
    while is_behind(store):
        with store.writing() as connection:
            _make_tree_tables(store, connection)
            head = Tree(store, store.head().position)
            done = tiles_at(store).get(0, 0)
            for number in range(done, min(head.size // WIDTH, done + _TILES_AT_ONCE)):
                _keep(connection, head, 0, number)


def _keep(connection: Connection, tree: Tree, level: int, number: int) -> None:
    """Store a full tile, and the one above it that it completes."""
    hashes = tree.tile(level, number)
    values = {"level": level, "number": number, "hashes": hashes}
    connection.execute(insert(tiles).values(root=tile_root(hashes_of(hashes)), **values))
    if (number + 1) % WIDTH == 0:
        _keep(connection, tree, level + 1, number // WIDTH)


def is_behind(store: Store) -> bool:
    """Whether leaf hashes that fill a tile were not integrated yet."""
    return store.head().position // WIDTH > tiles_at(store).get(0, 0)


def tiles_at(store: Store) -> dict[int, int]:
    """How many tiles each level has; as many as their last number says."""
    question = select(tiles.c.level, func.max(tiles.c.number) + 1).group_by(tiles.c.level)
    with store.reading() as connection:
        if not _has_tree(store, connection):
            return {}
        return {row[0]: row[1] for row in connection.execute(question)}


def stored_tile(store: Store, level: int, number: int) -> StoredTile | None:
    """A full tile, if it was integrated."""
    with store.reading() as connection:
        if not _has_tree(store, connection):
            return None
        found = driver.selected(connection, _TILE, {"level": level, "number": number})
    return StoredTile(*found[0]) if found else None


def _stored_roots(store: Store, level: int, first: int, end: int) -> dict[int, bytes]:
    wanted = {"level": level, "first": first, "end": end}
    with store.reading() as connection:
        if not _has_tree(store, connection):
            return {}
        found = driver.selected(connection, _ROOTS, wanted)
        return {number: one for number, one in found if _is_hash(one)}


def leaf_hashes(store: Store, after: int, upto: int) -> Sequence[bytes]:
    """The hashes of the leaves at positions after < p <= upto.

    Raises LedgerError where the log has a hole or something that is no hash.
    """
    with store.reading() as connection:
        rows = driver.selected(connection, _HASHES, {"after": after, "upto": upto})
    found = [one for (one,) in rows]
    if len(found) != upto - after or not all(_is_hash(one) for one in found):
        raise LedgerError(
            say("The tree over the log cannot be made."),
            where=f"{after + 1}–{upto}",
            why=say("A fact is missing there, or its hash is none: the database was changed."),
            now=say("See `bindledger verify` for the place."),
        )
    return found


def _is_hash(value: Any) -> bool:
    return _are_hashes(value, 1)


def _are_hashes(value: Any, count: int) -> bool:
    # A careless edit leaves text where bytes were.
    return isinstance(value, bytes) and len(value) == count * HASH_BYTES


# Signed heads


def keep_checkpoint(store: Store, checkpoint: StoredCheckpoint) -> None:
    """Store a signed head; once only."""
    there = select(checkpoints.c.size).where(
        checkpoints.c.size == checkpoint.size, checkpoints.c.vkey == checkpoint.vkey
    )
    with store.writing() as connection:
        _make_tree_tables(store, connection)
        if connection.execute(there).first() is None:
            connection.execute(insert(checkpoints).values(checkpoint._asdict()))


def stored_checkpoints(store: Store, *, covering: int = 0) -> list[StoredCheckpoint]:
    """The signed heads of at least so many facts, the smallest first."""
    question = (
        select(checkpoints.c.size, checkpoints.c.vkey, checkpoints.c.note)
        .where(checkpoints.c.size >= covering)
        .order_by(checkpoints.c.size, checkpoints.c.vkey)
    )
    with store.reading() as connection:
        if not _has_tree(store, connection):
            return []
        return [StoredCheckpoint(*row) for row in connection.execute(question)]


_with_tree: Final[WeakSet[Store]] = WeakSet()


def _has_tree(store: Store, connection: Connection) -> bool:
    """Whether the ledger has the tables of the tree: one from before there was a tree has not."""
    # The server takes longer to say so than to read a tile.
    if store not in _with_tree and inspect(connection).has_table(tiles.name):
        _with_tree.add(store)
    return store in _with_tree


def _make_tree_tables(store: Store, connection: Connection) -> None:
    if not _has_tree(store, connection):
        create_tree_tables(connection)
