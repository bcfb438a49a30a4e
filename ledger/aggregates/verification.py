"""Whether an account is verified as an enterprise. State machine 2.14; rows 1-02, 1-05, 1-06."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    AccountRegistered,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRejected,
    EnterpriseVerificationRenewed,
)
from ledger.record import Fact

VERIFYING: Final = (
    EnterpriseVerificationExpired
    | EnterpriseVerificationPassed
    | EnterpriseVerificationRejected
    | EnterpriseVerificationRenewed
)
"""The kinds of facts that are about nothing but a verification."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A verification as it was last decided: `verified`, `rejected` or `expired`, by which fact.

    `until` is the first instant at which a verification no longer holds, None if none is known.
    """

    state: str
    mark: Mark
    until: datetime | None = None

    def at(self, instant: datetime) -> str:
        """The state at an instant; a verification with an end is expired from then on by itself."""
        return "expired" if self._ran_out(instant) else self.state

    def expired_since(self, instant: datetime) -> datetime | None:
        """Since when the verification is expired, if it is at an instant."""
        if self._ran_out(instant):
            return self.until
        return self.mark.at if self.state == "expired" else None

    def _ran_out(self, instant: datetime) -> bool:
        return self.state == "verified" and self.until is not None and instant >= self.until


def evolve_verification(known: Verification | None, fact: Fact) -> Verification | None:
    """The verification after one more fact.

    A renewal that is turned down takes nothing from a verification that still runs, and what ran
    out by itself is expired since it did, whenever somebody says so.
    """
    event, here = fact.event, mark(fact)
    match event:
        case AccountRegistered(account_type="verified_enterprise"):
            return known or Verification("verified", here)
        case EnterpriseVerificationPassed() | EnterpriseVerificationRenewed():
            return Verification("verified", here, event.valid_until)
        case EnterpriseVerificationRejected():
            runs = known is not None and known.at(here.at) == "verified"
            return known if runs else Verification("rejected", here)
        case EnterpriseVerificationExpired():
            ran_out = known.expired_since(here.at) if known is not None else None
            return Verification("expired", Mark(ran_out or here.at, here.position))
    return known
