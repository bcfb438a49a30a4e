"""The quick ways of an import give what the thorough ones give."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.lives import lines
from ledger.aggregates import Law
from ledger.audit import Observer
from ledger.border import Faulty, read_feed_line, read_json
from ledger.codec import Draft
from ledger.events import (
    AccountDeregistered,
    BindingActivated,
    BindingInvited,
    Event,
    RulebookAdopted,
    ShopClosed,
    ShopUnlinked,
    ShowcaseProductsAdded,
    UnlinkApproved,
)
from ledger.record import Fact
from ledger.rulebook import built_in_rulebooks
from ledger.terms import BEGINNING

LAW = Law.recall(
    Fact(0, BEGINNING, BEGINNING, "law", path, RulebookAdopted(program="tiktok.channel", text=text))
    for path, text in built_in_rulebooks()
    if "tiktok/channel" in path
)


# --- facts, each spelled in a way that is read quickly and in one that is not ---------------------


def spelled_out(line: bytes) -> bytes:
    """The same line with spaces and escapes, which only the thorough way reads."""
    return json.dumps(orjson.loads(line), indent=None, separators=(" , ", " : ")).encode()


def taken(line: bytes) -> Draft | tuple[Any, ...]:
    """The fact of a line, or what is wrong with it."""
    try:
        return read_feed_line(read_json(line))
    except Faulty as why:
        return why.faults


LINES = [orjson.loads(line) for line in lines(9_000)]
ODD: list[Any] = [None, True, 1, 0, -1, 2**53, 1.5, "", "x", "\x00", "tiktok:A1", [], ["a"], {}]


def test_facts_of_a_feed_are_the_same_however_they_are_spelled() -> None:
    for line in LINES[::9]:
        raw = orjson.dumps(line)
        assert isinstance(taken(raw), Draft)
        assert taken(raw) == taken(spelled_out(raw))


@given(st.data())
@settings(max_examples=300)
def test_odd_values_meet_the_same_answer_however_they_are_spelled(data: st.DataObject) -> None:
    line = orjson.loads(orjson.dumps(data.draw(st.sampled_from(LINES))))
    part = data.draw(st.sampled_from([line, line["data"]]))
    part[data.draw(st.sampled_from([*part, "surprise"]))] = data.draw(st.sampled_from(ODD))
    raw = orjson.dumps(line)

    assert taken(raw) == taken(spelled_out(raw))


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1,"b":{"c":1,"c":2}}',
        b'{"a":12345678901234567890123}',
        b'{"a":-0,"a":1}',
        b'{"a":1e400}',
        b'{"a":NaN}',
        b'{"a":' + b"[" * 70 + b"]" * 70 + b"}",
    ],
)
def test_what_the_quick_reader_would_let_pass_is_read_thoroughly(line: bytes) -> None:
    def read(raw: bytes) -> Any:
        try:
            return read_json(raw)
        except Faulty as why:
            return [(fault.field, fault.expected) for fault in why.faults]

    assert read(line) == read(line.replace(b":", b": "))


# --- observed acts: who cannot have anything due is not settled -----------------------------------

ACTS: list[type[Event]] = [
    BindingInvited,
    BindingActivated,
    ShopUnlinked,
    UnlinkApproved,
    ShowcaseProductsAdded,
    ShopClosed,
    AccountDeregistered,
]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Lives of two shops and three accounts, closings and goodbyes among them."""
    at, facts = BEGINNING, []
    for position in range(1, draw(st.integers(1, 30)) + 1):
        at += timedelta(hours=draw(st.sampled_from([0, 1, 23, 24, 25, 200, 1_000])))
        kind = draw(st.sampled_from(ACTS))
        shop = draw(st.sampled_from(["tiktok:S1", "tiktok:S2"]))
        account = draw(st.sampled_from(["tiktok:A1", "tiktok:A2", "tiktok:A3"]))
        facts.append(Fact(position, at, at, "t", str(position), _act(kind, shop, account)))
    return facts


def _act(kind: Any, shop: str, account: str) -> Event:
    if kind is ShopClosed:
        return ShopClosed(shop=shop)
    if kind is AccountDeregistered:
        return AccountDeregistered(account=account)
    if kind is ShowcaseProductsAdded:
        return ShowcaseProductsAdded(account=account, shop=shop, count=30)
    names = {"binding": f"{shop}-{account}", "shop": shop, "account": account}
    act: Event = kind(**names, program="tiktok.channel")
    return act


@given(histories())
@settings(max_examples=150, deadline=None)
def test_the_breaches_are_those_of_settling_everybody(history: list[Fact]) -> None:
    quick, thorough = Observer(LAW), Observer(LAW)
    assert not quick.known.all_may_be_due
    thorough.known.all_may_be_due = True

    assert list(quick.breaches(history)) == list(thorough.breaches(history))
