"""The facts that decide a request, read from the store."""

from __future__ import annotations

from ledger.aggregates.history import History
from ledger.decisions import Interest, interests
from ledger.queries.memory import Memory, Recollection
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store


def read_boundary(
    store: Store, request: Request, upto: int, memory: Memory | None = None
) -> tuple[Recollection, frozenset[Interest]]:
    """The facts that decide a request, as known up to a position, and the interests they answer.

    With a memory, only what it does not have is read.
    """
    memory = memory or Memory()
    facts: dict[int, Fact] = {}
    read: frozenset[Interest] = frozenset()
    history = History.of(())
    while wanted := interests(request, history) - read:
        for found in memory.read(store, wanted, upto).values():
            facts.update((fact.position, fact) for fact in found)
        read |= wanted
        history = History.of(facts.values())
    return memory.past(history), read
