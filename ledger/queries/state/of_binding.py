"""The state of a binding."""

from __future__ import annotations

from typing import Any

from ledger.aggregates import Binding
from ledger.due import ENDS
from ledger.events.binding import BindingEvent
from ledger.parameters import EFFECTS
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.state.parts import binding_line
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.store import Store
from ledger.subjects import account_tag, binding_tag, shop_tag
from ledger.terms import instant_text, platform_of


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
            gathering.read([shop_tag(event.shop), account_tag(event.account)], ENDS)
            read_law(gathering, platform_of(event.program), store)
    return gathering


def binding_view(scene: Scene, binding: str, account: str) -> dict[str, Any] | None:
    """A binding as `show` tells it; None if it has not begun at the time asked about."""
    state = scene.account(account).bindings.get(binding)
    if state is None:
        return None
    view = {"binding": binding, "shop": state.shop} | binding_line(scene, state, whole=True)
    return view | {
        "terms": {} if state.is_over else _terms(scene, state.program),
        "settlement_route": _route(state),
        "as_of": scene.as_of([state.program]),
    }


def _terms(scene: Scene, program: str) -> dict[str, Any]:
    """What a binding of a program brings, as the law in force at the time asked about says it.

    A term is named like its parameter, without `binding.`; what the law does not state is left out,
    and nothing is left of a binding that is over.
    """
    limits = ((name, scene.limit(program, name)) for name in EFFECTS)
    return {
        name.removeprefix("binding."): {
            "value": list(limit.value) if isinstance(limit.value, tuple) else limit.value,
            "unit": limit.unit,
            "source": limit.source,
        }
        for name, limit in limits
        if limit is not None
    }


def _route(binding: Binding) -> dict[str, Any] | None:
    """Where the income of a binding is settled just then; None where it sets no route."""
    if binding.route is None:
        return None
    return {
        "collection_account": binding.route.collection_account,
        "since": instant_text(binding.route.since.at),
    }
