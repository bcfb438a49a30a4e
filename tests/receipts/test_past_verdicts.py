"""No change of code alters a past verdict of the example ledger without saying so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.app import Ledger
from tests.examples.year import Lived, live_through
from tests.receipts.decisions import LIST, lines

HOW = "if that is meant: python -m tests.receipts.decisions, and a line in CHANGELOG.md"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The demo year, lived through once."""
    return live_through(str(tmp_path_factory.mktemp("receipts") / "demo.db"))


def test_every_decision_of_the_demo_year_is_what_it_was(lived: Lived) -> None:
    with Ledger.open(lived.address, write=False) as ledger:
        now = lines(ledger.store)

    was = LIST.read_text("utf-8").splitlines()
    altered = sorted(set(was).symmetric_difference(now))
    assert not altered, f"{len(altered)} lines differ; {HOW}\n" + "\n".join(altered)
    assert now == was


def test_the_list_has_every_request_of_the_year_once(lived: Lived) -> None:
    names = [line.split()[0] for line in LIST.read_text("utf-8").splitlines()]

    assert sorted(names) == sorted(lived.answers)
    assert Path(LIST).stat().st_size < 32_000
