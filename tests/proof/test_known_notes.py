"""Notes, keys and heads that other programs wrote or refuse: judged here as there."""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.checkpoint import Checkpoint, read_head
from ledger.errors import BadInput
from ledger.merkle import root, verify_consistency
from ledger.note import (
    Note,
    Signature,
    Verifier,
    note_bytes,
    read_note,
    read_signer,
    read_vkey,
    signed,
)
from ledger.proof.archive import verify_archive
from tests.console.talking import Talk
from tests.proof.edge_keys import EDGE_CASES, EdgeCase
from tests.proof.known_notes import (
    C2SP_COSIGNED,
    DEMO_COSIGNATURE,
    DEMO_ORIGIN,
    DEMO_ROOT_300,
    DEMO_WITNESS_VKEY,
    ENOCH_LINE,
    ENOCH_VKEY,
    FORMATS_COSIGNATURE,
    GOLANG_HEAD,
    GOLANG_VKEY,
    NEUMANN_KEY_TEXT,
    NEUMANN_LINE,
    NEUMANN_SEED,
    NEUMANN_SIGNATURE,
    NEUMANN_TEXT,
    NEUMANN_VKEY,
    TESSERA_BUNDLE_3,
    TESSERA_ENTRIES,
    TESSERA_ORIGIN,
    TESSERA_SIGNATURES,
    TESSERA_TILE_3,
    TESSERA_VKEY,
    WITNESSED_KEY,
    WITNESSED_LINE_1,
    WITNESSED_ORIGIN,
    WITNESSED_PROOFS,
    WITNESSED_ROOTS,
    WITNESSED_SIGNATURES,
)
from tests.proof.trees import subtrees_of

NEUMANN = read_vkey(NEUMANN_VKEY, "key")
ENOCH = read_vkey(ENOCH_VKEY, "key")
WITNESSED = Verifier(WITNESSED_ORIGIN, WITNESSED_KEY)


def manglings(key: str) -> list[str]:
    """Each part of a key, and the key with each character moved on by one."""
    parts = [key[i:j] for i in range(len(key)) for j in range(i + 1, len(key) + 1)]
    moved = [f"{key[:at]}{chr(ord(one) + 1)}{key[at + 1 :]}" for at, one in enumerate(key)]
    return [one for one in ("", *parts, *moved) if one != key]


# golang.org/x/mod/sumdb/note


def test_no_mangled_verifier_key_is_read() -> None:
    adjusted = (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    )
    for spoilt in (*manglings(NEUMANN_VKEY), *adjusted):
        with pytest.raises(BadInput):
            read_vkey(spoilt, "key")


def test_no_mangled_signer_key_is_read() -> None:
    assert read_signer(NEUMANN_KEY_TEXT, "file").seed == NEUMANN_SEED
    for spoilt in manglings(NEUMANN_KEY_TEXT):
        with pytest.raises(BadInput):
            read_signer(spoilt, "file")


def test_two_signers_of_one_note() -> None:
    both = read_note(f"{NEUMANN_TEXT}\n{NEUMANN_LINE}{ENOCH_LINE}".encode(), "note")
    one = read_note(f"{NEUMANN_TEXT}\n{NEUMANN_LINE}".encode(), "note")

    assert (signed(both, NEUMANN), signed(both, ENOCH)) == ("good", "good")
    assert (signed(one, NEUMANN), signed(one, ENOCH)) == ("good", "unknown")


@pytest.mark.parametrize(
    "spoilt",
    [
        NEUMANN_TEXT,
        f"{NEUMANN_TEXT}\n",
        f"{NEUMANN_TEXT}\n{NEUMANN_LINE[:-1]}",
        f"\x01{NEUMANN_TEXT}\n{NEUMANN_LINE}",
        f"{NEUMANN_TEXT}\n— Bad Name {NEUMANN_SIGNATURE}",
        f"{NEUMANN_TEXT}\n— Bad Name {NEUMANN_SIGNATURE}\n",
        f"{NEUMANN_TEXT}\n{NEUMANN_LINE}Unexpected line.\n",
        f"{NEUMANN_TEXT}\n{NEUMANN_LINE * 101}",
        f"{NEUMANN_TEXT}\n— a+b ABCD\n",
    ],
)
def test_malformed_notes(spoilt: str) -> None:
    with pytest.raises(BadInput):
        read_note(spoilt.encode(), "note")


def test_a_note_of_other_bytes_than_utf_8() -> None:
    with pytest.raises(BadInput):
        read_note(b"\xff" + f"{NEUMANN_TEXT}\n{NEUMANN_LINE}".encode(), "note")


def test_lines_that_do_not_fit() -> None:
    longer = f"{NEUMANN_LINE[:60]}ABCD{NEUMANN_LINE[60:]}"
    renamed = NEUMANN_LINE.replace("PeterNeumann", "CarmenSandiego")
    of_another_key = NEUMANN_LINE.replace("x08g", "xxxx")
    for line, told in ((longer, "forged"), (renamed, "unknown"), (of_another_key, "unknown")):
        note = read_note(f"{NEUMANN_TEXT}\n{line}".encode(), "note")
        assert signed(note, NEUMANN) == told


# C2SP/CCTV


@pytest.mark.parametrize("case", EDGE_CASES)
def test_edge_cases_of_ed25519_are_judged_as_go_and_openssl_do(case: EdgeCase) -> None:
    verifier = Verifier("edge", bytes.fromhex(case.key))
    signature = bytes.fromhex(case.first + case.second)
    text = f"ed25519vectors{case.message}"
    note = Note(text, (Signature("edge", verifier.key_id, signature),))

    assert signed(note, verifier) == ("good" if case.good else "forged")


