"""The good and bad proofs of another project: all 195 are judged as there, but for one."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from tests.proof.spoilt_proofs import (
    BAD_CONSISTENCIES,
    BAD_INCLUSIONS,
    SHORT_ROOTS,
    Consistency,
    Inclusion,
    spoilt_consistencies,
    spoilt_inclusions,
)
from tests.proof.test_tree import EIGHT, KNOWN_CONSISTENCIES, KNOWN_INCLUSIONS, ROOTS

LARGEST = (1 << 64) - 1


def good_inclusions() -> Iterator[Inclusion]:
    for index, size, path in ((0, 1, []), *KNOWN_INCLUSIONS):
        hashes = [bytes.fromhex(one) for one in path]
        root = bytes.fromhex(ROOTS[size])
        yield Inclusion(index, size, leaf_hash(EIGHT[index]), hashes, root)


def good_consistencies() -> Iterator[Consistency]:
    for old, new, path in KNOWN_CONSISTENCIES:
        hashes = [bytes.fromhex(one) for one in path]
        yield Consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), hashes)


def test_inclusion_proofs() -> None:
    good = list(good_inclusions())
    bad = [(name, one) for proof in good for name, one in spoilt_inclusions(proof)]
    leaf = leaf_hash(b"data")
    alone = Inclusion(0, 1, leaf, [], leaf)
    bad += [("alone", alone._replace(leaf=b"")), ("alone", alone._replace(root=b""))]
    bad += [("alone", alone._replace(leaf=b"", root=b""))]
    bad += [("additional", one) for one in BAD_INCLUSIONS]

    assert (len(good) + 1, len(bad)) == (6, 92)
    for proof in (*good, alone):
        assert verify_inclusion(*proof), proof
    for name, proof in bad:
        assert not verify_inclusion(*proof), (name, proof)
        if proof.leaf_index < 0:
            assert not verify_inclusion(*proof._replace(leaf_index=LARGEST))


def test_consistency_proofs() -> None:
    good = list(good_consistencies())
    bad = [(name, one) for proof in good for name, one in spoilt_consistencies(proof)]
    bad += [("additional", one) for one in BAD_CONSISTENCIES]
    root = bytes.fromhex(ROOTS[1])
    equal = Consistency(1, 1, root, root, [])

    assert (len(good) + 2, len(bad)) == (6, 91)
    for proof in (*good, equal):
        assert verify_consistency(*proof), proof
    for name, proof in bad:
        assert not verify_consistency(*proof), (name, proof)
    assert not verify_consistency(*SHORT_ROOTS)
