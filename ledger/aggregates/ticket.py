"""A ticket of customer service, as the account that opened it remembers it (1-07, 3-36)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledger.aggregates.mark import Mark, mark
from ledger.events import SupportTicketClosed, SupportTicketOpened
from ledger.record import Fact


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket: what it is about, when it was opened, and closed if it was.

    `opened` is None where a feed tells of the closing alone.
    """

    id: str
    about: str | None = None
    opened: Mark | None = None
    closed: Mark | None = None

    @property
    def is_open(self) -> bool:
        """Whether customer service still works on it."""
        return self.opened is not None and self.closed is None


def evolve_tickets(tickets: Mapping[str, Ticket], fact: Fact) -> Mapping[str, Ticket]:
    """The tickets after one more fact about one of them; opened again, a ticket is open."""
    match fact.event:
        case SupportTicketOpened(ticket=name, about=about):
            return {**tickets, name: Ticket(name, about, mark(fact))}
        case SupportTicketClosed(ticket=name):
            closed = replace(tickets.get(name) or Ticket(name), closed=mark(fact))
            return {**tickets, name: closed}
    return tickets
