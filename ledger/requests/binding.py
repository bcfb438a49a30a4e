"""Requests about bindings: inviting, answering, reviewing, letting go. State machine 2.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import AccountId, Country, Id, Program, ShopId


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
