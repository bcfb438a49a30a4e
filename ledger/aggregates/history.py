"""Facts of several subjects together: what each of them was at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ledger.aggregates.account import Account
from ledger.aggregates.law import Law
from ledger.aggregates.mini_program import MiniProgram
from ledger.aggregates.register import Register
from ledger.aggregates.shop import Shop
from ledger.aggregates.violation import Violation
from ledger.events.binding import BindingEvent
from ledger.record import Fact, as_it_stood
from ledger.subjects import (
    account_tag,
    binding_tag,
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

    def parties(self, binding: str) -> Parties | None:
        """Who a binding is between; None if no fact names it, whenever it happened."""

    def knows(self, tag: str) -> bool:
        """Whether any fact names a subject, whenever it happened."""

    def next_fact(self, after: datetime) -> datetime | None:
        """The next instant at which a fact that is already known becomes true."""


@dataclass(frozen=True, slots=True)
class History:
    """The standing facts of some subjects, told in order, and the law they adopt."""

    facts: tuple[Fact, ...]
    by_subject: Mapping[str, tuple[Fact, ...]]
    law: Law

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> History:
        """The history these facts tell, annulled ones left out."""
        standing = as_it_stood(facts)
        told: dict[str, list[Fact]] = {}
        for fact in standing:
            for tag in tags_of(fact.event):
                told.setdefault(tag, []).append(fact)
        by_subject = {tag: tuple(of_tag) for tag, of_tag in told.items()}
        return cls(standing, by_subject, Law.recall(standing))

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""
        return Shop.recall(shop, self._until(shop_tag(shop), at))

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""
        return Account.recall(account, self._until(account_tag(account), at))

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""
        return Violation.recall(violation, self._until(violation_tag(violation), at))

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program at an instant."""
        return MiniProgram.recall(mini_program, self._until(mini_program_tag(mini_program), at))

    def register(self, register: str, at: datetime) -> Register:
        """A register of identifiers, named by its tag, at an instant."""
        return Register.recall(self._until(register, at))

    def parties(self, binding: str) -> BindingEvent | None:
        """Any fact of a binding, whenever it happened: it names shop, account and program."""
        told = self.by_subject.get(binding_tag(binding), ())
        return next((fact.event for fact in told if isinstance(fact.event, BindingEvent)), None)

    def knows(self, tag: str) -> bool:
        """Whether any fact names a subject, whenever it happened."""
        return tag in self.by_subject

    def next_fact(self, after: datetime) -> datetime | None:
        """The next instant at which a fact that is already known becomes true."""
        return min((fact.time for fact in self.facts if fact.time > after), default=None)

    def _until(self, tag: str, at: datetime) -> Iterable[Fact]:
        return (fact for fact in self.by_subject.get(tag, ()) if fact.time <= at)
