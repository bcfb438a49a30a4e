"""The permits of a shop. Source 002 rows 2-16 and 2-31, reading A53."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import Event, PermitExpired, PermitRecorded
from ledger.record import Fact

OF_PERMITS: Final[tuple[type[Event], ...]] = (PermitExpired, PermitRecorded)
"""The facts that change a shop's permits."""


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit as the facts leave it: it holds from `since` on, before `until` where that is known.

    `document_number` is personal, None where nobody gave it or it is forgotten. `doubtful` is set
    where this permit or another of its kind ran out, and nobody can tell any more which.
    """

    permit_kind: str
    recorded: Mark
    since: datetime
    until: datetime | None = None
    category: str | None = None
    document_number: str | None = None
    doubtful: bool = False

    def holds_at(self, instant: datetime) -> bool:
        """Whether it holds at an instant, as far as that can be told."""
        return self.since <= instant and (self.until is None or instant < self.until)


def evolve_permits(held: tuple[Permit, ...], fact: Fact) -> tuple[Permit, ...]:
    """The permits after a fact that records one, or says that one ran out."""
    match fact.event:
        case PermitRecorded() as event:
            recorded = Permit(
                event.permit_kind,
                mark(fact),
                event.valid_from or fact.time,
                event.valid_until,
                event.category,
                event.document_number,
            )
            return (*held, recorded)
        case PermitExpired() as event:
            meant, sure = _meant(held, event, forgotten=fact.forgotten)
            return tuple(_after(one, fact.time, sure=sure) if one in meant else one for one in held)
    return held


def _meant(
    held: tuple[Permit, ...], event: PermitExpired, *, forgotten: bool
) -> tuple[tuple[Permit, ...], bool]:
    """Which permits ran out, or may have, and whether that is sure; without a number, all."""
    of_kind = tuple(one for one in held if one.permit_kind == event.permit_kind)
    if event.document_number is None:
        return of_kind, not forgotten or len(of_kind) == 1
    same = tuple(one for one in of_kind if one.document_number == event.document_number)
    unread = tuple(one for one in of_kind if one.document_number is None)
    return (same, True) if same else (unread, len(of_kind) == 1)


def _after(permit: Permit, end: datetime, *, sure: bool) -> Permit:
    if not sure:
        return replace(permit, doubtful=True)
    return replace(permit, until=end if permit.until is None else min(permit.until, end))
