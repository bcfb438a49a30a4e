"""Facts of several subjects together: what each of them was at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ledger.aggregates.account import Account
from ledger.aggregates.connections import Connections
from ledger.aggregates.connections import evolve_all as connect
from ledger.aggregates.law import ADOPTIONS, Law
from ledger.aggregates.mark import Mark
from ledger.aggregates.mini_program import MiniProgram
from ledger.aggregates.register import Register
from ledger.aggregates.sales import Sales
from ledger.aggregates.shop import Shop
from ledger.aggregates.violation import Violation
from ledger.events import AccountDeregistered
from ledger.events.binding import BindingEvent
from ledger.events.delegation import DelegationEvent
from ledger.record import Fact, as_it_stood, in_order
from ledger.subjects import (
    account_tag,
    binding_tag,
    delegation_tag,
    mini_program_tag,
    shop_tag,
    tags_of,
    violation_tag,
)


class Parties(Protocol):
    """Who a binding is between, and under which program."""

    @property
    def shop(self) -> str:
        """The shop."""

    @property
    def account(self) -> str:
        """The account."""

    @property
    def program(self) -> str:
        """The program."""


class Sides(Protocol):
    """Who a delegation is between."""

    @property
    def grantor(self) -> str:
        """The sub account, which lets the other act for it."""

    @property
    def grantee(self) -> str:
        """The main account, which may."""


class Past(Protocol):
    """What decisions ask of the past: each subject as it was, and the law."""

    @property
    def law(self) -> Law:
        """The law that is known."""

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program at an instant."""

    def register(self, register: str, at: datetime) -> Register:
        """A register of identifiers, named by its tag, at an instant."""

    def sales(self, shop: str, at: datetime) -> Sales:
        """When a shop last sold something, as known at an instant."""

    def parties(self, binding: str) -> Parties | None:
        """Who a binding is between; None if no fact names it, whenever it happened."""

    def sides(self, delegation: str) -> Sides | None:
        """Who a delegation is between; None if no fact names it, whenever it happened."""

    def knows(self, tag: str) -> bool:
        """Whether any fact names a subject, whenever it happened."""

    def next_fact(self, after: datetime) -> datetime | None:
        """The next instant at which a fact that is already known becomes true."""


Tags = Mapping[int, tuple[str, ...]]
"""The tags of facts, by their positions."""


@dataclass(frozen=True, slots=True)
class History:
    """The standing facts of some subjects, told in order, and the law they adopt."""

    facts: tuple[Fact, ...]
    by_subject: Mapping[str, tuple[Fact, ...]]
    law: Law

    @classmethod
    def of(cls, facts: Iterable[Fact], tags: Tags | None = None) -> History:
        """The history these facts tell, annulled ones left out.

        `tags` gives the tags of facts that are told again and again.
        """
        standing = as_it_stood(facts)
        return cls(standing, _by_subject(standing, tags), Law.recall(standing))

    def with_more(self, facts: Iterable[Fact]) -> History:
        """The history of these facts and more, none of which annuls or is annulled.

        What was put in order stays so; only subjects that more is told of are ordered again.
        """
        more = sorted(facts, key=in_order)
        if not more:
            return self
        by_subject = dict(self.by_subject)
        for tag, told in _by_subject(more).items():
            by_subject[tag] = _merged(by_subject.get(tag, ()), told)
        adopts = any(isinstance(fact.event, ADOPTIONS) for fact in more)
        whole = _merged(self.facts, more)
        return History(whole, by_subject, Law.recall(whole) if adopts else self.law)

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""
        return Shop.recall(shop, self._until(shop_tag(shop), at))

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""
        return Account.recall(account, self._until(account_tag(account), at))

    def deregistered(self, account: str, at: datetime) -> Mark | None:
        """When an account was deregistered, by an instant; less to fold than the whole account."""
        told = self._until(account_tag(account), at)
        ends = (fact for fact in told if isinstance(fact.event, AccountDeregistered))
        return Account.recall(account, ends).deregistered

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""
        return Violation.recall(violation, self._until(violation_tag(violation), at))

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program at an instant."""
        return MiniProgram.recall(mini_program, self._until(mini_program_tag(mini_program), at))

    def register(self, register: str, at: datetime) -> Register:
        """A register of identifiers, named by its tag, at an instant."""
        return Register.recall(self._until(register, at))

    def sales(self, shop: str, at: datetime) -> Sales:
        """When a shop last sold something, as known at an instant."""
        return Sales.recall(self._until(shop_tag(shop), at))

    def connections(self, tag: str, at: datetime) -> Connections:
        """Who could get at the data of a shop or an account at an instant."""
        return connect(Connections(), self._until(tag, at))

    def parties(self, binding: str) -> BindingEvent | None:
        """Any fact of a binding, whenever it happened: it names shop, account and program."""
        told = self.by_subject.get(binding_tag(binding), ())
        return next((fact.event for fact in told if isinstance(fact.event, BindingEvent)), None)

    def sides(self, delegation: str) -> DelegationEvent | None:
        """Any fact of a delegation, whenever it happened: it names both accounts."""
        told = self.by_subject.get(delegation_tag(delegation), ())
        return next((fact.event for fact in told if isinstance(fact.event, DelegationEvent)), None)

    def knows(self, tag: str) -> bool:
        """Whether any fact names a subject, whenever it happened."""
        return tag in self.by_subject

    def next_fact(self, after: datetime) -> datetime | None:
        """The next instant at which a fact that is already known becomes true."""
        return min((fact.time for fact in self.facts if fact.time > after), default=None)

    def _until(self, tag: str, at: datetime) -> Iterable[Fact]:
        return (fact for fact in self.by_subject.get(tag, ()) if fact.time <= at)


def _by_subject(facts: Iterable[Fact], tags: Tags | None = None) -> dict[str, tuple[Fact, ...]]:
    told: dict[str, list[Fact]] = {}
    for fact in facts:
        for tag in tags_of(fact.event) if tags is None else tags[fact.position]:
            told.setdefault(tag, []).append(fact)
    return {tag: tuple(of_tag) for tag, of_tag in told.items()}


def _merged(told: tuple[Fact, ...], more: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts told in order and more of them, both in order already."""
    if not told or in_order(told[-1]) < in_order(more[0]):
        return (*told, *more)
    return tuple(sorted((*told, *more), key=in_order))
