"""The fast `replace` of the folds does what the one of `dataclasses` does."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.aggregates import Account, Binding, Mark, Shop, State, Violation
from ledger.aggregates.replacing import replace
from ledger.aggregates.shop import Unlinks

_HERE = Mark(datetime(2026, 3, 1, 9, tzinfo=UTC), 7)
_STATES: list[tuple[Any, dict[str, Any]]] = [
    (Shop("tiktok:S1", name="Mole"), {"closed": _HERE, "violations": ("V1",)}),
    (Account("tiktok:A1", handle="mole"), {"showcase": 3}),
    (Binding("B1", "tiktok:S1", "tiktok:A1", "tiktok.channel", State.ACTIVE, _HERE), {}),
    (Violation("V1", account="tiktok:A1"), {"recorded": _HERE, "account": None}),
    (Unlinks(2, _HERE), {"by_shop": (_HERE,)}),
]


@pytest.mark.parametrize(("state", "changes"), _STATES)
def test_the_new_state_is_the_old_one_but_for_the_changes(
    state: Any, changes: dict[str, Any]
) -> None:
    before = dataclasses.asdict(state)
    new = replace(state, **changes)
    assert new == dataclasses.replace(state, **changes)
    assert type(new) is type(state)
    assert dataclasses.asdict(state) == before


@pytest.mark.parametrize(("state", "changes"), _STATES)
def test_the_new_state_is_frozen_too(state: Any, changes: dict[str, Any]) -> None:
    name = dataclasses.fields(state)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(replace(state, **changes), name, "other")


def test_a_name_that_is_no_field_is_an_error() -> None:
    with pytest.raises(AttributeError, match="colour"):
        replace(Shop("tiktok:S1"), colour="red")  # type: ignore[call-arg]  # what is tested
