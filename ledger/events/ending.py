"""How shops and accounts end. State machines 2.12 and 2.13; readings A36, A37."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.base import Event
from ledger.terms import AccountId, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopClosingAnnounced(Event):
    """The shop gave public notice of closing; until it closes it still counts as open."""

    kind: ClassVar = "ShopClosingAnnounced.v1"
    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopClosingWithdrawn(Event):
    """The shop took its closing notice back; a later notice starts again (A36)."""

    kind: ClassVar = "ShopClosingWithdrawn.v1"
    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopClosed(Event):
    """The shop closed; its active bindings end at this instant."""

    kind: ClassVar = "ShopClosed.v1"
    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopDeactivatedByPlatform(Event):
    """The platform closed the shop."""

    kind: ClassVar = "ShopDeactivatedByPlatform.v1"
    shop: ShopId
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeregistrationRequested(Event):
    """The holder asked for the account to be deregistered; it still works."""

    kind: ClassVar = "AccountDeregistrationRequested.v1"
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeregistrationCancelled(Event):
    """The holder changed his mind before the account was gone."""

    kind: ClassVar = "AccountDeregistrationCancelled.v1"
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeregistered(Event):
    """The account is gone; its bindings are released some days later (A37)."""

    kind: ClassVar = "AccountDeregistered.v1"
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReleased(Event):
    """The days after deregistration are over; nothing holds the account any more."""

    kind: ClassVar = "AccountReleased.v1"
    account: AccountId
