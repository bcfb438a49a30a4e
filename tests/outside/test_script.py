"""The script that goes with the evidence: sh, openssl and xxd agree with us."""

from __future__ import annotations

import random
import secrets
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.checkpoint import Checkpoint, Head, ProofFile, proof_bytes
from ledger.merkle import inclusion, root
from ledger.note import Note, Signer
from tests.console.talking import Talk
from tests.outside.asking import check, not_proven
from tests.proof.known_notes import DEMO_COSIGNATURE, DEMO_ORIGIN, DEMO_SEED
from tests.proof.test_checkpoint import FILE, LEAVES
from tests.proof.trees import subtrees_of

SIGNER = Signer(DEMO_ORIGIN, DEMO_SEED)
VKEY = SIGNER.verifier.vkey
TREES = 10_000
AT_ONCE = 500


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def proof_of_a_random_tree(chance: random.Random, signer: Signer) -> ProofFile:
    size = chance.choice((chance.randint(1, 20), chance.randint(1, 20), chance.randint(1, 300)))
    leaves = [chance.randbytes(chance.randint(1, 20)).hex().encode() for _ in range(size)]
    index, subtree = chance.randrange(size), subtrees_of(leaves)
    checkpoint = Checkpoint(signer.name, size, root(size, subtree))
    head = Head(checkpoint, signer.sign(checkpoint.text))
    return ProofFile(index, tuple(inclusion(index, size, subtree)), head, leaves[index])


def spoilt(proof: ProofFile, chance: random.Random) -> ProofFile:
    """The proof with another leaf, index, path or root, or with a head that nobody signed."""
    told = proof.head.checkpoint
    place = chance.randrange(len(proof.path) + 1)
    some = chance.randbytes(32)
    ways = (
        replace(proof, extra=(proof.extra or b"") + b"."),
        replace(proof, index=(proof.index + chance.randint(1, told.size)) % (told.size + 1)),
        replace(proof, path=(*proof.path[:place], some, *proof.path[place:])),
        replace(proof, path=(*proof.path[:place], some, *proof.path[place + 1 :])),
        replace(proof, head=Head(told, SIGNER.sign(told.text))),
        replace(proof, head=Head(told, Note(told.text.replace("\n", "\nx", 1), ()))),
    )
    return chance.choice(ways)


@pytest.mark.parametrize("part", range(TREES // AT_ONCE))
def test_the_script_agrees_on_ten_thousand_random_trees(tmp_path: Path, part: int) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed, "part", part)
    chance = random.Random(seed)
    signer = Signer("log.example/é", chance.randbytes(32))
    for number in range(AT_ONCE):
        proof = proof_of_a_random_tree(chance, signer)
        written(tmp_path / f"{number}.tlog-proof", proof_bytes(proof))
        bad = proof_bytes(spoilt(proof, chance))
        written(tmp_path / f"{number}-spoilt.tlog-proof", bad)

    names = {f"{number}-spoilt.tlog-proof" for number in range(AT_ONCE)}
    assert not_proven(signer.verifier.vkey, tmp_path) == names


def test_a_folder_of_proofs(tmp_path: Path) -> None:
    names = {f"{number} {mark}.tlog-proof" for number in range(3) for mark in "ab"}
    for name in names:
        written(tmp_path / name, FILE)
    written(tmp_path / "other", b"no proof")

    assert not_proven(VKEY, tmp_path) == set()
    assert not_proven(Signer(DEMO_ORIGIN, bytes(32)).verifier.vkey, tmp_path) == names
    some = {"0 a.tlog-proof", "2 b.tlog-proof"}
    for name in some:
        written(tmp_path / name, FILE[:-2])
    assert not_proven(VKEY, tmp_path) == some
    empty = tmp_path / "empty"
    empty.mkdir()
    assert not check(VKEY, empty)


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


@pytest.mark.parametrize("bit", range(8))
def test_every_flipped_bit_of_a_small_proof_is_found(tmp_path: Path, bit: int) -> None:
    subtree = subtrees_of(LEAVES[:3])
    checkpoint = Checkpoint(DEMO_ORIGIN, 3, root(3, subtree))
    head = Head(checkpoint, SIGNER.sign(checkpoint.text))
    data = proof_bytes(ProofFile(1, tuple(inclusion(1, 3, subtree)), head, LEAVES[1]))
    assert check(VKEY, written(tmp_path / "p", data))
    names = {f"{place}.tlog-proof" for place in range(len(data))}
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << bit
        written(tmp_path / f"{place}.tlog-proof", bytes(flipped))

    assert not_proven(VKEY, tmp_path) == names


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
