"""What is told of one subject and all around it, seen at the times of a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from ledger.aggregates import Account, Binding, Law, Mark, MiniProgram, Shop, Violation
from ledger.aggregates.connections import Connections
from ledger.queries.times import Times
from ledger.subjects import account_tag, mini_program_tag, shop_tag, violation_tag
from ledger.verdict import Limit

_State = TypeVar("_State")


class Told(Protocol):
    """What an answer asks of the facts around its subject."""

    @property
    def law(self) -> Law:
        """The law that was known."""

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""

    def deregistered(self, account: str, at: datetime) -> Mark | None:
        """When an account was deregistered, as far as that had happened by an instant."""

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program at an instant."""

    def connections(self, tag: str, at: datetime) -> Connections:
        """Who could get at the data of a shop or an account at an instant."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is told of one subject and all around it, and the times it is asked about."""

    history: Told
    times: Times
    _recalled: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def valid(self) -> datetime:
        """The time the answer is true at."""
        return self.times.valid

    def shop(self, shop: str) -> Shop:
        """A shop at the time asked about, as it stands: nothing due is taken as done."""
        return self._once(shop_tag(shop), lambda: self.history.shop(shop, self.valid))

    def account(self, account: str) -> Account:
        """An account at the time asked about, as it stands."""
        return self._once(account_tag(account), lambda: self.history.account(account, self.valid))

    def violation(self, violation: str) -> Violation:
        """A violation at the time asked about."""
        tag = violation_tag(violation)
        return self._once(tag, lambda: self.history.violation(violation, self.valid))

    def mini_program(self, mini_program: str) -> MiniProgram:
        """A mini-program at the time asked about."""
        tag = mini_program_tag(mini_program)
        return self._once(tag, lambda: self.history.mini_program(mini_program, self.valid))

    def connections(self, tag: str) -> Connections:
        """Who may get at the data of a shop or an account at the time asked about."""
        return self.history.connections(tag, self.valid)

    def _once(self, tag: str, recall: Callable[[], _State]) -> _State:
        """The state of a subject, recalled when it is first asked for."""
        if tag not in self._recalled:
            self._recalled[tag] = recall()
        state: _State = self._recalled[tag]
        return state

    def law(self) -> Law:
        """The law the answer is given under."""
        return self._once("law", lambda: self.times.ruling(self.history.law))

    def limit(self, program: str, name: str) -> Limit | None:
        """The value of a parameter under the law in force at the time asked about."""
        book = self.law().rulebook(program, self.valid)
        return book.limit(name, self.valid) if book is not None else None

    def as_of(self, programs: Iterable[str]) -> dict[str, Any]:
        """The times of the answer and the law it was given under."""
        books = {program: self.law().rulebook(program, self.valid) for program in sorted(programs)}
        digests = {name: book.digest for name, book in books.items() if book is not None}
        return self.times.as_of() | {"rulebooks": digests}


def programs_of(scene: Scene, platform: str, bindings: Iterable[Binding]) -> list[str]:
    """The programs a view counts for: those in force on the platform, and those of bindings.

    A rulebook that states no rule is about money alone, and counts nothing of a shop.
    """
    law = scene.law()
    ruling = (
        program
        for program in law.programs(scene.valid, platform)
        if (book := law.rulebook(program, scene.valid)) is not None and book.has_rules
    )
    return sorted({*ruling, *(binding.program for binding in bindings)})
