"""The state of one delegation between two accounts, which both remember. State machine 2.5."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    DelegationAccepted,
    DelegationOffered,
    DelegationRefused,
    DelegationRevoked,
)
from ledger.events.delegation import DelegationEvent
from ledger.record import Fact

OFFERED, ACTIVE, ENDED = "offered", "active", "ended"


@dataclass(frozen=True, slots=True)
class Delegation:
    """What one account, the sub account, let another do for it: the main account (A39).

    `since` marks the fact that began the present state, `accepted` the one since which the
    delegation holds. An offer is open until `until`, for ever if that is None; a delegation that
    holds has no end of its own (1-05). `reason` says why it ended: `refused`, `revoked`, `expired`.
    """

    delegation: str
    grantor: str
    grantee: str
    state: str
    since: Mark
    scopes: tuple[str, ...] = ()
    until: datetime | None = None
    accepted: Mark | None = None
    reason: str | None = None
    ticket: str | None = None

    def at(self, instant: datetime) -> Delegation:
        """The delegation at an instant: an offer that nobody took up in time is over by itself."""
        if self.state != OFFERED or self.until is None or instant < self.until:
            return self
        return replace(
            self, state=ENDED, since=Mark(self.until, self.since.position), reason="expired"
        )

    @property
    def told_by(self) -> tuple[datetime, int]:
        """The order in which delegations are listed: by acceptance, then by offer."""
        return self.accepted or self.since


def evolve_delegation(known: Delegation | None, fact: Fact) -> Delegation:
    """The delegation after one more fact about it, in whatever order they come.

    A fact about one that nobody offered is taken as all that is known of it.
    """
    event, here = fact.event, mark(fact)
    assert isinstance(event, DelegationEvent)
    before = known or Delegation(event.delegation, event.grantor, event.grantee, OFFERED, here)
    match event:
        case DelegationOffered():
            # What was taken up or is over is not offered again by a fact about its beginning.
            told = replace(before, scopes=event.scopes or before.scopes)
            return told if before.state != OFFERED else replace(told, until=event.until)
        case DelegationAccepted() if before.state == OFFERED:
            return replace(before, state=ACTIVE, since=here, accepted=here, until=None)
        case DelegationRefused() if before.state == OFFERED:
            return replace(before, state=ENDED, since=here, reason="refused", until=None)
        case DelegationRevoked() if before.state != ENDED:
            return replace(
                before,
                state=ENDED,
                since=here,
                reason="revoked",
                ticket=event.ticket,
                until=None,
            )
    return before
