"""The state of a mini-program, and of the mini-programs a shop is bound to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.aggregates import Mark, MiniProgram
from ledger.events import ShopClosed, ShopDeactivatedByPlatform, ShopRegistered
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.store import Store
from ledger.subjects import mini_program_tag, shop_tag
from ledger.terms import instant_text, platform_of

_PLACE: Final = (ShopRegistered.kind, ShopClosed.kind, ShopDeactivatedByPlatform.kind)


def show_mini_program(store: Store, mini_program: str, times: Times) -> dict[str, Any] | None:
    """The state of a mini-program; None if nothing but decisions names it."""
    gathering = gather_mini_program(store, mini_program, times)
    if not is_named(gathering.of(mini_program_tag(mini_program)), times):
        return None
    return mini_program_view(Scene(gathering.history(), times), mini_program)


def gather_mini_program(store: Store, mini_program: str, times: Times) -> Gathering:
    """Read the facts around a mini-program, whatever time they are asked about."""
    gathering = Gathering(store, times)
    own = gathering.read([mini_program_tag(mini_program)])
    shops = {shop for fact in own if (shop := getattr(fact.event, "shop", None)) is not None}
    gathering.read([shop_tag(shop) for shop in sorted(shops)], _PLACE)
    read_law(gathering, platform_of(mini_program), store)
    return gathering


def mini_program_view(scene: Scene, mini_program: str) -> dict[str, Any]:
    """A mini-program as `show` tells it."""
    state = scene.mini_program(mini_program)
    program = f"{platform_of(mini_program)}.mini_program"
    return {
        "mini_program": mini_program,
        "name": state.name,
        "state": state.state.value,
        "since": _at(state.moved or state.registered),
        "version": state.version,
        "as_of": scene.as_of([program]),
        "registered": _at(state.registered),
        "published": state.public and {"since": _at(state.public), "version": state.public_version},
        "build_mode": state.build_mode,
        "provider": state.provider,
        "template": state.template,
        "account": state.account,
        "shops": [
            {"shop": shop, "status": scene.shop(shop).status, "since": _at(since)}
            for shop, since in _in_time(state.shops.items())
        ],
        "accounts": [
            {
                "account": account,
                "relation": bound.relation,
                "capabilities": list(bound.capabilities),
                "since": _at(bound.since),
            }
            for account, bound in sorted(
                state.accounts.items(), key=lambda one: (one[1].since, one[0])
            )
        ],
        "features": _features(scene, state, program),
    }


def _features(scene: Scene, state: MiniProgram, program: str) -> dict[str, bool]:
    """The features that rest on a shop, and whether they can be used now."""
    limit = scene.limit(program, "mini_program.shop_features")
    if limit is None or not isinstance(limit.value, tuple):
        return {}
    usable = any(scene.shop(shop).closed is None for shop in state.shops)
    return dict.fromkeys(limit.value, usable)


def mini_programs_told(held: Iterable[tuple[str, Mark]]) -> list[dict[str, Any]]:
    """The mini-programs a shop is bound to."""
    return [{"mini_program": one, "since": _at(since)} for one, since in _in_time(held)]


def list_mini_programs(store: Store, times: Times) -> Iterator[MiniProgram]:
    """Every mini-program that is known at the times asked, by id."""
    prefix = mini_program_tag("")
    for tag in store.subjects(prefix):
        gathering = Gathering(store, times)
        if is_named(gathering.read([tag]), times):
            yield gathering.history().mini_program(tag.removeprefix(prefix), times.valid)


def _in_time(held: Iterable[tuple[str, Mark]]) -> list[tuple[str, Mark]]:
    return sorted(held, key=lambda one: (one[1], one[0]))


def _at(mark: Mark | None) -> str | None:
    return None if mark is None else instant_text(mark.at)
