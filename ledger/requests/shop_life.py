"""Requests about a shop's own life: papers, review, deposit, closing. State machine 2.12."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import Amount, Currency, Digest, Id, Program, ShopId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLifeRequest(Request):
    """An act in the life of a shop, judged under the law of its platform's shops.

    That is the `program` named, else `<platform>.shop` where it has law, else `<platform>.official`
    and `<platform>.channel`.
    """

    names_given: ClassVar = ("program",)
    shop: ShopId
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitMaterial(ShopLifeRequest):
    """The shop hands in a paper; its file is kept elsewhere, by digest.

    Without the number of the document: that is personal, and a request is stored whole.
    """

    material_kind: Id
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShopReview(ShopLifeRequest):
    """The shop asks to be reviewed; it has handed in what its platform asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeShopReview(ShopLifeRequest):
    """The platform's review of a shop ends."""

    outcome: Literal["passed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayDeposit(ShopLifeRequest):
    """The shop pays its deposit, or a part of it."""

    amount: Amount
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDeposit(ShopLifeRequest):
    """The platform gives the deposit back, or a part of it."""

    amount: Amount
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceClosing(ShopLifeRequest):
    """The shop gives public notice of closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawClosing(ShopLifeRequest):
    """The shop takes its notice back; a later one starts again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseShop(ShopLifeRequest):
    """The shop closes, its notice completed; its bindings end at this instant."""
