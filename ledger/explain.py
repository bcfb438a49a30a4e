"""Findings in words, in the language spoken: the only place that writes prose about judgement.

Verdicts are stored as data; the sentences are made when they are printed. What each rule says
stands in `ledger.phrases`, by what the rules are about.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from ledger.language import say, say_in_turn
from ledger.phrases.of_bindings import binding_breaks, binding_holds
from ledger.phrases.of_delegation import delegation_breaks, delegation_holds
from ledger.phrases.of_life import life_breaks, life_holds
from ledger.phrases.of_mini_programs import mini_program_breaks, mini_program_holds
from ledger.phrases.of_programs import program_breaks, program_holds
from ledger.phrases.of_staff import scope_breaks, scope_holds
from ledger.phrases.of_statements import moved_text
from ledger.phrases.of_trade import trade_breaks, trade_holds
from ledger.phrases.quantities import limit_text, quantity
from ledger.phrases.words import (
    access_text,
    decision_text,
    defect_text,
    due_text,
    reason_text,
    source_text,
    state_text,
    value_text,
    verification_text,
    waiting_text,
)
from ledger.terms import instant_text
from ledger.verdict import FORGOTTEN, Finding, Outcome, Severity

_Phrases = Callable[[str, str, str, str], str | None]
"""What is said of a rule, what was seen, the limit, and the bare value seen; None if nothing is."""

_BREAKS: Final[tuple[_Phrases, ...]] = (
    binding_breaks,
    life_breaks,
    delegation_breaks,
    scope_breaks,
    program_breaks,
    mini_program_breaks,
    trade_breaks,
)
_HOLDS: Final[tuple[_Phrases, ...]] = (
    binding_holds,
    life_holds,
    delegation_holds,
    scope_holds,
    program_holds,
    mini_program_holds,
    trade_holds,
)


def because(finding: Finding) -> str:
    """Why a finding is what it is, in one or two sentences."""
    match finding.outcome:
        case Outcome.UNKNOWN:
            return _unknown(finding)
        case Outcome.BREAKS:
            return say_in_turn((_told(finding, _BREAKS), _cure(finding)))
        case _:
            return _told(finding, _HOLDS)


def _told(finding: Finding, phrases: tuple[_Phrases, ...]) -> str:
    seen, limit = _seen(finding), limit_text(finding.limit)
    value = "" if finding.seen is None else str(finding.seen.value)
    for phrase in phrases:
        said = phrase(finding.rule, seen, limit, value)
        if said is not None:
            return said
    return say("Seen was {seen}; the limit is {limit}.", seen=seen, limit=limit)


def _cure(finding: Finding) -> str:
    if finding.cured_at is None:
        return ""
    return say("Time alone cures this at {instant}.", instant=instant_text(finding.cured_at))


def _seen(finding: Finding) -> str:
    if finding.seen is None:
        return say("nothing")
    return quantity(finding.seen.value, finding.seen.unit)


def _unknown(finding: Finding) -> str:
    missing = finding.missing or ""
    if missing.startswith("calendar:"):
        _, country, year = missing.split(":")
        return say(
            "The working days of {country} in {year} are not recorded, so nothing can be counted.",
            country=country,
            year=year,
        )
    if missing == "ShopRegistered.time_zone":
        return say(
            "The shop's time zone is not known, and its country has several; no local day is known."
        )
    if missing == FORGOTTEN:
        return say("This cannot be told any more: what would decide it was forgotten.")
    if missing == "undisclosed":
        return say("This cannot be told: the platform does not say how many it allows.")
    return say("This cannot be told: no {missing} is recorded.", missing=missing)


def outcome_text(finding: Finding) -> str:
    """The outcome of a finding in a word or two, with its weight."""
    if finding.outcome is Outcome.HOLDS:
        return say("holds")
    warns = finding.severity is not Severity.REFUSE
    if finding.outcome is Outcome.BREAKS:
        return say("breaks (warning)") if warns else say("breaks")
    return say("unknown (warning)") if warns else say("unknown")


def waiting(earliest: datetime | None) -> str:
    """What waiting does for a refused request."""
    if earliest is None:
        return say("Waiting alone never helps.")
    return say(
        "If nothing else happens, the same request is granted from {instant} on.",
        instant=instant_text(earliest),
    )


__all__ = [
    "access_text",
    "because",
    "decision_text",
    "defect_text",
    "due_text",
    "limit_text",
    "moved_text",
    "outcome_text",
    "quantity",
    "reason_text",
    "source_text",
    "state_text",
    "value_text",
    "verification_text",
    "waiting",
    "waiting_text",
]
