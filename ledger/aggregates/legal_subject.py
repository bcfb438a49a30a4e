"""The legal subject behind a shop or an account: the name and code on its papers."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.aggregates.mark import Mark, mark
from ledger.events import EnterpriseVerificationPassed, ShopSubjectDeclared
from ledger.record import Fact


@dataclass(frozen=True, slots=True)
class LegalSubject:
    """Whose a shop or an account is, as one fact tells it.

    `name` and `uscc`, the unified social credit code, are personal and kept as they were told, so
    that they can be compared; they never leave a rule but as equal or not. Both are None once they
    are `forgotten`, and what an earlier fact told does not stand in for them.
    """

    name: str | None
    uscc: str | None
    told: Mark
    forgotten: bool = False


def legal_subject(
    event: ShopSubjectDeclared | EnterpriseVerificationPassed, fact: Fact
) -> LegalSubject | None:
    """The legal subject that a fact tells; None where it tells nothing of whose it is."""
    if event.subject is None and event.uscc is None and not fact.forgotten:
        return None
    return LegalSubject(event.subject, event.uscc, mark(fact), fact.forgotten)
