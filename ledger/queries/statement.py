"""Statements: a balance of a shop or an account line by line, at any times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from difflib import get_close_matches
from typing import Any, Final

from ledger.aggregates import Account, Law, Shop
from ledger.aggregates.account import evolve
from ledger.aggregates.history import History
from ledger.balances import (
    COMPLIANCE_SCORE,
    SHOWCASE_ADDITIONS,
    SLOTS,
    UNLINK_CHANCES,
    Line,
    Statement,
    compliance_score,
    left_of_limit,
    showcase_additions,
)
from ledger.errors import BadInput, LedgerError
from ledger.events import (
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopRegistered,
    ShowcaseProductsAdded,
)
from ledger.events.binding import BindingEvent
from ledger.explain import moved_text
from ledger.language import say, say_names
from ledger.queries.reading import facts_of
from ledger.queries.times import Times
from ledger.record import Fact, as_it_stood
from ledger.rules.case import Act, Case, zone_of_shop
from ledger.rules.of_showcase import day_zone
from ledger.store import Store
from ledger.subjects import account_tag, law_tag, shop_tag
from ledger.terms import instant_text, platform_of

_A_DAY: Final = timedelta(days=1)


def statement(store: Store, subject: str, balance: str, times: Times) -> dict[str, Any] | None:
    """A balance in the shape of the contract, section 5; None if nothing is known of the subject.

    Raises BadInput for a balance that the subject has not, LedgerError where no local day is known.
    """
    kind, _, name = subject.partition(":")
    facts = _standing(facts_of(store, [subject], upto=times.position), times)
    told = [fact for fact in facts if not isinstance(fact.event, RequestGranted | RequestRefused)]
    if not told and kind in ("shop", "account"):
        return None
    match kind:
        case "shop":
            found = _of_shop(store, name, balance, told, times)
        case "account":
            found = _of_account(store, name, balance, told, times)
        case _:
            raise BadInput(
                say("{subject} has no balances.", subject=subject),
                where="SUBJECT",
                why=say("Only shops and accounts have them."),
                now=say("Give a subject such as shop:tiktok:S1 or account:tiktok:A1."),
            )
    return {
        "subject": subject,
        "balance": balance,
        "opening": found.opening,
        "lines": [_line(balance, line) for line in found.lines],
        "closing": found.closing,
    }


def _line(balance: str, line: Line) -> dict[str, Any]:
    return {
        "position": line.position,
        "time": instant_text(line.time),
        "type": line.event.kind,
        "change": line.change,
        "balance": line.balance,
        "because": moved_text(balance.partition(":")[0], line.event, line.change),
    }


def _standing(facts: Iterable[Fact], times: Times) -> tuple[Fact, ...]:
    return as_it_stood(facts, valid=times.valid, known=times.position)


def _unknown(subject: str, balance: str, offered: Iterable[str]) -> BadInput:
    known = sorted(offered)
    near = get_close_matches(balance, known)
    return BadInput(
        say("{subject} has no balance {balance}.", subject=subject, balance=balance),
        where="BALANCE",
        why=say("Its balances are: {names}.", names=", ".join(known)),
        now=say("did you mean {names}?", names=say_names(near))
        if near
        else say("Give one of these."),
    )


# Of a shop


def _of_shop(store: Store, shop: str, balance: str, told: list[Fact], times: Times) -> Statement:
    if balance == COMPLIANCE_SCORE:
        return compliance_score(told)
    law = _law(store, shop, told, times)
    what, _, program = balance.partition(":")
    offered = _balances_of(shop, told, law, times)
    if balance not in offered:
        raise _unknown(shop_tag(shop), balance, [*offered, COMPLIANCE_SCORE])
    return left_of_limit(what, shop, program, told, law, times.valid)


def _balances_of(shop: str, told: list[Fact], law: Law, times: Times) -> list[str]:
    """The slots and chances `show` counts: of programs that limit them, and of its bindings."""
    bound = {fact.event.program for fact in told if isinstance(fact.event, BindingEvent)}
    offered = []
    for program in sorted({*law.programs(times.valid, platform_of(shop)), *bound}):
        book = law.rulebook(program, times.valid)
        for what, limit in ((SLOTS, "shop.slots"), (UNLINK_CHANCES, "shop.unlink_chances")):
            limited = book is not None and book.limit(limit, times.valid) is not None
            if program in bound or limited:
                offered.append(f"{what}:{program}")
    return offered


def _law(store: Store, name: str, told: Iterable[Fact], times: Times) -> Law:
    tags = set(store.subjects(law_tag(f"{platform_of(name)}.")))
    tags |= {law_tag(fact.event.program) for fact in told if isinstance(fact.event, BindingEvent)}
    adopted = facts_of(store, tags, [RulebookAdopted.kind], upto=times.position)
    return times.ruling(Law.recall(adopted))


# Of an account


def _of_account(
    store: Store, account: str, balance: str, told: list[Fact], times: Times
) -> Statement:
    if balance == COMPLIANCE_SCORE:
        return compliance_score(told)
    what, _, text = balance.partition(":")
    if what != SHOWCASE_ADDITIONS:
        today = f"{SHOWCASE_ADDITIONS}:{times.valid.date().isoformat()}"
        raise _unknown(account_tag(account), balance, [today, COMPLIANCE_SCORE])
    day = _day(text, balance, times)
    zones = _zones(store, account, day, told, times)
    _check_zones(account, day, told, zones)
    return showcase_additions(told, day, lambda fact: zones[fact.position])


def _day(text: str, balance: str, times: Times) -> date:
    try:
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    except ValueError:
        pass
    raise BadInput(
        say("{balance} names no day.", balance=balance),
        where="BALANCE",
        why=say("A day is written as YYYY-MM-DD, and is one of the calendar."),
        now=say("did you mean {names}?", names=f"{SHOWCASE_ADDITIONS}:{times.valid.date()}"),
    )


def _zones(
    store: Store, account: str, day: date, told: list[Fact], times: Times
) -> dict[int, tzinfo | None]:
    """The zone in which each addition counts: that of the shop the account was bound to then.

    On the day that is today where the account is bound, every addition counts as it does now.
    """
    law = _law(store, account, told, times)
    shops = _shops(store, told, times)
    zones: dict[int, tzinfo | None] = {}
    state = Account(account)
    for fact in told:
        state = evolve(state, fact)
        if isinstance(fact.event, ShowcaseProductsAdded):
            zones[fact.position] = _zone(state, fact.time, fact.event.shop, law, shops)
    here = _zone(state, times.valid, None, law, shops)
    if here is not None and times.valid.astimezone(here).date() == day:
        return dict.fromkeys(zones, here)
    return zones


def _shops(store: Store, told: Iterable[Fact], times: Times) -> History:
    named = {shop for fact in told if (shop := getattr(fact.event, "shop", None)) is not None}
    tags = [shop_tag(shop) for shop in sorted(named)]
    registered = facts_of(store, tags, [ShopRegistered.kind], upto=times.position)
    return History.of(_standing(registered, times))


def _zone(
    account: Account, at: datetime, named: str | None, law: Law, shops: History
) -> tzinfo | None:
    bound = account.bound_to
    program = bound.program if bound is not None else f"{platform_of(account.id)}.channel"
    place = bound.shop if bound is not None else named
    shop: Shop | None = shops.shop(place, at) if place is not None else None
    book = law.rulebook(program, at)
    if book is None:
        return zone_of_shop(shop)
    return day_zone(Case(Act.ADD_PRODUCTS, at, program, shop, account), book)


def _check_zones(
    account: str, day: date, told: Iterable[Fact], zones: dict[int, tzinfo | None]
) -> None:
    for fact in told:
        if fact.position in zones and zones[fact.position] is None:
            if abs(fact.time.date() - day) > _A_DAY:
                continue
            raise LedgerError(
                say("It is not known what {account} added on {day}.", account=account, day=day),
                where=say("position {position}", position=fact.position),
                why=say("Products were added while no shop with a known time zone was bound."),
                now=say("Record the shop's time zone, or the binding."),
            )
