"""The stories under `examples/`, each lived through once on the real console."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.live import YEAR, steps
from tests.console.talking import Talk
from tests.examples.year import live_through

Told = dict[str, list[str]]
"""The refusing rules of each request by its id; none where it is done."""


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


def asked(talk: Talk, story: str) -> Iterator[list[Any]]:
    """The answers to each stream of requests, as the steps of a story are taken one by one.

    What the story reports is all new and good. Between two streams the ledger may be looked at; the
    steps after the last are taken when it is asked for more.
    """
    for expected, words in steps(story):
        done = talk.run("--json", *words)
        assert done.status == expected, (words, done.out, done.err)
        if "import" in words:
            assert done.json["rejected"] == []
        if "ask" in words:
            yield done.lines


def refusing(answers: Iterable[Any]) -> Told:
    """What came of some requests."""
    told: Told = {}
    for answer in answers:
        told[answer["request"]] = [
            one["rule"]
            for one in answer["verdict"]["findings"]
            if one["severity"] == "refuse" and one["outcome"] != "holds"
        ]
        assert bool(told[answer["request"]]) == (answer["answer"] == "refused")
    return told


def is_clean(talk: Talk) -> bool:
    """Whether an audit finds nothing wrong."""
    return not any(wrong for wrong in talk.json("audit").values() if isinstance(wrong, list))


def _lived(story: str, talk: Talk) -> Talk:
    if story == YEAR:
        live_through(talk.ledger)
    else:
        for _ in asked(talk, story):
            pass
    return talk
