"""`reconcile` on the real command line: a platform's list held against the ledger."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Line, Talk, account, fact, feed, of_binding, shop

SHOP, AT = "tiktok:S1", "2026-02-01T00:00:00Z"
EARLIER, LATER = "2026-01-20T00:00:00Z", "2026-02-10T00:00:00Z"
NOW = "2026-03-01T00:00:00Z"


def bound(one: int, at: str = "2026-01-05", **more: Any) -> Line:
    """Account A<one> is bound to S1 by B<one>."""
    return of_binding("BindingActivated", at, f"B{one}", account=f"A{one}", **more)


def listed(talk: Talk, *rows: str, at: str = AT, words: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A command line that reconciles a CSV list of these rows."""
    path = Path(talk.ledger).parent / "list.csv"
    path.write_text("\n".join(["account", *rows, ""]), encoding="utf-8")
    return ("reconcile", str(path), "--shop", SHOP, "--at", at, *words)


def told(talk: Talk, *rows: str, at: str = AT, words: tuple[str, ...] = ()) -> Any:
    """The answer to a list; its status says whether it matches."""
    done = talk.run("--json", *listed(talk, *rows, at=at, words=words))
    assert done.status == (0 if done.json["matches"] else 4), done
    return done.json


def why(answer: Any, side: str) -> dict[str, list[str]]:
    """What explains each account that is missing on a side."""
    return {one["account"]: [each["what"] for each in one["explanations"]] for one in answer[side]}


@pytest.fixture
def shopped(talk: Talk) -> Talk:
    """S1 with A1 and A2 bound."""
    talk.take(shop(), *account("A1"), bound(1), bound(2), now=NOW)
    return talk


def test_a_list_that_agrees_is_recorded_as_a_fact(shopped: Talk) -> None:
    answer = told(shopped, "A1", "tiktok:A2")

    assert answer["agree"] == [
        {
            "account": f"tiktok:A{one}",
            "binding": f"B{one}",
            "program": "tiktok.channel",
            "state": "active",
            "since": "2026-01-05T00:00:00Z",
            "active_since": "2026-01-05T00:00:00Z",
        }
        for one in (1, 2)
    ]
    last = shopped.exported()[-1]
    content = (Path(shopped.ledger).parent / "list.csv").read_bytes()
    assert last["type"] == "BindingListAsserted.v1"
    assert (last["time"], last["id"]) == (AT, answer["assertion"]["id"])
    assert last["data"] == {
        "shop": SHOP,
        "accounts": ["tiktok:A1", "tiktok:A2"],
        "digest": f"sha256:{sha256(content).hexdigest()}",
    }


def test_the_same_file_twice_is_known(shopped: Talk) -> None:
    first = told(shopped, "A1")
    before = shopped.export()
    second = told(shopped, "A1")

    assert (first["assertion"]["known"], second["assertion"]["known"]) == (False, True)
    assert first["assertion"]["position"] == second["assertion"]["position"]
    assert shopped.export() == before
    third = told(shopped, "A1", at=LATER)
    assert third["assertion"]["position"] == first["assertion"]["position"] + 1


def test_one_file_may_be_the_list_of_two_shops(shopped: Talk) -> None:
    shopped.take(shop("S2"))
    told(shopped)
    other = shopped.json(*(word if word != SHOP else "tiktok:S2" for word in listed(shopped)))

    assert other["matches"]
    assert not other["assertion"]["known"]


def test_a_dry_run_records_nothing(shopped: Talk) -> None:
    before = shopped.export()
    answer = told(shopped, "A9", words=("--dry-run",))

    assert answer["assertion"]["position"] is None
    assert not answer["matches"]
    assert shopped.export() == before


