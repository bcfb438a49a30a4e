"""`changes`: what is told otherwise since somebody last looked."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.clocks.past import LATE, LEARNT, LIFE
from tests.console.talking import Talk, account, fact, of_binding, shop
from tests.story import rulebook

SHOP = "shop:tiktok:S1"


def looked(talk: Talk) -> str:
    """The position that is known now."""
    return str(len(talk.exported()))


def since(talk: Talk, position: str, *words: str) -> dict[tuple[str, str], Any]:
    """What changed, by subject and path: what is told now."""
    rows = talk.rows("changes", "--since", position, *words)
    assert all(list(row) == ["subject", "path", "before", "after", "cause"] for row in rows)
    assert all(row["before"] != row["after"] for row in rows)
    return {(row["subject"], row["path"]): row["after"] for row in rows}


def test_late_facts_change_what_was_told(talk: Talk) -> None:
    talk.take(*LIFE, now=LEARNT)
    position = looked(talk)
    talk.take(*LATE, now="2026-05-01T00:00:00Z")

    found = since(talk, position)
    assert found[SHOP, "compliance_score.value"] == 90
    assert found[SHOP, "bindings.B1.state"] is None
    assert found["account:tiktok:A1", "bound_to.shop"] is None
    # A wait of A2 ran out meanwhile.
    assert {subject for subject, _ in found} == {SHOP, "account:tiktok:A1", "account:tiktok:A2"}
    only = since(talk, position, "--subject", "account:tiktok:A1")
    assert only == {key: found[key] for key in found if key[0] == "account:tiktok:A1"}


def test_an_annulment_changes_it_back(talk: Talk) -> None:
    talk.take(*LIFE, now=LEARNT)
    position = looked(talk)
    talk.ok("--now", LEARNT, "annul", "tests#s1", "--reason", "a slip")

    (row,) = [
        row
        for row in talk.rows("changes", "--since", position)
        if row["path"] == "compliance_score.value"
    ]
    assert (row["before"], row["after"]) == (70, None)
    assert row["cause"] == [int(position) + 1]


def test_time_that_went_by_is_told_too(talk: Talk) -> None:
    talk.take(shop(), *account("A1"), now="2026-01-02T00:00:00Z")
    talk.take(of_binding("BindingActivated", "2026-01-03"), now="2026-01-03T01:00:00Z")
    position = looked(talk)
    talk.take(shop("S2"), now="2026-02-01T00:00:00Z")

    by_time = {
        ("account:tiktok:A1", "cooldowns.binding.bound_time.rule"): None,
        ("account:tiktok:A1", "cooldowns.binding.bound_time.until"): None,
    }
    assert since(talk, position, "--subject", "account:tiktok:A1") == by_time
    found = since(talk, position)
    assert {subject for subject, _ in found} == {"account:tiktok:A1", "shop:tiktok:S2"}
    assert by_time.items() <= found.items()


def test_law_is_told_of_everybody_it_concerns(talk: Talk, tmp_path: Path) -> None:
    talk.take(shop(), *account("A1"), now="2026-01-02T00:00:00Z")
    position = looked(talk)
    file = tmp_path / "two.toml"
    file.write_text(rulebook({"shop.slots": 2}), "utf-8")
    talk.ok("--now", "2026-01-03T00:00:00Z", "rules", "adopt", str(file))

    assert since(talk, position)["shop:tiktok:S1", "slots.tiktok.channel.limit"] == 2


@pytest.mark.parametrize("position", ["70", "80", "88"])
def test_of_all_is_told_what_is_told_of_each(lived: Talk, position: str) -> None:
    rows = lived.rows("changes", "--since", position)
    nouns = ("shop", "account")
    tags = [f"{noun}:{one[noun]}" for noun in nouns for one in lived.rows(noun, "list")]

    told = [
        row for tag in tags for row in lived.rows("changes", "--since", position, "--subject", tag)
    ]
    of_subjects = [row for row in rows if not row["subject"].startswith("law:")]
    assert sorted(of_subjects, key=str) == sorted(told, key=str)
    assert told


def test_of_nobody_nothing_is_told(lived: Talk) -> None:
    error = lived.refuses("changes", "--since", "70", "--subject", "shop:tiktok:S11", status=1)

    assert "shop:tiktok:S1" in error["now"]


def test_who_feels_a_fact_about_another_is_told(talk: Talk) -> None:
    talk.take(*LIFE, now=LEARNT)
    position = looked(talk)
    talk.take(fact("ShopClosed", "c", "2026-04-02", shop="tiktok:S1"), now="2026-04-03T00:00:00Z")

    found = since(talk, position)
    assert found["account:tiktok:A2", "bindings.B2.due"] == "2026-04-02T00:00:00Z"


def test_law_that_was_adopted_is_told(lived: Talk) -> None:
    kinds = [line["type"] for line in lived.exported()]
    before = len(kinds) - 1 - kinds[::-1].index("RulebookAdopted.v1")

    (row,) = [
        row
        for row in lived.rows("changes", "--since", str(before))
        if row["subject"].startswith("law:")
    ]
    assert row["after"].startswith("sha256:")
    assert row["cause"] == [before + 1]


def test_from_nothing_everything_is_new(lived: Talk) -> None:
    found = since(lived, "0", "--subject", "binding:B1")

    assert found["binding:B1", "state"] == "ended"


def test_at_the_last_position_nothing_is_different(lived: Talk) -> None:
    position = looked(lived)

    assert lived.rows("changes", "--since", position) == []
    assert "Nothing is different" in lived.ok("changes", "--since", position).out


def test_a_position_that_is_not_there_is_bad_input(lived: Talk) -> None:
    lived.refuses("changes", "--since", "9999", status=2)
    lived.refuses("changes", "--since", "9999", "--known", "2026-01-01T00:00:00Z", status=2)


def test_people_and_csv_see_the_same(lived: Talk) -> None:
    rows = list(csv.DictReader(lived.ok("--csv", "changes", "--since", "70").out.splitlines()))

    assert {(row["subject"], row["path"]) for row in rows} == set(since(lived, "70"))
    out = lived.ok("changes", "--since", "70").out
    assert all(subject in out for subject in {row["subject"] for row in rows})
