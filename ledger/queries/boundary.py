"""The facts that decide a request, read from the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from ledger.aggregates.history import History
from ledger.decisions import Interest, interests
from ledger.events import FactAnnulled
from ledger.queries.memory import Memory, read_interests
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store

_Reading = Callable[[Store, Iterable[Interest], int], Mapping[Interest, Sequence[Fact]]]

_NOTHING: Final = History.of(())


def read_boundary(
    store: Store, request: Request, upto: int, memory: Memory | None = None
) -> tuple[History, frozenset[Interest]]:
    """The facts that decide a request, as known up to a position, and the interests they answer.

    With a memory, only what it does not have is read.
    """
    reading: _Reading = read_interests
    if memory is not None:
        memory.catch_up(store, upto)
        reading = memory.read
    return gathered(request, lambda wanted: reading(store, wanted, upto).values())


def gathered(
    request: Request,
    read: Callable[[frozenset[Interest]], Iterable[Iterable[Fact]]],
    begun: tuple[History, frozenset[Interest]] = (_NOTHING, frozenset()),
) -> tuple[History, frozenset[Interest]]:
    """The facts that decide a request, wherever they are read, and the interests they answer.

    `begun` is what was read before, and what that answered.
    """
    history, answered = begun
    facts = {(fact.position, fact.id): fact for fact in history.facts}
    annulled = False
    while wanted := interests(request, history) - answered:
        more = {
            (fact.position, fact.id): fact
            for found in read(wanted)
            for fact in found
            if (fact.position, fact.id) not in facts
        }
        facts |= more
        answered |= wanted
        annulled = annulled or any(isinstance(one.event, FactAnnulled) for one in more.values())
        history = History.of(facts.values()) if annulled else history.with_more(more.values())
    return history, answered
