"""Saying which facts are wanted, without the library's classes."""

from __future__ import annotations

from collections.abc import Iterable

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem


def query_of(wanted: Iterable[tuple[Iterable[str], Iterable[str]]]) -> DCBQuery:
    """The query for facts of any of these kinds with all of these tags; no kinds means any kind."""
    return DCBQuery([DCBQueryItem(types=list(kinds), tags=list(tags)) for kinds, tags in wanted])
