"""The JSON Schema of every kind and request says what the border takes."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ledger.border import schema_of
from ledger.codec import personal_fields
from ledger.events import KIND_BY_NAME, KINDS, Event
from ledger.requests import REQUEST_BY_NAME, REQUESTS, Request
from tests.border.lines import INVITE, SHOP
from tests.border.schema_reader import takes
from tests.border.test_facts import BAD
from tests.border.test_requests import BAD as BAD_REQUESTS
from tests.golden.write_leaves import read_golden

EVERY_KIND = pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in KINDS])
EVERY_REQUEST = pytest.mark.parametrize(
    "request_kind", [pytest.param(kind, id=kind.__name__) for kind in REQUESTS]
)

# What a schema cannot say, and the border refuses all the same.
BEYOND_A_SCHEMA = (
    "an instant not before 2000",
    "half characters",
    "a time zone of the IANA database",
)


def schema(name: str) -> dict[str, Any]:
    found = schema_of(name)
    assert found is not None
    return found


def lines_of(kind: type[Event]) -> Iterator[dict[str, Any]]:
    for golden in read_golden():
        if golden["kind"] == kind.kind:
            line = json.loads(golden["export"])
            yield {
                name: value
                for name, value in line.items()
                if name not in ("recordedtime", "personalsalt")
            }


@EVERY_KIND
def test_the_schema_of_a_kind_takes_its_golden_facts(kind: type[Event]) -> None:
    assert all(takes(schema(kind.kind), line) for line in lines_of(kind))


@EVERY_KIND
def test_the_schema_of_a_kind_names_every_field(kind: type[Event]) -> None:
    told = schema(kind.kind)
    data = told["properties"]["data"]
    fields = dataclasses.fields(kind)

    assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert told["title"] == kind.kind
    assert told["description"]
    assert set(data["properties"]) == {field.name for field in fields}
    assert set(data["required"]) == {
        field.name for field in fields if field.default is dataclasses.MISSING
    }
    assert {name for name, part in data["properties"].items() if part.get("x-personal")} == set(
        personal_fields(kind)
    )
    assert data["additionalProperties"] is told["additionalProperties"] is False


@EVERY_KIND
def test_the_schema_of_a_kind_asks_for_what_the_kind_needs(kind: type[Event]) -> None:
    line = next(lines_of(kind))
    for group in kind.needs:
        without = {name: part for name, part in line["data"].items() if name not in group}
        assert not takes(schema(kind.kind), {**line, "data": without})
    for field in dataclasses.fields(kind):
        if field.default is dataclasses.MISSING:
            without = {name: part for name, part in line["data"].items() if name != field.name}
            assert not takes(schema(kind.kind), {**line, "data": without})
        else:
            null = {**line["data"], field.name: None}
            assert not takes(schema(kind.kind), {**line, "data": null})


def test_the_earliest_of_a_refusal_may_be_null() -> None:
    line = next(lines_of(KIND_BY_NAME["RequestRefused.v1"]))

    assert takes(schema("RequestRefused.v1"), {**line, "data": {**line["data"], "earliest": None}})


@pytest.mark.parametrize(("line", "field", "expected", "got"), BAD)
def test_a_schema_refuses_the_bad_lines_of_the_border(
    line: Any, field: str, expected: Any, got: Any
) -> None:
    told = schema_of(line["type"]) if isinstance(line.get("type"), str) else None
    if told is None:
        assert field == "type"
        return
    if _is_beyond(expected, field, line) or field == "type":
        return
    assert not takes(told, line)


def _is_beyond(expected: Any, field: str, line: Any) -> bool:
    """Whether only the border can know: a day that no calendar has, half a character, a zone."""
    if field == "data.time_zone":
        return isinstance(line["data"]["time_zone"], str)
    if expected is ...:
        return False
    if any(part in expected for part in BEYOND_A_SCHEMA):
        return True
    if "\\ud800" in field:
        return False
    if field == "id" and line["id"] == "\ud800":
        return True
    looks_right = re.compile(
        r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.A
    )
    time = line.get("time")
    return field == "time" and isinstance(time, str) and bool(looks_right.fullmatch(time))


@EVERY_REQUEST
def test_the_schema_of_a_request_names_every_field(request_kind: type[Request]) -> None:
    told = schema(request_kind.__name__)
    fields = dataclasses.fields(request_kind)

    assert set(told["properties"]) == {"ask"} | {field.name for field in fields}
    assert set(told["required"]) == {"ask"} | {
        field.name for field in fields if field.default is dataclasses.MISSING
    }
    assert told["title"] == request_kind.__name__
    assert told["properties"]["ask"] == {"const": request_kind.__name__}
    assert told["additionalProperties"] is False


@pytest.mark.parametrize(("line", "field", "expected", "got"), BAD_REQUESTS)
def test_a_schema_refuses_the_bad_requests_of_the_border(
    line: Any, field: str, expected: Any, got: Any
) -> None:
    ask = line.get("ask")
    told = REQUEST_BY_NAME.get(ask) if isinstance(ask, str) else None
    if told is None:
        assert field == "ask"
        return
    if line.get("at") == "1999-12-31T23:59:59Z":
        return
    assert not takes(schema(told.__name__), line)


def test_the_examples_of_the_border_pass() -> None:
    assert takes(schema("ShopRegistered.v1"), SHOP)
    assert takes(schema("ShopRegistered.v1"), {**SHOP, "actor": None})
    assert takes(schema("Invite"), INVITE)


def test_a_kind_is_found_without_its_version() -> None:
    assert schema_of("ShopRegistered") == schema_of("ShopRegistered.v1")


@pytest.mark.parametrize("name", ["Nonsense", "", "shopregistered", "ShopRegistered.v2"])
def test_an_unknown_name_has_no_schema(name: str) -> None:
    assert schema_of(name) is None


def test_every_schema_is_json() -> None:
    names = [*KIND_BY_NAME, *REQUEST_BY_NAME]
    assert len(names) == len(set(names))
    for name in names:
        text = json.dumps(schema(name), allow_nan=False)
        assert json.loads(text) == schema(name)
