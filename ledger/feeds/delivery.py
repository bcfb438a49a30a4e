"""A line of a platform's file: what it delivered, and what was around it.

    {"headers": {"Authorization": "…"}, "app": "…", "at": "…", "shop": "…", "body": "…"}

`body` is the payload, best as the exact text that came (JSON or XML): only with that can its
signature be checked. `headers` are those it came with, `app` the application it was sent to. `at`
is when it was received or asked for, and `shop` the platform's id of the shop that was asked about,
where the payload itself does not say. A line without `body` is the payload itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from ledger.border import Fault, Faulty, shown
from ledger.feeds.payload import Part, objects, unwrapped
from ledger.feeds.xml_object import read_xml
from ledger.language import say
from ledger.terms import Unfit, has_control, is_broken, read_instant

_AROUND: Final = ("headers", "app", "at", "shop", "body")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload; `text` is what came, or, where that is not known, its canonical form.

    `is_exact` says which. The names of `headers` are in lower case.
    """

    body: Any
    text: str
    is_exact: bool
    headers: Mapping[str, str]
    app: str | None
    shop: str | None
    at: datetime | None
    secret: bytes | None = field(default=None, repr=False)

    def whole(self) -> Part:
        """The payload, which is one object. Raises Faulty."""
        if isinstance(self.body, dict):
            return Part("body", self.body)
        raise Faulty(Fault("body", say("an object"), shown(self.body)))

    def parts(self) -> tuple[Part, ...]:
        """The payloads, where one delivery may bring several. Raises Faulty."""
        return tuple(objects(self.body, "body")) if isinstance(self.body, list) else (self.whole(),)

    def received(self) -> datetime:
        """When it was received or asked for. Raises Faulty if the line does not say."""
        if self.at is None:
            expected = say("when the payload was received, which it does not say itself")
            raise Faulty(Fault("at", expected, say("nothing")))
        return self.at

    def asked_about(self) -> str:
        """The shop that was asked about, as the platform names it. Raises Faulty without."""
        if self.shop is None:
            expected = say("the shop that was asked about, which the payload does not name")
            raise Faulty(Fault("shop", expected, say("nothing")))
        return self.shop


def read_delivery(line: Mapping[str, Any], secret: bytes | None = None) -> Delivery:
    """The delivery that a line holds. Raises Faulty."""
    if "body" not in line:
        return _delivery(dict(line), {}, secret)
    strange = [
        Fault(name, say("one of {names}", names=", ".join(_AROUND)), shown(line[name]))
        for name in line
        if name not in _AROUND
    ]
    if strange:
        raise Faulty(*strange)
    return _delivery(line["body"], line, secret)


def _delivery(body: Any, line: Mapping[str, Any], secret: bytes | None) -> Delivery:
    is_xml = isinstance(body, str) and body.lstrip().startswith("<")
    value = read_xml(body, "body") if is_xml else unwrapped(body, "body")
    return Delivery(
        value,
        body if isinstance(body, str) else canonical_text(value),
        isinstance(body, str),
        _headers(line.get("headers")),
        _id(line, "app"),
        _id(line, "shop"),
        _instant(line),
        secret,
    )


def canonical_text(value: Any) -> str:
    """A payload as text, the same however its keys were ordered. Raises Faulty."""
    # The codec's own writer stops at 64 bits, and ids do not.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if is_broken(text):
        expected = say("text without half characters (lone surrogates)")
        raise Faulty(Fault("body", expected, shown(value)))
    return text


def _headers(value: Any) -> Mapping[str, str]:
    if value is None:
        return {}
    if isinstance(value, dict) and all(
        isinstance(one, str) and not is_broken(one) for pair in value.items() for one in pair
    ):
        return {name.lower(): one for name, one in value.items()}
    raise Faulty(Fault("headers", say("an object of texts"), shown(value)))


def _id(line: Mapping[str, Any], name: str) -> str | None:
    value = line.get(name)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value and not has_control(value) and not is_broken(value):
        return value
    raise Faulty(Fault(name, say("an id"), shown(value)))


def _instant(line: Mapping[str, Any]) -> datetime | None:
    value = line.get("at")
    if value is None:
        return None
    try:
        return read_instant(value)
    except (Unfit, TypeError):
        expected = say("RFC 3339 with seconds and an offset, such as 2026-03-01T09:00:00Z")
        raise Faulty(Fault("at", expected, shown(value))) from None
