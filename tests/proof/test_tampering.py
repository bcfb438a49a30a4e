"""`verify` of a ledger that somebody changed who can write to its database, fence and all.

The ledger has a tile, facts that are in none, and two heads that were signed; what is done to it is
found at the first position that it touches.
"""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ledger.merkle.tiles import hashes_of, tile_root
from ledger.proof import whole
from ledger.store import open_store
from ledger.store.tree import Tree
from tests.audit.database import Database, Envelope, dropped_fences
from tests.console.talking import Talk, account, fact, shop
from tests.proof.conftest import ORIGIN, Key, new_key, sign

TILED, LOOSE, FIRST_HEAD = 150, 290, 280


@dataclass(frozen=True)
class Made:
    """A ledger that was made once, and its export."""

    path: Path
    export: bytes
    facts: int


def law_of_channels(talk: Talk) -> bytes:
    """The calendars and one rulebook, so that no law that comes later moves a position."""
    talk.ok("init", "--rehearsal", "--origin", ORIGIN)
    kept = (b'"type":"CalendarAdopted.v1"', b'{"program":"tiktok.channel"')
    lines = talk.export().splitlines(keepends=True)
    return b"".join(line for line in lines if any(mark in line for mark in kept))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Some three hundred facts."""
    folder = tmp_path_factory.mktemp("tampered")
    path = folder / "made.db"
    talk = Talk(str(path))
    talk.ok("init", "--bare", "--rehearsal", "--origin", ORIGIN)
    talk.ok("import", "-", stdin=law_of_channels(Talk(str(folder / "law.db"))))
    talk.take(
        shop("S1", name="好物店铺"), *account("A1", handle="@lucia"), now="2026-01-02T00:00:00Z"
    )
    for day in range(1, 25):
        talk.take(
            *(
                fact(
                    "NetworkLocationObserved",
                    f"{day}-{hour}",
                    f"2026-02-{day:02}T{hour:02}:00:00Z",
                    account="tiktok:A1",
                    country="MX",
                )
                for hour in range(10)
            ),
            now=f"2026-02-{day:02}T12:00:00Z",
        )
    return Made(path, talk.export(), len(talk.exported()))


@pytest.fixture(params=["sqlite", "postgresql"])
def talk(request: pytest.FixtureRequest, made: Made, tmp_path: Path) -> Talk:
    """A copy of the ledger that may be spoilt."""
    if request.param == "sqlite":
        shutil.copy(made.path, tmp_path / "ledger.db")
        return Talk(str(tmp_path / "ledger.db"))
    talk = Talk(request.getfixturevalue("postgres_url"))
    talk.ok("init", "--bare", "--rehearsal", "--origin", ORIGIN)
    talk.ok("import", "-", stdin=made.export)
    return talk


@pytest.fixture
def key(talk: Talk, tmp_path: Path) -> Key:
    """The key that signed the ledger, with 280 facts and with all."""
    key = new_key(talk, tmp_path / "k")
    sign(talk, key)
    return key


def found(talk: Talk, *words: str) -> tuple[int, str]:
    """The position and what is wrong there."""
    told = talk.json("verify", *words, status=4)
    assert told["ok"] is False
    return told["position"], told["what"]


def test_a_ledger_that_nobody_touched_agrees(talk: Talk, key: Key, made: Made) -> None:
    told = talk.json("verify", "--key", key.vkey)

    assert (told["ok"], told["size"]) == (True, made.facts)
    assert told["root"] == talk.json("checkpoint")["root"]
    assert "1 head" in talk.ok("verify").out
    assert "已签名" in talk.ok("verify", "--lang", "zh").out


def says(**changes: Any) -> Callable[[Envelope], None]:
    """Other data in a leaf."""
    return lambda said: said["data"].update(changes)


def dated(said: Envelope) -> None:
    said["time"] = "2026-01-31T00:00:00Z"


def retiled(database: Database) -> None:
    """The tiles say what the facts say now."""
    with open_store(database.address, write=False) as store:
        database.run("DELETE FROM tiles")
        hashes = Tree(store, 256).tile(0, 0)
    database.run("INSERT INTO tiles VALUES (0, 0, ?, ?)", tile_root(hashes_of(hashes)), hashes)


def rewritten_with_tiles(database: Database) -> None:
    database.rewrite(TILED, says(country="BR"))
    retiled(database)


def shifted(database: Database) -> None:
    """A fact is put in between, all others moved up."""
    ((last,),) = database.rows("SELECT max(position) FROM facts")
    for position in range(last, TILED - 1, -1):
        database.move(position, position + 1)
    columns = "kind, leaf, hash, time, recordedtime, source"
    database.run(
        f"INSERT INTO facts (position, {columns}, id)"
        f" SELECT {TILED}, {columns}, 'forged' FROM facts WHERE position = {TILED + 1}"
    )
    database.run(
        f"INSERT INTO tags SELECT {TILED}, place, tag, kind FROM tags WHERE position = {TILED + 1}"
    )
    database.rewrite(TILED, lambda said: said.update(id="forged"))


def truncated(database: Database) -> None:
    for position in range(295, 304):
        database.remove(position)


def flipped(column: str, table: str, where: str) -> Callable[[Database], None]:
    """One bit of a value of bytes is another."""

    def flip(database: Database) -> None:
        ((value,),) = database.rows(f"SELECT {column} FROM {table} WHERE {where}")
        data = bytearray(value)
        data[len(data) // 2] ^= 1
        database.run(f"UPDATE {table} SET {column} = ? WHERE {where}", bytes(data))

    return flip


def run(statement: str, *values: Any) -> Callable[[Database], None]:
    """A statement that changes something."""
    return lambda database: database.run(statement, *values)


def removed(position: int) -> Callable[[Database], None]:
    """A fact is taken out with everything that belongs to it."""
    return lambda database: database.remove(position)


SIZE = 302
REGISTERED = 60

TAMPERED: dict[str, tuple[Callable[[Database], None], tuple[int, str]]] = {
    "one bit of a leaf": (flipped("leaf", "facts", "position = 150"), (150, "leaf")),
    "one bit of a hash": (flipped("hash", "facts", "position = 290"), (290, "leaf")),
    "text where a leaf was": (
        run("UPDATE facts SET leaf = ? WHERE position = 150", b"{nothing"),
        (150, "leaf"),
    ),
    "a fact rewritten wherever it stands": (
        lambda on: on.rewrite(TILED, says(country="BR")),
        (TILED, "tile"),
    ),
    "a fact rewritten that is in no tile yet": (
        lambda on: on.rewrite(LOOSE, says(country="BR")),
        (SIZE, "checkpoint"),
    ),
    "a fact rewritten, its tile too": (rewritten_with_tiles, (SIZE, "checkpoint")),
    "a fact re-dated": (lambda on: on.rewrite(TILED, dated), (TILED, "tile")),
    "a time column": (run("UPDATE facts SET time = time - 1 WHERE position = 70"), (70, "column")),
    "a recordedtime column": (
        run("UPDATE facts SET recordedtime = recordedtime - 1 WHERE position = 70"),
        (70, "column"),
    ),
    "a kind column": (
        run("UPDATE facts SET kind = 'ContentScreened.v1' WHERE position = 70"),
        (70, "column"),
    ),
    "a source column": (run("UPDATE facts SET source = 'x' WHERE position = 70"), (70, "name")),
    "an id column": (run("UPDATE facts SET id = 'x' WHERE position = 70"), (70, "name")),
    "a tag removed": (run("DELETE FROM tags WHERE position = 70"), (70, "tag")),
    "a tag added": (
        run("INSERT INTO tags VALUES (70, 9, 'shop:tiktok:S1', 'X.v1')"),
        (70, "tag"),
    ),
    "a tag changed": (run("UPDATE tags SET tag = 'shop:x:S9' WHERE position = 70"), (70, "tag")),
    "the kind beside a tag": (
        run("UPDATE tags SET kind = 'X.v1' WHERE position = 70"),
        (70, "tag"),
    ),
    "the place of a tag": (run("UPDATE tags SET place = 3 WHERE position = 70"), (70, "tag")),
    "a tag of a fact there is not": (
        run("INSERT INTO tags VALUES (999, 0, 'shop:tiktok:S1', 'X.v1')"),
        (SIZE + 1, "gap"),
    ),
    "personal fields": (
        run("UPDATE personal SET fields = ? WHERE position = 60", b'{"name":"Nobody"}'),
        (REGISTERED, "personal"),
    ),
    "a salt": (flipped("salt", "personal", "position = 60"), (REGISTERED, "personal")),
    "personal fields of a fact that has none": (
        run("UPDATE personal SET position = 70 WHERE position = 60"),
        (70, "personal"),
    ),
    "a fact removed": (lambda on: on.remove(TILED), (TILED, "gap")),
    "the last facts removed": (truncated, (295, "gap")),
    "a fact put in between": (shifted, (TILED, "tile")),
    "two facts of one report swapped": (lambda on: on.swap(100, 101), (100, "tile")),
    "two facts learnt at different times swapped": (lambda on: on.swap(70, 270), (70, "tile")),
    "a hash in a tile": (flipped("hashes", "tiles", "level = 0"), (129, "tile")),
    "the root of a tile": (flipped("root", "tiles", "level = 0"), (1, "tile")),
    "a tile that there cannot be": (
        run("INSERT INTO tiles VALUES (0, 1, ?, ?)", bytes(32), bytes(8192)),
        (257, "tile"),
    ),
    "a tile cut short": (run("UPDATE tiles SET hashes = ?", bytes(31)), (1, "tile")),
    "a bit of a signature": (flipped("note", "checkpoints", "size > 0"), (SIZE, "checkpoint")),
    "the size of a head": (run("UPDATE checkpoints SET size = 17"), (17, "checkpoint")),
    "the key of a head": (run("UPDATE checkpoints SET vkey = 'a'"), (SIZE, "checkpoint")),
    "a head that is no note": (
        run("UPDATE checkpoints SET note = ?", b"\xff"),
        (SIZE, "checkpoint"),
    ),
    "the name of the ledger": (
        run("UPDATE ledger SET origin = 'example.com/other'"),
        (SIZE, "checkpoint"),
    ),
}
"""What is done to the database, and what `verify` says first."""


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_is_found_at_the_first_position(
    talk: Talk, key: Key, made: Made, name: str
) -> None:
    assert made.facts == SIZE
    tamper, expected = TAMPERED[name]
    tamper(dropped_fences(talk.ledger))

    assert found(talk) == expected
    assert found(talk, "--key", key.vkey) == expected
    done = talk.run("verify")
    assert done.status == 4
    assert f"Position {expected[0]} does not agree" in done.out


HALVED = {
    **{
        name: TAMPERED[name]
        for name in (
            "one bit of a leaf",
            "one bit of a hash",
            "a fact rewritten wherever it stands",
            "a fact rewritten that is in no tile yet",
            "two facts learnt at different times swapped",
            "the last facts removed",
            "a bit of a signature",
        )
    },
    **{
        f"fact {position} removed": (removed(position), (position, "gap"))
        for position in (150, 151, 152, 153)
    },
}


@pytest.mark.parametrize("name", HALVED)
def test_two_processes_find_the_same(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(whole, "MANY", 100)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    talk = Talk(str(tmp_path / "ledger.db"))
    shutil.copy(made.path, talk.ledger)
    sign(talk, new_key(talk, tmp_path / "k"))
    with open_store(talk.ledger, write=False) as store:
        assert whole.verify_ledger(store, address=talk.ledger).is_ok
    tamper, expected = HALVED[name]
    tamper(dropped_fences(talk.ledger))

    assert found(talk) == expected


def test_another_ledger_in_its_place_is_found(
    talk: Talk, key: Key, made: Made, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    held.write_text(talk.ok("checkpoint", "--sign", str(key.path)).out, "utf-8")
    other = Talk(str(tmp_path / "other.db"))
    other.ok("init", "--bare", "--rehearsal", "--origin", ORIGIN)
    lines = made.export.splitlines(keepends=True)
    other.ok("import", "-", stdin=b"".join(lines[:200]))

    assert other.run("verify").status == 0
    assert found(other, "--after", str(held), "--key", key.vkey) == (201, "gap")
    assert found(other, "--key", key.vkey) == (200, "checkpoint")
    head, _, tail = made.export.rpartition(b'"country":"MX"')
    changed = head + b'"country":"BR"' + tail
    other = Talk(str(tmp_path / "changed.db"))
    other.ok("init", "--bare", "--rehearsal", "--origin", ORIGIN)
    other.ok("import", "-", stdin=changed)
    assert found(other, "--after", str(held)) == (SIZE, "checkpoint")
    assert talk.run("verify", "--after", str(held), "--key", key.vkey).status == 0


# One byte anywhere.

BYTES = {
    "facts": ("position", "kind", "leaf", "hash", "time", "recordedtime", "source", "id"),
    "tags": ("position", "place", "tag", "kind"),
    "personal": ("position", "salt", "fields"),
    "tiles": ("level", "number", "root", "hashes"),
    "checkpoints": ("size", "vkey", "note"),
    "ledger": ("origin",),
}


def edited(value: Any, chance: random.Random) -> Any:
    """The value with one byte of it another."""
    match value:
        case int():
            return value ^ 1 << chance.randrange(8)
        case str():
            place = chance.randrange(len(value))
            return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
        case _:
            data = bytearray(value)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            return bytes(data)


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in BYTES for column in BYTES[table]]
)
def test_one_edited_byte_is_found_wherever_it_is(
    made: Made, tmp_path: Path, table: str, column: str
) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    clean = Talk(str(tmp_path / "clean.db"))
    shutil.copy(made.path, clean.ledger)
    sign(clean, new_key(clean, tmp_path / "k"))
    for number in range(4):
        talk = Talk(str(tmp_path / f"{number}.db"))
        shutil.copy(clean.ledger, talk.ledger)
        database = dropped_fences(talk.ledger)
        names = ", ".join(BYTES[table])
        row = chance.choice(database.rows(f"SELECT {names} FROM {table}"))
        place = BYTES[table].index(column)
        same = " AND ".join(f"{name} = ?" for name in BYTES[table])
        try:
            database.run(
                f"UPDATE {table} SET {column} = ? WHERE {same}", edited(row[place], chance), *row
            )
        except IntegrityError:
            # another row is there already: the database itself does not take that byte
            continue
        told = talk.json("verify", status=4)
        assert told["ok"] is False
        # a tag may have come to stand before the first fact
        assert told["position"] >= 0
