"""`archive`: a folder anybody can check, which no interruption spoils."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.checkpoint import Head, read_head
from ledger.errors import BadInput, LedgerError
from ledger.merkle import leaf_hash
from ledger.note import Signer
from ledger.proof.archive import verify_archive, write_archive
from ledger.proof.heads import sign
from ledger.proof.keys import key_file, make_key
from ledger.store import Store
from tests.audit.database import dropped_fences
from tests.console.talking import Talk
from tests.proof.conftest import Key, more
from tests.proof.conftest import sign as signed_by
from tests.proof.logs import ORIGIN, filled, grow, leaves

SEED = bytes(32)
PUBLIC = Signer(ORIGIN, SEED).verifier


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A key file."""
    path = tmp_path / "k"
    make_key(path, ORIGIN, SEED)
    return path


def head_at(store: Store, size: int, secret: Path) -> Head:
    """The ledger grown to a size and signed there."""
    grow(store, size)
    with key_file(secret) as key:
        return sign(store, key)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_archive_has_the_files_of_the_specification(
    ledger_url: str, tmp_path: Path, secret: Path
) -> None:
    folder = tmp_path / "archive"
    with filled(ledger_url, 0) as store:
        head = head_at(store, 600, secret)
        done = write_archive(store, folder)
    files = files_in(folder)

    assert set(files) == {
        "checkpoint",
        *(
            f"tile/{kind}/{name}"
            for kind in ("entries", "0")
            for name in ("000", "001", "002.p/88")
        ),
        "tile/1/000.p/2",
    }
    assert done.files == len(files)
    assert read_head(files["checkpoint"], "") == head
    told = leaves(600)
    assert files["tile/0/001"] == b"".join(leaf_hash(one) for one in told[256:512])
    bundle = b"".join(len(one).to_bytes(2, "big") + one for one in told[512:])
    assert files["tile/entries/002.p/88"] == bundle
    found = verify_archive(folder, key=PUBLIC)
    assert (found.is_ok, found.size, found.root) == (True, 600, head.checkpoint.root)


def test_an_archive_only_grows(tmp_path: Path, secret: Path) -> None:
    folder = tmp_path / "archive"
    before: dict[str, bytes] = {}
    with filled(str(tmp_path / "l.db"), 0) as store:
        for size in (0, 1, 255, 256, 300, 512, 700, 66_000):
            head_at(store, size, secret)
            write_archive(store, folder)
            files = files_in(folder)
            old = {name: data for name, data in before.items() if name != "checkpoint"}
            assert old.items() <= files.items()
            assert verify_archive(folder, key=PUBLIC).is_ok
            before = files
            assert write_archive(store, folder).files == 0
            assert files_in(folder) == before
    assert {"tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"} <= set(before)


_KILLED = """
import os, sys
from pathlib import Path
from ledger.proof.archive import write_archive
from ledger.store import open_store

store, left = open_store(sys.argv[1], write=False), int(sys.argv[3])
folder = sys.argv[2]

def stop(event, arguments):
    global left
    if event in ("open", "os.rename", "os.mkdir") and folder in str(arguments):
        left -= 1
        if left == 0:
            os._exit(9)

sys.addaudithook(stop)
write_archive(store, Path(folder))
"""


