"""Papers, permits, deposits, reviews of shops and enterprise verification of accounts.

State machines 2.12 and 2.14 of the field description; rows 1-11, 1-22, 2-07 … 2-10, 2-16, 2-31.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.base import Event
from ledger.terms import (
    AccountId,
    Amount,
    Currency,
    Digest,
    Id,
    Instant,
    Personal,
    ShopId,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSubmitted(Event):
    """A paper was handed in; its file is kept elsewhere by digest (1-11, 2-07 … 2-10).

    `material_kind` is such as business_licence, legal_person_id, business_permit, logo, id_front,
    id_back, handheld_photo or corporate_account_proof.
    """

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
    """The account is verified as an enterprise, until `valid_until` if that is known.

    `subject` is the verified name, `uscc` its unified social credit code (2-06).
    """

    kind: ClassVar = "EnterpriseVerificationPassed.v1"
    ends: ClassVar = "valid_until"
    account: AccountId
    subject: Personal | None = None
    valid_until: Instant | None = None
    uscc: Personal | None = None


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
    ends: ClassVar = "valid_until"
    account: AccountId
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseVerificationExpired(Event):
    """A verification ran out without renewal (1-05)."""

    kind: ClassVar = "EnterpriseVerificationExpired.v1"
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class CorporateBankAccountVerified(Event):
    """The platform verified the bank account of the enterprise behind a shop (2-08).

    `subject` is the name the bank account runs under.
    """

    kind: ClassVar = "CorporateBankAccountVerified.v1"
    shop: ShopId
    subject: Personal | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceRecognitionPassed(Event):
    """The person behind a shop or an account was recognised by face (2-10)."""

    kind: ClassVar = "FaceRecognitionPassed.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositPaid(Event):
    """A shop paid its deposit, or a part of it, to the platform (2-09)."""

    kind: ClassVar = "DepositPaid.v1"
    shop: ShopId
    amount: Amount
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositRefunded(Event):
    """The platform gave a shop its deposit back, or a part of it (state machine 2.4)."""

    kind: ClassVar = "DepositRefunded.v1"
    shop: ShopId
    amount: Amount
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitRecorded(Event):
    """A shop holds a permit that its category asks for (2-16, 2-31).

    `permit_kind` is such as qs, 3c or network_culture; it holds from `valid_from`, or the fact's
    time, until `valid_until` or `PermitExpired`.
    """

    kind: ClassVar = "PermitRecorded.v1"
    begins: ClassVar = "valid_from"
    ends: ClassVar = "valid_until"
    shop: ShopId
    permit_kind: Id
    category: Words | None = None
    document_number: Personal | None = None
    digest: Digest | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitExpired(Event):
    """A permit ran out or was taken away; without a document number, all of that kind (2-16)."""

    kind: ClassVar = "PermitExpired.v1"
    shop: ShopId
    permit_kind: Id
    document_number: Personal | None = None
    reason: Words | None = None
