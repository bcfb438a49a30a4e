"""Run a console as people do: as a process of its own, piped or on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = "tests.console_kit.probe"
_OURS = frozenset(
    {"BINDLEDGER_LEDGER", "COLUMNS", "FORCE_COLOR", "LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR"}
)


@dataclass(frozen=True, slots=True)
class Done:
    """How a run ended, and what it printed."""

    status: int
    out: str
    err: str


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """The environment without what the console reads from it, and then the changes."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {**kept, **changes}


def run(*arguments: str | bytes, module: str = PROBE, **variables: str) -> Done:
    """Run `python -m module` with its output piped."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_on_terminal(*arguments: str, columns: int, **variables: str) -> Done:
    """Run the probe on a terminal of that width; what it prints on either stream is `out`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", PROBE, *arguments],
        cwd=ROOT,
        env=environment({"TERM": "xterm-256color", **variables}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    printed = b"".join(_read_all(ours))
    os.close(ours)
    # A terminal turns each newline into a carriage return and a newline.
    return Done(process.wait(), printed.replace(b"\r\n", b"\n").decode(), "")


def _read_all(terminal: int) -> list[bytes]:
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other end is closed
            return pieces
        if not piece:
            return pieces
        pieces.append(piece)
