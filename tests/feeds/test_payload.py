"""Reading what platforms write: epochs of every unit, JSON inside JSON, ids of any length."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.border import Faulty
from ledger.feeds.payload import CHINA, Part
from ledger.feeds.xml_object import read_xml

NINE: datetime = datetime(2026, 3, 1, 9, 0, 0, tzinfo=UTC)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("value", [1772355600, "1772355600"])
def test_seconds_are_read_as_number_and_as_text(value: Any) -> None:
    assert Part("body", {"at": value}).seconds("at") == NINE


@pytest.mark.parametrize("value", [1772355600789, "1772355600789"])
def test_milliseconds_keep_their_fraction(value: Any) -> None:
    assert Part("body", {"at": value}).milliseconds("at") == NINE.replace(microsecond=789_000)


def test_a_local_time_is_that_of_its_zone() -> None:
    assert Part("body", {"at": "2026-03-01 17:00:00"}).local("at", CHINA) == NINE


def test_an_instant_has_its_own_offset() -> None:
    assert Part("body", {"at": "2026-03-01T17:00:00+08:00"}).instant("at") == NINE


@pytest.mark.parametrize(
    "read",
    [
        lambda part: part.seconds("at"),
        lambda part: part.milliseconds("at"),
        lambda part: part.local("at", CHINA),
        lambda part: part.instant("at"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "soon", [], {}, True, 1.5, "1e9", "１７", "9" * 400])
def test_anything_else_is_no_time(read: Callable[[Part], datetime], value: Any) -> None:
    with pytest.raises(Faulty) as fault:
        read(Part("body.data", {"at": value}))

    assert [one.field for one in fault.value.faults] == ["body.data.at"]


@given(st.integers(min_value=0, max_value=10**40))
def test_an_id_keeps_every_digit(number: int) -> None:
    inner = json.dumps({"id": number})

    assert Part("body", {"id": number}).text("id") == str(number)
    assert Part("body", {"data": inner}).part("data").text("id") == str(number)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), PLAIN))
def test_an_object_is_the_same_however_it_was_wrapped(value: dict[str, Any]) -> None:
    text = json.dumps(value)

    for wrapped in (value, text, quote(text), quote_plus(text)):
        assert Part("body", {"data": wrapped}).part("data").fields == value


@pytest.mark.parametrize(
    "value", [None, 7, "", "7", "[]", "{", "%7B", "%", "{} {}", "\ud800", "{" * 10_000]
)
def test_what_holds_no_object_is_told_where_it_stands(value: Any) -> None:
    with pytest.raises(Faulty) as fault:
        Part("body", {"data": value}).part("data")

    assert [one.field for one in fault.value.faults] == ["body.data"]
    assert Part("body", {"data": value}).maybe_part("data") is None


def test_xml_is_the_object_that_json_would_be() -> None:
    text = "<xml><A><![CDATA[a & b]]></A><B><C>1</C><D/></B><E>1</E><E>2</E></xml>"

    assert read_xml(text, "body") == {"A": "a & b", "B": {"C": "1", "D": ""}, "E": ["1", "2"]}


@pytest.mark.parametrize(
    "text",
    [
        "<xml>",
        "<xml>&unknown;</xml>",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        "<a>" * 100 + "</a>" * 100,
        "<x>\x00</x>",
        "<x>\ud800</x>",
    ],
)
def test_xml_that_is_none_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(Faulty) as fault:
        read_xml(text, "body")

    assert [one.field for one in fault.value.faults] == ["body"]
