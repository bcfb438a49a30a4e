"""Contract, section 5: the state of shops, accounts and bindings, lists and histories."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.console.talking import Line, Talk, account, fact, of_binding, shop

NOON = "2026-03-01T12:00:00Z"
NOTICE = "2026-02-27T18:00:00Z"
V1: Line = {"violation": "V1", "account": "tiktok:A1", "shop": "tiktok:S1"}


@pytest.fixture
def town(rehearsal: Talk) -> Talk:
    """A shop with a binding in every state, a score, an identifier, and a violation."""
    rehearsal.take(
        shop(name="墨西哥小店", time_zone="America/Mexico_City"),
        *account("A1", handle="@uno", name="Uno"),
        *account("A2"),
        *account("A3"),
        *account("A4"),
        of_binding("BindingActivated", "2026-01-05", "B4", account="A4"),
        of_binding("BindingInvited", "2026-01-09", "B1", account="A1"),
        of_binding("BindingActivated", "2026-01-10", "B1", account="A1"),
        of_binding("BindingInvited", "2026-01-12", "B3", account="A3"),
        of_binding("BindingInvited", "2026-01-11", "B2", account="A2"),
        of_binding("BindingInvitationAccepted", "2026-01-13", "B2", account="A2"),
        of_binding("BindingReviewOpened", "2026-01-14", "B2", account="A2"),
        of_binding("ShopUnlinked", "2026-01-20", "B4", account="A4"),
        of_binding("BindingEnded", "2026-01-20", "B4", account="A4", reason="shop_unlink"),
        fact("ComplianceScoreObserved", "s1", "2026-01-15", shop="tiktok:S1", score=80),
        fact("ComplianceScoreDeducted", "s2", "2026-01-16", shop="tiktok:S1", points=5),
        fact(
            *("RegistrationIdentifierAssigned", "i1", "2026-01-02"),
            shop="tiktok:S1",
            identifier_kind="shop_backend_login",
            value="login@例子",
        ),
        fact("ViolationRecorded", "v1", "2026-02-26", category="infringement", **V1),
        fact("ViolationNotified", "v2", NOTICE, **V1),
        fact("ShowcaseProductsAdded", "p1", NOTICE, account="tiktok:A1", count=7),
        fact(
            *("EcommercePermissionFrozen", "f1", NOTICE),
            account="tiktok:A1",
            until="2026-03-10T00:00:00Z",
        ),
        now=NOON,
    )
    return rehearsal


def running(name: str, account: str, state: str, since: str, active: str | None) -> Line:
    return {
        "binding": name,
        "account": f"tiktok:{account}",
        "program": "tiktok.channel",
        "state": state,
        "since": f"{since}T00:00:00Z",
        "active_since": active and f"{active}T00:00:00Z",
    }


def test_a_shop(town: Talk) -> None:
    shown = town.json("shop", "show", "tiktok:S1")

    rulebooks = shown["as_of"].pop("rulebooks")
    assert list(rulebooks) == ["tiktok.channel"]
    assert rulebooks["tiktok.channel"].startswith("sha256:")
    days = ["02", "03", "04", "05", "06", "09", "10"]
    assert shown == {
        "shop": "tiktok:S1",
        "status": "open",
        "operating_country": "MX",
        "name": "墨西哥小店",
        "as_of": {"valid": NOON, "known": NOON, "position": len(town.exported())},
        "bindings": [
            running("B1", "A1", "active", "2026-01-10", "2026-01-10"),
            running("B2", "A2", "in_review", "2026-01-14", None),
            running("B3", "A3", "invited", "2026-01-12", None),
        ],
        "staff": [],
        "slots": {"tiktok.channel": {"limit": 4, "used": 1, "reserved": 1, "left": 2}},
        "unlink_chances": {"tiktok.channel": {"limit": 3, "used": 1, "left": 2}},
        "compliance_score": {
            "value": 75,
            "at": "2026-01-16T00:00:00Z",
            "campaign_access": "restricted",
        },
        "pending": [
            {
                "binding": "B2",
                "account": "tiktok:A2",
                "waiting_for": "platform",
                "since": "2026-01-14T00:00:00Z",
            },
            {
                "binding": "B3",
                "account": "tiktok:A3",
                "waiting_for": "account",
                "since": "2026-01-12T00:00:00Z",
            },
        ],
        "deadlines": [
            {
                "rule": "violation.appeal_window",
                "subject": "violation:V1",
                "until": "2026-03-11T06:00:00Z",
                "counted": [f"2026-03-{day}" for day in days],
            }
        ],
        "identifiers": [{"identifier_kind": "shop_backend_login", "value": "login@例子"}],
        "mini_programs": [],
        "permits": [],
        "settlement_routes": [],
        "commission_terms": [],
        "integrations": [],
        "consents": [],
        "materials": [],
        "review": None,
        "deposit": [],
        "closing": None,
    }
    everything = town.json("shop", "show", "tiktok:S1", "--all")["bindings"]
    ended = [one for one in everything if one["state"] == "ended"]
    assert ended == [
        {
            **running("B4", "A4", "ended", "2026-01-20", "2026-01-05"),
            "until": "2026-01-20T00:00:00Z",
            "reason": "shop_unlink",
        }
    ]
    assert [one for one in everything if one["state"] != "ended"] == shown["bindings"]


def test_a_shop_at_other_times(town: Talk) -> None:
    def shown(*times: str) -> Any:
        return town.json("shop", "show", "tiktok:S1", *times)

    earlier = shown("--valid", "2026-01-08T00:00:00Z")
    assert earlier["bindings"] == [running("B4", "A4", "active", "2026-01-05", "2026-01-05")]
    assert earlier["compliance_score"] == {
        "value": None,
        "at": None,
        "campaign_access": "undetermined",
    }
    assert (earlier["pending"], earlier["deadlines"]) == ([], [])
    before, at = (
        shown("--valid", "2026-01-19T23:59:59.999999Z"),
        shown("--valid", "2026-01-20T00:00:00Z"),
    )
    assert before["unlink_chances"]["tiktok.channel"]["left"] == 3
    assert at["unlink_chances"]["tiktok.channel"]["left"] == 2
    assert before["slots"]["tiktok.channel"]["used"] == 2
    assert shown("--valid", "2026-01-15T00:00:00Z")["compliance_score"]["campaign_access"] == "open"

    late = "2026-04-01T00:00:00Z"
    town.take(fact("ShopClosed", "closed", "2026-02-01", shop="tiktok:S1"), now=late)
    now = shown()
    assert (now["status"], now["as_of"]["valid"]) == ("closed", late)
    known = shown("--known", NOON)
    assert known["status"] == "open"
    assert (known["as_of"]["valid"], known["as_of"]["known"]) == (late, NOON)
    assert shown("--valid", "2026-01-31T23:59:59Z")["status"] == "open"
    # What falls due by itself is told until it is recorded.
    assert now["bindings"][0]["due"] == "2026-02-01T00:00:00Z"
    assert known["bindings"] == town.json("shop", "show", "tiktok:S1", "--known", NOON)["bindings"]
    assert not any("due" in one for one in known["bindings"])


def test_before_anything_was_known_there_is_nothing(town: Talk) -> None:
    for times in (("--valid", "2025-12-31T23:59:59Z"), ("--known", "2026-03-01T11:59:59Z")):
        for line in (
            ("shop", "show", "tiktok:S1"),
            ("account", "show", "tiktok:A1"),
            ("binding", "show", "B1"),
            ("shop", "history", "tiktok:S1"),
        ):
            town.refuses(*line, *times, status=1)
        for noun in ("shop", "account", "binding"):
            assert town.rows(noun, "list", *times) == []


def test_a_shop_that_is_closing(town: Talk) -> None:
    at = "2026-03-02T00:00:00Z"
    town.take(fact("ShopClosingAnnounced", "c1", at, shop="tiktok:S1"), now=at)
    assert town.json("shop", "show", "tiktok:S1")["status"] == "closing"
    at = "2026-03-03T00:00:00Z"
    town.take(fact("ShopClosingWithdrawn", "c2", at, shop="tiktok:S1"), now=at)
    assert town.json("shop", "show", "tiktok:S1")["status"] == "open"


def test_an_account(town: Talk) -> None:
    shown = town.json("account", "show", "tiktok:A1")

    assert set(shown) >= {
        *("account", "status", "as_of", "bound_to", "bindings", "cooldowns"),
        *("ecommerce_permission", "open_violations", "showcase", "compliance_score"),
        *("deadlines", "identifiers"),
    }
    assert (shown["account"], shown["status"]) == ("tiktok:A1", "normal")
    assert (shown["handle"], shown["name"]) == ("@uno", "Uno")
    assert set(shown["as_of"]) == {"valid", "known", "position", "rulebooks"}
    assert shown["bound_to"] == {
        "shop": "tiktok:S1",
        "program": "tiktok.channel",
        "binding": "B1",
        "since": "2026-01-10T00:00:00Z",
    }
    theirs = running("B1", "A1", "active", "2026-01-10", "2026-01-10")
    del theirs["account"]
    assert shown["bindings"] == [{**theirs, "shop": "tiktok:S1"}]
    assert shown["cooldowns"] == []
    assert shown["ecommerce_permission"] == "frozen"
    assert shown["open_violations"] == ["V1"]
    assert shown["showcase"] == {"count": 7, "added_today": 0}
    assert shown["compliance_score"]["value"] is None
    assert shown["deadlines"] == town.json("shop", "show", "tiktok:S1")["deadlines"]
    assert shown["identifiers"] == []
    then = town.json("account", "show", "tiktok:A1", "--valid", NOTICE)
    assert then["showcase"] == {"count": 7, "added_today": 7}


def test_what_an_account_waits_for(town: Talk) -> None:
    def waits(valid: str) -> Any:
        return town.json("account", "show", "tiktok:A4", "--valid", valid)["cooldowns"]

    wait = [{"rule": "account.rebind_wait", "until": "2026-01-21T00:00:00Z"}]
    assert waits("2026-01-19T00:00:00Z") == []
    assert waits("2026-01-20T00:00:00Z") == wait
    assert waits("2026-01-20T23:59:59.999999Z") == wait
    assert waits("2026-01-21T00:00:00Z") == []


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (["AccountBanned"], "banned"),
        (["AccountDeregistered"], "deregistered"),
        (["AccountDeregistered", "AccountReleased"], "released"),
    ],
)
def test_the_status_of_an_account(town: Talk, kinds: list[str], status: str) -> None:
    at = "2026-03-02T00:00:00Z"
    for kind in kinds:
        town.take(fact(kind, kind, at, account="tiktok:A4"), now=at)
    assert town.json("account", "show", "tiktok:A4")["status"] == status
    assert [one["account"] for one in town.rows("account", "list", "--state", status)] == [
        "tiktok:A4"
    ]


def test_a_binding(town: Talk) -> None:
    for name, state in (("B1", "active"), ("B2", "in_review"), ("B3", "invited"), ("B4", "ended")):
        shown = town.json("binding", "show", name)
        assert (shown["binding"], shown["shop"], shown["state"]) == (name, "tiktok:S1", state)
        assert set(shown["as_of"]) == {"valid", "known", "position", "rulebooks"}
    assert (shown["reason"], shown["until"]) == ("shop_unlink", "2026-01-20T00:00:00Z")
    then = town.json("binding", "show", "B4", "--valid", "2026-01-10T00:00:00Z")
    assert (then["state"], then["active_since"]) == ("active", "2026-01-05T00:00:00Z")


def test_only_ids_known_at_the_times_asked_are_offered(town: Talk) -> None:
    long_ago = ("--valid", "2001-01-01T00:00:00Z")
    for line in (
        ("shop", "show", "tiktok:S2"),
        ("account", "show", "tiktok:A11"),
        ("binding", "show", "B11"),
        ("custody", "shop", "tiktok:S2"),
        ("statement", "shop:tiktok:S2", "compliance_score"),
    ):
        assert "did you mean" in town.refuses(*line, status=1)["now"]
        assert "did you mean" not in town.refuses(*line, *long_ago, status=1)["now"]


def test_an_id_without_its_platform_is_offered_with_it(town: Talk) -> None:
    assert town.refuses("shop", "show", "S1", status=2)["now"] == "did you mean tiktok:S1?"
    assert town.refuses("account", "show", "a1", status=2)["now"] == "did you mean tiktok:A1?"
    assert "--help" in town.refuses("shop", "show", "S77", status=2)["now"]


def test_ids_that_nothing_names(town: Talk) -> None:
    unknown: list[tuple[tuple[str, ...], str]] = [
        (("shop", "show", "tiktok:S2"), "tiktok:S1"),
        (("shop", "history", "tiktok:S2"), "tiktok:S1"),
        (("account", "show", "tiktok:A11"), "tiktok:A1"),
        (("account", "history", "tiktok:A11"), "tiktok:A1"),
        (("binding", "show", "B11"), "B1"),
        (("binding", "history", "B11"), "B1"),
        (("history", "shop:tiktok:S2"), "tiktok:S1"),
    ]
    for line, near in unknown:
        error = town.refuses(*line, status=1)
        assert "did you mean" in error["now"]
        assert near in error["now"]
    wrong: list[tuple[str, ...]] = [
        ("shop", "show", "S1"),
        ("shop", "show", "tiktok:S1", "tiktok:S2"),
        ("account", "show", ""),
        ("binding", "show", "B\x1b"),
        ("history", "tiktok"),
        ("history",),
        ("shop", "list", "--state"),
        ("shop", "list", "--program", "tiktok"),
    ]
    for line in wrong:
        town.refuses(*line, status=2)


def test_an_id_that_only_a_refusal_names_is_unknown(town: Talk) -> None:
    town.ask(
        "Invite",
        id="r1",
        status=3,
        shop="tiktok:ghost",
        account="tiktok:phantom",
        program="tiktok.channel",
        binding="B-ghost",
    )
    for line, name in (
        (("shop", "show"), "tiktok:ghost"),
        (("account", "show"), "tiktok:phantom"),
        (("binding", "show"), "B-ghost"),
    ):
        error = town.refuses(*line, name, status=1)
        assert name not in error["now"]
    assert "tiktok:ghost" not in {one["shop"] for one in town.rows("shop", "list")}
    assert "tiktok:phantom" not in {one["account"] for one in town.rows("account", "list")}
    assert "B-ghost" not in {one["binding"] for one in town.rows("binding", "list")}


def test_named_but_not_registered(town: Talk) -> None:
    town.take(of_binding("BindingActivated", "2026-02-01", "B9", shop="S9", account="A9"))

    shown = town.json("shop", "show", "tiktok:S9")
    assert (shown["status"], shown["operating_country"]) == ("unregistered", None)
    assert [one["binding"] for one in shown["bindings"]] == ["B9"]
    theirs = town.json("account", "show", "tiktok:A9")
    assert theirs["status"] == "unregistered"
    assert theirs["bound_to"]["shop"] == "tiktok:S9"
    for line in (("shop", "show", "tiktok:S9"), ("account", "show", "tiktok:A9")):
        assert "not registered" in town.ok(*line).out


def test_lists_and_their_filters(town: Talk) -> None:
    town.take(shop("S2", name="Tienda Dos"), *account("A5", handle="@Cinco"))

    def shops(*words: str) -> list[str]:
        return [one["shop"] for one in town.rows("shop", "list", *words)]

    def accounts(*words: str) -> list[str]:
        return [one["account"] for one in town.rows("account", "list", *words)]

    def bindings(*words: str) -> list[str]:
        return [one["binding"] for one in town.rows("binding", "list", *words)]

    assert shops() == ["tiktok:S1", "tiktok:S2"]
    assert shops("--name", "小店") == ["tiktok:S1"]
    assert shops("--name", "tienda") == ["tiktok:S2"]
    assert shops("--name", "LOGIN@") == ["tiktok:S1"]
    assert shops("--program", "tiktok.channel") == ["tiktok:S1"]
    assert shops("--state", "open") == ["tiktok:S1", "tiktok:S2"]
    assert shops("--state", "closed") == []
    assert accounts() == [f"tiktok:A{number}" for number in range(1, 6)]
    assert accounts("--name", "@cinco") == ["tiktok:A5"]
    assert accounts("--name", "uno") == ["tiktok:A1"]
    assert set(accounts("--program", "tiktok.channel")) == {"tiktok:A1", "tiktok:A2", "tiktok:A3"}
    assert set(bindings()) == {"B1", "B2", "B3", "B4"}
    assert bindings("--state", "active") == ["B1"]
    assert bindings("--state", "ended") == ["B4"]
    assert bindings("--state", "active", "--valid", "2026-01-08T00:00:00Z") == ["B4"]
    assert bindings("--program", "tiktok.official") == []
    human = town.ok("shop", "list").out
    assert "墨西哥小店" in human
    assert "Tienda Dos" in human
    assert "none" in town.ok("shop", "list", "--state", "closed").out


def test_histories(town: Talk) -> None:
    of_shop = town.rows("shop", "history", "tiktok:S1")
    of_account = town.rows("account", "history", "tiktok:A1")
    for told in (of_shop, of_account):
        order = [(one["time"], one["position"]) for one in told]
        assert order == sorted(order)
        for one in told:
            assert set(one) >= {"position", "time", "recordedtime", "type", "actor", "data"}
            assert one["recordedtime"] == NOON
    assert of_shop[0]["data"]["name"] == "墨西哥小店"
    both = town.rows("history", "account:tiktok:A1", "shop:tiktok:S1")
    assert {one["position"] for one in both} == {one["position"] for one in (*of_shop, *of_account)}
    assert len(both) == len({one["position"] for one in both})
    order = [(one["time"], one["position"]) for one in both]
    assert order == sorted(order)
    assert town.rows("history", "binding:B4") == town.rows("binding", "history", "B4")
    assert {one["type"] for one in town.rows("history", "violation:V1")} == {
        "ViolationRecorded.v1",
        "ViolationNotified.v1",
    }
    then = town.rows("shop", "history", "tiktok:S1", "--valid", "2026-01-05T00:00:00Z")
    assert [one["type"] for one in then] == [
        "ShopRegistered.v1",
        "RegistrationIdentifierAssigned.v1",
        "BindingActivated.v1",
    ]
    human = town.ok("history", "shop:tiktok:S1", "account:tiktok:A1").out
    assert "binding activated" in human


def test_csv(town: Talk) -> None:
    for line in (
        ("shop", "list"),
        ("account", "list"),
        ("binding", "list"),
        ("shop", "history", "tiktok:S1"),
        ("history", "shop:tiktok:S1", "account:tiktok:A1"),
        ("rules", "list"),
        ("calendars", "list"),
    ):
        done = town.ok("--csv", *line)
        rows = list(csv.DictReader(io.StringIO(done.printed.decode(), newline="")))
        documents = town.rows(*line)
        assert len(rows) == len(documents)
        assert done.complained == b""
        for row, document in zip(rows, documents, strict=True):
            shared = row.keys() & document.keys()
            assert len(shared) >= 5
            for name in shared:
                if isinstance(document[name], str | int) and not isinstance(document[name], bool):
                    assert row[name] == str(document[name])
