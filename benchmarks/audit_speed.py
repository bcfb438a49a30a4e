"""How fast an audit is, and that its memory does not grow with facts.

    python -m benchmarks.audit_speed [FACTS …]

A ledger is filled, then audited by two processes, as `bindledger audit` does: the
stored form and the read models by one, what was decided and what happened by the other. Each size
runs in a process of its own, so that the memory of one is not that of another.
"""

from __future__ import annotations

import os
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.filled import fill
from benchmarks.lives import ACCOUNTS, SEED, SHOPS
from ledger.app import Ledger
from ledger.audit.whole import Audited, audit


def main(counts: list[int]) -> None:
    """Measure and print each size: seconds, facts a second, processor seconds, most memory."""
    print(f"{SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}, {os.cpu_count()} processors")
    with TemporaryDirectory() as name:
        for count in counts:
            address = str(Path(name) / f"{count}.db")
            for step in (_fill, _audit):
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
                    apart.submit(step, address, count).result()


def _fill(address: str, count: int) -> None:
    fill(Path(address), count)


def _audit(address: str, count: int) -> None:
    with Ledger.open(address, write=False) as ledger:
        start, busy = perf_counter(), os.times()
        found = audit(ledger.store, address=address)
        seconds, now = perf_counter() - start, os.times()
    _check(found)
    own = now.user + now.system - busy.user - busy.system
    other = now.children_user + now.children_system
    print(f"{count:,} facts: {seconds:.1f} s, {count / seconds:,.0f} facts/s")
    print(f"  breaches found: {len(found.judged.breaches):,}")
    print(f"  processor: {own:.1f} s judging, {other:.1f} s looking at what is stored")
    print(
        f"  most memory: {_most_memory(own=True)} MB judging, {_most_memory(own=False)} MB stored"
    )


def _check(found: Audited) -> None:
    """The facts are as they were imported: nothing may be wrong with them but breaches."""
    assert found.was_judged
    assert not found.stored.defects
    assert not found.stored.read_models
    assert not found.judged.balances


def _most_memory(*, own: bool) -> int:
    who = resource.RUSAGE_SELF if own else resource.RUSAGE_CHILDREN
    return resource.getrusage(who).ru_maxrss // 1024


if __name__ == "__main__":
    main([int(word.replace(",", "")) for word in sys.argv[1:]] or [100_000])
