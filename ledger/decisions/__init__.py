"""Decisions: what becomes of a request. Pure: facts and law in, a verdict and new facts out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ledger.aggregates.history import Past
from ledger.decisions.earliest import judge_at, promise, with_cures
from ledger.decisions.flows import events_of, interests
from ledger.decisions.helping import Help, help_for
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter
from ledger.events import Event
from ledger.requests import Request, personal_fields, request_json
from ledger.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """A request decided: the verdict, the whole request, its subjects, and what follows if granted.

    `personal` holds the fields of the request that are kept beside the leaf, None if it has none.
    `earliest` is None for a grant, and for a refusal that no waiting cures.
    """

    verdict: Verdict
    request: dict[str, Any]
    subjects: tuple[str, ...]
    events: tuple[Event, ...] = ()
    earliest: datetime | None = None
    personal: dict[str, Any] | None = None


def decide(request: Request, history: Past, at: datetime, new_name: str) -> Decision:
    """Decide a request at an instant, from the facts of its boundary. Raises BadInput."""
    matter, verdict = judge_at(request, history, at, new_name)
    whole, subjects = whole_request(request, matter), matter.subjects(request.id)
    public, personal = _apart(whole, personal_fields(type(request)))
    if verdict.holds:
        return Decision(verdict, public, subjects, events_of(request, matter), personal=personal)
    # The promise is about the request as it is stored: a name once given does not change.
    named = replace(request, **{name: getattr(matter, name) for name in request.names_given})
    promised = promise(named, history, at, new_name, matter, verdict)
    cured = with_cures(verdict, promised.cures)
    return Decision(cured, public, subjects, earliest=promised.earliest, personal=personal)


def _apart(
    whole: dict[str, Any], personal: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What of a request stands in the leaf of its decision, and what is kept beside it."""
    beside = {name: value for name, value in whole.items() if name in personal}
    return {name: value for name, value in whole.items() if name not in beside}, beside or None


def whole_request(request: Request, matter: Matter) -> dict[str, Any]:
    """The request with the names the ledger gave."""
    given = {name: getattr(matter, name) for name in request.names_given}
    return given | request_json(request)


__all__ = ["Decision", "Help", "Interest", "decide", "help_for", "interests", "judge_at"]
