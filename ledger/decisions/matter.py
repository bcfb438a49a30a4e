"""Which subjects a request is about, and the case it makes at an instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ledger.aggregates import Account, Sales, Shop
from ledger.aggregates.history import Past
from ledger.aggregates.law import programs_of_life
from ledger.decisions.effects import Effects
from ledger.decisions.interest import SALE
from ledger.due import Due, due_of_account, due_of_shop, settled_account, settled_shop
from ledger.errors import BadInput
from ledger.language import say
from ledger.rulebook import Rulebook
from ledger.rules import Act, Case
from ledger.rules.case import Access
from ledger.subjects import (
    account_tag,
    binding_tag,
    delegation_tag,
    mini_program_tag,
    request_tag,
    shop_tag,
    violation_tag,
)
from ledger.terms import platform_of


@dataclass(frozen=True, slots=True)
class Matter:
    """A request with the names of all it concerns, filled in by the ledger where left out.

    `reviewed` says whether a review stands between an acceptance and the binding (A10), `effects`
    what the program's law adds to the steps of the binding.
    """

    act: Act
    program: str
    book: Rulebook = field(repr=False)
    shop: str | None = None
    account: str | None = None
    binding: str | None = None
    violation: str | None = None
    appeal: str | None = None
    network_country: str | None = None
    count: int = 0
    reviewed: bool = True
    effects: Effects = Effects()  # noqa: RUF009 - frozen and empty
    amount: int = 0
    currency: str | None = None
    delegation: str | None = None
    grantor: str | None = None
    grantee: str | None = None
    ticket: str | None = None
    actor: str | None = None
    submitted_by: str | None = None

    mini_program: str | None = None
    version: str | None = None
    register: str | None = None
    asked: str | None = None
    access: Access | None = None

    def subjects(self, request: str) -> tuple[str, ...]:
        """The tags of the decision, sorted."""
        named = (
            (shop_tag, self.shop),
            (account_tag, self.account),
            (binding_tag, self.binding),
            (violation_tag, self.violation),
            (delegation_tag, self.delegation),
            (account_tag, self.grantor),
            (account_tag, self.grantee),
            (mini_program_tag, self.mini_program),
            (str, self.register),
        )
        tags = (tag(name) for tag, name in named if name is not None)
        return tuple(sorted((request_tag(request), *tags)))


def law_in_force(history: Past, program: str, at: datetime, *, given: bool) -> Rulebook:
    """The rulebook of a program at an instant; `given` where the request itself names the program.

    Raises BadInput where there is none.
    """
    book = history.law.rulebook(program, at)
    if book is not None:
        return book
    if given:
        why = say("No rulebook of that program is in force.")
    else:
        why = say("The request names no program, and no rulebook of this one is in force.")
    raise BadInput(
        say("There is no law for program {program}.", program=program),
        where="program",
        why=why,
        now=say(
            "See `bindledger rules list`; adopt a rulebook with `bindledger rules adopt FILE`."
        ),
    )


def law_of_life(history: Past, subject: str, program: str | None, at: datetime) -> Rulebook:
    """The rulebook that an act in the life of a shop or an account is judged under.

    Raises BadInput where the program named, or else the platform, has none.
    """
    platform = platform_of(subject)
    found = program or history.law.program_of_life(platform, at) or programs_of_life(platform)[-1]
    return law_in_force(history, found, at, given=program is not None)


def case_at(matter: Matter, history: Past, at: datetime) -> Case:
    """The case a matter makes at an instant, as if everything due by then had been recorded."""
    shop = shop_at(history, matter.shop, at) if matter.shop is not None else None
    account = account_at(history, matter.account, at) if matter.account is not None else None
    binding = None
    if matter.binding is not None and account is not None:
        binding = account.bindings.get(matter.binding)
    violation = None
    if matter.violation is not None:
        violation = history.violation(matter.violation, at)
    grantor = account_at(history, matter.grantor, at) if matter.grantor is not None else None
    grantee = account_at(history, matter.grantee, at) if matter.grantee is not None else None
    delegation = None
    if matter.delegation is not None and grantor is not None:
        told = grantor.delegations.get(matter.delegation)
        delegation = told.at(at) if told is not None else None
    mini_program = None
    if matter.mini_program is not None:
        mini_program = history.mini_program(matter.mini_program, at)
    return Case(
        matter.act,
        at,
        matter.program,
        shop,
        account,
        binding,
        matter.binding,
        violation,
        tuple(history.violation(one, at) for one in account.violations) if account else (),
        history.law.calendars_at(at),
        matter.network_country,
        matter.count,
        apps=_apps(matter, history, shop, at),
        amount=matter.amount,
        currency=matter.currency,
        grantor=grantor,
        grantee=grantee,
        delegation=delegation,
        delegation_id=matter.delegation,
        ticket=matter.ticket,
        actor=matter.actor,
        submitted_by=matter.submitted_by,
        mini_program=mini_program,
        register=history.register(matter.register, at) if matter.register is not None else None,
        asked=matter.asked,
        access=matter.access,
        sales=_sales(matter, history, at),
    )


def _sales(matter: Matter, history: Past, at: datetime) -> Sales | None:
    """What the shop sold, where the law asks for it."""
    if matter.shop is None or matter.book.limit(SALE, at) is None:
        return None
    return history.sales(matter.shop, at)


def _apps(matter: Matter, history: Past, shop: Shop | None, at: datetime) -> dict[str, str | None]:
    """The apps of the shop's accounts, where the law counts bindings by app."""
    if shop is None or matter.book.limit("shop.slots_per_app", at) is None:
        return {}
    accounts = {one.account for one in shop.bindings.values()}
    return {one: history.account(one, at).app for one in accounts}


def shop_at(history: Past, shop: str, at: datetime) -> Shop:
    """A shop at an instant, as if everything due by then had been recorded."""
    return settled_shop(
        history.shop(shop, at), at, lambda one: history.account(one, at).deregistered, history.law
    )


def account_at(history: Past, account: str, at: datetime) -> Account:
    """An account at an instant, as if everything due by then had been recorded."""
    return settled_account(
        history.account(account, at), at, lambda one: history.shop(one, at).closure, history.law
    )


def dues(history: Past, matter: Matter, at: datetime) -> list[Due]:
    """What is to come of a matter's shop and account, as the facts true at an instant have it."""
    found: list[Due] = []
    if matter.shop is not None:
        shop = history.shop(matter.shop, at)
        found += due_of_shop(shop, lambda one: history.account(one, at).deregistered, history.law)
    if matter.account is not None:
        account = history.account(matter.account, at)
        found += due_of_account(account, lambda one: history.shop(one, at).closure, history.law)
    return found
