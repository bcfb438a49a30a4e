"""Rules that ask which accounts a program is for: apps, names, papers, followers, money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from ledger.aggregates.account import Account
from ledger.aggregates.binding import Binding
from ledger.aggregates.law import Law
from ledger.aggregates.legal_subject import LegalSubject
from ledger.events import (
    AccountRenamed,
    EnterpriseVerificationPassed,
    FollowerCountObserved,
    OwnShopApplicationClosed,
)
from ledger.rulebook import Rulebook
from ledger.rules.case import (
    Act,
    Case,
    Cure,
    account_of,
    answer,
    high_enough,
    long_enough_since,
    names,
    number,
    unknown,
)
from ledger.rules.endings import each_over
from ledger.terms import platform_of
from ledger.verdict import FORGOTTEN, Finding, Limit, Seen


def account_app(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account is one of an app that the program is for. Source 001 / 1-17."""
    account, name = account_of(case), "account.app"
    if account.app is None:
        return unknown(name, book, limit, "AccountRegistered.app")
    return answer(
        name,
        book,
        limit,
        account.app in names(limit),
        seen=Seen(account.app, "text"),
        evidence=_registered(account),
    )


def account_name(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account bears the shop's name (A45). Field [E2], [E6].

    A name is personal, so the finding tells only whether the two are the same; once one of them is
    forgotten, nobody can tell.
    """
    account, shop, name = account_of(case), case.shop, "account.name"
    assert shop is not None
    if account.name is None:
        return unknown(name, book, limit, "AccountRegistered.name")
    if shop.name is None:
        return unknown(name, book, limit, "ShopRegistered.name")
    same = account.name == shop.name
    return answer(
        name,
        book,
        limit,
        same,
        seen=Seen(same, "boolean"),
        evidence=(*_registered(account), *([shop.registered.position] if shop.registered else [])),
    )


def name_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The account takes the shop's name."""
    if case.shop is not None and case.shop.name is not None:
        yield (AccountRenamed(account=account_of(case).id, name=case.shop.name),)


def account_same_subject(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The subject the account was verified as is exactly the one on the shop's licence.

    Names and unified social credit codes are compared as they were written, each where both sides
    told it, and all of them must be the same. They are personal: the finding tells only whether
    they are, and once one side is forgotten, nobody can tell. Source 002 / 2-06.
    """
    account, shop, name = account_of(case), case.shop, "account.same_subject"
    assert shop is not None
    verified = account.verification.legal_subject if account.verification is not None else None
    licensed = shop.life.legal_subject
    evidence = tuple(one.told.position for one in (verified, licensed) if one is not None)
    if verified is None:
        return unknown(name, book, limit, "EnterpriseVerificationPassed.subject", evidence)
    if licensed is None:
        return unknown(name, book, limit, "ShopSubjectDeclared.subject", evidence)
    same = _is_same(verified, licensed)
    if same is None:
        forgotten = verified.forgotten or licensed.forgotten
        missing = FORGOTTEN if forgotten else "ShopSubjectDeclared.subject"
        return unknown(name, book, limit, missing, evidence)
    return answer(name, book, limit, same, seen=Seen(same, "boolean"), evidence=evidence)


def _is_same(one: LegalSubject, other: LegalSubject) -> bool | None:
    """Whether two subjects are one; None where they tell nothing that can be compared."""
    told = ((one.name, other.name), (one.uscc, other.uscc))
    pairs = [pair for pair in told if None not in pair]
    return all(mine == theirs for mine, theirs in pairs) if pairs else None


def account_compliance_score(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account's own compliance score is high enough to be bound; the limit itself passes.

    It is another score than the shop's, which decides on campaigns. Source 002 / 2-14, reading A15.
    """
    return high_enough(account_of(case).score, "account.compliance_score", book, limit)


def is_of_a_clean_platform(case: Case, book: Rulebook) -> bool:
    """Whether one side is of a platform that wants a clean record; without a list, all do."""
    platforms = book.limit("account.clean_period.platforms", case.at)
    sides = (case.shop, case.account)
    return platforms is None or any(
        platform_of(one.id) in names(platforms) for one in sides if one is not None
    )


def account_clean_period(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """No violation of the account was recorded within the last days. Source 002 / 2-15.

    Dealt with or not, it counts; one that a granted appeal cancelled does not. Days of 24 hours
    from the record (A48).
    """
    name = "account.clean_period"
    if case.account is None:
        return unknown(name, book, limit, "IntegrationConnected.account")
    told = (one.recorded or one.notified for one in case.violations if one.cancelled is None)
    last = max((mark for mark in told if mark is not None), default=None)
    return long_enough_since(last, name, case, book, limit)


def account_own_shop_application(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account does not apply for a shop of its own. Field [E14]."""
    applying = account_of(case).applying
    return answer(
        "account.own_shop_application",
        book,
        limit,
        applying is None,
        seen=Seen(applying is None, "boolean"),
        evidence=(applying.position,) if applying is not None else (),
    )


def own_shop_application_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The account's application for a shop of its own is over."""
    return ((OwnShopApplicationClosed(account=account_of(case).id),),)


def account_followers(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account has followers enough, as last observed. Field [E12]; the same kind 002 / 2-17."""
    followers, name = account_of(case).followers, "account.followers"
    if followers is None:
        return unknown(name, book, limit, "FollowerCountObserved")
    return answer(
        name,
        book,
        limit,
        followers.count >= number(limit),
        seen=Seen(followers.count, limit.unit),
        evidence=(followers.mark.position,),
    )


def followers_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The account is seen to have followers enough."""
    return ((FollowerCountObserved(account=account_of(case).id, followers=number(limit)),),)


def account_formal_collection(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account collects in its own name, or it is bound under the program: never both (A44).

    Asked of a binding, the account must not have upgraded; asked of an upgrade, it must not be
    bound. Source 001 / 1-16.
    """
    account = account_of(case)
    if case.act is Act.UPGRADE_COLLECTION:
        marks = [one.since for one in _running(case)]
    else:
        marks = [account.collects] if account.collects is not None else []
    return answer(
        "account.formal_collection",
        book,
        limit,
        not marks,
        seen=Seen(not marks, "boolean"),
        evidence=tuple(mark.position for mark in marks),
    )


def _running(case: Case) -> list[Binding]:
    return [one for one in case.bindings_of_account((case.program,)) if one.runs]


def formal_collection_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """Asked of an upgrade, a binding is over; nothing takes an upgrade back."""
    return each_over(_running(case) if case.act is Act.UPGRADE_COLLECTION else ())


def collection_program(account: Account, law: Law, at: datetime) -> str | None:
    """The program of a binding in effect whose law minds who collects; None without one."""
    running = [one for one in account.bindings.values() if one.runs]
    for binding in sorted(running, key=lambda one: one.told_by):
        book = law.rulebook(binding.program, at)
        if book is not None and book.limit("account.formal_collection", at) is not None:
            return binding.program
    return None


def account_verification(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account is a verified enterprise account, or the shop's papers can make it one.

    The value lists the legal subjects whose papers can. Source 001 / 1-22; state machine 2.14.
    """
    account, shop, name = account_of(case), case.shop, "account.verification"
    assert shop is not None
    verified = account.verified_at(case.at)
    if verified is not None:
        seen = Seen("verified_enterprise", "text")
        return answer(name, book, limit, True, seen=seen, evidence=(verified.position,))
    if shop.subject_type is None:
        return unknown(name, book, limit, "ShopRegistered.subject_type", _registered(account))
    lends = shop.subject_type in names(limit)
    # Of an account whose kind nobody told, only papers that are good for any kind say something.
    if not lends and account.account_type is None and account.verification is None:
        return unknown(name, book, limit, "AccountRegistered.account_type", _registered(account))
    registered = (shop.registered.position,) if shop.registered is not None else ()
    return answer(
        name,
        book,
        limit,
        lends,
        seen=Seen(shop.subject_type, "text"),
        evidence=(*_registered(account), *registered),
    )


def verification_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The account is verified as an enterprise."""
    return ((EnterpriseVerificationPassed(account=account_of(case).id),),)


def _registered(account: Account) -> tuple[int, ...]:
    return (account.registered.position,) if account.registered is not None else ()
