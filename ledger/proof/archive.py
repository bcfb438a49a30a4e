"""The log as a folder of files that never change (C2SP tlog-tiles), for auditors and for later.

Bundles hold the leaves, tiles the tree over them, `checkpoint` the head they come to. What a
checkpoint needs is on the disk before it is put in place by rename, and stays there afterwards; so
whatever interrupts the writing leaves the archive of before, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.audit.stored import Defect
from ledger.checkpoint import Checkpoint, Head, read_head
from ledger.codec import LONGEST_LEAF
from ledger.errors import BadInput, LedgerError
from ledger.language import say, say_why
from ledger.merkle import HASH_BYTES, Frontier, leaf_hash
from ledger.merkle.tiles import (
    FULL_BYTES,
    HEIGHT,
    WIDTH,
    Tile,
    bundle_path,
    hashes_of,
    tile_path,
    tile_root,
    tiles_of,
)
from ledger.note import LONGEST_NOTE, Verifier, note_bytes
from ledger.proof.heads import head_covering
from ledger.proof.outcome import Verified, key_of, unsigned_by
from ledger.proof.writing import read_some, write_whole
from ledger.store import Store
from ledger.store.tree import Tree

CHECKPOINT: Final = "checkpoint"
_LENGTH_BYTES: Final = 2
_LONGEST_BUNDLE: Final = WIDTH * (_LENGTH_BYTES + LONGEST_LEAF)
_OURS: Final = frozenset({CHECKPOINT, f"{CHECKPOINT}.new", "tile"})


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive has come to, and how many files were written for it."""

    head: Head
    files: int


def write_archive(
    store: Store, folder: Path, progress: Callable[[int], None] = lambda facts: None
) -> Archived:
    """Bring an archive up to the newest head that was signed; without one, to what is recorded.

    Only what the archive lacks is written. Raises BadInput for a folder of something else,
    LedgerError if the ledger does not go on from what the archive holds.
    """
    head = head_covering(store, 0)
    tree = Tree(store, head.checkpoint.size)
    files = 0
    try:
        before = _before(folder)
        if before is not None:
            _check_goes_on(tree, head.checkpoint, before.checkpoint, folder)
        for path, data in _files(store, tree, 0 if before is None else before.checkpoint.size):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / path, data)
            files += 1
            progress(WIDTH)
        if before != head:
            write_whole(folder / CHECKPOINT, note_bytes(head.note))
            files += 1
    except OSError as why:
        raise LedgerError(
            say("The archive was not brought up to date; what it held before is whole."),
            where=str(folder),
            why=say("{reason}.", reason=say_why(why)),
            now=say("Mend that and archive again: it goes on where it stopped."),
        ) from why
    return Archived(head, files)


