"""The good and bad proofs that transparency-dev/merkle keeps beside its tests (Apache-2.0).

Its 196 files are 195 cases, for one stands in two of them: five inclusion and five consistency
proofs over the eight known leaves, each good one spoilt in every way of a fixed list, and a few
about trees of no or one leaf. Here they are told by that list. An index below 0 is written as the
largest number of 64 bits in the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.merkle import EMPTY_ROOT

SOME_HASH = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
_ONE, _TWO = b"don't care 1", b"don't care 2"


class Inclusion(NamedTuple):
    """What is asked of a verifier of inclusion proofs."""

    leaf_index: int
    size: int
    leaf: bytes
    path: Sequence[bytes]
    root: bytes


class Consistency(NamedTuple):
    """What is asked of a verifier of consistency proofs."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    path: Sequence[bytes]


def spoilt_inclusions(good: Inclusion) -> Iterator[tuple[str, Inclusion]]:
    """A good inclusion proof in each of the ways that must not hold."""
    path = list(good.path)
    yield "leafIdx - 1", good._replace(leaf_index=good.leaf_index - 1)
    yield "leafIdx + 1", good._replace(leaf_index=good.leaf_index + 1)
    yield "leafIdx ^ 2", good._replace(leaf_index=good.leaf_index ^ 2)
    yield "treeSize * 2", good._replace(size=good.size * 2)
    yield "treeSize / 2", good._replace(size=good.size // 2)
    yield "wrong leaf", good._replace(leaf=b"WrongLeaf")
    yield "empty root", good._replace(root=EMPTY_ROOT)
    yield "random root", good._replace(root=SOME_HASH)
    for name, garbage in (("garbage", b""), ("root", good.root)):
        yield f"trailing {name}", good._replace(path=[*path, garbage])
        yield f"preceding {name}", good._replace(path=[garbage, *path])
    for name, flipped in _flipped(path, 3):
        yield name, good._replace(path=flipped)
    if path:
        yield "removed component", good._replace(path=path[:-1])
    if path[1:]:
        yield "inserted component", good._replace(path=[path[0], SOME_HASH, *path[1:]])


def spoilt_consistencies(good: Consistency) -> Iterator[tuple[str, Consistency]]:
    """A good consistency proof in each of the ways that must not hold."""
    path = list(good.path)
    yield "size1 - 1", good._replace(old=good.old - 1)
    yield "size1 + 1", good._replace(old=good.old + 1)
    yield "size1 ^ 2", good._replace(old=good.old ^ 2)
    yield "size2 * 2", good._replace(new=good.new * 2)
    yield "size2 / 2", good._replace(new=good.new // 2)
    yield "wrong root1", good._replace(old_root=b"WrongRoot")
    yield "wrong root2", good._replace(new_root=b"WrongRoot")
    yield "swapped roots", good._replace(old_root=good.new_root, new_root=good.old_root)
    yield "empty proof", good._replace(path=[])
    for name, garbage in (("garbage", b""), ("root1", good.old_root), ("root2", good.new_root)):
        yield f"trailing {name}", good._replace(path=[*path, garbage])
        yield f"preceding {name}", good._replace(path=[garbage, *path])
    yield "preceding proof[0]", good._replace(path=[path[0], *path])
    yield "truncated proof", good._replace(path=path[:-1])
    for name, flipped in _flipped(path, 4):
        yield name, good._replace(path=flipped)


def _flipped(path: list[bytes], bit: int) -> Iterator[tuple[str, list[bytes]]]:
    for place, one in enumerate(path):
        other = bytes([one[0] ^ 1 << bit]) + one[1:]
        yield f"modified proof[{place}] bit {bit}", [*path[:place], other, *path[place + 1 :]]


BAD_INCLUSIONS: Sequence[Inclusion] = [
    Inclusion(index, size, leaf, [], root)
    for index, size in ((0, 0), (0, 1), (1, 0), (2, 1))
    for leaf, root in ((SOME_HASH, b""), (b"", EMPTY_ROOT), (SOME_HASH, EMPTY_ROOT))
]
"""Leaves and roots that never were, in trees of no and one leaf."""

BAD_CONSISTENCIES: Sequence[Consistency] = [
    Consistency(0, 0, _ONE, _TWO, []),
    Consistency(1, 1, _ONE, _TWO, []),
    Consistency(0, 0, _ONE, _ONE, []),
    Consistency(0, 1, _ONE, _TWO, []),
    Consistency(1, 0, _ONE, _TWO, []),
    Consistency(2, 1, _ONE, _TWO, []),
    Consistency(1, 2, _ONE, _TWO, []),
    Consistency(0, 0, EMPTY_ROOT, _TWO, []),
    Consistency(1, 1, EMPTY_ROOT, _TWO, []),
    Consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT]),
    Consistency(0, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT]),
    Consistency(1, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT]),
]
"""Trees of no leaf, trees that shrink, and proofs of nothing."""

SHORT_ROOTS = Consistency(1, 1, _TWO, _TWO, [])
"""What there is taken as good, for the roots are equal; here a root has 32 bytes."""
