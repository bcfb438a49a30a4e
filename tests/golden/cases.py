"""The facts whose exact bytes are kept: for every kind, one with all its fields and one with few.

A field that is one of a list of words also has a fact for each of the words. Times, names and salts
are fixed, so that the same fact has the same bytes for ever. A field that a kind was given after
its bytes were first kept stands in a case of its own, so that the older bytes stay what they were.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from ledger.codec import SALT_BYTES, Draft
from ledger.events import Event
from ledger.terms import (
    AccountId,
    Amount,
    Count,
    Country,
    Currency,
    Digest,
    FactName,
    Flag,
    Id,
    Instant,
    MiniProgramId,
    Number,
    Percent,
    Personal,
    Program,
    ShopId,
    Source,
    Tag,
    TimeZone,
    Words,
)

SALT: Final = bytes(range(SALT_BYTES))
HAPPENED: Final = datetime(2026, 3, 1, 9, 0, 0, tzinfo=UTC)
HAPPENED_FINELY: Final = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)
LEARNT: Final = datetime(2026, 3, 1, 9, 0, 5, 1, tzinfo=UTC)

_BY_TERM: Final[dict[Any, Any]] = {
    ShopId: "tiktok:S1",
    AccountId: "tiktok:A1",
    MiniProgramId: "douyin:小程序1",
    Program: "tiktok.channel",
    Id: "第 7 号",
    Country: "MX",
    Count: 50,
    Amount: 200_000,
    Currency: "CNY",
    Percent: "0.6",
    Number: "12.50",
    Source: "tiktok/seller-center",
    Flag: True,
    Instant: datetime(2026, 9, 28, 16, 0, 0, 500_000, tzinfo=UTC),
    Digest: "sha256:" + "5d" * 32,
    FactName: "tiktok/seller-center#b1-active",
    Tag: "shop:tiktok:S1",
    TimeZone: "America/Mexico_City",
    Words: 'a "text" with\nlines, a \\, an é, 中文 and 🛒',
    Personal: "墨西哥小店 «Ñandú»",
}

_REQUEST: Final = {
    "ask": "Invite",
    "id": "r-17",
    "shop": "tiktok:S1",
    "account": "tiktok:A1",
    "program": "tiktok.channel",
    "binding": "B7",
    "actor": "shop:ops-3",
    "network_country": "MX",
}

_VERDICT: Final = {
    "holds": False,
    "program": "tiktok.channel",
    "rulebook": "sha256:" + "a0" * 32,
    "findings": [
        {
            "rule": "account.rebind_wait",
            "outcome": "breaks",
            "severity": "refuse",
            "limit": {
                "value": 24,
                "unit": "hours",
                "since": "2000-01-01T00:00:00Z",
                "source": "003 / 3-24",
            },
            "seen": {"value": 3, "unit": "hours"},
            "evidence": [37],
            "cured_at": "2026-03-06T09:00:00Z",
        },
        {
            "rule": "account.holder_age",
            "outcome": "unknown",
            "severity": "refuse",
            "limit": {
                "value": 18,
                "unit": "years",
                "since": "2000-01-01T00:00:00Z",
                "source": "003 / 3-08",
            },
            "seen": None,
            "evidence": [],
            "missing": "no attestation",
        },
    ],
}

_BY_FIELD: Final[dict[str, Any]] = {
    "binding": "B1",
    "violation": "V1",
    "appeal": "AP1",
    "delegation": "D1",
    "grantee": "tiktok:A2",
    "successor": "tiktok:A2",
    "successor_binding": "B2",
    "accounts": ("tiktok:A1", "tiktok:A2"),
    "personal": {"value": "墨西哥小店 «Ñandú»"},
    "year": 2026,
    "engine": "0.1.0",
    "submitted_by": "account:tiktok:A1",
    "about": ("shop:tiktok:S1", "account:tiktok:A1", "binding:B1"),
    "subjects": ("account:tiktok:A1", "request:r-17", "shop:tiktok:S1"),
}

_DOCUMENTS: Final = {"request": _REQUEST, "verdict": _VERDICT}

_WORDS_BY_FIELD: Final = {
    "main_category": "美妆",
    "theme": "Beauty",
    "category": "false_advertising",
    "media_type": "application/pdf",
}


_ADDED_LATER: Final = {
    "AppealSubmitted.v1": ("channel",),
    "BindingActivated.v1": ("display", "surfaces"),
    "EcommercePermissionFrozen.v1": ("functions",),
    "EnterpriseVerificationPassed.v1": ("uscc",),
    "NetworkLocationObserved.v1": ("network_kind",),
    "RequestGranted.v1": ("personal",),
    "RequestRefused.v1": ("personal",),
    "ShopSubjectDeclared.v1": ("uscc",),
    "ShopUnlinked.v1": ("channel",),
}
"""The fields that kinds were given after their first golden bytes; all of them are optional."""


def drafts_of(kind: type[Event]) -> Iterator[tuple[str, Draft]]:
    """The facts of a kind whose bytes are kept, each with the name of its case."""
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = dataclasses.fields(kind)
    later = _ADDED_LATER.get(kind.kind, ())
    whole = {field.name: _example(field.name, hints[field.name]) for field in fields}
    every = {name: value for name, value in whole.items() if name not in later}
    wanted = {field.name for field in fields if field.default is dataclasses.MISSING}
    wanted |= {group[0] for group in kind.needs}
    few = {name: _sparse(every[name], hints[name]) for name in every if name in wanted}
    yield "every field", _draft(kind(**every), full=True)
    if few != every:
        yield "few fields", _draft(kind(**few), full=False)
    if later:
        yield f"with {', '.join(later)}", _draft(kind(**whole), full=True)
    for name in whole:
        for word in _words(hints[name]):
            if word not in (whole[name], few.get(name)):
                yield f"{name} {word}", _draft(kind(**{**few, name: word}), full=False)


def _draft(event: Event, *, full: bool) -> Draft:
    if not full:
        return Draft(event, HAPPENED, "tiktok/seller-center", "b1-few")
    return Draft(
        event,
        HAPPENED_FINELY,
        "bindledger:例子",
        "018f6f3e-0000-7000-8000-00000000002a",
        "shop:ops-3",
        "r-17",
        "bindledger:例子#018f6f3e-0000-7000-8000-000000000029",
    )


def _example(name: str, hint: Any) -> Any:
    hint = _given(hint)
    if hint == dict[str, Any]:
        return _DOCUMENTS[name]
    if name in _BY_FIELD and hint != Words:
        return _BY_FIELD[name]
    if name in _WORDS_BY_FIELD:
        return _WORDS_BY_FIELD[name]
    if typing.get_origin(hint) is tuple:
        part = _example("", typing.get_args(hint)[0])
        return (part, "second") if part == _BY_TERM[Words] else (part,)
    return next(iter(_words(hint)), None) or _BY_TERM[hint]


def _sparse(value: Any, hint: Any) -> Any:
    """A value with little in it, of the same type: what is allowed to be null or empty is."""
    if type(None) in typing.get_args(hint) and isinstance(value, datetime):
        return None
    match value:
        case bool():
            return False
        case int():
            return 0
        case tuple() if value and str(value[0]).startswith("sha256:"):
            return ()
        case _:
            return value


def _given(hint: Any) -> Any:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


def _words(hint: Any) -> tuple[str, ...]:
    hint = _given(hint)
    return typing.get_args(hint) if typing.get_origin(hint) is typing.Literal else ()
