"""Live through a story, as `make story NAME=…` does: `python -m examples.live STORY LEDGER LOG`.

Every line of a story's `steps.txt` is an exit status and the command line of the console that must
end with it. They run in one process, because some thirty starts of Python would take longer than
all the rest. What the commands print goes to the log.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from ledger.console import main as bindledger

EXAMPLES: Final = Path(__file__).parent
YEAR: Final = "year"


def steps(story: str) -> Iterator[tuple[int, list[str]]]:
    """The steps of a story: the exit status expected, and the words of the command line.

    Files are those of the story's folder. Raises FileNotFoundError for a story nobody tells.
    """
    for line in (EXAMPLES / story / "steps.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            expected, *words = shlex.split(line)
            yield int(expected), [in_folder(story, word) for word in words]


def in_folder(story: str, word: str) -> str:
    """A word of a command line; a file is one of the story's folder."""
    return str(EXAMPLES / story / word) if word.endswith((".ndjson", ".csv")) else word


def live(story: str, ledger: str, log: str) -> int:
    """Take every step; 1 as soon as one ends with another status than expected."""
    reported = 0
    for expected, words in steps(story):
        with open(log, "a", encoding="utf-8") as file:
            print("$ bindledger", shlex.join(words), file=file, flush=True)
            with redirect_stdout(file), redirect_stderr(file):
                status = bindledger(["--ledger", ledger, *words])
        if status != expected:
            text = shlex.join(words)
            print(f"demo: '{text}' ended with {status}, not {expected}; see {log}", file=sys.stderr)
            return 1
        if "import" in words:
            reported += _lines(words[-1])
        if "ask" in words:
            asked, part = _lines(words[-1]), Path(words[-1]).stem.removesuffix("requests")
            name = part.rstrip("-") or story
            print(f"  {name}: {reported} facts reported, {asked} requests asked", flush=True)
            reported = 0
    return 0


def stories() -> list[str]:
    """The stories that are told, by the names of their folders."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/steps.txt"))


def _lines(name: str) -> int:
    return Path(name).read_bytes().count(b"\n")


def main(story: str, ledger: str, log: str) -> int:
    """Live through a story, or say which there are."""
    if story not in stories():
        print(f"There is no story '{story}'. There are: {', '.join(stories())}.", file=sys.stderr)
        return 2
    return live(story, ledger, log)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
