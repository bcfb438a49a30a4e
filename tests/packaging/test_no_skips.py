"""A check that did not run is a check that failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.check_files import ROOT


def run_pytest(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text, "utf-8")
    (folder / "pytest.ini").write_text(
        f"[pytest]\npythonpath = {ROOT}\naddopts = -p tests.no_skips\n", "utf-8"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "test_it.py"],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "not_run",
    [
        "import pytest\n@pytest.mark.skip(reason='no time')\ndef test_it(): assert 1\n",
        "import pytest\n@pytest.mark.xfail(reason='no time')\ndef test_it(): assert 0\n",
        "import pytest\n@pytest.mark.xfail(reason='no time')\ndef test_it(): assert 1\n",
        "import pytest\npytest.skip('no time', allow_module_level=True)\n",
        "import pytest\ndef test_it(): pytest.skip('no time')\n",
    ],
)
@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_a_skipped_test_turns_the_run_red(
    tmp_path: Path, not_run: str, options: tuple[str, ...]
) -> None:
    done = run_pytest(tmp_path, f"{not_run}\n", *options)

    assert done.returncode != 0
    assert "no time" in done.stdout


def test_a_run_can_be_had_again(tmp_path: Path) -> None:
    text = (
        "from hypothesis import given, settings, strategies as st\n"
        "@settings(database=None)\n@given(st.integers())\n"
        "def test_it(number): print('drew', number)\n"
    )
    first = run_pytest(tmp_path, text, "-s")
    options = next(
        line.split("repeat with: ")[1].split()
        for line in first.stdout.splitlines()
        if line.startswith("repeat with: ")
    )
    second = run_pytest(tmp_path, text, "-s", *options)

    assert first.returncode == second.returncode == 0
    drawn = [line for line in first.stdout.splitlines() if line.startswith("drew")]
    assert len(drawn) > 10
    assert drawn == [line for line in second.stdout.splitlines() if line.startswith("drew")]