def _before(folder: Path) -> Head | None:
    """The head an archive has; None for one that has none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if strange := sorted({each.name for each in folder.iterdir()} - _OURS):
        raise BadInput(
            say("This folder holds something else."),
            where=str(folder),
            why=say("{name} is no part of an archive.", name=repr(strange[0])),
            now=say("Give a new folder, or one that holds an archive of this ledger."),
        )
    if not (folder / CHECKPOINT).exists():
        return None
    return read_head(read_some(folder / CHECKPOINT, LONGEST_NOTE + 1), str(folder / CHECKPOINT))


def _check_goes_on(tree: Tree, head: Checkpoint, before: Checkpoint, folder: Path) -> None:
    if before.origin != head.origin:
        why = say(
            "It is of {other}, this ledger is {origin}.", other=before.origin, origin=head.origin
        )
    elif before.size > head.size:
        why = say("It has {size} facts, the head {count}.", size=before.size, count=head.size)
    elif tree.root(before.size) != before.root:
        why = say("Its first {size} facts are not those of the ledger.", size=before.size)
    else:
        return
    raise LedgerError(
        say("The ledger does not go on from this archive; nothing was written."),
        where=str(folder),
        why=why,
        now=say("Keep the archive as evidence, and look at `bindledger verify`."),
    )


def _files(store: Store, tree: Tree, after: int) -> Iterator[tuple[str, bytes]]:
    """The bundles and tiles that an archive of `after` facts lacks."""
    for tile in tiles_of(tree.size, after):
        if tile.level == 0:
            yield bundle_path(tile.number, tile.width), _bundle(store, tile)
        hashes = tree.tile(tile.level, tile.number)
        yield tile_path(tile), hashes[: tile.width * HASH_BYTES]


def _bundle(store: Store, tile: Tile) -> bytes:
    first = tile.number * WIDTH
    leaves = (leaf.data for leaf in store.facts(after=first, upto=first + tile.width))
    return b"".join(len(leaf).to_bytes(_LENGTH_BYTES, "big") + leaf for leaf in leaves)


# Checking one


def verify_archive(
    folder: Path,
    *,
    key: Verifier | None = None,
    after: Head | None = None,
    progress: Callable[[int], None] = lambda facts: None,
) -> Verified:
    """Check an archive by its files alone: every leaf, every tile, the head. Raises BadInput."""
    where = str(folder / CHECKPOINT)
    try:
        head = read_head(read_some(folder / CHECKPOINT, LONGEST_NOTE + 1), where)
    except OSError as why:
        raise BadInput(
            say("This folder is no archive, or it was never finished."),
            where=where,
            why=say("{reason}.", reason=say_why(why)),
            now=say("Give the folder that `bindledger archive` wrote."),
        ) from None
    frontier = Frontier()
    told = head.checkpoint
    defect = _first(folder, told, frontier, after, progress)
    defect = defect or unsigned_by(head, key)
    if after is not None:
        defect = defect or unsigned_by(after, key)
    root = frontier.root()
    return Verified("archive", frontier.size, root, defect, told.origin, key_of(head, key))


def _first(
    folder: Path,
    told: Checkpoint,
    frontier: Frontier,
    after: Head | None,
    progress: Callable[[int], None],
) -> Defect | None:
    """The first position that does not agree; `frontier` is given the leaves up to there."""
    off: Defect | None = None
    met = after is None
    levels: list[list[bytes]] = [[]]
    for number in range(-(-told.size // WIDTH)):
        width = min(WIDTH, told.size - number * WIDTH)
        leaves = _leaves(folder, number, width)
        if leaves is None:
            return off or Defect(frontier.size + 1, "leaf")
        hashes = [leaf_hash(leaf) for leaf in leaves]
        wrong = _differing(folder, Tile(0, number, width), hashes)
        if wrong is not None and off is None:
            off = Defect(number * WIDTH + wrong + 1, "tile")
        for one in hashes:
            frontier.add(one)
            met = met or (after is not None and _is_head(after, told.origin, frontier))
        if width == WIDTH:
            levels[0].append(tile_root(hashes))
        progress(width)
    if frontier.root() != told.root:
        # The leaves are not those of the head; where a tile shows which, that is the place.
        return Defect(off.position, "leaf") if off else Defect(told.size, "checkpoint")
    off = off or _upper(folder, levels[0])
    if off is None and not met and after is not None:
        beyond = after.checkpoint.size > frontier.size
        position = frontier.size + 1 if beyond else after.checkpoint.size
        off = Defect(position, "gap" if beyond else "checkpoint")
    return off


def _is_head(head: Head, origin: str, frontier: Frontier) -> bool:
    told = head.checkpoint
    found = told.size == frontier.size and told.root == frontier.root()
    return found and told.origin == origin


def _upper(folder: Path, hashes: list[bytes]) -> Defect | None:
    """The first position under a tile above the leaves that is not what the leaves come to."""
    level = 1
    while hashes:
        above = []
        for number in range(-(-len(hashes) // WIDTH)):
            some = hashes[number * WIDTH : (number + 1) * WIDTH]
            wrong = _differing(folder, Tile(level, number, len(some)), some)
            if wrong is not None:
                return Defect((number * WIDTH + wrong << HEIGHT * level) + 1, "tile")
            if len(some) == WIDTH:
                above.append(tile_root(some))
        hashes, level = above, level + 1
    return None


def _differing(folder: Path, tile: Tile, hashes: list[bytes]) -> int | None:
    """The place of the first hash that a tile has otherwise; None if it has just these."""
    try:
        data = read_some(folder / tile_path(tile), FULL_BYTES + 1)
    except OSError:
        return 0
    if data == b"".join(hashes):
        return None
    found = hashes_of(data)
    differing = (place for place, one in enumerate(hashes) if found[place : place + 1] != [one])
    return next(differing, len(hashes) - 1)


def _leaves(folder: Path, number: int, width: int) -> list[bytes] | None:
    """The leaves in a bundle; None if there are not just so many."""
    try:
        data = read_some(folder / bundle_path(number, width), _LONGEST_BUNDLE + 1)
    except OSError:
        return None
    leaves: list[bytes] = []
    at = 0
    while at < len(data) and len(leaves) <= width:
        end = at + _LENGTH_BYTES + int.from_bytes(data[at : at + _LENGTH_BYTES], "big")
        if end > len(data):
            return None
        leaves.append(data[at + _LENGTH_BYTES : end])
        at = end
    return leaves if len(leaves) == width and at == len(data) else None
