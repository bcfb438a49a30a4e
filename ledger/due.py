"""What falls due by itself: the facts `tick` records, each at its own instant.

Requests are judged as if these had been recorded up to the instant of the question. The value of a
term is the one in force at the instant of its cause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ledger.aggregates import Account, Binding, Law, Mark, Shop, State
from ledger.aggregates.account import evolve as evolve_account
from ledger.aggregates.shop import evolve as evolve_shop
from ledger.events import AccountReleased, BindingEnded, BindingInvitationExpired, Event
from ledger.events.binding import BindingNames, EndReason
from ledger.record import Fact
from ledger.rules.case import span
from ledger.terms import platform_of


@dataclass(frozen=True, slots=True)
class Due:
    """An event that happens by itself at an instant; `cause` is the position of what causes it."""

    at: datetime
    event: Event
    cause: int


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
    book = law.rulebook(program, cause.at)
    limit = book.limit(term, cause.at) if book is not None else None
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


def due_of_shop(shop: Shop, gone: Gone, law: Law) -> list[Due]:
    """What is to come of a shop's bindings; `gone` tells when an account was deregistered."""
    found = (
        due_of_binding(binding, shop.closed, gone(binding.account), law)
        for binding in shop.bindings.values()
        if not binding.is_over
    )
    return sorted((due for due in found if due is not None), key=_in_time)


def due_of_account(account: Account, closed: Closed, law: Law) -> list[Due]:
    """What is to come of an account and its bindings; `closed` tells when a shop closed."""
    found = [
        due_of_binding(binding, closed(binding.shop), account.deregistered, law)
        for binding in account.bindings.values()
        if not binding.is_over
    ]
    found.append(_release(account, law))
    return sorted((due for due in found if due is not None), key=_in_time)


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
