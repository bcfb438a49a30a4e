"""The console in Chinese: help, tables, verdicts and errors; JSON stays as it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from rich.cells import cell_len, get_character_cell_size

from ledger.console import commands
from ledger.console.root import root_command
from ledger.console.text import fold
from ledger.console.timeline import kind_text
from ledger.events import KINDS
from ledger.explain import reason_text, source_text, value_text
from ledger.language import say, say_count, say_in_turn, say_name, say_names, speak
from tests.console.talking import ROOT, Done, Talk, environment, run, run_process, without_id
from tools.catalogues import CATALOGUES, read

CHINESE = re.compile("[一-鿿]")
INVITE = ("invite", "--shop", "tiktok:S2", "--account", "tiktok:A1", "--program", "tiktok.channel",
          "--actor", "shop:ops-3", "--id", "r1")  # fmt: skip


def in_chinese(talk: Talk, *words: str) -> Done:
    return talk.run("--lang", "zh", *words)


def english_in(text: str) -> list[str]:
    """The English sentences of the catalogue that stand in a text, as they are laid out there."""
    # What a screen adds to a sentence that it folds.
    flat = " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())
    return [one for one in _english() if one in flat]


@cache
def _english() -> tuple[str, ...]:
    return tuple(
        message.id
        for message in read(CATALOGUES[0])
        # Two words may meet by chance: the end of a cell, and the beginning of the next.
        if isinstance(message.id, str) and message.id.count(" ") > 1 and "{" not in message.id
    )


# --- which language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "variables", "chinese"),
    [
        ((), {}, False),
        ((), {"LC_ALL": "C.UTF-8"}, False),
        ((), {"LANG": "fr_FR.UTF-8"}, False),
        (("--lang", "zh"), {}, True),
        (("--lang=zh",), {"LC_ALL": "en_GB.UTF-8"}, True),
        (("--lang", "en"), {"LC_ALL": "zh_CN.UTF-8"}, False),
        ((), {"LC_ALL": "zh_CN.UTF-8"}, True),
        ((), {"LANG": "zh_CN.UTF-8"}, True),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_locale(
    words: tuple[str, ...], variables: Mapping[str, Any], chinese: bool
) -> None:
    done = run_process(*words, "--help", **variables)

    assert (done.status, done.err) == (0, "")
    assert bool(CHINESE.search(done.out)) is chinese
    assert ("用法：" in done.out) is chinese
    assert ("Usage:" in done.out) is not chinese


def test_english_reads_no_catalogue() -> None:
    """Who asks in English does not wait for the Chinese."""
    code = (
        "import sys; sys.addaudithook(lambda event, args: event == 'open' and '.mo' in str(args[0])"
        " and print(args[0], file=sys.stderr)); from ledger.console import main; main(['--help'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment({}), capture_output=True, check=True
    )
    assert b".mo" not in done.stderr


# --- help -----------------------------------------------------------------------------------------

HELP_OF_ALL = """
import json, sys
from ledger.console import main
for words in json.load(sys.stdin):
    main(["--lang", "zh", *words, "--help"])
    print("=====", flush=True)
