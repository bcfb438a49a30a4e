"""The trial balance: what is left by moves alone, beside what the states count. Pure.

A shop's slots under a program are used, reserved or left, and its unlink chances used or left. What
is left is kept here as a running balance, as in a bank's books: it opens with the limit, and each
fact and each change of law moves it, by the table of moves below. What is used and reserved is
counted in the shop's folded state, which knows nothing of this table. At every position the two
must add up to the limit of the law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Final, NamedTuple

from ledger.aggregates import Law, Shop, State
from ledger.aggregates.shop import Unlinks
from ledger.balances import SLOTS, UNLINK_CHANCES
from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingInvitationExpired,
    BindingInvited,
    BindingReviewFailed,
    BindingReviewOpened,
    BindingReviewPassed,
    Event,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkChancesObserved,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact
from ledger.rules.case import number
from ledger.subjects import shop_tag


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A balance of a shop that does not add up after the fact, or the adoption, at a position.

    `expected` is the limit, `found` what is used, reserved and left together; None is no limit.
    """

    position: int
    subject: str
    balance: str
    expected: int | None
    found: int | None


class Place(Enum):
    """Where a binding keeps its slot."""

    NEW = auto()  # nothing was told of it
    OPEN = auto()
    RESERVED = auto()
    USED = auto()
    OVER = auto()


_OPEN: Final = frozenset({Place.NEW, Place.OPEN})
_BEFORE_EFFECT: Final = _OPEN | {Place.RESERVED}
_NEW: Final = frozenset({Place.NEW})
_ALL: Final = frozenset(Place)

_MOVES: Final[dict[type[Event], tuple[frozenset[Place], Place]]] = {
    BindingInvited: (_NEW, Place.OPEN),
    BindingInvitationAccepted: (_OPEN, Place.RESERVED),
    BindingReviewOpened: (_OPEN, Place.RESERVED),
    BindingReviewPassed: (_OPEN, Place.RESERVED),
    BindingInvitationDeclined: (_BEFORE_EFFECT, Place.OVER),
    BindingInvitationCancelled: (_BEFORE_EFFECT, Place.OVER),
    BindingInvitationExpired: (_BEFORE_EFFECT, Place.OVER),
    BindingReviewFailed: (_BEFORE_EFFECT, Place.OVER),
    BindingActivated: (_ALL, Place.USED),
    UnlinkRequested: (_BEFORE_EFFECT, Place.USED),
    UnlinkRequestWithdrawn: (_NEW, Place.USED),
    UnlinkRefused: (_NEW, Place.USED),
    ShopUnlinked: (_NEW, Place.OVER),
    UnlinkApproved: (_NEW, Place.OVER),
    BindingEnded: (_ALL, Place.OVER),
}
"""From which places a fact moves a binding's slot, and where to. State machine 2.1 in one table."""


class Terms(NamedTuple):
    """What the law says of a program's balances; a limit is None where it says nothing.

    `reserves` is reading A8: an accepted binding takes a slot; `both` is reading A2: unlinks that
    the account asked for take a chance.
    """

    slots: int | None = None
    reserves: bool = True
    chances: int | None = None
    both: bool = False


def terms_of(law: Law, program: str, at: datetime) -> Terms:
    """The terms of a program at an instant."""
    book = law.rulebook(program, at)
    if book is None:
        return Terms()
    slots, chances = book.limit("shop.slots", at), book.limit("shop.unlink_chances", at)
    return Terms(
        number(slots) if slots is not None else None,
        book.reading("shop.slots.reserved_from", at) == "accepted",
        number(chances) if chances is not None else None,
        bool(book.reading("shop.unlink_chances.account_route_counts", at)),
    )


@dataclass(slots=True)
class Running:
    """The balances of a shop under a program: how much moved where, and what is left.

    `off` holds what was last found not to add up, so that each fault is told once.
    """

    terms: Terms
    slots: int | None
    chances: int | None
    held: dict[Place, int] = field(default_factory=lambda: {Place.RESERVED: 0, Place.USED: 0})
    by_shop: int = 0
    by_account: int = 0
    off: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def opened(cls, terms: Terms) -> Running:
        """Nothing moved yet: what is left is the limit."""
        return cls(terms, terms.slots, terms.chances)

    def move(self, place: Place, slots: int) -> None:
        """So many slots move into a place, out of what is left; or back, if negative."""
        if place not in self.held:
            return
        self.held[place] += slots
        if self.slots is not None and (place is Place.USED or self.terms.reserves):
            self.slots -= slots

    def unlink(self, *, by_account: bool) -> None:
        """An unlink takes a chance; one that the account asked for only by reading A2."""
        if by_account:
            self.by_account += 1
        else:
            self.by_shop += 1
        if self.chances is not None and (self.terms.both or not by_account):
            self.chances -= 1

    def observe(self, used: int) -> None:
        """The platform told how many chances are used: that is where counting starts again."""
        self.by_shop, self.by_account = used, 0
        if self.terms.chances is not None:
            self.chances = self.terms.chances - used

    def turn(self, terms: Terms) -> None:
        """The law changes: what is left moves with the limits and with what takes from them."""
        before, self.terms = self.terms, terms
        reserved = self.held[Place.RESERVED]
        self.slots = _moved(
            self.slots,
            (before.slots, terms.slots),
            reserved * (before.reserves - terms.reserves),
            self.held[Place.USED] + reserved * terms.reserves,
        )
        self.chances = _moved(
            self.chances,
            (before.chances, terms.chances),
            self.by_account * (before.both - terms.both),
            self.by_shop + self.by_account * terms.both,
        )


