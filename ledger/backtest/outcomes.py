"""What a backtest finds: how each thing came out as recorded, and how under each proposed law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from ledger.rulebook import Rulebook
from ledger.subjects import account_tag, shop_tag

REQUEST: Final = "request"
ACT: Final = "act"
BINDING: Final = "binding"

GRANTED: Final = "granted"
REFUSED: Final = "refused"
IMPOSSIBLE: Final = "impossible"
KEPT: Final = "kept"
BREACH: Final = "breach"
REGULAR: Final = "regular"
IRREGULAR: Final = "irregular"


class Side(NamedTuple):
    """How something comes out under one law, and the rules that speak against it."""

    outcome: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A request, an observed act or a running binding, judged under several laws.

    `name` is the id of the request or the binding, or the kind of the fact; `position` is that of
    the decision, of the fact, or of what began the binding's present state. `sides` has one entry
    for the recorded law and one for each proposed.
    """

    what: str
    position: int
    name: str
    at: datetime
    shop: str | None
    account: str | None
    sides: tuple[Side, ...]

    @property
    def subjects(self) -> Iterator[str]:
        """The tags of its shop and its account."""
        if self.shop is not None:
            yield shop_tag(self.shop)
        if self.account is not None:
            yield account_tag(self.account)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a balance of a shop today, under each law; None is no limit."""

    shop: str
    balance: str
    sides: tuple[int | None, ...]


@dataclass(slots=True)
class Backtested:
    """Everything that does not come out alike under all laws, in order of time.

    `laws` names the recorded law first, and then each proposed rulebook. `requests`, `acts` and
    `bindings` count what was judged.
    """

    laws: tuple[str, ...]
    proposed: tuple[Rulebook, ...]
    requests: int = 0
    acts: int = 0
    bindings: int = 0
    judged: list[Judged] = field(default_factory=list)
    balances: list[Left] = field(default_factory=list)

    def comparisons(self) -> Iterator[Comparison]:
        """Each proposed law beside the recorded one; two proposed laws beside each other."""
        for index in range(1, len(self.laws)):
            yield Comparison(self, 0, index)
        if len(self.laws) > 2:
            yield Comparison(self, 1, 2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two of the laws of a backtest beside each other: where they differ, and by how much."""

    found: Backtested
    before: int
    after: int

    @property
    def names(self) -> tuple[str, str]:
        """The two laws."""
        return self.found.laws[self.before], self.found.laws[self.after]

    def sides(self, one: Judged) -> tuple[Side, Side]:
        """How something comes out under the two."""
        return one.sides[self.before], one.sides[self.after]

    def changes(self, what: str) -> list[Judged]:
        """What comes out otherwise; of bindings also those that are irregular under both."""
        return [one for one in self.found.judged if one.what == what and self._counts(one)]

    def balances(self) -> list[Left]:
        """What is left of balances that differ."""
        found = self.found.balances
        return [one for one in found if one.sides[self.before] != one.sides[self.after]]

    def totals(self) -> dict[tuple[str, str, str], int]:
        """How many came out how before and how after, by what they are."""
        counted = Counter(self._turn(one) for one in self.found.judged if self._counts(one))
        return dict(sorted(counted.items()))

    def by_subject(self) -> dict[str, dict[tuple[str, str, str], int]]:
        """The same for each shop and each account; those with most first."""
        found: dict[str, Counter[tuple[str, str, str]]] = {}
        for one in self.found.judged:
            if self._counts(one):
                for tag in one.subjects:
                    found.setdefault(tag, Counter())[self._turn(one)] += 1
        ranked = sorted(found, key=lambda tag: (-found[tag].total(), tag))
        return {tag: dict(sorted(found[tag].items())) for tag in ranked}

    def _turn(self, one: Judged) -> tuple[str, str, str]:
        before, after = self.sides(one)
        return one.what, before.outcome, after.outcome

    def _counts(self, one: Judged) -> bool:
        before, after = self.sides(one)
        return before.outcome != after.outcome or after.outcome == IRREGULAR
