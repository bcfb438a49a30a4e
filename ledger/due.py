"""What falls due by itself: the facts `tick` records, each at its own instant.

Requests are judged as if these had been recorded up to the instant of the question. The value of a
term is the one in force at the instant of its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Binding, Closure, Law, Mark, Shop, State, Violation
from ledger.aggregates.account import evolve as evolve_account
from ledger.aggregates.law import programs_of_life
from ledger.aggregates.shop import evolve as evolve_shop
from ledger.events import (
    AccountDeregistered,
    AccountReleased,
    BindingEnded,
    BindingInvitationExpired,
    DepositPaid,
    DepositRefunded,
    EnterpriseVerificationExpired,
    Event,
    SettlementRouteEnded,
    ShopClosed,
    ShopDeactivatedByPlatform,
)
from ledger.events.binding import BindingNames, EndReason
from ledger.record import Fact
from ledger.rules.case import number, span
from ledger.rules.of_violation import Party, appeal_window, party_of
from ledger.rules.working_time import WorkingTime, working_time
from ledger.terms import platform_of
from ledger.verdict import Limit
from ledger.working_days import Calendars


@dataclass(frozen=True, slots=True)
class Due:
    """An event that happens by itself at an instant, and the `rule` that sets its time, if any.

    `cause` is the position of the fact that causes it.
    """

    at: datetime
    event: Event
    cause: int
    rule: str | None = None


SHOP_ENDS: Final = tuple(
    kind.kind for kind in (ShopClosed, ShopDeactivatedByPlatform, DepositPaid, DepositRefunded)
)
"""The kinds of facts about a shop that say when its bindings end."""
ENDS: Final = (*SHOP_ENDS, AccountDeregistered.kind)
"""Those about either party."""

WINDOW: Final = "violation.appeal_window"
_TTL: Final = "binding.invitation_ttl"
_RELEASE: Final = "account.release_delay"
_CLOSING_RELEASE: Final = "shop.release_delay"
REFUND_RELEASE: Final = "shop.release_delay_after_refund"
VALIDITY: Final = "account.verification_validity"
REVIEW: Final = "shop.review_time"

Gone = Callable[[str], Mark | None]
"""When an account was deregistered, as far as that is known."""

Closed = Callable[[str], Closure | None]
"""How a shop closed, as far as that is known."""


def due_of_binding(
    binding: Binding, closed: Closure | None, deregistered: Mark | None, law: Law
) -> Due | None:
    """How a binding ends by itself: its shop closed, its account gone, its invitation run out."""
    if binding.state is State.INVITED and binding.invited is not None:
        invited = binding.invited
        expiry = _after(law, binding.program, _TTL, invited)
        if expiry is None:
            return None
        return Due(expiry, BindingInvitationExpired(**_named(binding)), invited.position, _TTL)
    if not binding.runs:
        return None
    ends = []
    began = (binding.activated or binding.since).at
    if closed is not None and (end := _end_by_closing(binding, closed, law)) is not None:
        ends.append(replace(end, at=max(end.at, began)))
    if deregistered is not None:
        release = _after(law, binding.program, _RELEASE, deregistered)
        if release is not None:
            at = max(release, began)
            gone = _ended(binding, "account_deregistered")
            ends.append(Due(at, gone, deregistered.position, _RELEASE))
    return min(ends, key=lambda due: due.at, default=None)


def _end_by_closing(binding: Binding, closure: Closure, law: Law) -> Due | None:
    """How the closing of its shop ends a binding: at once, or where the law states delays, the
    latest of them. None as long as one runs from a refund of the deposit that is still held [E15].
    """
    closed, deposit = closure.closed, closure.deposit
    event = _ended(binding, "shop_closed")
    at = _after(law, binding.program, _CLOSING_RELEASE, closed)
    rule = None if at is None else _CLOSING_RELEASE
    end = Due(at or closed.at, event, closed.position, rule)
    delay, refunded = _limit(law, binding.program, REFUND_RELEASE, closed.at), deposit.refunded
    if delay is None:
        return end
    if deposit.is_held:
        return None
    if refunded is None:
        return end
    later = Due(refunded.at + span(delay), event, refunded.position, REFUND_RELEASE)
    return max(end, later, key=_in_time)


def waits_for_refund(binding: Binding, closure: Closure, law: Law) -> bool:
    """Whether a binding of a closed shop lasts until the deposit is given back, whenever it is."""
    program, at = binding.program, closure.closed.at
    stated = _limit(law, program, REFUND_RELEASE, at) is not None
    return stated and binding.runs and closure.deposit.is_held


def dues_of_binding(
    binding: Binding, closed: Closure | None, deregistered: Mark | None, law: Law
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
    """When a deregistered account is released, and nothing holds it any more (A37).

    Each binding ends by the law of its own program. The account's own wait is that of
    `<platform>.shop`, where that law states one, but never ends before those of the bindings that
    were in effect; elsewhere it is the longest that any program of its platform asks, since no law
    says which one binds it.
    """
    gone = account.deregistered
    if gone is None or account.released is not None:
        return None
    platform = platform_of(account.id)
    own, *_ = programs_of_life(platform)
    programs: Iterable[str] = law.programs(gone.at, platform)
    if _limit(law, own, _RELEASE, gone.at) is not None:
        programs = {own, *(one.program for one in account.bindings.values() if one.ran_at(gone.at))}
    releases = (_after(law, program, _RELEASE, gone) for program in programs)
    latest = max((release for release in releases if release is not None), default=None)
    if latest is None:
        return None
    return Due(latest, AccountReleased(account=account.id), gone.position, _RELEASE)


def expiry_of(account: Account, law: Law) -> datetime | None:
    """When an account's enterprise verification runs out, if it is not renewed by then.

    At the time its last fact gives, else after the years that the law of the platform's shops gives
    it, from that fact on; None where neither says, or nothing is verified. State machine 2.14.
    """
    verification = account.verification
    if verification is None or not verification.holds:
        return None
    since = verification.since.at
    if verification.valid_until is not None:
        return max(verification.valid_until, since)
    limit = validity_of(account, law)
    return None if limit is None else years_after(since, number(limit))


def validity_of(account: Account, law: Law) -> Limit | None:
    """How many years the law lets an account's verification hold where its facts do not say."""
    verification = account.verification
    if verification is None or verification.valid_until is not None:
        return None
    since = verification.since.at
    program = law.program_of_life(platform_of(account.id), since)
    return None if program is None else _limit(law, program, VALIDITY, since)


