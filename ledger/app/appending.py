"""One fact of the ledger's own being appended, as somebody said it and at the time it is now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsourcing.dcb.api import DCBAppendCondition
from eventsourcing.persistence import IntegrityError

from ledger.app.timing import Timing
from ledger.codec import Draft, Leaf, LeafTooLong, decode, encode
from ledger.errors import BadInput
from ledger.events import Event
from ledger.language import say
from ledger.record import SOURCE_OF_THE_LEDGER, Fact
from ledger.store import Store


@dataclass(frozen=True, slots=True)
class Appending:
    """Facts of its own that one ledger takes, one by one."""

    store: Store
    timing: Timing

    def append(
        self, event: Event, actor: str | None, condition: DCBAppendCondition | None = None
    ) -> Fact:
        """The event as a fact that is recorded now.

        Raises LeafTooLong, and IntegrityError if the condition does not hold any more.
        """
        now = self.timing.now()
        source = SOURCE_OF_THE_LEDGER + self.store.identity.origin
        draft = Draft(event, now, source, self.timing.surroundings.new_id(), actor)
        recorded: list[Leaf] = []

        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            recordedtime = self.timing.recordedtime(now, last)
            recorded[:] = [encode(draft, recordedtime, self.timing.surroundings.new_salt)]
            return recorded

        position = self.store.write(condition, build)
        return decode(position, recorded[0].data, recorded[0].personal)


def until_alone(step: Callable[[], Fact]) -> Fact:
    """What a step records, taken anew for as long as somebody else came between."""
    while True:
        try:
            return step()
        except IntegrityError:
            continue


def too_long(what: str, where: str, size: LeafTooLong, now: str) -> BadInput:
    """The error of a fact that is longer than a leaf may be."""
    why = say("A fact has at most 65,535 bytes; this one has {size}.", size=str(size))
    return BadInput(what, where=where, why=why, now=now)
