"""Whether an account is verified as an enterprise, and until when. State machine 2.14."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    EnterpriseVerificationAuthorised,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRejected,
    EnterpriseVerificationRenewed,
    Event,
    MaterialSubmitted,
)
from ledger.record import Fact

OF_A_VERIFICATION: Final[tuple[type[Event], ...]] = (
    EnterpriseVerificationAuthorised,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRejected,
    EnterpriseVerificationRenewed,
    MaterialSubmitted,
)
"""The facts that move a verification along."""

VerificationState = Literal["submitted", "authorised", "passed", "rejected", "renewed", "expired"]


@dataclass(frozen=True, slots=True)
class Verification:
    """The enterprise verification of an account, as the last fact about it left it.

    `submitted` and `authorised` wait for the platform, by the account's own papers or by those of
    `shop`; `passed` and `renewed` are verified, until `valid_until` where the fact says so.
    """

    state: VerificationState
    since: Mark
    valid_until: datetime | None = None
    shop: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the account is verified."""
        return self.state in ("passed", "renewed")


def evolve_verification(told: Verification | None, fact: Fact) -> Verification | None:
    """The verification after one more fact; new papers do not undo one that holds."""
    here = mark(fact)
    shop = told.shop if told is not None else None
    match fact.event:
        case MaterialSubmitted():
            return told or Verification("submitted", here)
        case EnterpriseVerificationAuthorised(shop=lender):
            if told is not None and told.holds:
                return replace(told, shop=lender or shop)
            return Verification("authorised", here, shop=lender or shop)
        case EnterpriseVerificationPassed(valid_until=until):
            return Verification("passed", here, until, shop)
        case EnterpriseVerificationRenewed(valid_until=until):
            return Verification("renewed", here, until, shop)
        case EnterpriseVerificationRejected():
            return Verification("rejected", here, shop=shop)
        case EnterpriseVerificationExpired():
            return Verification("expired", here, shop=shop)
    return told
