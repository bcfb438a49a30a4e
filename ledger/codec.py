"""Facts as canonical bytes and back: leaves, personal fields, export lines.

A leaf is the RFC 8785 canonical JSON of a CloudEvents 1.0 envelope. All keys are ASCII, there are
no floats, and integers stay below 2**53, so sorting keys by code point is all that canonical form
asks for; a property test compares the bytes with an independent implementation. Personal fields
stand beside the leaf; the leaf carries only their salted digest.

This is the only module that knows the stored form. A new version of a kind is read here by lifting
the old one; stored bytes never change.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import msgspec
import orjson

from ledger.errors import LedgerError
from ledger.events import KIND_BY_NAME, Event
from ledger.frozen import maker
from ledger.language import say
from ledger.record import Fact
from ledger.subjects import tags_of
from ledger.terms import instant_text, is_personal

LONGEST_LEAF: Final = 65_535
"""Bytes a leaf may have: entry bundles of the archive carry a 16-bit length."""

SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Leaf:
    """A fact as it is stored: exact bytes, and what is kept beside them for finding it.

    `salt` and `personal` (RFC 8785 bytes of the personal fields) are None when the fact has none.
    """

    kind: str
    data: bytes
    tags: tuple[str, ...]
    source: str
    id: str
    time: datetime
    recordedtime: datetime
    salt: bytes | None = None
    personal: bytes | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it has a place: everything but position and recorded time."""

    event: Event
    time: datetime
    source: str
    id: str
    actor: str | None = None
    correlationid: str | None = None
    causationid: str | None = None

    @property
    def name(self) -> str:
        """`<source>#<id>`, by which other facts refer to this one."""
        return f"{self.source}#{self.id}"


class LeafTooLong(ValueError):
    """The canonical bytes of a fact, or of its personal fields, exceed `LONGEST_LEAF`: how many."""


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of plain JSON data with ASCII keys, no floats, integers below 2**53."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def encode(draft: Draft, recordedtime: datetime, salt: Callable[[], bytes]) -> Leaf:
    """The leaf of a fact that is about to be recorded; `salt` gives fresh random bytes if needed.

    Raises LeafTooLong.
    """
    event = draft.event
    data, personal = split_personal(event)
    envelope = _envelope(draft, data)
    envelope["recordedtime"] = _instant_text(recordedtime)
    grain = fields = None
    if personal:
        grain, fields = salt(), canonical(personal)
        envelope["personaldigest"] = personal_digest(grain, fields)
    return _leaf(draft, canonical(envelope), recordedtime, grain, fields)


def _leaf(
    draft: Draft, bytes_: bytes, recordedtime: datetime, salt: bytes | None, personal: bytes | None
) -> Leaf:
    longest = max(len(bytes_), len(personal or b""))
    if longest > LONGEST_LEAF:
        raise LeafTooLong(say("{size} bytes", size=longest))
    return Leaf(
        draft.event.kind,
        bytes_,
        tags_of(draft.event),
        draft.source,
        draft.id,
        draft.time,
        recordedtime,
        salt,
        personal,
    )


def _instant_text(instant: datetime) -> str:
    # All of ours are UTC; said this way they take a quarter of the time.
    text, utc, rest = instant.isoformat().partition("+00:00")
    if not utc or rest:
        return instant_text(instant)
    return f"{text.rstrip('0') if '.' in text else text}Z"


def _envelope(draft: Draft, data: dict[str, Any]) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "type": draft.event.kind,
        "source": draft.source,
        "id": draft.id,
        "time": _instant_text(draft.time),
        "data": data,
    }
    for attribute in ("actor", "correlationid", "causationid"):
        value = getattr(draft, attribute)
        if value is not None:
            envelope[attribute] = value
    return envelope


def personal_digest(salt: bytes, fields: bytes) -> str:
    """Lower-case hex SHA-256 of salt and the canonical personal fields: what the leaf carries."""
    return hashlib.sha256(salt + fields).hexdigest()


