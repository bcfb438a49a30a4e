"""Integrations and consents, as `show` tells them."""

from __future__ import annotations

from typing import Any, Final

from ledger.aggregates.connections import Consent
from ledger.aggregates.integration import Integration
from ledger.queries.state.scene import Scene
from ledger.terms import instant_text

_View = dict[str, Any]


CONNECTIONS: Final = ("integrations", "consents")


def connections_of(scene: Scene, tag: str) -> _View:
    """Who may get at the data of a shop or an account, and who was let see what."""
    known = scene.connections(tag)
    return {
        "integrations": [_integration(scene, one) for one in known.integrations.values()],
        "consents": [_consent(one) for one in known.consents.values()],
    }


def _integration(scene: Scene, one: Integration) -> _View:
    return {
        "integration": one.integration,
        "state": one.state_at(scene.valid),
        "integration_kind": one.integration_kind,
        "tool": one.tool,
        "platform": one.platform,
        "auth": one.auth,
        "data_scope": one.data_scope,
        "connected": one.connected and instant_text(one.connected.at),
        "valid_until": one.valid_until and instant_text(one.valid_until),
        "disconnected": one.ended and instant_text(one.ended.at),
    }


def _consent(one: Consent) -> _View:
    return {
        "account": one.terms.account,
        "shop": one.terms.shop,
        "recipients": list(one.terms.recipients or ()),
        "purpose": one.terms.purpose,
        "since": instant_text(one.given.at),
    }
