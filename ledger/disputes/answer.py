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
    `finding` is a rule's, where one was asked, under the law with the digest `rulebook`; `broken`
    names every rule that breaks, `rests_on` holds the positions a rule counts from.
    """

    standing: Standing
    ground: Ground
    since: datetime | None = None
    until: datetime | None = None
    missing: str | None = None
    finding: Finding | None = None
    rulebook: str | None = None
    broken: tuple[str, ...] = ()
    rests_on: tuple[int, ...] = ()

    def is_said_by(self, other: Told) -> bool:
        """Whether another answer says this too: the claim stands so, and on this ground.

        Where rules break, it is enough that the one this answer names is among those of the other.
        """
        same = (self.standing, self.ground, self.rests_on)
        if same != (other.standing, other.ground, other.rests_on):
            return False
        return not self.broken or (self.finding is not None and self.finding.rule in other.broken)


@dataclass(frozen=True, slots=True)
class Answer:
    """What facts say, and the smallest set of them that says so: none may be left out.

    `evidence` holds positions, ascending; it is empty where nothing can be proved.
    """

    told: Told
    evidence: tuple[int, ...]
