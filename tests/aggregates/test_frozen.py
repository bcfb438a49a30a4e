"""What makes frozen objects quickly makes what `dataclasses` makes."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.aggregates import Account, Binding, Mark, Shop, State, Violation
from ledger.aggregates.shop import Unlinks
from ledger.frozen import maker, replace

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


@pytest.mark.parametrize(("state", "changes"), _STATES)
def test_an_object_is_made_of_the_values_of_its_fields(state: Any, changes: dict[str, Any]) -> None:
    whole = dataclasses.replace(state, **changes)
    values = [getattr(whole, field.name) for field in dataclasses.fields(whole)]
    made = maker(type(whole))(*values)
    assert made == whole
    assert type(made) is type(whole)
    with pytest.raises(TypeError):
        maker(type(whole))(*values[:-1])
