"""Reading samples as an import would, without recording anything."""

from __future__ import annotations

import io
from typing import Any

from ledger.app import Ledger
from ledger.app.files import facts_in
from ledger.border import Faulty
from ledger.feeds import FEEDS, Counts, facts_told


def read(
    ledger: str, feed: str, deliveries: bytes, secret: str | None = None
) -> tuple[list[tuple[int, Any]], Counts]:
    """The facts of a file of deliveries, by line, or what is wrong with each line; and the counts.

    Of a fault there are field, expected and got.
    """
    counts = Counts()
    told: list[tuple[int, Any]] = []
    with Ledger.open(ledger, write=False) as opened:
        lines = facts_in(io.BytesIO(deliveries))
        key = secret.encode() if secret else None
        for number, value in facts_told(lines, FEEDS[feed], opened.store, key, counts):
            if isinstance(value, Faulty):
                told += [(number, (one.field, one.expected, one.got)) for one in value.faults]
            else:
                told.append((number, value))
    return told, counts
