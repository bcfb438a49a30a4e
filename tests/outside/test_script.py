"""The script that goes with the evidence: sh, openssl and xxd agree with us."""

from __future__ import annotations

import random
import secrets
from base64 import b64encode
from pathlib import Path

import pytest

from ledger.checkpoint import Checkpoint, Head, ProofFile, proof_bytes
from ledger.merkle import inclusion, root
from ledger.note import Note, Signer
from tests.console.talking import Talk
from tests.outside.asking import check
from tests.proof.known_notes import DEMO_COSIGNATURE, DEMO_ORIGIN, DEMO_SEED
from tests.proof.test_checkpoint import FILE, LEAVES
from tests.proof.trees import subtrees_of

SIGNER = Signer(DEMO_ORIGIN, DEMO_SEED)
VKEY = SIGNER.verifier.vkey
TREES = 25


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_random_trees(tmp_path: Path) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    for number in range(TREES):
        size = chance.choice((chance.randint(1, 20), chance.randint(1, 600)))
        leaves = [chance.randbytes(8).hex().encode() for _ in range(size)]
        index, subtree = chance.randrange(size), subtrees_of(leaves)
        signer = Signer(f"log{number}.example/é", chance.randbytes(32))
        checkpoint = Checkpoint(signer.name, size, root(size, subtree))
        head = Head(checkpoint, signer.sign(checkpoint.text))
        proof = ProofFile(index, tuple(inclusion(index, size, subtree)), head, leaves[index])
        path = written(tmp_path / "proof", proof_bytes(proof))

        assert check(signer.verifier.vkey, path)
        place = chance.randrange(size)
        other = ProofFile(index, proof.path, head, leaves[place] + b"." * (place == index))
        assert not check(signer.verifier.vkey, written(path, proof_bytes(other)))


def test_a_proof_of_a_ledger_with_its_personal_fields(talk: Talk, tmp_path: Path) -> None:
    key = tmp_path / "k"
    vkey = talk.json("keys", "new", str(key))["vkey"]
    talk.ok("checkpoint", "--sign", str(key))
    for words in ((), ("--personal",)):
        for position in ("3", "59"):
            proof = written(tmp_path / "p", talk.ok("prove", position, *words).printed)
            assert check(vkey, proof)
    leaf = written(tmp_path / "leaf", talk.export("--leaves").splitlines()[58])
    assert check(vkey, tmp_path / "p", leaf)
    assert not check(vkey, tmp_path / "p", written(leaf, b"{}"))
    assert not check(VKEY, tmp_path / "p")


def test_flipped_bits_are_found(tmp_path: Path) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    assert check(VKEY, written(tmp_path / "p", FILE))
    for number in range(40):
        bit = (seed + number * 7919) % (len(FILE) * 8)
        spoilt = bytearray(FILE)
        spoilt[bit // 8] ^= 1 << bit % 8
        assert not check(VKEY, written(tmp_path / "p", bytes(spoilt))), bit


def test_lines_of_witnesses_are_passed_over(tmp_path: Path) -> None:
    assert check(VKEY, written(tmp_path / "p", FILE + DEMO_COSIGNATURE))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"index 137", b"index 136"),
        (b"index 137", b"index 300"),
        (b"index 137", b"index 0137"),
        (b"index 137", b"index $(id)"),
        (b"index 137\n", b""),
        (b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2"),
        (b"\n\n", b"\n"),
        (b"\n300\n", b"\n301\n"),
        (DEMO_ORIGIN.encode() + b"\n", b"ledger.example/other\n"),
    ],
)
def test_what_does_not_hold(tmp_path: Path, before: bytes, after: bytes) -> None:
    assert before in FILE
    assert not check(VKEY, written(tmp_path / "p", FILE.replace(before, after, 1)))


def test_cut_files_and_wrong_keys(tmp_path: Path) -> None:
    path = written(tmp_path / "p", FILE)
    for vkey in ("", "a", VKEY[:-2], VKEY.replace("f2e5dddd", "f2e5ddde"), f"x{VKEY}"):
        assert not check(vkey, path)
    for cut in range(0, len(FILE), 97):
        assert not check(VKEY, written(path, FILE[:cut]))
    head, _, rest = FILE.partition(b"index 137\n")
    assert not check(VKEY, written(path, head + b"index 137\n" + rest[:45] + rest))
    assert not check(VKEY, written(path, head + b"index 137\n" + rest[45:]))
    assert not check(VKEY, tmp_path / "none")


def test_a_head_that_nobody_signed(tmp_path: Path) -> None:
    subtree = subtrees_of(LEAVES)
    checkpoint = Checkpoint(DEMO_ORIGIN, 300, root(300, subtree))
    head = Head(checkpoint, Note(checkpoint.text, ()))
    proof = ProofFile(7, tuple(inclusion(7, 300, subtree)), head, LEAVES[7])

    assert not check(VKEY, written(tmp_path / "p", proof_bytes(proof)))
    signed = Head(checkpoint, SIGNER.sign(checkpoint.text))
    bare = ProofFile(7, proof.path, signed)
    assert not check(VKEY, written(tmp_path / "p", proof_bytes(bare)))
    leaf = written(tmp_path / "leaf", LEAVES[7])
    assert check(VKEY, tmp_path / "p", leaf)
    assert b64encode(LEAVES[7]) not in proof_bytes(bare)