# Heads in use, and what a witness is shown


def test_a_head_of_the_checksum_database_of_go(tmp_path: Path) -> None:
    head = read_head(GOLANG_HEAD, "checkpoint")

    assert (head.checkpoint.origin, head.checkpoint.size) == ("go.sum database tree", 35_225_469)
    assert signed(head.note, read_vkey(GOLANG_VKEY, "key")) == "good"
    path = tmp_path / "checkpoint"
    path.write_bytes(GOLANG_HEAD)
    told = Talk("nowhere.db").json("verify", str(path), "--key", GOLANG_VKEY)
    assert (told["ok"], told["size"], told["key"]) == (True, 35_225_469, "good")


@pytest.mark.parametrize("size", WITNESSED_ROOTS)
def test_heads_shown_to_a_witness_are_signed(size: int) -> None:
    checkpoint = Checkpoint(WITNESSED_ORIGIN, size, bytes.fromhex(WITNESSED_ROOTS[size]))
    signature = bytes.fromhex(WITNESSED_SIGNATURES[size])

    def told(last: int) -> str:
        line = Signature(WITNESSED_ORIGIN, WITNESSED.key_id, signature[:-1] + bytes([last]))
        return signed(Note(checkpoint.text, (line,)), WITNESSED)

    assert told(signature[-1]) == "good"
    assert told(signature[-1] ^ 1) == "forged"
    if size == 1:
        head = read_head(f"{checkpoint.text}\n{WITNESSED_LINE_1}".encode(), "checkpoint")
        assert head.checkpoint == checkpoint
        assert signed(head.note, WITNESSED) == "good"


@pytest.mark.parametrize(("old", "new"), WITNESSED_PROOFS)
def test_proofs_shown_to_a_witness(old: int, new: int) -> None:
    roots = bytes.fromhex(WITNESSED_ROOTS[old]), bytes.fromhex(WITNESSED_ROOTS[new])
    proof = [bytes.fromhex(one) for one in WITNESSED_PROOFS[old, new]]

    assert verify_consistency(old, new, *roots, proof)
    assert not verify_consistency(old, new, *roots, [])
    assert not verify_consistency(old, new, *roots, [*proof[:-1], proof[-1][:-1] + b"\x01"])


def key_and_time(line: bytes) -> tuple[str, int, int]:
    """Key id, seconds since 1970, and the bytes of a cosignature (C2SP tlog-cosignature)."""
    (one,) = read_note(b"text\n\n" + line, "note").signatures
    return one.key_id.hex(), int.from_bytes(one.signature[:8], "big"), 4 + len(one.signature)


def test_lines_of_witnesses_are_read() -> None:
    head = read_head(C2SP_COSIGNED, "checkpoint")
    cosigned = C2SP_COSIGNED.splitlines(keepends=True)[-1]

    assert (head.checkpoint.size, len(head.note.signatures)) == (20_852_163, 2)
    assert key_and_time(cosigned) == ("8d66cf3f", 1_679_315_147, 76)
    assert key_and_time(FORMATS_COSIGNATURE) == ("646846b9", 1_727_964_367, 76)
    assert key_and_time(DEMO_COSIGNATURE) == ("20324abe", 1_700_000_000, 76)


def test_a_witness_signs_the_text_of_our_checkpoint() -> None:
    name, key_id, told = DEMO_WITNESS_VKEY.split("+", 2)
    key = base64.b64decode(told)
    checkpoint = Checkpoint(DEMO_ORIGIN, 300, bytes.fromhex(DEMO_ROOT_300))
    (line,) = read_note(b"text\n\n" + DEMO_COSIGNATURE, "note").signatures
    text = f"cosignature/v1\ntime 1700000000\n{checkpoint.text}"

    Ed25519PublicKey.from_public_bytes(key[1:]).verify(line.signature[8:], text.encode())
    assert sha256(f"{name}\n".encode() + key).hexdigest()[:8] == key_id == line.key_id.hex()
    # A cosignature is another kind of key; as a key of a log it is refused.
    with pytest.raises(BadInput):
        read_vkey(DEMO_WITNESS_VKEY, "key")


# transparency-dev/tessera


def test_the_archive_of_another_program_is_checked(tmp_path: Path) -> None:
    bundle = b"".join(len(one).to_bytes(2, "big") + one for one in TESSERA_ENTRIES)
    hashes = b"".join(sha256(b"\0" + one).digest() for one in TESSERA_ENTRIES)
    assert bundle.startswith(bytes.fromhex(TESSERA_BUNDLE_3))
    assert hashes.startswith(bytes.fromhex(TESSERA_TILE_3))
    checkpoint = Checkpoint(TESSERA_ORIGIN, 15, root(15, subtrees_of(TESSERA_ENTRIES)))
    line = f"— {TESSERA_ORIGIN} {TESSERA_SIGNATURES[15]}\n"
    files = {
        "tile/entries/000.p/15": bundle,
        "tile/0/000.p/15": hashes,
        "checkpoint": f"{checkpoint.text}\n{line}".encode(),
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)

    found = verify_archive(tmp_path, key=read_vkey(TESSERA_VKEY, "key"))
    assert (found.is_ok, found.size, found.key) == (True, 15, "good")
    assert note_bytes(read_head(files["checkpoint"], "").note) == files["checkpoint"]
    (tmp_path / "tile/0/000.p/15").write_bytes(hashes[:-1] + b"\0")
    assert not verify_archive(tmp_path).is_ok
