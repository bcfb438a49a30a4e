"""The read models over the command line: live after every way in, told, compared, mended."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ledger.app import Ledger
from ledger.projections import PROJECTIONS
from tests.console.talking import Talk, account, fact, of_binding, run, shop
from tests.projections.telling import row_of

NAMES = [one.name for one in PROJECTIONS]
CHANNEL = "tiktok.channel"


def row(talk: Talk, name: str, *key: str) -> dict[str, Any]:
    """A row of a read model."""
    with Ledger.open(talk.ledger, write=False) as ledger:
        return row_of(ledger.store, name, *key)


def assert_in_step(talk: Talk) -> None:
    """Every read model has seen every fact, and says what a replay says."""
    head = len(talk.exported())
    for told in talk.rows("projections", "status"):
        assert (told["position"], told["lag"], told["rebuilding"]) == (head, 0, False)
    assert talk.rows("projections", "check") == []
    replayed = {one["projection"]: one["digest"] for one in talk.rows("projections", "status")}
    assert set(replayed) == set(NAMES)


def test_read_models_follow_whatever_way_facts_come_in(rehearsal: Talk) -> None:
    talk = rehearsal
    assert_in_step(talk)
    talk.take(
        shop(),
        *account("A1"),
        *account("A2"),
        fact("ContentScreened", "c1", "2026-01-02", account="tiktok:A1", result="clean"),
        now="2026-03-01T12:00:00Z",
    )
    asked = {"shop": "tiktok:S1", "account": "tiktok:A1", "program": CHANNEL, "binding": "B1"}
    invite = talk.run("--json", *_options("invite", **asked, network_country="MX"))
    assert invite.status in (0, 3), invite
    if invite.status == 0:
        assert row(talk, "bindings", "B1")["state"] == "invited"
    assert_in_step(talk)

    late = of_binding("BindingActivated", "2026-02-01", "B2", account="A2")
    talk.take(late, of_binding("BindingInvited", "2026-01-20", "B2", account="A2"))
    assert row(talk, "bindings", "B2")["activated"] == "2026-02-01T00:00:00.000000Z"
    talk.ok(
        *_record("BindingEnded", "2026-02-20", binding="B2", account="tiktok:A2"), "reason=unknown"
    )
    assert row(talk, "cooldowns", "tiktok:A2", CHANNEL)["ended_binding"] == "B2"
    talk.ok("annul", f"tests#{late['id']}", "--reason", "never happened")
    assert row(talk, "bindings", "B2")["activated"] is None
    talk.take(of_binding("BindingActivated", "2026-02-21", "B3", account="A2"))
    talk.take(fact("ShopClosed", "closed", "2026-02-28", shop="tiktok:S1"))
    talk.ok("--now", "2026-03-02T00:00:00Z", "tick")
    assert row(talk, "bindings", "B3")["reason"] == "shop_closed"
    assert_in_step(talk)


def _options(command: str, **fields: str) -> list[str]:
    words = [command, "--actor", "tester"]
    for name, value in fields.items():
        words += [f"--{name.replace('_', '-')}", value]
    return words


def _record(kind: str, at: str, **fields: str) -> list[str]:
    data = {"shop": "tiktok:S1", "program": CHANNEL, **fields}
    words = ["record", kind, "--at", f"{at}T00:00:00Z", "--source", "tests", "--id", f"{kind}-{at}"]
    return [*words, *(f"{name}={value}" for name, value in data.items())]


def test_an_export_brings_its_read_models_into_a_bare_ledger(
    rehearsal: Talk, tmp_path: Path
) -> None:
    rehearsal.take(
        shop(),
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingEnded", "2026-02-03", reason="unknown"),
        of_binding("BindingInvited", "2026-01-03", account="A1"),
        fact("ComplianceScoreObserved", "s", "2026-01-05", shop="tiktok:S1", score=80),
        now="2026-03-01T12:00:00Z",
    )
    rehearsal.ok("annul", "tests#s", "--reason", "wrong shop")
    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--rehearsal", "--bare")
    copy.ok("import", "-", stdin=rehearsal.export())

    assert copy.rows("projections", "status") == rehearsal.rows("projections", "status")
    assert_in_step(copy)
    assert copy.rows("replay", "--all") == rehearsal.rows("replay", "--all")


def test_a_dry_run_leaves_no_trace(rehearsal: Talk) -> None:
    before = rehearsal.rows("projections", "status")
    line = of_binding("BindingActivated", "2026-02-01")
    rehearsal.ok("--now", "2026-03-01T12:00:00Z", "import", "-", "--dry-run", stdin=_json(line))
    assert rehearsal.rows("projections", "status") == before


def _json(line: dict[str, Any]) -> bytes:
    import json

    return json.dumps(line).encode()


def test_each_row_that_was_touched_is_named_and_mended(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "ledger.db"))
    talk.ok("init", "--rehearsal")
    talk.take(
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingActivated", "2026-02-02", "B2", account="A2"),
        fact("ComplianceScoreObserved", "s", "2026-01-05", shop="tiktok:S1", score=80),
        now="2026-03-01T12:00:00Z",
    )
    with sqlite3.connect(talk.ledger) as connection:
        connection.execute("UPDATE bindings SET state = 'ended' WHERE binding = 'B2'")
        connection.execute("DELETE FROM compliance")
        connection.execute(
            "INSERT INTO unlink_chances VALUES"
            " ('tiktok:S9', 'tiktok.channel', 0, null, null, 9, '[]', 0, '[]', '2026', 1)"
        )

    told = talk.rows("projections", "check", status=4)
    assert [(one["projection"], one["key"]) for one in told] == [
        ("bindings", {"binding": "B2"}),
        ("unlink_chances", {"shop": "tiktok:S9", "program": "tiktok.channel"}),
        ("compliance", {"subject": "shop:tiktok:S1"}),
    ]
    assert (told[0]["stored"]["state"], told[0]["replayed"]["state"]) == ("ended", "active")
    assert told[1]["replayed"] is None
    assert told[1]["stored"]["by_shop"] == 9
    assert told[2]["stored"] is None
    assert told[2]["replayed"]["score"] == 80

    human = talk.run("projections", "check")
    assert human.status == 4
    assert "Rows that differ from a replay" in human.out
    assert "3 rows are not what the log says." in human.out
    csv = talk.run("--csv", "projections", "check").out.splitlines()
    assert csv[:2] == [
        "projection,key,column,stored,replayed",
        "bindings,B2,state,ended,active",
    ]

    rebuilt = talk.rows("projections", "rebuild")
    assert [one["projection"] for one in rebuilt] == NAMES
    assert [one["changed"] for one in rebuilt] == [True, True, False, True]
    assert_in_step(talk)
    assert "equals a replay" in talk.ok("projections", "check").out
    assert "bindings" in talk.ok("projections", "rebuild").out
    assert talk.ok("--csv", "projections", "status").out.startswith("projection,position,lag,rows")


@pytest.mark.parametrize("command", ["status", "rebuild", "check"])
def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path, command: str) -> None:
    path = tmp_path / "nowhere.db"
    assert run("--ledger", str(path), "projections", command).status == 1
    assert list(tmp_path.iterdir()) == []
