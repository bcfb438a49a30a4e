"""`keys`, `checkpoint`, `prove` and `consistency`: what is signed, and what never is."""

from __future__ import annotations

import base64
import os
import shutil
import stat
from pathlib import Path

import pytest

from ledger.checkpoint import read_head, read_proof
from ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from ledger.note import read_vkey, signed
from tests.console.talking import Talk
from tests.proof.conftest import ORIGIN, Key, more, new_key, sign


def test_a_key_is_for_its_owner_alone_and_never_overwritten(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    before = os.umask(0)
    try:
        done = talk.ok("keys", "new", str(path))
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_vkey(done.out, "out").name == ORIGIN
    secret = Key(path, "").secret
    assert secret not in done.out + done.err
    made = path.read_bytes()
    error = talk.refuses("keys", "new", str(path), status=2)
    assert error["where"] == str(path)
    assert path.read_bytes() == made


@pytest.mark.parametrize("name", ["two words", "a+b", "a\tb"])
def test_a_name_no_key_may_have_is_refused(talk: Talk, tmp_path: Path, name: str) -> None:
    talk.refuses("keys", "new", str(tmp_path / "k"), "--name", name, status=2)

    assert list(tmp_path.glob("k*")) == []


def test_a_checkpoint_says_what_the_log_is(talk: Talk, key: Key) -> None:
    facts = len(talk.exported())
    bare = read_head(talk.ok("checkpoint").printed, "out")
    head = read_head(sign(talk, key).encode(), "out")
    told = talk.json("checkpoint", "--sign", str(key.path))

    assert bare.checkpoint == head.checkpoint
    assert (head.checkpoint.origin, head.checkpoint.size) == (ORIGIN, facts)
    assert bare.note.signatures == ()
    assert signed(head.note, read_vkey(key.vkey, "key")) == "good"
    assert told["checkpoint"].encode() == sign(talk, key).encode()
    assert told["size"] == facts
    assert base64.b64decode(told["root"]) == head.checkpoint.root
    assert told["signed_by"] == [ORIGIN]


def test_two_keys_may_sign_one_head(talk: Talk, key: Key, tmp_path: Path) -> None:
    other = new_key(talk, tmp_path / "other.key")
    sign(talk, key)
    sign(talk, other)
    head = read_proof(talk.ok("prove", "1").printed, "out").head

    for each in (key, other):
        assert signed(head.note, read_vkey(each.vkey, "key")) == "good"


def test_the_secret_stands_nowhere_but_in_its_file(talk: Talk, key: Key, tmp_path: Path) -> None:
    printed = sign(talk, key) + talk.export().decode() + talk.ok("prove", "60").out
    spoilt = tmp_path / "spoilt.key"
    spoilt.write_text(key.path.read_text("utf-8").replace(ORIGIN, "example.com/else"))
    error = talk.refuses("checkpoint", "--sign", str(spoilt), status=2)

    assert key.secret not in printed
    assert key.secret not in str(error)
    for path in tmp_path.rglob("*"):
        if path.is_file() and path not in (key.path, spoilt):
            assert key.secret.encode() not in path.read_bytes()
            assert base64.b64decode(key.secret)[1:] not in path.read_bytes()


def test_a_proof_shows_the_leaf_and_personal_fields_only_if_asked(talk: Talk, key: Key) -> None:
    sign(talk, key)
    leaves = talk.export("--leaves").splitlines()
    position = next(at for at, one in enumerate(leaves, 1) if b"ShopRegistered" in one)
    closed = read_proof(talk.ok("prove", str(position)).printed, "out")
    opened = read_proof(talk.ok("prove", str(position), "--personal").printed, "out")

    assert closed.extra == leaves[position - 1]
    assert closed.index == position - 1
    head = closed.head.checkpoint
    assert verify_inclusion(
        closed.index, head.size, leaf_hash(leaves[position - 1]), closed.path, head.root
    )
    assert opened.extra is not None
    assert opened.extra.startswith(leaves[position - 1] + b"\n")
    assert "好物店铺" in opened.extra.decode()
    assert opened.path == closed.path


def test_a_proof_stands_under_the_newest_signed_head_that_covers_it(talk: Talk, key: Key) -> None:
    old = read_head(sign(talk, key).encode(), "out")
    more(talk, 3)
    size = len(talk.exported())
    before = read_proof(talk.ok("prove", "60").printed, "out")
    bare = talk.ok("prove", str(size))

    assert before.head == old
    assert read_proof(bare.printed, "out").head.note.signatures == ()
    assert "checkpoint --sign" in bare.err
    new = read_head(sign(talk, key).encode(), "out")
    for position in ("60", str(size)):
        assert read_proof(talk.ok("prove", position).printed, "out").head == new


def test_a_proof_goes_into_a_file(talk: Talk, key: Key, tmp_path: Path) -> None:
    sign(talk, key)
    path = tmp_path / "60.tlog-proof"
    printed = talk.ok("prove", "60").printed

    assert talk.ok("prove", "60", "-o", str(path)).printed == b""
    assert path.read_bytes() == printed
    assert talk.json("prove", "60")["proof"].encode() == printed
    error = talk.refuses("prove", "60", "-o", str(tmp_path / "no" / "x"), status=2)
    assert error["where"] == "--output"


def test_consistency_joins_any_two_sizes(talk: Talk, key: Key) -> None:
    first = read_head(sign(talk, key).encode(), "out")
    more(talk, 3)
    second = read_head(sign(talk, key).encode(), "out")
    told = talk.json("consistency", str(first.checkpoint.size))

    assert told["new"] == second.checkpoint.size
    assert verify_consistency(
        first.checkpoint.size,
        told["new"],
        first.checkpoint.root,
        second.checkpoint.root,
        [base64.b64decode(one) for one in told["path"]],
    )
    lines = talk.ok("consistency", str(first.checkpoint.size)).out.splitlines()
    assert lines[0] == f"old {first.checkpoint.size}"
    assert lines[1 : 1 + len(told["path"])] == told["path"]
    inner = talk.json("consistency", "3", "7")
    assert (inner["old"], inner["new"], len(inner["path"])) == (3, 7, 4)


@pytest.mark.parametrize("sizes", [("0",), ("-1",), ("99",), ("7", "3"), ("3", "99")])
def test_sizes_the_log_never_had_are_refused(talk: Talk, sizes: tuple[str, ...]) -> None:
    talk.refuses("consistency", *(("--",) if "-1" in sizes else ()), *sizes, status=2)


@pytest.mark.parametrize("position", ["0", "-1", "99", "x", str(1 << 70)])
def test_a_position_without_a_fact_is_refused(talk: Talk, position: str) -> None:
    talk.refuses("prove", "--", position, status=2)


# Never two heads that do not fit together.


def copied(talk: Talk, tmp_path: Path) -> Path:
    """A backup of a ledger in a file."""
    backup = tmp_path / "backup.db"
    shutil.copy(talk.ledger.removeprefix("sqlite:///"), backup)
    return backup


@pytest.fixture
def in_file(tmp_path: Path) -> Talk:
    """A ledger in a file, that can be copied."""
    made = Talk(str(tmp_path / "file.db"))
    made.ok("init", "--rehearsal", "--origin", ORIGIN)
    return made


def test_a_ledger_from_an_old_backup_does_not_sign_over_what_the_key_signed(
    in_file: Talk, tmp_path: Path
) -> None:
    key = new_key(in_file, tmp_path / "k")
    old = Talk(str(copied(in_file, tmp_path)))
    more(in_file, 3)
    newest = sign(in_file, key)
    error = old.refuses("checkpoint", "--sign", str(key.path), status=1)
    size = len(in_file.exported())

    assert str(size - 1) in error["why"]
    assert str(size) in error["why"]
    # Even what was recorded since does not make it the log that was signed.
    more(old, 4)
    more(old, 5)
    error = old.refuses("checkpoint", "--sign", str(key.path), status=1)
    assert f"first {size} facts" in error["why"]
    assert sign(in_file, key) == newest


def test_a_ledger_does_not_sign_over_a_newer_head_it_is_shown(
    in_file: Talk, tmp_path: Path
) -> None:
    key = new_key(in_file, tmp_path / "k")
    old = Talk(str(copied(in_file, tmp_path)))
    more(in_file, 3)
    shown = tmp_path / "shown"
    shown.write_text(sign(in_file, key), "utf-8")
    # What the key remembers is gone as well.
    (tmp_path / "k.head").unlink()

    error = old.refuses("checkpoint", "--sign", str(key.path), "--after", str(shown), status=1)
    assert error["where"] == "--after"
    assert in_file.run("checkpoint", "--sign", str(key.path), "--after", str(shown)).status == 0
    other = new_key(in_file, tmp_path / "other")
    error = in_file.refuses(
        "checkpoint", "--sign", str(other.path), "--after", str(shown), status=2
    )
    assert error["where"] == "--after"


def test_a_key_signs_for_one_log_only(in_file: Talk, tmp_path: Path) -> None:
    key = new_key(in_file, tmp_path / "k")
    sign(in_file, key)
    other = Talk(str(tmp_path / "other.db"))
    other.ok("init", "--rehearsal", "--origin", "example.com/other")
    done = other.run("checkpoint", "--sign", str(key.path))

    assert done.status == 1
    assert "example.com/other" in done.err


def test_what_the_key_remembers_must_be_its_own(talk: Talk, key: Key, tmp_path: Path) -> None:
    other = new_key(talk, tmp_path / "other.key")
    sign(talk, other)
    shutil.copy(tmp_path / "other.key.head", tmp_path / "ledger.key.head")
    talk.refuses("checkpoint", "--sign", str(key.path), status=1)
    (tmp_path / "ledger.key.head").write_bytes(b"\xff\n")
    talk.refuses("checkpoint", "--sign", str(key.path), status=2)


def test_a_key_that_is_none_is_refused(talk: Talk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    talk.refuses("checkpoint", "--sign", str(wrong), status=2)
    wrong.write_bytes(b"\xff\xfe" * 3000)
    talk.refuses("checkpoint", "--sign", str(wrong), status=2)
    talk.refuses("checkpoint", "--sign", str(tmp_path), status=2)
    talk.refuses("checkpoint", "--after", str(wrong), status=2)


def test_an_auditor_who_may_only_read_has_proofs(in_file: Talk, tmp_path: Path) -> None:
    copy = copied(in_file, tmp_path)
    copy.chmod(0o444)

    assert Talk(str(copy)).ok("prove", "7").out == in_file.ok("prove", "7").out
