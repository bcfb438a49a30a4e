"""The law through the command line: adopting a text is a fact, if it parses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.console.talking import ROOT, Talk, account, shop

SOURCE = ROOT / "ledger/rulebooks/tiktok/channel.toml"
CALENDAR = ROOT / "ledger/calendars/CN/2026.toml"
NOON = "2026-03-01T12:00:00Z"
FROM = "2026-05-01T00:00:00Z"


def digest_of(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_the_built_in_law_is_recorded_word_for_word(nowhere: Talk) -> None:
    nowhere.ok("init", "--rehearsal", "--origin", "example.com/one")
    written = nowhere.exported()

    by_id = {line["id"]: line for line in written}
    assert {line["source"] for line in written} == {"bindledger:example.com/one"}
    book = by_id[f"{digest_of(SOURCE)}@2000-01-01T00:00:00Z"]
    assert book["type"] == "RulebookAdopted.v1"
    assert book["data"] == {
        "program": "tiktok.channel",
        "text": SOURCE.read_text(encoding="utf-8"),
    }
    year = by_id[f"{digest_of(CALENDAR)}@2000-01-01T00:00:00Z"]
    assert year["data"] == {
        "country": "CN",
        "year": 2026,
        "text": CALENDAR.read_text(encoding="utf-8"),
    }


def test_the_law_is_recorded_by_the_clock_and_in_force_from_the_beginning(real: Talk) -> None:
    real.take(shop(), *account())
    shown = real.json("shop", "show", "tiktok:S1", "--valid", "2026-06-01T00:00:00Z")
    assert shown["as_of"]["rulebooks"] == {"tiktok.channel": digest_of(SOURCE)}
    recorded = {line["recordedtime"] for line in real.exported()}
    assert min(recorded) > "2026-01-02"
    assert {one["since"] for one in real.rows("rules", "list")} == {"2000-01-01T00:00:00Z"}


def test_adopting_a_rulebook(known: Talk, tmp_path: Path) -> None:
    file = tmp_path / "three.toml"
    text = SOURCE.read_text(encoding="utf-8")
    assert '[parameter."shop.slots"]' in text
    file.write_text("# ours\n" + text, encoding="utf-8")

    checked = known.json("rules", "check", str(file))
    assert (checked["program"], checked["digest"]) == ("tiktok.channel", digest_of(file))
    known.json("rules", "adopt", str(file), "--from", "2026-04-01T08:00:00+08:00")
    fact = known.exported()[-1]
    assert fact["id"] == f"{digest_of(file)}@2026-04-01T00:00:00Z"
    assert (fact["time"], fact["recordedtime"]) == ("2026-04-01T00:00:00Z", NOON)

    def law(at: str) -> str:
        digest: str = known.json("rules", "show", "tiktok.channel", "--at", at)["digest"]
        return digest

    assert law("2026-03-31T23:59:59.999999Z") == digest_of(SOURCE)
    assert law("2026-04-01T00:00:00Z") == digest_of(file)
    again = ("rules", "adopt", str(file), "--from", "2026-04-01T00:00:00Z")
    known.refuses(*again, status=2)
    known.refuses("rules", "adopt", str(file), "--from", "1999-12-31T23:59:59Z", status=2)
    # By default from now on.
    assert known.json("rules", "adopt", str(file))["since"] == NOON
    # What was adopted later is not known before.
    later = "2026-05-01T00:00:00Z"
    known.ok("--now", later, "rules", "adopt", str(SOURCE))
    times = ("--valid", later, "--known", NOON)
    shown = known.json("shop", "show", "tiktok:S1", *times)
    assert shown["as_of"]["rulebooks"] == {"tiktok.channel": digest_of(file)}


def test_law_is_asked_as_it_was_known_and_in_force(known: Talk, tmp_path: Path) -> None:
    text = SOURCE.read_text(encoding="utf-8") + "# later\n"
    file = tmp_path / "later.toml"
    file.write_text(text, encoding="utf-8")
    known.ok("--now", "2026-04-01T00:00:00Z", "rules", "adopt", str(file), "--from", FROM)

    def in_force(*times: str) -> list[str]:
        rows = known.rows("rules", "list", *times)
        found = [one for one in rows if one["program"] == "tiktok.channel" and one["in_force"]]
        shown = known.json("rules", "show", "tiktok.channel", *times)
        assert [shown["digest"]] == [one["digest"] for one in found]
        return [one["digest"] for one in found]

    before, after = [digest_of(SOURCE)], [digest_of(file)]
    assert in_force("--valid", FROM) == after
    assert in_force("--valid", "2026-04-02T00:00:00Z") == before
    assert in_force("--valid", FROM, "--known", "2026-03-31T00:00:00Z") == before
    assert len(known.rows("rules", "list")) == 1 + len(
        known.rows("rules", "list", "--known", "2026-03-31T00:00:00Z")
    )
    clash = ("--at", FROM, "--valid", FROM)
    known.refuses("rules", "show", "tiktok.channel", *clash, status=2)


def test_calendars_are_asked_as_they_were_known(real: Talk) -> None:
    long_ago = ("--known", "2020-01-01T00:00:00Z")

    assert real.rows("calendars", "list") != []
    assert real.rows("calendars", "list", *long_ago) == []
    real.refuses("calendars", "show", "CN", "2026", *long_ago, status=1)


def test_adopting_a_calendar(known: Talk, tmp_path: Path) -> None:
    file = tmp_path / "AQ.toml"
    file.write_text(
        'country = "AQ"\nyear = 2026\nweekend = ["sat", "sun"]\noff = [2026-12-01]\nworked = []\n'
        'source = { title = "Antarctic Treaty Day", at = "x", read = 2026-11-21 }\n',
        encoding="utf-8",
    )
    known.refuses("calendars", "show", "AQ", "2026", status=1)
    known.ok("calendars", "adopt", str(file))
    assert known.json("calendars", "show", "AQ", "2026")["off"] == ["2026-12-01"]
    assert known.exported()[-1]["type"] == "CalendarAdopted.v1"
    assert "Antarctic" in known.ok("calendars", "list").out
    known.refuses("calendars", "show", "AQ", "2031", status=1)
    known.refuses("calendars", "show", "Antarctica", "2026", status=2)
    known.refuses("calendars", "show", "AQ", "soon", status=2)


BAD_TEXTS = {
    "empty": b"",
    "not TOML": b"program = ",
    "not UTF-8": b'program = "\xff"',
    "zero byte": b'program = "a\x00b"',
    "a key twice": b'program = "a.b"\nprogram = "a.b"\n',
    "unknown key": SOURCE.read_bytes() + b"\n[surprise]\nx = 1\n",
    "unknown parameter": SOURCE.read_bytes() + b'\n[parameter."shop.slotz"]\nabout = "x"\n',
    "no source": SOURCE.read_bytes().replace(b"source = {", b"sauce = {", 1),
    "no day": SOURCE.read_bytes().replace(b"= 2000-01-01", b"= 2000-02-30", 1),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_text_that_is_no_law_is_explained_and_not_adopted(tmp_path: Path, name: str) -> None:
    talk = Talk(str(tmp_path / "ledger.db"))
    talk.ok("init", "--bare", "--rehearsal")
    file = tmp_path / "law.toml"
    file.write_bytes(BAD_TEXTS[name])

    for line in (("rules", "check"), ("rules", "adopt"), ("calendars", "adopt")):
        error = talk.refuses(*line, str(file), status=2)
        assert "law.toml" in error["where"] + error["what"]
    talk.refuses("rules", "diff", str(file), str(SOURCE), status=2)
    for line in (("rules", "check"), ("rules", "adopt"), ("calendars", "adopt")):
        talk.refuses(*line, str(tmp_path / "none.toml"), status=2)
        talk.refuses(*line, str(tmp_path), status=2)


def test_the_law_of_an_unknown_program(known: Talk) -> None:
    error = known.refuses("rules", "show", "tiktok.chanel", status=1)
    assert "tiktok.channel" in error["now"]
    known.refuses("rules", "show", "tiktok", status=2)
    known.refuses("rules", "diff", "tiktok.channel", "nothing", status=2)
    assert known.rows("rules", "diff", "tiktok.channel", str(SOURCE)) == []


def test_schemas_are_there_for_every_kind_and_request(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "none.db"))
    whole = talk.json("schema")
    assert {"ShopRegistered.v1", "RequestGranted.v1"} <= set(whole["facts"])
    assert {"Invite", "SubmitAppeal"} <= set(whole["requests"])
    for name in [*whole["facts"], *whole["requests"]]:
        one = json.loads(talk.ok("schema", name).out)
        assert one == (whole["facts"] | whole["requests"])[name]
        assert one["additionalProperties"] is False
        assert one["description"]
    error = talk.refuses("schema", "ShopRegisterd", status=2)
    assert "ShopRegistered" in " ".join(error.values())
    assert list(tmp_path.iterdir()) == []
