"""What a shop may trade in, as `show` tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from ledger.aggregates import Shop
from ledger.aggregates.permit import Permit
from ledger.queries.state.scene import Scene
from ledger.terms import instant_text

SHOP_TRADE: Final = ("permits",)


def shop_trade(scene: Scene, shop: Shop) -> dict[str, Any]:
    """A shop's permits, in force or not."""
    return {"permits": [_permit(one, scene.valid) for one in shop.permits]}


def _permit(permit: Permit, at: datetime) -> dict[str, Any]:
    """One permit; without its number, and `in_force` null where nobody can tell any more."""
    return {
        "permit_kind": permit.permit_kind,
        "category": permit.category,
        "since": instant_text(permit.since),
        "until": permit.until and instant_text(permit.until),
        "in_force": None if permit.doubtful and permit.holds_at(at) else permit.holds_at(at),
    }
