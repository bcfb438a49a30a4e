"""Who the shops and accounts are: registration, names, places, ages.

Source 003 rows 3-03, 3-08 … 3-14, 3-37; source 000 rows 0-01 … 0-05; readings A12, A14, A47, A56.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import AccountId, Count, Country, Flag, Personal, ShopId, TimeZone, Words

SubjectType = Literal["personal", "individual_business", "enterprise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRegistered(Event):
    """A shop entered its platform.

    The operating country is the one that region, network and working days are measured against
    (A12); the registration country is only kept.
    """

    kind: ClassVar = "ShopRegistered.v1"
    shop: ShopId
    operating_country: Country
    registration_country: Country | None = None
    name: Personal | None = None
    main_category: Words | None = None
    subject_type: SubjectType | None = None
    time_zone: TimeZone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRenamed(Event):
    """A shop bears another name from now on."""

    kind: ClassVar = "ShopRenamed.v1"
    needs: ClassVar = (("name",),)
    shop: ShopId
    name: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCategoryDeclared(Event):
    """A shop declared its main category (3-13)."""

    kind: ClassVar = "ShopCategoryDeclared.v1"
    shop: ShopId
    main_category: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSubjectDeclared(Event):
    """A shop declared the legal subject behind it (2-06, 1-11).

    `subject` is its name as on the licence, `uscc` its unified social credit code (2-07).
    """

    kind: ClassVar = "ShopSubjectDeclared.v1"
    shop: ShopId
    subject_type: SubjectType
    subject: Personal | None = None
    uscc: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationIdentifierAssigned(Event):
    """A platform gave a shop or an account one of its registration identifiers (0-01 … 0-05)."""

    kind: ClassVar = "RegistrationIdentifierAssigned.v1"
    needs: ClassVar = (("shop", "account"), ("value",))
    shop: ShopId | None = None
    account: AccountId | None = None
    identifier_kind: Literal[
        "enterprise_account", "shop_backend_login", "mini_program_bound_account"
    ]
    value: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationIdentifierRetired(Event):
    """A registration identifier is no longer in use; without a value, all of that kind."""

    kind: ClassVar = "RegistrationIdentifierRetired.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    identifier_kind: Literal[
        "enterprise_account", "shop_backend_login", "mini_program_bound_account"
    ]
    value: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRegistered(Event):
    """A creator account entered its platform. `theme` is what its content is about (3-03)."""

    kind: ClassVar = "AccountRegistered.v1"
    account: AccountId
    app: Words | None = None
    region: Country | None = None
    handle: Personal | None = None
    name: Personal | None = None
    theme: Words | None = None
    account_type: Literal["personal", "enterprise", "verified_enterprise"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRenamed(Event):
    """An account bears another handle or name from now on."""

    kind: ClassVar = "AccountRenamed.v1"
    needs: ClassVar = (("handle", "name"),)
    account: AccountId
    handle: Personal | None = None
    name: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHolderAgeAttested(Event):
    """Somebody attested whether the holder has reached `minimum_age` years (3-08).

    An attestation, never a birth date (A56).
    """

    kind: ClassVar = "AccountHolderAgeAttested.v1"
    account: AccountId
    of_age: Flag
    minimum_age: Count
    method: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRegionDeclared(Event):
    """The region an account says it belongs to (3-10); the latest one counts."""

    kind: ClassVar = "AccountRegionDeclared.v1"
    account: AccountId
    region: Country


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLocationObserved(Event):
    """The country an account's network address showed, and while doing what (3-10, 3-32, 3-37)."""

    kind: ClassVar = "NetworkLocationObserved.v1"
    account: AccountId
    country: Country
    context: Literal["bind", "unlink"] | None = None
    network_kind: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerCountObserved(Event):
    """How many followers an account has, as its platform shows it (2-17)."""

    kind: ClassVar = "FollowerCountObserved.v1"
    account: AccountId
    followers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentScreened(Event):
    """An account's past content was screened (3-11); the latest screening counts (A14)."""

    kind: ClassVar = "ContentScreened.v1"
    account: AccountId
    result: Literal["clean", "violation_record"]
    reasons: tuple[Words, ...] | None = None
