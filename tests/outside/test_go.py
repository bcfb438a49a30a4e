"""Go's own packages, those of its checksum database, agree with us on random trees and archives."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.checkpoint import Checkpoint, read_head
from ledger.merkle import Frontier, consistency, inclusion, leaf_hash, root
from ledger.merkle.making import Subtree
from ledger.merkle.tiles import tile_path, tiles_of
from ledger.note import Signer, note_bytes
from ledger.proof.archive import write_archive
from ledger.proof.heads import sign
from ledger.proof.keys import key_file, make_key
from tests.outside.asking import Question, ask, built
from tests.proof.known_notes import C2SP_NOTE, C2SP_VKEY, DEMO_ORIGIN, DEMO_SEED
from tests.proof.logs import filled, grow
from tests.proof.trees import subtrees_of

TREES = 10_000
_AT_ONCE = 500


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that asks Go's packages."""
    return built(tmp_path_factory.mktemp("go"))


def tree(chance: random.Random) -> tuple[list[bytes], Subtree]:
    """Random leaves: mostly a few, now and then more than a tile."""
    size = chance.choice((chance.randint(1, 20), chance.randint(1, 20), chance.randint(1, 300)))
    leaves = [chance.randbytes(chance.randint(0, 40)) for _ in range(size)]
    return leaves, subtrees_of(leaves)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one bit another."""
    bit = chance.randrange(len(data) * 8)
    return (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")


def asked_of(chance: random.Random) -> Iterator[tuple[Question, bool]]:
    """What is asked about one random tree, and what must be answered."""
    leaves, subtree = tree(chance)
    size = len(leaves)
    index, old = chance.randrange(size), chance.randint(1, size)
    head, signer = root(size, subtree), Signer(DEMO_ORIGIN, chance.randbytes(32))
    included: Question = {
        "ask": "inclusion",
        "index": index,
        "size": size,
        "leaf": leaves[index],
        "root": head,
        "path": inclusion(index, size, subtree),
    }
    joined: Question = {
        "ask": "consistency",
        "old": old,
        "size": size,
        "oldRoot": root(old, subtrees_of(leaves[:old])),
        "root": head,
        "path": consistency(old, size, subtree),
    }
    text = Checkpoint(DEMO_ORIGIN, size, head).text
    signed: Question = {
        "ask": "note",
        "note": note_bytes(signer.sign(text)),
        "text": text,
        "vKey": signer.verifier.vkey,
    }
    yield included, True
    yield joined, True
    yield signed, True
    yield {"ask": "root", "leaves": leaves, "root": head}, True
    yield included | {"root": flipped(head, chance)}, False
    yield included | {"leaf": leaves[index] + b"."}, False
    yield joined | {"oldRoot": flipped(joined["oldRoot"], chance)}, False
    # Go does not mind spare bits at the end of base64; so the text is spoilt, not its signature.
    yield (
        signed | {"note": signed["note"].replace(text.encode(), flipped(text.encode(), chance))},
        False,
    )


def test_go_agrees_on_ten_thousand_random_trees(go: Path) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(TREES // _AT_ONCE):
        some = [one for _ in range(_AT_ONCE) for one in asked_of(chance)]
        answers = ask(go, [question for question, _ in some])
        wrong = [one for one, answer in zip(some, answers, strict=True) if one[1] != answer]
        assert not wrong, wrong[0]


def test_go_reads_the_names_of_tiles_as_we_write_them(go: Path) -> None:
    tiles = [tile for size in (1, 256, 70_000, 20_000_000) for tile in list(tiles_of(size))[-2000:]]
    questions: list[Question] = [
        {
            "ask": "name",
            "text": tile_path(tile),
            "old": tile.level,
            "index": tile.number,
            "size": tile.width,
        }
        for tile in tiles
    ]

    assert all(ask(go, questions))


def test_go_comes_to_the_root_of_an_archive_from_its_bundles(go: Path, tmp_path: Path) -> None:
    secret, folder = tmp_path / "k", tmp_path / "archive"
    make_key(secret, "example.com/bare", DEMO_SEED)
    with filled(str(tmp_path / "l.db"), 0) as store, key_file(secret) as key:
        grow(store, 900)
        sign(store, key)
        write_archive(store, folder)
        vkey = key.signer.verifier.vkey
    data = (folder / "checkpoint").read_bytes()
    head = read_head(data, "checkpoint")
    leaves = []
    for path in sorted((folder / "tile/entries").rglob("*")):
        rest = path.read_bytes() if path.is_file() else b""
        while rest:
            end = 2 + int.from_bytes(rest[:2], "big")
            leaves.append(rest[2:end])
            rest = rest[end:]

    assert len(leaves) == head.checkpoint.size == 900
    questions: list[Question] = [
        {"ask": "root", "leaves": leaves, "root": head.checkpoint.root},
        {"ask": "note", "note": data, "text": head.note.text, "vKey": vkey},
        {
            "ask": "note",
            "note": C2SP_NOTE,
            "text": "This is an example message.\n",
            "vKey": C2SP_VKEY,
        },
    ]
    assert ask(go, questions) == [True, True, True]
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf_hash(leaf))
    assert frontier.root() == head.checkpoint.root
