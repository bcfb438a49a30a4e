"""Delegations as people and programs see them, on the real command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Talk, fact

SUB, MAIN = "douyin:xiaozhan", "douyin:zongbu"


def account(name: str, called: str, until: str | None = None) -> tuple[Any, Any]:
    """An account registered on 1 January 2026 and verified the day after."""
    end = {"valid_until": until} if until is not None else {}
    return (
        fact("AccountRegistered", f"{name}-1", "2026-01-01", account=name, name=called),
        fact("EnterpriseVerificationPassed", f"{name}-2", "2026-01-02", account=name, **end),
    )


@pytest.fixture
def known(talk: Talk) -> Talk:
    """Two verified accounts; the sub account's verification runs to the end of May."""
    sub = account(SUB, "云岭小栈", "2026-06-01T00:00:00Z")
    talk.take(*sub, *account(MAIN, "Yunling HQ"), now="2026-02-01T00:00:00Z")
    return talk


def offer(talk: Talk, *more: str, status: int = 0) -> Any:
    """The sub account offers a delegation named D1."""
    sides = ("--grantor", SUB, "--grantee", MAIN, "--scopes", "customer_service|products")
    words = ("offer-delegation", *sides, "--actor", "account:xiaozhan", *more)
    return talk.json(*words, status=status)


def act(talk: Talk, verb: str, at: str, *more: str, status: int = 0) -> Any:
    """Somebody acts on D1."""
    words = ("--delegation", "D1", "--actor", "account:zongbu", "--at", at, *more)
    return talk.json(f"{verb}-delegation", *words, status=status)


def test_the_life_of_a_delegation_on_the_command_line(known: Talk) -> None:
    assert offer(known, "--delegation", "D1")["answer"] == "done"
    assert known.json("delegation", "show", "D1")["state"] == "offered"
    again = offer(known, "--id", "again", status=3)
    assert [one["rule"] for one in again["verdict"]["findings"] if one["outcome"] == "breaks"] == [
        "delegation.once"
    ]

    act(known, "accept", "2026-02-02T00:00:00Z")
    refused = act(known, "refuse", "2026-02-03T00:00:00Z", status=3)
    assert refused["verdict"]["findings"][0]["because"] == (
        "The delegation is active; this act does not follow from that."
    )
    no_ticket = act(known, "revoke", "2026-02-03T00:00:00Z", status=3)
    assert [one["outcome"] for one in no_ticket["verdict"]["findings"]] == ["holds", "breaks"]

    about = {"ticket": "T-88", "account": SUB, "about": "delegation:D1"}
    known.take(fact("SupportTicketOpened", "t88", "2026-02-03", **about))
    act(known, "revoke", "2026-02-04T00:00:00Z", "--ticket", "T-88", "--reason", "合作结束")

    assert known.kinds("--subject", "delegation:D1") == [
        "RequestGranted",
        "DelegationOffered",
        "RequestGranted",
        "DelegationAccepted",
        "RequestRefused",
        "RequestRefused",
        "RequestGranted",
        "DelegationRevoked",
    ]
    view = known.json("delegation", "show", "D1")
    assert (view["state"], view["reason"], view["ticket"]) == ("ended", "revoked", "T-88")
    assert known.json("audit") == {
        "judged": 6,
        "agree": 6,
        "disagreements": [],
        "breaches": [],
        "balances": [],
        "defects": [],
        "read_models": [],
    }


def test_a_request_asked_again_is_answered_as_before(known: Talk) -> None:
    first = offer(known, "--id", "r-1")

    assert offer(known, "--id", "r-1") == first
    assert known.json("delegation", "show", "D1", status=1)["error"]["where"] == "delegation:D1"


