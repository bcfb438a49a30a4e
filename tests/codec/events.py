"""Random facts of every kind, drawn from the declarations of the kinds themselves."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from hypothesis import strategies as st

from ledger.codec import SALT_BYTES, Draft
from ledger.events import KINDS, Event
from ledger.terms import (
    LARGEST_INTEGER,
    PERSONAL,
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

texts: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ids: Final = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
platforms: Final = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
instants: Final = st.datetimes(
    datetime(2000, 1, 1), datetime(9999, 12, 31, 23, 59, 59), timezones=st.just(UTC)
)
salts: Final = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)
integers: Final = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)

keys: Final = st.text(st.characters(max_codepoint=127), max_size=8)
plain_json: Final = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(keys, part, max_size=4),
    max_leaves=12,
)

sources: Final = ids.map(lambda text: text.replace("#", "/"))
native_ids: Final = st.builds("{}:{}".format, platforms, ids)

_BY_TERM: Final[dict[Any, st.SearchStrategy[Any]]] = {
    ShopId: native_ids,
    AccountId: native_ids,
    MiniProgramId: native_ids,
    Program: st.builds("{}.{}".format, platforms, platforms),
    Id: ids,
    Country: st.sampled_from(["MX", "CN", "DE"]),
    Count: st.integers(0, LARGEST_INTEGER),
    Amount: st.integers(0, LARGEST_INTEGER),
    Currency: st.sampled_from(["CNY", "MXN", "USD"]),
    Percent: st.decimals(0, 100, places=2).map(str),
    Number: st.decimals(-(10**9), 10**9, places=3).map(str),
    Source: sources,
    Flag: st.booleans(),
    Instant: instants,
    Digest: st.binary(min_size=32, max_size=32).map(lambda raw: "sha256:" + raw.hex()),
    FactName: st.builds("{}#{}".format, sources, ids),
    Tag: native_ids.map("shop:".__add__),
    TimeZone: st.sampled_from(["America/Mexico_City", "Asia/Shanghai", "UTC"]),
    Words: texts,
    Personal: texts,
    dict[str, Any]: st.dictionaries(keys, plain_json, max_size=4),
    Annotated[dict[str, Any], PERSONAL]: st.dictionaries(keys, texts, max_size=2),
}


_NONE: Final = type(None)


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field by its declared type."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        options = [
            st.none() if part is _NONE else values_of(part) for part in typing.get_args(hint)
        ]
        either: st.SearchStrategy[Any] = st.one_of(options)
        return either
    if typing.get_origin(hint) is typing.Literal:
        return st.sampled_from(typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        return st.lists(values_of(typing.get_args(hint)[0]), max_size=3).map(tuple)
    return _BY_TERM[hint]


@st.composite
def events_of(draw: st.DrawFn, kind: type[Event]) -> Event:
    """Events of a kind, such that nothing the kind needs is missing."""
    hints = typing.get_type_hints(kind, include_extras=True)
    fields: dict[str, Any] = {
        field.name: draw(values_of(hints[field.name])) for field in dataclasses.fields(kind)
    }
    for group in kind.needs:
        if all(fields[name] is None for name in group):
            name = draw(st.sampled_from(group))
            fields[name] = draw(values_of(hints[name]).filter(lambda value: value is not None))
    return kind(**fields)


@st.composite
def drafts_of(draw: st.DrawFn, kind: type[Event]) -> Draft:
    """Facts of a kind before they have a place."""
    return Draft(
        draw(events_of(kind)),
        draw(instants),
        draw(sources),
        draw(ids),
        draw(st.none() | ids),
        draw(st.none() | ids),
        draw(st.none() | _BY_TERM[FactName]),
    )


drafts: Final = st.sampled_from(KINDS).flatmap(drafts_of)
