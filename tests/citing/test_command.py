"""An answer that was cited is had again by its id, and what was learnt since is named."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from tests.audit.database import Database
from tests.citing.conftest import NOON
from tests.console.talking import Talk, account, fact, of_binding, shop

SHOW = ("--", "shop", "show", "tiktok:S1")
QUERIES = (
    ("shop", "show", "tiktok:MX1"),
    ("account", "show", "tiktok:A01", "--all"),
    ("account", "list"),
    ("history", "shop:tiktok:MX1"),
    ("statement", "shop:tiktok:MX1", "slots:tiktok.channel"),
    ("agenda",),
    ("replay", "--all"),
    ("rules", "list"),
)


def issued(talk: Talk, *query: str) -> dict[str, Any]:
    """A new citation, and the answer it is of."""
    found: dict[str, Any] = talk.json("cite", *query)
    return found


def test_the_answer_is_that_of_the_query_itself(bound: Talk) -> None:
    cited = issued(bound, *SHOW)

    assert cited["answer"] == [bound.json("shop", "show", "tiktok:S1")]
    assert cited == issued(bound, *SHOW)


@pytest.mark.parametrize("query", QUERIES, ids=" ".join)
def test_every_query_can_be_cited_and_had_again(year: Talk, query: tuple[str, ...]) -> None:
    cited = issued(year, "--", *query)

    again = year.json("cite", cited["cite"], "--", *query)

    assert (again["same"], again["today_the_same"], again["learnt_since"]) == (True, True, [])
    assert again["answer"] == cited["answer"]


def test_a_fact_learnt_since_is_named_and_the_answer_stays(bound: Talk) -> None:
    cited = issued(bound, *SHOW)
    bound.take(*account("A2"), now=NOON)
    bound.take(of_binding("BindingEnded", "2026-02-20", reason="platform_forced"), now=NOON)
    late = len(bound.exported())
    bound.take(*account("A3"), now="2026-03-05T00:00:00Z")

    again = bound.json("cite", cited["cite"], *SHOW)

    assert (again["same"], again["today_the_same"]) == (True, False)
    assert again["answer"] == cited["answer"]
    assert [one["position"] for one in again["learnt_since"]] == [late]
    assert again["today"][0]["bindings"] == []
    assert again["today"][0]["as_of"]["valid"] == NOON


def test_an_annulment_is_learnt_since_too(bound: Talk) -> None:
    cited = issued(bound, *SHOW)
    bound.ok("--now", NOON, "annul", "tests#B1-BindingActivated-2026-02-01", "--reason", "wrong")

    again = bound.json("cite", cited["cite"], *SHOW)

    assert [one["type"] for one in again["learnt_since"]] == ["FactAnnulled.v1"]


def test_what_happened_later_makes_no_other_answer(bound: Talk) -> None:
    cited = issued(bound, *SHOW)
    ended = of_binding("BindingEnded", "2026-03-02", reason="platform_forced")
    bound.take(ended, now="2026-03-03T00:00:00Z")

    again = bound.json("cite", cited["cite"], *SHOW)

    assert (again["same"], again["today_the_same"], again["learnt_since"]) == (True, True, [])


def test_a_changed_log_is_not_the_one_that_was_cited(copied: Talk, spoilt: Database) -> None:
    query = ("--", "shop", "show", "tiktok:MX1")
    cited = issued(copied, *query)
    middle = len(copied.exported()) // 2
    spoilt.overwrite_with_hash(middle, lambda said: said.update(actor="somebody"))

    again = copied.json("cite", cited["cite"], *query, status=4)

    assert again["same"] is False
    assert again["differs_in"] == ["log"]


def test_a_cited_audit_is_had_again_whatever_was_learnt_since(bound: Talk) -> None:
    cited = issued(bound, "--", "audit")
    bound.take(*account("A2"), of_binding("BindingEnded", "2026-02-20", reason="unknown"), now=NOON)

    again = bound.json("cite", cited["cite"], "--", "audit")

    assert (again["same"], again["answer"]) == (True, cited["answer"])


def test_what_was_forgotten_since_is_named(talk: Talk) -> None:
    named = fact("ShopRenamed", "named", "2026-01-02", shop="tiktok:S1", name="云山")
    talk.take(shop(), named, now=NOON)
    cited = issued(talk, *SHOW)
    talk.ok("--now", NOON, "forget", "shop:tiktok:S1", "--reason", "asked to")

    again = talk.json("cite", cited["cite"], *SHOW, status=1)

    assert again["differs_in"] == ["answer"]
    (certificate,) = again["forgotten_since"]
    assert certificate["type"] == "PersonalFieldsForgotten.v1"
    told = talk.run("cite", cited["cite"], *SHOW)
    assert told.status == 1
    assert "destroyed since" in told.out


@pytest.mark.parametrize("query", [("shop", "show", "tiktok:S1", "--rules"), ("backtest",)])
def test_a_file_is_what_it_says_wherever_it_lies(
    bound: Talk, tmp_path: Path, query: tuple[str, ...]
) -> None:
    text = bound.ok("rules", "show", "tiktok.channel", "--text").out
    here, there = tmp_path / "law.toml", tmp_path / "deeper" / "law.toml"
    there.parent.mkdir()
    for file in (here, there):
        file.write_text(text, encoding="utf-8")
    cited = issued(bound, "--", *query, str(here))["cite"]
    here.write_text(text + "# a remark\n", encoding="utf-8")

    again = bound.json("cite", cited, "--", *query, str(there))
    other = bound.json("cite", cited, "--", *query, str(here), status=4)

    assert again["differs_in"] == []
    assert "query" in other["differs_in"]


def test_where_a_drawing_is_put_is_no_part_of_the_query(bound: Talk, tmp_path: Path) -> None:
    query = ("custody", "account", "tiktok:A1")
    drawn = bound.json(*query, "--svg", str(tmp_path / "a.svg"))

    assert drawn["cite"] == bound.json(*query)["cite"]


def test_the_log_is_vouched_for_by_its_signed_head(bound: Talk) -> None:
    root = b64decode(bound.json("verify")["root"])

    assert issued(bound, *SHOW)["cite"].split("-")[4] == root.hex()[:12]


def test_another_query_is_not_the_one_that_was_cited(bound: Talk) -> None:
    cited = issued(bound, *SHOW)

    again = bound.json("cite", cited["cite"], "--", "account", "show", "tiktok:A1", status=4)

    assert again["differs_in"] == ["query", "answer"]


def test_people_are_told_in_either_language(bound: Talk) -> None:
    cited = issued(bound, *SHOW)["cite"]
    told = bound.ok("cite", *SHOW).out
    bound.take(of_binding("BindingEnded", "2026-02-20", reason="platform_forced"), now=NOON)

    english = bound.ok("cite", cited, *SHOW).out
    chinese = bound.ok("--lang", "zh", "cite", cited, *SHOW).out
    differs = bound.run("cite", cited, "--", "account", "show", "tiktok:A1")

    assert cited in told.replace("\n", "")
    assert bound.ok("--now", NOON, "shop", "show", "tiktok:S1").out != told
    assert "This is the answer that was cited" in english
    assert "binding ended" in english
    assert "此后获知" in chinese
    assert differs.status == 4
    assert "the query" in differs.out


def test_what_records_and_what_is_no_id_is_refused(bound: Talk) -> None:
    cited = issued(bound, *SHOW)["cite"]

    words = ("enrol", "--shop", "tiktok:S1", "--campaign", "spring", "--actor", "x")
    bound.refuses("cite", "--", *words, status=2)
    bound.refuses("cite", cited[:-1], *SHOW, status=2)
    bound.refuses("cite", cited, status=2)
    bound.refuses("cite", cited.replace("c1-", "c1-9", 1), *SHOW, status=1)
