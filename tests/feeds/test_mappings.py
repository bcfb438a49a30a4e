"""Every payload tells what docs/feeds.md says it tells, whole, once, and on both backends."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Final

import pytest

from ledger.feeds import FEEDS
from tests.console.talking import Talk
from tests.feeds.reading import read
from tests.feeds.samples import A_TEST, NOTHING, RAW, SECRET_OF, TOLD, facts, sample, told

ROWS: Final = [
    pytest.param(feed, number, what, id=f"{feed}: {payload}")
    for feed, rows in TOLD.items()
    for number, (payload, what) in enumerate(rows, start=1)
]


def test_every_format_has_samples() -> None:
    assert set(TOLD) == set(FEEDS)
    assert {feed: len(sample(feed).splitlines()) for feed in TOLD} == {
        feed: len(rows) for feed, rows in TOLD.items()
    }


@pytest.mark.parametrize(("feed", "number", "what"), ROWS)
def test_a_payload_tells_what_the_page_says(feed: str, number: int, what: str) -> None:
    words = ", ".join(told(fact) for line, fact in facts(feed) if line == number)

    assert words == ("" if what in (NOTHING, A_TEST) else what)


@pytest.mark.parametrize("feed", TOLD)
def test_the_facts_are_whole(small: Talk, feed: str) -> None:
    found, counts = read(small.ledger, feed, sample(feed), SECRET_OF.get(feed))

    assert found == facts(feed)
    assert counts.unknown == sum(what.count(RAW) for _, what in TOLD[feed])
    assert counts.tests == sum(what == A_TEST for _, what in TOLD[feed])


@pytest.mark.parametrize("feed", TOLD)
def test_the_same_file_twice_is_all_known(
    real: Talk, secrets: dict[str, tuple[str, ...]], feed: str
) -> None:
    words = ("import", "-", "--format", feed, *secrets.get(feed, ()))
    names = {(fact["source"], fact["id"]) for _, fact in facts(feed)}

    dry = real.json(*words, "--dry-run", stdin=sample(feed))
    first = real.json(*words, stdin=sample(feed))
    exported = real.export()
    second = real.json(*words, stdin=sample(feed))

    assert dry == first
    assert first["new"] == len(names)
    assert first["rejected"] == []
    assert second["new"] == 0
    assert second["known"] == first["new"] + first["known"] == len(facts(feed))
    assert (second["unknown"], second["tests"]) == (first["unknown"], first["tests"])
    assert real.export() == exported


@pytest.mark.parametrize("feed", TOLD)
def test_a_file_in_two_halves_tells_the_same(
    small: Talk, secrets: dict[str, tuple[str, ...]], feed: str
) -> None:
    words = ("import", "-", "--format", feed, *secrets.get(feed, ()))
    lines = sample(feed).splitlines(keepends=True)
    for line in lines:
        small.json(*words, stdin=line)

    stored = {(line["source"], line["id"]): line for line in small.exported()}
    whole = defaultdict(list)
    for _, fact in facts(feed):
        whole[fact["source"], fact["id"]].append(fact)
    assert set(stored) == set(whole)
    for name, tellings in whole.items():
        assert stored[name]["time"] == tellings[0]["time"]
        assert stored[name]["data"] == tellings[0]["data"]


@pytest.mark.parametrize("feed", TOLD)
def test_no_identifier_lost_a_digit(feed: str) -> None:
    # 2 to the power of 53 and more is where readers of floats begin to round.
    for _, fact in facts(feed):
        for value in fact["data"].values():
            assert not isinstance(value, float)
            assert "e+" not in json.dumps(value)
