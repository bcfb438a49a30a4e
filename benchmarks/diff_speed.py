"""How fast two answers about one shop are compared, beside asking for both.

    python -m benchmarks.diff_speed [FACTS]

The ledger is open, as for a console that stays. Shops, and the two times between which each clock
goes, are drawn at random over the whole length of the log, so that a diff spans a third of it. The
baseline is `show` at both ends, which tells no cause. Both answer each question in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.filled import count_of_arguments, fill
from benchmarks.lives import ACCOUNTS, SEED, SHOPS
from ledger.app import Ledger
from ledger.queries.diff import Axis, diff
from ledger.queries.state import show_shop
from ledger.queries.times import Times, settle
from ledger.store import Store
from ledger.subjects import shop_tag

_QUESTIONS = 200
_WARM = 5
_FIRST = datetime(2018, 2, 1, tzinfo=UTC)


def measured(facts: int) -> dict[str, float]:
    """Milliseconds a question, of each clock and of its baseline, and their ratios."""
    with TemporaryDirectory() as name:
        path = Path(name) / "ledger.db"
        return compared(path, fill(path, facts))


def compared(path: Path, last: datetime) -> dict[str, float]:
    """The same of a ledger that is there, whose last fact happened at `last`."""
    found: dict[str, float] = {}
    with Ledger.open(str(path), write=False) as ledger:
        for axis in Axis:
            mine, shown, changes = [], [], []
            for shop, before, after in _questions(ledger.store, axis, last):
                start = perf_counter()
                told = diff(ledger.store, shop_tag(shop), axis, before, after)
                between = perf_counter()
                for times in (before, after):
                    show_shop(ledger.store, shop, times)
                end = perf_counter()
                mine.append((between - start) * 1000)
                shown.append((end - between) * 1000)
                changes.append(len(told["changes"]) if told is not None else 0)
            mine, shown = mine[_WARM:], shown[_WARM:]
            found |= {
                f"{axis} ms, p50": median(mine),
                f"{axis} ms, p99": quantiles(mine, n=100)[98],
                f"{axis} times two shows, p50": median(mine) / median(shown),
                f"{axis} lines told, median": median(changes),
            }
    return found


def _questions(store: Store, axis: Axis, last: datetime) -> Iterator[tuple[str, Times, Times]]:
    chance = Random(SEED)
    length = (last - _FIRST).total_seconds()
    for _ in range(_QUESTIONS):
        shop = f"tiktok:S{chance.randrange(SHOPS)}"
        ends = sorted(_FIRST + timedelta(seconds=chance.random() * length) for _ in range(2))
        before, after = (_asked(store, axis, last, at) for at in ends)
        yield shop, before, after


def _asked(store: Store, axis: Axis, last: datetime, at: datetime) -> Times:
    match axis:
        case Axis.VALID:
            return settle(store, last, at, None)
        case Axis.KNOWN:
            return settle(store, last, None, at)
        case Axis.RULES:
            return settle(store, last, None, None, at)


def main(facts: int) -> None:
    """Measure and print."""
    print(f"{facts:,} facts of {SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}")
    for what, value in measured(facts).items():
        print(f"{what}: {value:.2f}")


if __name__ == "__main__":
    main(count_of_arguments(1_000_000))
