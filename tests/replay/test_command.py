"""`replay` through the real entry point: the changes, and what `show` prints in the end."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from tests.console.talking import Talk, account, fact, of_binding, shop, without_id

NOW = "2026-03-01T00:00:00Z"


@pytest.fixture
def lived(talk: Talk) -> Talk:
    """A shop that bound an account, scored, and closed."""
    talk.take(
        shop(name="杭州青禾"),
        *account(),
        of_binding("BindingInvited", "2026-01-02"),
        of_binding("BindingActivated", "2026-01-05"),
        fact("ComplianceScoreObserved", "o", "2026-01-10", shop="tiktok:S1", score=75),
        fact("ShopClosed", "closed", "2026-02-01", shop="tiktok:S1"),
        now=NOW,
    )
    return talk


def step(talk: Talk, subject: str, kind: str, *words: str) -> dict[str, tuple[Any, Any]]:
    """What the one fact of a kind changed, by path."""
    steps = talk.rows("replay", subject, *words)[:-1]
    (found,) = (one for one in steps if one["type"] == f"{kind}.v1")
    return {one["path"]: (one["before"], one["after"]) for one in found["changes"]}


@pytest.mark.parametrize("subject", ["shop:tiktok:S1", "account:tiktok:A1", "binding:B1"])
@pytest.mark.parametrize("words", [(), ("--known", NOW)], ids=["now", "known"])
def test_the_last_document_is_what_show_prints(
    lived: Talk, subject: str, words: tuple[str, ...]
) -> None:
    kind, _, name = subject.partition(":")

    steps = lived.rows("replay", subject, *words)
    assert steps[-1] == lived.json(kind, "show", name, *words)
    for one in steps[:-1]:
        assert list(one) == ["position", "time", "type", "changes"]
        for change in one["changes"]:
            assert list(change) == ["path", "before", "after"]


def test_each_fact_says_what_it_changed(lived: Talk) -> None:
    assert step(lived, "shop:tiktok:S1", "ShopRegistered")["status"] == (None, "open")
    assert step(lived, "shop:tiktok:S1", "BindingActivated") == {
        "bindings.B1.state": ("invited", "active"),
        "bindings.B1.since": ("2026-01-02T00:00:00Z", "2026-01-05T00:00:00Z"),
        "bindings.B1.active_since": (None, "2026-01-05T00:00:00Z"),
        "slots.tiktok.channel.used": (0, 1),
        "slots.tiktok.channel.left": (4, 3),
        "pending.B1.binding": ("B1", None),
        "pending.B1.account": ("tiktok:A1", None),
        "pending.B1.waiting_for": ("account", None),
        "pending.B1.since": ("2026-01-02T00:00:00Z", None),
    }
    assert step(lived, "shop:tiktok:S1", "ComplianceScoreObserved") == {
        "compliance_score.value": (None, 75),
        "compliance_score.at": (None, "2026-01-10T00:00:00Z"),
        "compliance_score.campaign_access": ("undetermined", "restricted"),
    }


def test_time_that_goes_by_and_facts_of_others_are_told_where_they_changed_something(
    lived: Talk,
) -> None:
    steps = lived.rows("replay", "account:tiktok:A1")[:-1]
    told = [(one["type"], one["time"][:10]) for one in steps]

    assert told == [
        ("AccountRegistered.v1", "2026-01-01"),
        ("AccountHolderAgeAttested.v1", "2026-01-01"),
        ("BindingInvited.v1", "2026-01-02"),
        ("BindingActivated.v1", "2026-01-05"),
        (None, "2026-02-01"),
        ("ShopClosed.v1", "2026-02-01"),
    ]
    (waited,) = steps[4]["changes"][:1]
    assert steps[4]["position"] is None
    assert waited == {
        "path": "cooldowns.binding.bound_time.rule",
        "before": "binding.bound_time",
        "after": None,
    }
    assert {"path": "bindings.B1.due", "before": None, "after": "2026-02-01T00:00:00Z"} in steps[5][
        "changes"
    ]


def test_until_is_where_it_stops(lived: Talk) -> None:
    until = "2026-01-05T00:00:00Z"
    steps = lived.rows("replay", "shop:tiktok:S1", "--until", until)

    assert steps[-2]["type"] == "BindingActivated.v1"
    assert steps[-1] == lived.json("shop", "show", "tiktok:S1", "--valid", until)
    both = ("--until", "2026-02-20T00:00:00Z", "--valid", until)
    assert lived.rows("replay", "shop:tiktok:S1", *both) == steps


def test_facts_learnt_late_stand_in_their_place(lived: Talk) -> None:
    late = fact("ComplianceScoreObserved", "late", "2026-01-07", shop="tiktok:S1", score=90)
    lived.take(late, now="2026-03-02T00:00:00Z")

    scores = [
        change["after"]
        for one in lived.rows("replay", "shop:tiktok:S1")[:-1]
        for change in one["changes"]
        if change["path"] == "compliance_score.value"
    ]
    assert scores == [90, 75]
    known = lived.rows("replay", "shop:tiktok:S1", "--known", NOW)
    assert "90" not in str([one["changes"] for one in known[:-1]])


def test_decisions_are_told_and_change_nothing_themselves(lived: Talk) -> None:
    lived.ask("EnrolInCampaign", id="r-1", shop="tiktok:S1", campaign="spring", status=3)

    assert step(lived, "shop:tiktok:S1", "RequestRefused") == {}


def test_csv_has_a_row_a_change(lived: Talk) -> None:
    rows = list(csv.DictReader(lived.ok("--csv", "replay", "binding:B1").out.splitlines()))

    assert list(rows[0]) == ["position", "time", "type", "path", "before", "after"]
    states = [(row["before"], row["after"]) for row in rows if row["path"] == "state"]
    assert states == [("", "invited"), ("invited", "active")]


@pytest.mark.parametrize("columns", ["60", "200"])
def test_people_see_the_changes_and_then_what_show_prints(
    lived: Talk, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    from ledger.console.text import width

    monkeypatch.setenv("COLUMNS", columns)
    # Without a terminal nobody is waited for.
    done = lived.ok("replay", "shop:tiktok:S1", "--step")
    out = done.out

    assert "shop registered" in out
    assert out.endswith("In the end\n" + lived.ok("shop", "show", "tiktok:S1").out)
    assert "杭州青禾" in out
    assert all(width(line) <= int(columns) for line in without_id(done).splitlines())


def test_all_prints_the_digest_of_every_projection(lived: Talk) -> None:
    digests = lived.json("replay", "--all")

    assert digests
    assert all(digest.startswith("sha256:") for digest in digests.values())
    rows = list(csv.DictReader(lived.ok("--csv", "replay", "--all").out.splitlines()))
    assert {row["projection"]: row["digest"] for row in rows} == digests
    assert lived.json("replay", "--all") == digests


@pytest.mark.parametrize(
    "words", [(), ("shop:tiktok:S1", "--all"), ("violation:V1",), ("request:r-1",)], ids=str
)
def test_what_cannot_be_replayed_is_bad_input(lived: Talk, words: tuple[str, ...]) -> None:
    lived.refuses("replay", *words, status=2)


@pytest.mark.parametrize("subject", ["shop:tiktok:S2", "account:tiktok:A2", "binding:B2"])
def test_an_unknown_subject_is_exit_1_with_a_question(lived: Talk, subject: str) -> None:
    error = lived.refuses("replay", subject, status=1)

    assert "did you mean" in error["now"]


def test_before_the_first_fact_nothing_is_known(lived: Talk) -> None:
    lived.refuses("replay", "binding:B1", "--until", "2026-01-01T00:00:00Z", status=1)
