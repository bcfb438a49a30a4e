"""Requests about mini-programs: building, binding, review, features, links. State machine 2.6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import AccountId, Id, MiniProgramId, Program, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramRequest(Request):
    """An act on one mini-program; without a program, that of its platform's mini-programs."""

    names_given: ClassVar = ("program",)
    mini_program: MiniProgramId
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMiniProgram(MiniProgramRequest):
    """A merchant, or a provider for it, begins a mini-program with its enterprise account."""

    account: AccountId
    build_mode: Literal["self", "third_party"]
    provider: Words | None = None
    template: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindMiniProgramToShop(MiniProgramRequest):
    """The mini-program is bound to a shop, on which its payment and logistics then rest."""

    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbindMiniProgramFromShop(MiniProgramRequest):
    """The mini-program lets go of a shop."""

    shop: ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class BindMiniProgramToAccount(MiniProgramRequest):
    """An account is bound to the mini-program, for what `capabilities` name."""

    account: AccountId
    capabilities: tuple[Words, ...]
    relation: Literal["brand", "cooperation", "employee"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbindMiniProgramFromAccount(MiniProgramRequest):
    """The mini-program lets go of an account."""

    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitMiniProgram(MiniProgramRequest):
    """A version of the mini-program is handed in for the platform's review."""

    version: Words | None = None
    features: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeMiniProgramReview(MiniProgramRequest):
    """The platform's review of a version ends; passing it does not publish it."""

    outcome: Literal["passed", "rejected"]
    reasons: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishMiniProgram(MiniProgramRequest):
    """The version that passed the review is opened to the public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseMiniProgramFeature(MiniProgramRequest):
    """The mini-program makes use of a feature, such as payment."""

    feature: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MountLink(MiniProgramRequest):
    """An account puts a link to the mini-program on a video or live room of its own."""

    account: AccountId
    capability: Words
    content: Id | None = None