def years_after(since: datetime, years: int) -> datetime:
    """The same day and hour some years later; 1 March where that year has no 29 February."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return since.replace(year=since.year + years, month=3, day=1)


def _expiry(account: Account, law: Law) -> Due | None:
    at = expiry_of(account, law)
    gone = account.deregistered
    if at is None or account.verification is None or (gone is not None and gone.at <= at):
        return None
    cause = account.verification.since.position
    return Due(at, EnterpriseVerificationExpired(account=account.id), cause)


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
    window: WorkingTime


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

    def window(limit: Limit | None) -> WorkingTime | str | None:
        return appeal_window(violation, shop, limit, calendars) if limit is not None else None

    def ends(limit: Limit | None) -> datetime | None:
        found = window(limit)
        return found.until if isinstance(found, WorkingTime) else None

    over = first_over(law, party.program, WINDOW, start.at, ends)
    found = window(_limit(law, party.program, WINDOW, at if over is None else over))
    if isinstance(found, WorkingTime):
        return None if over is None else Lapse(_freed(violation, over), party, found)
    return found


def _freed(violation: Violation, over: datetime) -> datetime:
    return max(over, violation.withdrawn.at) if violation.withdrawn is not None else over


@dataclass(frozen=True, slots=True)
class ReviewTime:
    """The working days in which a platform said it would review a shop.

    `since` is when the review was opened, `least` the first instant at which it may be expected to
    end (None where the law does not say), `time` the whole time, or the name of what is missing.
    """

    since: Mark
    least: datetime | None
    time: WorkingTime | str


def review_time_of(shop: Shop, law: Law, at: datetime) -> ReviewTime | None:
    """The time of a shop's review that is open, under the law of its opening.

    None where no review is open or no law says how long one takes. Nothing falls due by it: the
    platform decides when it does (A48). Calendars are those in force at `at`.
    """
    review = shop.life.review
    if review is None or review.state != "in_review" or review.opened is None:
        return None
    opened = review.opened
    program = law.program_of_life(platform_of(shop.id), opened.at)
    most = None if program is None else _limit(law, program, REVIEW, opened.at)
    if program is None or most is None:
        return None
    calendars = law.calendars_at(at)
    least = _limit(law, program, f"{REVIEW}.least", opened.at)
    soonest = None if least is None else _time_for(opened, shop, least, calendars)
    return ReviewTime(
        opened,
        soonest.until if isinstance(soonest, WorkingTime) else None,
        _time_for(opened, shop, most, calendars),
    )


def _time_for(opened: Mark, shop: Shop, limit: Limit, calendars: Calendars) -> WorkingTime | str:
    """The time a limit gives: in working days, or elapsed, which is none where it is at once."""
    if limit.unit == "working_days":
        return working_time(opened, shop, limit, calendars)
    return WorkingTime(opened, opened.at + span(limit), (), ())


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
        for due in dues_of_binding(binding, shop.closure, gone(binding.account), law)
    )
    return sorted(found, key=_in_time)


def due_of_account(account: Account, closed: Closed, law: Law) -> list[Due]:
    """What is to come of an account and its bindings; `closed` tells how a shop closed."""
    found = [
        due
        for binding in account.bindings.values()
        if not binding.is_over or binding.route is not None
        for due in dues_of_binding(binding, closed(binding.shop), account.deregistered, law)
    ]
    ends = (_release(account, law), _expiry(account, law))
    return sorted([*found, *(due for due in ends if due is not None)], key=_in_time)


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
