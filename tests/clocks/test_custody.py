"""`custody`: who was in control when, its gaps and overlaps, in all its forms."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.console.text import width
from ledger.queries.custody import custody
from ledger.queries.state import show_account, show_shop
from ledger.terms import instant_text
from tests.clocks.past import LEARNT
from tests.console.talking import Talk, account, fact, of_binding, shop
from tests.replay.lives import ACCOUNTS, SHOPS, START, happenings, times_of
from tests.replay.lives import lived as life

CHANNEL = "tiktok.channel"
SVG = "{http://www.w3.org/2000/svg}"
NAME = '卢斯 <&> "之家"\u202e'


def day(text: str) -> str:
    return f"{text}T00:00:00Z"


@pytest.fixture
def handed(talk: Talk) -> Talk:
    """An account that goes from one shop to another, and for a while is with both."""
    talk.take(
        shop("S1", name="好物店铺旗舰店"),
        shop("S2", name=NAME),
        *account("A1", handle="@lucia"),
        *account("A2", name="青禾直播间的一个特别特别特别特别特别长的名字"),
        of_binding("BindingActivated", "2026-01-10", "B1"),
        of_binding("BindingEnded", "2026-02-20", "B1", reason="account_unlink"),
        of_binding("BindingActivated", "2026-03-15", "B2", shop="S2"),
        of_binding("BindingActivated", "2026-05-01", "B3"),
        of_binding("BindingEnded", "2026-05-20", "B2", shop="S2", reason="platform_forced"),
        of_binding("BindingInvited", "2026-04-01", "B4", account="A2"),
        now=day("2026-08-01"),
    )
    return talk


def texts(drawn: bytes) -> list[str]:
    """What is written in a picture, from the first to the last."""
    return [each.text or "" for each in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def positions(talk: Talk) -> dict[str, int]:
    return {line["id"]: place for place, line in enumerate(talk.exported(), start=1)}


def test_an_account_has_intervals_gaps_and_overlaps(handed: Talk) -> None:
    told = handed.json("custody", "account", "tiktok:A1")
    at = positions(handed)
    first, last = at["B1-BindingActivated-2026-01-10"], at["B1-BindingEnded-2026-02-20"]
    other, gone = at["B2-BindingActivated-2026-03-15"], at["B2-BindingEnded-2026-05-20"]
    both = at["B3-BindingActivated-2026-05-01"]

    assert [
        (one["binding"], one["shop"], one["from"], one["until"], one["opened_by"], one["closed_by"])
        for one in told["intervals"]
    ] == [
        ("B1", "tiktok:S1", day("2026-01-10"), day("2026-02-20"), first, last),
        ("B2", "tiktok:S2", day("2026-03-15"), day("2026-05-20"), other, gone),
        ("B3", "tiktok:S1", day("2026-05-01"), None, both, None),
    ]
    assert told["gaps"] == [
        {
            "from": day("2026-02-20"),
            "until": day("2026-03-15"),
            "opened_by": last,
            "closed_by": other,
        }
    ]
    assert told["overlaps"] == [
        {
            "account": "tiktok:A1",
            "shops": ["tiktok:S1", "tiktok:S2"],
            "bindings": ["B2", "B3"],
            "from": day("2026-05-01"),
            "until": day("2026-05-20"),
            "opened_by": both,
            "closed_by": gone,
        }
    ]
    assert told["names"]["shop:tiktok:S1"] == "好物店铺旗舰店"


def test_a_shop_is_told_when_its_account_was_with_another_too(handed: Talk) -> None:
    told = handed.json("custody", "shop", "tiktok:S1")

    assert [one["binding"] for one in told["intervals"]] == ["B1", "B3"]
    assert [(one["from"], one["until"]) for one in told["gaps"]] == [
        (day("2026-02-20"), day("2026-05-01"))
    ]
    assert told["overlaps"] == handed.json("custody", "account", "tiktok:A1")["overlaps"]


def test_a_gap_that_is_not_closed_goes_on(handed: Talk) -> None:
    told = handed.json("custody", "shop", "tiktok:S2")

    assert [(one["until"], one["closed_by"]) for one in told["gaps"]] == [(None, None)]


def test_an_end_nobody_recorded_is_due(handed: Talk) -> None:
    closed = fact("ShopClosed", "c", "2026-07-01", shop="tiktok:S1")
    handed.take(closed, now=day("2026-08-02"))

    (_, _, running) = handed.json("custody", "account", "tiktok:A1")["intervals"]
    assert (running["until"], running["due"]) == (None, day("2026-07-01"))


def test_custody_takes_all_three_clocks(lived: Talk) -> None:
    def ends(*words: str) -> list[str | None]:
        told = lived.json("custody", "account", "tiktok:A1", *words)
        return [one["until"] for one in told["intervals"]]

    assert ends() == [day("2026-03-20")]
    assert ends("--known", LEARNT) == [None]
    assert ends("--valid", day("2026-03-01")) == [None]
    ruled = lived.json("custody", "account", "tiktok:A1", "--rules", LEARNT)
    assert ruled["as_of"]["rules"] == LEARNT


@pytest.mark.parametrize("noun", ["shop", "account"])
def test_who_is_unknown_is_exit_1(handed: Talk, noun: str) -> None:
    error = handed.refuses("custody", noun, f"tiktok:{noun[0].upper()}9", status=1)

    assert "did you mean" in error["now"]


def test_who_never_held_anything_is_told_so(handed: Talk, tmp_path: Path) -> None:
    told = handed.json("custody", "account", "tiktok:A2")
    assert (told["intervals"], told["gaps"], told["overlaps"]) == ([], [], [])
    file = tmp_path / "none.svg"
    out = handed.ok("custody", "account", "tiktok:A2", "--svg", str(file)).out
    assert "Nothing was ever in effect" in out
    assert "Nothing was ever in effect" in file.read_text("utf-8")


@pytest.mark.parametrize("columns", ["30", "60", "120", "200"])
def test_people_see_a_chart_and_tables(
    handed: Talk, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = handed.ok("custody", "account", "tiktok:A1").out

    assert "好物店铺旗舰店" in out
    assert all(width(line) <= int(columns) for line in out.splitlines())
    bars = [line for line in out.splitlines() if "█" in line]
    assert "█ in effect" in out
    assert "▓ with several shops at once · not in effect" in " ".join(out.split())
    bars = [bar for bar in bars if "in effect" not in bar]
    assert len(bars) == 2
    assert all("▓" in bar for bar in bars)
    assert "\u202e" not in out


def test_the_marks_of_the_chart_are_explained_in_chinese(handed: Talk) -> None:
    once = handed.ok(
        "--lang", "zh", "custody", "account", "tiktok:A1", "--valid", day("2026-03-01")
    )
    often = handed.ok("--lang", "zh", "custody", "account", "tiktok:A1")

    assert "█ 生效  · 未生效" in once.out
    assert "█ 生效  ▓ 同时绑定多家店铺  · 未生效" in often.out


def test_csv_has_a_row_for_each_stretch(handed: Talk) -> None:
    out = handed.ok("--csv", "custody", "account", "tiktok:A1").out
    rows = list(csv.DictReader(out.splitlines()))

    kinds = [row["what"] for row in rows]
    assert kinds == ["interval", "gap", "interval", "interval", "overlap"]
    assert rows[-1]["binding"] == "B2|B3"


class TestPicture:
    """The SVG file."""

    @pytest.fixture
    def drawn(self, handed: Talk, tmp_path: Path) -> bytes:
        file = tmp_path / "custody.svg"
        handed.ok("custody", "account", "tiktok:A1", "--svg", str(file))
        return file.read_bytes()

    def test_is_whole_in_itself(self, drawn: bytes) -> None:
        root = ElementTree.fromstring(drawn)
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        allowed = {"svg", "title", "style", "defs", "pattern", "rect", "path", "text"}
        assert names <= allowed
        assert b"http" not in drawn.replace(b"http://www.w3.org/2000/svg", b"")
        style = root.find(f"{SVG}style")
        assert style is not None
        assert '"Noto Sans CJK SC"' in (style.text or "")
        assert "sans-serif" in (style.text or "")

    def test_has_its_text_as_text_and_nothing_that_acts(self, drawn: bytes) -> None:
        root = ElementTree.fromstring(drawn)
        texts = [element.text for element in root.iter(f"{SVG}text")]
        assert "好物店铺旗舰店" in texts
        assert '卢斯 <&> "之家"\\u202e' in texts
        assert "\u202e" not in drawn.decode()

    def test_stays_within_its_page(self, drawn: bytes) -> None:
        root = ElementTree.fromstring(drawn)
        right, bottom = (float(root.attrib[name]) for name in ("width", "height"))
        for rect in root.findall(f"{SVG}rect"):
            x, y = float(rect.get("x", 0)), float(rect.get("y", 0))
            assert 0 <= x <= x + float(rect.attrib["width"]) <= right
            assert 0 <= y <= y + float(rect.attrib["height"]) <= bottom
        assert all(float(text.attrib["y"]) <= bottom for text in root.iter(f"{SVG}text"))

    def test_is_the_same_every_time(self, handed: Talk, drawn: bytes, tmp_path: Path) -> None:
        file = tmp_path / "again.svg"
        handed.ok("custody", "account", "tiktok:A1", "--svg", str(file))
        assert file.read_bytes() == drawn

    def test_names_the_answer_it_draws(self, handed: Talk, drawn: bytes) -> None:
        cited = replace(handed, cited=True).json("custody", "account", "tiktok:A1")["cite"]
        assert texts(drawn)[-1] == f"Cite as {cited}"

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_lists_each_stretch_by_its_number_with_its_facts(
        self, handed: Talk, drawn: bytes, tmp_path: Path, language: str
    ) -> None:
        told = handed.json("custody", "account", "tiktok:A1")
        file = tmp_path / "list.svg"
        handed.ok("--lang", language, "custody", "account", "tiktok:A1", "--svg", str(file))
        written = texts(file.read_bytes())
        chart, listed = written[: written.index("#")], written[written.index("#") :]
        stretches = [*told["intervals"], *told["gaps"], *told["overlaps"]]
        for number, one in enumerate(stretches, 1):
            assert any(text.split(" · ")[0] == str(number) for text in chart)
            row = listed[listed.index(str(number)) :]
            since = row.index(one["from"])
            assert row[since + 1] in (one["until"], "still", "至今")
            opened = "绑定" if language == "zh" else "binding "
            assert row[since + 2].startswith(f"#{one['opened_by']} {opened}")
        assert any("卢斯 <&>" in text for text in listed)

    def test_has_no_label_that_touches_another(self, talk: Talk, tmp_path: Path) -> None:
        """Twenty-four short bindings in a year, on each of two shops by turns."""
        talk.take(shop("S1"), shop("S2"), *account("A1"), now=day("2027-01-01"))
        turns = []
        for number in range(24):
            start = datetime(2026, 1, 2) + timedelta(days=15 * number)
            where = {"name": f"B{number}", "shop": f"S{1 + number % 2}"}
            end = start + timedelta(days=1 + number % 9)
            turns.append(of_binding("BindingActivated", f"{start:%F}", **where))
            turns.append(of_binding("BindingEnded", f"{end:%F}", reason="account_unlink", **where))
        talk.take(*turns, now=day("2027-01-02"))
        file = tmp_path / "many.svg"
        talk.ok("custody", "account", "tiktok:A1", "--svg", str(file))
        root = ElementTree.fromstring(file.read_bytes())

        boxes: list[tuple[float, float, float]] = []
        for element in root.iter(f"{SVG}text"):
            if element.get("class") in ("small", "number", "cell"):
                wide = width(element.text or "") * 6.1  # a digit of a wide font, such as DejaVu
                before = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib["text-anchor"]]
                x = float(element.attrib["x"]) - wide * before
                boxes.append((float(element.attrib["y"]), x, x + wide))
        assert all(end <= float(root.attrib["width"]) for _, _, end in boxes)
        for (y, _, right), (below, left, _) in pairwise(sorted(boxes)):
            assert y != below or right <= left
        written = [element.text or "" for element in root.iter(f"{SVG}text")]
        assert {str(number) for number in range(1, 49)} <= set(written)

    def test_tells_of_each_stretch_its_facts(self, handed: Talk, drawn: bytes) -> None:
        told = handed.json("custody", "account", "tiktok:A1")
        titles = [
            element.text or "" for element in ElementTree.fromstring(drawn).iter(f"{SVG}title")
        ]
        for one in (*told["intervals"], *told["gaps"], *told["overlaps"]):
            assert any(f"#{one['opened_by']} binding" in title for title in titles)

    def test_that_cannot_be_written_is_exit_1(self, handed: Talk, tmp_path: Path) -> None:
        file = str(tmp_path / "nowhere" / "c.svg")
        error = handed.refuses("custody", "account", "tiktok:A1", "--svg", file, status=1)
        assert error["where"] == file


@settings(max_examples=25, deadline=None)
@given(happenings(), st.none() | st.integers(0, 50), st.integers(0, 24 * 115))
def test_custody_says_at_each_instant_what_show_says(
    happened: list[Any], wrong: int | None, hour: int
) -> None:
    with life(happened, wrong) as ledger:
        at = START + timedelta(hours=hour)
        then, now, text = times_of(ledger, at), times_of(ledger), instant_text(at)

        def covers(one: dict[str, Any]) -> bool:
            return one["from"] <= text and (one["until"] is None or text < one["until"])

        for kind, names, show in (
            ("shop", SHOPS, show_shop),
            ("account", ACCOUNTS, show_account),
        ):
            for name in names:
                told = custody(ledger.store, f"{kind}:{name}", now)
                shown: Any = show(ledger.store, name, then)
                if told is None or shown is None:
                    assert shown is None or told is not None
                    continue
                held = {one["binding"] for one in told["intervals"] if covers(one)}
                states = ("active", "unlink_requested")
                runs = {one["binding"] for one in shown["bindings"] if one["state"] in states}
                assert held == runs
                started = any(one["from"] <= text for one in told["intervals"])
                assert any(covers(one) for one in told["gaps"]) == (started and not runs)
                if kind == "account":
                    shops = {one["shop"] for one in shown["bindings"] if one["state"] in states}
                    assert any(covers(one) for one in told["overlaps"]) == (len(shops) > 1)
