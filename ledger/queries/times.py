"""At which times a question is asked: true at, as known at, and under which law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.aggregates import Law
from ledger.rulebook import Rulebook
from ledger.store import Store
from ledger.terms import instant_text

Rules = datetime | Rulebook
"""Law asked for: all of it as at an instant, or one text in the place of its program's own."""


@dataclass(frozen=True, slots=True)
class Times:
    """The three times of a question, settled: `position` is the last fact known at `known`.

    Without `rules` the law is the one in force at the time of each fact, or of the question.
    """

    valid: datetime
    known: datetime
    position: int
    rules: Rules | None = None

    def ruling(self, law: Law) -> Law:
        """The law the question is answered under, made of what was adopted as far as known."""
        match self.rules:
            case None:
                return law
            case datetime():
                return law.as_of(self.rules)
            case Rulebook():
                return law.with_text(self.rules)

    def as_of(self) -> dict[str, Any]:
        """The times as an answer tells them; `rules` if they were given."""
        told: dict[str, Any] = {
            "valid": instant_text(self.valid),
            "known": instant_text(self.known),
            "position": self.position,
        }
        return told if self.rules is None else told | {"rules": rules_text(self.rules)}


def rules_text(rules: Rules) -> str:
    """Law asked for, in a word: an instant, or the digest of a text."""
    return rules.digest if isinstance(rules, Rulebook) else instant_text(rules)


def settle(
    store: Store,
    now: datetime,
    valid: datetime | None,
    known: datetime | None,
    rules: Rules | None = None,
) -> Times:
    """The times asked for: true and known by default now, the law by default the one in force."""
    head = store.head().position
    position = head if known is None else min(head, store.position_known_at(known))
    return Times(valid or now, known or now, position, rules)
