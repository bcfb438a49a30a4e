"""What falls due by itself: the facts `tick` records, each at its own instant.

Requests are judged as if these had been recorded up to the instant of the question. The value of a
term is the one in force at the instant of its cause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Binding, Law, Mark, Shop, State, Violation
from ledger.aggregates.account import evolve as evolve_account
from ledger.aggregates.shop import evolve as evolve_shop
from ledger.events import (
    AccountReleased,
    BindingEnded,
    BindingInvitationExpired,
    Event,
    SettlementRouteEnded,
)
from ledger.events.binding import BindingNames, EndReason
from ledger.record import Fact
from ledger.rules.case import span
from ledger.rules.of_violation import AppealWindow, Party, appeal_window, party_of
from ledger.terms import platform_of
from ledger.verdict import Limit


@dataclass(frozen=True, slots=True)
class Due:
    """An event that happens by itself at an instant; `cause` is the position of what causes it."""

    at: datetime
    event: Event
    cause: int


_WINDOW: Final = "violation.appeal_window"

Gone = Callable[[str], Mark | None]
"""When an account was deregistered, as far as that is known."""

Closed = Callable[[str], Mark | None]
"""When a shop closed, as far as that is known."""


def due_of_binding(
    binding: Binding, closed: Mark | None, deregistered: Mark | None, law: Law
) -> Due | None:
    """How a binding ends by itself: its shop closed, its account gone, its invitation run out."""
    if binding.state is State.INVITED and binding.invited is not None:
        expiry = _after(law, binding.program, "binding.invitation_ttl", binding.invited)
        if expiry is None:
            return None
        return Due(expiry, BindingInvitationExpired(**_named(binding)), binding.invited.position)
    if not binding.runs:
        return None
    ends = []
    began = (binding.activated or binding.since).at
    if closed is not None:
        at = max(closed.at, began)
        ends.append(Due(at, _ended(binding, "shop_closed"), closed.position))
    if deregistered is not None:
        release = _after(law, binding.program, "account.release_delay", deregistered)
        if release is not None:
            at = max(release, began)
            ends.append(Due(at, _ended(binding, "account_deregistered"), deregistered.position))
    return min(ends, key=lambda due: due.at, default=None)


def dues_of_binding(
    binding: Binding, closed: Mark | None, deregistered: Mark | None, law: Law
) -> tuple[Due, ...]:
    """How a binding ends by itself, and the settlement route that came with it (1-15).

    The route ends with the binding, also where the end itself was observed.
    """
    due = due_of_binding(binding, closed, deregistered, law)
    ends = () if due is None else (due,)
    if binding.route is None or (due is None and binding.ended is None):
        return ends
    at, cause = (due.at, due.cause) if due is not None else binding.ended or binding.since
    return (*ends, Due(max(at, binding.route.since.at), _unrouted(binding), cause))


def _unrouted(binding: Binding) -> SettlementRouteEnded:
    return SettlementRouteEnded(shop=binding.shop, account=binding.account, binding=binding.binding)


def _release(account: Account, law: Law) -> Due | None:
    """When a deregistered account is released: the latest its platform's programs ask (A37)."""
    gone = account.deregistered
    if gone is None or account.released is not None:
        return None
    programs = law.programs(gone.at, platform_of(account.id))
    releases = (_after(law, program, "account.release_delay", gone) for program in programs)
    latest = max((release for release in releases if release is not None), default=None)
    if latest is None:
        return None
    return Due(latest, AccountReleased(account=account.id), gone.position)


def _after(law: Law, program: str, term: str, cause: Mark) -> datetime | None:
    limit = _limit(law, program, term, cause.at)
    return None if limit is None else cause.at + span(limit)


def _named(binding: Binding) -> BindingNames:
    return {
        "binding": binding.binding,
        "shop": binding.shop,
        "account": binding.account,
        "program": binding.program,
    }


def _ended(binding: Binding, reason: EndReason) -> BindingEnded:
    return BindingEnded(**_named(binding), reason=reason)


