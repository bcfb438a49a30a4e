"""The wheel holds the whole ledger, and works where nothing else of the checkout is.

Builds the wheel, compares it with the tree, installs it into a fresh environment and runs it from
an empty folder. Run as `python -m tools.check_wheel`; ends with status 1 and a sentence at the
first thing that is wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from tools.check_files import ROOT

_LEFT_BEHIND = frozenset({".pyc", ".po", ".pot"})
_RUN = (
    ("--version",),
    ("--help",),
    ("init",),
    ("shop", "list"),
    ("shop", "list", "--json"),
)


class WrongWheel(Exception):
    """What is wrong with the wheel, in a sentence."""


def main() -> int:
    """Build, compare, install, run; 0 if all of it went well."""
    with tempfile.TemporaryDirectory(prefix="bindledger-wheel-") as folder:
        try:
            wheel = build(Path(folder) / "dist")
            compare(wheel)
            run_installed(install(wheel, Path(folder) / "venv"), Path(folder) / "elsewhere")
        except WrongWheel as wrong:
            print(f"check_wheel: {wrong}", file=sys.stderr)
            return 1
    print(f"check_wheel: {wheel.name} is whole and runs on its own")
    return 0


def build(into: Path) -> Path:
    """The wheel of this checkout, made with the build backend that is pinned and installed."""
    _call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into), ".")
    (wheel,) = into.glob("*.whl")
    return wheel


def tree_files(root: Path = ROOT) -> set[str]:
    """What the wheel must hold: cli.py, and all of ledger/ but what compiling reads and leaves."""
    files = {
        str(path.relative_to(root))
        for path in (root / "ledger").rglob("*")
        if path.is_file() and path.suffix not in _LEFT_BEHIND
    }
    catalogues = {
        str(path.relative_to(root).with_suffix(".mo")) for path in (root / "ledger").rglob("*.po")
    }
    return files | catalogues | {"cli.py"}


def compare(wheel: Path) -> None:
    """Raises WrongWheel unless the wheel and the tree hold the same files."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = tree_files()
    if missing := wanted - held:
        raise WrongWheel(f"the wheel lacks {', '.join(sorted(missing))}")
    if strange := {name for name in held - wanted if Path(name).suffix not in _LEFT_BEHIND}:
        raise WrongWheel(f"the wheel should not hold {', '.join(sorted(strange))}")


def install(wheel: Path, into: Path) -> Path:
    """The folder of programs of a fresh environment that holds the wheel and its dependencies."""
    venv.create(into, with_pip=True)
    programs = into / ("Scripts" if os.name == "nt" else "bin")
    _call(
        str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "-c", str(ROOT / "constraints.txt"), str(wheel),
    )  # fmt: skip
    return programs


def run_installed(programs: Path, elsewhere: Path) -> None:
    """Runs the installed console script in an empty folder, in an environment of its own."""
    elsewhere.mkdir()
    where = _call(
        str(programs / "python"), "-c", "import ledger; print(ledger.__file__)", cwd=elsewhere
    )
    if not Path(where.strip()).is_relative_to(programs.parent):
        raise WrongWheel(f"the ledger was imported from {where.strip()}, not from the wheel")
    for arguments in _RUN:
        _call(str(programs / "bindledger"), *arguments, cwd=elsewhere)
    if "店铺" not in _call(str(programs / "bindledger"), "--lang", "zh", "--help", cwd=elsewhere):
        raise WrongWheel("the installed ledger speaks no Chinese: its catalogue is not found")


def _call(*command: str, cwd: Path = ROOT) -> str:
    ours = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "BINDLEDGER_LEDGER"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise WrongWheel(f"{' '.join(command)} ended with status {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
