"""What a violation remembers: whose it is, the notice, the appeals. State machines 2.9 and 2.10."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    AppealDecided,
    AppealSubmitted,
    AppealWindowLapsed,
    AppealWithdrawn,
    EcommercePermissionFrozen,
    Event,
    ViolationNotified,
    ViolationRecorded,
    ViolationResolved,
)
from ledger.frozen import replace
from ledger.record import Fact

REMEMBERS: Final = frozenset(
    kind.kind
    for kind in (
        AppealDecided,
        AppealSubmitted,
        AppealWindowLapsed,
        AppealWithdrawn,
        EcommercePermissionFrozen,
        ViolationNotified,
        ViolationRecorded,
        ViolationResolved,
    )
)
"""The kinds of facts that change what a violation remembers."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of an account or a shop; `withdrawn` marks the last appeal taken back."""

    id: str
    account: str | None = None
    shop: str | None = None
    category: str | None = None
    content_posted_at: datetime | None = None
    recorded: Mark | None = None
    notified: Mark | None = None
    frozen: Mark | None = None
    resolved: Mark | None = None
    cancelled: Mark | None = None
    appealed: Mark | None = None
    withdrawn: Mark | None = None
    lapsed: Mark | None = None

    @property
    def is_open(self) -> bool:
        """Recorded, and neither resolved nor cancelled by a granted appeal."""
        return self.recorded is not None and self.resolved is None and self.cancelled is None

    @classmethod
    def recall(cls, violation: str, facts: Iterable[Fact]) -> Violation:
        """The violation after facts told in order."""
        return evolve_all(cls(violation), facts)


def evolve(violation: Violation, fact: Fact) -> Violation:
    """The violation after one more fact that names it."""
    here = mark(fact)
    if fact.event.kind in REMEMBERS:
        violation = _of_party(violation, fact.event)
    match fact.event:
        case ViolationRecorded() as event:
            return replace(
                violation,
                account=event.account or violation.account,
                shop=event.shop or violation.shop,
                category=event.category,
                content_posted_at=event.content_posted_at or violation.content_posted_at,
                recorded=violation.recorded or here,
            )
        case ViolationNotified():
            return replace(violation, notified=violation.notified or here)
        case ViolationResolved():
            return replace(violation, resolved=violation.resolved or here)
        case EcommercePermissionFrozen():
            return replace(violation, frozen=violation.frozen or here)
        case AppealSubmitted():
            return replace(violation, appealed=here)
        case AppealWithdrawn():
            return replace(violation, appealed=None, withdrawn=here)
        case AppealDecided(outcome="granted"):
            return replace(violation, cancelled=violation.cancelled or here)
        case AppealWindowLapsed():
            return replace(violation, lapsed=violation.lapsed or here)
    return violation


def evolve_all(violation: Violation, facts: Iterable[Fact]) -> Violation:
    """The violation after more facts told in order."""
    return reduce(evolve, facts, violation)


def _of_party(violation: Violation, event: Event) -> Violation:
    """Whose violation it is, as far as a fact says.

    The shop of an appeal is the one the ledger found (A22), which later news may correct: it counts
    only where nothing else is known.
    """
    account, shop = getattr(event, "account", None), getattr(event, "shop", None)
    if isinstance(event, _ABOUT_AN_APPEAL) and (violation.account or account):
        shop = None
    return replace(violation, account=violation.account or account, shop=violation.shop or shop)


_ABOUT_AN_APPEAL: Final = (AppealSubmitted, AppealWithdrawn, AppealDecided, AppealWindowLapsed)