"""


def test_no_help_holds_an_english_sentence() -> None:
    words: list[list[str]] = [[]]
    root = root_command(commands())
    for section in commands():
        for name, _, _ in section[1]:
            words.append([name])
            words += [[name, below] for below in getattr(root.load(name), "commands", {})]
    # A process of its own: texts are made when the commands are imported.
    done = subprocess.run(
        [sys.executable, "-c", HELP_OF_ALL],
        cwd=ROOT,
        env=environment({"COLUMNS": "200"}),
        input=json.dumps(words),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    pages = done.stdout.split("=====")
    assert done.stderr == ""
    assert len(pages) == len(words) + 1
    for page, line in zip(pages, words, strict=False):
        assert english_in(page) == [], line
        assert "用法：" in page, line
        assert "…" not in page.replace(" …", "").replace("//…", ""), line
        for english in ("Usage", "Options", "[required]", "[default", "Show this", "[OPTIONS]"):
            assert english not in page, line


# --- answers --------------------------------------------------------------------------------------


def test_a_refused_answer_says_why_in_chinese(town: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    done = in_chinese(town, "can", *INVITE)

    assert done.status == 3, done.err
    assert "该请求将会被拒绝。" in done.out
    assert "距账号上次绑定结束仅 1 小时，未满 24 小时。" in done.out
    assert "自 2026-03-02T11:00:00Z 起同一请求即可获准。" in done.out
    assert "《TikTokShop渠道账号权益及绑定流程》" in done.out
    assert "account.rebind_wait" in done.out
    assert english_in(done.out) == []


def test_json_is_the_same_but_for_because(town: Talk) -> None:
    english = replace(town, cited=True).json("can", *INVITE, status=3)
    chinese = json.loads(in_chinese(town, "--json", "can", *INVITE).out)
    theirs, ours = (_reasons(document) for document in (english, chinese))

    assert english == chinese
    assert all(CHINESE.search(reason) for reason in ours)
    assert not any(CHINESE.search(reason) for reason in theirs)


def _reasons(document: dict[str, Any]) -> list[str]:
    """Takes the reasons out of an answer."""
    return [finding.pop("because") for finding in document["verdict"]["findings"]]


def test_the_same_request_asked_again_is_answered_in_the_language_of_the_asker(town: Talk) -> None:
    chinese = json.loads(in_chinese(town, "--json", *INVITE).out)
    english = town.json(*INVITE, status=3)
    reasons = _reasons(chinese), _reasons(english)

    assert chinese == english
    assert CHINESE.search(reasons[0][0])
    assert not CHINESE.search(reasons[1][0])


def test_only_sentences_differ_in_json(town: Talk) -> None:
    for words in (
        ("shop", "show", "tiktok:S1", "--all"),
        ("shop", "list"),
        ("account", "show", "tiktok:A1"),
        ("binding", "show", "B1"),
        ("history", "shop:tiktok:S1"),
        ("rules", "show", "tiktok.channel"),
        ("rules", "list"),
        ("agenda",),
        ("schema",),
        ("schema", "Invite"),
    ):
        asked = (*words, "--now", "2026-03-01T12:00:00Z", "--json")
        assert in_chinese(town, *asked).printed == town.run(*asked).printed, words


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("shop",),
        ("--nothing",),
        ("shop", "show"),
        ("shop", "show", "S1"),
        ("shop", "show", "tiktok:nobody"),
        ("shop", "show", "tiktok:S1", "--valid", "2026-03-01"),
        ("shop", "list", "tiktok:S1", "more"),
        ("export", "--after", "x"),
        ("export", "--after", "-1"),
        ("export", "--after"),
        ("export", "--leaves=1"),
        ("--lang", "zhx", "export"),
        ("import", "/nowhere/at/all"),
        ("import", "/"),
        ("rules", "check", "/nowhere/at/all"),
        ("rules", "show", "tiktok.nothing"),
        ("calendars", "show", "CN", "2099"),
        ("calendars", "show", "CN", "x"),
        ("record", "ShopRegistered", "--at", "2026-03-01T12:00:00Z", "shop=S1"),
        ("record", "Nothing", "--at", "2026-03-01T12:00:00Z"),
        ("statement", "shop:tiktok:S1", "nothing"),
        ("annul", "tests#nothing", "--reason", "wrong"),
        (*INVITE, "--at", "2025-01-01T00:00:00Z"),
        ("unlink", "--binding", "none", "--actor", "x"),
    ],
)
def test_an_error_is_told_in_chinese(town: Talk, words: tuple[str, ...]) -> None:
    done = in_chinese(town, *words)

    assert done.status in (1, 2), done.out
    if words == ("shop",):  # its help
        assert "用法：" in done.err
        return
    lines = done.err.splitlines()
    assert [line.partition("：")[0].strip() for line in lines] == ["错误", "位置", "原因", "建议"]
    for line in lines[:1] + lines[2:]:
        assert CHINESE.search(line.partition("：")[2]), line
    assert english_in(done.err) == []
    told = json.loads(in_chinese(town, "--json", *words).out)["error"]
    assert list(told) == ["what", "where", "why", "now"]
    assert CHINESE.search(told["what"])
    assert CHINESE.search(told["now"])


def test_a_bad_line_is_told_in_chinese(town: Talk) -> None:
    line = b'{"specversion":"1.0","type":"ShopRegistered.v1","source":"t","id":"1"}\n'
    done = town.run("--lang", "zh", "import", "-", stdin=line)

    assert done.status == 2
    assert "1 行有错误" in done.out
    assert english_in(done.out) == []


# --- tables ---------------------------------------------------------------------------------------

TABLES = (
    ("shop", "list"),
    ("shop", "show", "tiktok:S1", "--all"),
    ("account", "show", "tiktok:A1", "--all"),
    ("binding", "list"),
    ("shop", "history", "tiktok:S1"),
    ("history", "shop:tiktok:S1", "account:tiktok:A1"),
    ("statement", "shop:tiktok:S1", "slots:tiktok.channel"),
    ("replay", "binding:B1"),
    ("agenda",),
    ("audit",),
    ("rules", "list"),
    ("rules", "show", "tiktok.channel"),
    ("calendars", "list"),
    ("calendars", "show", "CN", "2026"),
    ("can", *INVITE),
)


@pytest.mark.parametrize("columns", [60, 200])
def test_tables_are_chinese_aligned_and_as_wide_as_the_screen(
    town: Talk, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in TABLES:
        done = in_chinese(town, *words)
        assert done.err == "", words
        assert CHINESE.search(done.out), words
        assert english_in(done.out) == [], words
        lines = without_id(done).splitlines()
        assert max(map(cell_len, lines)) <= columns, words
        for number, line in enumerate(lines):
            if line.startswith("─"):
                _assert_aligned(lines[number - 1 :], line)


def _assert_aligned(table: list[str], rule: str) -> None:
    """No cell reaches into the gap between two columns, from the titles to the end of the table."""
    spans = [found.span() for found in re.finditer("─+", rule)]
    gaps = [place for (_, end), (start, _) in pairwise(spans) for place in range(end, start)]
    for line in table:
        if not line:
            break
        laid = "".join(char.ljust(get_character_cell_size(char), "\0") for char in line)
        assert all(laid[place : place + 1] in ("", " ") for place in gaps), line


@pytest.mark.parametrize("columns", [60, 120])
def test_no_name_of_a_rule_is_broken(
    town: Talk, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    rules = [one["rule"] for one in town.json("can", *INVITE, status=3)["verdict"]["findings"]]
    told = in_chinese(town, "can", *INVITE).out

    assert len(rules) > 5
    assert [rule for rule in rules if rule not in told] == []


def test_chinese_text_is_folded_between_its_words() -> None:
    assert fold("符合：shop.open、account.status。", 16) == [
        "符合：",
        "shop.open、",
        "account.status。",
    ]
    assert fold("店铺（好物）开业", 7) == ["店铺", "（好", "物）开", "业"]
    assert fold("一二三四", 4) == ["一二", "三四"]
    assert fold("a" * 5, 2) == ["aa", "aa", "a"]
    assert fold("", 5) == [""]


# --- words ----------------------------------------------------------------------------------------


def test_one_form_for_every_count() -> None:
    said = []
    for language in ("en", "zh"):
        speak(language)
        said += [say_count("{count} hour", "{count} hours", count) for count in (0, 1, 2)]

    assert said == ["0 hours", "1 hour", "2 hours", "0 小时", "1 小时", "2 小时"]


def test_what_is_written_alike_is_told_apart() -> None:
    speak("zh")

    assert say("open") == "营业中"
    assert say_name("open", "campaigns") == "可参加"
    assert say("closing") != say_name("closing", "statement")
    assert (reason_text("shop_unlink"), reason_text(None)) == ("店铺解绑", None)
    assert value_text("bindings.B1.state", "active") == "已绑定"
    assert value_text("bindings.B1.binding", "active") == "active"
    assert value_text("compliance_score.campaign_access", "open") == "可参加"
    assert source_text("003 / 3-01 to 3-02 by analogy, reading A43 (unconfirmed)") == (
        "003 / 3-01 至 3-02 类推, 解读 A43 (未证实)"
    )
    assert source_text("to be read at grade school") == "to be read at grade school"
    speak("en")
    assert reason_text("shop_unlink") == "unlinked by the shop"
    assert reason_text("a reason of another version") == "a reason of another version"


def test_every_kind_has_a_chinese_name_of_its_own() -> None:
    speak("zh")
    named = [kind_text(kind.kind) for kind in KINDS]

    assert all(CHINESE.search(name) for name in named)
    assert len(set(named)) == len(named)


def test_sentences_and_names_stand_side_by_side() -> None:
    assert say_in_turn(("One.", "", "Two.")) == "One. Two."
    assert say_names(("a", "b")) == "a, b"
    speak("zh")
    assert say_in_turn(("一。", "", "二。")) == "一。二。"
    assert say_names(("a", "b")) == "a、b"


def test_an_unknown_language_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        speak("fr")
    assert run("--lang", "fr", "export").err.startswith("Error: 'fr' cannot stand here")
