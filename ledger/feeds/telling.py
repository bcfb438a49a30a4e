"""What adapters make of payloads: lines of facts, as a feed of our own would write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from ledger.events import Event, RawEventKept
from ledger.terms import instant_text

Line = dict[str, Any]
"""A fact on the wire: a CloudEvent, not yet validated."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a payload: the facts it tells, how many of its events no adapter reads.

    Those are kept raw, and so among the facts; `tests` counts messages that say of themselves that
    they are tests, of which there is no fact.
    """

    facts: tuple[Line, ...] = ()
    unknown: int = 0
    tests: int = 0


TEST = Reading(tests=1)


def together(*readings: Reading) -> Reading:
    """What several readings come to."""
    return Reading(
        tuple(fact for one in readings for fact in one.facts),
        sum(one.unknown for one in readings),
        sum(one.tests for one in readings),
    )


def digest_of(text: str) -> str:
    """The digest of a payload: what stands for its name where the platform gives it none."""
    return "sha256:" + sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes the facts of one event of a feed.

    `key` is what the platform tells a repeated delivery by, so that a fact of the same event has
    the same name whenever it comes.
    """

    source: str
    key: str
    time: datetime

    def fact(self, kind: type[Event], which: str = "", **data: Any) -> Line:
        """A fact; `which` tells apart several of the same kind. Fields that are None are absent."""
        name = kind.kind.partition(".")[0]
        return {
            "specversion": "1.0",
            "type": kind.kind,
            "source": self.source,
            "id": "/".join(part for part in (self.key, name, which) if part),
            "time": instant_text(self.time),
            "data": {field: value for field, value in data.items() if value is not None},
        }

    def told(self, kind: type[Event], **data: Any) -> Reading:
        """The reading of an event that tells one fact."""
        return Reading((self.fact(kind, **data),))

    def raw(
        self, event: str, body: str, *, shop: str | None = None, account: str | None = None
    ) -> Reading:
        """The reading of an event that no adapter reads, which is kept as it came."""
        kept = self.fact(
            RawEventKept,
            platform=self.source.partition("/")[0],
            event=event,
            shop=shop,
            account=account,
            digest=digest_of(body),
            body=body,
        )
        return Reading((kept,), unknown=1)
