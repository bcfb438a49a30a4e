"""Pinduoduo: the frames of its long connection. None of its messages tells of a binding."""

from __future__ import annotations

from typing import Final

from ledger.feeds.delivery import Delivery
from ledger.feeds.memory import Memory
from ledger.feeds.telling import Reading, Teller

SOURCE: Final = "pdd/push"


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one frame. Raises Faulty."""
    frame = delivery.whole()
    teller = Teller(SOURCE, frame.text("id"), frame.milliseconds("sendTime"))
    if not frame.has("message"):
        return teller.raw(frame.text("commandType"), delivery.text)
    message = frame.part("message")
    shop = message.maybe("mallID")
    content = message.maybe_part("content")
    if shop is None and content is not None:
        shop = content.maybe("mall_id")
    return teller.raw(message.text("type"), delivery.text, shop=f"pdd:{shop}" if shop else None)