def split_personal(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """An event's fields as plain JSON data, the public ones and the personal ones apart."""
    public: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for field in _shape(event.kind):
        value = getattr(event, field.name)
        if value is None and field.optional:
            continue
        told = value if type(value) is str else plain(value)
        (personal if field.personal else public)[field.name] = told
    return public, personal


def plain(value: Any) -> Any:
    """A field's value as JSON data: instants as text, tuples as lists."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    optional: bool
    personal: bool


@cache
def _shape(name: str) -> tuple[_Field, ...]:
    kind = KIND_BY_NAME[name]
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(
        _Field(
            field.name,
            field.default is not dataclasses.MISSING,
            is_personal(hints[field.name]),
        )
        for field in dataclasses.fields(kind)
    )


def personal_fields(kind: type[Event]) -> tuple[str, ...]:
    """The names of the fields of a kind that are kept beside the leaf."""
    return tuple(field.name for field in _shape(kind.kind) if field.personal)


# Reading back


class _Envelope(msgspec.Struct, gc=False):
    specversion: str
    type: str
    source: str
    id: str
    time: datetime
    recordedtime: datetime
    data: msgspec.Raw
    actor: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    personaldigest: str | None = None


_fact = maker(Fact)
_read_envelope = msgspec.json.Decoder(_Envelope).decode


@cache
def _reader(kind: str) -> Callable[[Any], Event]:
    return msgspec.json.Decoder(KIND_BY_NAME[kind]).decode


def decode(position: int, data: bytes, personal: bytes | None = None) -> Fact:
    """The fact a leaf holds, with the personal fields kept beside it put back.

    Raises LedgerError for bytes that no leaf of this ledger has.
    """
    try:
        envelope = _read_envelope(data)
        event = _reader(envelope.type)(envelope.data)
        if personal is not None:
            event = dataclasses.replace(event, **orjson.loads(personal))
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as why:
        raise _unreadable(position, why) from why
    return _fact(
        position,
        envelope.time,
        envelope.recordedtime,
        envelope.source,
        envelope.id,
        event,
        envelope.actor,
        envelope.correlationid,
        envelope.causationid,
        personal is None and envelope.personaldigest is not None,
    )


def _unreadable(position: int, why: Exception) -> LedgerError:
    return LedgerError(
        say("The fact at position {position} cannot be read.", position=position),
        where=str(position),
        why=str(why),
        now=say("See `bindledger audit`; the database was changed, or is of a newer version."),
    )


# Export and comparison


def export_line(data: bytes, salt: bytes | None, personal: bytes | None) -> bytes:
    """The line of an export: the leaf with the personal fields put back; the leaf if forgotten."""
    if salt is None or personal is None:
        return data
    envelope = orjson.loads(data)
    del envelope["personaldigest"]
    envelope["personalsalt"] = base64.b64encode(salt).decode()
    envelope["data"].update(orjson.loads(personal))
    return canonical(envelope)


def leaf_of_line(line: bytes) -> bytes:
    """The leaf that a line of an export came from; a bare leaf is its own.

    Raises ValueError for what no export prints.
    """
    if b'"personalsalt":' not in line:
        return line
    try:
        envelope = orjson.loads(line)
        salt = base64.b64decode(envelope.pop("personalsalt"), validate=True)
        data = envelope["data"]
        names = personal_fields(KIND_BY_NAME[envelope["type"]])
        personal = canonical({name: data.pop(name) for name in names if name in data})
        envelope["personaldigest"] = personal_digest(salt, personal)
        leaf = canonical(envelope)
        again = export_line(leaf, salt, personal)
    except (AttributeError, KeyError, TypeError, ValueError) as why:
        raise ValueError(str(why)) from None
    if again != line:
        raise ValueError(say("not as an export prints it"))
    return leaf


def import_leaf(
    draft: Draft, recordedtime: datetime, salt: bytes | None, digest: str | None
) -> Leaf:
    """The leaf an export line came from; `digest` stands in for personal fields since forgotten.

    Raises LeafTooLong.
    """
    data, personal = split_personal(draft.event)
    envelope = _envelope(draft, data)
    envelope["recordedtime"] = instant_text(recordedtime)
    fields = None
    if salt is not None:
        fields = canonical(personal)
        digest = personal_digest(salt, fields)
    if digest is not None:
        envelope["personaldigest"] = digest
    return _leaf(draft, canonical(envelope), recordedtime, salt, fields)


def says_the_same(draft: Draft, data: bytes, personal: bytes | None) -> bool:
    """Whether a line that came in again says what the stored fact of its name says.

    All attributes and data are compared, but not the recorded time; personal fields with those
    kept beside the leaf, and not at all once they are forgotten.
    """
    public, private = split_personal(draft.event)
    stored = orjson.loads(data)
    del stored["recordedtime"]
    digest = stored.pop("personaldigest", None)
    if stored != _envelope(draft, public):
        return False
    if digest is None:
        return not private
    return personal is None or personal == canonical(private)
