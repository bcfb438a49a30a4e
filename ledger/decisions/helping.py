"""What else could happen so that a refused request would be granted now.

Each rule offers the events that could cure its break; whether they do is never taken from the rule,
but found by judging again with the events in the history. Of the rules a case does not keep, one
must be cured by every set that helps, so the search branches over the cures of one rule at a time
and comes to every smallest set, the smallest first. Time and law are no events: `earliest` is about
those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import combinations, islice
from typing import Final

from ledger.aggregates.history import Past
from ledger.decisions.flows import matter_of
from ledger.decisions.matter import case_at
from ledger.errors import BadInput
from ledger.requests import Request
from ledger.rulebook import Rulebook
from ledger.rules import Case, Cure, cures_of, judge
from ledger.verdict import Finding, Outcome

MOST_EVENTS: Final = 6
"""Larger sets are not looked for."""

MOST_JUDGED: Final = 500
"""After so many judgements the search is given up."""


@dataclass(frozen=True, slots=True)
class Help:
    """The smallest sets of other events that would let a request be granted, the smallest first.

    The events of a set come in the order in which they would have to happen. No subset of a set is
    enough. `complete` is False where the search was cut short, so that there may be more sets.
    """

    sets: tuple[Cure, ...] = ()
    complete: bool = True


Supposed = Callable[[Cure], Past]
"""The past as it would be if some events had just happened too."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What would come of the request: granted, or the cures of a rule that stands in the way."""

    granted: bool
    cures: tuple[Cure, ...] = ()


_DEAD_END: Final = _Judged(granted=False)


def help_for(request: Request, supposed: Supposed, at: datetime, new_name: str) -> Help:
    """What would let a request that is refused at an instant be granted at that instant."""
    search = _Search(request, supposed, at, new_name)
    return search.run()


@dataclass(slots=True)
class _Search:
    request: Request
    supposed: Supposed
    at: datetime
    new_name: str
    complete: bool = True
    _known: dict[Cure, _Judged] = field(default_factory=dict)

    def run(self) -> Help:
        found: list[Cure] = []
        if self._judged(()).granted:
            return Help()
        for events in self._in_order_of_size():
            if any(set(one) <= set(events) for one in found):
                continue
            if len(self._known) >= MOST_JUDGED:
                self.complete = False
                break
            if self._judged(events).granted:
                found += self._smallest(events)
        return Help(tuple(found), self.complete)

    def _in_order_of_size(self) -> Iterator[Cure]:
        """Sets to be tried; those that extend a set are found only once it was tried in vain."""
        waiting: list[tuple[int, int, Cure]] = [(0, 0, ())]
        seen: set[frozenset[object]] = {frozenset()}
        while waiting:
            _, _, events = heappop(waiting)
            yield events
            for cure in self._known.get(events, _DEAD_END).cures:
                more = (*events, *(event for event in cure if event not in events))
                if len(more) > MOST_EVENTS:
                    self.complete = False
                elif frozenset(more) not in seen:
                    seen.add(frozenset(more))
                    heappush(waiting, (len(more), len(seen), more))

    def _smallest(self, events: Cure) -> list[Cure]:
        """The set itself, or the subsets that are enough, where rules offered more than needed."""
        found: list[Cure] = []
        for size in range(1, len(events)):
            for some in combinations(events, size):
                if any(set(one) <= set(some) for one in found):
                    continue
                if self._judged(some).granted:
                    found.append(some)
        return found or [events]

    def _judged(self, events: Cure) -> _Judged:
        if events not in self._known:
            self._known[events] = self._judge(events)
        return self._known[events]

    def _judge(self, events: Cure) -> _Judged:
        past = self.supposed(events)
        try:
            matter = matter_of(self.request, past, self.at, self.new_name)
        except BadInput:
            return _DEAD_END
        case = case_at(matter, past, self.at)
        refusing = [one for one in judge(case, matter.book).findings if one.refuses]
        if not refusing:
            return _Judged(granted=True)
        return _Judged(granted=False, cures=self._offered(case, matter.book, refusing))

    def _offered(self, case: Case, book: Rulebook, refusing: Iterable[Finding]) -> tuple[Cure, ...]:
        """The cures of the first rule that has any; none where some rule cannot be cured."""
        first: tuple[Cure, ...] = ()
        for finding in refusing:
            cures = cures_of(case, book, finding.rule)
            if cures is None and finding.outcome is Outcome.BREAKS:
                return ()
            if cures is not None and not first:
                first = tuple(islice(cures, MOST_JUDGED + 1))
        if len(first) > MOST_JUDGED:
            self.complete = False
        return first[:MOST_JUDGED]
