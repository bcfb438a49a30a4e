"""Words for the lives of shops and accounts on Douyin, after those of `tests.story`."""

from __future__ import annotations

from collections.abc import Callable

from ledger.events import (
    AccountDeregistered,
    AccountDeregistrationCancelled,
    AccountDeregistrationRequested,
    DepositPaid,
    DepositRefunded,
    MaterialSubmitted,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopRegistered,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
    ShopSubjectDeclared,
)
from ledger.events.identity import SubjectType
from ledger.requests import Request
from ledger.rulebook import built_in_rulebooks
from ledger.subjects import shop_tag
from tests.story import Deed, Question, Story, account, adopted, calendar, deed, given, instant

SHOP = "douyin:S1"
ACCOUNT = "douyin:A1"
NAME = "杭州青禾服饰有限公司"
LAW = "douyin.shop"
LONG_AGO = "2020-01-01T00:00Z"


def source_law() -> Deed:
    """The built-in law of lives on Douyin."""
    return adopted(dict(built_in_rulebooks())["rulebooks/douyin/shop.toml"], program=LAW)


def told(*deeds: Deed) -> Story:
    """What happened on Douyin, under its built-in law and the calendars of China."""
    years = [calendar("CN", year) for year in (2024, 2025, 2026)]
    known = account(ACCOUNT, region="CN", theme=None, network=None)
    return given(known, *deeds, law=(source_law(),), calendars=years)


def registered(
    name: str | None = NAME, subject_type: SubjectType | None = "enterprise", at: str = LONG_AGO
) -> Deed:
    """The shop enters its platform."""
    event = ShopRegistered(shop=SHOP, operating_country="CN", name=name, subject_type=subject_type)
    return Deed(instant(at), (event,), frozenset({shop_tag(SHOP)}))


def declared(subject: str | None = NAME, at: str = LONG_AGO) -> Deed:
    """The shop says whose it is, as its licence has it."""
    of = ShopSubjectDeclared(shop=SHOP, subject_type="enterprise", subject=subject)
    return deed(of, at=at)


def papers(*kinds: str, at: str = LONG_AGO) -> Deed:
    """Papers were handed in."""
    first, *more = (MaterialSubmitted(shop=SHOP, material_kind=kind) for kind in kinds)
    return deed(first, *more, at=at)


def paid(amount: int = 200_000, currency: str = "CNY", at: str = LONG_AGO) -> Deed:
    """The deposit was paid."""
    return deed(DepositPaid(shop=SHOP, amount=amount, currency=currency), at=at)


def refunded(amount: int = 200_000, currency: str = "CNY", *, at: str) -> Deed:
    """The deposit was given back."""
    return deed(DepositRefunded(shop=SHOP, amount=amount, currency=currency), at=at)


def review_opened(at: str) -> Deed:
    """The platform began to review the shop."""
    return deed(ShopReviewOpened(shop=SHOP), at=at)


def review_passed(at: str) -> Deed:
    """The review let the shop open."""
    return deed(ShopReviewPassed(shop=SHOP), at=at)


def review_rejected(at: str) -> Deed:
    """The review turned the shop down."""
    return deed(ShopReviewRejected(shop=SHOP), at=at)


def announced(at: str) -> Deed:
    """The shop gave notice of closing."""
    return deed(ShopClosingAnnounced(shop=SHOP), at=at)


def withdrawn(at: str) -> Deed:
    """The shop took its notice back."""
    return deed(ShopClosingWithdrawn(shop=SHOP), at=at)


def closed(at: str) -> Deed:
    """The shop closed."""
    return deed(ShopClosed(shop=SHOP), at=at)


def leaving(at: str) -> Deed:
    """The holder asked for the account to be deregistered."""
    return deed(AccountDeregistrationRequested(account=ACCOUNT), at=at)


def staying(at: str) -> Deed:
    """The holder kept the account."""
    return deed(AccountDeregistrationCancelled(account=ACCOUNT), at=at)


def gone(at: str) -> Deed:
    """The account was deregistered."""
    return deed(AccountDeregistered(account=ACCOUNT), at=at)


READY = (registered(), declared(), papers("business_licence", "logo"), paid())
"""A shop that has done all its platform asks for before it reviews it."""


def of_shop(request: Callable[..., Request], *, at: str, **fields: object) -> Question:
    """A request about the shop."""
    return Question(request(id="r-1", actor="test", shop=SHOP, **fields), instant(at))


def of_account(request: Callable[..., Request], *, at: str) -> Question:
    """A request about the account."""
    return Question(request(id="r-1", actor="test", account=ACCOUNT), instant(at))
