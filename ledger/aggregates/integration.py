"""An application or tool that is connected with a shop or an account. State machines 2.8, 2.16.

No integration is a binding, and none that ends ends one. Source 002 / 2-03, 2-11 … 2-13.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from ledger.aggregates.mark import Mark, mark
from ledger.events import IntegrationConnected, IntegrationDisconnected
from ledger.record import Fact

IntegrationState = Literal["connected", "disconnected", "expired"]


@dataclass(frozen=True, slots=True)
class Integration:
    """An application or tool, as it was last connected; `ended` is when it was disconnected.

    `connected` is None where only its end is known. With `valid_until` it is over by itself from
    then on.
    """

    integration: str
    connected: Mark | None = None
    auth: str | None = None
    integration_kind: str | None = None
    tool: str | None = None
    data_scope: str | None = None
    platform: str | None = None
    valid_until: datetime | None = None
    ended: Mark | None = None

    @property
    def moved(self) -> Mark:
        """The fact that connected it or, where it ended since, the one that disconnected it."""
        moved = self.ended or self.connected
        assert moved is not None, self.integration
        return moved

    def state_at(self, instant: datetime) -> IntegrationState:
        """Whether it may get at the data at an instant."""
        if self.ended is not None:
            return "disconnected"
        over = self.valid_until is not None and instant >= self.valid_until
        return "expired" if over else "connected"

    def stands_at(self, instant: datetime) -> bool:
        """Whether it is connected at an instant."""
        return self.state_at(instant) == "connected"


def evolve_integrations(known: Mapping[str, Integration], fact: Fact) -> Mapping[str, Integration]:
    """The integrations by id after one more fact; other facts change nothing."""
    match fact.event:
        case IntegrationConnected(integration=name) as event:
            connected = Integration(
                name,
                mark(fact),
                event.auth,
                event.integration_kind,
                event.tool,
                event.data_scope,
                event.platform,
                event.valid_until,
            )
            return {**known, name: connected}
        case IntegrationDisconnected(integration=name):
            before = known.get(name) or Integration(name)
            return {**known, name: replace(before, ended=before.ended or mark(fact))}
    return known
