"""Deciding requests about a shop's own life: papers, review, deposit, closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, law_of_life
from ledger.events import (
    DepositPaid,
    DepositRefunded,
    Event,
    MaterialSubmitted,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
)
from ledger.requests import (
    AnnounceClosing,
    CloseShop,
    ConcludeShopReview,
    OpenShopReview,
    PayDeposit,
    RefundDeposit,
    ShopLifeRequest,
    SubmitMaterial,
    WithdrawClosing,
)
from ledger.rules import Act

_ACTS: Final[Mapping[type[ShopLifeRequest], Act]] = {
    SubmitMaterial: Act.SUBMIT_MATERIAL,
    OpenShopReview: Act.OPEN_SHOP_REVIEW,
    PayDeposit: Act.PAY_DEPOSIT,
    RefundDeposit: Act.REFUND_DEPOSIT,
    AnnounceClosing: Act.ANNOUNCE_CLOSING,
    WithdrawClosing: Act.WITHDRAW_CLOSING,
    CloseShop: Act.CLOSE_SHOP,
}


def _wants(request: ShopLifeRequest, history: History) -> Iterator[Interest]:
    yield interest.of_shop(request.shop)
    yield from interest.of_law_of_life(request.shop, request.program)


def _concerns(request: ShopLifeRequest, history: Past, at: datetime, new_name: str) -> Matter:
    if isinstance(request, ConcludeShopReview):
        act = Act.PASS_SHOP_REVIEW if request.outcome == "passed" else Act.FAIL_SHOP_REVIEW
    else:
        act = _ACTS[type(request)]
    book = law_of_life(history, request.shop, request.program, at)
    return Matter(
        act,
        book.program,
        book,
        request.shop,
        amount=getattr(request, "amount", 0),
        currency=getattr(request, "currency", None),
    )


def _records(request: ShopLifeRequest, matter: Matter) -> tuple[Event, ...]:
    shop = request.shop
    match request:
        case SubmitMaterial(material_kind=kind, digest=digest):
            return (MaterialSubmitted(shop=shop, material_kind=kind, digest=digest),)
        case OpenShopReview():
            return (ShopReviewOpened(shop=shop),)
        case ConcludeShopReview(outcome="passed"):
            return (ShopReviewPassed(shop=shop),)
        case ConcludeShopReview():
            return (ShopReviewRejected(shop=shop),)
        case PayDeposit(amount=amount, currency=currency):
            return (DepositPaid(shop=shop, amount=amount, currency=currency),)
        case RefundDeposit(amount=amount, currency=currency):
            return (DepositRefunded(shop=shop, amount=amount, currency=currency),)
        case AnnounceClosing():
            return (ShopClosingAnnounced(shop=shop),)
        case WithdrawClosing():
            return (ShopClosingWithdrawn(shop=shop),)
        case CloseShop():
            return (ShopClosed(shop=shop),)
    raise AssertionError(f"no facts follow from {matter.act}")


FLOW: Final = Flow((ConcludeShopReview, *_ACTS), _wants, _concerns, _records)
