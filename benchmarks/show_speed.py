"""How fast one shop's state and a balance are found at any times, beside a SELECT of its facts.

    python -m benchmarks.show_speed [FACTS]

The ledger is open, as for a console that stays. Shops, and the times asked about (`--valid` and
`--known`), are drawn at random over the whole length of the log; a third of the questions is about
now. The baseline is plain `sqlite3` reading the leaves of the same shop known by the same time, by
the same index, and decoding each with orjson. Both answer each question in turn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from benchmarks.filled import count_of_arguments, fill
from benchmarks.lives import ACCOUNTS, SEED, SHOPS
from ledger.app import Ledger
from ledger.queries.state import show_shop
from ledger.queries.statement import statement
from ledger.queries.times import settle
from ledger.subjects import shop_tag

_QUESTIONS = 600
_WARM = 20
_BALANCE = "unlink_chances:tiktok.channel"
_FIRST = datetime(2018, 2, 1, tzinfo=UTC)

_FACTS = """
    SELECT leaf FROM facts WHERE position IN
        (SELECT position FROM tags WHERE tag = ? AND position <= ?)
    ORDER BY position
"""


def measured(facts: int) -> dict[str, float]:
    """Milliseconds a question, of the ledger and of the baseline, and their ratios."""
    with TemporaryDirectory() as name:
        path = Path(name) / "ledger.db"
        return compared(path, fill(path, facts))


def compared(path: Path, last: datetime) -> dict[str, float]:
    """The same of a ledger that is there, whose last fact happened at `last`."""
    mine, stated, raw, read = [], [], [], []
    with (
        Ledger.open(str(path), write=False) as ledger,
        closing(sqlite3.connect(path)) as baseline,
    ):
        baseline.execute("PRAGMA cache_size = -32000")
        for shop, valid, known in _questions(last):
            start = perf_counter()
            times = settle(ledger.store, last, valid, known)
            show_shop(ledger.store, shop, times)
            shown = perf_counter()
            statement(ledger.store, shop_tag(shop), _BALANCE, times)
            between = perf_counter()
            rows = baseline.execute(_FACTS, (shop_tag(shop), times.position))
            decoded = [orjson.loads(leaf) for (leaf,) in rows]
            end = perf_counter()
            mine.append((shown - start) * 1000)
            stated.append((between - shown) * 1000)
            raw.append((end - between) * 1000)
            read.append(len(decoded))
    mine, stated, raw, read = mine[_WARM:], stated[_WARM:], raw[_WARM:], read[_WARM:]
    return {
        "ms, p50": median(mine),
        "ms, p99": _p99(mine),
        "statement ms, p50": median(stated),
        "statement ms, p99": _p99(stated),
        "baseline ms, p50": median(raw),
        "baseline ms, p99": _p99(raw),
        "times the baseline, p50": median(mine) / median(raw),
        "times the baseline, p99": _p99(mine) / _p99(raw),
        "facts of the shop, median": median(read),
    }


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98]


def _questions(last: datetime) -> Iterator[tuple[str, datetime | None, datetime | None]]:
    chance = Random(SEED)
    length = (last - _FIRST).total_seconds()
    for _ in range(_QUESTIONS):
        shop = f"tiktok:S{chance.randrange(SHOPS)}"
        valid, known = (_FIRST + timedelta(seconds=chance.random() * length) for _ in range(2))
        yield (shop, None, None) if chance.random() < 1 / 3 else (shop, valid, known)


def main(facts: int) -> None:
    """Measure and print."""
    print(f"{facts:,} facts of {SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}")
    for what, value in measured(facts).items():
        print(f"{what}: {value:.2f}")


if __name__ == "__main__":
    main(count_of_arguments(1_000_000))
