"""Ledgers of bare leaves, for the tests that are about the tree and not about facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ledger.codec import Leaf
from ledger.store import Store, create_store

ORIGIN = "example.com/bare"
_START = datetime(2026, 1, 1, tzinfo=UTC)


def leaf(number: int) -> Leaf:
    """The leaf of an index."""
    at = _START + timedelta(seconds=number)
    return Leaf("Test.v1", b'{"seq":%d}' % number, (), "test", str(number), at, at)


def leaves(size: int) -> list[bytes]:
    """The bytes of the first leaves."""
    return [leaf(number).data for number in range(size)]


def filled(address: str, size: int) -> Store:
    """A ledger of so many bare leaves."""
    store = create_store(address, origin=ORIGIN, rehearsal=False)
    grow(store, size)
    return store


def grow(store: Store, size: int) -> None:
    """Record leaves until there are so many."""
    store.write(None, lambda first, last: [leaf(one) for one in range(first - 1, size)])
