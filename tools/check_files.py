"""No committed file names a package index.

A lock file or a configured index ties a clone to one network; `constraints.txt` pins versions and
nothing else. Run as `python -m tools.check_files`; prints each place found and ends with status 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Put together from parts, so that this file does not find itself.
_NAMES = (
    "pypi" + r"\.(?:org|python\.org)",
    "python" + "hosted",
    r"/sim" + r"ple/?(?:[\s\"']|$)",
    r"(?:extra-)?index" + r"[-_]url",
    "find" + r"[-_]links",
    r"tool\.uv\." + "index",
)
_INDEX = re.compile("|".join(_NAMES), re.IGNORECASE)
_LOCK_FILES = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pip.conf"})
_LOCK_FILE = re.compile(r"pylock(\..*)?\.toml")


def committed_files(root: Path) -> list[Path]:
    """The files git holds or would take; every file where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        return sorted(
            path
            for path in root.rglob("*")
            if path.is_file() and not path.relative_to(root).parts[0].startswith(".venv")
        )
    names = sorted(name for name in listed.stdout.decode().split("\0") if name)
    return [root / name for name in names if (root / name).is_file()]


def places(root: Path) -> Iterator[str]:
    """Each place that names a package index, as `file:line: text`."""
    for path in committed_files(root):
        name = path.relative_to(root)
        if path.name in _LOCK_FILES or _LOCK_FILE.fullmatch(path.name):
            yield f"{name}: lock files and pip settings name a package index"
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if _INDEX.search(line):
                yield f"{name}:{number}: {line.strip()}"


def main() -> int:
    """Print what was found; 0 if nothing was."""
    found = list(places(ROOT))
    for place in found:
        print(place, file=sys.stderr)
    if found:
        print("These committed files name a package index: take it out.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
