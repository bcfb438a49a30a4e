"""Write the demo year: `python -m examples.generate` from the top of the checkout.

The year is made up by stories that are written down and by chance with a fixed seed. It knows no
clock and no ledger: run anywhere, it writes the same bytes.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Final

from examples import ordinary, stories
from examples.lines import BEGINNING, GOVERNANCE, REPORTS, Dice, Year, month_of, ndjson, utc

SEED: Final = 20261121

FOLDER: Final = Path(__file__).parent / "year"

_TWICE: Final = (
    *((0, 0, 0), (0, 0, 1), (1, 0, 1), (1, 0, -2), (4, 3, 9), (5, 4, 14), (5, 4, 15), (6, 5, 3)),
    *((8, 7, 4), (8, 7, 5), (10, 9, 40), (11, 10, 14), (11, 10, 15)),
)
"""Lines told twice: the report they come back in, the one they first stood in, their place."""

_CONFLICT: Final = 7
"""The report in which a line comes back with other content: its import ends with status 2."""


def write(seed: int = SEED) -> dict[str, str]:
    """The files of the year by name."""
    year, dice = Year(), Dice(seed)
    stories.tell(year)
    ordinary.register(year, dice)
    ordinary.report_months(year, dice)
    ordinary.live(year, dice)
    _repeat(year)
    files = {"steps.txt": _steps()}
    for number, lines in year.reports():
        if number == _CONFLICT:
            wrong = next(line for line in lines if line["type"] == "ComplianceScoreObserved.v1")
            lines = [*lines, {**wrong, "data": {**wrong["data"], "score": 12}}]
        files[f"{month_of(number)}-facts.ndjson"] = ndjson(lines)
    for number, lines in year.streams():
        files[f"{month_of(number)}-requests.ndjson"] = ndjson(lines)
    return files


def _repeat(year: Year) -> None:
    """Lines that come twice: in the same report, and again in later ones."""
    for report, earlier, place in _TWICE:
        year.repeat(report, earlier, place)


def _steps() -> str:
    lines = [
        "# The exit status expected, and a command line of bindledger; its files lie here.",
        f"0 --now {_text(BEGINNING)} init --rehearsal --origin demo",
    ]
    for number, report in enumerate(REPORTS):
        month = month_of(number)
        status = 2 if number == _CONFLICT else 0
        lines.append(f"{status} --now {_text(report)} import {month}-facts.ndjson")
        if report == utc("2026-06-10 06:00"):
            wrong, right = (
                f"{GOVERNANCE}#{one}" for one in (stories.ANNULLED, stories.REPLACED_BY)
            )
            why = shlex.quote(stories.WHY_ANNULLED)
            annul = f"annul {wrong} --replaced-by {right} --reason {why}"
            lines.append(f"0 --now {_text(report)} {annul}")
        lines.append(f"3 ask {month}-requests.ndjson")
    return "\n".join(lines) + "\n"


def _text(instant: object) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def main() -> int:
    """Write the files, and say from which seed."""
    files = write()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
    size = sum(len(text.encode()) for text in files.values())
    print(f"seed {SEED}: {len(files)} files, {size} bytes in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
