"""How fast a proof of one fact is, and how fast a whole ledger is verified.

    python -m benchmarks.proof_speed [FACTS …]

A ledger is filled and its tree integrated; then proofs of random facts are made and checked, and
the ledger is verified from scratch, by one process and by two. Each size runs in a process of its
own, so that the memory of one is not that of another.
"""

from __future__ import annotations

import os
import random
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.filled import fill
from benchmarks.lives import SEED
from ledger.proof.heads import sign
from ledger.proof.keys import key_file, make_key
from ledger.proof.making import prove
from ledger.proof.whole import verify_ledger
from ledger.store import open_store
from ledger.store.tree import integrate

_PROOFS = 500


def main(counts: list[int]) -> None:
    """Measure and print each size."""
    print(f"seed {SEED}, {os.cpu_count()} processors")
    with TemporaryDirectory() as name:
        for count in counts:
            address = str(Path(name) / f"{count}.db")
            for step in (_fill, _prove, _verify, _verify_by_two):
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
                    apart.submit(step, address, count).result()


def _fill(address: str, count: int) -> None:
    fill(Path(address), count)
    with open_store(address) as store:
        start = perf_counter()
        integrate(store)
        print(f"{count:,} facts: integrated in {perf_counter() - start:.2f} s")
        key = Path(f"{address}.key")
        make_key(key, "bench", bytes(32))
        with key_file(key) as opened:
            sign(store, opened)


def _prove(address: str, count: int) -> None:
    chance, times = random.Random(SEED), []
    with open_store(address, write=False) as store:
        prove(store, 1)
        before = process_time()
        for _ in range(_PROOFS):
            position, start = chance.randint(1, count), perf_counter()
            prove(store, position)
            times.append(perf_counter() - start)
    slow, busy = quantiles(times, n=100)[98], (process_time() - before) / _PROOFS
    print(
        f"  proof of a fact: {median(times) * 1e3:.2f} ms (p50), {slow * 1e3:.2f} ms (p99),"
        f" {busy * 1e3:.2f} ms of the processor"
    )


def _verify(address: str, count: int) -> None:
    _measured(address, None, "one process")


def _verify_by_two(address: str, count: int) -> None:
    _measured(address, address, "two processes")


def _measured(address: str, beside: str | None, by: str) -> None:
    with open_store(address, write=False) as store:
        start = perf_counter()
        found = verify_ledger(store, address=beside)
        seconds = perf_counter() - start
    assert found.is_ok
    used = [resource.getrusage(who) for who in _WHO]
    most = max(one.ru_maxrss for one in used) // 1024
    busy = sum(one.ru_utime + one.ru_stime for one in used)
    print(
        f"  verified by {by}: {seconds:.1f} s, {busy:.1f} s of the processor,"
        f" at most {most} MB each"
    )


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


if __name__ == "__main__":
    main([int(word.replace(",", "")) for word in sys.argv[1:]] or [100_000])
