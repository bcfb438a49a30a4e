"""`what-if` comes to what a ledger comes to in which the fact was never told, or told otherwise."""

from __future__ import annotations

import random
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ledger.app import Ledger
from ledger.backtest.compared import changes
from ledger.backtest.redeciding import Redecided
from ledger.backtest.what_if import WhatIf, moved, without
from ledger.queries.naming import fact_named
from ledger.record import Fact
from ledger.store import Store
from ledger.terms import instant_text, read_instant
from tests.what_if.otherwise import (
    Decisions,
    Tell,
    all_standing,
    decisions_in,
    fed,
    live_otherwise,
)

END = "2026-12-01T00:00:00Z"
DECISIVE = (
    "tiktok/seller-center#2025-12-0008",  # the age of a holder, before a whole chain of requests
    "tiktok/seller-center#2025-12-0007",  # the registration of the same account
)
RANDOM = 3
SEED = 20261121


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo year, opened for questions."""
    address = str(tmp_path_factory.mktemp("otherwise") / "year.db")
    live_otherwise(address, lambda line: line)
    return Ledger.open(address, write=False).store


def chosen(store: Store, salt: str) -> list[Fact]:
    """Some facts of the feeds, the same in every run."""
    print(f"seed {SEED}")
    return random.Random(SEED + zlib.crc32(salt.encode())).sample(fed(store), RANDOM)


def lived(folder: Path, tell: Tell) -> Store:
    """The year told otherwise, opened for questions."""
    address = str(folder / "otherwise.db")
    Path(address).unlink(missing_ok=True)
    live_otherwise(address, tell)
    return Ledger.open(address, write=False).store


def expected(before: Decisions, after: Decisions) -> dict[str, tuple[str, str]]:
    """The requests that are answered otherwise, with both answers."""
    return {
        name: (was[0], after[name][0] if name in after else "impossible")
        for name, was in before.items()
        if after.get(name) != was
    }


def answers(found: tuple[Redecided, ...]) -> dict[str, tuple[str, str]]:
    """The same, as a what-if tells it."""
    return {one.request: (one.before.outcome, one.after.outcome) for one in found}


def check(store: Store, found: WhatIf, other: Store) -> None:
    """A what-if beside the ledger that was told otherwise."""
    before, after = decisions_in(store), decisions_in(other)
    assert answers(found.decisions) == expected(before, after)
    for one in found.decisions:
        if one.request in after:
            assert one.after.earliest == after[one.request][2], one.request
    stands = changes(all_standing(store, END), all_standing(other, END))
    assert list(found.changes) == stands


@pytest.mark.parametrize("name", DECISIVE)
def test_without_a_decisive_fact(store: Store, tmp_path: Path, name: str) -> None:
    fact = fact_named(store, name)
    assert fact is not None

    found = without(store, fact, read_instant(END))

    assert any(one.before.outcome != one.after.outcome for one in found.decisions)
    check(store, found, lived(tmp_path, leaving_out(fact)))


def test_without_any_fact_of_a_feed(store: Store, tmp_path: Path) -> None:
    for fact in chosen(store, "without"):
        print(fact.position, fact.name, fact.event.kind)
        found = without(store, fact, read_instant(END))
        check(store, found, lived(tmp_path, leaving_out(fact)))


def test_with_any_fact_of_a_feed_at_another_time(store: Store, tmp_path: Path) -> None:
    pick = random.Random(SEED)
    for fact in chosen(store, "moved"):
        to = fact.recordedtime - timedelta(hours=pick.randrange(0, 24 * 60))
        print(fact.position, fact.name, fact.event.kind, instant_text(to))
        found = moved(store, fact, to, read_instant(END))
        check(store, found, lived(tmp_path, at_another_time(fact, to)))


def leaving_out(fact: Fact) -> Tell:
    """The feeds without a fact."""
    return lambda line: None if (line["source"], line["id"]) == (fact.source, fact.id) else line


def at_another_time(fact: Fact, to: datetime) -> Tell:
    """The feeds with a fact at another time."""
    return lambda line: (
        line | {"time": instant_text(to)}
        if (line["source"], line["id"]) == (fact.source, fact.id)
        else line
    )
