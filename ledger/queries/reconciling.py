"""A platform's own list of bound accounts held against the ledger, and what would explain it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeGuard

from ledger.aggregates import Binding, State
from ledger.due import SHOP_ENDS, due_of_binding
from ledger.events import (
    KINDS,
    AccountBanLifted,
    AccountBanned,
    AccountDeregistered,
    AccountRegistered,
    BindingActivated,
    BindingEnded,
    BindingListAsserted,
    Event,
    FactAnnulled,
    ShopUnlinked,
    UnlinkApproved,
)
from ledger.events.binding import BindingEvent
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.record import Fact, annulled_in, in_order
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag
from ledger.terms import platform_of

_OF_BINDINGS: Final = tuple(kind.kind for kind in KINDS if issubclass(kind, BindingEvent))
_OF_SHOPS: Final = (*_OF_BINDINGS, BindingListAsserted.kind, *SHOP_ENDS)
_OF_ACCOUNTS: Final = (
    *_OF_BINDINGS,
    *(
        kind.kind
        for kind in (AccountBanLifted, AccountBanned, AccountDeregistered, AccountRegistered)
    ),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing that would explain why a list and the ledger differ.

    `what` is a fixed word, `evidence` the facts there are, `wanted` the kind of fact that is
    missing, which would have happened `after` one instant and not after `by`. The rest fills the
    sentence: the binding, its state, the time of the fact found, another shop or program, a reason.
    """

    what: str
    evidence: tuple[int, ...] = ()
    wanted: str | None = None
    after: datetime | None = None
    by: datetime | None = None
    binding: str | None = None
    state: str | None = None
    at: datetime | None = None
    other: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """An account that the list, the ledger or both have as bound to the shop.

    `binding` is the one in effect, or else the last known one. Where the two differ, the lists have
    said so since `told_since`, and the last one that said otherwise is of `told_otherwise`.
    """

    account: str
    binding: Binding | None
    told_since: datetime | None = None
    told_otherwise: datetime | None = None
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What agrees, what only the list has, and what only the ledger has, by account."""

    as_of: dict[str, Any]
    agree: tuple[Compared, ...]
    missing_in_ledger: tuple[Compared, ...]
    missing_in_list: tuple[Compared, ...]

    @property
    def matches(self) -> bool:
        """Whether list and ledger name the same accounts."""
        return not self.missing_in_ledger and not self.missing_in_list


def reconciled(
    store: Store, shop: str, accounts: Sequence[str], times: Times, program: str | None = None
) -> Reconciled | None:
    """A list of the accounts bound to a shop at an instant, held against what the ledger knows.

    With `program` both speak of bindings under it only. None if nothing but decisions names the
    shop, at whatever time.
    """
    gathering, tag = Gathering(store, times), shop_tag(shop)
    own = gathering.read([tag], _OF_SHOPS)
    if not _is_named(own, times) and not _is_named(gathering.read([tag]), times):
        return None
    bound_once = {fact.event.account for fact in own if isinstance(fact.event, BindingEvent)}
    gathering.read([account_tag(one) for one in sorted({*accounts, *bound_once})], _OF_ACCOUNTS)
    read_law(gathering, platform_of(shop), store)
    history = gathering.history()
    scene = Scene(history, times)
    around = _Around(shop, program, scene, tuple(gathering.facts), history.facts)
    running = _running(around)
    both = [one for one in accounts if one in running]
    listed_only = sorted(set(accounts) - running.keys())
    bound_only = sorted(running.keys() - set(accounts))
    programs = {one.program for of in running.values() for one in of}
    return Reconciled(
        scene.as_of({*programs, *((program,) if program is not None else ())}),
        tuple(Compared(one, running[one][0]) for one in sorted(both)),
        tuple(_missing_in_ledger(around, one) for one in listed_only),
        tuple(_missing_in_list(around, one, running[one]) for one in bound_only),
    )


def _is_named(facts: Iterable[Fact], times: Times) -> bool:
    latest = datetime.max.replace(tzinfo=UTC)
    return is_named(facts, Times(latest, times.known, times.position))


@dataclass(frozen=True, slots=True)
class _Around:
    """The shop, and the facts around it: all that were read, and those that stand, in order."""

    shop: str
    program: str | None
    scene: Scene
    read: tuple[Fact, ...]
    standing: tuple[Fact, ...]

    @property
    def at(self) -> datetime:
        """The time of the list."""
        return self.scene.valid

    def counts(self, program: str) -> bool:
        """Whether the list speaks of bindings under a program."""
        return self.program in (None, program)

    def is_between(self, event: Event, account: str) -> TypeGuard[BindingEvent]:
        """Whether a fact is about a binding of the account and the shop that the list speaks of."""
        return (
            isinstance(event, BindingEvent)
            and (event.shop, event.account) == (self.shop, account)
            and self.counts(event.program)
        )

    def bindings(self, account: str) -> list[Binding]:
        """What is or was between the account and the shop by the time of the list, in order."""
        of_account = self.scene.account(account).bindings.values()
        found = [one for one in of_account if one.shop == self.shop and self.counts(one.program)]
        return sorted(found, key=lambda one: one.since)

    def lists(self) -> Iterator[tuple[BindingListAsserted, datetime]]:
        """Earlier lists of the shop that speak of the same program, the latest first."""
        for fact in reversed(self.standing):
            event = fact.event
            if not isinstance(event, BindingListAsserted) or fact.time >= self.at:
                continue
            if (event.shop, event.program) == (self.shop, self.program):
                yield event, fact.time


def _running(around: _Around) -> dict[str, list[Binding]]:
    """The bindings in effect that the list should name, by account."""
    running: dict[str, list[Binding]] = {}
    bindings = around.scene.shop(around.shop).bindings.values()
    for binding in sorted(bindings, key=lambda one: one.told_by):
        if binding.runs and around.counts(binding.program):
            running.setdefault(binding.account, []).append(binding)
    return running


def _told(around: _Around, account: str, *, named: bool) -> tuple[datetime, datetime | None]:
    """Since when lists have said the same of an account, and the last that said otherwise."""
    since = around.at
    for event, at in around.lists():
        if (account in event.accounts) is not named:
            return since, at
        since = at
    return since, None


# Listed, and not in effect in the ledger


def _missing_in_ledger(around: _Around, account: str) -> Compared:
    since, otherwise = _told(around, account, named=True)
    bindings = around.bindings(account)
    waiting = [one for one in bindings if not one.is_over]
    last = waiting[-1] if waiting else bindings[-1] if bindings else None
    missing = (BindingActivated.kind, _latest(otherwise, last.since.at if last else None), since)
    found = [
        *_annulled(around, account, BindingActivated, "activation_annulled"),
        *_later(around, account, BindingActivated, "activated_later"),
        *(_not_activated(one, *missing) for one in waiting),
        *([] if waiting or last is None else [_ended(last, *missing)]),
    ]
    if not found:
        found = [Explanation("never_bound", (), *missing)]
    found += _bound_otherwise(around, account)
    return Compared(account, last, since, otherwise, tuple(found))


def _not_activated(
    binding: Binding, wanted: str, after: datetime | None, by: datetime
) -> Explanation:
    return Explanation(
        "not_activated",
        (binding.since.position,),
        wanted,
        after,
        by,
        binding=binding.binding,
        state=binding.state.value,
        at=binding.since.at,
    )


def _ended(binding: Binding, wanted: str, after: datetime | None, by: datetime) -> Explanation:
    return Explanation(
        "ended",
        (binding.since.position,),
        wanted,
        after,
        by,
        binding=binding.binding,
        at=binding.since.at,
        reason=binding.reason,
    )


def _bound_otherwise(around: _Around, account: str) -> Iterator[Explanation]:
    """Where else the account is bound: to another shop, or here under another program."""
    for binding in around.scene.account(account).bindings.values():
        if not binding.runs:
            continue
        here = binding.shop == around.shop
        yield Explanation(
            "other_program" if here else "other_shop",
            ((binding.activated or binding.since).position,),
            binding=binding.binding,
            at=(binding.activated or binding.since).at,
            other=binding.program if here else binding.shop,
        )


# In effect in the ledger, and not listed


def _missing_in_list(around: _Around, account: str, bindings: Sequence[Binding]) -> Compared:
    since, otherwise = _told(around, account, named=False)
    found = [
        *_annulled(around, account, BindingEnded, "end_annulled"),
        *_later(around, account, BindingEnded, "ended_later"),
    ]
    for binding in bindings:
        began = (binding.activated or binding.since).at
        window = (BindingEnded.kind, _latest(otherwise, began), since)
        found += _nearly_over(around, binding, *window)
    if not found:
        began = (bindings[0].activated or bindings[0].since).at
        missing = (BindingEnded.kind, _latest(otherwise, began), since)
        position = (bindings[0].activated or bindings[0].since).position
        named = bindings[0].binding
        found = [Explanation("never_ended", (position,), *missing, binding=named, at=began)]
    return Compared(account, bindings[0], since, otherwise, tuple(found))


def _nearly_over(
    around: _Around, binding: Binding, wanted: str, after: datetime | None, by: datetime
) -> Iterator[Explanation]:
    """Facts of a binding in effect, its account or its shop, that an end would follow from."""
    name, missing = binding.binding, (wanted, after, by)
    for fact in around.standing:
        event = fact.event
        if (
            isinstance(event, ShopUnlinked | UnlinkApproved)
            and event.binding == name
            and (binding.activated or binding.since).at <= fact.time <= around.at
        ):
            where = (fact.position,)
            yield Explanation("unlinked", where, *missing, binding=name, at=fact.time)
    if binding.state is State.UNLINK_REQUESTED:
        where = (binding.since.position,)
        yield Explanation("unlink_requested", where, *missing, binding=name, at=binding.since.at)
    account = around.scene.account(binding.account)
    closed = around.scene.shop(around.shop).closure
    due = due_of_binding(binding, closed, account.deregistered, around.scene.law())
    if due is not None and due.at <= around.at:
        assert isinstance(due.event, BindingEnded)
        reason = due.event.reason
        yield Explanation("end_due", (due.cause,), binding=name, at=due.at, reason=reason)
    if account.banned is not None:
        where = (account.banned.position,)
        yield Explanation("banned", where, *missing, binding=name, at=account.banned.at)


# Either way


def _annulled(
    around: _Around, account: str, kind: type[BindingEvent], what: str
) -> Iterator[Explanation]:
    """Facts of a kind that would have explained it, and were annulled."""
    gone = annulled_in(around.read)
    for fact in sorted(around.read, key=in_order):
        if fact.name not in gone or fact.time > around.at:
            continue
        if isinstance(fact.event, kind) and around.is_between(fact.event, account):
            by = (
                one.position
                for one in around.read
                if isinstance(one.event, FactAnnulled) and one.event.fact == fact.name
            )
            evidence = (fact.position, *sorted(by))
            yield Explanation(what, evidence, binding=fact.event.binding, at=fact.time)


def _later(
    around: _Around, account: str, kind: type[BindingEvent], what: str
) -> Iterator[Explanation]:
    """The first fact of a kind after the time of the list, if there is one."""
    for fact in around.standing:
        if fact.time <= around.at or not isinstance(fact.event, kind):
            continue
        if around.is_between(fact.event, account):
            yield Explanation(what, (fact.position,), binding=fact.event.binding, at=fact.time)
            return


def _latest(*instants: datetime | None) -> datetime | None:
    return max((one for one in instants if one is not None), default=None)
