"""Papers, reviews of shops and enterprise verification of accounts.

State machines 2.12 and 2.14 of the field description; rows 1-11, 1-22, 2-07 … 2-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.base import Event
from ledger.terms import AccountId, Digest, Id, Instant, Personal, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSubmitted(Event):
    """A paper was handed in, such as a business licence; its file is kept elsewhere by digest."""

    kind: ClassVar = "MaterialSubmitted.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    material_kind: Id
    digest: Digest | None = None
    document_number: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopReviewOpened(Event):
    """The platform began to review a shop."""

    kind: ClassVar = "ShopReviewOpened.v1"
    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopReviewPassed(Event):
    """The platform's review let the shop open."""

    kind: ClassVar = "ShopReviewPassed.v1"
    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopReviewRejected(Event):
    """The platform's review turned the shop down; it may hand in again."""

    kind: ClassVar = "ShopReviewRejected.v1"
    shop: ShopId
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseVerificationAuthorised(Event):
    """The holder let a shop's papers be used to verify the account (1-22)."""

    kind: ClassVar = "EnterpriseVerificationAuthorised.v1"
    account: AccountId
    shop: ShopId | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseVerificationPassed(Event):
    """The account is verified as an enterprise, until `valid_until` if that is known."""

    kind: ClassVar = "EnterpriseVerificationPassed.v1"
    account: AccountId
    subject: Personal | None = None
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseVerificationRejected(Event):
    """The account's verification was turned down."""

    kind: ClassVar = "EnterpriseVerificationRejected.v1"
    account: AccountId
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseVerificationRenewed(Event):
    """The yearly renewal of a verification went through (1-06)."""

    kind: ClassVar = "EnterpriseVerificationRenewed.v1"
    account: AccountId
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseVerificationExpired(Event):
    """A verification ran out without renewal (1-05)."""

    kind: ClassVar = "EnterpriseVerificationExpired.v1"
    account: AccountId
