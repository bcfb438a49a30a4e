"""How fast an import is, breaches judged, beside plain `sqlite3` writing the same rows.

    python -m benchmarks.import_speed [FACTS]

Both run in this process, one after the other, on the disk of the temporary folder. The baseline is
`executemany` of the very rows and tags the import wrote, in batches of 1,000, each its own
transaction with `synchronous=FULL`: into the same tables with the same indexes, and into tables
that have the columns only.
"""

from __future__ import annotations

import resource
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from benchmarks.lives import ACCOUNTS, SEED, SHOPS, lines
from ledger.app import Ledger
from ledger.app.files import facts_in

_BATCH = 1_000
_TABLES = ("facts", "tags", "personal")


def main(count: int) -> None:
    """Measure and print: seconds, facts a second, and the ratio to each baseline."""
    print(f"{count:,} facts of {SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}")
    with TemporaryDirectory() as name:
        folder = Path(name)
        feed, path = folder / "facts.ndjson", folder / "ledger.db"
        with feed.open("wb") as file:
            file.writelines(lines(count))
        with Ledger.create(str(path), origin="bench") as ledger, feed.open("rb") as stream:
            law = ledger.store.head().position
            start, worked = perf_counter(), process_time()
            imported = ledger.take(facts_in(stream))
            taken, worked = perf_counter() - start, process_time() - worked
        assert imported.new == count, imported.rejected[:3]
        _say("import", count, taken)
        print(f"  of which the processor worked {worked:.2f} s")
        print(f"  breaches found: {imported.breaches:,}")
        print(f"  most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")
        for what, indexed in (("same tables and indexes", True), ("columns only", False)):
            seconds = _baseline(path, folder / f"baseline-{indexed}.db", law, indexed=indexed)
            _say(f"sqlite3, {what}", count, seconds)
            print(f"  ratio of the import to it: {seconds / taken:.3f}")


def _say(what: str, count: int, seconds: float) -> None:
    print(f"{what}: {seconds:.2f} s, {count / seconds:,.0f} facts/s")


def _baseline(ledger: Path, path: Path, after: int, *, indexed: bool) -> float:
    """The seconds it takes to write the rows of a ledger after a position once more."""
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(path)) as target:
        target.isolation_level = None
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = FULL")
        target.execute("PRAGMA cache_size = -32000")
        for statement in _declarations(source, indexed=indexed):
            target.execute(statement)
        return sum(_written(target, batch) for batch in _batches(source, after))


def _declarations(source: sqlite3.Connection, *, indexed: bool) -> list[str]:
    found = source.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    ).fetchall()
    if indexed:
        kinds = ("table", "index")
        return [sql for kind, _, table, sql in found if kind in kinds and table in _TABLES]
    return [
        f"CREATE TABLE {table} ({', '.join(_columns(source, table))})"
        for kind, _, table, _ in found
        if kind == "table" and table in _TABLES
    ]


def _columns(source: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in source.execute(f"PRAGMA table_info({table})")]


def _batches(source: sqlite3.Connection, after: int) -> Iterator[dict[str, list[Any]]]:
    cursors = {
        table: source.execute(
            f"SELECT * FROM {table} WHERE position > ? ORDER BY position", (after,)
        )
        for table in _TABLES
    }
    waiting: dict[str, Any] = {table: next(cursor, None) for table, cursor in cursors.items()}
    while facts := [row for row in (waiting["facts"],) if row is not None]:
        facts += islice(cursors["facts"], _BATCH - 1)
        waiting["facts"] = next(cursors["facts"], None)
        batch = {"facts": facts}
        for table in ("tags", "personal"):
            batch[table] = []
            while waiting[table] is not None and waiting[table][0] <= facts[-1][0]:
                batch[table].append(waiting[table])
                waiting[table] = next(cursors[table], None)
        yield batch


def _written(target: sqlite3.Connection, batch: dict[str, list[Any]]) -> float:
    start = perf_counter()
    target.execute("BEGIN IMMEDIATE")
    for table, rows in batch.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    target.execute("COMMIT")
    return perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000)
