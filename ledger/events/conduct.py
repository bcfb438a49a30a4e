"""How shops and accounts behaved and what platforms did about it.

State machines 2.9, 2.11, 2.15; source 003 rows 3-09, 3-29 … 3-31, 3-36, 3-38 … 3-41. Deductions,
bans, freezes and the like are platform decisions: observed, never invented (A17 … A19, A24).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.base import Event
from ledger.terms import AccountId, Count, Flag, Id, Instant, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBanned(Event):
    """The platform banned an account."""

    kind: ClassVar = "AccountBanned.v1"
    account: AccountId
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBanLifted(Event):
    """A ban is over; if it was `overturned` it also leaves no record (A13)."""

    kind: ClassVar = "AccountBanLifted.v1"
    account: AccountId
    overturned: Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationRecorded(Event):
    """The platform put a violation on an account or a shop (3-29, 3-38)."""

    kind: ClassVar = "ViolationRecorded.v1"
    violation: Id
    account: AccountId | None = None
    shop: ShopId | None = None
    category: Words
    content_posted_at: Instant | None = None
    detected_by: Words | None = None
    rule_ref: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationNotified(Event):
    """The party was told of a violation; the appeal window counts from the day after (A21)."""

    kind: ClassVar = "ViolationNotified.v1"
    violation: Id
    account: AccountId | None = None
    shop: ShopId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationResolved(Event):
    """A violation is dealt with and no longer stands in the way of anything."""

    kind: ClassVar = "ViolationResolved.v1"
    violation: Id
    account: AccountId | None = None
    shop: ShopId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceScoreObserved(Event):
    """The compliance score of a shop or an account as the platform shows it, in points."""

    kind: ClassVar = "ComplianceScoreObserved.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    score: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceScoreDeducted(Event):
    """The platform took points off a compliance score (3-38)."""

    kind: ClassVar = "ComplianceScoreDeducted.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    points: Count
    violation: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceScoreRestored(Event):
    """The platform gave points of a compliance score back."""

    kind: ClassVar = "ComplianceScoreRestored.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    points: Count
    violation: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignAccessRestricted(Event):
    """The platform says a shop may not enter campaigns (3-30); the ledger derives access itself."""

    kind: ClassVar = "CampaignAccessRestricted.v1"
    shop: ShopId
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignAccessRestored(Event):
    """The platform says a shop may enter campaigns again."""

    kind: ClassVar = "CampaignAccessRestored.v1"
    shop: ShopId
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficWeightReduced(Event):
    """The platform shows a shop's goods less because of an account's violation (3-29)."""

    kind: ClassVar = "TrafficWeightReduced.v1"
    shop: ShopId
    violation: Id | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcommercePermissionFrozen(Event):
    """An account may not sell for now, up to `until` if the platform says so (3-39).

    `functions` are those it may not use, where the platform freezes some of them only.
    """

    kind: ClassVar = "EcommercePermissionFrozen.v1"
    ends: ClassVar = "until"
    account: AccountId
    violation: Id | None = None
    until: Instant | None = None
    functions: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcommercePermissionRestored(Event):
    """An account may sell again."""

    kind: ClassVar = "EcommercePermissionRestored.v1"
    account: AccountId
    violation: Id | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcommercePermissionClosed(Event):
    """An account may not sell any more (3-41): always the platform's own decision (A24)."""

    kind: ClassVar = "EcommercePermissionClosed.v1"
    account: AccountId
    violation: Id | None = None
    until: Instant | None = None
