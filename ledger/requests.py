"""What may be asked of the ledger now: one class per request, named in the imperative.

The fields are those of the contract, section 4; the console takes its options from them.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

from ledger.terms import AccountId, Count, Country, Id, Instant, Program, ShopId, Tag, instant_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked of the ledger: `id` is the caller's name for it, `actor` who asks.

    `at` is the time of the question, on a rehearsal ledger only.
    """

    names_given: ClassVar[tuple[str, ...]] = ()
    """The fields that the ledger fills when the caller leaves them out."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: Id
    actor: Id
    at: Instant | None = None

    @property
    def ask(self) -> str:
        """The request's name on the wire."""
        return type(self).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingRequest(Request):
    """An act on one binding, by its id."""

    binding: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Request):
    """The shop invites an account; without `binding` the ledger names the new binding."""

    names_given: ClassVar = ("binding",)
    shop: ShopId
    account: AccountId
    program: Program
    binding: Id | None = None
    network_country: Country | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInvitation(BindingRequest):
    """The shop takes its invitation back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInvitation(BindingRequest):
    """The account accepts an invitation; the platform's review opens."""

    network_country: Country | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineInvitation(BindingRequest):
    """The account declines an invitation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeReview(BindingRequest):
    """The platform's review of a binding ends; a passed one makes the binding active."""

    outcome: Literal["passed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkByShop(BindingRequest):
    """The shop unlinks an account on its own, using one of its chances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestUnlink(BindingRequest):
    """The account asks the shop to be let go."""

    network_country: Country | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawUnlinkRequest(BindingRequest):
    """The account takes its unlink request back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveUnlink(BindingRequest):
    """The shop lets the account go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseUnlink(BindingRequest):
    """The shop does not let the account go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddShowcaseProducts(Request):
    """The account adds `count` products to its showcase."""

    names_given: ClassVar = ("program",)
    account: AccountId
    count: Count
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolInCampaign(Request):
    """The shop enters an official campaign."""

    names_given: ClassVar = ("program",)
    shop: ShopId
    campaign: Id
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAppeal(Request):
    """A party, named by its tag, appeals against a violation."""

    names_given: ClassVar = ("program", "appeal")
    violation: Id
    submitted_by: Tag
    appeal: Id | None = None
    program: Program | None = None


def request_json(request: Request) -> dict[str, Any]:
    """The request as it goes over the wire, without the fields that were left out."""
    fields = {field.name: getattr(request, field.name) for field in dataclasses.fields(request)}
    return {"ask": request.ask} | {
        name: instant_text(value) if isinstance(value, datetime) else value
        for name, value in fields.items()
        if value is not None
    }


REQUESTS: Final[tuple[type[Request], ...]] = (
    Invite,
    CancelInvitation,
    AcceptInvitation,
    DeclineInvitation,
    ConcludeReview,
    UnlinkByShop,
    RequestUnlink,
    WithdrawUnlinkRequest,
    ApproveUnlink,
    RefuseUnlink,
    AddShowcaseProducts,
    EnrolInCampaign,
    SubmitAppeal,
)

REQUEST_BY_NAME: Final[dict[str, type[Request]]] = {kind.__name__: kind for kind in REQUESTS}
