"""Lines of exports: the salt or the digest of personal fields, and only what a leaf can hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.border import ExportLine, read_export_line, read_json
from tests.border.lines import fact, faults, only_fault, shop

SALT = "AAECAwQFBgcICQoLDA0ODw=="
DIGEST = "5d" * 32
RECORDED = {"recordedtime": "2026-03-01T09:00:05Z"}


def exported(line: Any) -> ExportLine:
    return read_export_line(read_json(json.dumps(line).encode()))


def refused(**data: Any) -> Any:
    given: dict[str, Any] = {
        "request": {"ask": "Invite", "id": "r-17"},
        "verdict": {"holds": False, "findings": []},
        "earliest": None,
        "read_at": 7,
        "engine": "0.1.0",
        "calendars": [],
        "subjects": ["request:r-17"],
    }
    return fact("RequestRefused.v1", {**given, **data}) | RECORDED


def test_a_line_without_personal_fields_has_neither_salt_nor_digest() -> None:
    line = exported(shop() | RECORDED)

    assert (line.salt, line.digest) == (None, None)


def test_a_line_with_personal_fields_has_their_salt() -> None:
    line = exported(shop(name="墨西哥小店") | RECORDED | {"personalsalt": SALT})

    assert (line.salt, line.digest) == (bytes(range(16)), None)


def test_a_line_whose_personal_fields_are_forgotten_has_their_digest() -> None:
    line = exported(shop() | RECORDED | {"personaldigest": DIGEST})

    assert (line.salt, line.digest) == (None, DIGEST)


def test_a_personal_field_that_had_to_be_given_may_be_forgotten() -> None:
    renamed = fact("ShopRenamed.v1", {"shop": "tiktok:S1"}) | RECORDED

    exported(renamed | {"personaldigest": DIGEST})
    assert only_fault(lambda: exported(renamed))[0] == "data.name"


def test_law_and_decisions_come_in_with_an_export() -> None:
    exported(fact("RulebookAdopted.v1", {"program": "tiktok.channel", "text": "…"}) | RECORDED)
    exported(refused())


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        (shop(), "recordedtime", "on every line of an export"),
        (shop() | {"recordedtime": None}, "recordedtime", "on every line of an export"),
        (shop() | {"recordedtime": "2026-03-01"}, "recordedtime", ...),
        (shop() | {"recordedtime": 7}, "recordedtime", ...),
        *(
            (
                shop(name="x") | RECORDED | {"personalsalt": salt},
                "personalsalt",
                "16 bytes in padded standard base64",
            )
            for salt in (
                SALT.rstrip("="),
                SALT.replace("=", "") + "\n==",
                "AAECAwQFBgcICQoLDA0ODx==",  # the same bytes, but not what an encoder writes
                "AAECAwQFBgcICQoLDA0O",
                "____wQFBgcICQoLDA0ODw==",
                "",
                7,
                "\ud800",
                "号" * 24,
            )
        ),
        *(
            (
                shop() | RECORDED | {"personaldigest": digest},
                "personaldigest",
                "64 lower-case hex digits",
            )
            for digest in ("5D" * 32, "5d" * 31, "sha256:" + DIGEST, "", 7)
        ),
        (shop() | RECORDED | {"personalsalt": SALT}, "personalsalt", ...),
        (shop(name="x") | RECORDED, "personalsalt", "the salt of the personal fields: name"),
        (shop(name="x") | RECORDED | {"personaldigest": DIGEST}, "personaldigest", ...),
        (
            shop(name="x") | RECORDED | {"personaldigest": DIGEST, "personalsalt": SALT},
            "personaldigest",
            ...,
        ),
        (
            fact("ShopClosed.v1", {"shop": "tiktok:S1"}) | RECORDED | {"personaldigest": DIGEST},
            "personaldigest",
            ...,
        ),
        # the inside of requests and verdicts, whose form no kind declares
        (refused(request={"count": 1.5}), "data.request.count", "no number with a fraction"),
        (refused(request={"count": 1.0}), "data.request.count", "no number with a fraction"),
        (refused(request={"count": 2**53}), "data.request.count", "at most 9007199254740991"),
        (refused(request={"count": -(2**53)}), "data.request.count", "at most 9007199254740991"),
        (refused(request={"号": 1}), "data.request", "keys of ASCII only"),
        (refused(request={"\ud800": 1}), "data.request", "keys of ASCII only"),
        (
            refused(verdict={"findings": [{"rule": "\ud800"}]}),
            "data.verdict.findings.0.rule",
            "text without half characters (lone surrogates)",
        ),
        (refused(request=[]), "data.request", "an object"),
        (refused(request="r-17"), "data.request", "an object"),
        (refused(earliest=7), "data.earliest", ...),
        (refused(read_at=-1), "data.read_at", ...),
        (refused(calendars=["CN"]), "data.calendars.0", "a digest as sha256:<64 hex digits>"),
        (refused(subjects="request:r-17"), "data.subjects", "a list"),
    ],
)
def test_a_line_that_no_ledger_exported(line: Any, field: str, expected: Any) -> None:
    found = only_fault(lambda: exported(line))

    assert found[0] == field
    assert expected is ... or found[1] == expected


def test_everything_wrong_inside_a_request_is_told() -> None:
    line = refused(request={"a": [1.5, {"b": 2.5}], "号": 1}, earliest=7)

    assert {fault.field for fault in faults(lambda: exported(line))} == {
        "data.request.a.0",
        "data.request.a.1.b",
        "data.request",
        "data.earliest",
    }
