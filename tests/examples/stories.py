"""The stories under `examples/`, each lived through once on the real console."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from examples.live import YEAR, steps
from tests.console.talking import Talk
from tests.examples.year import live_through


@dataclass(frozen=True, slots=True)
class Stories:
    """Ledgers in a folder, each made when it is first asked for; tests only look at them."""

    folder: Path
    told: dict[str, Talk] = field(default_factory=dict)

    def talk(self, story: str) -> Talk:
        """The ledger of a story, at its end."""
        if story not in self.told:
            self.told[story] = _lived(story, Talk(str(self.folder / f"{story}.db")))
        return self.told[story]


def _lived(story: str, talk: Talk) -> Talk:
    if story == YEAR:
        live_through(talk.ledger)
        return talk
    for expected, words in steps(story):
        done = talk.run(*words)
        assert done.status == expected, (words, done.out, done.err)
    return talk
