"""What a late or annulled fact makes different of what was told before it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Talk, account, fact, of_binding, shop

NOON = "2026-03-01T12:00:00Z"


@pytest.fixture
def unlinked(talk: Talk) -> Talk:
    """S1 unlinked A1 by a request; A2, which had a violation, it was not let go of."""
    talk.take(
        shop(),
        *account("A1"),
        *account("A2"),
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingActivated", "2026-02-02", "B2", account="A2"),
        fact(
            "ViolationRecorded", "v", "2026-02-20", violation="V", account="tiktok:A2", category="x"
        ),
        now=NOON,
    )
    talk.ask("UnlinkByShop", id="r-1", binding="B1")
    talk.ask("UnlinkByShop", id="r-2", binding="B2", status=3)
    return talk


def last(talk: Talk) -> int:
    """The last position."""
    position: int = talk.rows("history", "shop:tiktok:S1", "account:tiktok:A2")[-1]["position"]
    return position


def position_of(talk: Talk, name: str) -> int:
    """Where a fact of the tests stands."""
    names = [f"{line['source']}#{line['id']}" for line in talk.exported()]
    return names.index(f"tests#{name}") + 1


def answers(found: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """How requests were answered, and how they would have been."""
    return {
        one["request"]: (one["before"]["answer"], one["after"]["answer"])
        for one in found["decisions"]
    }


def test_chances_learnt_late_would_have_refused_an_unlinking(unlinked: Talk) -> None:
    used: dict[str, Any] = {"shop": "tiktok:S1", "program": "tiktok.channel", "used": 3}
    unlinked.take(fact("UnlinkChancesObserved", "used", "2026-02-10", **used), now=NOON)
    before = unlinked.export()

    found = unlinked.json("impact", str(position_of(unlinked, "used")))

    assert (found["late"], found["annulled"]) == (True, False)
    assert answers(found)["r-1"] == ("granted", "refused")
    assert found["decisions"][0]["after"]["rules"] == ["shop.unlink_chances"]
    (statement,) = found["statements"]
    assert (statement["subject"], statement["balance"]) == (
        "shop:tiktok:S1",
        "unlink_chances:tiktok.channel",
    )
    # The observation is a line that was not there, and the unlinking closes lower.
    assert (statement["lines"], statement["before"], statement["after"]) == (3, 2, -1)
    assert {(one["name"], one["before"], one["after"]) for one in found["changes"]} == {
        ("unlink_chances:tiktok.channel", 2, -1)
    }
    assert unlinked.export() == before


def test_an_annulled_violation_would_not_have_stood_in_the_way(unlinked: Talk) -> None:
    unlinked.ok("--now", NOON, "annul", "tests#v", "--reason", "a mix-up")
    annulled, annulment = position_of(unlinked, "v"), len(unlinked.exported())

    found = unlinked.json("impact", str(annulled))

    assert (found["late"], found["annulled"]) == (False, True)
    assert found["learnt"]["position"] == annulment
    assert answers(found) == {"r-2": ("refused", "granted")}
    assert unlinked.json("impact", str(annulment)) == found
    assert {one["name"] for one in found["changes"]} == {"open_violations"}


def test_a_fact_told_in_time_makes_nothing_different(unlinked: Talk) -> None:
    found = unlinked.json("impact", str(position_of(unlinked, "v")))

    assert (found["late"], found["annulled"], found["decisions"]) == (False, False, [])
    assert [one["name"] for one in found["changes"]] == ["open_violations"]


def test_decisions_of_before_it_happened_stay(unlinked: Talk) -> None:
    of: dict[str, Any] = {"shop": "tiktok:S1", "account": "tiktok:A1", "program": "tiktok.channel"}
    unlinked.ask("Invite", id="r-3", at="2026-03-01T13:00:00Z", status=3, **of)
    late = of_binding("BindingEnded", "2026-03-01T12:30:00Z", "B2", account="A2", reason="unknown")
    unlinked.take(late, now="2026-03-01T14:00:00Z")

    found = unlinked.json("impact", str(len(unlinked.exported())))

    assert [one["request"] for one in found["decisions"]] == ["r-3"]
    assert found["decisions"][0]["findings"] == ["shop.slots"]
    assert answers(found) == {"r-3": ("refused", "refused")}


def test_people_are_told_in_either_language(unlinked: Talk) -> None:
    unlinked.ok("--now", NOON, "annul", "tests#v", "--reason", "a mix-up")
    at = str(position_of(unlinked, "v"))

    english = unlinked.ok("impact", at).out
    chinese = unlinked.ok("--lang", "zh", "impact", at).out
    rows = unlinked.ok("--csv", "impact", at).out.splitlines()

    assert "Earlier decisions that would have been otherwise" in english
    assert "此前会有不同结果的决定" in chinese
    assert rows[1].endswith("request:r-2,answer,refused,granted,account.open_violation")


def test_late_facts_of_the_year_are_called_late(year: Talk) -> None:
    late = [
        line["position"] for line in year.rows("history", "shop:tiktok:MX1") if line.get("late")
    ]

    assert late
    assert all(year.json("impact", str(position))["late"] for position in late)


def test_no_position_no_fact_and_law_is_not_late(talk: Talk) -> None:
    talk.refuses("impact", "0", status=2)
    talk.refuses("impact", "100000", status=1)
    talk.refuses("impact", "1", status=2)


SHOP = ("shop", "show", "tiktok:S1")
A2 = ("account", "show", "tiktok:A2")


def cited(talk: Talk, *queries: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """The ids of answers given now, each with its query."""
    return [(replace(talk, cited=True).json(*query)["cite"], query) for query in queries]


def named(talk: Talk, position: int, *lines: str, status: int = 0) -> Any:
    """Those of cited answers that a fact made different."""
    given = "".join(f"{line}\n" for line in lines).encode()
    return talk.json("impact", str(position), "--cited", "-", stdin=given, status=status)["cited"]


def test_cited_answers_that_a_late_fact_makes_different_are_named(unlinked: Talk) -> None:
    before = cited(unlinked, SHOP, A2)
    used: dict[str, Any] = {"shop": "tiktok:S1", "program": "tiktok.channel", "used": 3}
    unlinked.take(fact("UnlinkChancesObserved", "used", "2026-02-10", **used), now=NOON)
    late = position_of(unlinked, "used")
    after = cited(unlinked, SHOP)

    given = (f"{name} -- {' '.join(query)}" for name, query in before + after)
    told = named(unlinked, late, *given)

    assert told == [{"cite": before[0][0], "query": "shop show tiktok:S1", "given": NOON}]
    assert "cited" not in unlinked.json("impact", str(late))
    assert [one["type"] for one in unlinked.json("cite", before[0][0], *SHOP)["learnt_since"]] == [
        "UnlinkChancesObserved.v1"
    ]


def test_cited_answers_are_read_in_any_form(unlinked: Talk, tmp_path: Path) -> None:
    ((name, query),) = cited(unlinked, (*SHOP, "--valid", NOON))
    unlinked.ok("--now", NOON, "annul", "tests#S1-registered", "--reason", "a mix-up")
    annulment = len(unlinked.exported())
    words = "shop show 'tiktok:S1' --valid 2026-03-01T12:00:00Z"
    lines = (
        f"{name} -- {words}",
        "",
        f"  {name} {words}",
        json.dumps({"cite": name, "query": words}),
        json.dumps({"cite": name, "query": query, "note": "for the letter"}),
    )

    told = named(unlinked, annulment, *lines)

    assert [one["cite"] for one in told] == [name] * 4
    file = tmp_path / "cited.txt"
    file.write_text("\n".join(lines))
    rows = unlinked.ok("--csv", "impact", str(annulment), "--cited", str(file)).out.splitlines()
    assert [row.split(",")[0] for row in rows].count("cited") == 4
    for language, title in (("en", "Cited answers that are"), ("zh", "被引用答案")):
        asked = ("--lang", language, "impact", str(annulment), "--cited", str(file))
        assert title in unlinked.ok(*asked).out
        assert name[:40] in unlinked.ok(*asked).out


def test_an_answer_that_cannot_be_given_any_more_is_different(talk: Talk) -> None:
    talk.take(*account("A9"), now=NOON)
    ((name, query),) = cited(talk, ("account", "show", "tiktok:A9"))
    for one in ("registered", "age"):
        talk.ok("--now", NOON, "annul", f"tests#A9-{one}", "--reason", "a mix-up")
    annulment = len(talk.exported())

    assert [one["cite"] for one in named(talk, annulment, f"{name} -- {' '.join(query)}")] == [name]
    assert named(talk, annulment - 1, f"{name} -- {' '.join(query)}") != []
    (last,) = talk.json("cite", name, *query)["today"]
    assert last["error"]["what"]


@pytest.mark.parametrize(
    "line",
    [
        "shop show tiktok:S1",
        "c1-9 -- shop show tiktok:S1",
        "{name}",
        "{name} -- shop show 'tiktok:S1",
        "{name} -- account show tiktok:A1",
        '{{"cite": "{name}"}}',
        '{{"cite": "{name}", "query": 7}}',
        '{{"cite": "{name}"',
    ],
)
def test_a_line_that_names_no_cited_answer_is_told_beside_the_others(
    unlinked: Talk, line: str
) -> None:
    ((name, _),) = cited(unlinked, SHOP)
    used: dict[str, Any] = {"shop": "tiktok:S1", "program": "tiktok.channel", "used": 3}
    unlinked.take(fact("UnlinkChancesObserved", "used", "2026-02-10", **used), now=NOON)
    good = f"{name} -- {' '.join(SHOP)}"
    given = f"{line.format(name=name)}\n{good}\n".encode()
    words = ("impact", str(position_of(unlinked, "used")), "--cited", "-")

    told = unlinked.json(*words, stdin=given, status=2)
    people = unlinked.run(*words, stdin=given)

    assert [one["cite"] for one in told["cited"]] == [name]
    (rejected,) = told["cited_rejected"]
    assert (rejected["line"], bool(rejected["why"])) == (1, True)
    assert people.status == 2
    assert "ID -- QUERY" in people.out
    assert "line 1" in unlinked.run("--csv", *words, stdin=given).out


def test_none_of_the_cited_answers_is_different(unlinked: Talk) -> None:
    ((name, _),) = cited(unlinked, A2)
    unlinked.take(*account("A3"), now=NOON)

    asked = ("impact", str(len(unlinked.exported())), "--cited", "-")
    done = unlinked.ok(*asked, stdin=f"{name} -- {' '.join(A2)}\n".encode())

    assert "None of the cited answers is different." in done.out
