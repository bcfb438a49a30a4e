"""The files that make the project installable keep their promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.check_files import ROOT, places


def plain(requirement: str) -> str:
    """The name in a requirement, as pip compares names."""
    name = re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def constraints() -> list[str]:
    return (ROOT / "constraints.txt").read_text("utf-8").splitlines()


def test_constraints_are_pins_and_nothing_else() -> None:
    for line in constraints():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [project["dependencies"], *project["optional-dependencies"].values()]

    pinned = {plain(line) for line in constraints()}
    assert {plain(requirement) for group in named for requirement in group} <= pinned


def test_no_committed_file_names_a_package_index() -> None:
    assert list(places(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", "version = 1\n"),
        ("pylock.dev.toml", "x = 1\n"),
        ("a.toml", "url = 'https://{}.org/x'\n".format("py" + "pi")),
        ("setup.cfg", "index{}url = https://example.org\n".format("_")),
        ("b.txt", "https://files.{}.org/a.whl\n".format("python" + "hosted")),
    ],
)
def test_a_file_that_names_one_is_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "innocent.txt").write_text("a simple line\n", "utf-8")

    found = list(places(tmp_path))

    assert len(found) == 1
    assert found[0].startswith(name)


@pytest.mark.parametrize("version", ["absent", "3.10"])
def test_make_says_which_python_it_needs(tmp_path: Path, version: str) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    python = tmp_path / "old" / "python3"
    if version != "absent":
        python.parent.mkdir()
        python.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.10.1\nexit 1\n', "utf-8")
        python.chmod(0o755)

    done = subprocess.run(
        ["make", "environment", f"PYTHON={python}"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "3.11 or later" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (tmp_path / ".venv").exists()
