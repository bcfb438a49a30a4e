"""The state of an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ledger.aggregates import Account, Binding, Violation
from ledger.due import SHOP_ENDS, due_of_account
from ledger.events import (
    AccountReleased,
    ShopRegistered,
)
from ledger.queries.state.gathering import (
    Gathering,
    is_named,
    read_calendars,
    read_law,
    read_violations,
)
from ledger.queries.state.life import ACCOUNT_LIFE, account_life
from ledger.queries.state.of_connections import CONNECTIONS, connections_of
from ledger.queries.state.of_delegation import delegations_of, read_sides
from ledger.queries.state.parts import (
    Pieces,
    binding_line,
    deadlines_of,
    identifiers_told,
    once,
    pieces_of,
    whole,
    without,
)
from ledger.queries.state.scene import Scene, programs_of
from ledger.queries.times import Times
from ledger.queries.waits import BOUND_TIME, REBIND_WAIT, bound_time_over, rebind_wait_over
from ledger.rules.case import Act, Case
from ledger.rules.of_showcase import day_zone
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag
from ledger.terms import instant_text, platform_of

_PLACE: Final = (ShopRegistered.kind, *SHOP_ENDS)
_TWO_DAYS: Final = timedelta(days=2)


def show_account(
    store: Store, account: str, times: Times, *, ended: bool = False
) -> dict[str, Any] | None:
    """The state of an account; None if nothing but decisions names it."""
    gathering = gather_account(store, account, times)
    if not is_named(gathering.of(account_tag(account)), times):
        return None
    return account_view(Scene(gathering.history(), times), account, ended=ended)


def gather_account(store: Store, account: str, times: Times) -> Gathering:
    """Read the facts around an account, whatever time they are asked about."""
    gathering = Gathering(store, times)
    own = gathering.read([account_tag(account)])
    shops = {shop for fact in own if (shop := getattr(fact.event, "shop", None)) is not None}
    gathering.read([shop_tag(shop) for shop in sorted(shops)], _PLACE)
    read_violations(gathering)
    read_sides(gathering, account, own)
    read_law(gathering, platform_of(account), store)
    read_calendars(gathering)
    return gathering


def account_view(scene: Scene, account_id: str, *, ended: bool = False) -> dict[str, Any]:
    """An account as `show` tells it."""
    view = whole(account_pieces(scene, account_id, ended=ended))
    return view if view["due"] is not None else without(view, "due")


def account_pieces(scene: Scene, account_id: str, *, ended: bool = False) -> Pieces:
    """The same, field by field; `due` is None where nothing falls due."""
    account = scene.account(account_id)
    permission = account.permission

    @once
    def bindings() -> list[Binding]:
        return sorted(account.bindings.values(), key=lambda one: one.told_by)

    @once
    def violations() -> list[Violation]:
        found = [scene.violation(one) for one in account.violations]
        return [one for one in found if one.account == account_id]

    return {
        "account": lambda: account_id,
        "status": lambda: account.status,
        "handle": lambda: account.handle,
        "name": lambda: account.name,
        "region": lambda: account.region.value if account.region is not None else None,
        "as_of": lambda: scene.as_of(programs_of(scene, platform_of(account_id), bindings())),
        "bound_to": lambda: _bound_to(account),
        "bindings": lambda: [
            without(binding_line(scene, one, whole=ended), "account")
            for one in bindings()
            if ended or not one.is_over
        ],
        "delegations": lambda: delegations_of(scene, account, ended=ended),
        "cooldowns": lambda: _cooldowns(scene, account),
        "ecommerce_permission": lambda: (
            permission.at(scene.valid) if permission is not None else "granted"
        ),
        "open_violations": lambda: [one.id for one in violations() if one.is_open],
        "showcase": lambda: {
            "count": account.showcase,
            "added_today": _added_today(scene, account),
        },
        "compliance_score": lambda: {
            "value": account.score.value if account.score is not None else None,
            "at": instant_text(account.score.moved.at) if account.score is not None else None,
        },
        "deadlines": lambda: deadlines_of(scene, violations()),
        "identifiers": lambda: identifiers_told(account.identifiers),
        **pieces_of(CONNECTIONS, lambda: connections_of(scene, account_tag(account_id))),
        **pieces_of(ACCOUNT_LIFE, lambda: account_life(scene, account)),
        "due": lambda: _released(scene, account),
    }


def _bound_to(account: Account) -> dict[str, Any] | None:
    bound = account.bound_to
    if bound is None:
        return None
    return {
        "shop": bound.shop,
        "program": bound.program,
        "binding": bound.binding,
        "since": instant_text((bound.activated or bound.since).at),
    }


def _released(scene: Scene, account: Account) -> str | None:
    """When an account that was deregistered is released; None where it is not to be."""
    dues = due_of_account(account, lambda shop: scene.shop(shop).closure, scene.law())
    release = next((due for due in dues if isinstance(due.event, AccountReleased)), None)
    return None if release is None else instant_text(release.at)


def _cooldowns(scene: Scene, account: Account) -> list[dict[str, Any]]:
    """The waits that run, each until it is over under the law of that instant."""
    law, at = scene.law(), scene.valid
    bound = (bound_time_over(one, law, at) for one in account.bindings.values())
    waits = {
        REBIND_WAIT: rebind_wait_over(account, law, at),
        BOUND_TIME: max((until for until in bound if until is not None), default=None),
    }
    return [
        {"rule": rule, "until": instant_text(until)}
        for rule, until in waits.items()
        if until is not None
    ]


def _added_today(scene: Scene, account: Account) -> int | None:
    bound = account.bound_to
    program = bound.program if bound is not None else f"{platform_of(account.id)}.channel"
    book = scene.law().rulebook(program, scene.valid)
    shop = scene.shop(bound.shop) if bound is not None else None
    if book is None:
        return None
    zone = day_zone(Case(Act.ADD_PRODUCTS, scene.valid, program, shop, account), book)
    if zone is None:
        recent = [one for one in account.additions if one.mark.at > scene.valid - _TWO_DAYS]
        return None if recent else 0
    today = scene.valid.astimezone(zone).date()
    added = [one for one in account.additions if one.mark.at.astimezone(zone).date() == today]
    return sum(one.count for one in added)
