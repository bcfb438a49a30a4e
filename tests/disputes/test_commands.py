"""`dispute`: each step through the command line, in all forms, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pytest

from ledger.app import Ledger
from ledger.console.text import width
from ledger.errors import BadInput
from ledger.events import DisputeNoted, DisputeResolved
from tests.console.talking import Talk, account, fact, feed, of_binding, shop
from tests.story import rulebook

NOW = "2026-05-01T00:00:00Z"
OPENED = ("dispute", "open", "D1", "--about", "shop:tiktok:S1", "--party", "shop:tiktok:S1")
TITLE = "消失的解绑次数 «Casa»"


@pytest.fixture
def opened(talk: Talk) -> Talk:
    """A dispute about a shop that was bound for a while."""
    talk.take(
        shop("S1", name="好物店铺"),
        *account("A1"),
        of_binding("BindingActivated", "2026-01-10"),
        of_binding("ShopUnlinked", "2026-03-01"),
        of_binding("BindingEnded", "2026-03-01", reason="shop_unlink"),
        now=NOW,
    )
    talk.ok(*OPENED, "--title", TITLE, "--actor", "desk-3")
    return talk


def step(talk: Talk, *words: str) -> Any:
    """A step of the dispute, by somebody."""
    return talk.json("dispute", words[0], "D1", *words[1:], "--actor", "desk-3")


def bound(talk: Talk, *more: str) -> Any:
    """The claim that the account was bound all year."""
    since = ("--since", "2026-01-01T00:00:00Z", "--until", "2026-04-01T00:00:00Z")
    return step(
        talk, "claim", "bound", "--account", "tiktok:A1", "--shop", "tiktok:S1", *since, *more
    )


def test_a_dispute_from_its_opening_to_its_end(opened: Talk, tmp_path: Path) -> None:
    file = tmp_path / "chat.pdf"
    file.write_bytes(b"%PDF a chat")
    step(opened, "note", "They called on Monday.")
    attached = step(opened, "attach", str(file), "--title", "Chat of 3 March")
    claimed = bound(opened, "--by", "shop:tiktok:S1")
    restored = fact(
        *("UnlinkChancesObserved", "restored", "2026-05-01"),
        shop="tiktok:S1",
        program="tiktok.channel",
        used=0,
    )
    opened.take(restored)
    step(
        opened, "resolve", "--outcome", "upheld", "--remedy", "tests#restored", "--note", "Agreed."
    )

    told = opened.json("dispute", "show", "D1")
    assert (told["status"], told["outcome"]) == ("resolved", "upheld")
    assert (told["title"], told["about"]) == (TITLE, ["shop:tiktok:S1"])
    assert told["remedies"] == ["tests#restored"]
    assert [one["type"].removesuffix(".v1") for one in told["story"]] == [
        *("DisputeOpened", "DisputeNoted", "EvidenceAttached", "ClaimMade", "DisputeResolved")
    ]
    assert {one["actor"] for one in told["story"]} == {"desk-3"}
    digest = f"sha256:{hashlib.sha256(b'%PDF a chat').hexdigest()}"
    assert attached["digest"] == digest
    assert told["story"][2]["data"] == {
        "about": ["dispute:D1"],
        "digest": digest,
        "media_type": "application/pdf",
        "title": "Chat of 3 March",
    }
    (one,) = told["claims"]
    assert one["claim"] == claimed["claim"] == "C1"
    assert one["claimed_by"] == "shop:tiktok:S1"
    assert [(each["answer"], each["ground"]) for each in one["answers"]] == [
        ("contradicted", "not_yet"),
        ("supported", "in_effect"),
        ("contradicted", "ended"),
    ]
    # The dispute is the subject of its own history, and of the shop's as far as it was opened.
    assert len(opened.rows("history", "dispute:D1")) == 5
    of_shop = [row["type"] for row in opened.rows("history", "shop:tiktok:S1")]
    assert of_shop.count("DisputeOpened.v1") == 1
    assert "ClaimMade.v1" not in of_shop


def test_who_knew_what_when_is_told_of_every_fact_that_is_cited(opened: Talk) -> None:
    claimed = bound(opened)
    told = opened.json("dispute", "show", "D1")
    cited = {at for one in claimed["answers"] for at in (*one["for"], *one["against"])}

    assert {one["position"] for one in told["facts"]} == cited
    by_position = {line["position"]: line for line in opened.rows("history", "binding:B1")}
    for one in told["facts"]:
        for name in ("time", "recordedtime", "source", "id", "actor", "type"):
            assert one[name] == by_position[one["position"]][name]


def test_answers_depend_on_the_three_clocks(opened: Talk) -> None:
    bound(opened)
    file = Path(opened.ledger).with_name("strict.toml")
    end = "tests#B1-BindingEnded-2026-03-01"
    opened.ok("--now", "2026-05-02T00:00:00Z", "annul", end, "--reason", "wrong account")
    step(opened, "claim", "unlink_chance_left", "--shop", "tiktok:S1", "--at", NOW)

    def grounds(*clocks: str) -> list[list[str]]:
        told = opened.json("dispute", "show", "D1", *clocks)
        return [[one["ground"] for one in each["answers"]] for each in told["claims"]]

    assert grounds() == [["not_yet", "in_effect"], ["rule"]]
    assert grounds("--known", "2026-05-01T00:00:00Z")[0] == ["not_yet", "in_effect", "ended"]
    assert grounds("--known", "2026-04-01T00:00:00Z")[0] == ["nothing_told"]
    assert grounds("--valid", "2026-02-01T00:00:00Z") == [
        ["not_yet", "in_effect", "to_come"],
        ["to_come"],
    ]
    file.write_text(rulebook({"shop.unlink_chances": 1}), "utf-8")
    told = opened.json("dispute", "show", "D1", "--rules", str(file))
    assert told["claims"][1]["answers"][0]["answer"] == "contradicted"


def test_an_end_that_is_annulled_is_a_remedy(opened: Talk) -> None:
    bound(opened)
    end = "tests#B1-BindingEnded-2026-03-01"
    annulment = opened.json("annul", end, "--reason", "the wrong account", "--actor", "platform")
    name = f"{annulment['source']}#{annulment['id']}"
    step(opened, "resolve", "--outcome", "upheld", "--remedy", name)

    told = opened.json("dispute", "show", "D1")
    assert told["remedies"] == [name]
    last = told["claims"][0]["answers"][-1]
    assert (last["answer"], len(last["for"])) == ("supported", 2)
    assert annulment["position"] in last["for"]


def test_a_resolution_that_was_recorded_wrongly_is_annulled_and_the_dispute_goes_on(
    opened: Talk,
) -> None:
    ended = step(opened, "resolve", "--outcome", "dismissed")
    opened.ok("annul", f"{ended['source']}#{ended['id']}", "--reason", "too early")

    assert opened.json("dispute", "show", "D1")["status"] == "open"
    step(opened, "note", "It goes on.")


def test_what_a_dispute_cannot_take(opened: Talk, tmp_path: Path) -> None:
    def refused(*words: str, status: int = 2) -> dict[str, str]:
        return opened.refuses("dispute", *words, "--actor", "desk", status=status)

    again = (*OPENED[1:], "--title", "again")
    assert refused(*again)["what"] == "There is a dispute D1 already."
    assert refused("note", "D2", "x")["what"] == "There is no dispute D2."
    assert refused("claim", "D2", "refused_wrongly", "--request", "r")["where"] == "DISPUTE"
    incomplete = refused("claim", "D1", "bound", "--account", "tiktok:A1")
    assert incomplete["where"] == "--shop, --since"
    assert incomplete["why"] == (
        "A claim bound has --account, --shop, --since, and may have --until, --program."
    )
    other = refused("claim", "D1", "refused_wrongly", "--request", "r", "--shop", "tiktok:S1")
    assert other["where"] == "--shop"
    times = ("--since", "2026-02-01T00:00:00Z", "--until", "2026-02-01T00:00:00Z")
    of_both = ("--account", "tiktok:A1", "--shop", "tiktok:S1")
    assert refused("claim", "D1", "bound", *of_both, *times)["where"] == "--until"
    assert "guilty" in refused("claim", "D1", "guilty")["what"]
    bound(opened, "--id", "mine")
    named = ("claim", "D1", "refused_wrongly", "--request", "r", "--id", "mine")
    assert refused(*named)["what"] == "There is a claim mine in this dispute already."

    remedy = ("resolve", "D1", "--outcome", "upheld", "--remedy")
    assert refused(*remedy, "tests#nothing")["where"] == "--remedy"
    assert refused(*remedy, "S1-registered")["where"].startswith("bindledger dispute resolve")
    assert refused(*remedy, "tests#S1-registered")["what"] == "tests#S1-registered is no remedy."
    missing = ("attach", "D1", str(tmp_path / "nowhere.pdf"), "--title", "x")
    assert refused(*missing, status=1)["what"] == "The file could not be read."
    long = ("claim", "D1", "refused_wrongly", "--request", "r" * 201)
    assert refused(*long)["why"].startswith("expected is")

    step(opened, "resolve", "--outcome", "dismissed")
    for words in (("note", "D1", "x"), ("resolve", "D1", "--outcome", "settled"), named):
        assert refused(*words)["what"] == "Dispute D1 is resolved."


def test_an_unknown_dispute_is_asked_back(opened: Talk) -> None:
    error = opened.refuses("dispute", "show", "D11", status=1)

    assert error["now"] == "did you mean D1?"


def test_a_note_too_long_for_a_fact_is_refused(opened: Talk) -> None:
    # A note is kept beside the leaf; a list of subjects stands in it.
    about = [word for number in range(400) for word in ("--about", f"shop:tiktok:{number:0>180}")]
    error = opened.refuses(
        *("dispute", "open", "D2", *about, "--title", "x", "--actor", "d"), status=2
    )

    assert error["what"] == "This step of the dispute is too long to be recorded."


def test_disputes_do_not_come_in_through_a_feed(opened: Talk) -> None:
    line = fact("DisputeNoted", "n1", "2026-04-01", dispute="D1", note="x")
    done = opened.json("import", "-", stdin=feed(line), status=2)

    assert done["new"] == 0
    assert [one["field"] for one in done["rejected"]] == ["type"]


def test_a_ledger_with_disputes_goes_through_an_export_unchanged(
    opened: Talk, tmp_path: Path
) -> None:
    bound(opened)
    step(opened, "resolve", "--outcome", "settled", "--note", "和解")
    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--bare", "--rehearsal")
    copy.ok("import", "-", stdin=opened.export())

    assert copy.export() == opened.export()
    assert copy.json("dispute", "show", "D1") == opened.json("dispute", "show", "D1")
    assert opened.run("audit").status == 0
    assert opened.run("projections", "check").status == 0


def test_the_list_tells_how_each_stands(opened: Talk) -> None:
    opened.ok(
        "dispute", "open", "D2", "--about", "account:tiktok:A1", "--title", "x", "--actor", "d"
    )
    bound(opened)
    step(opened, "resolve", "--outcome", "withdrawn")

    assert [
        (one["dispute"], one["status"], one["claimed"]) for one in opened.rows("dispute", "list")
    ] == [
        ("D1", "resolved", 1),
        ("D2", "open", 0),
    ]
    assert [one["dispute"] for one in opened.rows("dispute", "list", "--status", "open")] == ["D2"]
    rows = list(csv.DictReader(io.StringIO(opened.ok("--csv", "dispute", "list").out)))
    assert [row["outcome"] for row in rows] == ["withdrawn", ""]
    assert TITLE in opened.ok("dispute", "list").out


def test_answers_as_csv_are_one_row_a_stretch(opened: Talk) -> None:
    bound(opened)
    rows = list(csv.DictReader(io.StringIO(opened.ok("--csv", "dispute", "show", "D1").out)))

    assert [row["answer"] for row in rows] == ["contradicted", "supported", "contradicted"]
    assert {row["claim"] for row in rows} == {"C1"}


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_story_fits_any_screen(
    opened: Talk, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    bound(opened, "--by", "shop:tiktok:S1")
    step(opened, "note", "他们星期一打过电话。")
    for lang in ("en", "zh"):
        told = opened.ok("--lang", lang, "dispute", "show", "D1").out
        assert max(map(width, told.splitlines())) <= int(columns)
        assert "他们星期一打过电话" in told.replace("\n", "").replace(" ", "")


def test_chinese_tells_the_same_story(opened: Talk) -> None:
    bound(opened)
    step(opened, "resolve", "--outcome", "partly_upheld")
    told = opened.ok("--lang", "zh", "dispute", "show", "D1").out

    for word in (TITLE, "主张 C1", "不属实", "属实", "绑定有效。", "已了结：部分支持", "争议提出"):
        assert word in told
    for word in ("supported", "contradicted", "in effect", "partly_upheld"):
        assert word not in told


def test_steps_that_race_with_the_end_come_before_it_or_not_at_all(opened: Talk) -> None:
    """Whoever writes a note while somebody resolves the dispute is before its end, or refused."""
    ready = Barrier(4)

    def noting(name: str) -> int:
        with Ledger.open(opened.ledger, write=True) as ledger:
            ready.wait()
            for number in range(30):
                try:
                    ledger.dispute("D1", DisputeNoted(dispute="D1", note=f"{number}"), name)
                except BadInput:
                    return number
        return 30

    def ending() -> None:
        with Ledger.open(opened.ledger, write=True) as ledger:
            ready.wait()
            sleep(0.05)
            ledger.dispute("D1", DisputeResolved(dispute="D1", outcome="settled"), "judge")

    with ThreadPoolExecutor(4) as together:
        noted = [together.submit(noting, f"clerk-{number}") for number in range(3)]
        together.submit(ending).result()
        written = sum(each.result() for each in noted)

    kinds = [one["type"] for one in opened.json("dispute", "show", "D1")["story"]]
    assert kinds[0] == "DisputeOpened.v1"
    assert kinds.count("DisputeNoted.v1") == written
    assert kinds.index("DisputeResolved.v1") == len(kinds) - 1
