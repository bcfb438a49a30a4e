"""docs/feeds.md, the help and the code name the same formats, payloads and facts."""

from __future__ import annotations

import re

import pytest

from ledger.console.importing import PAYLOADS
from ledger.feeds import FEEDS
from tests.console.talking import Talk, run
from tests.feeds.page import PAGE, table
from tests.feeds.samples import TOLD, facts, sample


def test_the_table_of_the_page_is_what_the_samples_tell() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert table() in page, f"docs/feeds.md should have this table:\n\n{table()}"


def test_the_page_names_the_source_of_every_format() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for feed in TOLD:
        (source,) = {fact["source"] for _, fact in facts(feed)}
        assert re.search(rf"^\| `{feed}` \| `{source}` \|", page, re.MULTILINE), (feed, source)


def test_the_console_offers_every_format() -> None:
    assert tuple(FEEDS) == PAYLOADS
    told = run("import", "--help").out
    # Long words are folded where the terminal ends.
    folded = re.sub(r"[\s│]+", "", told)
    assert all(feed in folded for feed in FEEDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_people_are_told_what_was_kept_and_what_was_a_test(small: Talk, language: str) -> None:
    words = ("--lang", language, "import", "-", "--format", "youzan")
    first = small.ok(*words, stdin=sample("youzan")).out
    second = small.ok(*words, stdin=sample("youzan")).out

    expected = {
        "en": (
            "2 facts are new.",
            "2 events are of kinds that are not read; they are kept as they came.",
            "1 message says that it is a test; there is no fact of it.",
            "3 facts were known already.",
        ),
        "zh": (
            "新增 2 条事实。",
            "有 2 个事件的种类无法解读，已原样保留。",
            "有 1 条消息标明是测试，不记为事实。",
            "3 条事实已经记录过。",
        ),
    }[language]
    assert all(sentence in first for sentence in expected[:3]), first
    assert expected[3] in second


def test_a_trial_leaves_nothing_where_nothing_was(small: Talk) -> None:
    talk = Talk(small.ledger + ".none")

    told = talk.json("import", "-", "--format", "pdd", "--dry-run", stdin=sample("pdd"))

    assert told["new"] == told["unknown"] == 3
    assert talk.run("export").status == 1


def test_what_was_kept_raw_is_found_and_can_be_exported(small: Talk) -> None:
    small.json("import", "-", "--format", "pdd", stdin=sample("pdd"))

    by_shop = small.rows("history", "shop:pdd:445301049")
    by_platform = small.rows("history", "source:pdd")

    assert len(by_shop) == 2
    assert len(by_platform) == 3
    assert '"tid":"260302-1"' in by_platform[0]["data"]["body"].replace("\\", "")
    # The leaf itself says nothing that the body says.
    assert b"260302-1" not in small.export("--leaves")
