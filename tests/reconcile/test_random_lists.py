"""Whatever the list and whatever happened: the missing facts it names do explain it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.console.talking import Line, Talk, feed, of_binding, shop

_KINDS = (
    "BindingInvited",
    "BindingInvitationAccepted",
    "BindingReviewOpened",
    "BindingActivated",
    "UnlinkRequested",
    "ShopUnlinked",
    "BindingEnded",
    "BindingInvitationDeclined",
)
_AT = "2026-02-01T00:00:00Z"


def life(chance: random.Random) -> list[Line]:
    """Facts of up to six accounts with the shop, in any order, some after the list."""
    facts: list[Line] = [shop()]
    for one in range(6):
        for number in range(chance.randint(0, 4)):
            kind = chance.choice(_KINDS)
            more = {"reason": "platform_forced"} if kind == "BindingEnded" else {}
            at = f"2026-0{chance.choice('112')}-{chance.randint(2, 28):02}T{number:02}:00:00Z"
            name = f"B{one}{chance.choice('ab')}"
            facts.append(of_binding(kind, at, name, account=f"A{one}", **more))
    return facts


def reconciled(talk: Talk, accounts: list[str]) -> Any:
    lines = feed(*({"account": one} for one in accounts))
    words = ("reconcile", "-", "--shop", "tiktok:S1", "--at", _AT)
    done = talk.run("--json", *words, stdin=lines)
    assert done.status in (0, 4), done
    return done.json


def wanted(one: Any, each: Any) -> Line:
    """The fact that would explain it, at the last instant at which it still would."""
    short = one["account"].removeprefix("tiktok:")
    kind = each["wanted"].removesuffix(".v1")
    more = {"reason": "unknown"} if kind == "BindingEnded" else {}
    return of_binding(kind, each["by"], one["binding"] or f"B-{short}", account=short, **more)


@pytest.mark.parametrize("seed", range(8))
def test_the_missing_facts_would_explain_the_list(talk: Talk, seed: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    talk.take(*{line["id"]: line for line in life(chance)}.values(), now="2026-03-01T00:00:00Z")
    accounts = [f"tiktok:A{one}" for one in range(8) if chance.random() < 0.5]
    first = reconciled(talk, accounts)

    running = {
        one["account"]
        for one in talk.json("shop", "show", "tiktok:S1", "--valid", _AT)["bindings"]
        if one["state"] in ("active", "unlink_requested")
    }
    assert {one["account"] for one in first["agree"]} == running & set(accounts)
    assert {one["account"] for one in first["missing_in_list"]} == running - set(accounts)
    assert {one["account"] for one in first["missing_in_ledger"]} == set(accounts) - running

    for _ in range(4):
        differing = [*first["missing_in_ledger"], *first["missing_in_list"]]
        missing = {
            one["account"]: wanted(one, each)
            for one in differing
            for each in one["explanations"]
            if each["wanted"] is not None
        }
        if not missing:
            break
        talk.take(*missing.values())
        first = reconciled(talk, accounts)
    left = {one["account"]: one["explanations"] for one in differing} if missing else {}
    assert not missing, left
    # What is left lacks no fact: it happened after the list, or the ledger knows of it otherwise.
    for one in (*first["missing_in_ledger"], *first["missing_in_list"]):
        assert {each["what"] for each in one["explanations"]} <= {"activated_later", "ended_later"}
