"""Requests about selling: products in a showcase, official campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.requests.base import Request
from ledger.terms import AccountId, Count, Id, Program, ShopId


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
