"""The three clocks stand in the help of every query, and complete, in both languages."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from ledger.law_file import digest_of
from tests.clocks.past import NEW_LAW
from tests.console.talking import Talk, run, run_process

QUERIES = (
    *product(("shop", "account", "binding"), ("show", "list", "history")),
    ("history",),
    ("statement",),
    ("agenda",),
    ("replay",),
    ("audit",),
    ("diff",),
    ("changes",),
    ("custody", "shop"),
    ("custody", "account"),
    ("can", "invite"),
    ("can", "appeal"),
)


@pytest.mark.parametrize("words", QUERIES, ids=" ".join)
@pytest.mark.parametrize(("lang", "now"), [("en", "now"), ("zh", "现在")])
def test_the_three_clocks_are_explained(words: tuple[str, ...], lang: str, now: str) -> None:
    # The texts of a command are made when it is imported: a process speaks one language.
    told = run_process("--lang", lang, *words, "--help").out

    for option in ("--valid", "--known", "--rules"):
        assert option in told
    assert now in told


def test_no_request_that_is_recorded_takes_them() -> None:
    assert "--known" not in run("invite", "--help").out


def completed(ledger: str, *words: str) -> list[str]:
    done = run_process(
        BINDLEDGER_LEDGER=ledger,
        _BINDLEDGER_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(("bindledger", *words)),
        COMP_CWORD=str(len(words)),
    )
    assert (done.status, done.err) == (0, "")
    return done.out.splitlines()


def test_the_law_of_the_ledger_completes(lived: Talk, tmp_path: Path) -> None:
    shown = ("shop", "show", "tiktok:S1")

    assert "plain,--rules" in completed(lived.ledger, *shown, "--ru")
    assert f"plain,{digest_of(NEW_LAW)}" in completed(lived.ledger, *shown, "--rules", "sha256:")
    assert completed(lived.ledger, *shown, "--rules", "prop") == ["file,prop"]
    nowhere = str(tmp_path / "nowhere.db")
    assert completed(nowhere, *shown, "--rules", "sha") == ["file,sha"]
