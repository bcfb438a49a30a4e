"""A ledger checked against itself: every leaf, what is said beside it, every tile, every head.

The leaves are read once in order and hashed anew; everything else that is stored must be what they
come to. The first position at which it is not is told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from ledger.audit.beside import beside
from ledger.audit.stored import Defect, Seen, seen
from ledger.checkpoint import Head, read_head
from ledger.errors import BadInput
from ledger.merkle import HASH_BYTES, Frontier
from ledger.merkle.tiles import HEIGHT, WIDTH, tile_root
from ledger.note import Verifier, read_vkey, signed
from ledger.projections import furthest
from ledger.proof.outcome import Verified, key_of, unsigned_by
from ledger.store import Store, open_store
from ledger.store.tree import (
    StoredCheckpoint,
    StoredTile,
    stored_checkpoints,
    stored_tile,
    tiles_at,
)

MANY: Final = 50_000
"""Facts from which on a second process pays."""

Progress = Callable[[int], None]
"""Told how many facts more were looked at."""


def verify_ledger(
    store: Store,
    *,
    key: Verifier | None = None,
    after: Head | None = None,
    address: str | None = None,
    progress: Progress = lambda facts: None,
) -> Verified:
    """Check a whole ledger; with its `address`, half of it by a second process if that pays.

    With a `key`, it must have signed a head of the ledger, and the head `after` that is shown.
    """
    frontier = Frontier()
    told, wrong = _heads(store)
    defect = wrong or _stray(store)
    if after is not None:
        told.append(after)
    if defect is None:
        defect = _first(store, frontier, told, address, progress)
    if defect is None and after is not None:
        defect = unsigned_by(after, key)
    by_key = [one for one in told if key_of(one, key) == "good"]
    if defect is None and key is not None and not by_key:
        defect = Defect(frontier.size, "checkpoint")
    return Verified(
        "ledger",
        frontier.size,
        frontier.root(),
        defect,
        store.identity.origin,
        ("good" if by_key else "unknown") if key is not None else None,
        len(told),
    )


def _heads(store: Store) -> tuple[list[Head], Defect | None]:
    """The heads that were signed, and the first that is not what it says it is."""
    heads: list[Head] = []
    for row in stored_checkpoints(store):
        head = _head(store, row)
        if head is None:
            return heads, Defect(row.size, "checkpoint")
        heads.append(head)
    return heads, None


def _head(store: Store, row: StoredCheckpoint) -> Head | None:
    if not isinstance(row.note, bytes):
        return None
    try:
        head = read_head(row.note, "")
        if signed(head.note, read_vkey(row.vkey, "")) != "good":
            return None
    except BadInput:
        return None
    same = (head.checkpoint.size, head.checkpoint.origin) == (row.size, store.identity.origin)
    return head if same else None


def _stray(store: Store) -> Defect | None:
    """Something before the first position."""
    strays = store.strays()
    return Defect(strays[0], "gap") if strays and strays[0] < 1 else None


def _first(
    store: Store, frontier: Frontier, heads: Iterable[Head], address: str | None, progress: Progress
) -> Defect | None:
    """The first position in the log that does not agree with what stands beside it or above."""
    size = store.head().position
    tiles = _Tiles(store, tiles_at(store))
    waiting = sorted(heads, key=lambda head: -head.checkpoint.size)
    with _facts(store, size, address, progress) as facts:
        for one in facts:
            if one.wrong is not None:
                return Defect(one.position, one.wrong)
            frontier.add(one.hash)
            wrong = tiles.differs(0, one.position - 1, one.hash)
            if wrong is not None:
                return Defect(wrong, "tile")
            while waiting and waiting[-1].checkpoint.size <= frontier.size:
                head = waiting.pop().checkpoint
                if (head.origin, head.size) != (store.identity.origin, frontier.size) or (
                    head.root != frontier.root()
                ):
                    return Defect(head.size, "checkpoint")
    # Whatever remembers more facts than there are knows of some that were taken away.
    remembered = [head.checkpoint.size for head in waiting]
    remembered += [count << HEIGHT * (level + 1) for level, count in tiles.counts.items()]
    remembered += [*store.strays(), furthest(store)]
    if any(one > size for one in remembered) and store.head().position == size:
        return Defect(size + 1, "gap")
    return None


@dataclass
class _Tiles:
    """The stored tiles, compared with the hashes they should hold as these come in."""

    store: Store
    counts: dict[int, int]

    def __post_init__(self) -> None:
        self._at: dict[int, StoredTile | None] = {}
        self._hashes: dict[int, list[bytes]] = {}

    def differs(self, level: int, index: int, found: bytes) -> int | None:
        """The first position under a stored hash that is not the one found; None if it is."""
        number, place = divmod(index, WIDTH)
        if number >= self.counts.get(level, 0):
            return None
        if place == 0:
            self._at[level], self._hashes[level] = stored_tile(self.store, level, number), []
        tile, hashes = self._at[level], self._hashes[level]
        start = place * HASH_BYTES
        if tile is None or tile.hashes[start : start + HASH_BYTES] != found:
            return (index << HEIGHT * level) + 1
        hashes.append(found)
        if place < WIDTH - 1:
            return None
        root = tile_root(hashes)
        if tile.root != root or len(tile.hashes) != WIDTH * HASH_BYTES:
            return (number << HEIGHT * (level + 1)) + 1
        return self.differs(level + 1, number, root)


@contextmanager
def _facts(
    store: Store, size: int, address: str | None, progress: Progress
) -> Iterator[Iterator[Seen]]:
    """All facts as they are stored, in order; the later half looked at by another process."""
    if address is None or size < MANY or (os.cpu_count() or 1) < 2:
        yield _counted(seen(store, 0, size), progress)
        return
    # The work that is left for after the other process is done makes the first half longer.
    half = size // 2
    with beside(look_at, (address, half, size)) as later:

        def halves() -> Iterator[Seen]:
            yield from _counted(seen(store, 0, half), progress)
            yield from _counted(_unpacked(half, *later()), progress)

        yield halves()


def look_at(about: tuple[str, int, int]) -> tuple[bytes, Defect | None]:
    """The hashes of some leaves, up to the first that something is wrong with."""
    address, after, upto = about
    hashes = bytearray()
    with open_store(address, write=False) as store:
        # One fact earlier, to see that the first of these was learnt no sooner.
        for one in seen(store, max(0, after - 1), upto):
            if one.position <= after:
                continue
            if one.wrong is not None:
                return bytes(hashes), Defect(one.position, one.wrong)
            hashes += one.hash
    return bytes(hashes), None


def _unpacked(after: int, hashes: bytes, defect: Defect | None) -> Iterator[Seen]:
    position = after
    for start in range(0, len(hashes), HASH_BYTES):
        position += 1
        yield Seen(position, hashes[start : start + HASH_BYTES], None)
    if defect is not None:
        yield Seen(defect.position, b"", defect.what)


def _counted(facts: Iterator[Seen], progress: Progress) -> Iterator[Seen]:
    for number, one in enumerate(facts, 1):
        if number % WIDTH == 0:
            progress(WIDTH)
        yield one
