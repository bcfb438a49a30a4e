"""What would let a refused request be granted: the log as it is, with other events supposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History
from ledger.app.timing import Timing
from ledger.decisions import Help, help_for
from ledger.events import RequestGranted, RequestRefused
from ledger.queries.boundary import gathered, read_boundary
from ledger.queries.memory import read_interests
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.requests import Request
from ledger.rules import Cure
from ledger.store import Store
from ledger.subjects import request_tag

_SUPPOSED: Final = "supposed"
"""The source of facts that are in no log."""


@dataclass(frozen=True, slots=True)
class Helping:
    """Looks for what else could happen so that a request of one ledger would be granted."""

    store: Store
    timing: Timing

    def help(self, request: Request, times: Times | None = None) -> Help:
        """The smallest sets of events that would let a refused request be granted.

        A request whose id was decided is looked at as it was then: at that time, and with what was
        known. Raises BadInput.
        """
        with self.store.staying():
            if times is None:
                times = self._asked_at(request)
            return self._help(request, times)

    def _asked_at(self, request: Request) -> Times:
        head = self.store.head()
        history, _ = read_boundary(self.store, request, head.position)
        for fact in history.by_subject.get(request_tag(request.id), ()):
            if isinstance(fact.event, RequestGranted | RequestRefused):
                return Times(fact.time, fact.recordedtime, fact.event.read_at)
        at = self.timing.now(request.at, head=head)
        return Times(at, at, head.position)

    def _help(self, request: Request, times: Times) -> Help:
        begun = read_boundary(self.store, request, times.position)

        def supposed(events: Cure) -> History:
            history, answered = begun
            told = history.with_more(_facts(events, times.valid, times.position))
            history, _ = gathered(
                request,
                lambda wanted: read_interests(self.store, wanted, times.position).values(),
                (told, answered),
            )
            return replace(history, law=times.ruling(history.law))

        return help_for(request, supposed, times.valid, self.timing.surroundings.new_id())


def _facts(events: Cure, at: datetime, after: int) -> list[Fact]:
    """Events as the facts they would be, recorded next."""
    return [
        Fact(position, at, at, _SUPPOSED, str(position), event)
        for position, event in enumerate(events, start=after + 1)
    ]
