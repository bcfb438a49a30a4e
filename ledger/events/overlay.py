"""What platforms do beyond the four documents; only field rulebooks speak of it.

State machines 2.2 and 2.3; sections 4.1 and 4.2 of the field description.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import AccountId, Id, Instant, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopProbationStarted(Event):
    """A new shop is on probation, up to `until` if the platform says so (4.1)."""

    kind: ClassVar = "ShopProbationStarted.v1"
    ends: ClassVar = "until"
    shop: ShopId
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopProbationEnded(Event):
    """A shop is on probation no more (4.1)."""

    kind: ClassVar = "ShopProbationEnded.v1"
    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShopApplicationOpened(Event):
    """An account applies for a shop of its own and cannot be bound meanwhile (4.2)."""

    kind: ClassVar = "OwnShopApplicationOpened.v1"
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShopApplicationClosed(Event):
    """An account's application for a shop of its own is decided, or was cancelled (4.2)."""

    kind: ClassVar = "OwnShopApplicationClosed.v1"
    account: AccountId
    outcome: Literal["granted", "rejected", "cancelled"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationUpgradeStarted(Event):
    """An account began its trial as an organisation account, up to `until` (2.2)."""

    kind: ClassVar = "OrganisationUpgradeStarted.v1"
    ends: ClassVar = "until"
    account: AccountId
    shop: ShopId | None = None
    binding: Id | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationUpgradeCancelled(Event):
    """The trial was called off; the account is again what it was before (2.2)."""

    kind: ClassVar = "OrganisationUpgradeCancelled.v1"
    account: AccountId
    shop: ShopId | None = None
    binding: Id | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationUpgradeMadePermanent(Event):
    """The account is an organisation account for good; unlinking leaves it so (2.2)."""

    kind: ClassVar = "OrganisationUpgradeMadePermanent.v1"
    account: AccountId
    shop: ShopId | None = None
    binding: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialUpgradeCancelled(Event):
    """The upgrade of an official account was called off; it stays bound (2.3)."""

    kind: ClassVar = "OfficialUpgradeCancelled.v1"
    account: AccountId
    shop: ShopId | None = None
    binding: Id | None = None
    reason: Words | None = None
