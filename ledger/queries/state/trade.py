"""What a shop may trade in and what it is connected with, as `show` tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ledger.aggregates import Shop
from ledger.aggregates.connection import Integration
from ledger.aggregates.permit import Permit
from ledger.queries.state.scene import Scene
from ledger.terms import instant_text


def shop_trade(scene: Scene, shop: Shop) -> dict[str, Any]:
    """A shop's permits, in force or not, and its integrations, as they stand."""
    return {
        "permits": [_permit(one, scene.valid) for one in shop.permits],
        "integrations": [
            _integration(one, scene.valid) for one in shop.connections.integrations.values()
        ],
    }


def _permit(permit: Permit, at: datetime) -> dict[str, Any]:
    """One permit; without its number, and `in_force` null where nobody can tell any more."""
    return {
        "permit_kind": permit.permit_kind,
        "category": permit.category,
        "since": instant_text(permit.since),
        "until": permit.until and instant_text(permit.until),
        "in_force": None if permit.doubtful and permit.holds_at(at) else permit.holds_at(at),
    }


def _integration(one: Integration, at: datetime) -> dict[str, Any]:
    return {
        "integration": one.integration,
        "integration_kind": one.integration_kind,
        "auth": one.auth,
        "data_scope": one.data_scope,
        "account": one.account,
        "platform": one.platform,
        "state": "connected" if one.stands_at(at) else "disconnected",
        "since": instant_text(one.connected.at),
        "valid_until": one.valid_until and instant_text(one.valid_until),
        "ended": one.ended and instant_text(one.ended.at),
    }
