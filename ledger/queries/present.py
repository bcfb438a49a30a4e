"""Every shop, account and violation as they stand: what agenda and `tick` look at.

One pass over the facts that matter, in order of time; memory grows with subjects, not with facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Closure, Law, MiniProgram, Shop, Violation
from ledger.aggregates import account as account_state
from ledger.aggregates import mini_program as mini_program_state
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.verification import OF_A_VERIFICATION
from ledger.codec import decode
from ledger.due import ENDS, Due, Lapse, due_of_account, lapse_of, settled_account
from ledger.events import (
    KINDS,
    AccountReleased,
    AppealWindowLapsed,
    BindingEnded,
    BindingInvitationExpired,
    CalendarAdopted,
    EnterpriseVerificationExpired,
    Event,
    FactAnnulled,
    RulebookAdopted,
    SettlementRouteEnded,
    SettlementRouteSet,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopRegistered,
    ShopReviewOpened,
    ShopReviewPassed,
    ShopReviewRejected,
)
from ledger.events.binding import BindingEvent
from ledger.queries.reading import facts_of_kinds
from ledger.record import Fact, annulled_in
from ledger.store import Store
from ledger.store.query import query_of

_WAITED_FOR: Final = (
    ShopReviewOpened.kind,
    ShopReviewPassed.kind,
    ShopReviewRejected.kind,
    *sorted(mini_program_state.REMEMBERS),
)

_OF_SUBJECTS: Final = (
    *(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)),
    *ENDS,
    *(
        kind.kind
        for kind in (
            AccountReleased,
            SettlementRouteEnded,
            SettlementRouteSet,
            ShopClosingAnnounced,
            ShopClosingWithdrawn,
            ShopRegistered,
        )
    ),
    *sorted(kind.kind for kind in OF_A_VERIFICATION),
    *violation_state.REMEMBERS,
)

DECISIVE: Final = tuple(
    sorted({*_OF_SUBJECTS, RulebookAdopted.kind, CalendarAdopted.kind, FactAnnulled.kind})
)
"""The kinds of facts that what falls due by itself depends on."""

_ORDER: Final[tuple[type[Event], ...]] = (
    BindingInvitationExpired,
    BindingEnded,
    SettlementRouteEnded,
    EnterpriseVerificationExpired,
    AccountReleased,
    AppealWindowLapsed,
)
"""The order of what falls due at one instant, by one cause."""


_NAMED_BY: Final = ("binding", "violation", "account")


@dataclass(slots=True)
class Present:
    """The state of everything at an instant, as far as what falls due depends on it."""

    at: datetime
    law: Law
    shops: dict[str, Shop] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    violations: dict[str, Violation] = field(default_factory=dict)
    mini_programs: dict[str, MiniProgram] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        """Remember one more fact; facts come in order of time."""
        event = fact.event
        shop = getattr(event, "shop", None)
        account = getattr(event, "account", None)
        violation = getattr(event, "violation", None)
        if shop is not None and event.kind in shop_state.REMEMBERS:
            self.shops[shop] = shop_state.evolve(self.shop(shop), fact)
        if account is not None and event.kind in account_state.REMEMBERS:
            self.accounts[account] = account_state.evolve(self.account(account), fact)
        if violation is not None and event.kind in violation_state.REMEMBERS:
            known = self.violations.get(violation) or Violation(violation)
            self.violations[violation] = violation_state.evolve(known, fact)
        mini_program = getattr(event, "mini_program", None)
        if mini_program is not None and event.kind in mini_program_state.REMEMBERS:
            told = self.mini_programs.get(mini_program) or MiniProgram(mini_program)
            self.mini_programs[mini_program] = mini_program_state.evolve(told, fact)

    def shop(self, shop: str) -> Shop:
        """A shop; one that no fact names remembers nothing."""
        return self.shops.get(shop) or Shop(shop)

    def account(self, account: str) -> Account:
        """An account; one that no fact names remembers nothing."""
        return self.accounts.get(account) or Account(account)

    def closed(self, shop: str) -> Closure | None:
        """How a shop closed."""
        return self.shop(shop).closure

    def dues(self) -> list[Due]:
        """What falls due by itself, in the order in which it does: by time, then by cause.

        Also what is still to come; whatever is not after `at` is overdue.
        """
        found = [
            due
            for account in self.accounts.values()
            for due in due_of_account(account, self.closed, self.law)
        ]
        found += [
            Due(lapse.at, _lapsed(violation, lapse), lapse.window.start.position)
            for violation, lapse in self.windows()
            if isinstance(lapse, Lapse)
        ]
        return sorted(found, key=_in_order)

    def windows(self) -> Iterator[tuple[Violation, Lapse | str]]:
        """The appeal windows that nobody has used, or the name of what is missing to know them."""
        for violation in self.violations.values():
            lapse = lapse_of(violation, self._party(violation), self.shop, self.law, self.at)
            if lapse is not None:
                yield violation, lapse

    def _party(self, violation: Violation) -> Account | None:
        if violation.account is None:
            return None
        return settled_account(self.account(violation.account), self.at, self.closed, self.law)


def _lapsed(violation: Violation, lapse: Lapse) -> AppealWindowLapsed:
    return AppealWindowLapsed(
        violation=violation.id, account=lapse.party.account, shop=lapse.party.shop
    )


def _in_order(due: Due) -> tuple[datetime, int, int, str]:
    return due.at, due.cause, _ORDER.index(type(due.event)), subject_of(due.event)


def subject_of(event: Event) -> str:
    """The tag of what ends, lapses or is released: a binding, a violation or an account."""
    named = (f"{of}:{name}" for of in _NAMED_BY if (name := getattr(event, of, None)) is not None)
    return next(named)


def present_at(
    store: Store,
    at: datetime,
    position: int,
    ruling: Callable[[Law], Law] = lambda law: law,
    *,
    waits: bool = False,
) -> Present:
    """Everything as true at an instant and as known up to a position.

    `ruling` may put another law in the place of the one adopted. With `waits` also the reviews of
    shops and the mini-programs, which nothing that `tick` records depends on.
    """
    law = Law.recall(
        facts_of_kinds(store, RulebookAdopted.kind, CalendarAdopted.kind, upto=position)
    )
    gone = annulled_in(facts_of_kinds(store, FactAnnulled.kind, upto=position))
    present = Present(at, ruling(law))
    kinds = [*_OF_SUBJECTS, *(_WAITED_FOR if waits else ())]
    for leaf in store.facts(query_of([(kinds, ())]), upto=position, by_time=True):
        fact = decode(leaf.position, leaf.data)
        if fact.time > at:
            break
        if fact.name not in gone:
            present.take(fact)
    return present
