"""At which times a question is asked: true at, and as known at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.store import Store


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a question, settled: `position` is the last fact known at `known`."""

    valid: datetime
    known: datetime
    position: int


def settle(store: Store, now: datetime, valid: datetime | None, known: datetime | None) -> Times:
    """The times asked for, each by default now."""
    head = store.head().position
    position = head if known is None else min(head, store.position_known_at(known))
    return Times(valid or now, known or now, position)
