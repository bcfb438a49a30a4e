"""`tick`: what fell due by itself becomes facts, each at its own instant.

The facts carry the actor `tick` and, as `causationid`, the fact they follow from. What a late fact
makes due is recorded the next time; what a late fact shows to be wrong is left to be annulled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery
from eventsourcing.persistence import IntegrityError

from ledger.app.timing import Timing
from ledger.codec import Draft, Leaf, decode, encode
from ledger.due import Due
from ledger.errors import BadInput, LedgerError
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.language import say
from ledger.queries.present import DECISIVE, present_at
from ledger.record import SOURCE_OF_THE_LEDGER, Fact
from ledger.store import Store
from ledger.store.query import query_of
from ledger.subjects import tags_of
from ledger.terms import instant_text

ACTOR: Final = "tick"
"""Who did what nobody did: the actor of facts that fell due by themselves."""

_AT_ONCE: Final = 50
"""Facts in one append: their subjects make up its condition, and databases bound its length."""

_MOST_TRIES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Ticking:
    """Time going by in one ledger."""

    store: Store
    timing: Timing

    def tick(self, until: datetime | None = None) -> tuple[Fact, ...]:
        """Record what fell due by an instant, by default by now; the new facts, in order.

        On a rehearsal ledger without a time of this invocation, `until` is the time it is. Raises
        BadInput for a time that is still to come, LedgerError if the ledger never rests.
        """
        now = self._now(until)
        recorded: list[Fact] = []
        for _ in range(_MOST_TRIES):
            if self._caught_up(now, now if until is None else until, recorded):
                return tuple(recorded)
        raise LedgerError(
            say("Not everything that fell due could be recorded."),
            where="tick",
            why=say("Others kept changing the same shops and accounts meanwhile."),
            now=say("Tick again: what is recorded stays recorded."),
        )

    def _now(self, until: datetime | None) -> datetime:
        if self.store.identity.rehearsal and self.timing.given is None:
            return self.timing.now(until, "--until")
        now = self.timing.now()
        if until is not None and until > now:
            raise BadInput(
                say("{until} is still to come.", until=instant_text(until)),
                where="--until",
                why=say("It is {now}; nothing falls due before its time.", now=instant_text(now)),
                now=say("Leave it out; `bindledger agenda` tells what is to come."),
            )
        return now

    def _caught_up(self, now: datetime, until: datetime, recorded: list[Fact]) -> bool:
        """Whether everything was recorded before somebody else changed what it depends on."""
        head = self.store.head().position
        fallen = (due for due in present_at(self.store, until, head).dues() if due.at <= until)
        while some := list(islice(fallen, _AT_ONCE)):
            condition = DCBAppendCondition(_depends_on(some), after=head)
            drafts = [self._draft(due) for due in some]
            try:
                leaves, last = self._append(drafts, condition, now)
            except IntegrityError:
                return False
            first = last - len(leaves) + 1
            recorded += (decode(first + place, leaf.data) for place, leaf in enumerate(leaves))
            if first != head + 1:
                return False
            head = last
        return True

    def _append(
        self, drafts: Sequence[Draft], condition: DCBAppendCondition, now: datetime
    ) -> tuple[Sequence[Leaf], int]:
        leaves: list[Leaf] = []

        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            recordedtime = self.timing.recordedtime(now, last, "--until")
            salt = self.timing.surroundings.new_salt
            leaves[:] = [encode(draft, recordedtime, salt) for draft in drafts]
            return leaves

        return leaves, self.store.write(condition, build)

    def _draft(self, due: Due) -> Draft:
        (cause,) = self.store.facts(after=due.cause - 1, upto=due.cause)
        return Draft(
            due.event,
            due.at,
            SOURCE_OF_THE_LEDGER + self.store.identity.origin,
            self.timing.surroundings.new_id(),
            ACTOR,
            causationid=decode(cause.position, cause.data).name,
        )


def _depends_on(dues: Sequence[Due]) -> DCBQuery:
    """The facts that would make these otherwise: of their subjects, and the law."""
    return query_of(_wanted(dues))


def _wanted(dues: Sequence[Due]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield (RulebookAdopted.kind, CalendarAdopted.kind), ()
    for tag in sorted({tag for due in dues for tag in tags_of(due.event)}):
        yield DECISIVE, (tag,)