def _moved(
    left: int | None, limits: tuple[int | None, int | None], given_back: int, taken: int
) -> int | None:
    """What is left after a change of law; where there was no limit before, it opens anew."""
    before, after = limits
    if after is None:
        return None
    return after - taken if left is None or before is None else left + after - before + given_back


@dataclass(slots=True)
class TrialBalance:
    """The running balances of all shops, told facts in order of time; it grows with subjects."""

    law: Law
    running: dict[str, dict[str, Running]] = field(default_factory=dict)
    places: dict[str, dict[str, tuple[str, Place]]] = field(default_factory=dict)
    turns: dict[str, datetime | None] = field(default_factory=dict)

    def take(self, fact: Fact, shops: Mapping[str, Shop]) -> Iterator[Mismatch]:
        """Move what a fact moves, and compare; `shops` are the states with that fact in them."""
        event = fact.event
        if not isinstance(event, BindingEvent | UnlinkChancesObserved):
            return
        programs = self._programs(event)
        for program in programs:
            yield from self._turn(program, fact, shops)
        if isinstance(event, UnlinkChancesObserved):
            self._of(event.shop, event.program, fact.time).observe(event.used)
        else:
            self._move(event, fact.time)
        for program in programs:
            yield from self._compared(event.shop, program, shops, fact.position, fact.time)

    def _programs(self, event: BindingEvent | UnlinkChancesObserved) -> tuple[str, ...]:
        """The program an event names, and the one its binding began with, if that is another."""
        if isinstance(event, BindingEvent):
            known = self.places.get(event.shop, {}).get(event.binding)
            if known is not None and known[0] != event.program:
                return event.program, known[0]
        return (event.program,)

    def _of(self, shop: str, program: str, at: datetime) -> Running:
        of_shop = self.running.setdefault(shop, {})
        if program not in of_shop:
            of_shop[program] = Running.opened(terms_of(self.law, program, at))
        return of_shop[program]

    def _move(self, event: BindingEvent, at: datetime) -> None:
        """Move a binding's slot, under the program it began with, and a chance if it is unlinked.

        The shop's unlinks count under the program that each of them names.
        """
        places = self.places.setdefault(event.shop, {})
        program, before = places.get(event.binding, (event.program, Place.NEW))
        allowed, to = _MOVES[type(event)]
        after = to if before in allowed else before
        slots, chances = self._of(event.shop, program, at), self._of(event.shop, event.program, at)
        if after is not before:
            slots.move(before, -1)
            slots.move(after, 1)
        places[event.binding] = (program, after)
        if isinstance(event, ShopUnlinked | UnlinkApproved):
            chances.unlink(by_account=isinstance(event, UnlinkApproved))

    def _turn(self, program: str, fact: Fact, shops: Mapping[str, Shop]) -> Iterator[Mismatch]:
        """Let the law of a program turn as often as it does up to a fact, for all shops."""
        if program not in self.turns:
            self.turns[program] = self.law.next_change(program, fact.time)
        while (turn := self.turns[program]) is not None and turn <= fact.time:
            terms, adoption = terms_of(self.law, program, turn), self.law.adoption(program, turn)
            for shop, of_shop in self.running.items():
                if program in of_shop and of_shop[program].terms != terms:
                    of_shop[program].turn(terms)
                    position = fact.position if adoption is None else adoption.position
                    if shop != getattr(fact.event, "shop", None):
                        yield from self._compared(shop, program, shops, position, turn)
            self.turns[program] = self.law.next_change(program, turn)

    def _compared(
        self, shop: str, program: str, shops: Mapping[str, Shop], position: int, at: datetime
    ) -> Iterator[Mismatch]:
        state, running = shops.get(shop) or Shop(shop), self.running[shop][program]
        terms = terms_of(self.law, program, at)
        counted = {
            SLOTS: (terms.slots, running.slots, _slots_taken(state, program, terms)),
            UNLINK_CHANCES: (terms.chances, running.chances, _chances_used(state, program, terms)),
        }
        for balance, (limit, left, taken) in counted.items():
            found = None if left is None else left + taken
            if found == limit:
                running.off.pop(balance, None)
            elif balance not in running.off or running.off[balance] != found:
                running.off[balance] = found
                yield Mismatch(position, shop_tag(shop), f"{balance}:{program}", limit, found)


def _slots_taken(shop: Shop, program: str, terms: Terms) -> int:
    """Slots used and reserved, as the folded state of the shop has them."""
    taken = 0
    for one in shop.bindings.values():
        # Most bindings of a long life are over: they are told apart first.
        if one.state is State.ENDED or one.state is State.INVITED or one.program != program:
            continue
        taken += one.runs or (terms.reserves and one.is_reserved)
    return taken


def _chances_used(shop: Shop, program: str, terms: Terms) -> int:
    """Unlink chances used, as the folded state of the shop has them."""
    unlinks = shop.unlinks.get(program, Unlinks())
    by_account = len(unlinks.by_account) if terms.both else 0
    return unlinks.observed + len(unlinks.by_shop) + by_account
