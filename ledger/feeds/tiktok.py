"""TikTok: webhooks of the shop platform, and of the platform for developers.

Neither tells of links between shops and accounts; those come in by hand or from a file. An
application that loses its authorisation ends no binding.
"""

from __future__ import annotations

from typing import Final

from ledger.events import IntegrationDisconnected
from ledger.feeds.delivery import Delivery
from ledger.feeds.memory import Memory
from ledger.feeds.payload import Part
from ledger.feeds.telling import Reading, Teller

SOURCE: Final = "tiktok/webhook"

_SELLER_DEAUTHORISATION: Final = 6
_CREATOR_DEAUTHORISATION: Final = 20

_REASONS: Final = {
    0: "unknown",
    1: "user_disconnect",
    2: "account_deleted",
    3: "age_changed",
    4: "banned",
    5: "developer_revoke",
}
"""Why an authorisation was removed, by the platform's number."""


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one webhook. Raises Faulty."""
    body = delivery.whole()
    return _of_developer(delivery, body) if body.has("client_key") else _of_shop(delivery, body)


def _of_shop(delivery: Delivery, body: Part) -> Reading:
    number, shop = body.number("type"), body.maybe("shop_id")
    named = None if shop in (None, "0") else f"tiktok:{shop}"
    teller = Teller(SOURCE, body.text("tts_notification_id"), body.seconds("timestamp"))
    app = delivery.app or SOURCE
    if number == _SELLER_DEAUTHORISATION and named is not None:
        reason = body.part("data").maybe("message")
        return teller.told(IntegrationDisconnected, shop=named, integration=app, reason=reason)
    if number == _CREATOR_DEAUTHORISATION:
        data = body.part("data")
        creator, reason = data.maybe("open_id"), data.maybe("message")
        if creator is not None:
            account = f"tiktok:{creator}"
            return teller.told(
                IntegrationDisconnected, account=account, integration=app, reason=reason
            )
        if named is not None:
            # Not the seller's own authorisation, which goes on.
            return teller.told(
                IntegrationDisconnected, shop=named, integration=f"{app}/creator", reason=reason
            )
    return teller.raw(f"type {number}", delivery.text, shop=named)


def _of_developer(delivery: Delivery, body: Part) -> Reading:
    event, user, client = body.text("event"), body.maybe("user_openid"), body.text("client_key")
    key = "/".join((client, event, body.text("create_time"), user or ""))
    teller = Teller(SOURCE, key, body.seconds("create_time"))
    account = f"tiktok:{user}" if user else None
    if event != "authorization.removed" or account is None:
        return teller.raw(event, delivery.text, account=account)
    number = body.part("content").number("reason")
    return teller.told(
        IntegrationDisconnected,
        account=account,
        integration=client,
        reason=_REASONS.get(number, f"reason {number}"),
    )
