"""Stored decisions taken again from the facts of their boundary, and what each caused."""

from __future__ import annotations

from typing import Any, Final

from ledger.aggregates.history import Past
from ledger.border import read_request
from ledger.codec import decode
from ledger.decisions import Decision, decide
from ledger.events import RequestGranted, RequestRefused
from ledger.record import Fact
from ledger.store import Store
from ledger.verdict import FORGOTTEN, verdict_json


def decided_again(fact: Fact, history: Past) -> Decision:
    """A stored decision taken again from the facts of its boundary, as known at its `read_at`."""
    event = fact.event
    assert isinstance(event, RequestGranted | RequestRefused)
    request = read_request(request_of(fact))
    return decide(request, history, fact.time, "unused: a stored request has its names")


def request_of(fact: Fact) -> dict[str, Any]:
    """The whole request of a stored decision; its personal fields are missing once forgotten."""
    event = fact.event
    assert isinstance(event, RequestGranted | RequestRefused)
    return event.request | (event.personal or {})


def agrees(fact: Fact, again: Decision) -> bool:
    """Whether a decision taken again is, finding by finding, the one that is stored.

    What cannot be told any more, because it was forgotten since, contradicts nothing.
    """
    event = fact.event
    assert isinstance(event, RequestGranted | RequestRefused)
    gone = {one.rule for one in again.verdict.findings if one.missing == FORGOTTEN}
    if gone:
        return _readable(verdict_json(again.verdict), gone) == _readable(event.verdict, gone)
    promised = event.earliest if isinstance(event, RequestRefused) else None
    return (
        verdict_json(again.verdict) == event.verdict
        and again.verdict.calendars == event.calendars
        and again.earliest == promised
        and again.verdict.holds == isinstance(event, RequestGranted)
    )


def caused_by(store: Store, decided: Fact) -> tuple[Fact, ...]:
    """The facts that a grant caused: they follow it without a gap."""
    caused: list[Fact] = []
    for leaf in store.facts(after=decided.position, upto=decided.position + _MOST_CAUSED):
        fact = decode(leaf.position, leaf.data, leaf.personal)
        if fact.causationid != decided.name or fact.correlationid != decided.correlationid:
            break
        caused.append(fact)
    return tuple(caused)


_MOST_CAUSED: Final = 8
"""More facts than any request causes (contract, section 4)."""


def _readable(verdict: dict[str, Any], gone: set[str]) -> list[Any]:
    return [one for one in verdict["findings"] if one["rule"] not in gone]
