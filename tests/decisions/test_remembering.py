"""What subjects remember: every kind that is listed leaves a trace, and no other does."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from ledger.aggregates import Account, Shop, Violation
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import register as register_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.events import (
    KINDS,
    ComplianceScoreObserved,
    Event,
    PermitRecorded,
    RegistrationIdentifierAssigned,
)
from ledger.record import Fact
from tests.story import (
    Deed,
    Story,
    accepted,
    account,
    added,
    appealed,
    asked_to_leave,
    banned,
    bound,
    deed,
    deregistered,
    given,
    instant,
    invited,
    scored,
    shop,
    violated,
)

AT: Final = instant("2026-03-02T09:00Z")
EARLIER = "2026-02-01T09:00Z"

FILLED: Final[dict[str, object]] = {
    "binding": "S1-A1",
    "shop": "tiktok:S1",
    "account": "tiktok:A1",
    "program": "tiktok.channel",
    "violation": "V1",
    "mini_program": "douyin:M1",
    "context": "bind",
    "operating_country": "CN",
    "region": "CN",
    "country": "CN",
    "value": None,
}


def example(kind: type[Event]) -> Event:
    """A fact of a kind about the shop, account, binding and violation of these tests."""
    hints = get_type_hints(kind)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    return kind(**{name: FILLED.get(name, _example(hint)) for name, hint in fields.items()})


def _example(hint: Any) -> object:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    origin = get_origin(hint)
    if origin is Literal:
        return get_args(hint)[0]
    if origin in (tuple, dict):
        return origin()
    return {bool: True, int: 1, str: "x", type(AT): AT}[hint]


def fact(event: Event) -> Fact:
    return Fact(10_000, AT, AT, "test", "last", event)


_BEGINNINGS: Final = (
    "SettlementRouteSet.v1",
    "ShopProbationStarted.v1",
    "OwnShopApplicationOpened.v1",
)
"""Kinds that begin what another kind ends."""


def states_of(recalled: Callable[[Story], Any]) -> list[Any]:
    """A subject in states that differ enough for every kind to find one it can change."""
    of_score = ComplianceScoreObserved(account="tiktok:A1", score=5)
    of_name = RegistrationIdentifierAssigned(
        shop="tiktok:S1", account="tiktok:A1", identifier_kind="enterprise_account", value="x"
    )
    of_permit = PermitRecorded(shop="tiktok:S1", permit_kind="x", document_number="x")
    lives: list[tuple[Deed, ...]] = [
        (),
        (invited("S1", "A1", at=EARLIER),),
        (accepted("S1", "A1", at=EARLIER),),
        (bound("S1", "A1", at=EARLIER),),
        (asked_to_leave("S1", "A1", at=EARLIER),),
        (banned("A1", at=EARLIER), deregistered("A1", at=EARLIER), added("A1", 5, at=EARLIER)),
        (scored("S1", 5, at=EARLIER), deed(of_score, at=EARLIER), deed(of_name, at=EARLIER)),
        (violated("V1", account="A1", at=EARLIER), appealed("V1", by="shop:x:y", at=EARLIER)),
        (deed(example(_kind("ShopClosingAnnounced.v1")), at=EARLIER),),
        (
            bound("S1", "A1", at=EARLIER),
            *(deed(example(_kind(name)), at=EARLIER) for name in _BEGINNINGS),
        ),
        (deed(of_permit, at=EARLIER),),
        (deed(example(_kind("AccountDeregistrationRequested.v1")), at=EARLIER),),
        (deed(example(_kind("MiniProgramBoundToShop.v1")), at=EARLIER),),
    ]
    return [recalled(given(shop("S1"), account("A1"), *life)) for life in lives]


def _kind(name: str) -> type[Event]:
    return next(kind for kind in KINDS if kind.kind == name)


SUBJECTS = [
    (
        shop_state.REMEMBERS,
        shop_state.evolve,
        states_of(lambda story: story.history.shop("tiktok:S1", AT)),
    ),
    (
        account_state.REMEMBERS,
        account_state.evolve,
        states_of(lambda story: story.history.account("tiktok:A1", AT)),
    ),
    (
        violation_state.REMEMBERS,
        violation_state.evolve,
        states_of(lambda story: story.history.violation("V1", AT)),
    ),
    (
        mini_program_state.REMEMBERS,
        mini_program_state.evolve,
        states_of(lambda story: story.history.mini_program("douyin:M1", AT)),
    ),
    (
        register_state.REMEMBERS,
        register_state.evolve,
        states_of(lambda story: story.history.register("identifier:tiktok:enterprise_account", AT)),
    ),
]


@pytest.mark.parametrize(("remembers", "evolve", "states"), SUBJECTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_changes_something_if_and_only_if_it_is_remembered(
    kind: type[Event], remembers: frozenset[str], evolve: Callable[..., Any], states: list[Any]
) -> None:
    changed = [state for state in states if evolve(state, fact(example(kind))) != state]

    assert bool(changed) == (kind.kind in remembers)


def test_a_state_is_not_changed_but_replaced() -> None:
    story = given(bound("S1", "A1", at=EARLIER))
    before = story.history.account("tiktok:A1", AT)
    bindings = dict(before.bindings)

    account_state.evolve(before, fact(example(_kind("BindingEnded.v1"))))

    assert before.bindings == bindings


def test_nobody_remembers_what_never_happened() -> None:
    assert Shop.recall("tiktok:S1", ()).status == "unregistered"
    assert Account.recall("tiktok:A1", ()).status == "unregistered"
    assert not Violation.recall("V1", ()).is_open


def test_single_additions_are_forgotten_once_no_day_can_hold_them() -> None:
    story = given(added("A1", 1, at="2026-03-01T09:00Z"), added("A1", 1, at="2026-03-09T09:00Z"))
    state = story.history.account("tiktok:A1", AT + timedelta(days=30))

    assert (len(state.additions), state.showcase) == (1, 2)
