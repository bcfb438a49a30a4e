"""The law of money at any instant: looked up once for each stretch in which it does not change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ledger.aggregates import Law
from ledger.parameters import pairs_of
from ledger.rulebook import Rulebook
from ledger.terms import BEGINNING
from ledger.verdict import Limit
from ledger.working_days import Calendars

_OF_A_BINDING: Final = "binding.commission"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rulebook says of money for a while; a limit is None where it says nothing.

    `fees` and `cycles` are by way of paying, the percentage as text and the days as a number.
    """

    commission: Limit | None = None
    base: Limit | None = None
    least: Limit | None = None
    most: Limit | None = None
    platform: Limit | None = None
    fees: Mapping[str, Limit] = field(default_factory=dict)
    cycles: Mapping[str, Limit] = field(default_factory=dict)
    own_accounts: Mapping[str, Limit] = field(default_factory=dict)


_NOTHING: Final = Ruling()


@dataclass(slots=True)
class LawOfMoney:
    """The law as adopted, asked about money over and over."""

    law: Law
    _turns: dict[str, list[datetime]] = field(default_factory=dict)
    _rulings: dict[tuple[str, int], Ruling] = field(default_factory=dict)

    def ruling(self, program: str, at: datetime) -> Ruling:
        """What the rulebook of a program says of money at an instant."""
        turns = self._turns.get(program)
        if turns is None:
            turns = self._turns[program] = self._turns_of(program)
        key = (program, bisect_right(turns, at))
        if key not in self._rulings:
            book = self.law.rulebook(program, at)
            self._rulings[key] = _NOTHING if book is None else _ruling(book, at)
        return self._rulings[key]

    def commission(self, program: str, platform: str, at: datetime) -> Limit | None:
        """The host's percentage while bound under a program: as it says, else as its platform."""
        own = self.ruling(program, at).commission
        return own if own is not None else self.ruling(program_of_money(platform), at).commission

    def digests(self, at: datetime) -> dict[str, str]:
        """The rulebooks that were asked, as in force at an instant."""
        books = {program: self.law.rulebook(program, at) for program in sorted(self._turns)}
        return {program: book.digest for program, book in books.items() if book is not None}

    def calendars(self, at: datetime) -> Calendars:
        """The working days in force at an instant."""
        return self.law.calendars_at(at)

    def _turns_of(self, program: str) -> list[datetime]:
        turns = [BEGINNING]
        while (turn := self.law.next_change(program, turns[-1])) is not None:
            turns.append(turn)
        return turns


def program_of_money(platform: str) -> str:
    """The program whose law says how sales on a platform are divided and paid out."""
    return f"{platform}.settlement"


def _ruling(book: Rulebook, at: datetime) -> Ruling:
    own = book.limit("payment.own_account", at)
    methods = own.value if own is not None and isinstance(own.value, tuple) else ()
    return Ruling(
        commission=book.limit(_OF_A_BINDING, at),
        base=book.limit("split.base", at),
        least=book.limit("split.host.least", at),
        most=book.limit("split.host.most", at),
        platform=book.limit("split.platform", at),
        fees=_by_name(book.limit("payment.fee", at)),
        cycles={
            name: replace(limit, value=int(str(limit.value)))
            for name, limit in _by_name(book.limit("settlement.cycle", at)).items()
        },
        own_accounts={name: replace(own, value=name) for name in methods if own is not None},
    )


def _by_name(limit: Limit | None) -> dict[str, Limit]:
    if limit is None:
        return {}
    return {name: replace(limit, value=value) for name, value in pairs_of(limit.value).items()}
