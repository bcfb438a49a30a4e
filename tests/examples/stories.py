"""The stories under `examples/`, each lived through once on the real console."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.console.talking import ROOT, Talk
from tests.examples.year import live_through

YEAR: Final = "year"
JANUARY: Final = "2026-01-01T00:00:00Z"
MARCH: Final = "2026-03-01T00:00:00Z"

STEPS: Final = MappingProxyType(
    {
        "douyin-official": (
            "--now 2026-01-04T00:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            "--now 2026-06-23T00:00:00Z import 2-facts.ndjson",
            "ask 2-requests.ndjson",
            "tick",
        ),
        "douyin-channel": (
            "--now 2026-01-04T00:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            f"--now {MARCH} rules adopt douyin.channel.field",
            f"--now {MARCH} import 2-facts.ndjson",
            "ask 2-requests.ndjson",
        ),
        "douyin-main-sub": (
            "--now 2026-03-10T00:00:00Z import 2026-03-facts.ndjson",
            "ask 2026-03-requests.ndjson",
            "--now 2026-06-07T00:00:00Z import 2026-06-facts.ndjson",
            "ask 2026-06-requests.ndjson",
            "--now 2026-06-20T00:00:00Z import 2026-07-facts.ndjson",
            "ask 2026-07-requests.ndjson",
        ),
        "douyin-mini-program": (
            f"--now {MARCH} import facts.ndjson",
            "ask requests.ndjson",
        ),
        "shop-life": (
            "--now 2026-09-01T00:00:00Z import 1-facts.ndjson",
            "ask 2-requests.ndjson",
            "--now 2026-09-24T02:05:00Z import 3-facts.ndjson",
            "ask 4-requests.ndjson",
        ),
        "tiktok-official": (
            f"--now {JANUARY} rules adopt tiktok.official.field --from 2025-01-01T00:00:00Z",
            f"--now {JANUARY} import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            "--now 2026-02-01T00:00:00Z import 2-facts.ndjson",
            "ask 2-requests.ndjson",
        ),
        "wechat": (
            "--now 2026-01-07T00:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            "--now 2026-01-12T04:00:00Z import 2-facts.ndjson",
            "ask 2-requests.ndjson",
        ),
        "kuaishou": (
            "--now 2026-02-01T12:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            "--now 2026-02-02T02:05:00Z import 2-facts.ndjson",
            "ask 2-requests.ndjson",
            "--now 2026-02-04T00:00:00Z import 3-facts.ndjson",
            "ask 3-requests.ndjson",
        ),
        "pinduoduo": (
            "--now 2026-03-03T12:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            "--now 2026-03-10T00:00:00Z import 2-facts.ndjson",
            "ask 2-requests.ndjson",
        ),
        "youzan": (
            "--now 2026-03-31T00:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
            "--now 2026-04-02T00:00:00Z import 2-facts.ndjson",
            "ask 2-requests.ndjson",
        ),
        "cross-platform": (
            "--now 2026-05-20T00:00:00Z import 1-facts.ndjson",
            "ask 1-requests.ndjson",
        ),
        "wechat-selling": (
            "--now 2026-06-25T00:00:00Z import facts.ndjson",
            "ask requests.ndjson",
        ),
        "selling": (
            f"--now {MARCH} rules adopt tiktok.channel.field --from 2026-01-01T00:00:00Z",
            f"--now {MARCH} import facts.ndjson",
        ),
    }
)
"""The command lines of each story; a file is one of its folder."""


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
    talk.ok("init", "--rehearsal")
    for step in STEPS[story]:
        words = [in_folder(story, word) for word in shlex.split(step)]
        done = talk.run(*words)
        # A stream in which something is refused ends with 3; these stories are full of refusals.
        assert done.status in ((0, 3) if "ask" in words else (0,)), (words, done.out, done.err)
    return talk


def in_folder(story: str, word: str) -> str:
    """A word of a command line; a file is one of the story's folder."""
    is_file = word.endswith((".ndjson", ".csv"))
    return str(ROOT / "examples" / story / word) if is_file else word
