"""JSON Schema of every kind of fact, every request and of orders, from their declarations."""

from __future__ import annotations

from typing import Any

from ledger.border.facts import KEPT_ATTRIBUTES, Envelope
from ledger.border.validation import adapter
from ledger.codec import personal_fields
from ledger.events import KIND_BY_NAME, Event
from ledger.orders import Order
from ledger.requests import REQUEST_BY_NAME


def schema_of(name: str) -> dict[str, Any] | None:
    """The JSON Schema of a kind of fact (its whole envelope), of a request, or of an order.

    None if there is nothing of that name.
    """
    kind = KIND_BY_NAME.get(name) or KIND_BY_NAME.get(name + ".v1")
    if kind is not None:
        return _fact_schema(kind)
    if name == Order.__name__:
        return _plain_schema(Order)
    request = REQUEST_BY_NAME.get(name)
    return None if request is None else _plain_schema(request, {"ask": {"const": name}})


def _fact_schema(kind: type[Event]) -> dict[str, Any]:
    envelope = adapter(Envelope).json_schema()
    # CloudEvents: an attribute that says null is one that is left out.
    properties = {
        name: _tidied(part)
        for name, part in envelope["properties"].items()
        if name not in KEPT_ATTRIBUTES
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


def _plain_schema(kind: type[Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    properties, required = _fields_schema(kind)
    more = more or {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.__name__,
        "description": _about(kind),
        "type": "object",
        "properties": {**more, **properties},
        "required": [*more, *required],
        "additionalProperties": False,
    }


def _about(kind: type[Any]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _fields_schema(kind: type[Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields of a kind or request; what is optional is left out, never null."""
    schema = adapter(kind).json_schema()
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
