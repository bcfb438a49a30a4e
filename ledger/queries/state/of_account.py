"""The state of an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ledger.aggregates import Account
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
from ledger.queries.state.life import account_life
from ledger.queries.state.of_connections import connections_of
from ledger.queries.state.of_delegation import delegations_of, read_sides
from ledger.queries.state.parts import binding_line, deadlines_of, identifiers_told, without
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
    account = scene.account(account_id)
    bindings = sorted(account.bindings.values(), key=lambda one: one.told_by)
    programs = programs_of(scene, platform_of(account_id), bindings)
    violations = [scene.violation(one) for one in account.violations]
    own = [one for one in violations if one.account == account_id]
    bound = account.bound_to
    permission = account.permission
    view: dict[str, Any] = {
        "account": account_id,
        "status": account.status,
        "handle": account.handle,
        "name": account.name,
        "region": account.region.value if account.region is not None else None,
        "as_of": scene.as_of(programs),
        "bound_to": bound
        and {
            "shop": bound.shop,
            "program": bound.program,
            "binding": bound.binding,
            "since": instant_text((bound.activated or bound.since).at),
        },
        "bindings": [
            without(binding_line(scene, one, whole=ended), "account")
            for one in bindings
            if ended or not one.is_over
        ],
        "delegations": delegations_of(scene, account, ended=ended),
        "cooldowns": _cooldowns(scene, account),
        "ecommerce_permission": permission.at(scene.valid) if permission is not None else "granted",
        "open_violations": [one.id for one in own if one.is_open],
        "showcase": {"count": account.showcase, "added_today": _added_today(scene, account)},
        "compliance_score": {
            "value": account.score.value if account.score is not None else None,
            "at": instant_text(account.score.moved.at) if account.score is not None else None,
        },
        "deadlines": deadlines_of(scene, own),
        "identifiers": identifiers_told(account.identifiers),
        **connections_of(scene, account_tag(account_id)),
        **account_life(scene, account),
    }
    releases = due_of_account(account, lambda shop: scene.shop(shop).closure, scene.law())
    release = next((due for due in releases if isinstance(due.event, AccountReleased)), None)
    return view | ({"due": instant_text(release.at)} if release is not None else {})


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
