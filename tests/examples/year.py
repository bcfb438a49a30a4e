"""The demo year run through a ledger, step by step, as `examples/demo.sh` runs it.

`python -m tests.examples.year` writes `counts.json`, the summary the tests compare with, anew.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from examples.live import EXAMPLES, YEAR, steps
from ledger.app import Ledger
from ledger.app.asking import Answer
from ledger.app.files import facts_in
from ledger.border import Faulty, read_request
from ledger.terms import read_instant

FOLDER: Final = EXAMPLES / YEAR
COUNTS: Final = Path(__file__).parent / "counts.json"


@dataclass(slots=True)
class Lived:
    """A year that was lived through: counts by month, exit statuses, and every answer by its id."""

    address: str
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    exits: list[tuple[str, int, int]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)


def lines_of(name: str) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a file of the year, by number. Every one of them is JSON."""
    with (FOLDER / name).open("rb") as file:
        read = list(facts_in(file))
    values = [(number, value) for number, value in read if not isinstance(value, Faulty)]
    assert len(values) == len(read)
    return values


def steps_of_the_year() -> Iterator[tuple[int, datetime | None, str, list[str]]]:
    """Of each step the exit status expected, the time given, the command and its arguments."""
    for expected, words in steps(YEAR):
        now = read_instant(words[1]) if words[0] == "--now" else None
        step, *rest = words if now is None else words[2:]
        yield expected, now, step, rest


def live_through(address: str) -> Lived:
    """Make a ledger and take every step of the year."""
    lived = Lived(address)
    for expected, now, step, rest in steps_of_the_year():
        status = 0
        match step, rest:
            case "init", _:
                Ledger.create(address, origin="demo", rehearsal=True, now=now).store.close()
            case "import", [path]:
                assert now is not None
                status = _import(lived, Path(path), now)
            case "ask", [path]:
                status = _ask(lived, Path(path))
            case "annul", [wrong, "--replaced-by", right, "--reason", reason]:
                with Ledger.open(address, write=True, now=now) as ledger:
                    ledger.annul(wrong, reason, right)
            case _:
                raise AssertionError(step)
        lived.exits.append((f"{step} {rest[0]}", expected, status))
    return lived


def _import(lived: Lived, file: Path, at: datetime) -> int:
    with Ledger.open(lived.address, write=True, now=at) as ledger:
        done = ledger.take(lines_of(file.name))
    lived.counts[file.name[:7]] = {
        "new": done.new,
        "known": done.known,
        "rejected": len(done.rejected),
        "breaches": done.breaches,
    }
    return 2 if done.rejected else 0


def _ask(lived: Lived, file: Path) -> int:
    requests = [read_request(value) for _, value in lines_of(file.name)]
    with Ledger.open(lived.address, write=True) as ledger:
        answers = {request.id: ledger.ask(request) for request in requests}
    granted = sum(answer.granted for answer in answers.values())
    lived.answers |= answers
    lived.counts[file.name[:7]] |= {"granted": granted, "refused": len(answers) - granted}
    return 0 if granted == len(answers) else 3


def counts_text(lived: Lived) -> str:
    """The summary as it is committed: a line a month."""
    months = (f"  {json.dumps(month)}: {json.dumps(lived.counts[month])}" for month in lived.counts)
    return "{\n" + ",\n".join(months) + "\n}\n"


def main() -> int:
    """Live through the year and write down what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        COUNTS.write_text(counts_text(live_through(str(Path(folder) / "demo.db"))), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
