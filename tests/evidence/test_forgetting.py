"""`forget`: personal fields destroyed for good, and every proof as good as before."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from eventsourcing.dcb.api import DCBEvent

from ledger.app import Surroundings
from ledger.app.forgetting import Forgetting, digest_of, traces
from ledger.app.timing import Timing
from ledger.errors import LedgerError
from ledger.store import SCHEMA_VERSION, open_store
from ledger.store.forgetting import fields_of
from tests.console.talking import Talk, account, fact, shop
from tests.evidence.conftest import packed
from tests.proof.conftest import Key, new_key
from tests.story import instant

HANDLE = "@lucia-de-la-tienda"
NAME = "好物店铺旗舰店"
LATER = "2026-05-01T00:00:00Z"
REASON = ("--reason", "asked by the holder")


@pytest.fixture
def talk(ledger_url: str) -> Talk:
    """A ledger that knows two people by name, on both backends."""
    made = Talk(ledger_url)
    made.ok("init", "--rehearsal", "--origin", "example.com/proof")
    made.take(
        shop("S1", name=NAME),
        *account("A1", handle=HANDLE),
        *account("A2", handle="@青禾直播间"),
        fact("AccountRenamed", "renamed", "2026-02-01", account="tiktok:A1", name="卢西亚诺"),
        now="2026-02-02T00:00:00Z",
    )
    return made


def forget(talk: Talk, subject: str, *words: str, status: int = 0) -> dict[str, object]:
    """What `forget` prints, on a server without what it says to people beside it."""
    done = talk.run("--json", "--now", LATER, "forget", subject, *REASON, *words)
    assert done.status == status, (done.out, done.err)
    told: dict[str, object] = json.loads(done.out)
    return told


def in_file(talk: Talk) -> bool:
    """Whether the ledger is a file."""
    return not talk.ledger.startswith("postgresql")


def file_of(talk: Talk) -> Path:
    """The file that the ledger is."""
    return Path(talk.ledger.removeprefix("sqlite:///"))


def kept(talk: Talk) -> bytes:
    """Every byte of the ledger's files, or of its tables on a server."""
    if in_file(talk):
        path = file_of(talk)
        files = sorted(path.parent.glob(f"{path.name}*"))
        assert files
        return b"".join(file.read_bytes() for file in files)
    with open_store(talk.ledger, write=False) as store, store.reading() as connection:
        tables = ("facts", "tags", "personal", "person_keys", "bindings")
        rows = [
            row for name in tables for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
        ]
    return b" ".join(
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )


def test_personal_fields_are_sealed_from_the_beginning(talk: Talk) -> None:
    for text in (HANDLE, NAME, "卢西亚诺"):
        assert text.encode() not in kept(talk)
    assert talk.json("account", "show", "tiktok:A1", "--valid", LATER)["name"] == "卢西亚诺"


def test_what_is_forgotten_is_gone_and_the_rest_is_not(talk: Talk) -> None:
    before = talk.export("--leaves")
    with open_store(talk.ledger, write=False) as store:
        fields = fields_of(store, "account:tiktok:A1")
        wanted = set(traces(fields))
    assert HANDLE.encode() in wanted

    told = forget(talk, "account:tiktok:A1")

    assert (told["count"], told["digest"]) == (2, digest_of(fields))
    assert all(text not in kept(talk) for text in wanted)
    assert talk.export("--leaves").startswith(before)
    shown = talk.json("account", "show", "tiktok:A1")
    assert HANDLE not in json.dumps(shown)
    history = talk.rows("history", "account:tiktok:A1")
    flagged = [one["type"] for one in history if one.get("forgotten")]
    assert flagged == ["AccountRegistered.v1", "AccountRenamed.v1"]
    assert history[-1]["type"] == "PersonalFieldsForgotten.v1"
    assert "forgotten" in talk.ok("history", "account:tiktok:A1").out
    assert NAME in talk.ok("shop", "show", "tiktok:S1").out
    assert "@青禾直播间" in talk.ok("account", "show", "tiktok:A2").out


