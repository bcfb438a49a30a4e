"""Tiles: their names, which there are, and the same tree read from them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle import consistency, inclusion, leaf_hash, root
from ledger.merkle.tiles import (
    Tile,
    bundle_path,
    hashes_of,
    subtrees,
    tile_path,
    tile_root,
    tiles_of,
)
from tests.proof.trees import plain_path, plain_proof, plain_root


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(1, 5), "tile/1/005"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(2, 0, 17), "tile/2/000.p/17"),
    ],
)
def test_names(tile: Tile, path: str) -> None:
    assert tile_path(tile) == path


def test_names_of_bundles() -> None:
    assert bundle_path(1_234_067) == "tile/entries/x001/x234/067"
    assert bundle_path(0, 3) == "tile/entries/000.p/3"


def test_the_tiles_of_seventy_thousand_leaves() -> None:
    tiles = list(tiles_of(70_000))

    assert [tile for tile in tiles if tile.level == 0] == [
        *(Tile(0, number) for number in range(273)),
        Tile(0, 273, 112),
    ]
    assert [tile for tile in tiles if tile.level] == [Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=5).map(sorted))
def test_growing_gives_each_full_tile_once(steps: list[int]) -> None:
    written: list[Tile] = []
    for before, after in pairwise([0, *steps]):
        written += tiles_of(after, before)

    assert len(set(written)) == len(written)
    assert set(tiles_of(steps[-1])) <= set(written)


@given(st.integers(1, 70_000), st.data())
def test_a_tree_read_from_tiles_is_the_tree(size: int, data: st.DataObject) -> None:
    size = data.draw(st.sampled_from((size % 900 + 1, 256, 512, 65_537)))
    leaves = [number.to_bytes(4, "big") for number in range(size)]
    levels = [[leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        full = range(0, len(below) - 255, 256)
        levels.append([tile_root(below[start : start + 256]) for start in full])
    read: list[Tile] = []

    def tile(level: int, number: int) -> bytes:
        hashes = levels[level][number * 256 : (number + 1) * 256]
        read.append(Tile(level, number, len(hashes)))
        return b"".join(hashes)

    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    assert root(size, subtrees(tile)) == plain_root(leaves)
    read.clear()
    assert inclusion(index, size, subtrees(tile)) == plain_path(index, leaves)
    # In each level the tile of the leaf and the last one, and none of them twice.
    assert len(read) == len(set(read)) <= 2 * len(levels)
    assert set(read) <= set(tiles_of(size))
    assert consistency(old, size, subtrees(tile)) == plain_proof(old, leaves)


def test_hashes_stand_side_by_side() -> None:
    assert hashes_of(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]
