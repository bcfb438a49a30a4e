"""`python -m tests.backtest.write_page` writes the outputs of docs/backtest.md anew."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.readme.tour import ROOT, run, steps, written

PAGE = ROOT / "docs" / "backtest.md"


def main() -> int:
    """Run the commands of the page and put what they print below them."""
    text = PAGE.read_text("utf-8")
    with TemporaryDirectory() as folder:
        printed = run([command for command, _ in steps(text)], Path(folder))
    PAGE.write_text(written(text, printed), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
