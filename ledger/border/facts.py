"""Facts on the wire: lines of feeds and of exports, and the data of an event."""

from __future__ import annotations

import base64
import binascii
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any, Final, Literal

from ledger.border.faults import Fault, Faulty, sayable, shown
from ledger.border.sense import senseless
from ledger.border.validation import one_a_field, validated
from ledger.codec import SALT_BYTES, Draft, personal_fields
from ledger.events import KIND_BY_NAME, Event
from ledger.language import say
from ledger.terms import (
    LARGEST_INTEGER,
    Checked,
    FactName,
    Id,
    Instant,
    Source,
    Unfit,
    is_broken,
)


def _salt(value: Any) -> bytes:
    try:
        salt = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        salt = b""
    if len(salt) != SALT_BYTES or base64.b64encode(salt).decode() != value:
        raise Unfit("16 bytes in padded standard base64")
    return salt


_SALT_FORM: Final = {"type": "string", "pattern": "^[A-Za-z0-9+/]{22}==$"}
_HEX_FORM: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _plain_object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Unfit("an object")


def _hex(value: Any) -> str:
    if isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef"):
        return value
    raise Unfit("64 lower-case hex digits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The attributes of a fact on the wire: CloudEvents 1.0 and the extensions of the contract."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic, not a field

    specversion: Literal["1.0"]
    type: str
    source: Source
    id: Id
    time: Instant
    data: Annotated[dict[str, Any], Checked(_plain_object, {"type": "object"})]
    actor: Id | None = None
    correlationid: Id | None = None
    causationid: FactName | None = None
    datacontenttype: Literal["application/json"] | None = None
    recordedtime: Instant | None = None
    personalsalt: Annotated[bytes, Checked(_salt, _SALT_FORM)] | None = None
    personaldigest: Annotated[str, Checked(_hex, _HEX_FORM)] | None = None


KEPT_ATTRIBUTES: Final = ("recordedtime", "personalsalt", "personaldigest")
"""The attributes that only lines of an export carry."""


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A line of an export: a fact with its recorded time and what stands beside its leaf."""

    draft: Draft
    recordedtime: datetime
    salt: bytes | None
    digest: str | None


def is_export(value: Mapping[str, Any]) -> bool:
    """Whether a line comes from an export of a ledger rather than from a feed."""
    return "recordedtime" in value


def read_feed_line(value: dict[str, Any]) -> Draft:
    """The fact that a line of a feed tells. Raises Faulty with every bad field."""
    kept = [
        Fault(
            name,
            say("no such attribute in a feed; an export goes into a bare ledger"),
            shown(value[name]),
        )
        for name in KEPT_ATTRIBUTES
        if name in value
    ]
    rest = value
    if kept:
        rest = {key: part for key, part in value.items() if key not in KEPT_ATTRIBUTES}
    try:
        envelope, event = _read_fact(rest, feed=True)
    except Faulty as why:
        raise Faulty(*kept, *why.faults) from None
    if faults := [*kept, *senseless(event, envelope.time)]:
        raise Faulty(*faults)
    return _draft(envelope, event)


def read_export_line(value: dict[str, Any]) -> ExportLine:
    """The fact of a line of an export. Raises Faulty with every bad field."""
    envelope, event = _read_fact(value, feed=False)
    if envelope.recordedtime is None:
        raise Faulty(Fault("recordedtime", say("on every line of an export"), say("nothing")))
    if faults := list(_beside_the_leaf(envelope, event)):
        raise Faulty(*faults)
    return ExportLine(
        _draft(envelope, event),
        envelope.recordedtime,
        envelope.personalsalt,
        envelope.personaldigest,
    )


def _beside_the_leaf(envelope: Envelope, event: Event) -> Iterator[Fault]:
    """What cannot be true of a salt and a digest: an export has one, the other, or neither."""
    names = personal_fields(type(event))
    given = [name for name in names if getattr(event, name) is not None]
    if envelope.personaldigest is not None and (given or envelope.personalsalt or not names):
        expected = say("no such attribute: the personal fields are here, or the kind has none")
        yield Fault("personaldigest", expected, shown(envelope.personaldigest))
    elif envelope.personalsalt is not None and not given:
        yield Fault("personalsalt", say("no such attribute without personal fields"), say("a salt"))
    elif given and envelope.personalsalt is None:
        expected = say("the salt of the personal fields: {fields}", fields=", ".join(given))
        yield Fault("personalsalt", expected, say("nothing"))


def _draft(envelope: Envelope, event: Event) -> Draft:
    return Draft(
        event,
        envelope.time,
        envelope.source,
        envelope.id,
        envelope.actor,
        envelope.correlationid,
        envelope.causationid,
    )


def _read_fact(value: dict[str, Any], *, feed: bool) -> tuple[Envelope, Event]:
    envelope, faults = validated(Envelope, value)
    event: Event | None = None
    kind = KIND_BY_NAME.get(value["type"]) if isinstance(value.get("type"), str) else None
    if kind is None:
        if isinstance(value.get("type"), str):
            faults.append(Fault("type", _expected_kind(value["type"]), shown(value["type"])))
    elif feed and not kind.from_feeds:
        faults.append(
            Fault("type", say("a kind that feeds may bring; the ledger makes this one"), kind.kind)
        )
    elif isinstance(value.get("data"), dict):
        forgotten = "personaldigest" in value
        try:
            event = read_event(kind, value["data"], forgotten=forgotten)
        except Faulty as why:
            faults += why.faults
    if faults or envelope is None or event is None:
        raise Faulty(*one_a_field(faults))
    return envelope, event


def _expected_kind(name: str) -> str:
    near = get_close_matches(name, KIND_BY_NAME, n=1)
    if near:
        return say("a known kind, such as {kind}", kind=near[0])
    return say("a known kind (see `bindledger schema`)")


def read_event(kind: type[Event], data: dict[str, Any], *, forgotten: bool = False) -> Event:
    """The event of a kind from its data. Raises Faulty; fields are named `data.<field>`.

    Personal fields that had to be given once may be missing where they were `forgotten`.
    """
    event, faults = validated(kind, data, "data.")
    faults += nulls(kind, data, "data.")
    faults += [
        Fault(
            "data." + group[0],
            say("at least one of {fields}", fields=", ".join(group)),
            say("nothing"),
        )
        for group in kind.needs
        if not any(data.get(name) is not None for name in group)
        and not (forgotten and not set(group).isdisjoint(personal_fields(kind)))
    ]
    for name, part in data.items():
        if isinstance(part, dict):
            faults += _unkeepable(f"data.{name}", part)
    if faults or event is None:
        raise Faulty(*one_a_field(faults))
    return event


def nulls(kind: type[Any], given: Mapping[str, Any], under: str = "") -> Iterator[Fault]:
    """The optional fields that say null: what is not known is left out."""
    if None not in given.values():
        return
    for field in dataclasses.fields(kind):
        if field.default is None and given.get(field.name, "") is None:
            yield Fault(f"{under}{field.name}", say("a value, or no such field"), "null")


def _unkeepable(field: str, value: Any) -> Iterator[Fault]:
    """What a leaf cannot hold, in the fields whose inner form no kind declares."""
    match value:
        case dict():
            for key, part in value.items():
                if key.isascii():
                    yield from _unkeepable(f"{field}.{key}", part)
                else:
                    yield Fault(sayable(field), say("keys of ASCII only"), shown(key))
        case list():
            for place, part in enumerate(value):
                yield from _unkeepable(f"{field}.{place}", part)
        case float():
            yield Fault(field, say("no number with a fraction"), shown(value))
        case int() if abs(value) > LARGEST_INTEGER:
            yield Fault(field, say("at most {largest}", largest=LARGEST_INTEGER), shown(value))
        case str() if is_broken(value):
            expected = say("text without half characters (lone surrogates)")
            yield Fault(field, expected, shown(value))