def test_both_accounts_show_it_and_when_it_sleeps(known: Talk) -> None:
    offer(known, "--delegation", "D1")
    act(known, "accept", "2026-02-02T00:00:00Z")

    as_sub = {
        "delegation": "D1",
        "grantee": MAIN,
        "scopes": ["customer_service", "products"],
        "state": "active",
        "since": "2026-02-02T00:00:00Z",
        "dormant": None,
    }
    assert known.json("account", "show", SUB)["delegations"] == {"as_main": [], "as_sub": [as_sub]}
    (line,) = known.json("account", "show", MAIN)["delegations"]["as_main"]
    assert (line["grantor"], line["state"]) == (SUB, "active")

    expired = "2026-06-01T00:00:00Z"
    for at, dormant in (
        ("2026-05-31T23:59:59.999999Z", None),
        (
            expired,
            {"since": expired, "causes": {"grantor": {"verification_expired": expired}}},
        ),
    ):
        assert known.json("delegation", "show", "D1", "--valid", at)["dormant"] == dormant
        (line,) = known.json("account", "show", MAIN, "--valid", at)["delegations"]["as_main"]
        assert line["dormant"] == dormant

    renewal = fact("EnterpriseVerificationRenewed", "renewed", "2026-06-20", account=SUB)
    known.take(renewal, now="2026-07-01T00:00:00Z")
    assert known.json("delegation", "show", "D1")["dormant"] is None
    # Nothing was recorded for falling asleep and waking up.
    assert known.kinds("--subject", "delegation:D1")[-1] == "DelegationAccepted"
    replayed = known.rows("replay", f"account:{SUB}")
    assert replayed[-1] == known.json("account", "show", SUB)


def test_delegations_are_listed_by_account_and_state(known: Talk) -> None:
    offer(known, "--delegation", "D1")
    act(known, "accept", "2026-02-02T00:00:00Z")
    other = ("--grantor", MAIN, "--grantee", SUB, "--scopes", "chat", "--delegation", "D2")
    known.ok(
        "offer-delegation", *other, "--actor", "account:zongbu", "--until", "2026-03-01T00:00:00Z"
    )

    def listed(*words: str) -> list[str]:
        return [one["delegation"] for one in known.rows("delegation", "list", *words)]

    assert listed() == ["D1", "D2"]
    assert listed("--state", "offered") == ["D2"]
    assert listed("--state", "ended", "--valid", "2026-03-01T00:00:00Z") == ["D2"]
    assert listed("--state", "dormant") == []
    assert listed("--state", "dormant", "--valid", "2026-06-01T00:00:00Z") == ["D1"]
    assert listed("--account", SUB, "--state", "active") == ["D1"]
    assert listed("--account", "douyin:nobody") == []
    csv = known.ok("--csv", "delegation", "list", "--state", "active").out.splitlines()
    assert csv == [
        "delegation,grantor,grantee,scopes,state,since,dormant",
        f"D1,{SUB},{MAIN},customer_service|products,active,2026-02-02T00:00:00Z,",
    ]


def test_people_read_it_in_both_languages(known: Talk) -> None:
    offer(known, "--delegation", "D1")
    act(known, "accept", "2026-02-02T00:00:00Z")
    later = ("--valid", "2026-07-01T00:00:00Z")

    english = known.ok("delegation", "show", "D1", *later).out
    assert "the verification of the sub account expired on 2026-06-01T00:00:00Z" in english
    chinese = known.ok("--lang", "zh", "delegation", "show", "D1", *later).out
    assert "子账号的认证于 2026-06-01T00:00:00Z 过期" in chinese
    assert "已生效" in known.ok("--lang", "zh", "account", "show", MAIN).out
    assert "main account" in known.ok("account", "show", MAIN).out
    told = known.ok("delegation", "history", "D1").out
    assert "delegation offered" in told
    assert "scopes=customer_service|products" in told


def test_what_nobody_knows_is_said(known: Talk) -> None:
    offer(known, "--delegation", "D1")

    assert "D1" in known.refuses("delegation", "show", "D2", status=1)["now"]
    known.refuses("delegation", "history", "D2", status=1)
    unknown = ("accept-delegation", "--delegation", "D2", "--actor", "x")
    assert known.refuses(*unknown, status=2)["where"] == "delegation"
    abroad = ("--grantor", SUB, "--grantee", "tiktok:A1", "--scopes", "chat", "--actor", "x")
    assert known.refuses("offer-delegation", *abroad, status=2)["where"] == "grantee"
    elsewhere = (
        "--grantor",
        "tiktok:A2",
        "--grantee",
        "tiktok:A1",
        "--scopes",
        "c",
        "--actor",
        "x",
    )
    assert known.refuses("offer-delegation", *elsewhere, status=2)["where"] == "program"


def test_a_delegation_is_shown_from_its_beginning_on(known: Talk) -> None:
    evidence = fact(
        "EvidenceAttached",
        "paper",
        "2026-01-05",
        about=["delegation:D1"],
        digest="sha256:" + "0" * 64,
        media_type="application/pdf",
        title="授权书",
    )
    known.take(evidence)
    offer(known, "--delegation", "D1")

    early = ("--valid", "2026-01-10T00:00:00Z")
    assert known.rows("delegation", "list", *early) == []
    known.refuses("delegation", "show", "D1", *early, status=1)
