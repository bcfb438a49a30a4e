"""Nothing reads a clock behind a query's back: with the times given, none is needed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from ledger.app import Ledger, Surroundings
from ledger.audit.whole import audit
from ledger.console.options import Clocks
from ledger.console.times import settled
from ledger.queries import state
from ledger.queries.agenda import agenda
from ledger.queries.custody import custody
from ledger.queries.diff import Axis, diff
from ledger.queries.listing import Filter, list_accounts, list_bindings, list_shops
from ledger.queries.replay import replay
from ledger.queries.since import changes_since
from ledger.queries.statement import statement
from ledger.queries.telling import history
from ledger.queries.times import Times
from ledger.requests import EnrolInCampaign
from ledger.store import Store
from tests.clocks.past import LATE, LIFE, NEW_LAW
from tests.console.talking import ROOT

TIME: Final = datetime(2026, 4, 15, tzinfo=UTC)
START: Final = TIME - timedelta(days=60)
LATER: Final = TIME + timedelta(days=30)
CHANNEL = "tiktok.channel"


def _raises() -> NoReturn:
    raise AssertionError("a query read the clock")


def _steps(store: Store, times: Times) -> Iterable[Any]:
    told = replay(store, "shop:tiktok:S1", times)
    assert told is not None
    return [*told.steps, told.shown]


QUERIES: Final[dict[str, Callable[[Store, Times], Any]]] = {
    "a shop": lambda store, times: state.show_shop(store, "tiktok:S1", times, ended=True),
    "an account": lambda store, times: state.show_account(store, "tiktok:A2", times),
    "a binding": lambda store, times: state.show_binding(store, "B1", times),
    "shops": lambda store, times: list(list_shops(store, times, Filter())),
    "accounts": lambda store, times: list(list_accounts(store, times, Filter())),
    "bindings": lambda store, times: list(list_bindings(store, times, Filter())),
    "a history": lambda store, times: list(history(store, ["shop:tiktok:S1"], times)),
    "a statement": lambda store, times: statement(
        store, "shop:tiktok:S1", f"slots:{CHANNEL}", times
    ),
    "a day": lambda store, times: statement(
        store, "account:tiktok:A1", "showcase_additions:2026-04-15", times
    ),
    "an agenda": lambda store, times: agenda(store, times, times.valid + timedelta(days=99)),
    "a replay": _steps,
    "a custody": lambda store, times: custody(store, "account:tiktok:A1", times),
    "changes": lambda store, times: list(changes_since(store, 60, times)),
    "a difference in time": lambda store, times: diff(
        store, "shop:tiktok:S1", Axis.VALID, replace(times, valid=START), times
    ),
    "a difference in knowledge": lambda store, times: diff(
        store, "shop:tiktok:S1", Axis.KNOWN, replace(times, position=60), times
    ),
    "a difference in law": lambda store, times: diff(
        store, "shop:tiktok:S1", Axis.RULES, replace(times, rules=START), replace(times, rules=TIME)
    ),
    "an audit": lambda store, times: (
        audit(store, times.ruling, upto=times.position, until=times.valid).judged
    ),
}


@pytest.fixture
def timeless(tmp_path: Path) -> Ledger:
    """A ledger with the clock of the machine, in a process where nobody may read it."""
    where, begun = str(tmp_path / "ledger.db"), Surroundings(clock=lambda: LATER)
    with Ledger.create(where, origin="tests", surroundings=begun) as ledger:
        ledger.adopt_rulebook(NEW_LAW, "new", TIME)
        taken = ledger.take(list(enumerate([*LIFE, *LATE], start=1)))
        assert not taken.rejected
    return Ledger.open(where, write=False, surroundings=Surroundings(clock=_raises))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("rules", [None, TIME], ids=["law in force", "law of an instant"])
def test_a_query_with_its_times_given_reads_no_clock(
    timeless: Ledger, query: str, rules: datetime | None
) -> None:
    with timeless:
        times = settled(timeless, Clocks(TIME, LATER, rules))
        assert QUERIES[query](timeless.store, times)


def test_what_would_have_been_answered_reads_no_clock(timeless: Ledger) -> None:
    with timeless:
        times = settled(timeless, Clocks(TIME, LATER))
        request = EnrolInCampaign(id="r", actor="me", shop="tiktok:S1", campaign="x")
        answer = timeless.can(request, times)
        assert answer.verdict.findings
        helped = timeless.helped(request, answer, times)
        assert helped.granted or helped.help is not None


def test_only_the_surroundings_know_the_clock() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "ledger").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today", "time_ns", "localtime", "gmtime"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "time"}
    }

    assert readers == {"ledger/app/surroundings.py"}
