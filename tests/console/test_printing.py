"""What people see: help, tables with Chinese in them, hostile text, and how long it takes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len, get_character_cell_size

from ledger.console import commands
from ledger.console.root import root_command
from tests.console.talking import (
    ROOT,
    Talk,
    account,
    environment,
    fact,
    feed,
    of_binding,
    run,
    run_process,
    shop,
    without_id,
)

NOON = "2026-03-01T12:00:00Z"


def every_command() -> Iterator[tuple[str, ...]]:
    """The words of every command and of every command below one."""
    root = root_command(commands())
    yield ()
    for section in commands():
        for name, _, _ in section[1]:
            yield (name,)
            for below in getattr(root.load(name), "commands", {}):
                yield (name, below)


def helped(text: str, words: tuple[str, ...], columns: int) -> None:
    """Check the help of one command."""
    assert "Traceback" not in text
    wide = [line for line in text.splitlines() if cell_len(line) > columns]
    assert not wide, (words, wide)
    joined = " ".join(text.split())
    assert "$ bindledger" in joined, words
    if words:
        assert " ".join(("bindledger", *words)) in joined
    assert "\x1b" not in text


@pytest.mark.parametrize("columns", [60, 200])
def test_every_command_has_help_with_an_example(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in every_command():
        done = run(*words, "--help")
        assert (done.status, done.complained) == (0, b""), words
        helped(done.out, words, columns)


HELP_OF_ALL = """
import json, sys
from ledger.console import main
for words in json.load(sys.stdin):
    sys.stdout.flush()
    status = main(["--lang", "zh", *words, "--help"])
    print(f"\\n===== {status}", flush=True)
