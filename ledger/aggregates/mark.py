"""The place of a fact, as a state remembers it, and small states that several subjects share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from ledger.events import (
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    RegistrationIdentifierAssigned,
    RegistrationIdentifierRetired,
)
from ledger.record import Fact


class Mark(NamedTuple):
    """When something happened and the position of the fact that says so."""

    at: datetime
    position: int


def mark(fact: Fact) -> Mark:
    """The mark of a fact."""
    return Mark(fact.time, fact.position)


@dataclass(frozen=True, slots=True)
class Score:
    """A compliance score in points, and the last fact that moved it."""

    value: int
    moved: Mark


def moved_score(score: Score | None, fact: Fact) -> Score | None:
    """The score after a fact: the last observed value, moved by deductions and restorations.

    Before any observation there is no score, whatever was deducted (A17).
    """
    match fact.event:
        case ComplianceScoreObserved(score=value):
            return Score(value, mark(fact))
        case ComplianceScoreDeducted(points=points) if score is not None:
            return Score(score.value - points, mark(fact))
        case ComplianceScoreRestored(points=points) if score is not None:
            return Score(score.value + points, mark(fact))
    return score


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points that were deducted by one fact, as far as they were not restored."""

    points: int
    violation: str | None
    mark: Mark


def standing_deductions(held: tuple[Deduction, ...], fact: Fact) -> tuple[Deduction, ...]:
    """The deductions that stand after a fact that deducts or restores points.

    What is restored comes off the deductions for the violation it names, else off the latest.
    """
    match fact.event:
        case ComplianceScoreDeducted(points=points, violation=violation):
            return (*held, Deduction(points, violation, mark(fact)))
        case ComplianceScoreRestored(points=left, violation=violation):
            kept = []
            for one in reversed(held):
                back = min(left, one.points) if violation in (None, one.violation) else 0
                left -= back
                if one.points > back:
                    kept.append(replace(one, points=one.points - back))
            return tuple(reversed(kept))
    return held


@dataclass(frozen=True, slots=True)
class Identifier:
    """A registration identifier in use; `value` is None once it is forgotten."""

    identifier_kind: str
    value: str | None
    assigned: Mark


def held_identifiers(held: tuple[Identifier, ...], fact: Fact) -> tuple[Identifier, ...]:
    """The identifiers in use after a fact that assigns or retires one.

    Which of several was retired cannot be told once that was forgotten: then they all stay.
    """
    match fact.event:
        case RegistrationIdentifierAssigned(identifier_kind=kind, value=value):
            return (*held, Identifier(kind, value, mark(fact)))
        case RegistrationIdentifierRetired(identifier_kind=kind, value=value):
            if fact.forgotten and sum(one.identifier_kind == kind for one in held) > 1:
                return held
            return tuple(
                one
                for one in held
                if one.identifier_kind != kind or (value is not None and one.value != value)
            )
    return held
