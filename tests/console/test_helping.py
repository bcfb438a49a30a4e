"""What else would let a refused request be granted: told by `can`, and by who asks with --helps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Line, Talk, account, fact, feed, of_binding, without_id

NOON = "2026-03-01T12:00:00Z"
EARLIER = "2026-01-05T09:00:00Z"
UNLINK = ("unlink", "--binding", "B1", "--actor", "tester")
INVITE = (
    *("invite", "--shop", "tiktok:S1", "--account", "tiktok:A9"),
    *("--program", "tiktok.channel", "--actor", "tester"),
)


def violated(violation: str) -> Line:
    """The platform put a violation on A1."""
    said = {"violation": violation, "account": "tiktok:A1", "category": "infringement"}
    return fact("ViolationRecorded", violation, EARLIER, **said)


@pytest.fixture
def full(known: Talk) -> Talk:
    """A ledger whose shop S1 is bound to four accounts, of which A1 has an open violation."""
    known.take(
        *account("A3"),
        *account("A4"),
        *account("A9"),
        *(of_binding("BindingActivated", EARLIER, f"B{n}", account=f"A{n}") for n in range(1, 5)),
        of_binding("UnlinkRequested", EARLIER, "B3", account="A3"),
        violated("V3"),
        now=NOON,
    )
    return known


def record(talk: Talk, event: dict[str, Any]) -> None:
    """Record an event that was offered, as `record` takes it."""
    fields = [f"{name}={value}" for name, value in event["data"].items()]
    talk.ok("record", event["event"], "--at", NOON, *fields)


def test_can_says_which_events_help_and_they_do(full: Talk) -> None:
    told = full.json("can", *INVITE, status=3)

    assert told["helps_complete"] is True
    assert [[one["says"] for one in events] for events in told["helps"]] == [
        ["The binding of tiktok:A1 and tiktok:S1 ends (B1)."],
        ["The binding of tiktok:A2 and tiktok:S1 ends (B2)."],
        ["tiktok:S1 approves the unlink request of tiktok:A3 (B3)."],
        ["The binding of tiktok:A4 and tiktok:S1 ends (B4)."],
    ]
    assert told["helps"][2] == [
        {
            "event": "BindingEnded",
            "data": {
                "binding": "B3",
                "shop": "tiktok:S1",
                "account": "tiktok:A3",
                "program": "tiktok.channel",
                "reason": "account_unlink",
            },
            "says": "tiktok:S1 approves the unlink request of tiktok:A3 (B3).",
        }
    ]
    for event in told["helps"][2]:
        record(full, event)
    assert "helps" not in full.json("can", *INVITE)
    assert full.json(*INVITE)["answer"] == "done"


def test_a_refusal_says_so_and_a_stream_where_it_is_asked_to(full: Talk) -> None:
    asked = full.json(*UNLINK, "--id", "r-1", "--helps", status=3)
    offered = [[("ViolationResolved", "Violation V3 is resolved.")]]

    def heard(answer: Any) -> list[list[tuple[str, str]]]:
        return [[(one["event"], one["says"]) for one in events] for events in answer["helps"]]

    assert heard(asked) == offered
    assert heard(full.json("receipt", "show", "r-1")) == offered
    assert "would have let it be granted" in full.ok("receipt", "show", "r-1").out
    assert "Violation V3 is resolved." in full.run(*UNLINK, "--id", "r-1").out
    assert "Violation V3" not in full.run(*UNLINK, "--id", "r-1", "--no-helps").out
    assert "helps" not in full.json(*UNLINK, "--id", "r-1", status=3)
    line = feed({"ask": "UnlinkByShop", "id": "r-2", "binding": "B1", "actor": "tester"})
    assert heard(full.json("ask", "-", "--helps", stdin=line, status=3)) == offered
    assert "Violation V3 is resolved." in full.run("ask", "-", "--helps", stdin=line).out
    assert "helps" not in full.json("ask", "-", stdin=line, status=3)


def test_a_request_that_was_decided_is_looked_at_as_it_was_then(full: Talk) -> None:
    before = full.json(*UNLINK, "--id", "r-1", "--helps", status=3)
    record(full, before["helps"][0][0])

    assert full.json("can", *UNLINK, "--id", "r-1", status=3)["helps"] == before["helps"]
    assert full.json("receipt", "show", "r-1")["helps"] == before["helps"]
    assert "helps" not in full.json("can", *UNLINK, "--id", "r-2")


def test_can_looks_at_other_times_and_other_law(full: Talk) -> None:
    none = full.json("can", *UNLINK, "--valid", "2026-01-05T10:00:00Z", status=3)

    assert none["helps"] == []
    assert none["helps_complete"] is True
    record(full, full.json("can", *UNLINK, status=3)["helps"][0][0])
    assert full.json("can", *UNLINK)["answer"] == "would_be_done"
    assert full.json("can", *UNLINK, "--valid", EARLIER, status=3)["helps"] == []


def test_people_read_sentences_in_their_language(full: Talk, monkeypatch: Any) -> None:
    told = full.run("can", *UNLINK).out
    assert "Each of these would let it be granted now" in told
    assert "Violation V3 is resolved." in told
    assert "违规 V3 处理完毕。" in full.run("--lang", "zh", "can", *UNLINK).out
    early = full.run("can", *UNLINK, "--valid", EARLIER).out
    assert "No event that a rule offers would let it be granted now." in early
    monkeypatch.setenv("COLUMNS", "40")
    lines = without_id(full.run("can", *INVITE)).splitlines()
    assert all(len(line) <= 40 for line in lines)


def test_a_search_that_was_cut_short_says_so(full: Talk) -> None:
    full.take(*(violated(f"W{number}") for number in range(6)), now=NOON)

    told = full.json("can", *UNLINK, status=3)
    assert (told["helps"], told["helps_complete"]) == ([], False)
    assert "Not everything was tried" in full.run("can", *UNLINK).out


def test_looking_for_help_records_nothing(full: Talk) -> None:
    before = full.export()

    full.json("can", *UNLINK, status=3)
    full.json("can", *INVITE, status=3)
    assert full.export() == before
