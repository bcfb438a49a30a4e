"""What a dispute remembers: who disagrees about what, what is claimed, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from ledger.aggregates.mark import Mark, mark
from ledger.events import ClaimMade, DisputeOpened, DisputeResolved
from ledger.frozen import replace
from ledger.record import Fact


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute: open from `opened` to `resolved`. `claims` are told in order, each once."""

    id: str
    opened: Mark | None = None
    title: str | None = None
    about: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    claims: tuple[ClaimMade, ...] = ()
    resolved: Mark | None = None
    outcome: str | None = None
    remedies: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Opened and not resolved."""
        return self.opened is not None and self.resolved is None

    @classmethod
    def recall(cls, dispute: str, facts: Iterable[Fact]) -> Dispute:
        """The dispute after facts told in order."""
        return reduce(evolve, facts, cls(dispute))


def evolve(dispute: Dispute, fact: Fact) -> Dispute:
    """The dispute after one more of its facts."""
    match fact.event:
        case DisputeOpened(about=about, parties=parties, title=title):
            return replace(
                dispute, opened=mark(fact), title=title, about=about, parties=parties or ()
            )
        case ClaimMade() as claim:
            return replace(dispute, claims=(*dispute.claims, claim))
        case DisputeResolved(outcome=outcome, remedies=remedies):
            return replace(dispute, resolved=mark(fact), outcome=outcome, remedies=remedies or ())
    return dispute
