"""Contract, section 2: every query takes three clocks, alone and together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.law_file import digest_of
from tests.clocks.past import LEARNT, LIFE, NEW_LAW
from tests.console.talking import Talk, of_binding
from tests.story import rulebook

SHOP = ("shop", "show", "tiktok:S1")
BEFORE, AFTER, LATER = "2026-04-05T00:00:00Z", "2026-04-15T00:00:00Z", "2026-04-25T00:00:00Z"
CHANNEL = "tiktok.channel"


def limits(talk: Talk, *words: str) -> tuple[Any, Any]:
    """The limits of slots and of unlink chances that a shop is shown with."""
    shown = talk.json(*SHOP, *words)
    return tuple(shown[name][CHANNEL]["limit"] for name in ("slots", "unlink_chances"))


@pytest.mark.parametrize(
    ("words", "slots", "chances"),
    [
        ((), 6, 5),
        (("--valid", BEFORE), 4, 3),
        (("--valid", AFTER), 2, 5),
        (("--rules", BEFORE), 4, 3),
        (("--rules", AFTER), 2, 5),
        (("--rules", digest_of(NEW_LAW)), 6, 5),
        (("--rules", digest_of(NEW_LAW), "--valid", BEFORE), 2, 5),
        (("--rules", LATER, "--valid", BEFORE), 6, 5),
        (("--rules", AFTER, "--known", LEARNT), 2, 5),
        (("--rules", AFTER, "--valid", BEFORE, "--known", LEARNT), 2, 5),
    ],
    ids=str,
)
def test_limits_are_those_of_the_law_asked_for(
    lived: Talk, words: tuple[str, ...], slots: int, chances: int
) -> None:
    assert limits(lived, *words) == (slots, chances)


def test_a_file_is_a_law_nobody_adopted(lived: Talk, tmp_path: Path) -> None:
    text = rulebook({"shop.slots": {"2000-01-01": 9, "2026-04-01": 8}})
    file = tmp_path / "proposed.toml"
    file.write_text(text, "utf-8")

    assert limits(lived, "--rules", str(file)) == (8, 3)
    assert limits(lived, "--rules", str(file), "--valid", "2026-03-25T00:00:00Z") == (9, 3)
    as_of = lived.json(*SHOP, "--rules", str(file))["as_of"]
    assert as_of["rules"] == as_of["rulebooks"][CHANNEL] == digest_of(text)


def test_each_clock_moves_its_own_part_of_the_answer(lived: Talk) -> None:
    def used(*words: str) -> tuple[int, int]:
        shown = lived.json(*SHOP, *words)
        return shown["slots"][CHANNEL]["used"], shown["unlink_chances"][CHANNEL]["used"]

    assert used() == (1, 1)
    assert used("--known", LEARNT) == (2, 0)
    assert used("--valid", "2026-03-19T00:00:00Z") == (2, 0)
    assert used("--rules", BEFORE) == (1, 1)


def test_the_times_of_an_answer_are_told(lived: Talk) -> None:
    for noun, name in (("shop", "tiktok:S1"), ("account", "tiktok:A2"), ("binding", "B1")):
        assert "rules" not in lived.json(noun, "show", name)["as_of"]
        as_of = lived.json(noun, "show", name, "--rules", AFTER)["as_of"]
        assert as_of["rules"] == AFTER
        assert as_of["rulebooks"] == {CHANNEL: digest_of(NEW_LAW)}
        assert AFTER in lived.ok(noun, "show", name, "--rules", AFTER).out


def test_access_waits_and_deadlines_follow_the_law(lived: Talk) -> None:
    access = [
        lived.json(*SHOP, "--known", LEARNT, "--rules", rules)["compliance_score"]
        for rules in (BEFORE, AFTER)
    ]
    assert [one["campaign_access"] for one in access] == ["restricted", "open"]

    asked = ("account", "show", "tiktok:A1", "--valid", BEFORE)
    assert lived.json(*asked, "--rules", BEFORE)["cooldowns"] == []
    (wait,) = lived.json(*asked, "--rules", AFTER)["cooldowns"]
    assert wait == {"rule": "account.rebind_wait", "until": "2026-06-28T00:00:00Z"}

    asked = ("account", "show", "tiktok:A2", "--valid", BEFORE)
    counted = [
        len(lived.json(*asked, "--rules", rules)["deadlines"][0]["counted"])
        for rules in (BEFORE, AFTER)
    ]
    assert counted == [7, 3]


def test_a_statement_takes_all_three(lived: Talk) -> None:
    asked = ("statement", "shop:tiktok:S1", f"slots:{CHANNEL}")

    def told(*words: str) -> tuple[int, list[int], int]:
        found = lived.json(*asked, *words)
        return found["opening"], [line["balance"] for line in found["lines"]], found["closing"]

    assert told() == (4, [3, 2, 3, 1, 5], 5)
    assert told("--known", LEARNT) == (4, [3, 2, 0, 4], 4)
    assert told("--rules", AFTER) == (2, [1, 0, 1], 1)
    assert told("--rules", digest_of(NEW_LAW)) == (2, [1, 0, 1, 5], 5)
    assert told("--rules", AFTER, "--known", LEARNT, "--valid", "2026-02-01T12:00:00Z") == (
        *(2, [1]),
        1,
    )


def test_a_statement_under_a_text_nobody_adopted_adds_up(lived: Talk, tmp_path: Path) -> None:
    file = tmp_path / "proposed.toml"
    file.write_text(rulebook({"shop.slots": {"2000-01-01": 9, "2026-02-15": 8}}), "utf-8")

    found = lived.json(
        *("statement", "shop:tiktok:S1", f"slots:{CHANNEL}"), *("--rules", str(file))
    )
    (turn,) = [line for line in found["lines"] if line["position"] is None]
    assert (turn["time"], turn["change"]) == ("2026-02-15T00:00:00Z", -1)
    assert found["closing"] == 9 + sum(line["change"] for line in found["lines"])
    shown = lived.json(*SHOP, "--rules", str(file))
    assert found["closing"] == shown["slots"][CHANNEL]["left"]


def test_the_agenda_takes_all_three(lived: Talk) -> None:
    def windows(*words: str) -> list[str]:
        asked = ("agenda", "--until", "2026-12-01T00:00:00Z", "--valid", BEFORE)
        items = lived.rows(*asked, *words)
        return [one["due"] for one in items if one["what"] == "appeal_window_ends"]

    assert windows() == ["2026-04-09T06:00:00Z"]
    assert windows("--rules", BEFORE) == ["2026-04-09T06:00:00Z"]
    assert windows("--rules", AFTER) == ["2026-04-03T06:00:00Z"]
    assert windows("--known", "2026-03-01T00:00:00Z") == []


def test_can_tells_what_the_answer_would_have_been(lived: Talk) -> None:
    enrol = ("can", "enrol", "--shop", "tiktok:S1", "--campaign", "x", "--actor", "me")

    def would(*words: str, status: int) -> Any:
        return lived.json(*enrol, *words, status=status)

    before = lived.exported()
    assert would(status=0)["answer"] == "would_be_done"
    past = would("--valid", BEFORE, "--known", LEARNT, status=3)
    assert past["verdict"]["findings"][0]["seen"] == {"value": 70, "unit": "points"}
    # The law that was adopted for later was known, and lets the shop in.
    assert past["earliest"] == "2026-04-10T00:00:00Z"
    assert past["as_of"] == {
        "valid": BEFORE,
        "known": LEARNT,
        "position": past["as_of"]["position"],
    }
    ruled = would("--valid", BEFORE, "--known", LEARNT, "--rules", AFTER, status=0)
    assert ruled["as_of"]["rules"] == AFTER
    assert ruled["verdict"]["rulebook"] == digest_of(NEW_LAW)
    assert would("--known", LEARNT, "--rules", BEFORE, status=3)["earliest"] is None
    assert lived.exported() == before
    assert AFTER in lived.ok(*enrol, "--rules", AFTER).out


def test_can_under_other_clocks_asks_again_what_was_answered(lived: Talk) -> None:
    lived.ask("EnrolInCampaign", id="r1", shop="tiktok:S1", campaign="x")
    words = ("can", "enrol", "--id", "r1", "--actor", "tester", "--shop", "tiktok:S1")

    again = lived.json(*words, "--campaign", "x")
    assert again["answer"] == "would_be_done"
    then = lived.json(*words, "--campaign", "x", "--known", LEARNT, "--rules", BEFORE, status=3)
    assert then["answer"] == "would_be_refused"


def test_when_a_request_is_asked_is_said_once(lived: Talk) -> None:
    asked = ("can", "enrol", "--shop", "tiktok:S1", "--campaign", "x", "--actor", "me")

    lived.refuses(*asked, "--at", "2026-06-01T00:00:00Z", "--valid", BEFORE, status=2)
    there = lived.json(*asked, "--at", "2026-06-01T00:00:00Z", "--rules", AFTER)
    assert there["as_of"]["valid"] == "2026-06-01T00:00:00Z"


def test_an_audit_takes_all_three(lived: Talk) -> None:
    def breached(*words: str, status: int) -> list[str]:
        found = lived.json("audit", *words, status=status)
        assert ("as_of" in found) == bool(words)
        return [rule for one in found["breaches"] for rule in one["rules"]]

    longer = ("--rules", AFTER)
    lived.take(
        of_binding("BindingActivated", "2026-03-25", "B3"),
        of_binding("BindingEnded", "2026-03-26", "B3", reason="unknown"),
        now="2026-05-03T00:00:00Z",
    )
    assert breached(status=0) == []
    assert breached(*longer, status=4) == ["account.rebind_wait"]
    assert breached(*longer, "--valid", "2026-03-24T00:00:00Z", status=0) == []
    assert breached(*longer, "--known", "2026-05-02T00:00:00Z", status=0) == []


def test_a_replay_ends_in_what_show_prints(lived: Talk) -> None:
    clocks = ("--known", LEARNT, "--valid", BEFORE, "--rules", AFTER)

    *steps, shown = lived.rows("replay", "shop:tiktok:S1", *clocks)
    assert shown == lived.json(*SHOP, *clocks)
    last = {c["path"]: c["after"] for step in steps for c in step["changes"]}
    assert last[f"slots.{CHANNEL}.limit"] == 2
    told = lived.ok("replay", "shop:tiktok:S1", *clocks).out
    assert told.endswith(lived.ok(*SHOP, *clocks).out)


@pytest.mark.parametrize("words", [("--valid", BEFORE), ("--rules", AFTER), ("--until", AFTER)])
def test_read_models_have_no_times(lived: Talk, words: tuple[str, ...]) -> None:
    lived.refuses("replay", "--all", *words, status=2)


@pytest.mark.parametrize(
    "words",
    [
        SHOP,
        ("shop", "list"),
        ("account", "history", "tiktok:A1"),
        ("history", "shop:tiktok:S1"),
        ("statement", "shop:tiktok:S1", "compliance_score"),
        ("agenda",),
        ("replay", "binding:B1"),
        ("audit",),
        ("can", "unlink", "--binding", "B2", "--actor", "me"),
    ],
    ids=" ".join,
)
def test_an_unknown_digest_is_bad_input_that_says_where_the_known_stand(
    lived: Talk, words: tuple[str, ...]
) -> None:
    error = lived.refuses(*words, "--rules", "sha256:" + "0" * 64, status=2)

    assert error["where"] == "--rules"
    assert "bindledger rules list" in error["now"]


def test_a_file_that_is_no_rulebook_is_bad_input(lived: Talk, tmp_path: Path) -> None:
    file = tmp_path / "poem.toml"
    file.write_text("roses = 'red'", "utf-8")

    assert str(file) in lived.refuses(*SHOP, "--rules", str(file), status=2)["where"]


def test_show_and_agenda_name_the_same_end_of_a_window(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "shorter.toml"
    file.write_text(rulebook({"violation.appeal_window": 1}), "utf-8")
    talk.take(*LIFE, now=LEARNT)
    # In force before the seven days are over, and after the one day it leaves.
    talk.ok("--now", LEARNT, "rules", "adopt", str(file), "--from", "2026-04-07T12:00:00Z")

    for valid in (LEARNT, "2026-04-08T00:00:00Z"):
        (shown,) = talk.json("account", "show", "tiktok:A2", "--valid", valid)["deadlines"]
        (item,) = [
            one
            for one in talk.rows("agenda", "--valid", valid)
            if one["what"] == "appeal_window_ends"
        ]
        assert shown["until"] == item["due"] == "2026-04-07T12:00:00Z"
        assert shown["counted"] == item["counted"]
        assert ("due" in shown) == (valid > "2026-04-07T12:00:00Z")


def test_of_an_unknown_digest_only_those_like_it_are_offered(lived: Talk) -> None:
    digest = digest_of(NEW_LAW)
    mistyped = "0" if digest[-1] != "0" else "1"
    near = lived.refuses(*SHOP, "--rules", f"{digest[:-1]}{mistyped}", status=2)
    far = lived.refuses(*SHOP, "--rules", f"sha256:{'0' * 64}", status=2)

    assert near["now"].startswith(f"did you mean {digest[:19]}… ({CHANNEL})?")
    assert near["now"].count("sha256:") == 1
    assert "sha256:" not in far["now"]
    assert "rules list" in far["now"]
