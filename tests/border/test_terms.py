"""The small words: instants and their one text, and what is expected in every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.language import say, speak
from ledger.terms import (
    LARGEST_INTEGER,
    Unfit,
    has_control,
    instant_text,
    is_broken,
    platform_of,
    read_instant,
)
from tests.border.lines import fact, only_fault, shop, taken

offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59)


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_from_its_text(instant: datetime) -> None:
    assert read_instant(instant_text(instant)) == instant


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC)), offsets)
def test_an_instant_has_one_text_in_every_offset(instant: datetime, minutes: int) -> None:
    away = instant.astimezone(timezone(timedelta(minutes=minutes)))
    sign, aside = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{away.replace(tzinfo=None).isoformat()}{sign}{aside // 60:02}:{aside % 60:02}"

    assert read_instant(text) == instant
    assert instant_text(read_instant(text)) == instant_text(away) == instant_text(instant)


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_unfit(text: str) -> None:
    with suppress(Unfit):
        assert read_instant(text).tzinfo is UTC


@given(
    st.from_regex(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?"
        r"([Zz]|[+-][0-9]{2}:[0-9]{2})",
        fullmatch=True,
    )
)
def test_what_looks_like_an_instant_is_no_crash(text: str) -> None:
    with suppress(Unfit):
        assert read_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00Z"),
        (datetime(2026, 3, 1, 9, 0, 0, 1, tzinfo=UTC), "2026-03-01T09:00:00.000001Z"),
        (datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC), "2026-03-01T09:00:00.25Z"),
        (datetime(2026, 3, 1, 9, 0, 10, tzinfo=UTC), "2026-03-01T09:00:10Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
        (datetime(999, 12, 31, tzinfo=UTC), "0999-12-31T00:00:00Z"),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_the_one_text_of_an_instant(instant: datetime, text: str) -> None:
    assert instant_text(instant) == text


@pytest.mark.parametrize("text", ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-00:01"])
def test_the_edges_of_the_calendar_are_no_crash(text: str) -> None:
    with pytest.raises(Unfit, match="RFC 3339"):
        read_instant(text)


def test_control_characters_and_half_characters() -> None:
    assert all(has_control(text) for text in ("\x00", "a\n", "\x7f", "\x9b", "\ud800"))
    assert not any(has_control(text) for text in ("", "墨西哥 «Ñ» 🛒", "\u3000", "\u2028"))
    assert is_broken("a\udfff")
    assert not is_broken("🛒\x00")


def test_the_platform_of_a_name() -> None:
    assert platform_of("tiktok:S:1.2") == "tiktok"
    assert platform_of("tiktok.channel") == "tiktok"


@pytest.fixture
def _in_chinese() -> Iterator[None]:
    speak("zh")
    yield
    speak("en")


@pytest.mark.usefixtures("_in_chinese")
def test_what_was_expected_is_said_in_the_language_of_the_asker() -> None:
    score = fact("ComplianceScoreObserved.v1", {"shop": "tiktok:S1", "score": -1})

    assert only_fault(lambda: taken(shop(shop="S1")))[1] == say("a shop as <platform>:<id>")
    assert only_fault(lambda: taken(fact(id="x" * 201)))[1] == say(
        "at most {longest} characters", longest=200
    )
    assert only_fault(lambda: taken(score))[1] == say(
        "a whole number from 0 to {largest}", largest=LARGEST_INTEGER
    )


def test_what_is_unfit_is_a_sentence_that_can_be_translated_and_its_values() -> None:
    unfit = Unfit("at most {longest} characters", longest=200)

    assert (unfit.sentence, unfit.values) == ("at most {longest} characters", {"longest": 200})
    assert str(unfit) == "at most 200 characters"
