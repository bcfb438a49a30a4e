"""Writes `docs/tables.md`: read models and tree as any SQL tool sees them, with queries.

    python -m tools.write_tables [--to FILE]

The page is made from the declarations in `ledger/projections`; a test compares the two and runs
the queries.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, SmallInteger, Table

from ledger.projections import PROJECTIONS
from ledger.projections.tables import PROJECTIONS_TABLE
from ledger.store.tables import TREE

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"

HEADING = """\
# Tables

Made by `python -m tools.write_tables` from the declarations in `ledger/projections`; do not edit.

Beside its log a ledger keeps read models: plain tables that hold what the facts come to. Read them
with `sqlite3`, `psql`, DuckDB, Datasette or anything else that speaks SQL:

    sqlite3 -readonly -box bindledger.db "SELECT * FROM bindings WHERE state = 'active'"

- They are written in the transaction that records the facts: a reader never sees a lag. A ledger
  from before there were read models has them once it is next opened for writing.
- They hold what facts say, never what law says of it. How many chances there are, or when a wait is
  over, `bindledger shop show` and `account show` work out from the rulebook in force.
- They know all facts recorded so far, also one dated a little ahead of the clock, and no other
  time; for another time ask `bindledger` with `--valid` and `--known`.
- They are copies. Whatever happens to them, `bindledger projections check` names each row that is
  not what the log says, and `bindledger projections rebuild` makes them again.
- An *instant* is text, RFC 3339 in UTC with six fractional digits: the order of texts is the order
  of time. `…_position` is the position of the fact that says so, as `history` and `export` show it.
- Every row ends with the last fact in it. Facts are told by time, then by position; annulled ones
  are left out.
"""

TREE_HEADING = """
## The tree over the facts

Two more tables are no read models but part of the proof: they are written once and never changed,
and `bindledger verify` compares them with the log.
"""

QUERIES = (
    (
        "Which accounts each shop has in effect, and since when",
        """\
SELECT shop, program, account, activated
FROM bindings
WHERE state IN ('active', 'unlink_requested')
ORDER BY shop, activated;
""",
    ),
    (
        "Bindings in effect at an instant, as far as the last spell of each tells",
        """\
SELECT binding, shop, account
FROM bindings
WHERE activated <= '2026-06-01' AND (ended IS NULL OR ended > '2026-06-01');
""",
    ),
    (
        "Unlinks used by each shop, as `unlink_chances` of `shop show` counts them",
        """\
SELECT shop, program, observed + by_shop AS used
FROM unlink_chances
ORDER BY used DESC, shop;
""",
    ),
    (
        "Accounts that were let go since 1 June and are bound to no shop now",
        """\
SELECT account, program, ended, ended_shop, ended_reason
FROM cooldowns
WHERE ended >= '2026-06-01' AND bound_binding IS NULL;
""",
    ),
    (
        "The lowest compliance scores of shops, and the fact to ask `export` about",
        """\
SELECT subject, score, moved, moved_position
FROM compliance
WHERE subject LIKE 'shop:%' AND score IS NOT NULL
ORDER BY score, subject
LIMIT 10;
""",
    ),
    (
        "How far the read models are",
        """\
SELECT p.name, p.position, f.head - p.position AS lag
FROM projections AS p, (SELECT max(position) AS head FROM facts) AS f
ORDER BY p.name;
""",
    ),
)


def page() -> str:
    """The whole page as Markdown."""
    return "".join(_page())


def _page() -> Iterator[str]:
    yield HEADING
    for table in (*(one.table for one in PROJECTIONS), PROJECTIONS_TABLE):
        yield from _table(table)
    yield TREE_HEADING
    for table in TREE.sorted_tables:
        yield from _table(table, "###")
    yield "\n## Queries to start from\n"
    for title, query in QUERIES:
        yield f"\n{title}:\n\n```sql\n{query}```\n"


def _table(table: Table, heading: str = "##") -> Iterator[str]:
    yield f"\n{heading} `{table.name}`\n\n{table.comment}\n"
    keys = ", ".join(f"`{column.name}`" for column in table.primary_key)
    yield f"\nOne row for each {keys}.\n\n"
    yield "| column | is | may be null | meaning |\n|---|---|---|---|\n"
    for column in table.columns:
        null = "yes" if column.nullable else ""
        yield f"| `{column.name}` | {_form(column)} | {null} | {column.comment} |\n"


def _form(column: Column[Any]) -> str:
    if isinstance(column.type, LargeBinary):
        return "bytes"
    if isinstance(column.type, BigInteger | SmallInteger):
        return "integer"
    return {"instant": "instant", "JSON": "JSON text"}.get(column.info.get("holds", ""), "text")


def main() -> None:
    """Writes the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=PAGE)
    options.parse_args().to.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
