"""`examples/demo.sh`, run as `make demo` runs it, in a copy of what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a folder with a space in its name, and a `bindledger` that runs from it."""
    place = tmp_path / "a checkout"
    for name in ("examples", "ledger"):
        shutil.copytree(ROOT / name, place / name)
    shutil.copy(ROOT / "cli.py", place)
    script = place / "bindledger"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" cli.py "$@"\n', "utf-8")
    script.chmod(0o755)
    return place


def demo(checkout: Path, bindledger: str = "./bindledger") -> subprocess.CompletedProcess[str]:
    ours = ("BINDLEDGER", "COLUMNS", "LANG", "LC_", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [checkout / "examples" / "demo.sh"],
        env=kept | {"BINDLEDGER": bindledger, "BINDLEDGER_PYTHON": sys.executable},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_demo_builds_its_ledger_once_and_shows_what_it_is_for(checkout: Path) -> None:
    first = demo(checkout)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.count("requests asked") == 12
    for told in ("Casa Clara", "account deregistered", "This would be refused.", "003 / 3-24"):
        assert told in first.stdout
    assert "2026-11-17T09:30:00Z" in first.stdout
    assert "d2-asks-to-leave" in first.stdout

    second = demo(checkout)
    assert (second.returncode, second.stderr) == (0, "")
    assert "requests asked" not in second.stdout
    assert first.stdout.endswith(second.stdout)

    (checkout / ".demo" / "stamp").write_text("of another year\n", "utf-8")
    (checkout / "examples" / "year" / "2025-12-requests.ndjson").write_text("{}\n", "utf-8")
    third = demo(checkout)
    assert third.returncode == 1
    assert "ended with 2, not 3" in third.stderr
    assert "the year broke off" in third.stderr
    assert not (checkout / ".demo" / "demo.db").exists()


def test_a_demo_without_an_environment_says_how_to_make_one(checkout: Path) -> None:
    done = demo(checkout, bindledger="./nothing")

    assert done.returncode == 1
    assert "'make demo' makes it" in done.stderr
    assert not (checkout / ".demo").exists()
