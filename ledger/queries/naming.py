"""Facts found by name, and the grants that caused them."""

from __future__ import annotations

from ledger.codec import decode
from ledger.events import RequestGranted
from ledger.record import Fact
from ledger.store import Store


def fact_named(store: Store, name: str) -> Fact | None:
    """The fact with the name `<source>#<id>`; None if there is none."""
    source, hash_sign, id = name.partition("#")
    for leaf in store.named([(source, id)] if hash_sign else []).values():
        return decode(leaf.position, leaf.data, leaf.personal)
    return None


def granted_by(store: Store, fact: Fact) -> Fact | None:
    """The grant that caused a fact; None if none of this ledger did."""
    cause = fact_named(store, fact.causationid) if fact.causationid is not None else None
    if cause is None or not isinstance(cause.event, RequestGranted):
        return None
    return cause if cause.source == fact.source else None
