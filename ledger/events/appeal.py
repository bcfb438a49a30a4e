"""Appeals against violations, and the tickets that go with them.

State machine 2.10; source 003 rows 3-36, 3-40, 3-41; readings A21 … A26.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import AccountId, Digest, Id, ShopId, Tag, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSubmitted(Event):
    """A party filed an appeal; either may (A23). `channel` is such as creator_violation_centre."""

    kind: ClassVar = "AppealSubmitted.v1"
    violation: Id
    appeal: Id
    submitted_by: Tag
    account: AccountId | None = None
    shop: ShopId | None = None
    channel: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealMaterialAdded(Event):
    """More material was handed in for an appeal."""

    kind: ClassVar = "AppealMaterialAdded.v1"
    violation: Id
    appeal: Id
    digest: Digest | None = None
    account: AccountId | None = None
    shop: ShopId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealWithdrawn(Event):
    """The party took its appeal back; it may file again while the window is open."""

    kind: ClassVar = "AppealWithdrawn.v1"
    violation: Id
    appeal: Id
    account: AccountId | None = None
    shop: ShopId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided(Event):
    """The platform decided an appeal; a granted one cancels the violation."""

    kind: ClassVar = "AppealDecided.v1"
    violation: Id
    appeal: Id
    outcome: Literal["granted", "rejected"]
    account: AccountId | None = None
    shop: ShopId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealWindowLapsed(Event):
    """Nobody appealed in time. What follows from it is the platform's decision (A24)."""

    kind: ClassVar = "AppealWindowLapsed.v1"
    violation: Id
    account: AccountId | None = None
    shop: ShopId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportTicketOpened(Event):
    """Somebody asked customer service for help, such as to repair a permission (3-36, 1-07).

    `about` says with what; where that is a subject, by its tag, such as `delegation:D1`.
    """

    kind: ClassVar = "SupportTicketOpened.v1"
    needs: ClassVar = (("shop", "account"),)
    ticket: Id
    shop: ShopId | None = None
    account: AccountId | None = None
    about: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportTicketClosed(Event):
    """Customer service closed a ticket."""

    kind: ClassVar = "SupportTicketClosed.v1"
    needs: ClassVar = (("shop", "account"),)
    ticket: Id
    shop: ShopId | None = None
    account: AccountId | None = None
    outcome: Words | None = None
