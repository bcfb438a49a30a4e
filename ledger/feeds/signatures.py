"""The signatures that platforms put on what they push; each is checked over the exact bytes.

The secret comes from a file and goes nowhere else. None of these signatures keeps anybody from
sending the same again, which is why every payload is told by its key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from ledger.border import Fault, Faulty
from ledger.feeds.delivery import Delivery
from ledger.language import say

Check = Callable[[Delivery, bytes], None]
"""Raises Faulty unless the delivery carries the signature that the secret makes."""


def tiktok(delivery: Delivery, secret: bytes) -> None:
    """HMAC-SHA256 over app key and body, keyed with the app secret."""
    signed = _app(delivery).encode() + _bytes(delivery)
    _compare(delivery, "authorization", hmac.new(secret, signed, hashlib.sha256).hexdigest())


def douyin(delivery: Delivery, secret: bytes) -> None:
    """MD5 over app id, body and secret from the shop platform, else SHA-1 over secret and body."""
    body = _bytes(delivery)
    if "x-douyin-signature" in delivery.headers:
        made = hashlib.sha1(secret + body, usedforsecurity=False).hexdigest()
        _compare(delivery, "x-douyin-signature", made)
        return
    app = delivery.headers.get("app-id") or _app(delivery)
    made = hashlib.md5(app.encode() + body + secret, usedforsecurity=False).hexdigest()
    _compare(delivery, "event-sign", made)


def kuaishou(delivery: Delivery, secret: bytes) -> None:
    """MD5 over body and secret."""
    made = hashlib.md5(_bytes(delivery) + secret, usedforsecurity=False).hexdigest()
    _compare(delivery, "kwaisign", made)


def _bytes(delivery: Delivery) -> bytes:
    if not delivery.is_exact:
        expected = say("the payload as the exact text that came, to check its signature with")
        raise Faulty(Fault("body", expected, say("an object")))
    return delivery.text.encode()


def _app(delivery: Delivery) -> str:
    if delivery.app is None:
        expected = say("the key of the application the payload was sent to")
        raise Faulty(Fault("app", expected, say("nothing")))
    return delivery.app


def _compare(delivery: Delivery, header: str, made: str) -> None:
    given = delivery.headers.get(header)
    # What the signature should have been is said to nobody: with it anybody could sign.
    if given is None:
        expected = say("the signature of the payload")
        raise Faulty(Fault(f"headers.{header}", expected, say("nothing")))
    if not hmac.compare_digest(given.encode(errors="replace"), made.encode()):
        expected = say("the signature that the secret makes of this payload")
        raise Faulty(Fault(f"headers.{header}", expected, say("another one")))
