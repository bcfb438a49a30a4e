"""Roots and proofs, made from the roots of perfect subtrees (RFC 6962, section 2.1).

A tree of n leaves, n > 1, splits at the largest power of two below n; nothing is padded. So each
range of leaves that a proof needs begins where a perfect subtree does, and is a few of those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from ledger.merkle.hashing import EMPTY_ROOT, node_hash

Subtree = Callable[[int, int], bytes]
"""`(level, index)` to the root over the leaves from `index << level` up to `(index + 1) << level`.

Only subtrees all of whose leaves are in the tree are asked for.
"""


def root(size: int, subtree: Subtree) -> bytes:
    """The root of a tree of so many leaves."""
    return _range_root(0, size, subtree) if size else EMPTY_ROOT


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that the leaf is in the tree, the hash beside the leaf first; 0 <= index < size."""
    assert 0 <= index < size, "a leaf stands in the tree"
    path = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, subtree))
            high = middle
        else:
            path.append(_range_root(low, middle, subtree))
            low = middle
    return path[::-1]


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `old` leaves is how that of `new` begins; 0 < old <= new."""
    assert 0 < old <= new, "a tree begins like a smaller one that is not empty"
    proof = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(_range_root(middle, high, subtree))
            high = middle
        else:
            proof.append(_range_root(low, middle, subtree))
            low = middle
    # Whoever verifies knows the old root, and so this subtree if it is the whole of the old tree.
    if low:
        proof.append(_range_root(low, high, subtree))
    return proof[::-1]


def _split(size: int) -> int:
    """The largest power of two below the size, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(low: int, high: int, subtree: Subtree) -> bytes:
    """The root over a range of leaves that begins where a subtree as large as it could begin."""
    roots = []
    while low < high:
        level = (high - low).bit_length() - 1
        roots.append(subtree(level, low >> level))
        low += 1 << level
    return _joined(roots)


def _joined(roots: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, from the largest to the smallest."""
    return reduce(lambda right, left: node_hash(left, right), reversed(roots))


class Frontier:
    """A tree that leaves are added to one by one; it keeps one hash for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Put the hash of one more leaf at the end."""
        self.size += 1
        roots, size = self._roots, self.size
        while not size & 1:
            leaf = node_hash(roots.pop(), leaf)
            size >>= 1
        roots.append(leaf)

    def root(self) -> bytes:
        """The root over the leaves so far."""
        return _joined(self._roots) if self._roots else EMPTY_ROOT
