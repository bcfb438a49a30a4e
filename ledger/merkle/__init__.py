"""The tree over the leaves: RFC 6962 with SHA-256.

`ledger.merkle.making` makes roots and proofs, `ledger.merkle.verifying` checks them and trusts
nothing of what made them; `ledger.merkle.tiles` keeps the tree in tiles of 256 hashes. Sizes count
leaves; the index of a leaf is its position less one.
"""

from ledger.merkle.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash
from ledger.merkle.making import Frontier, consistency, inclusion, root
from ledger.merkle.verifying import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Frontier",
    "consistency",
    "inclusion",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]
