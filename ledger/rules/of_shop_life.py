"""Rules that ask about a shop's own life: papers, review, deposit, name, closing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ledger.aggregates import Mark, Shop
from ledger.events import (
    DepositPaid,
    MaterialSubmitted,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopReviewOpened,
    ShopReviewRejected,
)
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, answer, elapsed, shop_of, span, unknown
from ledger.verdict import FORGOTTEN, Finding, Limit, Seen

_REVIEWED_FROM: Final[Mapping[Act, frozenset[str]]] = {
    Act.OPEN_SHOP_REVIEW: frozenset({"none", "rejected"}),
    Act.PASS_SHOP_REVIEW: frozenset({"in_review"}),
    Act.FAIL_SHOP_REVIEW: frozenset({"in_review"}),
}

_CLOSING_FROM: Final[Mapping[Act, str]] = {
    Act.ANNOUNCE_CLOSING: "open",
    Act.WITHDRAW_CLOSING: "closing",
    Act.CLOSE_SHOP: "closing",
    Act.REFUND_DEPOSIT: "closed",
}


def shop_materials(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The papers every shop must hand in are there; what is seen names those that are missing.

    Of an observed review only the platform knows what it was shown. Source 001 / 1-11, 002 / 2-09.
    """
    return _materials(case, book, limit, "shop.materials")


