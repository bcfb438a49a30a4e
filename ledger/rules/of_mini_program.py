"""Rules that ask about a mini-program. State machine 2.6; source 000."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from ledger.aggregates import Account, Review, Shop
from ledger.aggregates.legal_subject import LegalSubject
from ledger.events import (
    EnterpriseVerificationPassed,
    MiniProgramBoundToAccount,
    MiniProgramBoundToShop,
    MiniProgramReviewPassed,
    MiniProgramReviewRejected,
    MiniProgramSubmittedForReview,
    MiniProgramUnboundFromAccount,
    MiniProgramUnboundFromShop,
    ShopSubjectDeclared,
)
from ledger.rulebook import Rulebook
from ledger.rules.case import (
    Act,
    Case,
    Cure,
    answer,
    mini_program_of,
    number,
    shop_of,
    unknown,
    utc,
    zone_of_shop,
)
from ledger.verdict import FORGOTTEN, Finding, Limit, Seen
from ledger.zones import zone_of

_ALLOWED: Final[dict[Act, frozenset[Review]]] = {
    Act.SUBMIT: frozenset({Review.DRAFT, Review.REJECTED, Review.PUBLISHED}),
    Act.PASS_VERSION: frozenset({Review.SUBMITTED, Review.DELAYED}),
    Act.REJECT_VERSION: frozenset({Review.SUBMITTED, Review.DELAYED}),
    Act.PUBLISH: frozenset({Review.PASSED}),
}

UNDISCLOSED: Final = "undisclosed"
"""In place of a number: the platform says that there is one, but not which."""


def account_enterprise_verified(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The enterprise account behind the mini-program is verified at the instant of the act.

    Verification comes first: both shop and mini-program rest on it. Source 000 / 0-08.
    """
    name = "account.enterprise_verified"
    verified = case.account.verified_at(case.at) if case.account is not None else None
    told = case.account.verification if case.account is not None else None
    if verified is None and told is None:
        return unknown(name, book, limit, "EnterpriseVerificationPassed")
    holds, known = verified is not None, verified or (told.since if told is not None else None)
    assert known is not None
    return answer(name, book, limit, holds, seen=Seen(holds, "boolean"), evidence=(known.position,))


def enterprise_verified_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The enterprise account is verified."""
    if case.account is not None:
        yield (EnterpriseVerificationPassed(account=case.account.id),)


def mini_program_build_mode(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The mini-program is built in a way the platform takes. Source 000 / 0-06."""
    assert case.asked is not None
    assert isinstance(limit.value, tuple)
    return answer(
        "mini_program.build_mode",
        book,
        limit,
        case.asked in limit.value,
        seen=Seen(case.asked, "text"),
    )


def mini_program_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The latest version stands where the act leads on from. Source 000 / 0-11.

    A rejected version may be handed in again, and after a published one the next. Passing does not
    publish. An observed act never breaks it: what a feed left out is no breach, so it is not asked.
    """
    program = mini_program_of(case)
    return answer(
        "mini_program.state",
        book,
        limit,
        program.state in _ALLOWED[case.act],
        seen=Seen(program.state.value, "text"),
        evidence=() if program.moved is None else (program.moved.position,),
    )


def state_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The latest version is handed in, passes its review or is turned down."""
    name, allowed = mini_program_of(case).id, _ALLOWED[case.act]
    if Review.SUBMITTED in allowed:
        yield (MiniProgramSubmittedForReview(mini_program=name),)
    if Review.PASSED in allowed:
        yield (MiniProgramReviewPassed(mini_program=name),)
    if Review.REJECTED in allowed:
        yield (MiniProgramReviewRejected(mini_program=name),)


