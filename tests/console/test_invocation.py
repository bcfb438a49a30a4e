"""Contract, section 1: exit statuses, errors, instants, clocks, ledgers that are not there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.console.talking import Talk, account, feed, run_process, shop

READING = [
    ("export",),
    ("shop", "list"),
    ("shop", "show", "tiktok:S1"),
    ("shop", "history", "tiktok:S1"),
    ("account", "list"),
    ("account", "show", "tiktok:A1"),
    ("account", "history", "tiktok:A1"),
    ("binding", "list"),
    ("binding", "show", "B1"),
    ("binding", "history", "B1"),
    ("history", "shop:tiktok:S1", "account:tiktok:A1"),
    ("rules", "list"),
    ("rules", "show", "tiktok.channel"),
    ("calendars", "list"),
    ("calendars", "show", "CN", "2026"),
    ("can", "unlink", "--binding", "B1", "--actor", "me"),
    ("annul", "tests#S1-registered", "--reason", "wrong"),
]
INVITE = (
    *("invite", "--shop", "tiktok:S1", "--account", "tiktok:A1"),
    *("--program", "tiktok.channel", "--actor", "ops"),
)
NO_INSTANTS = [
    "2026-03-01",
    "1772355600",
    "2026-03-01T09:00:60Z",
    "2026-03-01T09:00:00.1234567Z",
    "2026-03-01T09:00:00",
    "2026-03-01T09:00Z",
    "2026-03-01 09:00:00Z",
    "2026-02-30T09:00:00Z",
    "",
]


@pytest.mark.parametrize("line", READING, ids=" ".join)
def test_reading_what_is_not_there_is_exit_1_and_makes_nothing(
    tmp_path: Path, line: tuple[str, ...]
) -> None:
    talk = Talk(str(tmp_path / "none.db"))
    talk.refuses(*line, status=1)

    assert list(tmp_path.iterdir()) == []


def test_reading_what_is_not_there_on_a_server_makes_nothing(postgres_url: str) -> None:
    talk = Talk(postgres_url)
    for line in READING:
        talk.refuses(*line, status=1)

    talk.ok("init", "--bare")  # nothing is in the way


def test_a_first_write_makes_a_ledger_with_the_built_in_law(nowhere: Talk, tmp_path: Path) -> None:
    nowhere.take(shop())

    written = nowhere.exported()
    assert {line["type"] for line in written[:-1]} == {"RulebookAdopted.v1", "CalendarAdopted.v1"}
    assert {line["time"] for line in written[:-1]} == {"2000-01-01T00:00:00Z"}
    assert written[-1]["type"] == "ShopRegistered.v1"
    plain = Talk(str(tmp_path / "plain.db"))
    plain.ok("init")
    assert [(line["type"], line["data"]) for line in plain.exported()] == [
        (line["type"], line["data"]) for line in written[:-1]
    ]


@pytest.mark.parametrize(
    "line",
    [
        (
            *("record", "ShopRegistered", "--at", "2026-01-01T00:00:00Z"),
            *("shop=tiktok:S1", "operating_country=MX"),
        ),
        ("import", "-"),
        ("ask", "-"),
        INVITE,
    ],
    ids=lambda line: line[0],
)
def test_any_first_write_makes_a_ledger(tmp_path: Path, line: tuple[str, ...]) -> None:
    talk = Talk(str(tmp_path / "new.db"))
    request = {"ask": "Invite", "id": "r", "actor": "me", "shop": "tiktok:S1"}
    request |= {"account": "tiktok:A1", "program": "tiktok.channel"}
    stdin = feed(request if line[0] == "ask" else shop())

    assert talk.run(*line, stdin=stdin).status in (0, 3)
    assert talk.ok("rules", "show", "tiktok.channel").out
    assert talk.kinds()


@pytest.mark.parametrize(
    "line",
    [
        ("record", "ShopRegistered", "--at", "2026-01-01T00:00:00Z", "shop=S1"),
        ("record", "Nothing", "--at", "2026-01-01T00:00:00Z"),
        ("unlink", "--binding", "B1", "--actor", "me"),
        ("rules", "adopt", "pyproject.toml"),
        ("calendars", "adopt", "pyproject.toml"),
        ("rules", "adopt", "no-such-file.toml"),
        ("import", "no-such-file.ndjson"),
        ("ask", "no-such-file.ndjson"),
        ("--now", "2026-01-01T00:00:00Z", *INVITE),
        ("--now", "2026-01-01T00:00:00Z", "init"),
        (*INVITE, "--at", "2026-01-01T00:00:00Z"),
    ],
    ids=" ".join,
)
def test_a_first_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, line: tuple[str, ...]
) -> None:
    talk = Talk(str(tmp_path / "new.db"))
    talk.refuses(*line, status=2)

    assert list(tmp_path.iterdir()) == []


def test_a_first_write_that_fails_on_a_server_leaves_nothing_behind(postgres_url: str) -> None:
    talk = Talk(postgres_url)
    assert talk.run("unlink", "--binding", "B1", "--actor", "me").status == 2

    assert talk.run("shop", "list").status == 1
    talk.ok("init", "--bare")


def test_init_where_something_is_fails_and_harms_nothing(real: Talk) -> None:
    assert "not made" in real.refuses("init", status=1)["what"]
    assert "not made" in real.refuses("init", "--bare", status=1)["what"]


@pytest.mark.parametrize("text", NO_INSTANTS)
def test_what_is_no_instant_is_refused_wherever_it_is_typed(known_file: Talk, text: str) -> None:
    for line in (
        ("--now", text, "shop", "list"),
        ("shop", "show", "tiktok:S1", "--valid", text),
        ("shop", "list", "--known", text),
        ("account", "history", "tiktok:A1", "--valid", text),
        ("history", "shop:tiktok:S1", "--known", text),
        ("record", "ShopClosed", "--at", text, "shop=tiktok:S1"),
        ("rules", "show", "tiktok.channel", "--at", text),
        ("rules", "adopt", "ledger/rulebooks/tiktok/channel.toml", "--from", text),
        (*INVITE, "--at", text),
        ("can", *INVITE, "--at", text),
    ):
        error = known_file.refuses(*line, status=2)
        assert "RFC 3339" in error["why"] or "RFC 3339" in error["now"], error
        assert "-" in error["where"]


@pytest.fixture
def known_file(tmp_path: Path) -> Talk:
    """A ledger in a file, where the backend does not matter."""
    talk = Talk(str(tmp_path / "known.db"))
    talk.ok("init", "--rehearsal")
    talk.take(shop(), *account(), now="2026-03-01T12:00:00Z")
    return talk


def test_instants_are_printed_in_one_form(known_file: Talk) -> None:
    for typed, printed in {
        "2026-03-01T09:00:00+08:00": "2026-03-01T01:00:00Z",
        "2026-03-01t09:00:00.500000z": "2026-03-01T09:00:00.5Z",
        "2026-03-01T09:00:00.000001-00:30": "2026-03-01T09:30:00.000001Z",
    }.items():
        shown = known_file.json("shop", "show", "tiktok:S1", "--valid", typed)
        assert shown["as_of"]["valid"] == printed


def test_the_time_of_a_rehearsal(nowhere: Talk) -> None:
    nowhere.ok("init", "--rehearsal", "--bare")
    assert nowhere.ok("shop", "list").status == 0
    nowhere.take(shop(at="2000-01-01"))
    assert nowhere.exported()[-1]["recordedtime"] == "2000-01-01T00:00:00Z"

    nowhere.take(*account(at="2000-01-01"), now="2026-03-01T12:00:00Z")
    assert nowhere.exported()[-1]["recordedtime"] == "2026-03-01T12:00:00Z"
    # Else the last recorded time; equal is allowed.
    nowhere.take(shop("S2"))
    nowhere.take(shop("S3"), now="2026-03-01T12:00:00Z")
    assert {line["recordedtime"] for line in nowhere.exported()[-2:]} == {"2026-03-01T12:00:00Z"}
    assert nowhere.json("shop", "show", "tiktok:S2")["as_of"]["valid"] == "2026-03-01T12:00:00Z"

    early = ("--now", "2026-03-01T11:59:59.999999Z")
    for line in (("import", "-"), ("shop", "list"), ("rules", "list"), INVITE):
        error = nowhere.refuses(*early, *line, status=2, stdin=feed(shop("S4")))
        assert "--now" in error["where"]
        assert "2026-03-01T12:00:00Z" in error["now"]


def test_at_counts_before_now(known: Talk) -> None:
    early = known.refuses(*INVITE, "--at", "2026-03-01T11:59:59Z", status=2)
    assert "at" in early["where"]

    later = known.json("--now", "2026-03-02T00:00:00Z", *INVITE, "--at", "2026-03-03T00:00:00Z")
    assert later["answer"] == "done"
    recorded = known.exported("--after", str(later["recorded"][0]["position"] - 1))
    assert {line["recordedtime"] for line in recorded} == {"2026-03-03T00:00:00Z"}
    assert {line["time"] for line in recorded} == {"2026-03-03T00:00:00Z"}


def test_nobody_asks_in_the_past_of_a_real_ledger(real: Talk) -> None:
    real.take(shop(), *account())
    for line in (
        ("--now", "2026-03-01T12:00:00Z", "shop", "list"),
        ("--now", "2026-03-01T12:00:00Z", "import", "-"),
        ("--now", "2099-03-01T12:00:00Z", *INVITE),
        (*INVITE, "--at", "2026-03-01T12:00:00Z"),
        (*INVITE, "--at", "2099-03-01T12:00:00Z"),
        ("can", *INVITE, "--at", "2099-03-01T12:00:00Z"),
    ):
        error = real.refuses(*line, status=2, stdin=feed(shop("S2")))
        assert "clock" in error["what"]
    asked = {
        "ask": "UnlinkByShop",
        "id": "r",
        "binding": "B",
        "actor": "a",
        "at": "2026-03-01T00:00:00Z",
    }
    answer = real.json("ask", "-", stdin=feed(asked), status=2)
    assert answer["answer"] == "error"


def test_the_ledger_is_named_by_option_by_environment_or_by_default(tmp_path: Path) -> None:
    here = tmp_path / "here.db"
    made = run_process("--json", "init", BINDLEDGER_LEDGER=str(here))
    assert made.status == 0
    assert made.json["ledger"].endswith("here.db")
    assert run_process("shop", "list", BINDLEDGER_LEDGER=f"sqlite:///{here}").status == 0
    named = run_process(
        "--ledger", str(tmp_path / "not.db"), "shop", "list", BINDLEDGER_LEDGER=str(here)
    )
    assert named.status == 1


NOON = "2026-03-01T12:00:00Z"


@pytest.mark.parametrize(
    ("line", "option"),
    [
        (("what-if", "--without", "a#b", "--without", "c#d"), "--without"),
        (("shop", "show", "tiktok:S1", "--valid", NOON, "--valid", NOON), "--valid"),
        (("--now", NOON, "--now", NOON, "shop", "list"), "--now"),
        (("can", "unlink", "--binding", "B1", "--binding=B2", "--actor", "me"), "--binding"),
        (("diff", "shop:tiktok:S1", *("--known", NOON, NOON) * 2), "--known"),
    ],
)
def test_an_option_with_one_value_is_given_once(
    known_file: Talk, line: tuple[str, ...], option: str
) -> None:
    done = known_file.run("--json", *line)

    error = json.loads(done.out)["error"]
    assert done.status == 2
    assert error["what"] == f"{option} is given more than once"
    assert list(error) == ["what", "where", "why", "now"]


def test_what_may_be_repeated_still_may(known_file: Talk) -> None:
    assert known_file.run("shop", "list", "--json", "--json").status == 0
    about = ("--about", "shop:tiktok:S1", "--about", "shop:tiktok:S2")
    opened = known_file.run("dispute", "open", "D1", *about, "--title", "T", "--actor", "me")
    assert "more than once" not in opened.err


def test_wrong_usage_is_exit_2_through_the_real_entry_point(tmp_path: Path) -> None:
    ledger = str(tmp_path / "none.db")
    for line in (("shp",), ("shop", "show"), ("--json", "shop", "shw"), ("--lang", "fr", "init")):
        done = run_process("--ledger", ledger, *line)
        assert done.status == 2, done
        if "--json" in line:
            assert list(json.loads(done.out)["error"]) == ["what", "where", "why", "now"]
            assert done.err == ""
        else:
            assert done.out == ""
            assert done.err.startswith("Error: ")
    assert os.listdir(tmp_path) == []
