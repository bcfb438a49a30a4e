"""Where foreign data becomes ours: strict JSON, CloudEvents lines, requests, cells of text.

Everything that comes in is validated here, once, by pydantic over the declarations in
`ledger.events` and `ledger.requests`; everything wrong with a line is found in one pass. Nothing
after this module sees an unchecked value.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Annotated, Any, Final, Literal, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ledger.codec import SALT_BYTES, Draft, personal_fields
from ledger.events import KIND_BY_NAME, Event
from ledger.language import say, say_again
from ledger.requests import REQUEST_BY_NAME, Request
from ledger.terms import (
    BEGINNING,
    LARGEST_INTEGER,
    LONGEST_ID,
    Checked,
    Count,
    FactName,
    Flag,
    Id,
    Instant,
    Source,
    Unfit,
    is_broken,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a line: which field, what was expected there, what stood there."""

    field: str
    expected: str
    got: str


class Faulty(ValueError):
    """A line, a fact or a request that cannot be taken in, with everything wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.expected}" for fault in faults))
        self.faults = faults


_LONGEST_SHOWN: Final = 80


def shown(value: Any) -> str:
    """A value as a short text for an error message; what UTF-8 cannot say is escaped."""
    text = _sayable(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _sayable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()


# Strict JSON

DEEPEST: Final = 64
"""Objects and lists within one another that a line may have; ours need seven."""


class _Twice(ValueError):
    pass


class _NoNumber(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return read


def _constant(name: str) -> Any:
    raise _NoNumber(name)


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
    return bool(level)


def _parts(whole: Any) -> Iterable[Any]:
    if isinstance(whole, dict):
        return whole.values()
    return whole if isinstance(whole, list) else ()


_read_strictly = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant).decode


def read_json(line: bytes) -> dict[str, Any]:
    """The object a line of JSON holds. Raises Faulty: not UTF-8, not JSON, a key twice, NaN."""
    quick = _read_compact(line)
    if quick is not None:
        return quick
    try:
        text = line.decode()
    except UnicodeDecodeError as why:
        got = say("byte {byte} at {place}", byte=hex(line[why.start]), place=why.start)
        raise Faulty(Fault("", say("UTF-8"), got)) from None
    try:
        value = _read_strictly(text)
    except _Twice as why:
        fault = Fault(_sayable(str(why)), say("each key once"), say("the key twice"))
        raise Faulty(fault) from None
    except _NoNumber as why:
        raise Faulty(Fault("", say("numbers that JSON knows"), str(why))) from None
    except RecursionError:
        raise _nested() from None
    except ValueError:
        raise Faulty(Fault("", say("a JSON object"), shown(text))) from None
    # Brackets within texts count here too: only a line that has many is looked at again.
    if text.count("{") + text.count("[") > DEEPEST and _too_deep(value):
        raise _nested()
    if not isinstance(value, dict):
        raise Faulty(Fault("", say("a JSON object"), shown(value)))
    return value


def _read_compact(line: bytes) -> dict[str, Any] | None:
    """The object, if the line is just as orjson would write it; None leaves it to the strict way.

    What comes out as it went in has no key twice, no number cut short, and nothing odd.
    """
    if line.count(b"{") + line.count(b"[") > DEEPEST:
        return None
    try:
        value = orjson.loads(line)
        same = isinstance(value, dict) and orjson.dumps(value) == line.rstrip(b"\r\n")
    except ValueError:
        return None
    return value if same else None


def _nested() -> Faulty:
    return Faulty(
        Fault("", say("at most {deepest} levels of nesting", deepest=DEEPEST), say("more"))
    )


# Facts


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


_KEPT_ATTRIBUTES: Final = ("recordedtime", "personalsalt", "personaldigest")


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
        for name in _KEPT_ATTRIBUTES
        if name in value
    ]
    rest = value
    if kept:
        rest = {key: part for key, part in value.items() if key not in _KEPT_ATTRIBUTES}
    try:
        envelope, event = _read_fact(rest, feed=True)
    except Faulty as why:
        raise Faulty(*kept, *why.faults) from None
    if kept:
        raise Faulty(*kept)
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
    envelope, faults = _validated(Envelope, value)
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
        raise Faulty(*_one_a_field(faults))
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
    event, faults = _validated(kind, data, "data.")
    faults += _nulls(kind, data, "data.")
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
        raise Faulty(*_one_a_field(faults))
    return event


def _nulls(kind: type[Any], given: Mapping[str, Any], under: str = "") -> Iterator[Fault]:
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
                    yield Fault(_sayable(field), say("keys of ASCII only"), shown(key))
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


# Requests


def read_request(value: dict[str, Any]) -> Request:
    """The request a line of a stream asks. Raises Faulty with every bad field."""
    ask = value.get("ask")
    kind = REQUEST_BY_NAME.get(ask) if isinstance(ask, str) else None
    if kind is None:
        near = get_close_matches(str(ask), REQUEST_BY_NAME, n=1) or list(REQUEST_BY_NAME)
        got = shown(ask) if "ask" in value else say("nothing")
        raise Faulty(Fault("ask", say("a request, such as {ask}", ask=near[0]), got))
    fields = {name: part for name, part in value.items() if name != "ask"}
    request, faults = _validated(kind, fields)
    faults += _nulls(kind, fields)
    if faults or request is None:
        raise Faulty(*faults)
    return request


# What pydantic says, in our words


_adapters: Final[dict[type[Any], TypeAdapter[Any]]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


_T = TypeVar("_T")


def _validated(
    kind: type[_T], given: dict[str, Any], under: str = ""
) -> tuple[_T | None, list[Fault]]:
    ready = _read_plainly(kind, given)
    if ready is not None:
        return ready, []
    # pydantic gives up on a whole object if it cannot read one of its keys.
    odd = [key for key in given if is_broken(key)]
    faults = [Fault(under + _sayable(key), say("no such field"), shown(given[key])) for key in odd]
    rest = {key: value for key, value in given.items() if key not in odd} if odd else given
    try:
        value: _T = _adapter(kind).validate_python(rest)
    except ValidationError as why:
        return None, _one_a_field([*faults, *_faults(why, under)])
    return (None if faults else value), faults


# The plain way: lines with nothing odd about them need not go through pydantic

_Read = Callable[[Any], Any]

_REMEMBERED: Final = 4_096
"""How many texts of one type are remembered as checked: the same ids come again and again."""


def _read_plainly(kind: type[_T], given: dict[str, Any]) -> _T | None:
    """The value, if every field is there and plainly right; None leaves the word to pydantic."""
    readers = _readers(kind)
    try:
        return kind(**{name: readers[name](value) for name, value in given.items()})
    except (KeyError, TypeError, ValueError):
        return None


_plain_readers: Final[dict[type[Any], dict[str, _Read]]] = {}


def _readers(kind: type[Any]) -> dict[str, _Read]:
    if kind not in _plain_readers:
        found = ((name, _reader(hint)) for name, hint in _hints(kind).items())
        _plain_readers[kind] = {name: reader for name, reader in found if reader is not None}
    return _plain_readers[kind]


@cache
def _reader(hint: Any) -> _Read | None:
    """How a value of a type is read if it is plainly right, a ValueError if not; None: not here."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        # What is left out is not given at all: a null is for pydantic.
        return _reader(next(part for part in typing.get_args(hint) if part is not type(None)))
    for check in getattr(hint, "__metadata__", ()):
        if isinstance(check, Checked):
            return _remembering(_plain_instant if hint is Instant else check.read)
    if hint is str:
        return _plain_text
    if typing.get_origin(hint) is Literal:
        return _one_of(frozenset(typing.get_args(hint)))
    if typing.get_origin(hint) is tuple:
        inner = _reader(typing.get_args(hint)[0])
        return None if inner is None else _list_of(inner)
    return None