def shop_materials_of_individual_business(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The papers an individual business must hand in besides are there. Source 002 / 2-07."""
    return _materials(case, book, limit, "shop.materials.individual_business")


def is_individual_business(case: Case, book: Rulebook) -> bool:
    """Whether the shop is known to be an individual business."""
    return shop_of(case).subject_type == "individual_business"


def _materials(case: Case, book: Rulebook, limit: Limit, name: str) -> Finding:
    assert isinstance(limit.value, tuple)
    life = shop_of(case).life
    found = {kind: life.material(kind) for kind in limit.value}
    missing = [kind for kind, paper in found.items() if paper is None]
    evidence = tuple(paper.mark.position for paper in found.values() if paper is not None)
    if missing and case.observed:
        return unknown(name, book, limit, "MaterialSubmitted", evidence)
    seen = Seen(", ".join(missing or found), "text")
    return answer(name, book, limit, not missing, seen=seen, evidence=evidence)


def materials_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The papers that are missing are handed in, all of them."""
    assert isinstance(limit.value, tuple)
    shop = shop_of(case)
    missing = (kind for kind in limit.value if shop.life.material(kind) is None)
    yield tuple(MaterialSubmitted(shop=shop.id, material_kind=kind) for kind in missing)


def is_enterprise(case: Case, book: Rulebook) -> bool:
    """Whether the shop is an enterprise's."""
    return case.shop is not None and case.shop.subject_type == "enterprise"


def shop_social_credit_code(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """An enterprise's shop has told its unified social credit code. Source 002 / 2-07.

    The code is personal and stands in no verdict.
    """
    name, behind = "shop.social_credit_code", shop_of(case).life.legal_subject
    evidence = () if behind is None else (behind.told.position,)
    if behind is not None and behind.forgotten:
        return unknown(name, book, limit, FORGOTTEN, evidence)
    told = behind is not None and behind.uscc is not None
    if not told and case.observed:
        return unknown(name, book, limit, "ShopSubjectDeclared.uscc", evidence)
    return answer(name, book, limit, told, seen=Seen(told, "boolean"), evidence=evidence)


def shop_corporate_bank_account(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The platform has verified the shop's corporate bank account. Source 002 / 2-08.

    Of an observed review only the platform knows what it had verified.
    """
    name = "shop.corporate_bank_account"
    return _happened(name, case, book, limit, shop_of(case).life.bank_verified)


def shop_face_recognition(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The person behind the shop was recognised by face. Source 002 / 2-10.

    Of an observed review only the platform knows whom it had recognised.
    """
    name = "shop.face_recognition"
    return _happened(name, case, book, limit, shop_of(case).life.face_recognised)


_TOLD_BY: Final[Mapping[str, str]] = {
    "shop.corporate_bank_account": "CorporateBankAccountVerified",
    "shop.face_recognition": "FaceRecognitionPassed",
}


def _happened(name: str, case: Case, book: Rulebook, limit: Limit, mark: Mark | None) -> Finding:
    if mark is None and case.observed:
        return unknown(name, book, limit, _TOLD_BY[name])
    return answer(
        name,
        book,
        limit,
        mark is not None,
        seen=Seen(mark is not None, "boolean"),
        evidence=(mark.position,) if mark is not None else (),
    )


def shop_name_equals_licence(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop's own account bears the name on its licence (A45). Source 001 / 1-11.

    Full-width and half-width forms, capitals and spaces make no difference. The names are personal
    and stand in no verdict: what is seen says only whether they are one.
    """
    shop, name = shop_of(case), "shop.name_equals_licence"
    if shop.name is None or shop.life.named is None:
        return unknown(name, book, limit, "ShopRegistered.name")
    if shop.life.subject is None or shop.life.declared is None:
        missing = "ShopSubjectDeclared.subject"
        return unknown(name, book, limit, missing, (shop.life.named.position,))
    same = _spelt(shop.name) == _spelt(shop.life.subject)
    return answer(
        name,
        book,
        limit,
        same,
        seen=Seen(same, "boolean"),
        evidence=(shop.life.named.position, shop.life.declared.position),
    )


def _spelt(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def shop_review_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop's review is where the act leads on from. State machine 2.12; source 002 / 2-09."""
    life = shop_of(case).life
    marks = (life.review.opened, life.review.concluded) if life.review is not None else ()
    return answer(
        "shop.review_state",
        book,
        limit,
        life.review_state in _REVIEWED_FROM[case.act],
        seen=Seen(life.review_state, "text"),
        evidence=tuple(mark.position for mark in marks if mark is not None),
    )


def review_state_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """A review is opened, or the one that runs turns the shop down, so that it may ask anew."""
    shop, allowed = shop_of(case), _REVIEWED_FROM[case.act]
    if "in_review" in allowed:
        yield (ShopReviewOpened(shop=shop.id),)
    elif shop.life.review_state == "in_review":
        yield (ShopReviewRejected(shop=shop.id),)


def shop_deposit(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """A deposit is paid; what is given back was paid in that currency. Source 002 / 2-09.

    Of an observed act that the known payments do not cover, the payment was left out.
    """
    name, deposit = "shop.deposit", shop_of(case).life.deposit
    if case.act is Act.REFUND_DEPOSIT:
        assert case.currency is not None
        covered = deposit.held.get(case.currency, 0) >= case.amount
    else:
        covered = any(amount > 0 for amount in deposit.held.values())
    if not covered and case.observed:
        return unknown(name, book, limit, "DepositPaid")
    marks = (deposit.paid, deposit.refunded)
    return answer(
        name,
        book,
        limit,
        covered,
        seen=Seen(covered, "boolean"),
        evidence=tuple(mark.position for mark in marks if mark is not None),
    )


_NO_CURRENCY: Final = "XXX"
"""The code of ISO 4217 for no currency in particular."""


def deposit_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """What is missing of a deposit is paid; where no amount is asked, any."""
    shop, currency = shop_of(case), case.currency or _NO_CURRENCY
    missing = case.amount - shop.life.deposit.held.get(currency, 0)
    yield (DepositPaid(shop=shop.id, amount=max(1, missing), currency=currency),)


def shop_closing_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop is where the act leads on from; deposits go back only once it is closed.

    State machine 2.12. An observed act breaks it only if the shop had closed before: what a feed
    left out is no breach. Source 001 / 1-27.
    """
    shop = shop_of(case)
    holds = shop.status == _CLOSING_FROM[case.act]
    if case.observed:
        holds = shop.status != "closed"
    marks = (shop.registered, shop.closing, shop.life.withdrawn, shop.closed)
    latest = max((mark for mark in marks if mark is not None), default=None)
    return answer(
        "shop.closing_state",
        book,
        limit,
        holds,
        seen=Seen(shop.status, "text"),
        evidence=(latest.position,) if latest is not None else (),
    )


def closing_state_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The shop gives notice, takes it back, or closes; nothing opens one again that closed."""
    shop, wanted = shop_of(case), _CLOSING_FROM[case.act]
    match shop.status, wanted:
        case "open", "closing":
            yield (ShopClosingAnnounced(shop=shop.id),)
        case "closing", "open":
            yield (ShopClosingWithdrawn(shop=shop.id),)
        case "open" | "closing", "closed":
            yield (ShopClosed(shop=shop.id),)


def shop_closing_notice(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The notice of closing has been public long enough, since the last announcement (A36).

    Days of 24 hours from the announcement; a notice taken back counts for nothing. The value in
    force when the shop closes decides. Source 001 / 1-27.
    """
    shop, name = shop_of(case), "shop.closing_notice"
    if shop.closing is None:
        return unknown(name, book, limit, "ShopClosingAnnounced")
    free = earliest_close(shop, limit)
    return answer(
        name,
        book,
        limit,
        free is not None and case.at >= free,
        seen=elapsed(shop.closing.at, case.at, limit.unit),
        evidence=(shop.closing.position,),
        cured_at=free,
    )


def earliest_close(shop: Shop, limit: Limit) -> datetime | None:
    """The first instant at which a shop that gave notice may close; None if it gave none."""
    return shop.closing.at + span(limit) if shop.closing is not None else None
