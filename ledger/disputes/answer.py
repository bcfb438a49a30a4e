"""What the facts say of a claim, stretch by stretch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.verdict import Finding


class Standing(StrEnum):
    """How a claim stands against the facts; what nobody recorded is not provable either way."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_PROVABLE = "not_provable"


class Ground(StrEnum):
    """Why a claim stands as it does; `ledger.disputes.words` says it in a sentence."""

    IN_EFFECT = "in_effect"
    NOT_YET = "not_yet"
    NOT_TAKEN_UP = "not_taken_up"
    ENDED = "ended"
    FELL_DUE = "fell_due"
    NOTHING_TOLD = "nothing_told"
    START_UNKNOWN = "start_unknown"
    TO_COME = "to_come"
    RULE = "rule"
    NO_RULE = "no_rule"
    GRANTED = "granted"
    WAS_GRANTED = "was_granted"
    NOTIFIED_BEFORE = "notified_before"
    NOTIFIED_LATER = "notified_later"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Told:
    """What facts say of a claim over a stretch, or at an instant where `until` is None.

    `missing` names the kind of fact, the field or the calendar without which it is not provable.
    `finding` is a rule's, where one was asked, under the law with the digest `rulebook`; `rests_on`
    holds the positions a rule counts from.
    """

    standing: Standing
    ground: Ground
    since: datetime | None = None
    until: datetime | None = None
    missing: str | None = None
    finding: Finding | None = None
    rulebook: str | None = None
    rests_on: tuple[int, ...] = ()

    def says_the_same(self, other: Told) -> bool:
        """Whether another answer is the same: as the claim stands, on the same ground."""
        mine = self.finding.rule if self.finding is not None else None
        theirs = other.finding.rule if other.finding is not None else None
        return (self.standing, self.ground, mine, self.rests_on) == (
            other.standing,
            other.ground,
            theirs,
            other.rests_on,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What facts say, and the smallest set of them that says so: none may be left out.

    `evidence` holds positions, ascending; it is empty where nothing can be proved.
    """

    told: Told
    evidence: tuple[int, ...]