@dataclass(frozen=True, slots=True)
class Lapse:
    """An appeal window that nobody has used: whose it is, and the first instant after it."""

    at: datetime
    party: Party
    window: AppealWindow


def lapse_of(
    violation: Violation,
    account: Account | None,
    place: Callable[[str], Shop],
    law: Law,
    at: datetime,
) -> Lapse | str | None:
    """When the appeal window of a violation ends, or the name of what is missing to know it.

    None where no window runs: no notice or freeze to count from (A21), an appeal that stands, a
    violation dealt with, a lapse recorded, no rule. The window is that of the law in force when it
    ends; calendars are those in force at `at`. While an appeal stood nobody could let the window go
    by, so it is over no sooner than that appeal was taken back. `account` is the one the violation
    names.
    """
    start = violation.notified or violation.frozen
    if start is None or violation.appealed or violation.lapsed or not violation.is_open:
        return None
    party = party_of(violation, account)
    if party.program is None:
        return None
    shop, calendars = place(party.shop) if party.shop is not None else None, law.calendars_at(at)

    def window(limit: Limit | None) -> AppealWindow | str | None:
        return appeal_window(violation, shop, limit, calendars) if limit is not None else None

    def ends(limit: Limit | None) -> datetime | None:
        found = window(limit)
        return found.until if isinstance(found, AppealWindow) else None

    over = first_over(law, party.program, _WINDOW, start.at, ends)
    found = window(_limit(law, party.program, _WINDOW, at if over is None else over))
    if isinstance(found, AppealWindow):
        return None if over is None else Lapse(_freed(violation, over), party, found)
    return found


def _freed(violation: Violation, over: datetime) -> datetime:
    return max(over, violation.withdrawn.at) if violation.withdrawn is not None else over


def first_over(
    law: Law,
    program: str,
    name: str,
    since: datetime,
    ends: Callable[[Limit | None], datetime | None],
) -> datetime | None:
    """The first instant from `since` on at which a time is over, under the law of that instant.

    `ends` says when it is over under a value of the parameter (None: not in force); None is never.
    """
    at = since
    while True:
        end, turn = ends(_limit(law, program, name, at)), law.next_change(program, at)
        if end is not None and (turn is None or end < turn):
            return max(end, at)
        if turn is None:
            return None
        at = turn


def _limit(law: Law, program: str, name: str, at: datetime) -> Limit | None:
    book = law.rulebook(program, at)
    return book.limit(name, at) if book is not None else None


def due_of_shop(shop: Shop, gone: Gone, law: Law) -> list[Due]:
    """What is to come of a shop's bindings; `gone` tells when an account was deregistered."""
    found = (
        due
        for binding in shop.bindings.values()
        if not binding.is_over or binding.route is not None
        for due in dues_of_binding(binding, shop.closed, gone(binding.account), law)
    )
    return sorted(found, key=_in_time)


def due_of_account(account: Account, closed: Closed, law: Law) -> list[Due]:
    """What is to come of an account and its bindings; `closed` tells when a shop closed."""
    found = [
        due
        for binding in account.bindings.values()
        if not binding.is_over or binding.route is not None
        for due in dues_of_binding(binding, closed(binding.shop), account.deregistered, law)
    ]
    release = _release(account, law)
    return sorted([*found, *([release] if release is not None else [])], key=_in_time)


def settled_shop(shop: Shop, at: datetime, gone: Gone, law: Law) -> Shop:
    """The shop as if everything due by an instant had been recorded."""
    for due in due_of_shop(shop, gone, law):
        if due.at <= at:
            shop = evolve_shop(shop, _as_fact(due))
    return shop


def settled_account(account: Account, at: datetime, closed: Closed, law: Law) -> Account:
    """The account as if everything due by an instant had been recorded."""
    for due in due_of_account(account, closed, law):
        if due.at <= at:
            account = evolve_account(account, _as_fact(due))
    return account


def _in_time(due: Due) -> datetime:
    return due.at


def _as_fact(due: Due) -> Fact:
    """A stand-in for the fact `tick` will record; its evidence is the fact that causes it."""
    return Fact(due.cause, due.at, due.at, "", "", due.event)
