"""Pressing the tab key: commands, options and ids, through the real entry point and a real bash."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.console.talking import ROOT, Done, Talk, account, environment, run_process, shop

SHELLS = ("bash", "zsh", "fish")
PATIENCE = 60.0


@pytest.fixture
def known(ledger_url: str) -> Talk:
    """A ledger with the built-in law that knows shop S1, account A1 and binding B1."""
    talk = Talk(ledger_url)
    talk.ok("init", "--rehearsal")
    talk.take(shop(), *account("A1"), now="2026-03-01T12:00:00Z")
    talk.ask(
        "Invite",
        id="r-1",
        binding="B1",
        shop="tiktok:S1",
        account="tiktok:A1",
        program="tiktok.channel",
        network_country="MX",
    )
    return talk


def completions(*words: str, ledger: str = "", instruction: str = "bash_complete") -> list[str]:
    """What a shell is offered for the last of these words."""
    done = run_process(
        BINDLEDGER_LEDGER=ledger,
        _BINDLEDGER_COMPLETE=instruction,
        COMP_WORDS=" ".join(("bindledger", *words)),
        COMP_CWORD=str(len(words)),
    )
    assert (done.status, done.err) == (0, ""), done
    return [line.partition(",")[2] for line in done.out.splitlines() if line]


def script(shell: str) -> str:
    """The script for a shell."""
    done: Done = run_process("completion", shell)
    assert (done.status, done.err) == (0, ""), done
    return done.out


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_asks_the_console(shell: str) -> None:
    assert f"_BINDLEDGER_COMPLETE={shell}_complete" in script(shell)


def test_another_shell_has_no_script() -> None:
    assert run_process("completion", "tcsh").status == 2


def test_commands_are_completed() -> None:
    assert sorted(completions("acc")) == ["accept", "accept-delegation", "account"]
    assert sorted(completions("shop", "")) == ["history", "list", "show", "staff"]


def test_options_are_completed() -> None:
    assert completions("shop", "show", "--va") == ["--valid"]
    assert "--network-country" in completions("invite", "--")


def test_the_names_of_shells_are_completed() -> None:
    assert completions("completion", "") == list(SHELLS)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("shop", "show", ""), ["tiktok:S1"]),
        (("shop", "show", "tiktok:"), ["tiktok:S1"]),
        (("shop", "show", "douyin:"), []),
        (("account", "history", "tik"), ["tiktok:A1"]),
        (("binding", "show", ""), ["B1"]),
        (("accept", "--binding", ""), ["B1"]),
        (("invite", "--shop", "tiktok:S"), ["tiktok:S1"]),
        (("invite", "--account", "t"), ["tiktok:A1"]),
        (("can", "invite", "--program", "tiktok.c"), ["tiktok.channel"]),
        (("history", "binding:"), ["binding:B1"]),
        (("history", "shop:tiktok:S1", "account:tiktok:"), ["account:tiktok:A1"]),
        (("statement", "shop:"), ["shop:tiktok:S1"]),
    ],
)
def test_ids_of_the_ledger_are_completed(
    known: Talk, words: tuple[str, ...], offered: list[str]
) -> None:
    assert completions(*words, ledger=known.ledger) == offered


def test_the_ledger_may_be_named_in_the_line(known: Talk) -> None:
    assert completions("--ledger", known.ledger, "binding", "show", "B") == ["B1"]


def test_fish_and_zsh_are_answered_in_their_own_form(known: Talk) -> None:
    for instruction in ("fish_complete", "zsh_complete"):
        done = run_process(
            BINDLEDGER_LEDGER=known.ledger,
            _BINDLEDGER_COMPLETE=instruction,
            COMP_WORDS="bindledger binding show B",
            COMP_CWORD="B" if instruction == "fish_complete" else "3",
        )
        assert (done.status, done.err) == (0, "")
        assert "B1" in done.out


def test_without_a_ledger_there_are_no_ids_and_no_error(tmp_path: Path) -> None:
    nowhere = tmp_path / "nothing.db"
    assert completions("shop", "show", "", ledger=str(nowhere)) == []
    assert not nowhere.exists()


def test_a_file_that_is_no_ledger_gives_no_ids_and_no_error(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir")
    assert completions("shop", "show", "", ledger=str(letter)) == []
    assert letter.read_text() == "Dear Sir"


def test_a_real_bash_completes_an_id_with_a_colon(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash is not None, "these tests press the tab key in bash: install it"
    talk = Talk(str(tmp_path / "ledger.db"))
    talk.ok("init", "--rehearsal")
    talk.take(shop("S77"), now="2026-03-01T12:00:00Z")
    (tmp_path / "bindledger").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/cli.py" "$@"\n'
    )
    (tmp_path / "bindledger").chmod(0o755)
    (tmp_path / "rc").write_text(script("bash") + "PS1='ready> '\n")
    variables = environment(
        {
            "BINDLEDGER_LEDGER": talk.ledger,
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "TERM": "dumb",
        }
    )
    typed = b"bindledger shop show --json tiktok:S\t\n"
    seen = _typed(
        [bash, "--noprofile", "--rcfile", str(tmp_path / "rc"), "-i"],
        typed,
        variables,
        until=b'"shop":"tiktok:S77"',
    )
    assert b'"shop":"tiktok:S77"' in seen, seen.decode(errors="replace")


def _typed(command: list[str], keys: bytes, variables: dict[str, str], *, until: bytes) -> bytes:
    """What a program on a terminal shows after some keys were pressed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=variables, start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            seen = _read(ours, b"ready> ")
            os.write(ours, keys)
            return seen + _read(ours, until)
        finally:
            process.kill()
            os.close(ours)


def _read(terminal: int, until: bytes) -> bytes:
    seen, end = b"", time.monotonic() + PATIENCE
    while until not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 4096)
    return seen