@pytest.mark.parametrize(
    ("facts", "words", "evidence"),
    [
        ((), ["never_bound"], 0),
        ((of_binding("BindingInvited", "2026-01-06", "B9", account="A9"),), ["not_activated"], 1),
        (
            (
                of_binding("BindingInvited", "2026-01-06", "B9", account="A9"),
                of_binding("BindingInvitationDeclined", "2026-01-07", "B9", account="A9"),
            ),
            ["ended"],
            1,
        ),
        (
            (bound(9), of_binding("BindingEnded", "2026-01-09", "B9", account="A9", reason="x")),
            ["ended"],
            1,
        ),
        ((bound(9, "2026-02-02"),), ["activated_later"], 1),
        ((bound(9, shop="S2"),), ["never_bound", "other_shop"], 1),
    ],
)
def test_an_account_that_only_the_list_has_is_explained(
    shopped: Talk, facts: tuple[Line, ...], words: list[str], evidence: int
) -> None:
    for line in facts:
        if "reason" in line["data"]:
            line["data"]["reason"] = "platform_forced"
    if facts:
        shopped.take(*facts)
    answer = told(shopped, "A1", "A2", "A9")

    assert why(answer, "missing_in_ledger") == {"tiktok:A9": words}
    assert answer["missing_in_list"] == []
    (one,) = answer["missing_in_ledger"]
    seen = [position for each in one["explanations"] for position in each["evidence"]]
    assert len(seen) == evidence
    positions = [line["position"] for line in shopped.rows("history", "account:tiktok:A9")]
    assert set(seen) <= set(positions)


def test_an_activation_that_was_annulled_is_named_with_its_annulment(shopped: Talk) -> None:
    shopped.take(bound(9))
    name = bound(9)["id"]
    gone = shopped.json("annul", f"tests#{name}", "--reason", "wrong")
    answer = told(shopped, "A1", "A2", "A9")

    (one,) = answer["missing_in_ledger"]
    assert [each["what"] for each in one["explanations"]] == ["activation_annulled"]
    assert one["explanations"][0]["evidence"] == [gone["position"] - 1, gone["position"]]


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ((), "never_ended"),
        ((of_binding("UnlinkRequested", "2026-01-09", "B2", account="A2"),), "unlink_requested"),
        ((of_binding("ShopUnlinked", "2026-01-09", "B2", account="A2"),), "unlinked"),
        ((fact("ShopClosed", "c", "2026-01-09", shop=SHOP),), "end_due"),
        ((fact("AccountBanned", "b", "2026-01-09", account="tiktok:A2"),), "banned"),
    ],
)
def test_an_account_that_the_list_lacks_is_explained(
    shopped: Talk, facts: tuple[Line, ...], word: str
) -> None:
    if facts:
        shopped.take(*facts)
    answer = told(shopped, "A1")

    assert why(answer, "missing_in_list") == {"tiktok:A2": [word]}
    (one,) = answer["missing_in_list"]
    assert one["active_since"] == "2026-01-05T00:00:00Z"
    assert len(one["explanations"][0]["evidence"]) == 1


def test_an_end_after_the_list_and_one_annulled_are_named(shopped: Talk) -> None:
    of_two: dict[str, Any] = {"name": "B2", "account": "A2", "reason": "platform_forced"}
    shopped.take(of_binding("BindingEnded", "2026-01-09", **of_two))
    shopped.ok("annul", "tests#B2-BindingEnded-2026-01-09", "--reason", "wrong")
    shopped.take(of_binding("BindingEnded", "2026-02-02", **of_two))

    assert why(told(shopped, "A1"), "missing_in_list") == {
        "tiktok:A2": ["end_annulled", "ended_later"]
    }


def test_earlier_lists_narrow_down_when_it_happened(shopped: Talk) -> None:
    told(shopped, "A1", "A2", at=EARLIER)
    told(shopped, "A1", "A9", at="2026-01-25T00:00:00Z")
    answer = told(shopped, "A1", "A9")

    for side, kind in (("missing_in_list", "BindingEnded"), ("missing_in_ledger", "BindingActiv")):
        (one,) = answer[side]
        assert (one["told_since"], one["told_otherwise"]) == ("2026-01-25T00:00:00Z", EARLIER)
        (missing,) = one["explanations"]
        assert missing["wanted"].startswith(kind)
        assert (missing["after"], missing["by"]) == (EARLIER, "2026-01-25T00:00:00Z")


def test_a_program_narrows_the_list_and_the_ledger(shopped: Talk) -> None:
    official = bound(3) | {"id": "official"}
    official["data"]["program"] = "tiktok.official"
    shopped.take(official)
    asked = ("--program", "tiktok.channel")

    assert told(shopped, "A1", "A2", words=asked)["matches"]
    assert why(told(shopped, "A1", "A2"), "missing_in_list") == {"tiktok:A3": ["never_ended"]}
    answer = told(shopped, "A1", "A2", "A3", words=asked)
    assert why(answer, "missing_in_ledger") == {"tiktok:A3": ["never_bound", "other_program"]}
    assert shopped.exported()[-1]["data"]["program"] == "tiktok.channel"


