"""Requests as callers write them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.requests import REQUESTS, Invite, Request, SubmitAppeal, request_json
from tests.border.lines import GONE, asked, faults, invite, only_fault
from tests.codec.events import values_of

EVERY_REQUEST = pytest.mark.parametrize(
    "kind", [pytest.param(kind, id=kind.__name__) for kind in REQUESTS]
)


def test_a_line_becomes_a_request() -> None:
    assert asked(invite(network_country="MX", at="2026-03-01T17:00:00+08:00")) == Invite(
        id="r-17",
        actor="shop:ops-3",
        shop="tiktok:S1",
        account="tiktok:A1",
        program="tiktok.channel",
        network_country="MX",
        at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    )


BAD = [
    (invite(ask=GONE), "ask", "a request, such as Invite", "nothing"),
    (invite(ask="Invit"), "ask", "a request, such as Invite", '"Invit"'),
    (invite(ask="invite"), "ask", "a request, such as Invite", '"invite"'),
    (invite(ask="BindingInvited"), "ask", ..., '"BindingInvited"'),
    (invite(ask=None), "ask", ..., "null"),
    (invite(ask=["Invite"]), "ask", ..., '["Invite"]'),
    (invite(ask="\ud800"), "ask", ..., '"\\ud800"'),
    (invite(id=GONE), "id", "a value", "nothing"),
    (invite(id=""), "id", "an id", '""'),
    (invite(id=17), "id", "an id", "17"),
    (invite(id="r\n17"), "id", "text without control characters", ...),
    (invite(id="r" * 201), "id", "at most 200 characters", ...),
    (invite(actor=GONE), "actor", "a value", "nothing"),
    (invite(actor=None), "actor", "an id", "null"),
    (invite(shop=GONE), "shop", "a value", "nothing"),
    (invite(shop="S1"), "shop", "a shop as <platform>:<id>", '"S1"'),
    (invite(account=7), "account", "an account as <platform>:<id>", "7"),
    (invite(program="tiktok"), "program", "a program as <platform>.<name>", '"tiktok"'),
    (invite(program="TikTok.Channel"), "program", "a program as <platform>.<name>", ...),
    (invite(network_country="Mexico"), "network_country", ..., '"Mexico"'),
    (invite(network_country=None), "network_country", "a value, or no such field", "null"),
    (invite(binding=None), "binding", "a value, or no such field", "null"),
    (invite(binding=""), "binding", "an id", '""'),
    (invite(at="2026-03-01"), "at", ..., '"2026-03-01"'),
    (invite(at=1772355600), "at", ..., "1772355600"),
    (invite(at="1999-12-31T23:59:59Z"), "at", ..., ...),
    (invite(at=None), "at", "a value, or no such field", "null"),
    (invite(outcome="passed"), "outcome", "no such field", '"passed"'),
    (invite() | {"\ud800": 1}, "\\ud800", "no such field", "1"),
    (
        {"ask": "ConcludeReview", "id": "r", "actor": "p", "binding": "B1", "outcome": "maybe"},
        "outcome",
        "one of passed, failed",
        '"maybe"',
    ),
    (
        {
            "ask": "AddShowcaseProducts",
            "id": "r",
            "actor": "p",
            "account": "tiktok:A1",
            "count": -1,
        },
        "count",
        "a whole number from 0 to 9007199254740991",
        "-1",
    ),
    (
        {
            "ask": "SubmitAppeal",
            "id": "r",
            "actor": "p",
            "violation": "V1",
            "submitted_by": "A1",
        },
        "submitted_by",
        "a subject as <kind>:<id>, such as shop:tiktok:S1",
        '"A1"',
    ),
]


@pytest.mark.parametrize(("line", "field", "expected", "got"), BAD)
def test_a_bad_request_is_told_field_expectation_and_what_stood_there(
    line: Any, field: str, expected: Any, got: Any
) -> None:
    found = only_fault(lambda: asked(line))

    assert found[0] == field
    assert expected is ... or found[1] == expected
    assert got is ... or found[2] == got


def test_everything_wrong_with_a_request_is_told_at_once() -> None:
    line = invite(id="", actor=GONE, shop="S1", binding=None, colour="red", at="now")

    assert {fault.field for fault in faults(lambda: asked(line))} == {
        "id",
        "actor",
        "shop",
        "binding",
        "colour",
        "at",
    }


@EVERY_REQUEST
@given(data=st.data())
@settings(max_examples=10)
def test_a_request_is_read_as_it_is_written(kind: type[Request], data: st.DataObject) -> None:
    hints = get_type_hints(kind, include_extras=True)
    request = kind(
        **{
            field.name: data.draw(values_of(hints[field.name]))
            for field in dataclasses.fields(kind)
        }
    )

    assert asked(request_json(request)) == request


@EVERY_REQUEST
def test_every_request_misses_its_fields_and_refuses_those_of_none(kind: type[Request]) -> None:
    found = {fault.field for fault in faults(lambda: asked({"ask": kind.__name__, "surprise": 1}))}

    wanted = {
        field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING
    }
    assert found == wanted | {"surprise"}
    assert {"id", "actor"} <= wanted


def test_what_the_ledger_names_may_be_left_out() -> None:
    line = {
        "ask": "SubmitAppeal",
        "id": "r",
        "actor": "a",
        "violation": "V1",
        "submitted_by": "account:tiktok:A1",
    }

    request = asked(line)

    assert isinstance(request, SubmitAppeal)
    assert (request.appeal, request.program) == (None, None)
    assert request_json(request) == line
