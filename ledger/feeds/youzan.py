"""Youzan: messages of its cloud, whose content is URL-encoded JSON."""

from __future__ import annotations

from typing import Final

from ledger.events import IntegrationDisconnected
from ledger.feeds.delivery import Delivery, canonical_text
from ledger.feeds.memory import Memory
from ledger.feeds.telling import TEST, Reading, Teller

SOURCE: Final = "youzan/push"

_OF_ONE_DELIVERY: Final = frozenset({"sendCount", "sign"})
"""What differs when the same message is delivered again."""

_ENDS: Final = ("cancel", "expire", "remove", "revoke", "unauth")
"""What the status of an authorisation that is over says somewhere.

Youzan lists a message for changed authorisations and publishes neither its name nor its states, so
one is known by these words and by `auth` in its name; what has none of them is kept as it came.
"""


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one message; of one that is flagged as a test there are none. Raises Faulty."""
    body = delivery.whole()
    if body.fields.get("test") is True:
        return TEST
    event, shop = body.text("type"), f"youzan:{body.text('kdt_id')}"
    teller = Teller(SOURCE, body.text("msg_id"), delivery.received())
    inner = body.maybe_part("msg")
    status = body.maybe("status") or (inner.maybe("status") if inner is not None else None) or ""
    app = body.maybe("client_id") or SOURCE
    if "auth" in event.casefold() and any(word in status.casefold() for word in _ENDS):
        return memory.as_first_told(
            teller.told(IntegrationDisconnected, shop=shop, integration=app, reason=status)
        )
    kept = {name: one for name, one in body.fields.items() if name not in _OF_ONE_DELIVERY}
    return memory.as_first_told(teller.raw(event, canonical_text(kept), shop=shop))
