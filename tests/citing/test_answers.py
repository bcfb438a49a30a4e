"""Every answer of a query carries the id it can be cited by."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from tests.citing.conftest import NOON
from tests.console.talking import ROOT, Talk, account, fact, of_binding, shop

LAW = str(ROOT / "ledger" / "rulebooks" / "tiktok" / "channel.toml")
A_SHOP, AN_ACCOUNT, A_BINDING = "tiktok:MX1", "tiktok:A04", "MX1-A04"
TIMES = ("--valid", "2026-03-01T00:00:00Z", "--known", "2026-06-01T00:00:00Z")

DOCUMENTS: Final = (
    ("shop", "show", A_SHOP),
    ("shop", "show", A_SHOP, *TIMES),
    ("shop", "staff", A_SHOP),
    ("account", "show", AN_ACCOUNT, "--all"),
    ("binding", "show", A_BINDING),
    ("statement", f"shop:{A_SHOP}", "unlink_chances:tiktok.channel"),
    ("diff", f"shop:{A_SHOP}", "--valid", "2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z"),
    ("custody", "account", AN_ACCOUNT),
    ("can", "unlink", "--binding", A_BINDING, "--actor", "desk"),
    ("can", "unlink", "--binding", A_BINDING, "--actor", "desk", *TIMES),
    ("impact", "100"),
    ("rules", "show", "tiktok.channel"),
    ("calendars", "show", "CN", "2026"),
    ("sync", A_SHOP),
    ("metrics", f"shop:{A_SHOP}"),
    ("quota", A_SHOP),
)
OF_EVERYTHING: Final = (("audit",), ("backtest", LAW), ("receipt", "check", "--all"))
LISTS: Final = (
    ("shop", "list"),
    ("account", "list", "--name", "casa"),
    ("binding", "list", "--state", "active"),
    ("delegation", "list"),
    ("mini-program", "list"),
    ("identifiers",),
    ("history", f"shop:{A_SHOP}", f"account:{AN_ACCOUNT}"),
    ("shop", "history", A_SHOP),
    ("agenda",),
    ("changes", "--since", "1800"),
    ("rules", "list"),
    ("calendars", "list"),
    ("dispute", "list"),
)


@pytest.mark.parametrize("query", DOCUMENTS, ids=" ".join)
def test_a_document_carries_its_id(year: Talk, query: tuple[str, ...]) -> None:
    check_document(year, query)


@pytest.mark.parametrize("query", OF_EVERYTHING, ids=" ".join)
def test_so_does_what_is_told_of_everything(bound: Talk, query: tuple[str, ...]) -> None:
    check_document(bound, query)


def check_document(talk: Talk, query: tuple[str, ...]) -> None:
    """The id of a document is the one `cite` gives, and for people it is in the last line."""
    told = talk.run("--json", *query).json

    cited = talk.json("cite", "--", *query)

    assert cited == {"cite": told["cite"], "answer": [cited["answer"][0]]}
    # A request that is only tried has another name each time.
    assert {**cited["answer"][0], "request": None} == {**told, "request": None}
    assert talk.json("cite", told["cite"], "--", *query)["same"] is True
    assert talk.run(*query).out.endswith(f"\n\nCite as {told['cite']}\n")


@pytest.mark.parametrize("query", LISTS, ids=" ".join)
def test_every_line_of_a_list_carries_the_id_of_the_whole(
    year: Talk, query: tuple[str, ...]
) -> None:
    lines = year.rows(*query)

    cited = year.json("cite", "--", *query)

    assert cited["answer"] == lines
    assert {line["cite"] for line in lines} <= {cited["cite"]}
    assert year.json("cite", cited["cite"], "--", *query)["same"] is True
    assert year.ok(*query).out.endswith(f"\n\nCite as {cited['cite']}\n")
    assert cited["cite"] not in year.ok("--csv", *query).out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_id_is_not_broken_on_a_narrow_screen(
    year: Talk, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    query = ("--lang", language, "shop", "show", A_SHOP)
    assert year.run(*query).out.splitlines()[-1].endswith(year.run("--json", *query).json["cite"])


def test_an_id_is_of_what_is_asked_not_of_how(year: Talk) -> None:
    told = year.json("shop", "show", A_SHOP, "--all", *TIMES)

    assert year.json("shop", "show", *TIMES, "--all", A_SHOP) == told
    assert year.run("shop", "show", "--json", "--lang", "zh", *TIMES, "--all", A_SHOP).json == told
    assert year.json("shop", "show", A_SHOP, *TIMES)["cite"] != told["cite"]


def test_the_answer_is_cited_whatever_language_it_was_given_in(year: Talk) -> None:
    query = ("statement", f"shop:{A_SHOP}", "slots:tiktok.channel")
    english, chinese = (year.json("--lang", lang, *query) for lang in ("en", "zh"))

    assert english["lines"] != chinese["lines"]
    assert english["cite"] == chinese["cite"]
    assert year.json("--lang", "zh", "cite", english["cite"], "--", *query)["same"] is True


def test_what_would_help_is_the_same_in_every_language(bound: Talk) -> None:
    violation = {"violation": "V1", "account": "tiktok:A1", "category": "infringement"}
    bound.take(fact("ViolationRecorded", "v1", "2026-02-02", **violation), now=NOON)
    query = ("can", "unlink", "--binding", "B1", "--actor", "shop:x")
    english, chinese = (bound.json("--lang", lang, *query, status=3) for lang in ("en", "zh"))

    assert english["helps"] != chinese["helps"]
    assert english["cite"] == chinese["cite"]


def test_with_all_its_times_given_an_answer_has_one_id(tmp_path: Path) -> None:
    real = Talk(str(tmp_path / "real.db"), cited=True)
    real.ok("init")
    real.take(shop(), *account("A1"), of_binding("BindingActivated", "2026-02-01"))
    known = real.rows("history", "shop:tiktok:S1")[0]["recordedtime"]

    def shown(*times: str) -> Any:
        return real.json("shop", "show", "tiktok:S1", *times)

    assert shown("--valid", NOON, "--known", known) == shown("--valid", NOON, "--known", known)
    assert shown()["as_of"] != shown()["as_of"]
    assert shown()["cite"] != shown()["cite"]


def test_an_id_given_by_a_clock_is_good_later(tmp_path: Path) -> None:
    real = Talk(str(tmp_path / "real.db"), cited=True)
    real.ok("init")
    real.take(shop(), *account("A1"), of_binding("BindingActivated", "2026-02-01"))
    told = real.json("shop", "show", "tiktok:S1")
    real.take(of_binding("BindingEnded", "2026-02-20", reason="platform_forced"))

    again = real.json("cite", told["cite"], "--", "shop", "show", "tiktok:S1")

    assert again["same"] is True
    assert again["answer"] == [told]
    assert [one["type"] for one in again["learnt_since"]] == ["BindingEnded.v1"]


def test_a_replay_ends_in_what_show_prints_and_has_an_id_of_its_own(year: Talk) -> None:
    query = ("replay", f"binding:{A_BINDING}", "--until", "2026-03-01T00:00:00Z")
    until = ("--valid", "2026-03-01T00:00:00Z")

    *steps, last = year.rows(*query)

    assert last == year.json("binding", "show", A_BINDING, *until)
    assert {step["cite"] for step in steps} == {year.json("cite", "--", *query)["cite"]}
    assert year.ok(*query).out.endswith(year.ok("binding", "show", A_BINDING, *until).out)


def test_orders_are_cited_by_their_total(year: Talk, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order,shop,account,ordered_at,amount,currency\n"
        f"O1,{A_SHOP},{AN_ACCOUNT},2026-03-01T00:00:00Z,1000,MXN\n"
    )
    *answers, total = year.rows("settle", str(orders))

    assert [one["answer"] for one in answers] == ["settled"]
    assert "cite" not in answers[0]
    assert year.json("cite", total["cite"], "--", "settle", str(orders))["same"] is True


def test_a_mini_program_is_replayed_to_its_end(talk: Talk) -> None:
    talk.take(
        fact(
            "MiniProgramRegistered",
            "mp-1",
            "2026-02-01",
            mini_program="douyin:mp-1",
            build_mode="self",
        ),
        now=NOON,
    )
    shown = talk.ok("mini-program", "show", "douyin:mp-1").out

    assert talk.ok("replay", "mini_program:douyin:mp-1").out.endswith(shown)


def test_a_list_of_nothing_can_be_cited_too(talk: Talk) -> None:
    assert talk.rows("shop", "list") == []
    cited = talk.json("cite", "--", "shop", "list")

    assert cited["answer"] == []
    assert talk.json("cite", cited["cite"], "--", "shop", "list")["same"] is True


def test_what_answers_no_question_has_no_id(year: Talk) -> None:
    assert "cite" not in year.rows("export", "--after", "1829")[0]
    assert "cite" not in year.json("verify")
    year.refuses("cite", "--", "verify", status=2)
