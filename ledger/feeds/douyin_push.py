"""Douyin: messages of the shop platform, and authorisations from the open platform."""

from __future__ import annotations

from typing import Final

from ledger.events import IntegrationConnected, IntegrationDisconnected
from ledger.feeds.delivery import Delivery, canonical_text
from ledger.feeds.memory import Memory
from ledger.feeds.payload import Part
from ledger.feeds.telling import TEST, Reading, Teller, digest_of, together

SOURCE: Final = "douyin/push"

_GIVEN: Final = {"authorize": "", "contract_authorize": "/contract"}
_GONE: Final = {"unauthorize": "", "contract_unauthorize": "/contract"}
"""The events of an authorisation, and what sets the one by contract apart from the user's own."""


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one push, which brings one message or several. Raises Faulty."""
    if isinstance(delivery.body, list):
        reading = together(*(_of_shop(delivery, part) for part in delivery.parts()))
    else:
        body = delivery.whole()
        reading = _of_shop(delivery, body) if body.has("tag") else _of_user(delivery, body)
    return memory.as_first_told(reading)


def _of_shop(delivery: Delivery, message: Part) -> Reading:
    tag, key = message.text("tag"), message.text("msg_id")
    data = message.maybe_part("data") or Part("body.data", {})
    shop = data.maybe("shop_id")
    time = data.seconds("update_time") if data.has("update_time") else delivery.received()
    return Teller(SOURCE, f"{tag}/{key}", time).raw(
        f"tag {tag}", canonical_text(dict(message.fields)), shop=f"douyin:{shop}" if shop else None
    )


def _of_user(delivery: Delivery, body: Part) -> Reading:
    event = body.text("event")
    if event == "verify_webhook":
        # The platform asks whether anybody is there.
        return TEST
    key = delivery.headers.get("msg-id") or digest_of(delivery.text)
    teller = Teller(SOURCE, key, delivery.received())
    user, client = body.maybe("from_user_id"), body.text("client_key")
    account = f"douyin:{user}" if user else None
    if account is not None and event in _GIVEN:
        app = client + _GIVEN[event]
        return teller.told(IntegrationConnected, account=account, integration=app, auth="oauth2")
    if account is not None and event in _GONE:
        app = client + _GONE[event]
        return teller.told(IntegrationDisconnected, account=account, integration=app)
    return teller.raw(event, delivery.text, account=account)
