"""The state of a binding."""

from __future__ import annotations

from typing import Any, Final

from ledger.events import AccountDeregistered, ShopClosed, ShopDeactivatedByPlatform
from ledger.events.binding import BindingEvent
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.state.parts import binding_line
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.store import Store
from ledger.subjects import account_tag, binding_tag, shop_tag
from ledger.terms import platform_of

_ENDS: Final = (ShopClosed.kind, ShopDeactivatedByPlatform.kind, AccountDeregistered.kind)


def show_binding(store: Store, binding: str, times: Times) -> dict[str, Any] | None:
    """The state of a binding; None if nothing but decisions names it."""
    gathering = gather_binding(store, binding, times)
    if not is_named(gathering.of(binding_tag(binding)), times):
        return None
    history = gathering.history()
    parties = history.parties(binding)
    if parties is None:
        return None
    return binding_view(Scene(history, times), binding, parties.account)


def gather_binding(store: Store, binding: str, times: Times) -> Gathering:
    """Read the facts around a binding, whatever time they are asked about."""
    gathering = Gathering(store, times)
    own = gathering.read([binding_tag(binding)])
    for event in (fact.event for fact in own):
        if isinstance(event, BindingEvent):
            gathering.read([shop_tag(event.shop), account_tag(event.account)], _ENDS)
            read_law(gathering, platform_of(event.program), store)
    return gathering


def binding_view(scene: Scene, binding: str, account: str) -> dict[str, Any] | None:
    """A binding as `show` tells it; None if it has not begun at the time asked about."""
    state = scene.account(account).bindings.get(binding)
    if state is None:
        return None
    view = {"binding": binding, "shop": state.shop} | binding_line(scene, state, whole=True)
    return view | {"as_of": scene.as_of([state.program])}
