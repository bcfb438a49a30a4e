"""The register of identifiers of one kind on one platform: who holds or held which, and when.

Each is unique there (A47), and none is a key of anything. What an identifier says may have been
forgotten: then nobody can tell any more whom it would belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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

    @property
    def stands(self) -> bool:
        """Whether it is in use."""
        return self.retired is None

    def is_of(self, shop: str | None, account: str | None) -> bool:
        """Whether a shop or an account, if named, holds it."""
        return (shop is not None and self.shop == shop) or (
            account is not None and self.account == account
        )


@dataclass(frozen=True, slots=True)
class Register:
    """The identifiers of one kind on one platform, in the order in which they were assigned."""

    holdings: tuple[Holding, ...] = ()

    @classmethod
    def recall(cls, facts: Iterable[Fact]) -> Register:
        """The register after facts told in order."""
        register = cls()
        for fact in facts:
            register = evolve(register, fact)
        return register

    def standing(self) -> tuple[Holding, ...]:
        """The identifiers in use."""
        return tuple(one for one in self.holdings if one.stands)


def evolve(register: Register, fact: Fact) -> Register:
    """The register after one more fact."""
    match fact.event:
        case RegistrationIdentifierAssigned(value=value, shop=shop, account=account):
            new = Holding(value, shop, account, mark(fact))
            return Register((*register.holdings, new))
        case RegistrationIdentifierRetired(shop=shop, account=account, value=value):
            own = [one for one in register.standing() if one.is_of(shop, account)]
            meant, sure = _meant(own, value, forgotten=fact.forgotten)
            return Register(
                tuple(_after(one, fact, sure) if one in meant else one for one in register.holdings)
            )
    return register


def _meant(own: list[Holding], value: str | None, *, forgotten: bool) -> tuple[list[Holding], bool]:
    """Which of a holder's identifiers a retirement is about, or may be; and whether that is sure.

    Without a value it is about all of them.
    """
    if value is None:
        return own, not forgotten or len(own) == 1
    same = [one for one in own if one.value == value]
    if same:
        return same, True
    unread = [one for one in own if one.value is None]
    return unread, len(unread) == 1


def _after(holding: Holding, fact: Fact, sure: bool) -> Holding:
    return replace(holding, retired=mark(fact)) if sure else replace(holding, doubtful=True)
