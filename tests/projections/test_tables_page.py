"""`docs/tables.md` is what the declarations say, and its queries run with plain `sqlite3`."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect

from ledger.events import BindingActivated, ComplianceScoreObserved
from ledger.projections.projection import READ_MODELS
from ledger.store.tables import TREE
from tests.projections.telling import (
    CHANNEL,
    PARTIES,
    a_life,
    draft,
    followed,
    of_binding,
    record,
)
from tools.write_tables import PAGE, QUERIES, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tools.write_tables"


def test_every_table_and_column_says_what_it_is() -> None:
    for table in (*READ_MODELS.tables.values(), *TREE.tables.values()):
        assert table.comment
        assert all(column.comment for column in table.columns)


def test_the_queries_of_the_page_answer(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with followed(str(path)) as store:
        record(store, a_life("B1", 10))
        record(store, [draft(of_binding(BindingActivated, "B2"), 5, "bound")])
        score = ComplianceScoreObserved(shop="tiktok:S1", score=70)
        record(store, [draft(score, 6, "score")])
    queries = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert queries == [query for _, query in QUERIES]
    with sqlite3.connect(path) as connection:
        answers = [connection.execute(query).fetchall() for query in queries]
    s1, a2 = PARTIES["B2"][:2]
    assert answers == [
        [(s1, CHANNEL, a2, "2026-03-01T00:05:00.000000Z")],
        [("B2", s1, a2)],
        [(s1, CHANNEL, 1)],
        [],
        [("shop:tiktok:S1", 70, "2026-03-01T00:06:00.000000Z", 6)],
        [(name, 6, 0) for name in sorted(READ_MODELS.tables.keys() - {"projections"})],
    ]


@pytest.mark.parametrize("name", sorted(READ_MODELS.tables))
def test_the_tables_are_as_declared(ledger_url: str, name: str) -> None:
    with followed(ledger_url) as store, store.reading() as connection:
        there = inspect(connection)
        assert [column["name"] for column in there.get_columns(name)] == [
            column.name for column in READ_MODELS.tables[name].columns
        ]
        if connection.dialect.name == "postgresql":
            assert there.get_table_comment(name)["text"] == READ_MODELS.tables[name].comment
            assert all(column["comment"] for column in there.get_columns(name))


def test_read_models_may_be_changed(ledger_url: str) -> None:
    with followed(ledger_url) as store:
        record(store, a_life("B1", 10))
        with store.writing() as connection:
            connection.exec_driver_sql("UPDATE bindings SET state = 'active'")
            assert connection.exec_driver_sql("DELETE FROM bindings").rowcount == 1
