"""As much of JSON Schema 2020-12 as our schemas use, read independently of what makes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

_TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    # 80.0 is an integer to JSON Schema; the border is stricter, because a leaf has no floats.
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
}

_ABOUT: Final = frozenset({"$schema", "title", "description", "format", "x-personal"})


def takes(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is what a schema describes. Fails on a keyword it does not know."""
    return all(_holds(schema, keyword, value) for keyword in schema)


def _holds(schema: dict[str, Any], keyword: str, value: Any) -> bool:
    says = schema[keyword]
    match keyword, value:
        case "type", _:
            return _TYPES[says](value)
        case "const", _:
            return type(value) is type(says) and bool(value == says)
        case "enum", _:
            return value in says
        case "anyOf", _:
            return any(takes(one, value) for one in says)
        case "allOf", _:
            return all(takes(one, value) for one in says)
        case "required", dict():
            return all(name in value for name in says)
        case "properties", dict():
            return all(takes(says[name], value[name]) for name in says if name in value)
        case "additionalProperties", dict():
            return bool(says or value.keys() <= schema["properties"].keys())
        case "items", list():
            return all(takes(says, one) for one in value)
        case "pattern", str():
            # `$` of Python also stands before a last line feed, that of JSON Schema does not.
            return re.search(says.removesuffix("$") + r"\Z", value, re.ASCII) is not None
        case "minLength", str():
            return bool(len(value) >= says)
        case "maxLength", str():
            return bool(len(value) <= says)
        case "minimum", int():
            return bool(value >= says)
        case "maximum", int():
            return bool(value <= says)
        case _:
            known = _ABOUT | {
                *("required", "properties", "additionalProperties", "items"),
                *("pattern", "minLength", "maxLength", "minimum", "maximum"),
            }
            assert keyword in known, f"the test knows no keyword {keyword}"
            return True
