"""The state of a delegation between two accounts, and those of an account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.aggregates import Account, Delegation
from ledger.aggregates.history import History
from ledger.aggregates.verification import OF_A_VERIFICATION
from ledger.decisions.of_delegation import program_of
from ledger.events import (
    KINDS,
    AccountBanLifted,
    AccountBanned,
    AccountDeregistered,
    AccountRegistered,
)
from ledger.events.delegation import DelegationEvent
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.state.parts import without
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.rules.of_delegation import dormant
from ledger.store import Store
from ledger.subjects import account_tag, delegation_tag
from ledger.terms import instant_text, platform_of

_SIDE: Final = tuple(
    kind.kind
    for kind in KINDS
    if issubclass(
        kind,
        (
            AccountBanLifted,
            AccountBanned,
            AccountDeregistered,
            AccountRegistered,
            *OF_A_VERIFICATION,
        ),
    )
)
"""The kinds of facts by which a side of a delegation is awake or not."""


def show_delegation(store: Store, delegation: str, times: Times) -> dict[str, Any] | None:
    """The state of a delegation; None if nothing but decisions names it, or it has not begun."""
    gathering = Gathering(store, times)
    own = gathering.read([delegation_tag(delegation)])
    sides = History.of(own).sides(delegation)
    if not is_named(own, times) or sides is None:
        return None
    gathering.read([account_tag(sides.grantor), account_tag(sides.grantee)], _SIDE)
    read_law(gathering, platform_of(sides.grantor), store)
    scene = Scene(gathering.history(), times)
    state = scene.account(sides.grantor).delegations.get(delegation)
    if state is None:
        return None
    return _line(scene, state) | {"as_of": scene.as_of([program_of(sides.grantor)])}


def list_delegations(
    store: Store, times: Times, *, account: str | None = None, state: str | None = None
) -> Iterator[dict[str, Any]]:
    """The delegations that match, by id: of an account on either side, in a state or dormant."""
    prefix = delegation_tag("")
    for tag in store.subjects(prefix):
        view = show_delegation(store, tag.removeprefix(prefix), times)
        if view is None or account not in (None, view["grantor"], view["grantee"]):
            continue
        asleep = "dormant" if view["dormant"] is not None else None
        if state in (None, view["state"], asleep):
            yield without(view, "as_of")


def read_sides(gathering: Gathering, account: str, own: Iterable[Fact]) -> None:
    """Read what makes the other sides of an account's delegations awake or not."""
    events = (fact.event for fact in own if isinstance(fact.event, DelegationEvent))
    others = {side for event in events for side in (event.grantor, event.grantee)} - {account}
    gathering.read([account_tag(one) for one in sorted(others)], _SIDE)


def delegations_of(scene: Scene, account: Account, *, ended: bool) -> dict[str, Any]:
    """The delegations of an account, as main account and as sub account (A39)."""
    known = (one.at(scene.valid) for one in account.delegations.values())
    told = sorted(
        (one for one in known if ended or one.state != "ended"), key=lambda one: one.told_by
    )
    return {
        "as_main": [
            without(_line(scene, one), "grantee") for one in told if one.grantee == account.id
        ],
        "as_sub": [
            without(_line(scene, one), "grantor") for one in told if one.grantor == account.id
        ],
    }


def _line(scene: Scene, state: Delegation) -> dict[str, Any]:
    """A delegation among others: `dormant` tells why it sleeps and since when, None if awake."""
    delegation = state.at(scene.valid)
    view: dict[str, Any] = {
        "delegation": delegation.delegation,
        "grantor": delegation.grantor,
        "grantee": delegation.grantee,
        "scopes": list(delegation.scopes),
        "state": delegation.state,
        "since": instant_text(delegation.since.at),
        "dormant": _dormant(scene, delegation),
    }
    if delegation.until is not None:
        view["until"] = instant_text(delegation.until)
    if delegation.reason is not None:
        view |= {"reason": delegation.reason, "ticket": delegation.ticket}
    return view


def _dormant(scene: Scene, delegation: Delegation) -> dict[str, Any] | None:
    limit = scene.limit(program_of(delegation.grantor), "delegation.dormant_while")
    causes = limit.value if limit is not None and isinstance(limit.value, tuple) else ()
    sides = scene.account(delegation.grantor), scene.account(delegation.grantee)
    sleeps = dormant(delegation, *sides, causes, scene.valid)
    if not sleeps:
        return None
    causes_told: dict[str, dict[str, str]] = {}
    for one in sleeps:
        causes_told.setdefault(one.side, {})[one.cause] = instant_text(one.since)
    return {"since": instant_text(sleeps[0].since), "causes": causes_told}
