"""Receipts say what a decision was taken from, and every change of what they rest on is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.audit.database import Database, Envelope
from tests.console.talking import Talk, account, shop

TOO_MANY = "d1-A05-invite-too-many"
NOON = "2026-03-01T12:00:00Z"
ASKED = "2026-03-02T10:00:00Z"


def checked(talk: Talk, *words: str, status: int = 4) -> list[tuple[str, str]]:
    """What is wrong, and where."""
    found = talk.json("receipt", "check", *words, status=status)
    return [(flaw["what"], flaw["where"]) for flaw in found["flaws"]]


def test_a_receipt_shows_what_was_asked_decided_and_read(year: Talk) -> None:
    receipt = year.json("receipt", "show", TOO_MANY)

    assert receipt["answer"] == "refused"
    assert receipt["asked"]["ask"] == "Invite"
    assert receipt["earliest"] is None
    assert receipt["read_at"] < receipt["position"]
    assert receipt["law"]["program"] == "tiktok.channel"
    assert receipt["law"]["rulebook"] == receipt["verdict"]["rulebook"]
    assert {"rule": "shop.slots", "at": "003 / 3-02"}.items() <= next(
        cited for cited in receipt["law"]["citations"] if cited["rule"] == "shop.slots"
    ).items()
    read = {one["subject"]: one["facts"] for one in receipt["boundary"]}
    assert {"shop:tiktok:MX1", "account:tiktok:A05", f"request:{TOO_MANY}"} <= set(read)
    broken = [one for one in receipt["verdict"]["findings"] if one["outcome"] == "breaks"]
    assert [one["rule"] for one in broken] == ["shop.slots"]
    assert set(broken[0]["evidence"]) <= set(read["shop:tiktok:MX1"])
    assert all(position <= receipt["read_at"] for facts in read.values() for position in facts)
    assert all(one["because"] for one in receipt["verdict"]["findings"])


def test_the_receipt_of_a_grant_names_the_facts_it_caused(talk: Talk) -> None:
    talk.take(shop(), *account(), now="2026-03-01T12:00:00Z")
    answer = talk.ask(
        "Invite", id="r-1", shop="tiktok:S1", account="tiktok:A1", program="tiktok.channel"
    )

    receipt = talk.json("receipt", "show", "r-1")

    assert receipt["answer"] == "done"
    assert "earliest" not in receipt
    assert [one["type"] for one in receipt["recorded"]] == ["BindingInvited.v1"]
    assert receipt["recorded"] == answer["recorded"][1:]


def test_people_are_told_in_either_language(year: Talk) -> None:
    english = year.ok("receipt", "show", TOO_MANY).out
    chinese = year.ok("--lang", "zh", "receipt", "show", TOO_MANY).out

    assert "Besides this one the shop has 4 bindings" in english.replace("\n", " ")
    assert "What it was decided from" in english
    assert "裁决依据" in chinese
    assert "shop.slots" in chinese
    assert "\n记录时间" in chinese
    assert "原决定" not in chinese
    assert "\n\nrule " in english
    assert "\n\n规则 " in chinese


def test_a_request_nobody_asked_has_no_receipt(year: Talk) -> None:
    for words in (("show", "d1-A05-invite-too-man"), ("check", "d1-A05-invite-too-man")):
        error = year.refuses("receipt", *words, status=1)
        assert TOO_MANY in error["now"]


@pytest.mark.parametrize("words", [(), ("r-1", "--all")])
def test_either_one_request_or_all_is_checked(year: Talk, words: tuple[str, ...]) -> None:
    year.refuses("receipt", "check", *words, status=2)


def test_every_decision_of_the_year_is_proved(year: Talk) -> None:
    found = year.json("receipt", "check", "--all")

    assert found == {"checked": 366, "agree": 366, "flaws": []}
    assert year.json("receipt", "check", TOO_MANY) == {"checked": 1, "agree": 1, "flaws": []}


def a_slot_more(said: Envelope) -> None:
    """One number of the law: five slots for four."""
    head, history, rest = said["data"]["text"].partition('[[parameter."shop.slots".history]]')
    assert "value  = 4" in rest
    said["data"]["text"] = head + history + rest.replace("value  = 4", "value  = 5", 1)


def the_count(said: Envelope) -> None:
    """One number of a stored finding: three bindings for four."""
    finding = broken_finding(said)
    assert finding["seen"]["value"] == 4
    finding["seen"]["value"] = 3


def the_position(said: Envelope) -> None:
    """One number of a stored decision: it was read before the last binding."""
    said["data"]["read_at"] = 500


def broken_finding(said: Envelope) -> dict[str, Any]:
    """The finding that refused."""
    found: dict[str, Any] = next(
        one for one in said["data"]["verdict"]["findings"] if one["outcome"] == "breaks"
    )
    return found


def test_a_number_changed_in_a_stored_leaf_is_found_with_its_place(
    copied: Talk, spoilt: Database
) -> None:
    position = spoilt.decision(TOO_MANY)
    spoilt.overwrite(position, the_count)

    assert checked(copied, TOO_MANY) == [("leaf", f"#{position}")]
    assert checked(copied, "--all") == [("leaf", f"#{position}")]


def test_a_number_changed_in_the_decision_and_its_hash_is_found_by_deciding_again(
    copied: Talk, spoilt: Database
) -> None:
    position = spoilt.decision(TOO_MANY)
    spoilt.overwrite_with_hash(position, the_count)

    found = copied.json("receipt", "check", TOO_MANY, status=4)

    (flaw,) = found["flaws"]
    assert (flaw["position"], flaw["request"]) == (position, TOO_MANY)
    assert (flaw["what"], flaw["where"]) == ("finding", "shop.slots")
    assert "'value': 3" in flaw["stored"]
    assert "'value': 4" in flaw["again"]
    assert copied.json("receipt", "check", "--all", status=4)["flaws"] == [flaw]


def test_a_number_changed_in_the_law_is_found_for_every_decision_under_it(
    copied: Talk, spoilt: Database
) -> None:
    adopted = spoilt.first(
        "RulebookAdopted", lambda leaf: leaf["data"]["program"] == "tiktok.channel"
    )
    spoilt.overwrite_with_hash(adopted, a_slot_more)

    found = copied.json("receipt", "check", "--all", status=4)

    assert (found["checked"], found["agree"]) == (366, 0)
    assert found["flaws"][0] | {"position": adopted} == {
        "position": adopted,
        "request": "",
        "what": "name",
        "where": f"#{adopted}",
        "stored": None,
        "again": None,
    }
    assert {"rulebook", "answer", "finding"} <= {flaw["what"] for flaw in found["flaws"]}
    assert ("answer", "answer") in checked(copied, TOO_MANY)


def test_another_place_of_reading_is_found(copied: Talk, spoilt: Database) -> None:
    spoilt.overwrite_with_hash(spoilt.decision(TOO_MANY), the_position)

    assert ("answer", "answer") in checked(copied, TOO_MANY)


def test_a_fact_taken_out_of_the_boundary_is_found(copied: Talk, spoilt: Database) -> None:
    read = copied.json("receipt", "show", TOO_MANY)
    gone = read["boundary"][0]["facts"][-1]
    spoilt.overwrite(gone, lambda said: said.update(time="2026-01-01T00:00:01Z"))

    assert ("leaf", f"#{gone}") in checked(copied, TOO_MANY)


def test_flaws_are_told_to_people_and_as_csv(copied: Talk, spoilt: Database) -> None:
    spoilt.overwrite_with_hash(spoilt.decision(TOO_MANY), the_count)

    told = copied.run("receipt", "check", TOO_MANY)
    rows = copied.run("--csv", "receipt", "check", TOO_MANY)

    assert told.status == rows.status == 4
    assert "another finding" in told.out
    assert told.out.startswith("1 decision judged again; agreeing: 0.\n")
    flat = " ".join(told.out.split())
    assert "seen: 3 bindings" in flat
    assert "seen: 4 bindings" in flat
    assert "{" not in told.out
    chinese = copied.run("--lang", "zh", "receipt", "check", TOO_MANY).out
    assert "所见值：4个绑定" in "".join(chinese.split())
    assert rows.out.splitlines()[0] == "position,request,what,where,stored,again"
    assert len(rows.out.splitlines()) == 2
    assert json.loads(copied.run("--json", "receipt", "check", TOO_MANY).out)["agree"] == 0


@pytest.mark.parametrize(
    ("written", "instead", "where"),
    [
        ('"at":"2026-03-02T10:00:00Z"', '"at":"2027-03-02T10:00:00Z"', "at"),
        ('"time":"2026-03-02T10:00:00Z"', '"time":"2026-03-02T10:59:00Z"', "at"),
        ('"recordedtime":"2026-03-02T10', '"recordedtime":"2026-03-02T11', "recordedtime"),
        ('"actor":"shop:x","correlationid"', '"actor":"shop:y","correlationid"', "actor"),
    ],
)
def test_a_request_and_its_fact_that_do_not_fit_are_found_in_a_copy(
    talk: Talk, tmp_path: Path, written: str, instead: str, where: str
) -> None:
    talk.take(shop(), now=NOON)
    asked = {"shop": "tiktok:S1", "campaign": "spring", "actor": "shop:x", "at": ASKED}
    talk.ask("EnrolInCampaign", id="u1", **asked, status=3)
    lines = talk.export().decode().splitlines(keepends=True)
    assert written in lines[-1]
    file = tmp_path / "copy.ndjson"
    file.write_text("".join([*lines[:-1], lines[-1].replace(written, instead, 1)]), "utf-8")
    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--bare")
    copy.ok("import", str(file))

    assert talk.json("receipt", "check", "u1")["agree"] == 1
    assert ("asked", where) in checked(copy, "u1")
