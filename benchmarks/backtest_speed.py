"""How fast a backtest under one and under two rulebooks is, and how much memory it takes.

    python -m benchmarks.backtest_speed [FACTS …]

A ledger is filled with observed facts, then its history is judged under the built-in text with one
slot less, and with that and one unlink chance less. Each step runs in a process of its own, so
that the memory of one is not that of another.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.filled import fill
from benchmarks.lives import ACCOUNTS, SEED, SHOPS
from ledger.app import Ledger
from ledger.backtest.whole import backtest
from ledger.rulebook import Rulebook, built_in_rulebooks, read_rulebook

_CHANNEL = r'program += "tiktok\.channel"'
_CHANGES = (("shop.slots", 3), ("shop.unlink_chances", 2))


def main(counts: list[int]) -> None:
    """Measure and print each size: seconds, processor seconds, most memory, and what was found."""
    print(f"{SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}")
    with TemporaryDirectory() as name:
        for count in counts:
            address = str(Path(name) / f"{count}.db")
            _apart(_fill, address, count)
            for files in range(1, len(_CHANGES) + 1):
                _apart(_backtest, address, files)


def _apart(step: Callable[[str, int], None], address: str, number: int) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        apart.submit(step, address, number).result()


def _fill(address: str, count: int) -> None:
    fill(Path(address), count)


def _backtest(address: str, files: int) -> None:
    books = [(name, _changed(name, value)) for name, value in _CHANGES[:files]]
    with Ledger.open(address, write=False) as ledger:
        facts = ledger.store.head().position
        start, busy = perf_counter(), process_time()
        found = backtest(ledger.store, books, ledger.now())
        seconds, busy = perf_counter() - start, process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{facts:,} facts, {files} rulebooks: {seconds:.1f} s, {facts / seconds:,.0f} facts/s")
    print(f"  processor: {busy:.1f} s")
    print(f"  {found.acts:,} acts judged, {len(found.judged):,} come out otherwise, {memory} MB")


def _changed(parameter: str, value: int) -> Rulebook:
    """The built-in text of the channel program with one number changed."""
    text = next(text for _, text in built_in_rulebooks() if re.search(_CHANNEL, text))
    head, history, rest = text.partition(f'[[parameter."{parameter}".history]]')
    changed = re.sub(r"value +=.*", f"value = {value}", rest, count=1)
    assert changed != rest
    return read_rulebook(head + history + changed, parameter)


if __name__ == "__main__":
    main([int(word.replace(",", "")) for word in sys.argv[1:]] or [100_000])
