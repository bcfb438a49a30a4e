"""A binding of which nothing is known but that it was undone."""

from __future__ import annotations

from ledger.aggregates import Shop, State
from ledger.events import BindingActivated, BindingEnded, ShopUnlinked
from ledger.events.binding import BindingNames
from ledger.record import Fact
from ledger.terms import read_instant

NAMES: BindingNames = {
    "binding": "B1",
    "shop": "tiktok:S1",
    "account": "tiktok:A1",
    "program": "tiktok.channel",
}


def _fact(position: int, time: str, event: ShopUnlinked | BindingActivated | BindingEnded) -> Fact:
    at = read_instant(time)
    return Fact(position, at, at, "feed", str(position), event)


UNLINKED = _fact(1, "2026-03-05T09:00:00Z", ShopUnlinked(**NAMES))
ENDED = _fact(2, "2026-03-05T09:00:00Z", BindingEnded(**NAMES, reason="shop_unlink"))
ACTIVATED = _fact(3, "2026-03-01T09:00:00Z", BindingActivated(**NAMES))


def test_it_uses_a_chance_but_no_slot() -> None:
    shop = Shop.recall("tiktok:S1", [UNLINKED])

    assert len(shop.unlinks["tiktok.channel"].by_shop) == 1
    assert shop.bindings["B1"].state is State.ENDED
    assert shop.bindings["B1"].ended is None, "no wait begins before somebody says that it ended"


def test_its_end_is_taken_in_when_it_comes() -> None:
    binding = Shop.recall("tiktok:S1", [UNLINKED, ENDED]).bindings["B1"]

    assert binding.ended is not None
    assert binding.ended.position == 2


def test_an_activation_learnt_late_stands_before_it() -> None:
    binding = Shop.recall("tiktok:S1", [ACTIVATED, UNLINKED]).bindings["B1"]

    assert binding.state is State.ACTIVE, "only BindingEnded ends a binding in effect"
