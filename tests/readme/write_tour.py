"""Run the tour and write what it prints into the README: `python -m tests.readme.write_tour`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.readme.tour import README, run, steps, written


def main() -> None:
    """Rewrite the outputs of the tour. Read the difference before committing it."""
    text = README.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        printed = run([command for command, _ in steps(text)], Path(folder))
    README.write_text(written(text, printed), encoding="utf-8")


if __name__ == "__main__":
    main()
