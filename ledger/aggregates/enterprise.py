"""Whether an account is verified as an enterprise: source 000 / 0-08, 001 / 1-05, 1-06."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRejected,
    EnterpriseVerificationRenewed,
)
from ledger.record import Fact

VERIFICATION: Final = (
    EnterpriseVerificationExpired
    | EnterpriseVerificationPassed
    | EnterpriseVerificationRejected
    | EnterpriseVerificationRenewed
)
"""The facts that tell how an account's verification stands."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An account's last verification; `until` is when it runs out, if that is known.

    `refused` marks one that was rejected or ran out. `uscc` is the code of the legal subject.
    """

    told: Mark
    refused: bool = False
    until: datetime | None = None
    uscc: str | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Whether the account is a verified enterprise at an instant."""
        return not self.refused and (self.until is None or instant < self.until)


def verified(known: Enterprise | None, fact: Fact) -> Enterprise | None:
    """The verification after a fact that tells of it."""
    match fact.event:
        case EnterpriseVerificationPassed(valid_until=until, uscc=uscc):
            return Enterprise(mark(fact), until=until, uscc=uscc)
        case EnterpriseVerificationRenewed(valid_until=until):
            code = known.uscc if known is not None else None
            return Enterprise(mark(fact), until=until, uscc=code)
        case EnterpriseVerificationRejected() | EnterpriseVerificationExpired():
            before = known or Enterprise(mark(fact))
            return replace(before, told=mark(fact), refused=True)
    return known
