"""WeChat: where the creators of a shop's league stand, asked for again and again.

Each invitation is a binding of its own, known by when it was sent. What the answer says now became
so at some time since it was last asked for: the fact has the time at which it was first seen.
"""

from __future__ import annotations

from typing import Final

from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingInvited,
    Event,
)
from ledger.feeds.delivery import Delivery, canonical_text
from ledger.feeds.memory import Memory
from ledger.feeds.payload import Part
from ledger.feeds.telling import Reading, Teller, together
from ledger.terms import instant_text

SOURCE: Final = "wechat/league"
_PROGRAM: Final = "wechat.channels_shop"

_INVITING: Final = 1
_KINDS: Final[dict[int, tuple[type[Event], ...]]] = {
    _INVITING: (),
    2: (BindingInvitationAccepted, BindingActivated),
    3: (BindingInvitationDeclined,),
    4: (BindingInvitationCancelled,),
    5: (BindingEnded,),
}
"""What each status says, besides that there was an invitation."""


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one answer, about one creator or a list of them. Raises Faulty."""
    promoters = (
        part.part("promoter") if part.has("promoter") else part for part in delivery.parts()
    )
    return together(*(_of_one(delivery, memory, promoter) for promoter in promoters))


def _of_one(delivery: Delivery, memory: Memory, promoter: Part) -> Reading:
    shop, native = f"wechat:{delivery.asked_about()}", promoter.text("promoter_id")
    status, seen = promoter.number("status"), delivery.received()
    invited = promoter.seconds("invite_time")
    key = f"{shop}/{native}/{promoter.text('invite_time')}"
    kinds = _KINDS.get(status)
    if kinds is None:
        body = canonical_text(dict(promoter.fields))
        teller = Teller(SOURCE, f"{key}/{instant_text(seen)}", seen)
        return teller.raw(f"status {status}", body, shop=shop, account=f"wechat:{native}")
    names = {
        "binding": key,
        "shop": shop,
        "account": f"wechat:{native}",
        "program": _PROGRAM,
    }
    first = Teller(SOURCE, key, invited).fact(BindingInvited, **names)
    now = Teller(SOURCE, key, seen)
    after = (
        now.fact(kind, **names, reason="unknown" if kind is BindingEnded else None)
        for kind in kinds
    )
    return together(Reading((first,)), memory.as_first_told(Reading(tuple(after))))
