"""Programs of others, asked about our proofs."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.console.talking import ROOT

SCRIPT = ROOT / "ledger" / "evidence" / "check.sh"
_PROGRAM = Path(__file__).with_name("check.go")
# Where Debian's golang-golang-x-mod-dev puts it.
_DEBIAN = Path("/usr/share/gocode/src/golang.org/x/mod")

# The script makes many small files; on some disks that takes longer than all else.
_MEMORY = {"TMPDIR": "/dev/shm"} if os.access("/dev/shm", os.W_OK) else {}

Question = dict[str, Any]


def built(folder: Path) -> Path:
    """The Go program, built without a network from Debian's package or what Go itself carries."""
    go = shutil.which("go")
    assert go, "Go is missing: on Debian, install golang-go and golang-golang-x-mod-dev"
    surroundings = {
        **os.environ,
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPATH": str(folder / "gopath"),
        "GOCACHE": str(folder / "cache"),
        "CGO_ENABLED": "0",
    }
    asked = [go, "env", "GOROOT"]
    root = subprocess.run(asked, env=surroundings, capture_output=True, text=True, check=True)
    carried = Path(root.stdout.strip()) / "src/cmd/vendor/golang.org/x/mod"
    source = _DEBIAN if _DEBIAN.is_dir() else carried
    shutil.copytree(source, folder / "gopath/src/golang.org/x/mod")
    program = folder / "check"
    made = subprocess.run(
        [go, "build", "-o", str(program), str(_PROGRAM)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return program


def ask(program: Path, questions: Sequence[Question]) -> list[bool]:
    """What the Go program answers to each."""
    lines = "".join(f"{json.dumps(one, default=_text)}\n" for one in questions)
    done = subprocess.run([str(program)], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = done.stdout.split()
    assert len(answers) == len(questions)
    return [one == "true" for one in answers]


def _text(value: Any) -> str:
    return base64.b64encode(value).decode()


def check(vkey: str, proof: Path, *leaf: Path) -> bool:
    """Whether the script finds the proof to hold."""
    done = subprocess.run(
        ["sh", str(SCRIPT), vkey, str(proof), *map(str, leaf)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert ("NOT PROVEN" in done.stderr) == (done.returncode == 1), done.stderr
    return done.returncode == 0


def not_proven(vkey: str, folder: Path) -> set[str]:
    """The names of the proofs in a folder of which the script says that they do not hold."""
    done = subprocess.run(
        ["sh", str(SCRIPT), vkey, str(folder)],
        env={**os.environ, **_MEMORY},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    lines = done.stderr.splitlines()
    assert all(line.startswith("NOT PROVEN: ") for line in lines), lines
    assert done.returncode == bool(lines)
    assert done.stdout.startswith("PROVEN") == (not lines)
    return {line.split(": ")[1] for line in lines}
