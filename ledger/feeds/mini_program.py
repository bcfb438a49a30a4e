"""Douyin: mini-programs, as pushed to who builds them and as lists of the accounts bound to one.

The line says which shop a mini-program belongs to, because no payload does. What a list says now
became so at some time since the last one: the fact has the time at which it was first seen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ledger.aggregates.account import Account
from ledger.aggregates.binding import Binding
from ledger.events import (
    AccountBanned,
    BindingActivated,
    BindingEnded,
    BindingInvitationCancelled,
    BindingInvitationExpired,
    BindingInvited,
    BindingReviewFailed,
    CorporateBankAccountVerified,
    Event,
    IntegrationConnected,
    IntegrationDisconnected,
    ShopReviewPassed,
    ShopReviewRejected,
)
from ledger.feeds.delivery import Delivery, canonical_text
from ledger.feeds.memory import Memory, standing
from ledger.feeds.payload import CHINA, Part
from ledger.feeds.telling import Reading, Teller, digest_of, together
from ledger.subjects import account_tag
from ledger.terms import instant_text

SOURCE: Final = "douyin/mini-program"
_PROGRAM: Final = "douyin.mini_program"

_BINDING, _BOUND, _TURNED_DOWN, _CANCELLED, _BANNED, _INVALID = range(1, 7)
"""The values of `bind_status`."""


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one push, or of one list. Raises Faulty."""
    if isinstance(delivery.body, list):
        return _bound(delivery, memory, delivery.parts())
    body = delivery.whole()
    if not body.has("Event"):
        return _bound(delivery, memory, body.parts("list"))
    return memory.as_first_told(_pushed(delivery, body))


# Pushes


def _pushed(delivery: Delivery, body: Part) -> Reading:
    event, shop = body.text("Event"), f"douyin:{delivery.asked_about()}"
    teller = Teller(SOURCE, _key(delivery, body), _when(delivery, body))
    app = body.maybe("TpAppId") or delivery.app or SOURCE
    match event:
        # What the numbers of ApplyStatus and VerifyStatus mean is not published; a reason for a
        # failure says no, and a way on to the next step says yes.
        case "SETTLE_APPLY" if body.has("FailReason"):
            return teller.told(ShopReviewRejected, shop=shop, reasons=[body.text("FailReason")])
        case "SETTLE_APPLY" if body.has("VerifyUrl"):
            return teller.told(ShopReviewPassed, shop=shop)
        case "SETTLE_VERIFY" if not body.has("FailReason"):
            return teller.told(CorporateBankAccountVerified, shop=shop)
        case "AUTHORIZED" | "UPDATE_AUTHORIZED":
            return teller.told(IntegrationConnected, shop=shop, integration=app, auth="oauth2")
        case "UNAUTHORIZED":
            return teller.told(IntegrationDisconnected, shop=shop, integration=app)
        case _:
            return teller.raw(event, delivery.text, shop=shop)


def _key(delivery: Delivery, body: Part) -> str:
    """The push has no name of its own; the same one has the same bytes."""
    return f"{body.text('Event')}/{digest_of(delivery.text)}"


def _when(delivery: Delivery, body: Part) -> datetime:
    if not body.has("EventTime"):
        return delivery.received()
    if body.text("EventTime").isdecimal():
        return body.seconds("EventTime")
    return body.local("EventTime", CHINA)


# Lists of bound accounts


def _bound(delivery: Delivery, memory: Memory, entries: tuple[Part, ...]) -> Reading:
    return together(*(_of_account(delivery, memory, entry) for entry in entries))


def _of_account(delivery: Delivery, memory: Memory, entry: Part) -> Reading:
    shop, seen = f"douyin:{delivery.asked_about()}", delivery.received()
    account, status = f"douyin:{entry.text('aweme_id')}", entry.number("bind_status")
    teller = Teller(SOURCE, f"{shop}/{account}/{instant_text(seen)}", seen)
    if status not in range(_BINDING, _INVALID + 1):
        body = canonical_text(dict(entry.fields))
        return teller.raw(f"bind_status {status}", body, shop=shop, account=account)
    told = memory.told_at(account_tag(account), SOURCE, seen)
    if told:
        # The same list again; what came of it then is what comes of it now.
        return Reading(told)
    reason = entry.maybe("unbind_reason")
    if status == _BANNED:
        known = Account.recall(account, memory.by(account_tag(account), seen))
        banned = teller.told(AccountBanned, account=account, reason=reason)
        return Reading() if known.status == "banned" else memory.told(banned)
    last = _last(memory, shop, account, seen)
    kind = _change(status, last)
    if kind is None:
        return Reading()
    begins = last is None or (last.is_over and kind in (BindingInvited, BindingActivated))
    return memory.told(
        teller.told(
            kind,
            binding=teller.key if last is None or begins else last.binding,
            shop=shop,
            account=account,
            program=_PROGRAM,
            reason="unknown" if kind is BindingEnded else None,
            reasons=[reason] if reason and kind is BindingReviewFailed else None,
        )
    )


def _last(memory: Memory, shop: str, account: str, seen: datetime) -> Binding | None:
    """The latest binding of the two, also one that is over."""
    theirs = [
        binding
        for binding in standing(memory, shop, seen).values()
        if binding.account == account and binding.program == _PROGRAM
    ]
    return max(theirs, key=lambda one: (not one.is_over, one.since.at), default=None)


def _change(status: int, last: Binding | None) -> type[Event] | None:
    """What must have happened since the last list, if anything did."""
    is_over = last is None or last.is_over
    runs = last is not None and last.runs
    if status == _BINDING:
        return BindingInvited if is_over else None
    if status == _BOUND:
        return None if runs else BindingActivated
    if status == _TURNED_DOWN and last is None:
        return BindingReviewFailed
    if is_over:
        return None
    if runs:
        return BindingEnded
    return {
        _TURNED_DOWN: BindingReviewFailed,
        _CANCELLED: BindingInvitationCancelled,
        _INVALID: BindingInvitationExpired,
    }[status]