def test_every_proof_still_holds(talk: Talk, tmp_path: Path) -> None:
    key = new_key(talk, tmp_path / "k")
    talk.ok("checkpoint", "--sign", str(key.path))
    position = str(talk.rows("history", "account:tiktok:A1")[0]["position"])
    proof, archive = tmp_path / "before.tlog-proof", tmp_path / "archive"
    talk.ok("prove", position, "-o", str(proof))
    talk.ok("archive", str(archive))

    forget(talk, "account:tiktok:A1", "--archive", str(archive))

    talk.ok("verify", str(proof), "--key", key.vkey)
    talk.ok("verify", str(archive), "--key", key.vkey)
    talk.ok("verify", "--key", key.vkey)
    talk.ok("audit")
    talk.ok("projections", "check")
    talk.ok("checkpoint", "--sign", str(key.path))
    again = tmp_path / "again.tlog-proof"
    talk.ok("prove", position, "--personal", "-o", str(again))
    talk.ok("verify", str(again), "--key", key.vkey)
    assert HANDLE.encode() not in again.read_bytes()
    path = tmp_path / "pack.tar"
    pack = packed(talk, Key(key.path, key.vkey), path, "--subject", "account:tiktok:A1")
    assert HANDLE.encode() not in pack
    assert talk.json("verify", str(path), "--key", key.vkey)["ok"]


def test_an_export_goes_round(talk: Talk, tmp_path: Path) -> None:
    forget(talk, "account:tiktok:A1")
    lines = talk.export()
    other = Talk(str(tmp_path / "other.db"))
    other.ok("init", "--bare", "--rehearsal", "--origin", "example.com/proof")
    other.ok("import", "-", stdin=lines)
    assert other.export() == lines
    other.ok("verify")
    assert other.rows("history", "account:tiktok:A1") == talk.rows("history", "account:tiktok:A1")
    # The same line once more is known, whatever it says of what was forgotten.
    taken = talk.json("--now", LATER, "import", "-", stdin=feed_line())
    assert (taken["known"], taken["rejected"]) == (1, [])


def feed_line() -> bytes:
    line = fact("AccountRenamed", "renamed", "2026-02-01", account="tiktok:A1", name="另一个名字")
    return json.dumps(line).encode() + b"\n"


def test_what_comes_later_has_a_key_of_its_own(talk: Talk) -> None:
    forget(talk, "account:tiktok:A1")
    talk.refuses("--now", LATER, "forget", "account:tiktok:A1", *REASON, status=2)
    renamed = fact("AccountRenamed", "again", "2026-05-02", account="tiktok:A1", name="新的名字")
    talk.take(renamed, now="2026-05-03T00:00:00Z")
    assert talk.json("account", "show", "tiktok:A1")["name"] == "新的名字"
    told = talk.json("forget", "account:tiktok:A1", *REASON) if in_file(talk) else None
    assert told is None or told["count"] == 1


def test_a_stolen_or_changed_key_is_found(talk: Talk) -> None:
    with open_store(talk.ledger) as store, store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM person_keys WHERE subject = 'shop:tiktok:S1'")
    found = talk.json("verify", status=4)
    assert found["what"] == "personal"
    assert found["position"] == talk.rows("history", "shop:tiktok:S1")[0]["position"]


def test_an_open_dispute_stops_it(talk: Talk) -> None:
    def tell(kind: str, *tags: str) -> None:
        with open_store(talk.ledger) as store:
            store.append([DCBEvent(type=f"{kind}.v1", data=b"{}", tags=list(tags))])

    tell("DisputeOpened", "dispute:D1", "account:tiktok:A1", "shop:tiktok:S1")
    done = talk.run("--json", "--now", LATER, "forget", "account:tiktok:A1", *REASON)
    assert done.status == 2
    assert json.loads(done.out)["error"]["where"] == "dispute:D1"
    assert forget(talk, "account:tiktok:A2")["count"] == 1
    tell("DisputeResolved", "dispute:D1")
    with open_store(talk.ledger, write=False) as store:
        assert len(fields_of(store, "account:tiktok:A1")) == 2
    assert forget(talk, "account:tiktok:A1")["count"] == 2


def test_text_that_a_leaf_repeats_is_told_loudly(talk: Talk, tmp_path: Path) -> None:
    attached = fact(
        "AccountBanned", "banned", "2026-02-03", account="tiktok:A1", reason=f"{HANDLE} lied"
    )
    talk.take(attached, now="2026-02-04T00:00:00Z")
    error = forget(talk, "account:tiktok:A1", status=1)["error"]
    assert isinstance(error, dict)
    position = talk.rows("history", "account:tiktok:A1")[-2]["position"]
    assert str(position) in error["why"]
    assert error["where"] == (str(file_of(talk)) if in_file(talk) else "facts")


def test_text_in_a_read_model_is_told_loudly(talk: Talk) -> None:
    with open_store(talk.ledger) as store, store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE handles_of_mine (handle TEXT)")
        # Longer than what is read at once, and the text across the border.
        for text in ("x" * 70_000, "x" * (4 * 1024 * 1024 - 70_100), HANDLE * 200):
            connection.exec_driver_sql(f"INSERT INTO handles_of_mine VALUES ('{text}')")
    error = forget(talk, "account:tiktok:A1", status=1)["error"]
    assert isinstance(error, dict)
    assert error["where"] == (str(file_of(talk)) if in_file(talk) else "handles_of_mine")
    assert "destroyed" in error["what"]


