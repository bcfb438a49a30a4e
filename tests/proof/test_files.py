"""`verify FILE`: offline, and believing nothing."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.proof.files import kind_of, lines_of, verify_log, verify_small
from tests.console.talking import Talk
from tests.proof.conftest import Key, more, new_key, sign

OFFLINE = Talk("nowhere.db")
"""There is no ledger at this address, and none is needed."""


def verified(path: Path, *words: str) -> Any:
    """What the command says of a file that holds."""
    told = OFFLINE.json("verify", str(path), *words)
    assert told["ok"] is True
    return told


def found(path: Path, *words: str) -> tuple[int, str]:
    """The position and what is wrong there."""
    told = OFFLINE.json("verify", str(path), *words, status=4)
    assert told["ok"] is False
    return told["position"], told["what"]


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.fixture
def registered(talk: Talk) -> int:
    """The position of a fact with personal fields."""
    lines = talk.export("--leaves").splitlines()
    return next(at for at, one in enumerate(lines, 1) if b"ShopRegistered" in one)


def test_a_proof_holds_without_the_ledger(
    talk: Talk, key: Key, registered: int, tmp_path: Path
) -> None:
    head = talk.json("checkpoint", "--sign", str(key.path))
    path = written(tmp_path / "p", talk.ok("prove", str(registered)).printed)
    told = verified(path, "--key", key.vkey)

    assert (told["position"], told["size"], told["root"]) == (
        registered,
        head["size"],
        head["root"],
    )
    assert told["leaf"].encode() == talk.export("--leaves").splitlines()[registered - 1]
    assert "No key was given" not in OFFLINE.ok("verify", str(path), "--key", key.vkey).out
    assert "no key was given" in OFFLINE.ok("verify", str(path)).out
    other = new_key(talk, tmp_path / "other")
    assert found(path, "--key", other.vkey) == (head["size"], "checkpoint")
    OFFLINE.refuses("verify", str(path), "--key", key.vkey[:-1], status=2)


def test_opened_personal_fields_are_checked(
    talk: Talk, key: Key, registered: int, tmp_path: Path
) -> None:
    sign(talk, key)
    path = written(tmp_path / "p", talk.ok("prove", str(registered), "--personal").printed)
    assert verified(path, "--key", key.vkey)

    import base64

    lines = path.read_bytes().split(b"\n")
    extra = base64.b64decode(lines[1].removeprefix(b"extra "))
    for before, after in (
        ("好物店铺".encode(), "坏物店铺".encode()),
        (b'"salt":"', b'"salt":"AAAA'),
        (b'{"fields"', b'{"field"'),
        (b'"salt"', b'"x":1,"salt"'),
        (b"\n{", b"\n{{"),
    ):
        lines[1] = b"extra " + base64.b64encode(extra.replace(before, after))
        spoilt = written(tmp_path / "spoilt", b"\n".join(lines))
        assert found(spoilt) == (registered, "personal")


def test_a_proof_of_another_fact_or_place_is_found(
    talk: Talk, key: Key, registered: int, tmp_path: Path
) -> None:
    sign(talk, key)
    text = talk.ok("prove", str(registered)).out
    other = talk.ok("prove", str(registered + 1)).out
    moved = text.replace(f"index {registered - 1}", f"index {registered}")
    swapped = text.replace(text.splitlines()[1], other.splitlines()[1])
    beyond = text.replace(f"index {registered - 1}", "index 99")

    assert found(written(tmp_path / "a", moved)) == (registered + 1, "leaf")
    assert found(written(tmp_path / "b", swapped)) == (registered, "leaf")
    assert found(written(tmp_path / "c", beyond)) == (100, "leaf")
    without = text.replace(text.splitlines(keepends=True)[1], "")
    OFFLINE.refuses("verify", str(written(tmp_path / "d", without)), status=2)


def test_no_flipped_bit_of_a_proof_or_checkpoint_goes_unseen(
    talk: Talk, key: Key, registered: int, tmp_path: Path
) -> None:
    from ledger.note import read_vkey

    vkey = read_vkey(key.vkey, "key")
    for data in (sign(talk, key).encode(), talk.ok("prove", str(registered)).printed):
        for bit in range(len(data) * 8):
            spoilt = bytearray(data)
            spoilt[bit // 8] ^= 1 << bit % 8
            try:
                about = kind_of(bytes(spoilt), "f")
                told = verify_small(about, bytes(spoilt), "f", key=vkey, after=None)
            except LedgerError:
                continue
            assert not told.is_ok, bit


def test_a_checkpoint_is_checked_by_its_key(talk: Talk, key: Key, tmp_path: Path) -> None:
    path = written(tmp_path / "c", sign(talk, key))
    told = verified(path, "--key", key.vkey)
    bare = written(tmp_path / "bare", talk.ok("checkpoint").printed)

    assert told["key"] == "good"
    assert verified(path)["key"] is None
    assert verified(path, "--after", str(bare))["size"] == told["size"]
    assert found(bare, "--key", key.vkey) == (told["size"], "checkpoint")
    other = path.read_text("utf-8").replace(f"\n{told['size']}\n", f"\n{told['size'] + 1}\n")
    assert found(written(tmp_path / "o", other), "--key", key.vkey)[1] == "checkpoint"


def test_a_consistency_proof_joins_the_head_it_is_given(
    talk: Talk, key: Key, tmp_path: Path
) -> None:
    old = written(tmp_path / "old", sign(talk, key))
    size = verified(old)["size"]
    more(talk, 3)
    new = written(tmp_path / "new", sign(talk, key))
    proof = written(tmp_path / "proof", talk.ok("consistency", str(size)).printed)
    told = verified(proof, "--after", str(old), "--key", key.vkey)

    assert told["root"] == verified(new)["root"]
    OFFLINE.refuses("verify", str(proof), status=2)
    OFFLINE.refuses("verify", str(proof), "--after", str(new), status=2)
    OFFLINE.refuses("verify", str(new), "--after", str(old), status=2)
    lines = proof.read_bytes().split(b"\n")
    lines[1], lines[2] = lines[2], lines[1]
    assert found(written(proof, b"\n".join(lines)), "--after", str(old)) == (size, "checkpoint")


@pytest.mark.parametrize("form", [(), ("--leaves",)])
def test_an_export_is_the_log_of_the_head(
    talk: Talk, key: Key, tmp_path: Path, form: tuple[str, ...]
) -> None:
    head = written(tmp_path / "head", sign(talk, key))
    more(talk, 3)
    path = written(tmp_path / "log", talk.export(*form))
    told = verified(path, "--after", str(head), "--key", key.vkey)

    assert told["root"] == talk.json("checkpoint")["root"]
    assert verified(path)["size"] == told["size"]
    lines = path.read_bytes().splitlines(keepends=True)
    size = verified(head)["size"]

    def spoilt(*some: bytes) -> tuple[int, str]:
        return found(written(tmp_path / "spoilt", b"".join(some)), "--after", str(head))

    assert spoilt(*lines[:-2]) == (size, "gap")
    assert spoilt(*lines[:30], *lines[31:]) == (size, "checkpoint")
    assert spoilt(*lines[:30], lines[30], *lines[30:]) == (size, "checkpoint")
    assert spoilt(*lines[:30], lines[31], lines[30], *lines[32:]) == (size, "checkpoint")
    assert spoilt(lines[-1], *lines[:-1]) == (2, "column")
    assert spoilt(*lines[:-1], lines[-1][:-1]) == (len(lines), "leaf")
    assert spoilt(*lines[:30], b" " + lines[30], *lines[31:]) == (31, "leaf")
    assert spoilt(*lines[:30], b"{}\n", *lines[31:]) == (31, "leaf")
    assert spoilt(*lines[:30], b"\xff\n", *lines[31:]) == (31, "leaf")


def test_every_changed_byte_of_an_export_is_found(talk: Talk, key: Key, tmp_path: Path) -> None:
    from ledger.checkpoint import read_head

    head = read_head(sign(talk, key).encode(), "head")
    data = talk.export()
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    (tmp_path / "log").write_bytes(data)
    for number in range(150):
        bit = (seed + number * 104_729) % (len(data) * 8)
        spoilt = bytearray(data)
        spoilt[bit // 8] ^= 1 << bit % 8
        (tmp_path / "log").write_bytes(spoilt)
        with (tmp_path / "log").open("rb") as stream:
            assert not verify_log(lines_of(stream), after=head).is_ok, bit


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"word\n",
        b"\xff\xfe\x00",
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v1\n" + b"A" * (1 << 21),
        b"old 3\n",
        b"old x\n\n",
        b"origin\n12\n",
        b"PK\x03\x04",
    ],
)
def test_what_is_nothing_of_the_proof_is_refused(tmp_path: Path, data: bytes) -> None:
    OFFLINE.refuses("verify", str(written(tmp_path / "f", data)), status=2)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    OFFLINE.refuses("verify", str(tmp_path / "none"), status=2)
    OFFLINE.refuses("verify", str(tmp_path / "none"), "--key", "mangled", status=2)


@given(st.binary(max_size=300), st.sampled_from((b"", b"old 3\n", b"a\n3\n", b"{", b"{}\n")))
def test_anything_is_verified_or_refused(data: bytes, start: bytes) -> None:
    from io import BytesIO

    data = start + data
    try:
        about = kind_of(data, "f")
        if about == "log":
            told = verify_log(lines_of(BytesIO(data)))
        else:
            told = verify_small(about, data, "f", key=None, after=None)
    except LedgerError:
        return
    assert told.about == about
