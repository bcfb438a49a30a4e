"""Proofs checked by somebody who trusts nothing of what made them (RFC 9162, section 2.1).

Nothing here is shared with the making of proofs but the two hashes. What is malformed does not
hold: a number below zero, a hash of another length, too many hashes or too few.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.merkle.hashing import HASH_BYTES, node_hash


def verify_inclusion(
    index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether a path shows that the leaf of this hash stands at the index of the tree."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    first, second, found = index, size - 1, leaf
    for sibling in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            found = node_hash(sibling, found)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            found = node_hash(found, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the new tree begins with all of the old one.

    An empty old tree proves nothing and does not hold; equal sizes need equal roots and no proof.
    """
    if not 0 < old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    # Where the old tree is a subtree of the new one, its root is not repeated in the proof.
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        return False
    old_found = new_found = hashes[0]
    for sibling in hashes[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            new_found = node_hash(new_found, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and old_found == old_root and new_found == new_root


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
