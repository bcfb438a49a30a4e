"""The tour of the README: its commands, and what they print when they are run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "=== next ==="
# The tail of an id holds digests of the log; salts make it another one in each ledger.
_CITED = re.compile(r"(c1-\d+-\d+-[0-9a-f]{6})-[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{12}")


def steps(text: str) -> list[tuple[str, str]]:
    """Each command of the tour with the output that the text shows for it."""
    return [step for block in _BLOCK.findall(text) for step in _steps(block)]


def _steps(block: str) -> list[tuple[str, str]]:
    found: list[tuple[list[str], list[str]]] = []
    until = ""
    for line in block.splitlines():
        if until:
            found[-1][0].append(line)
            until = "" if line == until else until
        elif line.startswith("$ "):
            found.append(([line.removeprefix("$ ")], []))
            heredoc = re.search(r"<<'(\w+)'$", line)
            until = heredoc[1] if heredoc else ""
        else:
            found[-1][1].append(line)
    return [("\n".join(command), "\n".join(output).strip("\n")) for command, output in found]


def run(commands: list[str], folder: Path) -> list[str]:
    """What each command prints, in one shell; its exit status follows where it is not 0.

    Ids of answers are cut short.
    """
    program = folder / "bin" / "bindledger"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n')
    program.chmod(0o755)
    script = "".join(
        f"{command}\nstatus=$?; [ $status = 0 ] || echo '[exit status '$status']'; echo '{_MARK}'\n"
        for command in commands
    )
    work = folder / "work"
    work.mkdir()
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "120",
        "LC_ALL": "C.UTF-8",
    }
    ran = subprocess.run(
        ["sh"],
        input=script,
        cwd=work,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert not ran.stderr, ran.stderr
    printed = _CITED.sub(r"\1-…", ran.stdout)
    return [part.strip("\n") for part in printed.split(_MARK + "\n")][: len(commands)]


def written(text: str, printed: list[str]) -> str:
    """The text with the outputs replaced by what the commands printed."""
    outputs = iter(printed)

    def block(found: re.Match[str]) -> str:
        lines = []
        for command, _ in _steps(found[1]):
            output = next(outputs)
            lines.append(f"$ {command}\n" + (f"{output}\n" if output else ""))
        return "```console\n" + "".join(lines) + "```"

    return _BLOCK.sub(block, text)
