"""What adapters that compare need to know: what is recorded, and what this file told before.

A list that is asked for again and again tells what is, never what happened. What happened is the
difference to what was told before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ledger.aggregates.binding import Binding
from ledger.aggregates.shop import Shop
from ledger.border import read_feed_line
from ledger.codec import decode, split_personal
from ledger.feeds.telling import Line, Reading
from ledger.queries.reading import facts_of
from ledger.record import Fact, as_it_stood
from ledger.store import Store
from ledger.subjects import shop_tag, tags_of
from ledger.terms import instant_text


class Memory:
    """The facts of the subjects that a file tells of, those it told itself among them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: dict[str, list[Fact]] = {}
        self._first: dict[tuple[str, str], str] = {}
        self._next = store.head().position + 1

    def every(self, tag: str) -> list[Fact]:
        """All facts of a subject, also annulled ones, in order of position."""
        if tag not in self._facts:
            self._facts[tag] = list(facts_of(self._store, [tag]))
        return self._facts[tag]

    def by(self, tag: str, valid: datetime | None = None) -> tuple[Fact, ...]:
        """The facts of a subject that count, by an instant if given, in the order of time."""
        return as_it_stood(self.every(tag), valid=valid)

    def told_at(self, tag: str, source: str, at: datetime) -> tuple[Line, ...]:
        """The facts that a source told of a subject at an instant."""
        facts = self.every(tag)
        return tuple(line_of(one) for one in facts if one.source == source and one.time == at)

    def told(self, reading: Reading) -> Reading:
        """The reading, when its facts are remembered. Raises Faulty if one cannot be a fact."""
        for fact in reading.facts:
            self.tell(fact)
        return reading

    def as_first_told(self, reading: Reading) -> Reading:
        """The reading with the times that facts of these names had when they were first told.

        For payloads that do not say when anything happened: delivered again they come later.
        """
        names = [(fact["source"], fact["id"]) for fact in reading.facts]
        stored = self._store.named([name for name in names if name not in self._first])
        for name, leaf in stored.items():
            fact = decode(leaf.position, leaf.data, leaf.personal)
            self._first[name] = instant_text(fact.time)
        facts = (
            {**fact, "time": self._first.setdefault(name, fact["time"])}
            for name, fact in zip(names, reading.facts, strict=True)
        )
        return replace(reading, facts=tuple(facts))

    def tell(self, line: Line) -> None:
        """Remember a fact that is about to be recorded. Raises Faulty if it cannot be one."""
        draft = read_feed_line(line)
        for tag in tags_of(draft.event):
            known = self.every(tag)
            if all(fact.name != draft.name for fact in known):
                known.append(
                    Fact(
                        self._next,
                        draft.time,
                        draft.time,
                        draft.source,
                        draft.id,
                        draft.event,
                        causationid=draft.causationid,
                    )
                )
        self._next += 1


def line_of(fact: Fact) -> Line:
    """The line of a feed that a fact came from."""
    public, personal = split_personal(fact.event)
    line: dict[str, Any] = {
        "specversion": "1.0",
        "type": fact.event.kind,
        "source": fact.source,
        "id": fact.id,
        "time": instant_text(fact.time),
        "data": {**public, **personal},
    }
    if fact.causationid is not None:
        line["causationid"] = fact.causationid
    return line


def standing(memory: Memory, shop: str, at: datetime) -> Mapping[str, Binding]:
    """The bindings of a shop as they stood at an instant, by their ids, whoever told of them."""
    return Shop.recall(shop, memory.by(shop_tag(shop), at)).bindings
