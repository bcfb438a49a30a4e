"""Which applications and tools get at a shop's data, and how. Source 002 / 2-03, 2-11 … 2-13.

No connection is a binding, and none that ends ends one. State machines 2.8 and 2.16.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import Event, IntegrationConnected, IntegrationDisconnected, SyncPolicySet
from ledger.record import Fact

OF_CONNECTIONS: Final[tuple[type[Event], ...]] = (
    IntegrationConnected,
    IntegrationDisconnected,
    SyncPolicySet,
)
"""The facts that change what a shop is connected with."""


@dataclass(frozen=True, slots=True)
class Integration:
    """An application or tool, as it was last connected; `ended` is when it was disconnected.

    A connection with `valid_until` is over by itself from then on.
    """

    integration: str
    connected: Mark
    auth: str | None = None
    integration_kind: str | None = None
    data_scope: str | None = None
    account: str | None = None
    platform: str | None = None
    valid_until: datetime | None = None
    ended: Mark | None = None

    def stands_at(self, instant: datetime) -> bool:
        """Whether it is connected at an instant."""
        over = self.valid_until is not None and instant >= self.valid_until
        return self.ended is None and not over


@dataclass(frozen=True, slots=True)
class Connections:
    """A shop's integrations by id, and where a mapping of its own was set, by kind of data."""

    integrations: Mapping[str, Integration] = field(default_factory=dict)
    mappings: Mapping[str, Mark] = field(default_factory=dict)


def evolve_connections(known: Connections, fact: Fact) -> Connections:
    """The connections after one more fact."""
    match fact.event:
        case IntegrationConnected() as event:
            connected = Integration(
                event.integration,
                mark(fact),
                event.auth,
                event.integration_kind,
                event.data_scope,
                event.account,
                event.platform,
                event.valid_until,
            )
            integrations = {**known.integrations, event.integration: connected}
            return replace(known, integrations=integrations)
        case IntegrationDisconnected(integration=name):
            here = mark(fact)
            before = known.integrations.get(name) or Integration(name, here)
            ended = {**known.integrations, name: replace(before, ended=before.ended or here)}
            return replace(known, integrations=ended)
        case SyncPolicySet(data_kind=kind, mapping_digest=digest):
            left = {one: told for one, told in known.mappings.items() if one != kind}
            return replace(known, mappings=left if digest is None else {**left, kind: mark(fact)})
    return known
