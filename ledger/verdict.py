"""What judging a request yields: findings, each with its limit, what was seen, and the evidence.

Verdicts are stored as data, never as prose; `ledger.explain` writes the words when they are
printed. The JSON names and their order are fixed by the contract, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from ledger.terms import instant_text, read_instant


class Outcome(StrEnum):
    """What a rule answers."""

    HOLDS = "holds"
    BREAKS = "breaks"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """What an outcome that does not hold does to the request."""

    REFUSE = "refuse"
    WARN = "warn"
    PASS = "pass"


FORGOTTEN: Final = "forgotten"
"""What is missing to an unknown finding where a personal field decides that was destroyed."""

Value = bool | int | str | tuple[str, ...]
"""What a parameter or an observation may be: never a float."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a number comes from: a title, the place in it, the day it was read."""

    title: str
    at: str
    read: date


@dataclass(frozen=True, slots=True)
class Limit:
    """The value of a parameter at an instant: in `unit`, in force `since`, cited by `source`.

    `source` is the place of its citation, such as `003 / 3-24`; the rulebook has the rest.
    """

    value: Value
    unit: str
    since: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The value a rule compared with its limit."""

    value: bool | int | str
    unit: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer.

    `evidence` holds the positions of the facts that made it so, ascending. `cured_at` is the first
    instant at which time alone makes a broken rule hold, None if it never does. `missing` says
    what an unknown finding would need: a kind of fact, a field, a calendar (`calendar:MX:2027`), a
    number the platform keeps to itself (`undisclosed`), or what was `FORGOTTEN`.
    """

    rule: str
    outcome: Outcome
    severity: Severity
    limit: Limit
    seen: Seen | None = None
    evidence: tuple[int, ...] = ()
    cured_at: datetime | None = None
    missing: str | None = None
    calendars: tuple[str, ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether this finding alone refuses the request."""
        return self.severity is Severity.REFUSE and self.outcome is not Outcome.HOLDS


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every finding of a request, in the order of the rules, and the law it was judged under.

    `rulebook` is the digest of the text in force, `calendars` the digests of the working-day
    calendars that were read, sorted.
    """

    program: str
    rulebook: str
    findings: tuple[Finding, ...]
    calendars: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the request is granted: no finding refuses it."""
        return not any(finding.refuses for finding in self.findings)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as it is stored, and printed with `because` beside each finding."""
    return {
        "holds": verdict.holds,
        "program": verdict.program,
        "rulebook": verdict.rulebook,
        "findings": [finding_json(finding) for finding in verdict.findings],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored and printed."""
    limit = finding.limit
    value = list(limit.value) if isinstance(limit.value, tuple) else limit.value
    stored: dict[str, Any] = {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "limit": {
            "value": value,
            "unit": limit.unit,
            "since": instant_text(limit.since),
            "source": limit.source,
        },
        "seen": finding.seen and {"value": finding.seen.value, "unit": finding.seen.unit},
        "evidence": list(finding.evidence),
    }
    if finding.outcome is Outcome.BREAKS:
        stored["cured_at"] = finding.cured_at and instant_text(finding.cured_at)
    if finding.missing is not None:
        stored["missing"] = finding.missing
    return stored


def read_verdict(stored: dict[str, Any], calendars: tuple[str, ...] = ()) -> Verdict:
    """The verdict a decision carries, from the form `verdict_json` gives."""
    return Verdict(
        stored["program"],
        stored["rulebook"],
        tuple(_read_finding(finding) for finding in stored["findings"]),
        calendars,
    )


def _read_finding(stored: dict[str, Any]) -> Finding:
    limit, seen, cured_at = stored["limit"], stored["seen"], stored.get("cured_at")
    value = tuple(limit["value"]) if isinstance(limit["value"], list) else limit["value"]
    return Finding(
        stored["rule"],
        Outcome(stored["outcome"]),
        Severity(stored["severity"]),
        Limit(value, limit["unit"], read_instant(limit["since"]), limit["source"]),
        seen and Seen(seen["value"], seen["unit"]),
        tuple(stored["evidence"]),
        cured_at and read_instant(cured_at),
        stored.get("missing"),
    )
