"""Requests about the people who act for a shop (1-08, 1-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import Id, Program, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantStaff(Request):
    """The shop lets a person act for it within `scopes`; `staff` is the actor of later acts."""

    names_given: ClassVar = ("program",)
    shop: ShopId
    staff: Id
    scopes: tuple[Words, ...]
    login: Literal["main_account", "sub_account"] | None = None
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeStaff(Request):
    """The shop takes scopes back from a person; without `scopes`, all of them."""

    names_given: ClassVar = ("program",)
    shop: ShopId
    staff: Id
    scopes: tuple[Words, ...] | None = None
    reason: Words | None = None
    program: Program | None = None
