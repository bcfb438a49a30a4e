"""The command `what-if`: what it prints, what it refuses, and that it records nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Talk, account, of_binding, shop

AGE = "tests#A1-age"


@pytest.fixture
def bound(talk: Talk) -> Talk:
    """S1 bound A1 by requests, and let it go; A2 was refused while the slot was taken."""
    talk.take(
        shop(),
        *account("A1"),
        *account("A2"),
        *(
            of_binding("BindingActivated", "2026-02-01", f"B{one}", account=f"A{one}")
            for one in (3, 4, 5)
        ),
        now="2026-03-01T00:00:00Z",
    )
    of: dict[str, Any] = {"shop": "tiktok:S1", "program": "tiktok.channel"}
    talk.ask("Invite", id="r-1", binding="B1", account="tiktok:A1", **of)
    talk.ask("AcceptInvitation", id="r-2", binding="B1")
    talk.ask("ConcludeReview", id="r-3", binding="B1", outcome="passed")
    talk.ask("Invite", id="r-4", binding="B2", account="tiktok:A2", status=3, **of)
    talk.ask("AcceptInvitation", id="r-5", binding="B1", status=3)
    return talk


def test_without_a_fact_a_whole_chain_of_requests_is_otherwise(bound: Talk) -> None:
    before = bound.export()

    found = bound.json("what-if", "--without", AGE)

    answers = {
        one["request"]: (one["before"]["answer"], one["after"]["answer"])
        for one in found["decisions"]
    }
    assert answers == {
        "r-1": ("granted", "refused"),
        "r-2": ("granted", "impossible"),
        "r-3": ("granted", "impossible"),
        "r-4": ("refused", "granted"),
        "r-5": ("refused", "impossible"),
    }
    stands = {(one["subject"], one["name"]): one for one in found["changes"]}
    assert stands["binding:B1", "state"] == {
        "subject": "binding:B1",
        "name": "state",
        "before": "active",
        "after": None,
    }
    assert stands["binding:B2", "state"]["after"] == "invited"
    assert stands["account:tiktok:A1", "bound_to"]["before"] == "tiktok:S1"
    assert stands["shop:tiktok:S1", "slots:tiktok.channel"]["after"] == 1
    assert found["left_out"][0]["type"] == "AccountHolderAgeAttested.v1"
    assert [one["type"] for one in found["put_in"]] == ["BindingInvited.v1"]
    assert bound.export() == before


def test_a_fact_that_happened_later_makes_no_difference_before_it(bound: Talk) -> None:
    early = bound.json("what-if", "--move", AGE, "2026-02-28T23:59:59Z")
    late = bound.json("what-if", "--move", AGE, "2026-03-01T00:00:01Z")

    assert early["moved_to"] == "2026-02-28T23:59:59Z"
    assert early["decisions"] == early["changes"] == []
    assert late["decisions"][0]["request"] == "r-1"
    assert late["decisions"][0]["after"] == {
        "answer": "refused",
        "rules": ["account.holder_age"],
        "earliest": "2026-03-01T00:00:01Z",
    }


def test_without_a_decision_what_it_caused_is_gone(bound: Talk) -> None:
    decided = next(
        line for line in bound.exported("--subject", "request:r-2") if "RequestG" in line["type"]
    )

    found = bound.json("what-if", "--without", f"{decided['source']}#{decided['id']}")

    assert [one["request"] for one in found["decisions"]] == ["r-3", "r-4", "r-5"]
    assert [one["type"] for one in found["left_out"]][:2] == [
        "RequestGranted.v1",
        "BindingInvitationAccepted.v1",
    ]


def test_people_and_tables_are_told_the_same(bound: Talk) -> None:
    english = bound.ok("what-if", "--without", AGE).out
    chinese = bound.ok("--lang", "zh", "what-if", "--without", AGE).out
    rows = bound.ok("--csv", "what-if", "--without", AGE).out.splitlines()

    assert "Without #" in english
    assert "How things would stand today" in english
    assert "会有不同结果的决定" in chinese
    assert "现状" in chinese
    assert "无法提出" in chinese
    assert "安排" not in chinese
    assert "impossible" not in chinese
    assert rows[0] == "what,position,subject,name,before,after,rules"
    assert any("request:r-1,answer,granted,refused,account.holder_age" in row for row in rows)
    assert any(row.startswith("value,,binding:B1,state,active,,") for row in rows)


def test_a_fact_that_nothing_rests_on_changes_nothing(bound: Talk) -> None:
    bound.take(*account("A9"), now="2026-04-01T00:00:00Z")

    told = bound.ok("what-if", "--without", "tests#A9-age").out

    assert "No decision would be otherwise." in told
    assert "Nothing would stand otherwise today." in told


def test_what_cannot_be_told_otherwise_is_refused(bound: Talk) -> None:
    lines = bound.exported()
    law = next(line for line in lines if line["type"] == "RulebookAdopted.v1")
    caused = next(line for line in lines if line["type"] == "BindingInvited.v1")
    decided = next(line for line in lines if line["type"] == "RequestGranted.v1")

    def name(line: dict[str, str]) -> str:
        return f"{line['source']}#{line['id']}"

    bound.refuses("what-if", status=2)
    bound.refuses("what-if", "--without", AGE, "--move", AGE, "2026-02-01T00:00:00Z", status=2)
    bound.refuses("what-if", "--without", "tests#nobody", status=2)
    bound.refuses("what-if", "--without", name(law), status=2)
    error = bound.refuses("what-if", "--without", name(caused), status=2)
    assert name(decided) in error["now"]
    bound.refuses("what-if", "--move", name(decided), "2026-02-01T00:00:00Z", status=2)
    bound.refuses("what-if", "--move", AGE, "1999-12-31T23:59:59Z", status=2)
    bound.refuses("what-if", "--move", AGE, "2026-03-02T00:00:01Z", status=2)
