"""A fact in its place and time, and the history as it stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.events import Event, FactAnnulled

SOURCE_OF_THE_LEDGER = "bindledger:"
"""How the source of every fact begins that the ledger made itself."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An event with its place in the log, its two times, its name, and who and what caused it.

    `time` is when it happened, `recordedtime` when the ledger learnt it, both UTC. `forgotten` says
    that personal fields existed once and were destroyed.
    """

    position: int
    time: datetime
    recordedtime: datetime
    source: str
    id: str
    event: Event
    actor: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    forgotten: bool = False

    @property
    def name(self) -> str:
        """`<source>#<id>`, by which other facts refer to this one."""
        return f"{self.source}#{self.id}"


def in_order(fact: Fact) -> tuple[datetime, int]:
    """The order in which facts are told: by time, then by position."""
    return fact.time, fact.position


def annulled_in(facts: Iterable[Fact]) -> frozenset[str]:
    """The names of the facts that other facts among these annul."""
    return frozenset(fact.event.fact for fact in facts if isinstance(fact.event, FactAnnulled))


def as_it_stood(
    facts: Iterable[Fact], *, valid: datetime | None = None, known: int | None = None
) -> tuple[Fact, ...]:
    """The facts that count: known up to position `known`, not annulled by then, true by `valid`.

    Told in order of time, then position. An annulment counts from its position on, whatever its
    time. None means without bound.
    """
    learnt = [fact for fact in facts if known is None or fact.position <= known]
    gone = annulled_in(learnt)
    standing = (
        fact
        for fact in learnt
        if not (gone and fact.name in gone)
        and not isinstance(fact.event, FactAnnulled)
        and (valid is None or fact.time <= valid)
    )
    return tuple(sorted(standing, key=in_order))
