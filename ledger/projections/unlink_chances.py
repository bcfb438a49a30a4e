"""Unlink chances: what a shop has used of them under a program, as far as facts tell.

How many there are, and whether unlinks by the account count (A2), is law and stands in no row.
"""

from __future__ import annotations

from typing import Final

from ledger.aggregates.mark import Mark
from ledger.aggregates.shop import Unlinks, evolve_unlinks
from ledger.events import ShopUnlinked, UnlinkApproved, UnlinkChancesObserved
from ledger.projections.projection import (
    Key,
    Projection,
    Values,
    json,
    key,
    marked,
    number,
    read_json,
    read_mark,
    read_model,
    written_json,
    written_mark,
)
from ledger.record import Fact
from ledger.subjects import shop_tag

TABLE: Final = read_model(
    "unlink_chances",
    "Unlinks of a shop under a program: a count the platform told, and those since, one by one.",
    key("shop", "the shop"),
    key("program", "the program"),
    number("observed", "chances used as the platform last counted them, else 0", nullable=False),
    *marked("observed_at", "when the platform counted"),
    number("by_shop", "unlinks by the shop since then", nullable=False),
    json("by_shop_marks", 'each of them: `{"at", "position"}`'),
    number("by_account", "unlinks the account asked for, since then", nullable=False),
    json("by_account_marks", 'each of them: `{"at", "position"}`'),
)

_Event = ShopUnlinked | UnlinkApproved | UnlinkChancesObserved


def keys(fact: Fact) -> tuple[Key, ...]:
    """The shop and the program of an unlink."""
    assert isinstance(fact.event, _Event)
    return ((fact.event.shop, fact.event.program),)


def tags(key: Key) -> tuple[str, ...]:
    """The shop's tag."""
    return (shop_tag(key[0]),)


def values(unlinks: Unlinks) -> Values:
    """Unlinks as the table keeps them."""
    return (
        unlinks.observed,
        *written_mark(unlinks.observed_at),
        len(unlinks.by_shop),
        _written(unlinks.by_shop),
        len(unlinks.by_account),
        _written(unlinks.by_account),
    )


def row(key: Key, values: Values) -> Unlinks:
    """The unlinks that a row of the table tells of."""
    observed, at, position, _, by_shop, _, by_account = values
    return Unlinks(observed, read_mark(at, position), _read(by_shop), _read(by_account))


def _written(marks: tuple[Mark, ...]) -> str:
    told = (written_mark(mark) for mark in marks)
    return written_json([{"at": at, "position": position} for at, position in told])


def _read(marks: str) -> tuple[Mark, ...]:
    told = (read_mark(mark["at"], mark["position"]) for mark in read_json(marks))
    return tuple(mark for mark in told if mark is not None)


UNLINK_CHANCES: Final = Projection(
    table=TABLE,
    kinds=frozenset({ShopUnlinked.kind, UnlinkApproved.kind, UnlinkChancesObserved.kind}),
    keys=keys,
    tags=tags,
    fold=evolve_unlinks,
    values=values,
    row=row,
)
