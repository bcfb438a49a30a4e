"""The trial balance: moves and states are counted apart, and must come to the limit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from ledger.aggregates import Law, Shop, State
from ledger.aggregates.shop import Unlinks, evolve
from ledger.audit.trial import Mismatch, TrialBalance
from ledger.events.binding import BindingEvent
from ledger.queries.reading import every_fact
from ledger.queries.statement import statement
from ledger.record import Fact, as_it_stood
from tests.replay.lives import happenings, lived, times_of
from tests.story import (
    Deed,
    accepted,
    adopted,
    asked_to_leave,
    bound,
    chances_observed,
    closed,
    ended,
    failed,
    given,
    invited,
    kept,
    let_go,
    passed,
    rulebook,
    unlinked,
)

S1 = "tiktok:S1"
SLOTS, CHANCES = "slots:tiktok.channel", "unlink_chances:tiktok.channel"


def tried(facts: Iterable[Fact], law: Law, spoil: Any = lambda shop: shop) -> Iterator[Mismatch]:
    """What does not add up, where the folded states are `spoil`t before they are looked at."""
    trial, shops = TrialBalance(law), dict[str, Shop]()
    for fact in as_it_stood(facts):
        name = getattr(fact.event, "shop", None)
        if name is not None:
            shops[name] = evolve(shops.get(name) or Shop(name), fact)
        yield from trial.take(fact, {one: spoil(shop) for one, shop in shops.items()})


def left(facts: Iterable[Fact], law: Law) -> dict[str, tuple[int | None, int | None]]:
    """What is left of slots and chances of the channel program, by moves alone."""
    trial, shops = TrialBalance(law), dict[str, Shop]()
    for fact in as_it_stood(facts):
        name = getattr(fact.event, "shop", None)
        if name is not None:
            shops[name] = evolve(shops.get(name) or Shop(name), fact)
        assert not list(trial.take(fact, shops))
    return {
        shop: (running["tiktok.channel"].slots, running["tiktok.channel"].chances)
        for shop, running in trial.running.items()
    }


def unlinked_alone(shop: str, account: str, *, at: str) -> Deed:
    """An unlink of a binding that nobody told anything else of."""
    happened = unlinked(shop, account, at=at)
    return replace(happened, events=happened.events[:1])


MARCH = "2026-03-{:02}T09:00Z"


def days(*deeds: Any) -> list[Deed]:
    """Deeds between S1 and A1, one a day."""
    return [deed("S1", "A1", at=MARCH.format(day)) for day, deed in enumerate(deeds, start=1)]


@pytest.mark.parametrize(
    ("deeds", "slots", "chances"),
    [
        (days(invited), 4, 3),
        (days(invited, accepted), 3, 3),
        (days(invited, accepted, failed), 4, 3),
        (days(invited, accepted, passed), 3, 3),
        (days(bound), 3, 3),
        (days(bound, unlinked), 4, 2),
        (days(bound, asked_to_leave), 3, 3),
        (days(bound, asked_to_leave, kept), 3, 3),
        (days(bound, asked_to_leave, let_go), 4, 3),
        (days(bound, ended, bound), 3, 3),
        (days(bound, ended, ended, invited), 4, 3),
        (days(let_go, bound, unlinked, bound, unlinked), 4, 1),
        (days(unlinked_alone), 4, 2),
        ([bound("S1", f"A{n}", at=MARCH.format(1)) for n in range(6)], -2, 3),
        ([*days(bound, unlinked), chances_observed("S1", 3, at=MARCH.format(9))], 4, 0),
    ],
)
def test_what_is_left_by_moves_alone(deeds: list[Deed], slots: int, chances: int) -> None:
    story = given(*deeds)

    assert left(story.facts, story.history.law) == {S1: (slots, chances)}


def test_what_is_left_moves_with_the_law() -> None:
    law = rulebook(
        {
            "shop.slots": {"2000-01-01": 4, "2026-03-05": 2, "2026-03-08": 6},
            "shop.slots.reserved_from": {"2000-01-01": "accepted", "2026-03-06": "activated"},
        },
        units={"shop.slots.reserved_from": "text"},
    )
    told = [
        bound("S1", "A1", at=MARCH.format(1)),
        accepted("S1", "A2", at=MARCH.format(2)),
        accepted("S1", "A3", at=MARCH.format(5)),
        invited("S1", "A4", at=MARCH.format(7)),
        invited("S1", "A5", at=MARCH.format(9)),
    ]
    expected = [3, 2, -1, 1, 5]

    for number, slots in enumerate(expected, start=1):
        story = given(*told[:number], law=[adopted(law)])
        assert left(story.facts, story.history.law)[S1][0] == slots


def test_a_limit_that_is_repealed_and_comes_back() -> None:
    first = adopted(rulebook({}, without=["shop.slots"]), at="2000-01-01T00:00Z")
    second = adopted(rulebook({}), at=MARCH.format(5))
    third = adopted(rulebook({}, without=["shop.unlink_chances"]), at=MARCH.format(7))
    told = [*days(bound, unlinked), bound("S1", "A2", at=MARCH.format(6))]
    later = invited("S1", "A3", at=MARCH.format(8))
    laws = [first, second, third]

    before, between, after = (
        given(*told[:2], law=laws),
        given(*told, law=laws),
        given(*told, later, law=laws),
    )

    assert left(before.facts, before.history.law) == {S1: (None, 2)}
    assert left(between.facts, between.history.law) == {S1: (3, 2)}
    assert left(after.facts, after.history.law) == {S1: (3, None)}


def forgets_bindings(shop: Shop) -> Shop:
    return replace(shop, bindings={})


def forgets_unlinks(shop: Shop) -> Shop:
    return replace(shop, unlinks={name: Unlinks() for name in shop.unlinks})


def never_ends(shop: Shop) -> Shop:
    return replace(
        shop,
        bindings={
            name: replace(one, state=State.ACTIVE) if one.is_over else one
            for name, one in shop.bindings.items()
        },
    )


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (forgets_bindings, [(1, SLOTS, 4, 3)]),
        (forgets_unlinks, [(2, CHANCES, 3, 2)]),
        (never_ends, [(3, SLOTS, 4, 5)]),
    ],
)
def test_a_state_that_is_wrong_does_not_add_up(spoil: Any, found: list[Any]) -> None:
    story = given(*days(bound, unlinked))
    first = next(f.position for f in story.facts if isinstance(f.event, BindingEvent)) - 1

    wrong = list(tried(story.facts, story.history.law, spoil))

    assert {one.subject for one in wrong} == {f"shop:{S1}"}
    told = [(one.position - first, one.balance, one.expected, one.found) for one in wrong]
    assert told == found


def test_a_shop_that_closed_keeps_its_slots_until_its_bindings_end() -> None:
    story = given(*days(bound), closed("S1", at=MARCH.format(2)))

    assert left(story.facts, story.history.law) == {S1: (3, 3)}


@settings(max_examples=20, deadline=None)
@drawn(happenings(), st.none() | st.integers(0, 50))
def test_however_things_went_it_adds_up_and_closes_as_the_statement(
    happened: list[Any], wrong: int | None
) -> None:
    with lived(happened, wrong) as ledger:
        facts = list(every_fact(ledger.store))
        law = Law.recall(facts)
        for shop, (slots, chances) in left(facts, law).items():
            last = max(
                fact.time
                for fact in as_it_stood(facts)
                if getattr(fact.event, "program", None) and hasattr(fact.event, "shop")
            )
            for balance, amount in ((SLOTS, slots), (CHANCES, chances)):
                told = statement(ledger.store, f"shop:{shop}", balance, times_of(ledger, last))
                assert told is not None
                assert told["closing"] == amount
