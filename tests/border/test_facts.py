"""Lines of feeds: what is taken in, how it is made one form, and what every bad line is told."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.border import Faulty, is_export, read_feed_line
from ledger.border.sense import senseless
from ledger.codec import Draft, encode
from ledger.events import KINDS, Event, ShopRegistered
from tests.border.lines import GONE, fact, faults, only_fault, shop, taken
from tests.codec.events import drafts, drafts_of, plain_json

AN_INSTANT = "RFC 3339 with seconds and an offset, such as 2026-03-01T09:00:00Z"
A_COUNT = "a whole number from 0 to 9007199254740991"
NO_CONTROL = "text without control characters"
NO_HALVES = "text without half characters (lone surrogates)"
FROM_FEEDS = [kind for kind in KINDS if kind.from_feeds]


def banned(**data: Any) -> Any:
    return fact("AccountBanned.v1", {"account": "tiktok:A1", **data})


def score(value: Any) -> Any:
    return fact("ComplianceScoreObserved.v1", {"shop": "tiktok:S1", "score": value})


def screened(reasons: Any) -> Any:
    data = {"account": "tiktok:A1", "result": "clean", "reasons": reasons}
    return fact("ContentScreened.v1", data)


def settled(**data: Any) -> Any:
    given = {"shop": "tiktok:S1", "amount": 2000, "currency": "CNY", **data}
    return fact("SettlementObserved.v1", given)


def terms(percent: Any) -> Any:
    return fact("CommissionTermsSet.v1", {"shop": "tiktok:S1", "host_percent": percent})


def measured(value: Any) -> Any:
    return fact("MetricSnapshotRecorded.v1", {"shop": "tiktok:S1", "metric": "gpm", "value": value})


_PERCENT = "a percentage from 0 to 100 as text, at most 6 decimals, such as 0.6"
_NUMBER = "a decimal number as text, at most 9 decimals, such as 12.5"

_NO_INSTANTS: tuple[Any, ...] = (
    "2026-03-01T09:00:00",
    "2026-03-01",
    "2026-03-01T09:00Z",
    "2026-03-01 09:00:00Z",
    "2026-03-01T09:00:60Z",
    "2026-03-01T24:00:00Z",
    "2026-03-01T09:00:00.1234567Z",
    "2026-03-01T09:00:00.Z",
    "2026-03-01T09:00:00,5Z",
    "2026-02-30T09:00:00Z",
    "2026-03-01T09:00:00+0800",
    "2026-03-01T09:00:00+08",
    "2026-03-01T09:00:00+24:00",
    "2026-03-01T09:00:00+08:60",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "+2026-03-01T09:00:00Z",
    "２０２６-03-01T09:00:00Z",
    "2026-03-01T09:00:00Z\n",
    "1772355600",
    "",
    1772355600,
    1772355600.5,
    True,
    None,
    [],
)

BAD = [
    # money, rates and metrics
    *((settled(amount=amount), "data.amount", ..., ...) for amount in (-1, 20.0, "2000", True)),
    *(
        (settled(currency=currency), "data.currency", ..., ...)
        for currency in ("cny", "CN", "CNYY", "¥", "")
    ),
    *(
        (terms(percent), "data.host_percent", _PERCENT, ...)
        for percent in ("100.01", "101", "-1", "015", "0.1234567", "15%", "1e1", "15.", ".5", "")
    ),
    (terms(15), "data.host_percent", _PERCENT, "15"),
    *(
        (measured(value), "data.value", _NUMBER, ...)
        for value in ("01", "1.", "1,5", "1e3", "--1", "+1", "NaN", "1.0123456789", "9" * 19)
    ),
    # attributes
    (fact(specversion=GONE), "specversion", "a value", "nothing"),
    (fact(specversion="0.3"), "specversion", "one of 1.0", '"0.3"'),
    (fact(specversion=1.0), "specversion", "one of 1.0", "1.0"),
    (fact(type=GONE), "type", "a value", "nothing"),
    (fact(type=7), "type", "a text", "7"),
    (fact(type=None), "type", "a text", "null"),
    (fact("ShopRegistred.v1"), "type", "a known kind, such as ShopRegistered.v1", ...),
    (fact("ShopRegistered"), "type", "a known kind, such as ShopRegistered.v1", ...),
    (fact("ShopRegistered.v2"), "type", "a known kind, such as ShopRegistered.v1", ...),
    (fact("Zzz"), "type", "a known kind (see `bindledger schema`)", '"Zzz"'),
    (fact(source=GONE), "source", "a value", "nothing"),
    (fact(source=""), "source", "a source, without #", '""'),
    (fact(source="feed#2"), "source", "a source, without #", '"feed#2"'),
    (fact(id=""), "id", "an id", '""'),
    (fact(id=7), "id", "an id", "7"),
    (fact(id="a\x1b[31m"), "id", NO_CONTROL, '"a\\u001b[31m"'),
    (fact(id="a\n"), "id", NO_CONTROL, '"a\\n"'),
    (fact(id="a\x7f"), "id", NO_CONTROL, ...),
    (fact(id="a\x9b31m"), "id", NO_CONTROL, ...),
    (fact(id="\ud800"), "id", NO_CONTROL, '"\\ud800"'),
    (fact(id="号" * 201), "id", "at most 200 characters", ...),
    (fact(actor=""), "actor", "an id", '""'),
    (fact(correlationid=["r"]), "correlationid", "an id", '["r"]'),
    (fact(causationid="s1"), "causationid", "a fact as <source>#<id>", '"s1"'),
    (fact(causationid="#s1"), "causationid", "a fact as <source>#<id>", '"#s1"'),
    (fact(causationid="s#1\n"), "causationid", NO_CONTROL, '"s#1\\n"'),
    (fact(datacontenttype="text/json"), "datacontenttype", "one of application/json", ...),
    (fact(subject="S1"), "subject", "no such field", '"S1"'),
    (fact(dataschema="x"), "dataschema", "no such field", '"x"'),
    (fact() | {"a.b": 1}, "a.b", "no such field", "1"),
    (fact() | {"function-plain": 1}, "function-plain", "no such field", "1"),
    (fact() | {"\ud800": 1}, "\\ud800", "no such field", "1"),
    (fact() | {"键": 1}, "键", "no such field", "1"),
    # what only an export has
    *(
        (
            fact() | {name: value},
            name,
            "no such attribute in a feed; an export goes into a bare ledger",
            ...,
        )
        for name, value in (
            ("recordedtime", "2026-03-01T09:00:00Z"),
            ("personalsalt", "AAECAwQFBgcICQoLDA0ODw=="),
            ("personaldigest", "5d" * 32),
        )
    ),
    # times
    *((fact(time=time), "time", AN_INSTANT, ...) for time in _NO_INSTANTS),
    *(
        (fact(time=time), "time", "an instant not before 2000-01-01T00:00:00Z", ...)
        for time in (
            "1999-12-31T23:59:59.999999Z",
            "2000-01-01T00:00:00+00:01",
            "0001-01-01T00:00:00Z",
        )
    ),
    # data
    ({name: fact()[name] for name in fact() if name != "data"}, "data", "a value", "nothing"),
    (fact() | {"data": []}, "data", "an object", "[]"),
    (fact() | {"data": "S1"}, "data", "an object", '"S1"'),
    (fact() | {"data": None}, "data", "an object", "null"),
    (shop(shop=GONE), "data.shop", "a value", "nothing"),
    (shop(shop="S1"), "data.shop", "a shop as <platform>:<id>", '"S1"'),
    (shop(shop="tiktok:"), "data.shop", "a shop as <platform>:<id>", ...),
    (shop(shop=":S1"), "data.shop", "a shop as <platform>:<id>", ...),
    (shop(shop="TikTok:S1"), "data.shop", "a shop as <platform>:<id>", ...),
    (shop(shop="tiktok:S\x001"), "data.shop", NO_CONTROL, ...),
    (shop(shop="tiktok:" + "S" * 194), "data.shop", "at most 200 characters", ...),
    (shop(shop={"id": "S1"}), "data.shop", "a shop as <platform>:<id>", '{"id": "S1"}'),
    (banned(account="A1"), "data.account", "an account as <platform>:<id>", '"A1"'),
    (shop(operating_country="mx"), "data.operating_country", ..., '"mx"'),
    (shop(operating_country="MEX"), "data.operating_country", ..., '"MEX"'),
    (shop(surprise=1), "data.surprise", "no such field", "1"),
    (shop(kind="x"), "data.kind", "no such field", '"x"'),
    (shop(**{"\ud800": 1}), "data.\\ud800", "no such field", "1"),
    (shop(name=7), "data.name", "a text", "7"),
    (shop(name="\ud800"), "data.name", NO_HALVES, '"\\ud800"'),
    (shop(main_category="美妆\udfff"), "data.main_category", NO_HALVES, '"美妆\\udfff"'),
    (shop(subject_type="robot"), "data.subject_type", ..., '"robot"'),
    (shop(subject_type=1), "data.subject_type", ..., "1"),
    (shop(time_zone="Mars/Olympus"), "data.time_zone", ..., '"Mars/Olympus"'),
    (shop(time_zone="../../etc/passwd"), "data.time_zone", ..., ...),
    (shop(time_zone="localtime"), "data.time_zone", ..., ...),
    (shop(name=None), "data.name", "a value, or no such field", "null"),
    (shop(time_zone=None), "data.time_zone", "a value, or no such field", "null"),
    (shop(operating_country=None), "data.operating_country", ..., "null"),
    (score(-1), "data.score", A_COUNT, "-1"),
    (score(80.0), "data.score", A_COUNT, "80.0"),
    (score(80.5), "data.score", A_COUNT, "80.5"),
    (score("80"), "data.score", A_COUNT, '"80"'),
    (score(True), "data.score", A_COUNT, "true"),
    (score(None), "data.score", A_COUNT, "null"),
    (score(2**53), "data.score", A_COUNT, "9007199254740992"),
    (score(10**400), "data.score", A_COUNT, ...),
    (
        fact("AccountBanLifted.v1", {"account": "tiktok:A1", "overturned": 1}),
        "data.overturned",
        "true or false",
        "1",
    ),
    (
        fact("AccountBanLifted.v1", {"account": "tiktok:A1", "overturned": "true"}),
        "data.overturned",
        "true or false",
        '"true"',
    ),
    (screened("late"), "data.reasons", "a list", '"late"'),
    (screened({"0": "late"}), "data.reasons", "a list", '{"0": "late"}'),
    (screened(["late", 7]), "data.reasons.1", "a text", "7"),
    (screened(["late", None]), "data.reasons.1", "a text", "null"),
    (screened(["\udc00"]), "data.reasons.0", NO_HALVES, '"\\udc00"'),
    # what a kind needs one of
    (
        fact("ComplianceScoreObserved.v1", {"score": 80}),
        "data.shop",
        "at least one of shop, account",
        "nothing",
    ),
    (
        fact("ShopRenamed.v1", {"shop": "tiktok:S1"}),
        "data.name",
        "at least one of name",
        "nothing",
    ),
    (
        fact("AccountRenamed.v1", {"account": "tiktok:A1"}),
        "data.handle",
        "at least one of handle, name",
        "nothing",
    ),
    (
        fact("EvidenceAttached.v1", {"about": "shop:tiktok:S1"})
        | {
            "data": {"about": ["S1"], "digest": "sha256:" + "0" * 64, "media_type": "", "title": ""}
        },
        "data.about.0",
        "a subject as <kind>:<id>, such as shop:tiktok:S1",
        '"S1"',
    ),
]


@pytest.mark.parametrize(("line", "field", "expected", "got"), BAD)
def test_a_bad_line_is_told_field_expectation_and_what_stood_there(
    line: Any, field: str, expected: Any, got: Any
) -> None:
    found = only_fault(lambda: taken(line))

    assert found[0] == field
    assert expected is ... or found[1] == expected
    assert got is ... or found[2] == got


@pytest.mark.parametrize(
    "kind",
    [
        "RulebookAdopted.v1",
        "CalendarAdopted.v1",
        "RequestGranted.v1",
        "RequestRefused.v1",
        "FactAnnulled.v1",
        "PersonalFieldsForgotten.v1",
    ],
)
def test_law_and_decisions_do_not_come_in_through_a_feed(kind: str) -> None:
    assert only_fault(lambda: taken(fact(kind, {}))) == (
        "type",
        "a kind that feeds may bring; the ledger makes this one",
        kind,
    )


def test_those_are_all_the_kinds_that_feeds_may_not_bring() -> None:
    assert {kind.kind for kind in KINDS if not kind.from_feeds} == {
        "RulebookAdopted.v1",
        "CalendarAdopted.v1",
        "RequestGranted.v1",
        "RequestRefused.v1",
        "FactAnnulled.v1",
        "PersonalFieldsForgotten.v1",
        "DisputeOpened.v1",
        "DisputeNoted.v1",
        "ClaimMade.v1",
        "DisputeResolved.v1",
    }


def test_everything_wrong_with_a_line_is_told_at_once() -> None:
    line = shop(shop="S1", operating_country=GONE, surprise=1, name=None) | {
        "id": "",
        "time": "2026-03-01",
        "colour": "red",
        "recordedtime": "2026-03-01T09:00:00Z",
    }

    assert {fault.field for fault in faults(lambda: taken(line))} == {
        "id",
        "time",
        "colour",
        "recordedtime",
        "data.shop",
        "data.operating_country",
        "data.surprise",
        "data.name",
    }


def test_a_bad_kind_does_not_hide_what_else_is_wrong() -> None:
    line = fact("Nonsense", time=7, id="")

    assert {fault.field for fault in faults(lambda: taken(line))} == {"type", "time", "id"}


def test_an_odd_key_does_not_hide_what_else_is_wrong() -> None:
    line = shop(shop="S1", **{"\ud800": 1}) | {"\udfff": 2, "id": ""}

    assert {fault.field for fault in faults(lambda: taken(line))} == {
        "data.shop",
        "data.\\ud800",
        "\\udfff",
        "id",
    }


def test_an_empty_object_misses_every_attribute() -> None:
    assert {fault.field for fault in faults(lambda: taken({}))} == {
        "specversion",
        "type",
        "source",
        "id",
        "time",
        "data",
    }


# What is taken in


def test_a_line_becomes_a_fact() -> None:
    line = shop(name="墨西哥小店", time_zone="America/Mexico_City") | {
        "actor": "platform",
        "correlationid": "r-1",
        "causationid": "tiktok/seller-center#s0",
    }

    one = taken(line)

    assert one.event == ShopRegistered(
        shop="tiktok:S1",
        operating_country="MX",
        name="墨西哥小店",
        time_zone="America/Mexico_City",
    )
    assert one.time == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert (one.source, one.id) == ("tiktok/seller-center", "s1")
    assert (one.actor, one.correlationid, one.causationid) == (
        "platform",
        "r-1",
        "tiktok/seller-center#s0",
    )


@pytest.mark.parametrize(
    "line",
    [
        fact(datacontenttype="application/json"),
        # CloudEvents: an attribute that says null is one that is left out.
        fact(actor=None, correlationid=None, causationid=None, datacontenttype=None),
    ],
)
def test_what_says_nothing_is_dropped(line: Any) -> None:
    assert taken(line) == taken(fact())


@pytest.mark.parametrize(
    "line",
    [
        fact(id="x" * 200),
        fact(id=" "),
        fact(id="号 №\u3000七"),
        fact(causationid="来源\u3000甲#号\u3000七"),
        shop(shop="tiktok:" + "S" * 193),
        shop(shop="tiktok:a:b:c"),
        shop(shop="wechat_2:小店"),
        shop(name=""),
        shop(name="x" * 70_000),
        shop(name="\x1b[31mred\x00"),
        shop(main_category="two\nlines"),
        score(0),
        score(2**53 - 1),
        screened([]),
        screened(["late", "rude"]),
    ],
)
def test_what_is_odd_but_right_is_taken_in(line: Any) -> None:
    taken(line)


@pytest.mark.parametrize(
    ("time", "utc"),
    [
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01t09:00:00z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T17:00:00+08:00", "2026-03-01T09:00:00Z"),
        ("2026-02-28T23:30:00-09:30", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00+00:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00-00:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.000000Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.250Z", "2026-03-01T09:00:00.25Z"),
        ("2026-03-01T09:00:00.000001Z", "2026-03-01T09:00:00.000001Z"),
        ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z"),
    ],
)
def test_times_are_kept_in_utc(time: str, utc: str) -> None:
    leaf = encode(taken(fact(time=time)), datetime(2026, 4, 1, tzinfo=UTC), lambda: b"")

    assert f'"time":"{utc}"'.encode() in leaf.data


def test_times_within_data_are_kept_in_utc() -> None:
    data = {"account": "tiktok:A1", "until": "2026-03-01T18:00:00+08:00"}
    line = fact("EcommercePermissionFrozen.v1", data)

    leaf = encode(taken(line), datetime(2026, 4, 1, tzinfo=UTC), lambda: b"")

    assert b'"until":"2026-03-01T10:00:00Z"' in leaf.data


def test_which_lines_come_from_an_export() -> None:
    assert is_export(fact(recordedtime="2026-03-01T09:00:00Z"))
    assert not is_export(fact())


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in FROM_FEEDS])
@given(data=st.data())
@settings(max_examples=5)
def test_a_fact_of_every_kind_comes_in_as_it_was_meant(
    kind: type[Event], data: st.DataObject
) -> None:
    one = data.draw(drafts_of(kind).filter(lambda one: not [*senseless(one.event, one.time)]))

    assert taken(_line_of(one)) == one


@given(drafts, st.data())
def test_no_line_is_a_crash(one: Draft, data: st.DataObject) -> None:
    line = _line_of(one)
    if line["data"] and data.draw(st.booleans()):
        field = data.draw(st.sampled_from(sorted(line["data"])))
        line["data"][field] = data.draw(plain_json)
    else:
        line[data.draw(st.sampled_from(sorted(line)))] = data.draw(plain_json)

    try:
        encode(read_feed_line(line), datetime(2026, 4, 1, tzinfo=UTC), lambda: bytes(16))
    except Faulty:
        faults(lambda: read_feed_line(line))


def _line_of(one: Draft) -> dict[str, Any]:
    leaf = encode(one, datetime(2026, 4, 1, tzinfo=UTC), lambda: bytes(16))
    line: dict[str, Any] = orjson.loads(leaf.data)
    del line["recordedtime"]
    if line.pop("personaldigest", None) is not None:
        line["data"].update(orjson.loads(leaf.personal or b"{}"))
    return line


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in FROM_FEEDS])
def test_every_kind_misses_its_fields_and_refuses_those_of_no_kind(kind: type[Event]) -> None:
    found = {fault.field for fault in faults(lambda: taken(fact(kind.kind, {"surprise": 1})))}

    wanted = {
        f"data.{field.name}"
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING
    }
    assert found == wanted | {"data.surprise"} | {f"data.{group[0]}" for group in kind.needs}
