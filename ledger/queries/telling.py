"""Histories: what happened to some subjects, with what came late and what was annulled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ledger.codec import split_personal
from ledger.queries.reading import facts_of
from ledger.queries.times import Times
from ledger.record import Fact, annulled_in, in_order
from ledger.store import Store
from ledger.subjects import tags_of
from ledger.terms import instant_text


def history(store: Store, tags: Sequence[str], times: Times) -> Iterator[dict[str, Any]]:
    """The timeline of some subjects, in the shape of the contract, told in order of time.

    A fact is `late` where a fact of the same subject at a lower position happened later.
    """
    facts = list(facts_of(store, tags, upto=times.position))
    gone = annulled_in(facts)
    latest: dict[str, Any] = {}
    late = set()
    for fact in facts:
        for tag in tags_of(fact.event):
            if tag not in tags:
                continue
            if tag in latest and fact.time < latest[tag]:
                late.add(fact.position)
            latest[tag] = max(fact.time, latest.get(tag, fact.time))
    for fact in sorted(facts, key=in_order):
        if fact.time > times.valid:
            continue
        yield fact_told(fact) | (
            ({"late": True} if fact.position in late else {})
            | ({"annulled": True} if fact.name in gone else {})
            | ({"forgotten": True} if fact.forgotten else {})
        )


def fact_told(fact: Fact) -> dict[str, Any]:
    """A fact and who knew of it when: when it happened, when it was learnt, who told it."""
    public, personal = split_personal(fact.event)
    return {
        "position": fact.position,
        "time": instant_text(fact.time),
        "recordedtime": instant_text(fact.recordedtime),
        "type": fact.event.kind,
        "source": fact.source,
        "id": fact.id,
        "actor": fact.actor,
        "data": public | personal,
    }
