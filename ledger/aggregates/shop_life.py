"""A shop's own life beside its bindings: papers, review, deposit, closing. State machine 2.12."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ledger.aggregates.legal_subject import LegalSubject, legal_subject
from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    CorporateBankAccountVerified,
    DepositPaid,
    DepositRefunded,
    Event,
    FaceRecognitionPassed,
    MaterialSubmitted,
    ShopClosingWithdrawn,
    ShopDeactivatedByPlatform,
    ShopRegistered,
    ShopRenamed,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
    ShopSubjectDeclared,
)
from ledger.record import Fact

OF_A_LIFE: Final[tuple[type[Event], ...]] = (
    CorporateBankAccountVerified,
    DepositPaid,
    DepositRefunded,
    FaceRecognitionPassed,
    MaterialSubmitted,
    ShopClosingWithdrawn,
    ShopDeactivatedByPlatform,
    ShopRegistered,
    ShopRenamed,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
    ShopSubjectDeclared,
)
"""The facts that move a shop's life along."""

ReviewState = Literal["in_review", "passed", "rejected"]


@dataclass(frozen=True, slots=True)
class Material:
    """A paper handed in; `digest` is that of its file, if it was given."""

    material_kind: str
    digest: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class ShopReview:
    """The platform's latest review of the shop; `opened` is None where no fact tells of it."""

    state: ReviewState
    opened: Mark | None = None
    concluded: Mark | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the platform holds of the shop, by currency in its smallest unit, and the last moves."""

    held: Mapping[str, int] = field(default_factory=dict)
    paid: Mark | None = None
    refunded: Mark | None = None

    @property
    def is_held(self) -> bool:
        """Whether the platform holds anything of it still."""
        return any(amount > 0 for amount in self.held.values())


@dataclass(frozen=True, slots=True)
class ShopLife:
    """A shop's papers, review, deposit and name, and how its notices of closing went.

    `subject` is the name on the licence, told by the fact at `declared`; `named` is the fact that
    gave the shop the name it bears. Both names are None once they are forgotten. `withdrawn` is
    the last notice of closing taken back, `deactivated` that the platform closed the shop.
    `legal_subject` is whose the shop is, by the last fact that told anything of it.
    """

    materials: tuple[Material, ...] = ()
    review: ShopReview | None = None
    deposit: Deposit = Deposit()
    bank_verified: Mark | None = None
    face_recognised: Mark | None = None
    subject: str | None = None
    declared: Mark | None = None
    named: Mark | None = None
    withdrawn: Mark | None = None
    deactivated: Mark | None = None
    legal_subject: LegalSubject | None = None

    @property
    def review_state(self) -> str:
        """`none`, `in_review`, `passed` or `rejected`."""
        return self.review.state if self.review is not None else "none"

    def material(self, kind: str) -> Material | None:
        """The latest paper of a kind."""
        return next((one for one in reversed(self.materials) if one.material_kind == kind), None)


def evolve_life(life: ShopLife, fact: Fact) -> ShopLife:
    """The life after one more fact; a fact it does not know changes nothing."""
    here = mark(fact)
    match fact.event:
        case MaterialSubmitted(material_kind=kind, digest=digest):
            return replace(life, materials=(*life.materials, Material(kind, digest, here)))
        case ShopReviewOpened():
            return replace(life, review=ShopReview("in_review", here))
        case ShopReviewPassed():
            return replace(life, review=_concluded(life.review, "passed", here))
        case ShopReviewRejected(reasons=reasons):
            return replace(life, review=_concluded(life.review, "rejected", here, reasons or ()))
        case DepositPaid(amount=amount, currency=currency):
            held = _moved(life.deposit.held, currency, amount)
            return replace(life, deposit=replace(life.deposit, held=held, paid=here))
        case DepositRefunded(amount=amount, currency=currency):
            held = _moved(life.deposit.held, currency, -amount)
            return replace(life, deposit=replace(life.deposit, held=held, refunded=here))
        case CorporateBankAccountVerified():
            return replace(life, bank_verified=here)
        case FaceRecognitionPassed():
            return replace(life, face_recognised=here)
        case ShopRegistered(name=name):
            return replace(life, named=here) if name is not None else life
        case ShopRenamed():
            return replace(life, named=here)
        case ShopSubjectDeclared(subject=subject) as event:
            behind = legal_subject(event, fact) or life.legal_subject
            return replace(life, subject=subject, declared=here, legal_subject=behind)
        case ShopClosingWithdrawn():
            return replace(life, withdrawn=here)
        case ShopDeactivatedByPlatform():
            return replace(life, deactivated=life.deactivated or here)
    return life


def _concluded(
    review: ShopReview | None, state: ReviewState, here: Mark, reasons: tuple[str, ...] = ()
) -> ShopReview:
    opened = review.opened if review is not None and review.state == "in_review" else None
    return ShopReview(state, opened, here, reasons)


def _moved(held: Mapping[str, int], currency: str, amount: int) -> Mapping[str, int]:
    return {**held, currency: held.get(currency, 0) + amount}
