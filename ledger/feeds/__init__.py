"""Platforms' own payloads become facts: one small module for each feed.

An adapter reads one delivery and gives lines of facts, which then go the way of every feed: they
are validated and told from what is known already. The name of a fact is the feed's, with the key
by which the platform itself tells repeated deliveries, so that the same delivery twice is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.border import Faulty, read_feed_line
from ledger.feeds import (
    douyin_push,
    kuaishou,
    mini_program,
    pdd,
    self_authors,
    signatures,
    tiktok,
    wechat_accounts,
    wechat_events,
    wechat_league,
    wechat_pay,
    youzan,
)
from ledger.feeds.delivery import Delivery, read_delivery
from ledger.feeds.memory import Memory
from ledger.feeds.telling import Line, Reading
from ledger.store import Store

Adapter = Callable[[Delivery, Memory], Reading]
"""Reads one delivery; raises Faulty for one that it cannot."""


@dataclass(frozen=True, slots=True)
class Feed:
    """How one kind of file is read, and how the signature of a delivery is checked.

    `opens` says that the secret is what the payload is decrypted with.
    """

    read: Adapter
    check: signatures.Check | None = None
    opens: bool = False

    @property
    def takes_secret(self) -> bool:
        """Whether there is anything to do with a secret."""
        return self.check is not None or self.opens


FEEDS: Final[Mapping[str, Feed]] = {
    "tiktok-webhook": Feed(tiktok.read, signatures.tiktok),
    "douyin-push": Feed(douyin_push.read, signatures.douyin),
    "douyin-self-authors": Feed(self_authors.read),
    "douyin-mini-program": Feed(mini_program.read),
    "wechat-events": Feed(wechat_events.read),
    "wechat-league": Feed(wechat_league.read),
    "wechat-accounts": Feed(wechat_accounts.read),
    "wechat-pay": Feed(wechat_pay.read, opens=True),
    "kuaishou": Feed(kuaishou.read, signatures.kuaishou),
    "pdd": Feed(pdd.read),
    "youzan": Feed(youzan.read),
}
"""Every format of a platform that can be imported, by the name it is asked for."""


@dataclass(slots=True)
class Counts:
    """What a file held besides facts: events no adapter reads, and messages that are tests."""

    unknown: int = 0
    tests: int = 0


def facts_told(
    lines: Iterable[tuple[int, dict[str, Any] | Faulty]],
    feed: Feed,
    store: Store,
    secret: bytes | None,
    counts: Counts,
) -> Iterator[tuple[int, Line | Faulty]]:
    """The facts that the lines of a platform's file tell, each with the number of its line.

    A line tells all its facts or is bad. What else it held is added to `counts` on the way.
    """
    memory = Memory(store)
    for number, value in lines:
        try:
            if isinstance(value, Faulty):
                raise value
            delivery = read_delivery(value, secret)
            if feed.check is not None and secret is not None:
                feed.check(delivery, secret)
            reading = feed.read(delivery, memory)
            if len(reading.facts) > 1:
                # Where one fact cannot be taken in, the others of its line would be half of it.
                for fact in reading.facts:
                    read_feed_line(fact)
        except Faulty as why:
            yield number, why
            continue
        counts.unknown += reading.unknown
        counts.tests += reading.tests
        for fact in reading.facts:
            yield number, fact


__all__ = ["FEEDS", "Counts", "Feed", "facts_told"]
