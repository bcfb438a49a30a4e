"""A dispute from its opening to a pack that was checked by who trusts nobody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.evidence.pack import read_pack
from tests.console.talking import Talk
from tests.outside.asking import check

NAME = "D"
_DESK = ("--actor", "desk")


@dataclass(frozen=True)
class Claim:
    """What somebody claims, in the words of the command, and the answers it gets."""

    words: tuple[str, ...]
    answers: tuple[str, ...]


def copied(story: Talk, folder: Path) -> Talk:
    """A ledger of its own that goes on from the end of a story."""
    path = folder / "copy.db"
    shutil.copy(story.ledger, path)
    return Talk(str(path))


def opened(talk: Talk, title: str, *about: str) -> None:
    """A dispute is opened."""
    subjects = [word for tag in about for word in ("--about", tag)]
    talk.ok("dispute", "open", NAME, *subjects, "--title", title, *_DESK)


def claimed(talk: Talk, claim: Claim) -> list[int]:
    """A claim is made; the facts that its answers rest on."""
    told = talk.json("dispute", "claim", NAME, *claim.words, *_DESK)
    assert tuple(one["answer"] for one in told["answers"]) == claim.answers, told
    return [at for one in told["answers"] for at in (*one["for"], *one["against"])]


def resolved(talk: Talk, outcome: str = "settled") -> None:
    """The dispute is over."""
    talk.ok("dispute", "resolve", NAME, "--outcome", outcome, *_DESK)


def packed(talk: Talk, folder: Path) -> dict[str, bytes]:
    """The members of the pack of the dispute, after it was checked by us and by the script."""
    path, key = folder / "dispute.tar", folder / "ledger.key"
    vkey = talk.json("keys", "new", str(key))["vkey"]
    talk.ok("evidence", "export", "--dispute", NAME, "-o", str(path), "--key", str(key))
    found = Talk("nowhere.db").json("evidence", "verify", str(path), "--key", vkey)
    assert (found["ok"], found["key"]) == (True, "good"), found
    assert check(vkey, path)
    return read_pack(path.read_bytes())


def settled(
    talk: Talk, folder: Path, title: str, about: Sequence[str], claims: Sequence[Claim]
) -> Any:
    """The case in the pack of a dispute, led from its opening to there.

    All that its claims rest on is in it, and they are told there as they were answered.
    """
    opened(talk, title, *about)
    cited = [at for claim in claims for at in claimed(talk, claim)]
    resolved(talk)
    told = talk.json("dispute", "show", NAME)["claims"]
    members = packed(talk, folder)
    case = json.loads(members["case.json"])
    assert case["dispute"] == NAME
    assert {*cited} <= {*case["facts"]}
    for name in ("story.html", "story.en.txt", "story.zh.txt"):
        assert title in members[name].decode()
    story = members["story.en.txt"].decode()
    for claim in told:
        assert claim["says"] in story
        for one in claim["answers"]:
            places = ", ".join(f"#{at}" for at in (*one["for"], *one["against"]))
            assert f" · {one['because']} · {places} · {one['known_since']}\n" in story, one
    return case
