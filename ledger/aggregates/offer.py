"""The limited offers of a shop. Source 003 rows 3-06 and 3-47."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import Event, LimitedOfferClosed, LimitedOfferOpened
from ledger.record import Fact

OF_OFFERS: Final[tuple[type[Event], ...]] = (LimitedOfferClosed, LimitedOfferOpened)
"""The facts that change a shop's limited offers."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A limited offer as its last facts leave it; None where nobody said that it was opened."""

    opened: Mark | None = None
    until: datetime | None = None
    closed: Mark | None = None

    def stands_at(self, instant: datetime) -> bool:
        """Whether it is open at an instant: neither closed nor over by itself."""
        over = self.until is not None and self.until <= instant
        return self.opened is not None and self.closed is None and not over


def evolve_offers(known: Mapping[str, Offer], fact: Fact) -> dict[str, Offer]:
    """The offers by name after one is opened, once more perhaps, or closed."""
    match fact.event:
        case LimitedOfferOpened(limited_offer=name, until=until):
            return {**known, name: Offer(mark(fact), until)}
        case LimitedOfferClosed(limited_offer=name):
            return {**known, name: replace(known.get(name, Offer()), closed=mark(fact))}
    return dict(known)