def _remembering(read: _Read) -> _Read:
    known = lru_cache(_REMEMBERED)(read)

    def reader(value: Any) -> Any:
        # Only short texts: a number may equal a truth value, and memory is not for essays.
        if type(value) is str and len(value) <= LONGEST_ID:
            return known(value)
        return read(value)

    return reader


def _plain_text(value: Any) -> str:
    if type(value) is not str or not value.isascii():
        raise ValueError(value)
    return value


def _plain_instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    # It takes many forms; that it comes out as it went in says that it was this one.
    if instant < BEGINNING or instant.isoformat() != f"{value[:-1]}+00:00" or value[-1] != "Z":
        raise ValueError(value)
    return instant


def _one_of(values: frozenset[Any]) -> _Read:
    def reader(value: Any) -> Any:
        if type(value) is not str or value not in values:
            raise ValueError(value)
        return value

    return reader


def _list_of(inner: _Read) -> _Read:
    def reader(value: Any) -> Any:
        if type(value) is not list:
            raise ValueError(value)
        return tuple(inner(part) for part in value)

    return reader


def _faults(why: ValidationError, under: str) -> Iterator[Fault]:
    for error in why.errors(include_url=False):
        got = say("nothing") if error["type"] == "missing" else shown(error["input"])
        yield Fault(under + ".".join(str(part) for part in error["loc"]), _expected(error), got)


