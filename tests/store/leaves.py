"""Leaves for the log to keep: it never looks inside, so their bytes are anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ledger.codec import Leaf

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after START."""
    return START + timedelta(seconds=seconds)


def leaf(
    name: str,
    *tags: str,
    kind: str = "ShopRegistered.v1",
    source: str = "feed",
    time: float = 0,
    recorded: float = 0,
    personal: bytes | None = None,
) -> Leaf:
    """A leaf; times in seconds after START."""
    return Leaf(
        kind=kind,
        data=b"\x00\xff" + name.encode(),
        tags=tags,
        source=source,
        id=name,
        time=at(time),
        recordedtime=at(recorded),
        salt=None if personal is None else b"s" * 16,
        personal=personal,
    )
