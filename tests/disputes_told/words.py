"""What the tests of disputes ask the console again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.console.talking import Talk


def decision(talk: Talk, request: str) -> Any:
    """The grant or refusal of a request, as the history tells it."""
    (told,) = talk.rows("history", f"request:{request}")
    return told


def finding(talk: Talk, request: str, rule: str) -> Any:
    """What a rule found when a request was decided."""
    findings = decision(talk, request)["data"]["verdict"]["findings"]
    (found,) = (one for one in findings if one["rule"] == rule)
    return found


def refusing(talk: Talk, request: str) -> list[str]:
    """The rules that refused a request; none where it was granted."""
    told = decision(talk, request)
    found = [
        one["rule"]
        for one in told["data"]["verdict"]["findings"]
        if one["severity"] == "refuse" and one["outcome"] != "holds"
    ]
    assert bool(found) == (told["type"] == "RequestRefused.v1")
    return found


def kinds(talk: Talk, *tags: str) -> list[str]:
    """The kinds of the facts on the timeline of some subjects."""
    return [one["type"].removesuffix(".v1") for one in talk.rows("history", *tags)]


def bound_to(talk: Talk, account: str, *times: str) -> str | None:
    """The shop that an account was bound to."""
    bound = talk.json("account", "show", account, *times)["bound_to"]
    return None if bound is None else str(bound["shop"])


def copy_of(talk: Talk, folder: Path) -> Talk:
    """The same ledger once more, to go on from."""
    copy = Talk(str(folder / "copy.db"))
    copy.ok("init", "--bare", "--rehearsal")
    copy.ok("import", "-", stdin=talk.export())
    return copy
