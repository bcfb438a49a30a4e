"""A payload that cannot be read is a bad line with its number; the others are recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.console.talking import Talk, feed
from tests.feeds.reading import read
from tests.feeds.samples import SECRET, sample


def webhook(**changes: Any) -> dict[str, Any]:
    """A webhook of TikTok, with some fields changed; None leaves a field out."""
    body = {
        "type": 6,
        "tts_notification_id": "7327112393057371910",
        "shop_id": "7494049642642441621",
        "timestamp": 1772355600,
        "data": {"message": "gone"},
        **changes,
    }
    return {"body": {name: value for name, value in body.items() if value is not None}}


def faults(talk: Talk, form: str, *lines: Any, secret: str | None = None) -> list[Any]:
    """The faults of deliveries: number of the line, field, and what stood there."""
    told, _ = read(talk.ledger, form, feed(*lines), secret)
    return [(number, one[0], one[2]) for number, one in told if isinstance(one, tuple)]


@pytest.mark.parametrize(
    ("changes", "field", "got"),
    [
        ({"tts_notification_id": None}, "body.tts_notification_id", "nothing"),
        ({"timestamp": "yesterday"}, "body.timestamp", '"yesterday"'),
        ({"timestamp": 1772355600.5}, "body.timestamp", "1772355600.5"),
        ({"timestamp": 10**18}, "body.timestamp", "1000000000000000000"),
        ({"timestamp": True}, "body.timestamp", "true"),
        ({"type": [6]}, "body.type", "[6]"),
        ({"data": "{not json"}, "body.data", '"{not json"'),
        ({"data": '{"message":"a","message":"b"}'}, "body.data.message", "the key twice"),
        ({"data": "[1]"}, "body.data", '"[1]"'),
    ],
)
def test_a_field_that_does_not_fit_is_named(
    small: Talk, changes: dict[str, Any], field: str, got: str
) -> None:
    assert faults(small, "tiktok-webhook", webhook(**changes)) == [(1, field, got)]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"body": 7}, "body"),
        ({"body": "not json"}, "body"),
        ({"body": "<xml><a></xml>"}, "body"),
        ({"body": '<!DOCTYPE x [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>'}, "body"),
        ({"body": "{}", "header": {}}, "header"),
        ({"body": "{}", "headers": {"a": 1}}, "headers"),
        ({"body": "{}", "at": "2026-03-01"}, "at"),
        ({"body": "{}", "at": 1772355600}, "at"),
        ({"body": "{}", "shop": ""}, "shop"),
        ({"body": {"Event": "\ud800", "FromUserName": "o", "CreateTime": 1}}, "body"),
    ],
)
def test_a_delivery_that_does_not_fit_is_named(small: Talk, line: Any, field: str) -> None:
    raw = json.dumps(line).encode()

    assert [(one[0], one[1]) for one in faults(small, "wechat-events", raw)] == [(1, field)]


def test_good_lines_are_recorded_and_bad_ones_are_told_by_their_number(real: Talk) -> None:
    lines = (webhook(), b"{", webhook(timestamp=None), webhook(tts_notification_id="2"))

    done = real.run("--json", "import", "-", "--format", "tiktok-webhook", stdin=feed(*lines))

    assert done.status == 2
    assert done.json["new"] == 2
    assert [(one["line"], one["field"]) for one in done.json["rejected"]] == [
        (2, ""),
        (3, "body.timestamp"),
    ]


def test_a_line_of_which_one_fact_is_bad_tells_none(small: Talk) -> None:
    lines = [
        {
            "body": {
                "Event": "wxa_punish_event",
                "FromUserName": "o",
                "CreateTime": 1772409606,
                "event_type": 2,
                "punish_id": "p-1",
                "appid": "wx1",
                "punish_time": 1772409606,
                "illegal_reason": "x",
                "detail": {"banned_function_names": ["live", 7], "banned_days": [1, 2]},
            }
        }
    ]

    told = small.json("import", "-", "--format", "wechat-events", stdin=feed(*lines), status=2)

    assert told["new"] == 0
    assert [one["line"] for one in told["rejected"]] == [1]
    assert small.export() == b""


@pytest.mark.parametrize(
    "days", [[1], ["1", "2"], [True, 1], [10**9, 1]], ids=["too few", "texts", "true", "too many"]
)
def test_a_ban_has_days_for_each_function(small: Talk, days: list[Any]) -> None:
    detail = {"banned_function_names": ["live", "pay"], "banned_days": days}
    body = {
        "Event": "wxa_punish_event",
        "event_type": 2,
        "punish_id": "p-1",
        "appid": "wx1",
        "punish_time": "1772409606",
        "illegal_reason": "x",
        "detail": json.dumps(detail),
    }

    (fault,) = faults(small, "wechat-events", {"body": body})

    assert fault[:2] == (1, "body.detail.banned_days")


def test_a_payload_that_is_longer_than_a_fact_may_be_is_told(small: Talk) -> None:
    long = webhook(type=99, data={"message": "x" * 70_000})

    done = small.json("import", "-", "--format", "tiktok-webhook", stdin=feed(long), status=2)

    assert [(one["line"], one["field"]) for one in done["rejected"]] == [(1, "data")]


def test_what_does_not_say_when_needs_the_line_to_say_it(small: Talk) -> None:
    body = {"event": "unauthorize", "client_key": "k", "from_user_id": "u"}

    assert faults(small, "douyin-push", {"body": body}) == [(1, "at", "nothing")]


# Signatures


@pytest.mark.parametrize("form", ["tiktok-webhook", "douyin-push", "kuaishou"])
def test_a_wrong_secret_lets_nothing_in(small: Talk, form: str) -> None:
    told, counts = read(small.ledger, form, sample(form), "another-secret")

    numbers = [number for number, _ in told]
    assert numbers == list(range(1, len(sample(form).splitlines()) + 1))
    assert all(isinstance(one, tuple) and one[2] == "another one" for _, one in told)
    assert (counts.unknown, counts.tests) == (0, 0)


def test_the_signature_is_of_app_key_and_exact_body(small: Talk) -> None:
    line = json.loads(sample("tiktok-webhook").splitlines()[0])
    bent = [
        {**line, "body": line["body"].replace("deauthorized", "reauthorized")},
        {**line, "app": "another"},
        {**line, "body": json.loads(line["body"])},
        {**line, "headers": {}},
        {name: value for name, value in line.items() if name != "app"},
        {**line, "headers": {"Authorization": "é"}},
    ]

    assert faults(small, "tiktok-webhook", line, *bent, secret=SECRET) == [
        (2, "headers.authorization", "another one"),
        (3, "headers.authorization", "another one"),
        (4, "body", "an object"),
        (5, "headers.authorization", "nothing"),
        (6, "app", "nothing"),
        (7, "headers.authorization", "another one"),
    ]


def test_what_is_encrypted_needs_its_key(small: Talk) -> None:
    first = sample("wechat-pay").splitlines(keepends=True)[0]

    told, _ = read(small.ledger, "wechat-pay", first)
    wrong, _ = read(small.ledger, "wechat-pay", first, "f" * 32)
    short, _ = read(small.ledger, "wechat-pay", first, "f")

    assert [one[0] for _, one in (*told, *wrong, *short)] == ["body.resource.ciphertext"] * 3


def test_no_secret_is_kept_or_told(small: Talk, secrets: dict[str, tuple[str, ...]]) -> None:
    words = ("import", "-", "--format", "tiktok-webhook", *secrets["tiktok-webhook"])
    bent = sample("tiktok-webhook").replace(b'"Authorization":"', b'"Authorization":"0')

    good = small.ok(*words, stdin=sample("tiktok-webhook"))
    bad = small.run(*words, stdin=bent)

    assert bad.status == 2
    assert SECRET not in good.out + good.err + bad.out + bad.err + small.export().decode()


def test_a_secret_that_nothing_is_done_with_is_refused(
    small: Talk, secrets: dict[str, tuple[str, ...]]
) -> None:
    for form in ("pdd", "ndjson"):
        error = small.refuses(
            "import", "-", "--format", form, *secrets["kuaishou"], stdin=b"", status=2
        )
        assert error["where"] == "--secret-file"


@pytest.mark.parametrize("held", [b"", b"\n", b"a\nb\n", b"x" * 2_000])
def test_a_secret_is_one_line(small: Talk, tmp_path: Any, held: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(held)

    error = small.refuses(
        *("import", "-", "--format", "kuaishou", "--secret-file", str(path)), status=2
    )

    assert error["where"] == "--secret-file"