def test_deleted_text_leaves_no_free_page_behind(talk: Talk) -> None:
    with open_store(talk.ledger) as store, store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE handles_of_mine (handle TEXT)")
        for number in range(200):
            text = f"{HANDLE} {number} {'x' * 500}"
            connection.exec_driver_sql(f"INSERT INTO handles_of_mine VALUES ('{text}')")
    with open_store(talk.ledger) as store, store.writing() as connection:
        if in_file(talk):
            connection.exec_driver_sql("PRAGMA secure_delete = OFF")
        connection.exec_driver_sql("DELETE FROM handles_of_mine")
    if in_file(talk):
        assert HANDLE.encode() in kept(talk)

    forget(talk, "account:tiktok:A1")

    assert HANDLE.encode() not in kept(talk)


def test_a_reader_that_holds_the_log_of_changes_is_told(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "l.db"))
    talk.ok("init", "--rehearsal")
    talk.take(*account("A1", handle=HANDLE), now="2026-02-02T00:00:00Z")
    with sqlite3.connect(talk.ledger, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM facts").fetchall()
        with open_store(talk.ledger, patience=0.2) as store:
            forgetting = Forgetting(store, Timing(store, Surroundings(), instant(LATER)))
            with pytest.raises(LedgerError) as told:
                forgetting.forget("account:tiktok:A1", "asked by the holder", None)
    reader.close()
    assert "destroyed" in told.value.what
    assert talk.rows("history", "account:tiktok:A1")[-1]["type"] == "PersonalFieldsForgotten.v1"


def test_text_in_a_folder_of_archives_is_told_loudly(talk: Talk, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "export.ndjson").write_bytes(talk.export())
    error = forget(talk, "account:tiktok:A1", "--archive", str(folder), status=1)["error"]
    assert isinstance(error, dict)
    assert error["where"] == str(folder / "export.ndjson")


def test_what_cannot_be_forgotten(talk: Talk) -> None:
    at = ("--now", LATER)
    talk.refuses(*at, "forget", "account:tiktok:A7", *REASON, status=2)
    talk.refuses(*at, "forget", "account:tiktok:A1", "--reason", "", status=2)
    talk.refuses(*at, "forget", "account:tiktok:A1", *REASON, "--archive", "/nowhere", status=2)


def test_the_certificate_stands_for_ever(talk: Talk) -> None:
    told = forget(talk, "account:tiktok:A1")
    name = f"{told['source']}#{told['id']}"
    talk.refuses("--now", LATER, "annul", name, "--reason", "no", status=2)


def as_before_keys(path: Path, fields: dict[int, bytes]) -> None:
    """The file as a ledger of schema 1 was: fields as they are, no table of keys."""
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM personal WHERE position IN (SELECT position FROM facts)")
        salts = {position: os.urandom(16) for position in fields}
        database.executemany(
            "INSERT INTO personal (position, salt, fields) VALUES (?, ?, ?)",
            [(position, salts[position], text) for position, text in fields.items()],
        )
        database.execute("DROP TABLE person_keys")
        database.execute("UPDATE ledger SET schema_version = 1")
        database.execute("PRAGMA user_version = 1")
    database.close()


def test_a_ledger_from_before_keys_opens_grows_and_forgets(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "old.db"))
    talk.ok("init", "--rehearsal")
    talk.take(shop("S1", name=NAME), *account("A1", handle=HANDLE), now="2026-02-02T00:00:00Z")
    with open_store(talk.ledger, write=False) as store:
        fields = {leaf.position: leaf.personal for leaf in store.facts() if leaf.personal}
    as_before_keys(Path(talk.ledger), fields)
    assert HANDLE.encode() in kept(talk)

    assert talk.json("shop", "show", "tiktok:S1")["name"] == NAME
    talk.take(*account("A2", handle="@another"), now="2026-02-03T00:00:00Z")
    assert b"@another" not in kept(talk)
    assert NAME.encode() in kept(talk)
    with open_store(talk.ledger, write=False) as store:
        assert store.identity.schema_version == SCHEMA_VERSION

    assert forget(talk, "account:tiktok:A1")["count"] == 1
    assert HANDLE.encode() not in kept(talk)
    assert NAME.encode() not in kept(talk)
    assert talk.json("shop", "show", "tiktok:S1")["name"] == NAME
    assert "@another" in talk.ok("account", "show", "tiktok:A2").out