def killed(ledger: Path, folder: Path, step: int) -> bool:
    """Archive in a process that is killed at one of its steps; False if it was done before."""
    command = [sys.executable, "-c", _KILLED, str(ledger), str(folder), str(step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 9), done.stderr
    return done.returncode == 9


@pytest.mark.parametrize("first", [0, 300])
def test_whatever_interrupts_it_leaves_a_valid_older_archive(
    tmp_path: Path, secret: Path, first: int
) -> None:
    ledger, folder = tmp_path / "l.db", tmp_path / "archive"
    roots = []
    with filled(str(ledger), 0) as store:
        if first:
            roots.append(head_at(store, first, secret).checkpoint.root)
            write_archive(store, folder)
        roots.append(head_at(store, 700, secret).checkpoint.root)
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    step, interruptions = 1 + seed % 3, 0
    while killed(ledger, folder, step):
        interruptions += 1
        if first or (folder / "checkpoint").exists():
            found = verify_archive(folder, key=PUBLIC)
            assert found.is_ok
            assert found.root in roots
        step += 1 + seed % 4

    assert interruptions > 3
    found = verify_archive(folder, key=PUBLIC)
    assert (found.is_ok, found.root) == (True, roots[-1])


@pytest.fixture
def archived(tmp_path: Path, secret: Path) -> Path:
    """An archive of 600 facts that may be spoilt."""
    folder = tmp_path / "archive"
    with filled(str(tmp_path / "l.db"), 0) as store:
        head_at(store, 600, secret)
        write_archive(store, folder)
    return folder


def test_every_flipped_bit_of_an_archive_is_found(archived: Path) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    for name, data in files_in(archived).items():
        for number in range(12):
            bit = (seed + number * 7919) % (len(data) * 8)
            spoilt = bytearray(data)
            spoilt[bit // 8] ^= 1 << bit % 8
            (archived / name).write_bytes(spoilt)
            try:
                assert not verify_archive(archived, key=PUBLIC).is_ok, (name, bit)
            except BadInput:
                assert name == "checkpoint"
        (archived / name).write_bytes(data)
    assert verify_archive(archived, key=PUBLIC).is_ok


def _swapped(folder: Path) -> None:
    one, other = folder / "tile/entries/000", folder / "tile/entries/001"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


SPOILT: dict[str, tuple[Callable[[Path], object], tuple[int, str]]] = {
    "a bundle gone": (lambda on: (on / "tile/entries/001").unlink(), (257, "leaf")),
    "a tile gone": (lambda on: (on / "tile/0/001").unlink(), (257, "tile")),
    "a tile above gone": (lambda on: (on / "tile/1/000.p/2").unlink(), (1, "tile")),
    "a bundle cut short": (
        lambda on: (on / "tile/entries/002.p/88").write_bytes(b"\x00\x03{}"),
        (513, "leaf"),
    ),
    "a bundle that goes on": (
        lambda on: (on / "tile/entries/001").open("ab").write(b"\x00\x01x"),
        (257, "leaf"),
    ),
    "a tile that goes on": (
        lambda on: (on / "tile/0/000").open("ab").write(b"x"),
        (256, "tile"),
    ),
    "two bundles swapped": (_swapped, (1, "leaf")),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_archive_is_found_at_its_place(archived: Path, name: str) -> None:
    spoil, expected = SPOILT[name]
    spoil(archived)
    found = Talk("none").json("verify", str(archived), "--key", PUBLIC.vkey, status=4)

    assert (found["position"], found["what"]) == expected


def test_an_archive_that_the_ledger_does_not_go_on_from_is_left_alone(
    archived: Path, tmp_path: Path, secret: Path
) -> None:
    before = files_in(archived)
    with filled(str(tmp_path / "shorter.db"), 500) as shorter, pytest.raises(LedgerError):
        write_archive(shorter, archived)
    with filled(str(tmp_path / "other.db"), 600) as other:
        database = dropped_fences(str(tmp_path / "other.db"))
        database.run("UPDATE facts SET hash = ? WHERE position = 3", bytes(32))
        with pytest.raises(LedgerError):
            write_archive(other, archived)
    (archived / "letters").mkdir()
    with filled(str(tmp_path / "again.db"), 600) as again, pytest.raises(BadInput):
        write_archive(again, archived)
    (archived / "letters").rmdir()

    assert files_in(archived) == before


def test_the_command_signs_writes_and_tells(talk: Talk, key: Key, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    bare = talk.ok("archive", str(folder))
    assert "checkpoint --sign" in bare.err
    assert talk.run("verify", str(folder)).status == 0
    assert talk.run("verify", str(folder), "--key", key.vkey).status == 4
    first = tmp_path / "first"
    first.write_text(signed_by(talk, key), "utf-8")
    more(talk, 3)
    told = talk.json("archive", str(folder), "--sign", str(key.path))
    leaves_of = talk.export("--leaves").splitlines()

    assert told["size"] == len(leaves_of)
    assert told["files"] == 3
    assert told["checkpoint"].encode() == (folder / "checkpoint").read_bytes()
    with_key = ("--key", key.vkey, "--after", str(first))
    assert talk.json("verify", str(folder), *with_key)["root"] == told["root"]
    assert leaves_of[-1] in (folder / f"tile/entries/000.p/{told['size']}").read_bytes()
    talk.refuses("verify", str(tmp_path), status=2)
    talk.refuses("archive", str(tmp_path), status=2)
    talk.refuses("archive", str(first), status=1)