def mini_program_bound(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """What is to be bound is not bound yet, what is to be let go is. State machine 2.6, 0-09, 0-14.

    Asked of requests alone, as `mini_program.state`.
    """
    program, shop, account = mini_program_of(case), case.shop, case.account
    if case.act in (Act.BIND_TO_SHOP, Act.UNBIND_FROM_SHOP):
        since = program.shops.get(shop.id) if shop is not None else None
    else:
        bound = program.accounts.get(account.id) if account is not None else None
        since = bound.since if bound is not None else None
    lets_go = case.act in (Act.UNBIND_FROM_SHOP, Act.UNBIND_FROM_ACCOUNT)
    return answer(
        "mini_program.bound",
        book,
        limit,
        (since is not None) == lets_go,
        seen=Seen(since is not None, "boolean"),
        evidence=() if since is None else (since.position,),
    )


def bound_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """What is to be let go is bound first, what is to be bound is let go first."""
    name, shop, account = mini_program_of(case).id, case.shop, case.account
    if shop is not None:
        if case.act is Act.BIND_TO_SHOP:
            yield (MiniProgramUnboundFromShop(mini_program=name, shop=shop.id),)
        elif case.act is Act.UNBIND_FROM_SHOP:
            yield (MiniProgramBoundToShop(mini_program=name, shop=shop.id),)
    if account is not None:
        if case.act is Act.BIND_TO_ACCOUNT:
            yield (MiniProgramUnboundFromAccount(mini_program=name, account=account.id),)
        elif case.act is Act.UNBIND_FROM_ACCOUNT:
            yield (MiniProgramBoundToAccount(mini_program=name, account=account.id),)


def mini_program_shop_required(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """Where the law asks for one, a mini-program that is published has a shop that is not closed.

    The source does not ask for one: 000 / 0-09, reading A46.
    """
    has = _has_active_shop(case)
    return answer(
        "mini_program.shop_required",
        book,
        limit,
        has or not limit.value,
        seen=Seen(has, "boolean"),
        evidence=_shop_evidence(case),
    )


def mini_program_shop_features(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """A feature that rests on the shop is used only while the mini-program is bound to one.

    The shop may be about to close, but not closed. Source 000 / 0-12, reading A46.
    """
    assert case.asked is not None
    assert isinstance(limit.value, tuple)
    has = _has_active_shop(case)
    return answer(
        "mini_program.shop_features",
        book,
        limit,
        has or case.asked not in limit.value,
        seen=Seen(case.asked, "text"),
        evidence=_shop_evidence(case),
    )


def _has_active_shop(case: Case) -> bool:
    shop = case.shop
    return shop is not None and shop.id in mini_program_of(case).shops and shop.closed is None


def _shop_evidence(case: Case) -> tuple[int, ...]:
    bound = mini_program_of(case).shops.get(case.shop.id) if case.shop is not None else None
    closed = case.shop.closed if case.shop is not None else None
    return tuple(mark.position for mark in (bound, closed) if mark is not None)


def mini_program_capability(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """An account mounts links only while it is bound with the capability. Source 000 / 0-14."""
    assert case.asked is not None
    bound = (
        mini_program_of(case).accounts.get(case.account.id) if case.account is not None else None
    )
    return answer(
        "mini_program.capability",
        book,
        limit,
        bound is not None and case.asked in bound.capabilities,
        seen=Seen(case.asked, "text"),
        evidence=() if bound is None else (bound.since.position,),
    )


def capability_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The account is bound with the capability."""
    if case.account is not None and case.asked is not None:
        bound = MiniProgramBoundToAccount(
            mini_program=mini_program_of(case).id,
            account=case.account.id,
            capabilities=(case.asked,),
        )
        yield (bound,)


def shop_enterprise_subject(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The legal subject behind the shop is an enterprise. Field [E20]."""
    shop, name = shop_of(case), "shop.enterprise_subject"
    subject, told = shop.subject_type, shop.life.declared or shop.registered
    if subject is None or told is None:
        return unknown(name, book, limit, "ShopSubjectDeclared")
    return answer(
        name,
        book,
        limit,
        subject == "enterprise",
        seen=Seen(subject, "text"),
        evidence=(told.position,),
    )


def enterprise_subject_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The shop declares an enterprise behind it."""
    yield (ShopSubjectDeclared(shop=shop_of(case).id, subject_type="enterprise"),)


def mini_program_same_subject(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """Shop and enterprise account have the same unified social credit code. Field [E20].

    Codes are personal fields: the finding says whether they are the same, never what they are. Once
    one is forgotten, nobody can tell.
    """
    name, life = "mini_program.same_subject", shop_of(case).life
    known = case.account.verification if case.account is not None else None
    marks = (life.declared, known.since if known is not None else None)
    evidence = tuple(mark.position for mark in marks if mark is not None)
    licensed, verified = life.legal_subject, known.legal_subject if known is not None else None
    if licensed is None or licensed.uscc is None:
        missing = _missing(licensed, "ShopSubjectDeclared.uscc")
        return unknown(name, book, limit, missing, evidence)
    if verified is None or verified.uscc is None:
        missing = _missing(verified, "EnterpriseVerificationPassed.uscc")
        return unknown(name, book, limit, missing, evidence)
    same = verified.uscc == licensed.uscc
    return answer(name, book, limit, same, seen=Seen(same, "boolean"), evidence=evidence)


def _missing(subject: LegalSubject | None, code: str) -> str:
    return FORGOTTEN if subject is not None and subject.forgotten else code


def mini_program_one_to_one(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """Neither the mini-program nor the shop is bound to another. Field [E20]."""
    program, shop = mini_program_of(case), shop_of(case)
    others = [since for one, since in program.shops.items() if one != shop.id]
    others += [since for one, since in shop.mini_programs.items() if one != program.id]
    return answer(
        "mini_program.one_to_one",
        book,
        limit,
        not others,
        seen=Seen(not others, "boolean"),
        evidence=tuple(since.position for since in others),
    )


def one_to_one_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """One of the others in the way is let go."""
    program, shop = mini_program_of(case), shop_of(case)
    pairs = [(program.id, other) for other in program.shops if other != shop.id]
    pairs += [(other, shop.id) for other in shop.mini_programs if other != program.id]
    for mini_program, bound_to in pairs:
        yield (MiniProgramUnboundFromShop(mini_program=mini_program, shop=bound_to),)


def mini_program_monthly_unbinds(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The mini-program may let go of another account in this calendar month. Field [E23].

    Counted are the accounts let go since the first of the month, where the bound shop is, else the
    account; the quota is whole again on the first of the next. Where the platform keeps the number
    to itself, only the first of a month is known to be allowed.
    """
    name, program = "mini_program.monthly_unbinds", mini_program_of(case)
    zone = _zone(case.shop, case.account)
    if zone is None:
        return unknown(name, book, limit, "ShopRegistered.time_zone")
    start, end = _month(case.at, zone)
    used = [mark.position for mark in program.unbound if start <= mark.at < end]
    if limit.value == UNDISCLOSED and used:
        return unknown(name, book, limit, UNDISCLOSED, tuple(used))
    return answer(
        name,
        book,
        limit,
        limit.value == UNDISCLOSED or len(used) < number(limit),
        seen=Seen(len(used), limit.unit),
        evidence=tuple(used),
        cured_at=end,
    )


def _zone(shop: Shop | None, account: Account | None) -> tzinfo | None:
    zone = zone_of_shop(shop)
    if zone is not None or account is None or account.region is None:
        return zone
    name = zone_of(account.region.value)
    return ZoneInfo(name) if name else None


def _month(at: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first instant of a local calendar month and of the next, in UTC."""
    local = at.astimezone(zone)
    first = datetime(local.year, local.month, 1, tzinfo=zone)
    late = first + timedelta(days=31)
    return utc(first), utc(datetime(late.year, late.month, 1, tzinfo=zone))
