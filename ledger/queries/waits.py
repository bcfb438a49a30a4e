"""When the waits of an account and of a binding are over, for whoever tells of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Binding, Law
from ledger.due import first_over
from ledger.rules.case import span
from ledger.verdict import Limit

REBIND_WAIT: Final = "account.rebind_wait"
BOUND_TIME: Final = "binding.bound_time"


def rebind_wait_over(account: Account, law: Law, at: datetime) -> datetime | None:
    """When the longest wait of an account after its bindings is over; None if none runs."""
    last: dict[str, datetime] = {}
    for binding in account.bindings.values():
        if binding.ended is not None:
            ended = binding.ended.at
            last[binding.program] = max(ended, last.get(binding.program, ended))
    over = (_over(law, program, REBIND_WAIT, start, at) for program, start in last.items())
    return max((free for free in over if free is not None), default=None)


def bound_time_over(binding: Binding, law: Law, at: datetime) -> datetime | None:
    """When a running binding has lasted long enough to be undone; None if it has (A5)."""
    book = law.rulebook(binding.program, at)
    if book is None or not binding.runs:
        return None
    accepted = book.reading(f"{BOUND_TIME}.starts_at", at) == "accepted"
    start = binding.accepted if accepted else binding.activated
    return None if start is None else _over(law, binding.program, BOUND_TIME, start.at, at)


def _over(law: Law, program: str, rule: str, start: datetime, at: datetime) -> datetime | None:
    """When a wait is over, under the law of that instant; None if it is over or never will be."""

    def ends(limit: Limit | None) -> datetime:
        return start + span(limit) if limit is not None else start

    over = first_over(law, program, rule, at, ends)
    return over if over is not None and over > at else None
