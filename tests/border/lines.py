"""Lines as feeds bring them, to be spoilt one way at a time."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from ledger.border import Fault, Faulty, read_feed_line, read_json, read_request
from ledger.codec import Draft
from ledger.requests import Request

SHOP: Final[dict[str, Any]] = {
    "specversion": "1.0",
    "type": "ShopRegistered.v1",
    "source": "tiktok/seller-center",
    "id": "s1",
    "time": "2026-03-01T09:00:00Z",
    "data": {"shop": "tiktok:S1", "operating_country": "MX"},
}

INVITE: Final[dict[str, Any]] = {
    "ask": "Invite",
    "id": "r-17",
    "shop": "tiktok:S1",
    "account": "tiktok:A1",
    "program": "tiktok.channel",
    "actor": "shop:ops-3",
}

GONE: Final = object()
"""A value that stands for: leave this out."""


def fact(kind: str = "ShopRegistered.v1", data: dict[str, Any] | None = None, **other: Any) -> Any:
    """A line of a feed; attributes by name."""
    given = {**SHOP, "type": kind, **({"data": data} if data is not None else {}), **other}
    return _without_gone(given)


def shop(**data: Any) -> Any:
    """The line of a shop's registration, with other data."""
    return fact(data=_without_gone({**SHOP["data"], **data}))


def invite(**other: Any) -> Any:
    """An invitation asked for, with other fields."""
    return _without_gone({**INVITE, **other})


def _without_gone(given: dict[str, Any]) -> dict[str, Any]:
    return {name: copy.deepcopy(value) for name, value in given.items() if value is not GONE}


def taken(line: Any) -> Draft:
    """The fact of a line, through its JSON text."""
    return read_feed_line(read_json(json.dumps(line).encode()))


def asked(line: Any) -> Request:
    """The request of a line, through its JSON text."""
    return read_request(read_json(json.dumps(line).encode()))


def faults(read: Callable[[], Any]) -> list[Fault]:
    """What is wrong with a line; every text can be printed, and is a phrase."""
    with pytest.raises(Faulty) as caught:
        read()
    found = list(caught.value.faults)
    assert found
    for fault in found:
        for text in (fault.field, fault.expected, fault.got):
            text.encode()
        assert fault.expected
        assert fault.got
        assert "Error" not in fault.expected
        assert len(fault.got) <= 120
    fields = [fault.field for fault in found]
    assert len(set(fields)) == len(fields)
    return found


def only_fault(read: Callable[[], Any]) -> tuple[str, str, str]:
    """The one thing that is wrong with a line: field, expected, got."""
    [fault] = faults(read)
    return fault.field, fault.expected, fault.got
