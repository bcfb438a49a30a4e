"""Data read by the declarations of its fields, and what does not fit in our words.

pydantic validates; what has nothing odd about it takes a plain way that gives the same.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ledger.border.cells import hints
from ledger.border.faults import Fault, sayable, shown
from ledger.language import say, say_again
from ledger.terms import (
    BEGINNING,
    LONGEST_ID,
    Checked,
    Instant,
    is_broken,
)

_adapters: Final[dict[type[Any], TypeAdapter[Any]]] = {}


def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """What pydantic makes of a declaration, made once."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


_T = TypeVar("_T")


def validated(
    kind: type[_T], given: dict[str, Any], under: str = ""
) -> tuple[_T | None, list[Fault]]:
    """The declared value or None, and all that does not fit; fields stand `under` a name."""
    ready = _read_plainly(kind, given)
    if ready is not None:
        return ready, []
    # pydantic gives up on a whole object if it cannot read one of its keys.
    odd = [key for key in given if is_broken(key)]
    faults = [Fault(under + sayable(key), say("no such field"), shown(given[key])) for key in odd]
    rest = {key: value for key, value in given.items() if key not in odd} if odd else given
    try:
        value: _T = adapter(kind).validate_python(rest)
    except ValidationError as why:
        return None, one_a_field([*faults, *_faults(why, under)])
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
        found = ((name, _reader(hint)) for name, hint in hints(kind).items())
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


def one_a_field(faults: Iterable[Fault]) -> list[Fault]:
    """The first fault of each field: what follows from it need not be said too."""
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
