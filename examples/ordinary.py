"""The ordinary days between the stories: what chance brings, from a fixed seed.

Nothing here asks the ledger. Each shop keeps its own simple notion of who is bound to it, so that
most requests make sense; some are meant to be refused, and some will be for reasons nobody here
thought of. That is how requests are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from examples.asking import Binding, add_products, enrol
from examples.lines import END, REPORTS, Data, Dice, Year, utc
from examples.places import ACCOUNT, ACCOUNTS, SHOPS, Account, Shop
from examples.telling import of_account, of_shop, of_violation, score, score_moved, violation

_COUNTRIES: Final = tuple(sorted({shop.country for shop in SHOPS}))
_DAY: Final = timedelta(days=1)


# Who there is


def register(year: Year, dice: Dice) -> None:
    """Shops and accounts join in the months before the ledger is made."""
    for number, shop in enumerate(SHOPS):
        _shop_joins(year, dice, shop, utc("2025-03-03 02:00") + number * 13 * _DAY)
    for number, account in enumerate(ACCOUNTS):
        _account_joins(year, dice, account, utc("2025-04-01 05:00") + number * 5 * _DAY)


def _shop_joins(year: Year, dice: Dice, shop: Shop, at: datetime) -> None:
    more: Data = {
        "operating_country": shop.country,
        "registration_country": shop.registered_in or shop.country,
        "name": shop.name,
        "main_category": shop.category,
        "subject_type": dice.one_of(("enterprise", "individual_business")),
    }
    of_shop(year, "ShopRegistered", at, shop.key, **more, **_given("time_zone", shop.zone))
    login = f"{shop.key.lower()}.backend.{dice.between(1000, 9999)}"
    kind: Data = {"identifier_kind": "shop_backend_login", "value": login}
    of_shop(year, "RegistrationIdentifierAssigned", at + _DAY, shop.key, **kind)


def _account_joins(year: Year, dice: Dice, account: Account, at: datetime) -> None:
    more: Data = {
        "app": "TikTok",
        "region": account.country,
        "handle": account.handle,
        "name": account.name,
        "theme": account.theme,
        "account_type": "personal",
    }
    of_account(year, "AccountRegistered", at, account.key, **more)
    age: Data = {
        "of_age": account.holder == "of_age",
        "minimum_age": 18,
        "method": "identity_check",
    }
    of_account(year, "AccountHolderAgeAttested", dice.later(at, 1, 48), account.key, **age)
    if account.screened:
        screened = dice.later(utc("2025-11-20 00:00"), 1, 300)
        of_account(year, "ContentScreened", screened, account.key, result="clean")
    seen: Data = {"country": account.country, "context": "bind"}
    of_account(year, "NetworkLocationObserved", dice.later(at, 50, 90), account.key, **seen)


def _given(name: str, value: str | None) -> Data:
    return {} if value is None else {name: value}


# What the platform reports every month

_QUIET_SHOPS: Final = frozenset({"TH1"})
_QUIET_ACCOUNTS: Final = frozenset({"A20", "A28"})
_SCORED_BY_A_STORY: Final = {("MX2", 9), ("US2", 4), ("US2", 5), ("GB1", 4), ("SG1", 6)}


def report_months(year: Year, dice: Dice) -> None:
    """Scores, network locations, screenings and the odd violation, month by month."""
    for month in range(1, 12):
        first = utc(f"2026-{month:02}-01 08:00")
        for shop in SHOPS:
            closed = shop.key == "PH1" and month > 7
            if shop.key not in _QUIET_SHOPS and not closed:
                _score_of_a_month(year, dice, shop, month, first)
        for account in ACCOUNTS:
            _account_in_a_month(year, dice, account, first)
    for shop_key, account_key, number in _ORDINARY_VIOLATIONS:
        _ordinary_violation(year, dice, shop_key, account_key, number)


def _score_of_a_month(year: Year, dice: Dice, shop: Shop, month: int, first: datetime) -> None:
    value = dice.between(77, 99)
    late = 1 if dice.below(0.05) and month < 11 else 0
    if (shop.key, month) not in _SCORED_BY_A_STORY:
        score(year, shop.key, first, value, late=late)


def _account_in_a_month(year: Year, dice: Dice, account: Account, first: datetime) -> None:
    seen_at = dice.later(first, 1, 9 * 24 - 12)
    if account.key in _QUIET_ACCOUNTS:
        return
    travels = dice.below(0.06)
    country = dice.one_of(_COUNTRIES) if travels else account.country
    late = 1 if dice.below(0.04) and first.month < 11 else 0
    if dice.below(0.85):
        of_account(
            year, "NetworkLocationObserved", seen_at, account.key, late=late, country=country
        )
    if account.screened and dice.below(0.25):
        at = dice.later(seen_at, 1, 10)
        of_account(year, "ContentScreened", at, account.key, result="clean")
    if dice.below(0.06):
        removed: Data = {"count": dice.between(1, 8)}
        of_account(
            year, "ShowcaseProductsRemoved", dice.later(seen_at, 1, 10), account.key, **removed
        )


_ORDINARY_VIOLATIONS: Final = (
    ("US1", "A13", 2),
    ("GB1", "A18", 1),
    ("VN1", "A27", 1),
    ("MY1", "A30", 1),
    ("ID1", "A40", 1),
    ("MX2", "A10", 2),
    ("CN1", "A44", 3),
    ("TH2", "A24", 4),
)


def _ordinary_violation(year: Year, dice: Dice, shop: str, account: str, number: int) -> None:
    name = f"V-{shop}-{number}"
    at = dice.later(utc("2026-02-12 00:00"), 0, 200 * 24)
    category = dice.one_of(("false_advertising", "infringement", "misleading_price"))
    violation(year, name, account, at, category, shop=shop)
    told = dice.later(at, 4, 30)
    of_violation(year, "ViolationNotified", told, name, account)
    score_moved(year, "Deducted", shop, told, dice.between(2, 6), name)
    of_violation(year, "ViolationResolved", dice.later(told, 9 * 24, 40 * 24), name, account)


# What shops and creators do


Trouble = tuple[str, datetime, datetime]
"""An account, and from when until when an open violation is known of it."""


@dataclass(slots=True)
class _Notion:
    """What a shop believes: who is bound to it and since when, and its next turn."""

    shop: Shop
    accounts: tuple[str, ...]
    slots: int
    bound: dict[str, tuple[Binding, datetime]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    busy: dict[str, datetime] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    unlinks: int = 0


def _troubles(year: Year) -> tuple[Trouble, ...]:
    """When an open violation is known of an account, from one report to another."""
    known: dict[str, tuple[str, datetime]] = {}
    found = []
    for report, _, line in sorted(year.told, key=lambda one: one[0]):
        kind, data = line["type"], line["data"]
        if kind == "ViolationRecorded.v1":
            known[data["violation"]] = (data["account"], REPORTS[report])
        elif kind == "ViolationResolved.v1":
            found.append((*known.pop(data["violation"]), REPORTS[report]))
    return (*found, *((account, since, END) for account, since in known.values()))


def _notions(year: Year) -> tuple[_Notion, ...]:
    said = {
        "MX2": (("A10", "A11"), 1),
        "US1": (("A13",), 3),
        "US2": (("A15", "A16"), 3),
        "GB1": (("A18", "A19"), 3),
        "TH2": (("A23", "A24"), 2),
        "VN1": (("A27",), 3),
        "VN2": (("A26",), 3),
        "MY1": (("A30", "A31"), 3),
        "ID1": (("A40", "A41"), 3),
        "CN1": (("A44",), 2),
    }
    by_key = {shop.key: shop for shop in SHOPS}
    troubles = _troubles(year)
    return tuple(
        _Notion(by_key[key], accounts, slots, troubles=troubles)
        for key, (accounts, slots) in said.items()
    )


def live(year: Year, dice: Dice) -> None:
    """Every shop takes its turns, from the first report to the end of the year."""
    for notion in _notions(year):
        at = dice.later(REPORTS[0], 5, 60)
        while at < END - 5 * _DAY:
            _take_turn(year, dice, notion, at)
            at = dice.later(at, 14 * 24, 30 * 24)


def _take_turn(year: Year, dice: Dice, mine: _Notion, at: datetime) -> None:
    running = [key for key in mine.bound if _is_free(mine, key, at)]
    others = [key for key in mine.accounts if key not in mine.bound and _is_free(mine, key, at)]
    if others and len(mine.bound) < mine.slots and dice.below(0.75):
        _invite(year, dice, mine, dice.one_of(others), at)
    elif dice.below(0.26):
        _ask_in_vain(year, dice, mine, at)
    elif running and dice.below(0.78):
        _sell(year, dice, dice.one_of(running), at)
    elif running and dice.below(0.6):
        _part(year, dice, mine, dice.one_of(running), at)
    else:
        enrol(year, mine.shop.key, at, dice.one_of(_CAMPAIGNS))


_CAMPAIGNS: Final = ("new-faces", "flash-friday", "local-makers", "free-shipping-week")


def _is_free(mine: _Notion, account: str, at: datetime) -> bool:
    return mine.busy.get(account, at) <= at


def _invite(year: Year, dice: Dice, mine: _Notion, account: str, at: datetime) -> None:
    mine.rounds[account] = mine.rounds.get(account, 0) + 1
    binding = Binding(year, mine.shop.key, account, mine.rounds[account])
    here = ACCOUNT[account].country if dice.below(0.4) else None
    binding.invite(at, network=here)
    answered = dice.later(at, 3, 60)
    mine.busy[account] = answered + _DAY
    if dice.below(0.12):
        binding.decline(answered)
    elif dice.below(0.12):
        binding.cancel(answered)
    else:
        binding.accept(answered, network=here)
        _review(dice, mine, binding, answered)


def _review(dice: Dice, mine: _Notion, binding: Binding, accepted: datetime) -> None:
    at = dice.later(accepted, 4, 50)
    passed = dice.below(0.82)
    binding.review(at, "passed" if passed else "failed")
    mine.busy[binding.account] = at + 2 * _DAY
    if passed:
        mine.bound[binding.account] = (binding, at)
        if dice.below(0.35):
            binding.unlink(dice.later(at, 1, 22))


def _sell(year: Year, dice: Dice, account: str, at: datetime) -> None:
    if dice.below(0.25):
        add_products(year, account, at, dice.between(51, 80))
    else:
        add_products(year, account, at, dice.between(4, 30))
        if dice.below(0.3):
            add_products(year, account, dice.later(at, 1, 3), dice.between(5, 35))


def _part(year: Year, dice: Dice, mine: _Notion, account: str, at: datetime) -> None:
    binding, _ = mine.bound[account]
    if _in_trouble(mine, account, at):
        binding.leave(at, ACCOUNT[account].country)
        return
    if mine.unlinks < 2 and dice.below(0.4):
        binding.unlink(at)
        mine.unlinks += 1
        _ended(mine, account, at)
        return
    abroad = dice.below(0.2)
    network = dice.one_of(_COUNTRIES) if abroad else ACCOUNT[account].country
    binding.leave(at, network)
    answered = dice.later(at, 5, 90)
    mine.busy[account] = answered + _DAY
    if network != ACCOUNT[account].country:
        return
    if dice.below(0.5):
        binding.let_go(answered)
        _ended(mine, account, answered)
    elif dice.below(0.5):
        binding.keep(answered)
    else:
        binding.stay(answered)


def _in_trouble(mine: _Notion, account: str, at: datetime) -> bool:
    """Whether an unlink will be refused, now or in the days an answer may take."""
    known = [one for one in mine.troubles if one[0] == ACCOUNT[account].id]
    return any(since <= at + 5 * _DAY and at < until for _, since, until in known)


def _ended(mine: _Notion, account: str, at: datetime) -> None:
    del mine.bound[account]
    mine.busy[account] = at + 3 * _DAY


def _ask_in_vain(year: Year, dice: Dice, mine: _Notion, at: datetime) -> None:
    """Requests that people make although they should know better."""
    strangers = [
        account.key
        for account in ACCOUNTS
        if account.country != mine.shop.country or account.holder == "minor"
    ]
    idle = [key for key in mine.accounts if key not in mine.bound and _is_free(mine, key, at)]
    if mine.bound and dice.below(0.4):
        binding, _ = dice.one_of(tuple(mine.bound.values()))
        if _is_free(mine, binding.account, at):
            dice.one_of((binding.accept, binding.let_go, binding.stay))(at)
    elif idle and dice.below(0.4):
        add_products(year, dice.one_of(idle), at, dice.between(5, 20))
    else:
        stranger = dice.one_of(strangers)
        mine.rounds[stranger] = mine.rounds.get(stranger, 0) + 1
        Binding(year, mine.shop.key, stranger, mine.rounds[stranger]).invite(at)