def _one_a_field(faults: Iterable[Fault]) -> list[Fault]:
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    return list(first.values())


def _expected(error: ErrorDetails) -> str:
    match error:
        case {"type": "missing"}:
            return say("a value")
        case {"type": "unexpected_keyword_argument"}:
            return say("no such field")
        case {"type": "term", "ctx": {"sentence": sentence, "values": values}}:
            return say_again(sentence, **values)
        case {"type": "literal_error", "ctx": {"expected": values}}:
            return say("one of {values}", values=values.replace("'", "").replace(" or ", ", "))
        case {"type": "dict_type"}:
            return say("an object")
        case {"type": "tuple_type"}:
            return say("a list")
        case {"type": "string_type" | "string_unicode"}:
            return say("a text")
        case _:
            return error["msg"].removeprefix("Input should be ")


# Cells: what a person types, and what stands in a CSV file


def read_cell(kind: type[Any], field: str, text: str) -> Any:
    """The JSON value that a text means for a field of a kind or request, by the field's type.

    Whole numbers, `true`/`false`, lists split at `|`; anything else stays text. A text that does
    not fit is handed on as it is, so that validation names what was expected.
    """
    hint = _hints(kind).get(field)
    return text if hint is None else _read_as(hint, text)


_field_types: Final[dict[type[Any], dict[str, Any]]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _field_types:
        _field_types[kind] = typing.get_type_hints(kind, include_extras=True)
    return _field_types[kind]


def _read_as(hint: Any, text: str) -> Any:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if hint in (Count, int):
        digits = text.removeprefix("-")
        return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= 17 else text
    if hint in (Flag, bool):
        return {"true": True, "false": False}.get(text, text)
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        return [_read_as(inner, part) for part in text.split("|")]
    if typing.get_origin(hint) is dict:
        try:
            return read_json(text.encode())
        except Faulty:
            return text
    return text


# JSON Schema


def schema_of(name: str) -> dict[str, Any] | None:
    """The JSON Schema of a kind of fact (its whole envelope) or of a request; None if unknown."""
    kind = KIND_BY_NAME.get(name) or KIND_BY_NAME.get(name + ".v1")
    if kind is not None:
        return _fact_schema(kind)
    request = REQUEST_BY_NAME.get(name)
    return None if request is None else _request_schema(request)


def _fact_schema(kind: type[Event]) -> dict[str, Any]:
    envelope = _adapter(Envelope).json_schema()
    # CloudEvents: an attribute that says null is one that is left out.
    properties = {
        name: _tidied(part)
        for name, part in envelope["properties"].items()
        if name not in _KEPT_ATTRIBUTES
    }
    properties["type"] = {"const": kind.kind}
    properties["data"] = _data_schema(kind)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.kind,
        "description": _about(kind),
        "type": "object",
        "properties": properties,
        "required": envelope["required"],
        "additionalProperties": False,
    }


def _data_schema(kind: type[Event]) -> dict[str, Any]:
    properties, required = _fields_schema(kind)
    for name in personal_fields(kind):
        properties[name]["x-personal"] = True
    groups = [{"anyOf": [{"required": [name]} for name in group]} for group in kind.needs]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    } | ({"allOf": groups} if groups else {})


def _request_schema(request: type[Request]) -> dict[str, Any]:
    properties, required = _fields_schema(request)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": request.__name__,
        "description": _about(request),
        "type": "object",
        "properties": {"ask": {"const": request.__name__}, **properties},
        "required": ["ask", *required],
        "additionalProperties": False,
    }


def _about(kind: type[Any]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _fields_schema(kind: type[Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields of a kind or request; what is optional is left out, never null."""
    schema = _adapter(kind).json_schema()
    required: list[str] = schema.get("required", [])
    return {
        name: _tidied(part) if name in required else _never_null(_tidied(part))
        for name, part in schema["properties"].items()
    }, required


def _tidied(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in schema.items() if key not in ("title", "default")}


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    match schema:
        case {"anyOf": [form, {"type": "null"}]}:
            return {key: part for key, part in schema.items() if key != "anyOf"} | dict(form)
        case _:
            return schema


__all__ = [
    "LARGEST_INTEGER",
    "Envelope",
    "ExportLine",
    "Fault",
    "Faulty",
    "is_export",
    "read_cell",
    "read_event",
    "read_export_line",
    "read_feed_line",
    "read_json",
    "read_request",
    "schema_of",
    "shown",
]
