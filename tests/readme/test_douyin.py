"""The commands of the README's section on Douyin can be run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.console.talking import ROOT, Done, Talk
from tests.readme.tour import README
from tests.rehearsed import plain_surroundings

__all__ = ["plain_surroundings"]

_SECTION = re.compile(r"^## Douyin\n.*?^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSED = ("ask", "can")


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Done]]:
    """Each command of the section, and what came of it."""
    monkeypatch.chdir(ROOT)
    (block,) = _SECTION.findall(README.read_text("utf-8"))
    place, *lines = (shlex.split(line, comments=True) for line in block.splitlines())
    assert place == ["export", "BINDLEDGER_LEDGER=douyin.db"]
    talk = Talk(str(tmp_path / "douyin.db"))
    assert {words[0] for words in lines} == {"bindledger"}
    return [(words[1:], talk.run(*words[1:])) for words in lines]


def test_each_command_does_what_it_says(ran: list[tuple[list[str], Done]]) -> None:
    for words, done in ran:
        assert done.status == (3 if words[0] in REFUSED else 0), (words, done.out, done.err)
        assert done.out

    told = {" ".join(words[:2]): done.out for words, done in ran}
    assert "晨光文具旗舰店" in told["shop list"]
    assert "CG1-main" in told["binding show"]
    assert "shop.may_unlink" in told["can unlink"]
    assert "2026-06-19T00:00:00Z" in told["shop show"]
    assert "2026-06-29T00:00:00Z" in told["account show"]
    assert "binding.bound_time" in told["rules diff"]
