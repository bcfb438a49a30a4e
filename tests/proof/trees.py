"""Trees as RFC 6962 defines them, said once more as simply as can be: the oracle of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ledger.merkle.making import Subtree


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of section 2.1, word for word."""
    match leaves:
        case []:
            return sha256(b"").digest()
        case [leaf]:
            return sha256(b"\x00" + leaf).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def plain_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*plain_path(index, leaves[:split]), plain_root(leaves[split:])]
    return [*plain_path(index - split, leaves[split:]), plain_root(leaves[:split])]


def plain_proof(old: int, leaves: Sequence[bytes], known: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2, word for word."""
    if old == len(leaves):
        return [] if known else [plain_root(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if old <= split:
        return [*plain_proof(old, leaves[:split], known), plain_root(leaves[split:])]
    return [*plain_proof(old - split, leaves[split:], False), plain_root(leaves[:split])]


def subtrees_of(leaves: Sequence[bytes]) -> Subtree:
    """The perfect subtrees of a tree that is all in memory."""

    def subtree(level: int, index: int) -> bytes:
        some = leaves[index << level : (index + 1) << level]
        assert len(some) == 1 << level, "a subtree that is not in the tree was asked for"
        return plain_root(some)

    return subtree
