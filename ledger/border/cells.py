"""Cells: what a person types, and what stands in a CSV file."""

from __future__ import annotations

import types
import typing
from typing import Any, Final

from ledger.border.faults import Faulty
from ledger.border.strict_json import read_json
from ledger.terms import (
    Amount,
    Count,
    Flag,
)


def read_cell(kind: type[Any], field: str, text: str) -> Any:
    """The JSON value that a text means for a field of a kind or request, by the field's type.

    Whole numbers, `true`/`false`, lists split at `|`; anything else stays text. A text that does
    not fit is handed on as it is, so that validation names what was expected.
    """
    hint = hints(kind).get(field)
    return text if hint is None else _read_as(hint, text)


_field_types: Final[dict[type[Any], dict[str, Any]]] = {}


def hints(kind: type[Any]) -> dict[str, Any]:
    """The declared types of the fields of a kind or request."""
    if kind not in _field_types:
        _field_types[kind] = typing.get_type_hints(kind, include_extras=True)
    return _field_types[kind]


def _read_as(hint: Any, text: str) -> Any:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if hint in (Count, Amount, int):
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
