"""Checkpoints and proof files: the known answers, and everything that is refused."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.checkpoint import (
    Checkpoint,
    Head,
    ProofFile,
    is_head,
    proof_bytes,
    read_head,
    read_proof,
    unsigned,
)
from ledger.errors import BadInput
from ledger.merkle import EMPTY_ROOT, inclusion, leaf_hash, root, verify_inclusion
from ledger.note import Signer, note_bytes, read_vkey, signed
from tests.proof.known_notes import (
    DEMO_COSIGNATURE,
    DEMO_ORIGIN,
    DEMO_ROOT_300,
    DEMO_SEED,
    DEMO_SIGNATURE_300,
    DEMO_VKEY,
    TESSERA_ENTRIES,
    TESSERA_ORIGIN,
    TESSERA_PATH_5_OF_15,
    TESSERA_ROOTS,
    TESSERA_SIGNATURES,
    TESSERA_VKEY,
)
from tests.proof.trees import subtrees_of

SIGNER = Signer(DEMO_ORIGIN, DEMO_SEED)
DEMO = Checkpoint(DEMO_ORIGIN, 300, bytes.fromhex(DEMO_ROOT_300))
DEMO_NOTE = SIGNER.sign(DEMO.text)


def test_the_log_of_another_program_has_the_same_roots() -> None:
    found = {size: root(size, subtrees_of(TESSERA_ENTRIES[:size])).hex() for size in TESSERA_ROOTS}

    assert found == TESSERA_ROOTS
    path = inclusion(5, 15, subtrees_of(TESSERA_ENTRIES))
    assert tuple(one.hex() for one in path) == TESSERA_PATH_5_OF_15


@pytest.mark.parametrize("size", TESSERA_SIGNATURES)
def test_the_checkpoints_of_another_program_are_good(size: int) -> None:
    head_root = root(size, subtrees_of(TESSERA_ENTRIES[:size]))
    checkpoint = Checkpoint(TESSERA_ORIGIN, size, head_root)
    line = f"\n— {TESSERA_ORIGIN} {TESSERA_SIGNATURES[size]}\n"
    head = read_head((checkpoint.text + line).encode(), "checkpoint")

    assert head.checkpoint == checkpoint
    assert signed(head.note, read_vkey(TESSERA_VKEY, "key")) == "good"


def test_a_checkpoint_is_signed_as_others_expect_it() -> None:
    assert SIGNER.verifier.vkey == DEMO_VKEY
    (line,) = DEMO_NOTE.signatures
    assert b64encode(line.key_id + line.signature).decode() == DEMO_SIGNATURE_300


def test_a_line_of_a_witness_changes_nothing_for_the_key_of_the_log() -> None:
    head = read_head(note_bytes(DEMO_NOTE) + DEMO_COSIGNATURE, "checkpoint")

    assert len(head.note.signatures) == 2
    assert signed(head.note, SIGNER.verifier) == "good"


def test_extension_lines_are_read_over() -> None:
    text = DEMO.text + "an extension\n"
    head = read_head(note_bytes(SIGNER.sign(text)), "checkpoint")

    assert head.checkpoint == DEMO
    assert signed(head.note, SIGNER.verifier) == "good"


def test_a_checkpoint_that_nobody_signed_is_a_text() -> None:
    head = unsigned(Checkpoint("local", 0, EMPTY_ROOT))

    assert read_head(note_bytes(head.note), "checkpoint") == head
    assert is_head(note_bytes(head.note))
    assert not is_head(b'{"specversion":"1.0"}\n')


HASH = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "origin\n",
        "origin\n3\n",
        f"\n3\n{HASH}\n",
        f"origin\n03\n{HASH}\n",
        f"origin\n-3\n{HASH}\n",
        f"origin\n+3\n{HASH}\n",
        f"origin\n3.0\n{HASH}\n",
        f"origin\n٣\n{HASH}\n",
        f"origin\n{1 << 63}\n{HASH}\n",
        f"origin\n{'9' * 5000}\n{HASH}\n",
        f"origin\n3\n{HASH[:-1]}\n",
        f"origin\n3\n{HASH[:-4]}\n",
        f"origin\n3\n{HASH}{HASH}\n",
        f"origin\n3\n{HASH}",
        f"origin\r\n3\r\n{HASH}\r\n",
        f"origin\n3\n{HASH}\n\n",
        f"origin\n3\n{HASH}\n\next\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_head(text.encode(), "checkpoint")


LEAVES = [f'{{"seq":{number}}}'.encode() for number in range(300)]
PROOF = ProofFile(
    137,
    tuple(inclusion(137, 300, subtrees_of(LEAVES))),
    Head(DEMO, DEMO_NOTE),
    LEAVES[137],
)
FILE = proof_bytes(PROOF)


def holds(data: bytes) -> bool:
    """Whether the file is a proof that its extra is in the log, signed by the key."""
    try:
        proof = read_proof(data, "proof")
    except BadInput:
        return False
    head = proof.head.checkpoint
    return (
        proof.extra is not None
        and verify_inclusion(proof.index, head.size, leaf_hash(proof.extra), proof.path, head.root)
        and signed(proof.head.note, SIGNER.verifier) == "good"
        and head.origin == DEMO_ORIGIN
    )


def test_a_proof_file_is_read_as_it_is_written() -> None:
    assert read_proof(FILE, "proof") == PROOF
    assert FILE.startswith(b"c2sp.org/tlog-proof@v1\nextra ")
    assert FILE.endswith(note_bytes(DEMO_NOTE))
    assert holds(FILE)


def test_no_flipped_bit_goes_unseen() -> None:
    for place in range(len(FILE)):
        for bit in range(8):
            spoilt = bytearray(FILE)
            spoilt[place] ^= 1 << bit
            assert not holds(bytes(spoilt)), (place, bit)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2"),
        (b"c2sp.org/tlog-proof@v1\n", b""),
        (b"index 137\n", b""),
        (b"index 137", b"index -137"),
        (b"index 137", b"index"),
        (b"index 137", b"index x"),
        (b"index 137", b"index 0137"),
        (b"index 137\n", b"index 137\nindex 137\n"),
        (b"extra ", b"extra  "),
        (b"extra ", b"extra !"),
        (b"\n\n", b"\n"),
        (b"\n\n", b"\n\n\n"),
        (b"\nnvlRLD9SkTSC", b"\nAA=="),
    ],
)
def test_what_is_no_proof_is_refused(before: bytes, after: bytes) -> None:
    assert before in FILE
    with pytest.raises(BadInput):
        read_proof(FILE.replace(before, after, 1), "proof")


# The cases of transparency-dev/formats, each before a checkpoint that is good.
@pytest.mark.parametrize(
    "lines",
    [
        "wrong-header\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{b64encode(bytes(64)).decode()}\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{'a' * 65 * 1024}\n",
    ],
)
def test_what_another_program_refuses_is_refused(lines: str) -> None:
    good = b"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\n"
    assert read_proof(good + note_bytes(DEMO_NOTE), "proof").index == 0
    with pytest.raises(BadInput):
        read_proof(f"{lines}\n".encode() + note_bytes(DEMO_NOTE), "proof")


def test_a_path_of_the_wrong_length_is_refused_or_shows_nothing() -> None:
    head, _, rest = FILE.partition(b"index 137\n")
    first = rest[:45]

    assert not holds(head + b"index 137\n" + first + rest)
    assert not holds(head + b"index 137\n" + rest[45:])
    with pytest.raises(BadInput):
        read_proof(head + b"index 137\n" + first * 60 + rest, "proof")


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_anything_is_a_proof_or_refused(data: bytes) -> None:
    for candidate in (data, b"c2sp.org/tlog-proof@v1\n" + data):
        try:
            proof = read_proof(candidate, "proof")
        except BadInput:
            continue
        assert proof_bytes(proof) == candidate


@given(st.data())
def test_a_proof_with_lines_moved_about_shows_nothing(data: st.DataObject) -> None:
    lines = FILE.splitlines(keepends=True)
    moved = data.draw(st.permutations(lines))
    cut = data.draw(st.integers(0, len(FILE) - 1))

    assert holds(b"".join(moved)) == (moved == lines)
    assert not holds(FILE[:cut])
    assert not holds(FILE + FILE)
