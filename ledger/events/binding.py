"""The life of a binding between a shop and an account, each fact written once for both.

State machines 2.1 … 2.4; source 003 rows 3-02, 3-14 … 3-18, 3-23 … 3-27, 3-32 … 3-35.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypedDict

from ledger.events.base import Event
from ledger.terms import AccountId, Count, Digest, Id, Program, ShopId, Words

EndReason = Literal[
    "shop_unlink",
    "account_unlink",
    "shop_closed",
    "account_deregistered",
    "account_banned",
    "platform_forced",
    "exchanged",
    "unknown",
]


class BindingNames(TypedDict):
    """What every fact of one binding has in common."""

    binding: str
    shop: str
    account: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingEvent(Event):
    """A fact about one binding: which, of which shop and account, under which program."""

    binding: Id
    shop: ShopId
    account: AccountId
    program: Program


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingInvited(BindingEvent):
    """The shop invited the account (3-14, 3-17); `channel` is how, such as seller_center_web."""

    kind: ClassVar = "BindingInvited.v1"
    channel: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingInvitationAccepted(BindingEvent):
    """The account said yes (3-15); from here on a slot is reserved (A8)."""

    kind: ClassVar = "BindingInvitationAccepted.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingInvitationDeclined(BindingEvent):
    """The account said no."""

    kind: ClassVar = "BindingInvitationDeclined.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingInvitationCancelled(BindingEvent):
    """The shop took its invitation back."""

    kind: ClassVar = "BindingInvitationCancelled.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingInvitationExpired(BindingEvent):
    """Nobody answered in time (A11: no such time in the source, 48 hours in the field)."""

    kind: ClassVar = "BindingInvitationExpired.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingReviewOpened(BindingEvent):
    """The platform began to review an accepted invitation (3-16, A10)."""

    kind: ClassVar = "BindingReviewOpened.v1"
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingReviewPassed(BindingEvent):
    """The platform's review found nothing against the binding."""

    kind: ClassVar = "BindingReviewPassed.v1"
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingReviewFailed(BindingEvent):
    """The platform's review turned the binding down: no chance, no wait, the slot is free (A9)."""

    kind: ClassVar = "BindingReviewFailed.v1"
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingActivated(BindingEvent):
    """The binding took effect; the bound time runs from here (A5).

    `display` is how the shop's goods are shown as the account's, such as showcase (3-04, 1-21) or
    checkout (1-13); `surfaces` are the places they appear at, such as live_cart (1-24, 2-04).
    """

    kind: ClassVar = "BindingActivated.v1"
    display: Words | None = None
    surfaces: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingAttemptFailed(Event):
    """A platform's report that an attempt in its own system failed (3-18, 3-22); no state moves."""

    kind: ClassVar = "BindingAttemptFailed.v1"
    shop: ShopId
    account: AccountId
    program: Program
    binding: Id | None = None
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopUnlinked(BindingEvent):
    """The shop unlinked the account on its own page and used one of its chances (3-25, 3-26)."""

    kind: ClassVar = "ShopUnlinked.v1"
    channel: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkChancesObserved(Event):
    """The platform's count of chances used so far: for shops that join in mid-life."""

    kind: ClassVar = "UnlinkChancesObserved.v1"
    shop: ShopId
    program: Program
    used: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkRequested(BindingEvent):
    """The account asked the shop to be let go (3-33)."""

    kind: ClassVar = "UnlinkRequested.v1"
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkRequestWithdrawn(BindingEvent):
    """The account took its unlink request back."""

    kind: ClassVar = "UnlinkRequestWithdrawn.v1"
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkApproved(BindingEvent):
    """The shop let the account go (3-34)."""

    kind: ClassVar = "UnlinkApproved.v1"
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkRefused(BindingEvent):
    """The shop's no to an unlink request, and nothing else; the binding goes on."""

    kind: ClassVar = "UnlinkRefused.v1"
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingEnded(BindingEvent):
    """The binding is over, for `reason`; the wait before the next one runs from here (A6)."""

    kind: ClassVar = "BindingEnded.v1"
    reason: EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialAccountReplaced(Event):
    """The official account of a shop was exchanged for another, the `successor`.

    State machine 2.3, field only. The fact says that the two belong together; that one binding
    ended and the other took effect are facts of their own.
    """

    kind: ClassVar = "OfficialAccountReplaced.v1"
    shop: ShopId
    account: AccountId
    program: Program
    binding: Id | None = None
    successor: AccountId
    successor_binding: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingListAsserted(Event):
    """A platform's own list of the accounts bound to a shop at the fact's time.

    An assertion to compare the ledger with, which moves no state: `accounts` are all that the list
    names, of `program` or, without it, of every program; `digest` is that of the file it came in.
    """

    kind: ClassVar = "BindingListAsserted.v1"
    shop: ShopId
    program: Program | None = None
    accounts: tuple[AccountId, ...]
    digest: Digest
