"""Requests about registration identifiers: assigning and retiring them. Source 000 / 0-01 … 0-05.

What an identifier says is a personal field: a decision keeps it beside its leaf, salted and
digested like those of facts, and it may be forgotten there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import AccountId, Personal, Program, ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRequest(Request):
    """An act on an identifier of a shop, of an account, or of one that both use."""

    names_given: ClassVar = ("program",)
    identifier_kind: Literal[
        "enterprise_account", "shop_backend_login", "mini_program_bound_account"
    ]
    shop: ShopId | None = None
    account: AccountId | None = None
    value: Personal
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignIdentifier(IdentifierRequest):
    """A shop or account gets a registration identifier that nobody else of its platform holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireIdentifier(IdentifierRequest):
    """A shop or account gives a registration identifier up."""
