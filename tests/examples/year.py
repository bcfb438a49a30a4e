"""The demo year run through a ledger, step by step, as `examples/demo.sh` runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ledger.app import Ledger
from ledger.app.asking import Answer
from ledger.app.intake import parsed
from ledger.border import Faulty, read_request
from ledger.terms import read_instant

YEAR: Final = Path(__file__).parents[2] / "examples" / "year"


@dataclass(slots=True)
class Outcome:
    """What came of the year: counts by month, the exit status each step would have, every answer."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    exits: list[tuple[str, int, int]] = field(default_factory=list)


def steps() -> Iterator[list[str]]:
    """The words of each step: what, the exit status expected, its arguments."""
    for line in (YEAR / "steps.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split(" ")


def lines_of(name: str) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a file of the year, by number."""
    with (YEAR / name).open("rb") as file:
        read = list(parsed(file))
    return [(number, value) for number, value in read if not isinstance(value, Faulty)]


def live_through(address: str) -> Outcome:
    """Make a ledger and take every step of the year."""
    outcome, at = Outcome(), read_instant("2000-01-01T00:00:00Z")
    for step, expected, *words in steps():
        match step:
            case "init":
                at = read_instant(words[0])
                Ledger.create(address, origin="demo", rehearsal=True, now=at).store.close()
                status = 0
            case "import":
                at = read_instant(words[1])
                status = _import(outcome, address, words[0], at)
            case "ask":
                status = _ask(outcome, address, words[0])
            case "annul":
                wrong, right, *reason = words
                with Ledger.open(address, write=True, now=at) as ledger:
                    ledger.annul(wrong, " ".join(reason), right)
                status = 0
            case _:
                raise AssertionError(step)
        outcome.exits.append((f"{step} {words[0]}", int(expected), status))
    return outcome


def _import(outcome: Outcome, address: str, month: str, at: datetime) -> int:
    with Ledger.open(address, write=True, now=at) as ledger:
        done = ledger.take(lines_of(f"{month}-facts.ndjson"))
    outcome.counts[month] = {
        "new": done.new,
        "known": done.known,
        "rejected": len(done.rejected),
        "breaches": done.breaches,
    }
    return 2 if done.rejected else 0


def _ask(outcome: Outcome, address: str, month: str) -> int:
    requests = [read_request(value) for _, value in lines_of(f"{month}-requests.ndjson")]
    with Ledger.open(address, write=True) as ledger:
        answers = {request.id: ledger.ask(request) for request in requests}
    granted = sum(answer.granted for answer in answers.values())
    outcome.answers |= answers
    outcome.counts[month] |= {"granted": granted, "refused": len(answers) - granted}
    return 0 if granted == len(answers) else 3
