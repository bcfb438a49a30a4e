"""The tree in tiles of 256 hashes (C2SP tlog-tiles): which there are, and reading a tree from them.

The tile (level, number) holds hashes number x 256 and following of its level. At level 0 these are
leaf hashes; above, the roots over the full tiles of the level below. Only the last tile of a level
may be partial, and a partial tile is never hashed upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple

from ledger.merkle.hashing import HASH_BYTES, node_hash
from ledger.merkle.making import Subtree

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
"""Hashes in a full tile."""

FULL_BYTES: Final = WIDTH * HASH_BYTES


class Tile(NamedTuple):
    """A tile by its place, and how many hashes it holds: 1 to 256."""

    level: int
    number: int
    width: int = WIDTH


def tiles_of(size: int, after: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of so many leaves that the tree of `after` leaves lacks, level by level.

    A partial tile that has grown since is another tile.
    """
    level = 0
    while size:
        for number in range(after // WIDTH, -(-size // WIDTH)):
            width = min(WIDTH, size - number * WIDTH)
            if after < number * WIDTH + width:
                yield Tile(level, number, width)
        size, after, level = size // WIDTH, after // WIDTH, level + 1


def tile_path(tile: Tile) -> str:
    """The name of a tile in an archive: `tile/0/x001/234`, `tile/1/000.p/17`."""
    return f"tile/{tile.level}/{_numbered(tile.number, tile.width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    """The name of the bundle that holds the entries below a tile of level 0."""
    return f"tile/entries/{_numbered(number, width)}"


def _numbered(number: int, width: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups) + ("" if width == WIDTH else f".p/{width}")


def hashes_of(tile: bytes) -> list[bytes]:
    """The hashes a tile holds, side by side in its bytes."""
    return [tile[start : start + HASH_BYTES] for start in range(0, len(tile), HASH_BYTES)]


def tile_root(hashes: list[bytes]) -> bytes:
    """The root over the hashes of a full tile, or of any number that is a power of two."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[place], hashes[place + 1]) for place in range(0, len(hashes), 2)]
    return hashes[0]


def subtrees(read: Callable[[int, int], bytes]) -> Subtree:
    """The perfect subtrees of a tree whose tiles `read(level, number)` gives, each read once.

    The bytes may be longer or shorter than a tile of the tree at hand, as long as the hashes of
    that tree are in them.
    """
    read = cache(read)

    def subtree(level: int, index: int) -> bytes:
        tile_level, inside = divmod(level, HEIGHT)
        first = index << inside
        start = first % WIDTH * HASH_BYTES
        end = start + (HASH_BYTES << inside)
        return tile_root(hashes_of(read(tile_level, first // WIDTH)[start:end]))

    return subtree
