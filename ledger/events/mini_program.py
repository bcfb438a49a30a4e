"""Mini-programs: who built them, what they are bound to, how they come to be published.

State machine 2.6; source 000 rows 0-04, 0-06 … 0-14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import AccountId, Digest, Flag, Id, MiniProgramId, Personal, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramRegistered(Event):
    """A merchant, or a provider for it, registered a mini-program (0-06, 0-10).

    `account` is the enterprise account it was registered with (0-08).
    """

    kind: ClassVar = "MiniProgramRegistered.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    account: AccountId | None = None
    build_mode: Literal["self", "third_party"]
    provider: Words | None = None
    template: Words | None = None
    name: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramBoundToShop(Event):
    """A mini-program is bound to a shop (0-04, 0-09), by the identifier that was given for it."""

    kind: ClassVar = "MiniProgramBoundToShop.v1"
    mini_program: MiniProgramId
    shop: ShopId
    identifier_kind: (
        Literal["enterprise_account", "shop_backend_login", "mini_program_bound_account"] | None
    ) = None
    value: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramUnboundFromShop(Event):
    """A mini-program is bound to a shop no more; what depends on the shop stops (0-12)."""

    kind: ClassVar = "MiniProgramUnboundFromShop.v1"
    mini_program: MiniProgramId
    shop: ShopId
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramSubmittedForReview(Event):
    """A version of a mini-program was handed in for review (0-11).

    `features` are those it has that the review must know of, such as payment or logistics (0-12).
    """

    kind: ClassVar = "MiniProgramSubmittedForReview.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    version: Words | None = None
    features: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramReviewPassed(Event):
    """The platform's review passed a version; that alone does not publish it (0-11)."""

    kind: ClassVar = "MiniProgramReviewPassed.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    version: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramReviewRejected(Event):
    """The platform's review turned a version down; it may be handed in again (0-11)."""

    kind: ClassVar = "MiniProgramReviewRejected.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    version: Words | None = None
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramReviewDelayed(Event):
    """The platform's review of a version takes longer than it said (state machine 2.6)."""

    kind: ClassVar = "MiniProgramReviewDelayed.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    version: Words | None = None
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramPublished(Event):
    """A version that passed the review is open to the public (0-11)."""

    kind: ClassVar = "MiniProgramPublished.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    version: Words | None = None
    features: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramBoundToAccount(Event):
    """An account may show links to a mini-program (0-14).

    `relation` is what the account is to the brand, `capabilities` what it may do, such as
    video_mount; `same_subject` says whether both have the same legal subject.
    """

    kind: ClassVar = "MiniProgramBoundToAccount.v1"
    mini_program: MiniProgramId
    account: AccountId
    shop: ShopId | None = None
    relation: Literal["brand", "cooperation", "employee"] | None = None
    capabilities: tuple[Words, ...] | None = None
    same_subject: Flag | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramUnboundFromAccount(Event):
    """An account may not show links to a mini-program any more (state machine 2.6)."""

    kind: ClassVar = "MiniProgramUnboundFromAccount.v1"
    mini_program: MiniProgramId
    account: AccountId
    shop: ShopId | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramFeatureUsed(Event):
    """A mini-program made use of a feature, such as payment or logistics (0-12).

    `shop` is the shop it was bound to, on which some features depend.
    """

    kind: ClassVar = "MiniProgramFeatureUsed.v1"
    mini_program: MiniProgramId
    shop: ShopId | None = None
    feature: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramLinkMounted(Event):
    """An account put a link to a mini-program on what it publishes (0-14).

    `capability` is what it needed for that, such as video_mount, `content` the video or live room.
    """

    kind: ClassVar = "MiniProgramLinkMounted.v1"
    mini_program: MiniProgramId
    account: AccountId
    shop: ShopId | None = None
    capability: Words
    content: Id | None = None
