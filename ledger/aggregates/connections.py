"""Who may get at the data of a shop or an account: integrations and consents. State machine 2.16.

Kept apart from shops and accounts, whose decisions read only what `connection` remembers; no
binding ends by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

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

IntegrationState = Literal["connected", "disconnected", "expired"]


@dataclass(frozen=True, slots=True)
class Integration:
    """An application or tool at somebody's data; `terms` is the latest fact that connected it.

    `terms` and `connected` are None where only its end is known.
    """

    integration: str
    terms: IntegrationConnected | None
    connected: Mark | None
    disconnected: Mark | None = None

    def state_at(self, instant: datetime) -> IntegrationState:
        """Whether it may get at the data at an instant."""
        if self.disconnected is not None or self.terms is None:
            return "disconnected"
        until = self.terms.valid_until
        return "expired" if until is not None and until <= instant else "connected"


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
        case IntegrationConnected(integration=name) as event:
            made = Integration(name, event, mark(fact))
            return replace(connections, integrations={**connections.integrations, name: made})
        case IntegrationDisconnected(integration=name):
            known = connections.integrations.get(name) or Integration(name, None, None)
            gone = replace(known, disconnected=known.disconnected or mark(fact))
            return replace(connections, integrations={**connections.integrations, name: gone})
        case DataSharingConsented(account=account, shop=shop, purpose=purpose) as event:
            given = {(account, shop, purpose): Consent(event, mark(fact))}
            return replace(connections, consents={**connections.consents, **given})
    return connections


def evolve_all(connections: Connections, facts: Iterable[Fact]) -> Connections:
    """The connections after more facts told in order."""
    for fact in facts:
        connections = evolve(connections, fact)
    return connections
