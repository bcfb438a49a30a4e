"""Requests about an account's own life: leaving its platform. State machine 2.13."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.requests.base import Request
from ledger.terms import AccountId, Program


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLifeRequest(Request):
    """An act in the life of an account, judged under the law of its platform's shops.

    That is the `program` named, else `<platform>.shop` where it has law, else `<platform>.official`
    and `<platform>.channel`.
    """

    names_given: ClassVar = ("program",)
    account: AccountId
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeregistration(AccountLifeRequest):
    """The holder asks for the account to be deregistered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDeregistration(AccountLifeRequest):
    """The holder keeps the account after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeDeregistration(AccountLifeRequest):
    """The platform deregisters the account; it is released some days later."""
