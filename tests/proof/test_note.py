"""Signed notes: the known answers, and everything that is refused."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.note import (
    Note,
    Signer,
    note_bytes,
    read_note,
    read_signer,
    read_vkey,
    signed,
)
from tests.proof.known_notes import (
    C2SP_NOTE,
    C2SP_VKEY,
    DEMO_SEED,
    NEUMANN_SEED,
    NEUMANN_SIGNATURE,
    NEUMANN_TEXT,
    NEUMANN_VKEY,
)

ALICE = Signer("alice.example", DEMO_SEED)
GOOD = note_bytes(ALICE.sign("A text.\n"))


def test_a_note_of_the_specification_is_good() -> None:
    assert signed(read_note(C2SP_NOTE, "note"), read_vkey(C2SP_VKEY, "key")) == "good"


def test_a_key_of_the_go_package_signs_as_it_does_there() -> None:
    signer = Signer("PeterNeumann", NEUMANN_SEED)

    assert signer.verifier.vkey == NEUMANN_VKEY
    (line,) = signer.sign(NEUMANN_TEXT).signatures
    assert b64encode(line.key_id + line.signature).decode() == NEUMANN_SIGNATURE


def test_keys_are_read_as_they_are_written() -> None:
    assert read_vkey(C2SP_VKEY, "key").vkey == C2SP_VKEY
    assert read_signer(ALICE.key_text + "\n", "file") == ALICE
    assert ALICE.key_text.startswith("PRIVATE+KEY+alice.example+")


def test_a_signer_does_not_show_what_it_holds() -> None:
    secret = ALICE.key_text.rpartition("+")[2]

    assert DEMO_SEED.hex() not in repr(ALICE)
    assert repr(DEMO_SEED) not in repr(ALICE)
    for spoilt in (ALICE.key_text.replace("alice", "bob"), ALICE.key_text[:-8], secret):
        with pytest.raises(BadInput) as refused:
            read_signer(spoilt, "file")
        assert secret[4:20] not in str(refused.value)


def test_unknown_keys_are_passed_over_and_bad_known_ones_spoil_the_note() -> None:
    other = Signer("alice.example", bytes(32))
    both = Note("A text.\n", ALICE.sign("A text.\n").signatures + other.sign("A\n").signatures)

    assert signed(both, ALICE.verifier) == "good"
    assert signed(both, other.verifier) == "forged"
    assert signed(both, Signer("bob.example", DEMO_SEED).verifier) == "unknown"
    twice = Note("A text.\n", (*both.signatures[:1], *ALICE.sign("Another.\n").signatures))
    assert signed(twice, ALICE.verifier) == "forged"


LINE = GOOD.splitlines(keepends=True)[-1]


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"\n",
        b"A text.\n",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD + b"a word\n",
        GOOD.replace(b"A text", b"A \x01 text"),
        GOOD.replace(b"A text", b"A \xff text"),
        GOOD.replace(b"A text", b"A\rtext"),
        GOOD.replace(b"\n\n", b"\n"),
        GOOD.replace("—".encode(), b"-"),
        GOOD.replace(b"alice.example", b"alice+example"),
        GOOD.replace(b"alice.example", b""),
        GOOD.replace(b"alice.example", "alice\u3000example".encode()),
        GOOD.replace(b"=", b""),
        GOOD.replace(LINE, "— alice.example AAAA\n".encode()),
        GOOD + LINE * 100,
        GOOD.replace(b"A text", b"A" * (1 << 20)),
        GOOD.decode().encode("utf-16"),
    ],
)
def test_what_is_no_note_is_refused(spoilt: bytes) -> None:
    with pytest.raises(BadInput):
        read_note(spoilt, "note")


def test_sixteen_signatures_and_more_are_read() -> None:
    assert len(read_note(GOOD + LINE * 99, "note").signatures) == 100


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "alice.example",
        C2SP_VKEY[:-1],
        C2SP_VKEY + "=",
        C2SP_VKEY.replace("530d903a", "530d903b"),
        C2SP_VKEY.replace("530d903a", "530D903A"),
        C2SP_VKEY.replace("530d903a", "530d903"),
        C2SP_VKEY.replace("+Ae", "+Be"),
        C2SP_VKEY.replace("example.com/foo", "example.com/bar"),
        C2SP_VKEY.replace("example.com/foo", "example.com foo"),
        C2SP_VKEY.replace("+", " "),
    ],
)
def test_a_mangled_key_is_refused(spoilt: str) -> None:
    with pytest.raises(BadInput):
        read_vkey(spoilt, "--key")


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_no_flipped_bit_goes_unseen(bit: int) -> None:
    spoilt = bytearray(GOOD)
    spoilt[bit // 8] ^= 1 << bit % 8
    try:
        note = read_note(bytes(spoilt), "note")
    except BadInput:
        return
    assert signed(note, ALICE.verifier) != "good"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_is_a_note_or_refused(data: bytes) -> None:
    try:
        note = read_note(data, "note")
    except BadInput:
        return
    assert note_bytes(note) == data


texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)


@given(st.lists(texts, min_size=1, max_size=5), st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_read_back_and_good(lines: list[str], seed: bytes) -> None:
    signer = Signer("some.example/log", seed)
    note = signer.sign("".join(f"{line}\n" for line in lines))

    assert read_note(note_bytes(note), "note") == note
    assert signed(note, signer.verifier) == "good"
    assert signed(note, ALICE.verifier) == "unknown"
