"""Who acts for a shop, what for, since when, and who let them."""

from __future__ import annotations

from typing import Any, Final

from ledger.aggregates import Shop
from ledger.aggregates.staff import Member
from ledger.events import StaffDelegationGranted, StaffDelegationRevoked
from ledger.queries.state.gathering import Gathering, is_named
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.store import Store
from ledger.subjects import shop_tag
from ledger.terms import instant_text

_KINDS: Final = (StaffDelegationGranted.kind, StaffDelegationRevoked.kind)


def show_staff(store: Store, shop: str, times: Times) -> dict[str, Any] | None:
    """The people of a shop; None if nothing but decisions names the shop.

    `first_granted_by` let the first of them act, and so has the main account.
    """
    gathering, tag = Gathering(store, times), shop_tag(shop)
    if not is_named(gathering.read([tag], _KINDS), times) and not is_named(
        gathering.read([tag]), times
    ):
        return None
    scene = Scene(gathering.history(), times)
    state = scene.shop(shop)
    return {
        "shop": shop,
        "as_of": scene.as_of(()),
        "first_granted_by": state.staff.first_granter,
        "staff": staff_of(state),
    }


def staff_of(shop: Shop) -> list[dict[str, Any]]:
    """Everybody who may act for a shop, by actor."""
    members = sorted(shop.staff.members.items())
    return [_member(member) for _, member in members if member.may_act]


def _member(member: Member) -> dict[str, Any]:
    return {
        "staff": member.staff,
        "name": member.name,
        "login": member.login,
        "scopes": [
            {
                "scope": one.scope,
                "since": instant_text(one.granted.at),
                "granted_by": one.granted_by,
            }
            for one in member.held
        ],
    }
