"""Ledgers filled with the facts of `lives.py`, for the benchmarks that only read or ask."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson

from benchmarks.lives import lines
from ledger.app import Ledger, Surroundings
from ledger.border import read_feed_line
from ledger.codec import Draft, Leaf, encode

_AT_ONCE = 2_000
_BEFORE = datetime(2018, 1, 1, tzinfo=UTC)


def count_of_arguments(default: int) -> int:
    """How many facts the command line asks for."""
    return int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else default


def fill(path: Path, count: int) -> datetime:
    """Make a ledger of so many facts and the built-in law; the time of the last fact.

    The facts are learnt some at a time, soon after they happened; breaches are not looked for.
    """
    last = _BEFORE
    surroundings = Surroundings(clock=lambda: _BEFORE)
    with Ledger.create(str(path), origin="bench", surroundings=surroundings) as ledger:
        for some in _batches(count):
            last = some[-1].time
            ledger.store.write(None, lambda first, _, some=some: _leaves(some, surroundings))
    return last


def _batches(count: int) -> Iterator[Sequence[Draft]]:
    drafts = (read_feed_line(orjson.loads(line)) for line in lines(count))
    while some := list(islice(drafts, _AT_ONCE)):
        yield some


def _leaves(drafts: Sequence[Draft], surroundings: Surroundings) -> Sequence[Leaf]:
    learnt = drafts[-1].time
    return [encode(draft, learnt, surroundings.new_salt) for draft in drafts]
