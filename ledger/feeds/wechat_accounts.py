"""WeChat: how the accounts that authorised an application stand, asked for again and again.

A status is told once, when it is first seen, and again when another was seen in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.events import (
    AccountBanLifted,
    AccountBanned,
    AccountDeregistered,
    EcommercePermissionFrozen,
    EcommercePermissionRestored,
)
from ledger.feeds.delivery import Delivery
from ledger.feeds.memory import Memory
from ledger.feeds.telling import Reading, Teller
from ledger.record import Fact
from ledger.subjects import account_tag
from ledger.terms import instant_text

SOURCE: Final = "wechat/accounts"

_NORMAL: Final = 1
_DEREGISTERED: Final = 14
_BANNED: Final = 16
_FROZEN: Final = 19


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one answer. Raises Faulty."""
    body = delivery.whole()
    status = body.part("authorizer_info").number("account_status")
    account = f"wechat:{body.part('authorization_info').text('authorizer_appid')}"
    seen = delivery.received()
    teller = Teller(SOURCE, f"{account}/{instant_text(seen)}", seen)
    before = _status(
        [
            fact
            for fact in memory.by(account_tag(account), seen)
            if fact.source == SOURCE and fact.time < seen
        ]
    )
    if status not in (_NORMAL, _DEREGISTERED, _BANNED, _FROZEN):
        return teller.raw(f"account_status {status}", delivery.text, account=account)
    if status == before:
        return Reading()
    return memory.told(_change(teller, account, before, status))


def _change(teller: Teller, account: str, before: int, status: int) -> Reading:
    if status == _DEREGISTERED:
        return teller.told(AccountDeregistered, account=account)
    if status == _BANNED:
        return teller.told(AccountBanned, account=account)
    if status == _FROZEN:
        return teller.told(EcommercePermissionFrozen, account=account)
    if before == _BANNED:
        # The platform does not say that the ban was overturned, so it leaves its record.
        return teller.told(AccountBanLifted, account=account, overturned=False)
    if before == _FROZEN:
        return teller.told(EcommercePermissionRestored, account=account)
    return Reading()


def _status(facts: Sequence[Fact]) -> int:
    """The status that these answers told last; normal if none told another."""
    if not facts:
        return _NORMAL
    match facts[-1].event:
        case AccountDeregistered():
            return _DEREGISTERED
        case AccountBanned():
            return _BANNED
        case EcommercePermissionFrozen():
            return _FROZEN
        case _:
            return _NORMAL
