"""Questions about one subject find their facts by index: no table is read from end to end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from ledger.app import Ledger
from ledger.queries import state
from ledger.queries.custody import custody
from ledger.queries.diff import Axis, diff
from ledger.queries.since import changes_of
from ledger.queries.statement import statement
from ledger.queries.times import Times, settle
from ledger.store import Store
from tests.console.talking import Talk

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
SHOP = "shop:tiktok:S1"


def _diff(axis: Axis, **before: Any) -> Callable[[Store, Times], Any]:
    def asked(store: Store, times: Times) -> Any:
        first = replace(times, **before)
        after = replace(times, rules=NOW) if axis is Axis.RULES else times
        return diff(store, SHOP, axis, first, after)

    return asked


QUESTIONS: Final[dict[str, Callable[[Store, Times], Any]]] = {
    "show a shop": lambda store, times: state.show_shop(store, "tiktok:S1", times),
    "show an account": lambda store, times: state.show_account(store, "tiktok:A1", times),
    "show a binding": lambda store, times: state.show_binding(store, "B1", times),
    "statement": lambda store, times: statement(store, SHOP, "slots:tiktok.channel", times),
    "diff of what was true": _diff(Axis.VALID, valid=NOW - timedelta(days=60)),
    "diff of what was known": _diff(Axis.KNOWN, position=68),
    "diff of law": _diff(Axis.RULES, rules=NOW - timedelta(days=60)),
    "changes": lambda store, times: changes_of(store, SHOP, 68, times),
    "custody": lambda store, times: custody(store, SHOP, times),
}


@contextmanager
def overheard() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile, with their values written in.

    SQLite itself tells them: not all of them pass through SQLAlchemy.
    """
    heard: list[str] = []

    def listen(connection: sqlite3.Connection, *rest: Any) -> None:
        connection.set_trace_callback(heard.append)

    event.listen(Pool, "checkout", listen)
    try:
        yield heard
    finally:
        event.remove(Pool, "checkout", listen)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_table_is_scanned(lived: Talk, question: str) -> None:
    with overheard() as heard, Ledger.open(lived.ledger, write=False) as ledger:
        assert QUESTIONS[question](ledger.store, settle(ledger.store, NOW, None, None))
    assert heard
    with closing(sqlite3.connect(lived.ledger)) as database:
        for text in heard:
            if not text.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            plan = [row[-1] for row in database.execute(f"EXPLAIN QUERY PLAN {text}")]
            scanned = [step for step in plan if step.startswith("SCAN") and "INDEX" not in step]
            assert not [
                step
                for step in scanned
                if any(step.split()[1] == name for name in ("facts", "tags", "personal"))
            ], (text, plan)
