"""What shops and accounts put up for sale, and the campaigns they enter.

Source 003 rows 3-05, 3-07, 3-20, 3-27, 3-30; readings A29, A30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.base import Event
from ledger.terms import AccountId, Count, Id, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseProductsAdded(Event):
    """An account put `count` products into its showcase by hand (3-05, 3-20)."""

    kind: ClassVar = "ShowcaseProductsAdded.v1"
    account: AccountId
    shop: ShopId | None = None
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseProductsRemoved(Event):
    """An account took `count` products out; this gives no additions back (A30)."""

    kind: ClassVar = "ShowcaseProductsRemoved.v1"
    account: AccountId
    shop: ShopId | None = None
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseCleared(Event):
    """The whole showcase was emptied (3-27, A29); `cause` is such as binding_ended."""

    kind: ClassVar = "ShowcaseCleared.v1"
    account: AccountId
    cause: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignEnrolled(Event):
    """A shop entered an official campaign (3-30)."""

    kind: ClassVar = "CampaignEnrolled.v1"
    shop: ShopId
    campaign: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignEnrolmentRefused(Event):
    """A platform's report that it refused an enrolment in its own system; no state moves."""

    kind: ClassVar = "CampaignEnrolmentRefused.v1"
    shop: ShopId
    campaign: Id
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSharingConsented(Event):
    """The holder let operating data be seen by the shop or others (3-07)."""

    kind: ClassVar = "DataSharingConsented.v1"
    account: AccountId
    shop: ShopId | None = None
    recipients: tuple[Words, ...] | None = None
    purpose: Words | None = None
