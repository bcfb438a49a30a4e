"""Requests on the wire."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from ledger.border.facts import nulls
from ledger.border.faults import Fault, Faulty, shown
from ledger.border.validation import validated
from ledger.language import say
from ledger.requests import REQUEST_BY_NAME, Request


def read_request(value: dict[str, Any]) -> Request:
    """The request a line of a stream asks. Raises Faulty with every bad field."""
    ask = value.get("ask")
    kind = REQUEST_BY_NAME.get(ask) if isinstance(ask, str) else None
    if kind is None:
        near = get_close_matches(str(ask), REQUEST_BY_NAME, n=1) or list(REQUEST_BY_NAME)
        got = shown(ask) if "ask" in value else say("nothing")
        raise Faulty(Fault("ask", say("a request, such as {ask}", ask=near[0]), got))
    fields = {name: part for name, part in value.items() if name != "ask"}
    request, faults = validated(kind, fields)
    faults += nulls(kind, fields)
    if faults or request is None:
        raise Faulty(*faults)
    return request