def test_what_was_known_then_is_compared_then(shopped: Talk) -> None:
    shopped.take(bound(9, "2026-01-06"), now=LATER[:4] + "-03-05T00:00:00Z")

    assert told(shopped, "A1", "A2", "A9")["matches"]
    known = told(shopped, "A1", "A2", "A9", words=("--known", NOW))
    assert why(known, "missing_in_ledger") == {"tiktok:A9": ["never_bound"]}


def test_people_read_both_sides_in_both_languages(shopped: Talk) -> None:
    english = shopped.run(*listed(shopped, "A1", "A9"))
    assert english.status == 4
    assert "Listed, but not bound in the ledger" in english.out
    assert "Bound in the ledger, but not listed" in english.out
    assert "1 account agrees." in english.out
    assert "2 accounts differ." in english.out
    chinese = shopped.run("--lang", "zh", *listed(shopped, "A1", "A9"))
    assert "没有事实表明该账号曾与店铺绑定。" in chinese.out
    assert "2 个账号不一致。" in chinese.out
    assert "List and ledger name the same accounts." in shopped.ok(*listed(shopped, "A1", "A2")).out


def test_csv_has_a_row_for_each_explanation(shopped: Talk) -> None:
    done = shopped.run("--csv", *listed(shopped, "A1", "A9"))

    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert [(row["found"], row["account"], row["what"]) for row in rows] == [
        ("agree", "tiktok:A1", ""),
        ("missing_in_ledger", "tiktok:A9", "never_bound"),
        ("missing_in_list", "tiktok:A2", "never_ended"),
    ]


def test_json_lines_from_standard_input(shopped: Talk) -> None:
    lines = feed({"account": "A1", "shop": "S1", "昵称": "山"}, {"account": "tiktok:A2"})
    answer = shopped.json("reconcile", "-", "--shop", SHOP, "--at", AT, stdin=lines)

    assert answer["matches"]
    assert answer["digest"] == f"sha256:{sha256(lines).hexdigest()}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "account"),
        (b"creator\nA1\n", "account"),
        (b"account\nA1\nA1\n", "line 2"),
        (b"account,shop\nA1,S2\n", "tiktok:S1"),
        (b"account,shop\nA1,\n,S1\n", "line 3"),
        (b"account,nick\nA1\n", "2 cells"),
        (b"account\n\xff\xfe\n", "UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read_whole_is_no_list(
    shopped: Talk, content: bytes, told: str
) -> None:
    path = Path(shopped.ledger).parent / "bad.csv"
    path.write_bytes(content)

    words = ("reconcile", str(path), "--shop", SHOP, "--at", AT)
    assert told in shopped.refuses(*words, status=2)["why"]


def test_a_list_of_tomorrow_or_of_an_unknown_shop_is_refused(shopped: Talk) -> None:
    early = listed(shopped, "A1", at="2026-03-03T00:00:00Z")
    assert "time" in shopped.refuses(*early, status=2)["why"]
    unknown = [word if word != SHOP else "tiktok:S7" for word in listed(shopped, "A1")]
    assert shopped.refuses(*unknown, status=1)["where"] == "shop:tiktok:S7"


def test_the_agenda_warns_of_shops_not_asserted(shopped: Talk) -> None:
    shopped.take(
        shop("S2"), shop("S3"), fact("ShopClosed", "c", "2026-01-09", shop="tiktok:S3"), now=NOW
    )
    told(shopped, "A1", "A2")
    gone = told(shopped, "A1", "A2", at=LATER)["assertion"]
    shopped.ok("annul", f"{gone['source']}#{gone['id']}", "--reason", "another shop's")

    found = shopped.rows("agenda", "--asserted-within", "7")
    assert [
        (one["due"], one["subject"], one.get("since")) for one in found if one["what"] == "list_due"
    ] == [
        ("2026-02-08T00:00:00Z", "shop:tiktok:S1", AT),
        (NOW, "shop:tiktok:S2", None),
    ]
    assert "list_due" not in {one["what"] for one in shopped.rows("agenda")}
    english = shopped.ok("agenda", "--asserted-within", "7").out
    assert "there never was one" in english
    assert "从未有过名单" in shopped.ok("--lang", "zh", "agenda", "--asserted-within", "7").out
