"""What a binding brings with it, as `binding show` tells it to people."""

from __future__ import annotations

from typing import Any

from ledger.console.tables import Cell
from ledger.explain import quantity
from ledger.language import say
from ledger.phrases.of_programs import term_text

_View = dict[str, Any]


def rows_of_terms(binding: _View) -> list[tuple[str, Cell]]:
    """The terms of a binding with their sources, and the settlement route that is set."""
    rows: list[tuple[str, Cell]] = [
        (term_text(name), f"{quantity(_value(term), term['unit'])} ({term['source']})")
        for name, term in binding["terms"].items()
    ]
    route = binding["settlement_route"]
    return rows if route is None else [*rows, (say("settled to"), _routed(route))]


def _value(term: _View) -> object:
    value = term["value"]
    return tuple(value) if isinstance(value, list) else value


def _routed(route: _View) -> str:
    if route["collection_account"] is None:
        return say("an account nobody named, since {since}", since=route["since"])
    return say("{name}, since {since}", name=route["collection_account"], since=route["since"])
