"""Live through the demo year: `python -m examples.live LEDGER LOG`.

Every step of `year/steps.txt` is one command line of the console, and must end with the status that
stands there. They run in one process, because some thirty starts of Python would take longer than
all the rest. What the commands print goes to the log.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from ledger.console import main as bindledger

YEAR: Final = Path("examples/year")


def command_of(step: str, words: list[str], clock: str) -> list[str]:
    """The command line of a step; `clock` is when the last report came in."""
    match step:
        case "init":
            return ["--now", words[0], "init", "--rehearsal", "--origin", "demo"]
        case "import":
            return ["--now", words[1], "import", str(YEAR / f"{words[0]}-facts.ndjson")]
        case "ask":
            return ["ask", str(YEAR / f"{words[0]}-requests.ndjson")]
        case "annul":
            wrong, right, *reason = words
            told = ["--replaced-by", right, "--reason", " ".join(reason)]
            return ["--now", clock, "annul", wrong, *told]
    sys.exit(f"demo: steps.txt has a step nobody knows: {step}")


def live(ledger: str, log: str) -> int:
    """Take every step; 1 as soon as one ends with another status than expected."""
    clock = ""
    for line in (YEAR / "steps.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        step, expected, *words = line.split(" ")
        clock = words[1] if step == "import" else clock
        command = command_of(step, words, clock)
        with open(log, "a", encoding="utf-8") as file:
            print("$ bindledger", *command, file=file, flush=True)
            with redirect_stdout(file), redirect_stderr(file):
                status = bindledger(["--ledger", ledger, *command])
        if status != int(expected):
            text = " ".join(command)
            print(f"demo: '{text}' ended with {status}, not {expected}; see {log}", file=sys.stderr)
            return 1
        if step == "ask":
            _tell(words[0])
    return 0


def _tell(month: str) -> None:
    facts, requests = (_lines(f"{month}-{what}.ndjson") for what in ("facts", "requests"))
    print(f"  {month}: {facts} facts reported, {requests} requests asked", flush=True)


def _lines(name: str) -> int:
    return (YEAR / name).read_bytes().count(b"\n")


if __name__ == "__main__":
    sys.exit(live(*sys.argv[1:]))