"""


@pytest.mark.parametrize("columns", ["60", "200"])
def test_every_command_has_help_in_chinese(columns: str) -> None:
    words = list(every_command())
    # One process for all of them: the language is chosen before the commands are imported.
    with spawn_python("-c", HELP_OF_ALL, COLUMNS=columns) as process:
        out, err = process.communicate(json.dumps(words).encode())
    assert (process.returncode, err) == (0, b"")
    told = re.split(r"\n===== (\d+)\n", out.decode())
    assert set(told[1::2]) == {"0"}
    assert len(told[0::2]) == len(words) + 1
    for text, line in zip(told[0::2], words, strict=False):
        helped(text, line, int(columns))
        assert re.search("[\u4e00-\u9fff]", text), line


def spawn_python(*words: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start the interpreter with these words."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("words", [(), ("shop",), ("invite",), ("can", "invite")])
def test_help_through_the_real_entry_point(words: tuple[str, ...]) -> None:
    for lang in ("en", "zh"):
        done = run_process(*words, "--help", COLUMNS="60", LANG=f"{lang}_XX.UTF-8")
        assert (done.status, done.complained) == (0, b"")
        helped(done.out, words, 60)


# --- tables ---------------------------------------------------------------------------------------


def cells(line: str) -> list[str]:
    """The line as a terminal lays it out: a wide character fills two cells."""
    laid: list[str] = []
    # A family is drawn as one picture, two cells wide, and so is this character.
    for char in re.sub("(.\u200d)+.", "家", line):
        size = get_character_cell_size(char)
        laid += [char] * size if size < 2 else [char, ""]
    return laid


def assert_aligned(table: str) -> None:
    """Check that the cells of every row stand under the rules of their columns."""
    lines = table.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("─"))
    columns = [found.span() for found in re.finditer("─+", lines[at])]
    gaps = [place for (_, end), (start, _) in pairwise(columns) for place in range(end, start)]
    for line in (lines[at - 1], *lines[at + 1 :]):
        if not line.strip():
            break
        laid = cells(line)
        assert all(place >= len(laid) or laid[place] == " " for place in gaps), table
        assert len(laid) <= columns[-1][1], table


@pytest.fixture
def chinese(tmp_path: Path) -> Talk:
    """A ledger in a file with names of several scripts and widths."""
    talk = Talk(str(tmp_path / "chinese.db"))
    talk.ok("init", "--rehearsal")
    names = [
        "一",
        "墨西哥城的小店",
        "Tienda",
        "ラーメン屋",
        "é́店x",
        "👩‍👩‍👧 家",
        "ﾊﾝｶｸ",
        "한국 가게",
    ]
    talk.take(
        *(shop(f"S{n}", name=name) for n, name in enumerate(names)),
        *(line for n, name in enumerate(names) for line in account(f"A{n}", handle=name)),
        *(
            of_binding("BindingActivated", f"2026-02-0{n + 1}", f"绑定{n}", f"S{n}", f"A{n}")
            for n in range(len(names))
        ),
        now=NOON,
    )
    return talk


@pytest.mark.parametrize("columns", [60, 200])
def test_tables_are_aligned_with_chinese_in_them(
    chinese: Talk, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for line in (
        ("shop", "list"),
        ("account", "list"),
        ("binding", "list"),
        ("shop", "show", "tiktok:S1"),
        ("account", "show", "tiktok:A1"),
        ("binding", "show", "绑定1"),
        ("shop", "history", "tiktok:S1"),
        ("history", "shop:tiktok:S1", "account:tiktok:A1"),
        ("rules", "list"),
        ("rules", "show", "tiktok.channel"),
        ("calendars", "list"),
        ("calendars", "show", "CN", "2026"),
        ("can", "unlink", "--binding", "绑定1", "--actor", "me"),
    ):
        out = without_id(chinese.run(*line))
        wide = [each for each in out.splitlines() if cell_len(each) > columns]
        assert not wide, (line, wide)
        tables = re.split(r"\n\n", out)
        for table in tables:
            if re.search("^─", table, re.MULTILINE):
                assert_aligned(table)
    assert re.search("^─", chinese.ok("shop", "list").out, re.MULTILINE)


# --- hostile text ---------------------------------------------------------------------------------

HOSTILE = "\x1b[31m[red]x[/red]\x1b]0;t\x07\u202edrow\u2066\u200b\r\nb\x9b2J\x7f[link=http://e]l"
# What an id may hold: no control characters, but marks of direction and markup.
SLY = "[red]\u202eS\u200b[/]"
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture
def hostile(nowhere: Talk) -> Talk:
    """A ledger in which every text that a stranger may write is hostile."""
    return filled_with_hostility(nowhere)


def filled_with_hostility(talk: Talk) -> Talk:
    """Make a ledger of facts by a stranger who means ill."""
    talk.ok("init", "--rehearsal")
    talk.take(
        shop(SLY, name=HOSTILE, main_category=HOSTILE) | {"id": "shop"},
        *account(SLY, handle=HOSTILE, name=HOSTILE, theme=HOSTILE),
        of_binding("BindingActivated", "2026-02-01", SLY, SLY, SLY) | {"actor": SLY},
        of_binding("UnlinkRequested", "2026-02-05", SLY, SLY, SLY, reason=HOSTILE),
        fact(
            *("RegistrationIdentifierAssigned", SLY, "2026-01-02"),
            shop=f"tiktok:{SLY}",
            identifier_kind="shop_backend_login",
            value=HOSTILE,
            source=SLY,
        ),
        fact(
            *("ViolationRecorded", "v", "2026-02-02"),
            violation=SLY,
            account=f"tiktok:{SLY}",
            category=HOSTILE,
        ),
        now=NOON,
    )
    talk.ok("annul", f"tests#{SLY}-age", "--reason", HOSTILE, "--actor", SLY)
    return talk


def test_hostile_text_is_shown_and_never_obeyed(hostile: Talk, tmp_path: Path) -> None:
    odd_file = tmp_path / "odd\x1b[31m.toml"
    odd_file.write_text(f'program = "{SLY}"\n"\\u001b[31m" = 1\n', encoding="utf-8")
    request = {"ask": "Invite", "id": SLY, "actor": SLY, "shop": f"tiktok:{SLY}"}
    request |= {"account": f"tiktok:{SLY}", "program": "tiktok.channel", "binding": f"{SLY}2"}
    id, tag = f"tiktok:{SLY}", f"shop:tiktok:{SLY}"
    for line in (
        ("shop", "show", id),
        ("shop", "show", id, "--all"),
        ("account", "show", id),
        ("binding", "show", SLY),
        ("shop", "list"),
        ("account", "list"),
        ("binding", "list"),
        ("shop", "list", "--name", HOSTILE),
        ("shop", "history", id),
        ("account", "history", id),
        ("binding", "history", SLY),
        ("history", tag, f"account:tiktok:{SLY}", f"violation:{SLY}"),
        ("ask", "-"),
        ("can", "unlink", "--binding", SLY, "--actor", SLY),
        ("unlink", "--binding", SLY, "--actor", SLY, "--id", f"{SLY}3"),
        ("shop", "show", f"{id}{SLY}"),
        ("shop", "show", HOSTILE),
        ("binding", "show", f"{SLY}?"),
        ("history", f"shop:{SLY}"),
        ("annul", f"tests#{SLY}", "--reason", HOSTILE),
        ("annul", f"tests#{SLY}-age", "--reason", HOSTILE),
        ("record", HOSTILE, "--at", NOON),
        ("record", "ShopClosed", "--at", NOON, f"shop={HOSTILE}"),
        ("record", "ShopClosed", "--at", HOSTILE, f"shop={id}"),
        ("record", "ShopClosed", "--at", NOON, HOSTILE),
        ("record", "ShopClosed", "--at", NOON, f"{HOSTILE}=1"),
        ("import", HOSTILE.replace("\x00", "")),
        ("import", "-"),
        ("rules", "check", str(odd_file)),
        ("rules", "adopt", str(odd_file)),
        ("rules", "show", HOSTILE),
        ("calendars", "show", HOSTILE, "2026"),
        ("schema", HOSTILE),
        (HOSTILE,),
        ("shop", HOSTILE),
        ("shop", "list", f"--{HOSTILE}"),
        ("export", "--subject", HOSTILE),
        ("--now", HOSTILE, "shop", "list"),
    ):
        stdin = feed(request) if line[0] == "ask" else feed({HOSTILE: HOSTILE}, HOSTILE.encode())
        for form in ((), ("--json",)):
            done = hostile.run(*form, *line, stdin=stdin)
            for printed in (done.out, done.err):
                found = ACTS.search(printed)
                assert found is None, (form, line, printed)
                assert "Traceback" not in printed
    for line in (("shop", "list"), ("account", "list"), ("shop", "show", id)):
        shown = hostile.ok(*line).out
        assert "[red]" in shown
    assert hostile.json("shop", "show", id)["name"] == HOSTILE


def test_hostile_text_on_a_terminal(tmp_path: Path) -> None:
    hostile = filled_with_hostility(Talk(str(tmp_path / "hostile.db")))
    id = f"tiktok:{SLY}"
    for words in (
        ("account", "show", id),
        ("shop", "history", id),
        ("--csv", "shop", "list"),
        ("--json", "account", "show", id),
        ("shop", "show", f"{id}{SLY}"),
    ):
        out = on_a_terminal("--ledger", hostile.ledger, *words)
        assert ACTS.search(out) is None, (words, out)
        assert "[red]" in out or "Error" in out


def on_a_terminal(*words: str) -> str:
    """What the console prints on a terminal without colours."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words],
        cwd=ROOT,
        env=environment({"TERM": "xterm-256color", "NO_COLOR": "1", "COLUMNS": "200"}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        pieces: list[bytes] = []
        with contextlib.suppress(OSError):  # Linux says so when the other end is closed
            while piece := os.read(ours, 65536):
                pieces.append(piece)
        process.wait()
    os.close(ours)
    # A terminal turns each newline into a carriage return and a newline.
    return b"".join(pieces).replace(b"\r\n", b"\n").decode()


def test_an_address_with_hostile_text(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "a\x1b[31m\u202e.db"))
    for line in (("shop", "list"), ("init",), ("init",)):
        for form in ((), ("--json",)):
            done = talk.run(*form, *line)
            assert ACTS.search(done.out + done.err) is None, done


def test_what_is_piped_has_no_colour(chinese: Talk) -> None:
    for line in (
        ("can", "unlink", "--binding", "绑定1", "--actor", "me"),
        ("shop", "show", "tiktok:none"),
        ("--help",),
    ):
        done = chinese.run_process(*line, TERM="xterm-256color", COLORTERM="truecolor")
        assert b"\x1b" not in done.printed + done.complained


def test_a_reader_that_goes_away_is_no_error(chinese: Talk) -> None:
    with chinese.spawn("export") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        process.wait()


def test_how_long_it_takes(chinese: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    """Printed for whoever looks; the machine of a test is not the one that people use."""
    taken = {}
    for line in (("--help",), ("shop", "show", "tiktok:S1")):
        times = []
        for _ in range(3):
            began = time.perf_counter()
            assert chinese.run_process(*line).status == 0
            times.append(time.perf_counter() - began)
        taken[" ".join(line)] = min(times)
    with capsys.disabled():
        told = ", ".join(f"{line}: {seconds:.2f} s" for line, seconds in taken.items())
        print(f"\n[{os.cpu_count()} cores] {told}")
