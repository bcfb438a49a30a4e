"""Whether an account is verified as an enterprise, and until when. State machine 2.14."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from ledger.aggregates.legal_subject import LegalSubject, legal_subject
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
    `shop`; `passed` and `renewed` are verified, until `valid_until` where the fact says so;
    `legal_subject` is the subject that was verified, which a renewal does not change.
    """

    state: VerificationState
    since: Mark
    valid_until: datetime | None = None
    shop: str | None = None
    legal_subject: LegalSubject | None = None

    @property
    def holds(self) -> bool:
        """Whether the account was verified by the last fact about it."""
        return self.state in ("passed", "renewed")

    def holds_at(self, instant: datetime) -> bool:
        """Whether the account is verified at an instant: a verification may end by itself."""
        return self.holds and (self.valid_until is None or instant < self.valid_until)

    def at(self, instant: datetime) -> str:
        """`verified` or `expired` at an instant, or what the last fact said."""
        if self.holds:
            return "verified" if self.holds_at(instant) else "expired"
        return self.state

    def expired_since(self, instant: datetime) -> datetime | None:
        """Since when the verification is expired, if it is at an instant."""
        if self.holds:
            return None if self.holds_at(instant) else self.valid_until
        return self.since.at if self.state == "expired" else None


def evolve_verification(told: Verification | None, fact: Fact) -> Verification | None:
    """The verification after one more fact; new papers do not undo one that holds."""
    here = mark(fact)
    shop = told.shop if told is not None else None
    behind = told.legal_subject if told is not None else None
    match fact.event:
        case MaterialSubmitted():
            return told or Verification("submitted", here)
        case EnterpriseVerificationAuthorised(shop=lender):
            if told is not None and told.holds:
                return replace(told, shop=lender or shop)
            return Verification("authorised", here, shop=lender or shop)
        case EnterpriseVerificationPassed(valid_until=until) as event:
            return Verification("passed", here, until, shop, legal_subject(event, fact))
        case EnterpriseVerificationRenewed(valid_until=until):
            return Verification("renewed", here, until, shop, behind)
        case EnterpriseVerificationRejected():
            # A renewal that is turned down takes nothing from a verification that still runs.
            runs = told is not None and told.holds_at(here.at)
            return told if runs else Verification("rejected", here, shop=shop)
        case EnterpriseVerificationExpired():
            # What ran out by itself is expired since it did, whenever somebody says so.
            ran_out = told.expired_since(here.at) if told is not None else None
            since = Mark(ran_out or here.at, here.position)
            return Verification("expired", since, shop=shop, legal_subject=behind)
    return told
