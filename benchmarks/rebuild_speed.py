"""How fast all read models are made again, beside a scan of the same rows.

    python -m benchmarks.rebuild_speed [FACTS]

`projections rebuild` in one process, with the rows written and compared, against plain `sqlite3`
reading every leaf in order of position and decoding each with orjson. In turns, three times.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from benchmarks.filled import count_of_arguments, fill
from benchmarks.lives import ACCOUNTS, SEED, SHOPS
from ledger.app import Ledger

_TURNS = 3


def measured(facts: int) -> dict[str, float]:
    """Facts a second of the rebuild and of the scan, and the ratio of the two."""
    with TemporaryDirectory() as name:
        path = Path(name) / "ledger.db"
        fill(path, facts)
        return compared(path, facts)


def compared(path: Path, facts: int) -> dict[str, float]:
    """The same of a ledger that is there."""
    with Ledger.open(str(path), write=True) as ledger:
        turns = [(_rebuilt(ledger), _scanned(path)) for _ in range(_TURNS)]
    rebuilt, scanned = (median(side) for side in zip(*turns, strict=True))
    return {
        "facts/s": facts / rebuilt,
        "baseline facts/s": facts / scanned,
        "ratio": median(scan / rebuild for rebuild, scan in turns),
    }


def _rebuilt(ledger: Ledger) -> float:
    start = perf_counter()
    ledger.rebuild_projections()
    return perf_counter() - start


def _scanned(path: Path) -> float:
    with closing(sqlite3.connect(path)) as connection:
        start = perf_counter()
        for (leaf,) in connection.execute("SELECT leaf FROM facts ORDER BY position"):
            orjson.loads(leaf)
        return perf_counter() - start


def main(facts: int) -> None:
    """Measure and print."""
    print(f"{facts:,} facts of {SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}")
    for what, value in measured(facts).items():
        print(f"{what}: {value:,.2f}")


if __name__ == "__main__":
    main(count_of_arguments(100_000))
