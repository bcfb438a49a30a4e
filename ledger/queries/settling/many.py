"""Many orders, one after the other: each shop is read once, when its first order comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ledger.orders import Order
from ledger.queries.lawbook import law_of
from ledger.queries.reading import facts_of
from ledger.queries.settling.deciding import decide
from ledger.queries.settling.law_of_money import LawOfMoney
from ledger.queries.settling.standing import KINDS_OF_MONEY, Standing, standing_of
from ledger.queries.settling.telling import View, told
from ledger.queries.times import Times
from ledger.record import as_it_stood
from ledger.store import Store
from ledger.subjects import shop_tag

_MOST_SHOPS: Final = 20_000
"""Shops kept at a time, so that memory has a bound; one that comes again later is read again."""


@dataclass(slots=True)
class Settling:
    """Orders settled as true, and as known, at the times of a question."""

    store: Store
    times: Times
    law: LawOfMoney
    _standings: dict[str, Standing] = field(default_factory=dict)

    @classmethod
    def at(cls, store: Store, times: Times) -> Settling:
        """Settling at some times, under the law of these times."""
        return cls(store, times, LawOfMoney(times.ruling(law_of(store, times.position))))

    def told(self, line: int, order: Order) -> View:
        """What becomes of an order as plain data: under which binding, or which are next to it."""
        standing, at = self._standing(order.shop), order.ordered_at
        decision = decide(order, standing, self.law, self.times.valid)
        if order.account is None:
            return told(line, order, decision, None, ())
        span = standing.bound(order.account, at)
        beside = standing.beside(order.account, at) if span is None else ()
        return told(line, order, decision, span, beside)

    def as_of(self) -> View:
        """The times of the answers, and the law of the orders so far as it is at that time."""
        return self.times.as_of() | {"rulebooks": self.law.digests(self.times.valid)}

    def _standing(self, shop: str) -> Standing:
        found = self._standings.get(shop)
        if found is None:
            if len(self._standings) >= _MOST_SHOPS:
                del self._standings[next(iter(self._standings))]
            found = self._standings[shop] = self._read(shop)
        return found

    def _read(self, shop: str) -> Standing:
        times = self.times
        facts = facts_of(self.store, [shop_tag(shop)], KINDS_OF_MONEY, upto=times.position)
        return standing_of(shop, as_it_stood(facts, valid=times.valid, known=times.position))
