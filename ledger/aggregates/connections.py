"""Who may get at the data of a shop or an account: integrations and consents. State machine 2.16.

Kept apart from shops and accounts: no decision reads a consent, nor an account's integrations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.aggregates.integration import Integration, evolve_integrations
from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    DataSharingConsented,
    IntegrationConnected,
    IntegrationDisconnected,
)
from ledger.record import Fact

REMEMBERS: Final = frozenset(
    {DataSharingConsented.kind, IntegrationConnected.kind, IntegrationDisconnected.kind}
)
"""The kinds of facts that change what is remembered."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The holder of an account lets its data be seen, as last said for that shop and purpose."""

    terms: DataSharingConsented
    given: Mark


@dataclass(frozen=True, slots=True)
class Connections:
    """Integrations by their names, and consents by account, shop and purpose, first come first."""

    integrations: Mapping[str, Integration] = field(default_factory=dict)
    consents: Mapping[tuple[str, str | None, str | None], Consent] = field(default_factory=dict)


def evolve(connections: Connections, fact: Fact) -> Connections:
    """The connections after one more fact; other facts change nothing."""
    match fact.event:
        case IntegrationConnected() | IntegrationDisconnected():
            integrations = evolve_integrations(connections.integrations, fact)
            return replace(connections, integrations=integrations)
        case DataSharingConsented(account=account, shop=shop, purpose=purpose) as event:
            given = {(account, shop, purpose): Consent(event, mark(fact))}
            return replace(connections, consents={**connections.consents, **given})
    return connections


def evolve_all(connections: Connections, facts: Iterable[Fact]) -> Connections:
    """The connections after more facts told in order."""
    for fact in facts:
        connections = evolve(connections, fact)
    return connections
