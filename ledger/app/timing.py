"""What time it is for a ledger.

A rehearsal ledger has no clock: its time is a request's `at`, else the time given for this
invocation, else the last recorded time. Any other ledger has the machine's clock and no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.app.surroundings import Surroundings
from ledger.errors import BadInput
from ledger.language import say
from ledger.store import Head, Store
from ledger.terms import BEGINNING, instant_text


@dataclass(frozen=True, slots=True)
class Timing:
    """The time of a ledger. `given` is the invocation's `--now`.

    Where a question is asked again, `fixed` is the time it was asked at first.
    """

    store: Store
    surroundings: Surroundings
    given: datetime | None = None
    fixed: datetime | None = None

    def check(self) -> None:
        """Refuse a given time that this ledger cannot take. Raises BadInput."""
        if self.given is not None:
            self.now(self.given, "--now")

    def now(
        self, asked: datetime | None = None, where: str = "at", head: Head | None = None
    ) -> datetime:
        """The time now, or as asked for. Raises BadInput where nobody may ask for that time.

        Never before the last recorded time: that of `head` for who has just read it.
        """
        if self.fixed is not None:
            return asked or self.fixed
        last = (head or self.store.head()).recordedtime
        if not self.store.identity.rehearsal:
            if asked is not None or self.given is not None:
                raise _no_clock(where if asked is not None else "--now")
            clock = self.surroundings.clock()
            return clock if last is None else max(clock, last)
        now = asked or self.given or last or BEGINNING
        if last is not None and now < last:
            raise _too_early(now, last, where if asked is not None else "--now")
        return now

    def recordedtime(self, now: datetime, last: datetime | None, where: str = "--now") -> datetime:
        """The recorded time of facts appended now: never before that of the last fact.

        On a rehearsal ledger nobody's time may pass meanwhile. Raises BadInput there.
        """
        if last is None or last <= now:
            return now
        if self.store.identity.rehearsal:
            raise _too_early(now, last, where)
        return last


def _no_clock(where: str) -> BadInput:
    return BadInput(
        say("This ledger has its own clock."),
        where=where,
        why=say("Nobody asks in the past: only a rehearsal ledger takes a time."),
        now=say("Leave it out, or rehearse in a ledger made with `init --rehearsal`."),
    )


def _too_early(now: datetime, last: datetime, where: str) -> BadInput:
    """The error of a time before the last recorded one."""
    return BadInput(
        say("{now} is before the last recorded time.", now=instant_text(now)),
        where=where,
        why=say("The ledger already knows facts recorded at {last}.", last=instant_text(last)),
        now=say("Give {last} or a later time.", last=instant_text(last)),
    )
