"""Kuaishou: authorisations from the open platform, and the messages of its shops."""

from __future__ import annotations

from typing import Final

from ledger.events import IntegrationConnected, IntegrationDisconnected
from ledger.feeds.delivery import Delivery
from ledger.feeds.memory import Memory
from ledger.feeds.payload import Part
from ledger.feeds.telling import Reading, Teller

SOURCE: Final = "kuaishou/push"


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one message. Raises Faulty."""
    body = delivery.whole()
    return _of_shop(delivery, body) if body.has("info") else _of_open_platform(delivery, body)


def _of_open_platform(delivery: Delivery, body: Part) -> Reading:
    event, app = body.text("event"), body.text("app_id")
    teller = Teller(SOURCE, body.text("message_id"), body.milliseconds("timestamp"))
    if event not in ("AUTHORIZE", "UN_AUTHORIZE"):
        return teller.raw(event, delivery.text)
    account = f"kuaishou:{body.part('data').text('open_id')}"
    if event == "AUTHORIZE":
        return teller.told(IntegrationConnected, account=account, integration=app, auth="oauth2")
    return teller.told(IntegrationDisconnected, account=account, integration=app)


def _of_shop(delivery: Delivery, body: Part) -> Reading:
    key = body.maybe("eventId") or body.text("msgId")
    teller = Teller(SOURCE, key, body.milliseconds("createTime"))
    shop = body.maybe("userId")
    return teller.raw(body.text("event"), delivery.text, shop=f"kuaishou:{shop}" if shop else None)
