"""WeChat Pay: notices of what was done about a merchant's risk, and of appeals against it.

What a notice is about is encrypted with the merchant's own key, which is what the secret is here.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from ledger.border import Fault, Faulty
from ledger.events import AppealSubmitted, EcommercePermissionFrozen, ViolationRecorded
from ledger.feeds.delivery import Delivery
from ledger.feeds.memory import Memory
from ledger.feeds.payload import Part, unwrapped
from ledger.feeds.telling import Reading, Teller
from ledger.language import say
from ledger.subjects import violation_tag

SOURCE: Final = "wechat_pay/notice"


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one notice. Raises Faulty."""
    body = delivery.whole()
    event = body.text("event_type")
    teller = Teller(SOURCE, body.text("id"), body.instant("create_time"))
    match event:
        case "VIOLATION.PUNISH":
            return _punished(teller, _resource(delivery, body))
        case "VIOLATION.APPEAL":
            return _appealed(teller, delivery, _resource(delivery, body), memory)
        case _:
            return teller.raw(event, delivery.text)


def _punished(teller: Teller, resource: Part) -> Reading:
    account, violation = _subjects(resource)
    plan = resource.maybe("punish_plan")
    if resource.has("punish_time"):
        teller = Teller(teller.source, teller.key, resource.instant("punish_time"))
    recorded = teller.fact(
        ViolationRecorded,
        violation=violation,
        account=account,
        category=resource.text("risk_type"),
    )
    frozen = teller.fact(
        EcommercePermissionFrozen,
        account=account,
        violation=violation,
        functions=[plan] if plan else None,
    )
    return Reading((recorded, frozen))


def _appealed(teller: Teller, delivery: Delivery, resource: Part, memory: Memory) -> Reading:
    """The first notice says that somebody appealed.

    The later ones say that the appeal moved on, and in no field how; they are kept as they came.
    """
    account, violation = _subjects(resource)
    first = teller.fact(
        AppealSubmitted,
        violation=violation,
        appeal=violation,
        submitted_by=f"account:{account}",
        account=account,
    )
    earlier = [
        fact
        for fact in memory.every(violation_tag(violation))
        if isinstance(fact.event, AppealSubmitted) and fact.source == SOURCE
    ]
    if earlier and all(fact.id != first["id"] for fact in earlier):
        return teller.raw("VIOLATION.APPEAL", delivery.text, account=account)
    return memory.told(Reading((first,)))


def _subjects(resource: Part) -> tuple[str, str]:
    """The merchant, as an account that is paid, and the violation."""
    merchant, record = resource.text("sub_mchid"), resource.text("record_id")
    return f"wechat_pay:{merchant}", f"wechat_pay:{record}"


def _resource(delivery: Delivery, body: Part) -> Part:
    """What the notice is about: decrypted here, or already by whoever received it."""
    resource = body.part("resource")
    if not resource.has("ciphertext"):
        return resource
    if delivery.secret is None:
        expected = say("the APIv3 key that it is encrypted with, by --secret-file")
        raise Faulty(Fault("body.resource.ciphertext", expected, say("nothing")))
    opened = unwrapped(_decrypted(resource, delivery.secret), "body.resource")
    if not isinstance(opened, dict):
        raise body.fault("resource", say("an object"))
    return Part("body.resource", opened)


def _decrypted(resource: Part, secret: bytes) -> str:
    """Opens AEAD_AES_256_GCM, which also proves that the notice is from who has the key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = resource.text("nonce").encode()
    data = (resource.maybe("associated_data") or "").encode()
    try:
        sealed = base64.b64decode(resource.text("ciphertext"), validate=True)
        return AESGCM(secret).decrypt(nonce, sealed, data).decode()
    except (InvalidTag, binascii.Error, ValueError):
        expected = say("a text that the APIv3 key opens")
        raise Faulty(Fault("body.resource.ciphertext", expected, say("another one"))) from None
