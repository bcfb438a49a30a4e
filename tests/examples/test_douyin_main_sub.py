"""The story of Douyin's main and sub accounts, lived through on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.console.talking import ROOT, Talk
from tests.examples.stories import Told, asked, refusing

STORY = ROOT / "examples" / "douyin-main-sub"
REFUSED = {
    "m-01": ["delegation.grantor_verified"],
    "m-03": ["delegation.once"],
    "m-04": ["delegation.state", "delegation.ticket"],
    "m-09": ["delegation.state"],
    "m-10": ["delegation.ticket"],
    "m-12": ["actor.scope"],
    "m-21": ["delegation.grantee_verified"],
    "m-22": ["delegation.ticket"],
    "m-24": ["actor.scope"],
    "m-33": ["delegation.state"],
}

SUB, MAIN, SHOP = "douyin:xiaozhan", "douyin:yunling", "douyin:YL"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """The ledger after the whole story; each answer is checked as it comes."""
    talk = Talk(str(Path(tmp_path_factory.mktemp("main-sub")) / "story.db"))
    refused: Told = {}
    for answers in asked(talk, STORY.name):
        refused |= {name: rules for name, rules in refusing(answers).items() if rules}
    assert refused == REFUSED
    return talk


def test_every_request_of_the_story_is_answered(lived: Talk) -> None:
    decisions = [one for one in lived.exported() if one["type"].startswith("Request")]

    asked = {one["data"]["request"]["id"] for one in decisions}
    lines = (line for path in STORY.glob("*-requests.ndjson") for line in path.open("rb"))
    assert asked == {json.loads(line)["id"] for line in lines}
    assert asked > REFUSED.keys()


def test_a_delegation_sleeps_from_the_end_of_its_verification_to_the_renewal(lived: Talk) -> None:
    def dormant(at: str) -> object:
        return lived.json("delegation", "show", "xiaozhan-yunling", "--valid", at)["dormant"]

    since = "2026-05-31T16:00:00Z"
    asleep = {"since": since, "causes": {"grantor": {"verification_expired": since}}}
    assert dormant("2026-05-31T15:59:59.999999Z") is None
    assert dormant(since) == dormant("2026-06-10T00:00:00Z") == asleep
    assert dormant("2026-06-14T23:59:59Z") == asleep
    assert dormant("2026-06-15T02:00:00Z") is None


def test_an_account_is_main_and_sub_at_once(lived: Talk) -> None:
    told = lived.json("account", "show", MAIN, "--valid", "2026-06-30T23:00:00Z")["delegations"]

    assert [one["delegation"] for one in told["as_main"]] == ["xiaozhan-yunling"]
    assert [one["delegation"] for one in told["as_sub"]] == ["yunling-xiaozhan"]
    states = {one["delegation"]: one["state"] for one in lived.rows("delegation", "list")}
    assert states == {
        "casa-yunling": "ended",
        "xiaozhan-casa": "ended",
        "xiaozhan-yunling": "ended",
        "yunling-xiaozhan": "active",
    }


def test_chats_go_by_group_binding_and_status(lived: Talk) -> None:
    def agents(at: str) -> dict[str, str | None]:
        answer = lived.json("chat-route", SHOP, "--at", at)
        return {route["group"]: route["agent"] for route in answer["routes"]}

    chen, ines = "shop:YL/小陈", "shop:YL/Inés"
    assert agents("2026-03-09T09:00:00Z") == {"售前": chen, "售后": ines, "夜班": None}
    assert agents("2026-03-09T10:00:00Z") == {"售前": chen, "售后": chen, "夜班": None}
    assert agents("2026-03-08T00:00:00Z") == {"售前": None, "售后": None, "夜班": None}


def test_who_might_do_what_and_who_did_what_they_might_not(lived: Talk) -> None:
    june = lived.json("shop", "staff", SHOP, "--valid", "2026-06-07T00:00:00Z")
    assert june["first_granted_by"] == "shop:YL/老板"
    held = {one["staff"]: [each["scope"] for each in one["scopes"]] for one in june["staff"]}
    assert held == {
        "shop:YL/Inés": ["customer_service", "staff"],
        "shop:YL/Lucía": ["customer_service"],
        "shop:YL/小陈": ["customer_service", "campaigns"],
        "shop:YL/表弟": ["accounts"],
    }
    now = [one["staff"] for one in lived.json("shop", "staff", SHOP)["staff"]]
    assert "shop:YL/表弟" not in now

    audited = lived.json("audit", status=4)
    assert audited["disagreements"] == audited["defects"] == audited["read_models"] == []
    assert [(one["type"], one["subject"], one["rules"]) for one in audited["breaches"]] == [
        ("StaffDelegationGranted.v1", "shop:douyin:YL", ["actor.scope"]),
        ("DelegationRevoked.v1", "delegation:casa-yunling", ["delegation.ticket"]),
    ]
