"""The register of identifiers of one kind on one platform: who holds or held which, and when.

Each is unique there (A47), and none is a key of anything. What an identifier says may have been
forgotten: then nobody can tell any more whom it would belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import RegistrationIdentifierAssigned, RegistrationIdentifierRetired
from ledger.record import Fact

REMEMBERS: Final = frozenset(
    (RegistrationIdentifierAssigned.kind, RegistrationIdentifierRetired.kind)
)
"""The kinds of facts that change a register."""


@dataclass(frozen=True, slots=True)
class Holding:
    """An identifier that a shop, an account, or both hold or held; None is a value forgotten.

    `doubtful` is set where it, or another of the same holder, was retired and nobody knows which.
    """

    value: str | None
    shop: str | None
    account: str | None
    assigned: Mark
    retired: Mark | None = None
    doubtful: bool = False

    def is_of(self, shop: str | None, account: str | None) -> bool:
        """Whether a shop or an account, if named, holds it."""
        return (shop is not None and self.shop == shop) or (
            account is not None and self.account == account
        )


_SHELVES: Final = 1_024
"""On so many shelves the identifiers stand, by what they say: adding one copies only its own."""


@dataclass(frozen=True, slots=True)
class Register:
    """The identifiers of one kind on one platform, by what they say; `unread` are the forgotten."""

    shelves: tuple[tuple[Holding, ...], ...] = ((),) * _SHELVES
    unread: tuple[Holding, ...] = ()

    @classmethod
    def recall(cls, facts: Iterable[Fact]) -> Register:
        """The register after facts told in order."""
        return reduce(evolve, facts, cls())

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Every identifier, in use or retired, in the order in which they were assigned."""
        every = chain(self.unread, chain.from_iterable(self.shelves))
        return tuple(sorted(every, key=lambda one: one.assigned))

    def standing(self, value: str | None) -> tuple[Holding, ...]:
        """The identifiers in use that say this; None: those that nobody can read any more."""
        told = self.unread if value is None else self.shelves[_shelf(value)]
        return tuple(one for one in told if one.retired is None and one.value == value)


def _shelf(value: str) -> int:
    return hash(value) % _SHELVES


def evolve(register: Register, fact: Fact) -> Register:
    """The register after one more fact."""
    match fact.event:
        case RegistrationIdentifierAssigned(value=value, shop=shop, account=account):
            return _put(register, (Holding(value, shop, account, mark(fact)),))
        case RegistrationIdentifierRetired(shop=shop, account=account, value=value):
            meant, sure = _meant(register, shop, account, value, forgotten=fact.forgotten)
            return _put(register, tuple(_after(one, fact, sure) for one in meant))
    return register


def _put(register: Register, changed: Iterable[Holding]) -> Register:
    """The register with some holdings in the place of what they were, or added."""
    for one in changed:
        if one.value is None:
            register = replace(register, unread=_with(register.unread, one))
        else:
            here = _shelf(one.value)
            shelf = _with(register.shelves[here], one)
            shelves = (*register.shelves[:here], shelf, *register.shelves[here + 1 :])
            register = replace(register, shelves=shelves)
    return register


def _with(shelf: tuple[Holding, ...], changed: Holding) -> tuple[Holding, ...]:
    return (*(one for one in shelf if one.assigned != changed.assigned), changed)


def _meant(
    register: Register,
    shop: str | None,
    account: str | None,
    value: str | None,
    *,
    forgotten: bool,
) -> tuple[tuple[Holding, ...], bool]:
    """Which of a holder's identifiers a retirement is about, or may be; and whether that is sure.

    Without a value it is about all of them.
    """
    if value is None:
        every = _own((one for one in register.holdings if one.retired is None), shop, account)
        return every, not forgotten or len(every) == 1
    same = _own(register.standing(value), shop, account)
    if same:
        return same, True
    unread = _own(register.standing(None), shop, account)
    return unread, len(unread) == 1


def _own(holdings: Iterable[Holding], shop: str | None, account: str | None) -> tuple[Holding, ...]:
    return tuple(one for one in holdings if one.is_of(shop, account))


def _after(holding: Holding, fact: Fact, sure: bool) -> Holding:
    return replace(holding, retired=mark(fact)) if sure else replace(holding, doubtful=True)


def evolve_all(register: Register, facts: Iterable[Fact]) -> Register:
    """The register after more facts told in order."""
    return reduce(evolve, facts, register)
