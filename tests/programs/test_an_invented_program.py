"""A program nobody has heard of, on a platform nobody has: a TOML file, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.rulebook import built_in_names
from ledger.terms import platform_of
from tests.console.talking import Line, Talk, fact
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]

PARTNER = "moonmart.partner"


def stated(name: str, unit: str, value: str, *more: str) -> str:
    source = '{ title = "Terms of Moonmart", at = "section 4", read = 2026-11-21 }'
    return "\n".join(
        (
            f'[parameter."{name}"]',
            f'about = "{name} of the moon"',
            f'unit = "{unit}"',
            *more,
            f"history = [ {{ from = 2000-01-01, value = {value}, source = {source} }} ]",
        )
    )


TEXT = "\n\n".join(
    (
        f'program = "{PARTNER}"\nedition = "field"\ntitle = "Partners of Moonmart"',
        stated("shop.open", "boolean", "true"),
        stated("account.status", "boolean", "true"),
        stated("account.app", "text", '["crater"]'),
        stated("account.exclusive", "shops", "1"),
        stated("account.rebind_wait", "calendar_days", "3"),
        stated("shop.slots", "bindings", "2"),
        stated("binding.state", "boolean", "true"),
        stated("shop.may_unlink", "boolean", "false"),
        stated("binding.bound_time", "calendar_days", "10"),
        stated("binding.review_required", "boolean", "false"),
        stated("account.release_delay", "calendar_days", "5"),
        stated("binding.invitation_ttl", "hours", "36"),
        stated("binding.settlement", "text", '"shop_collection_account"'),
        stated("binding.commission", "percent", "3"),
        stated("binding.data_sharing", "text", '["lunar_council"]'),
    )
)


@pytest.fixture
def moon(talk: Talk, tmp_path: Path) -> Talk:
    """A ledger on which the invented program is law, with a shop and three accounts of it."""
    book = tmp_path / "partner.toml"
    book.write_text(TEXT, encoding="utf-8")
    talk.ok("rules", "check", str(book))
    talk.ok("rules", "adopt", str(book), "--from", "2026-01-01T00:00:00Z")
    known: list[Line] = [
        fact(
            "ShopRegistered",
            "S",
            "2026-01-01",
            shop="moonmart:静海",
            operating_country="CN",
            name="静海小铺",
        ),
        fact(
            "CollectionAccountOpened",
            "C",
            "2026-01-01",
            shop="moonmart:静海",
            collection_account="purse-1",
        ),
    ]
    for name in ("A1", "A2", "A3"):
        registered = {"account": f"moonmart:{name}", "app": "crater"}
        known.append(fact("AccountRegistered", name, "2026-01-01", **registered))
    talk.take(*known, now="2026-01-02T00:00:00Z")
    return talk


def at(talk: Talk, day: str, *words: str, status: int = 0) -> Any:
    """What a command line of that day answers."""
    return talk.json("--now", f"{day}T00:00:00Z", *words, status=status)


def invite(talk: Talk, day: str, binding: str, account: str, status: int = 0) -> Any:
    who = ("--shop", "moonmart:静海", "--account", f"moonmart:{account}", "--program", PARTNER)
    return at(talk, day, "invite", *who, "--binding", binding, "--actor", "me", status=status)


def act(talk: Talk, day: str, what: str, binding: str, status: int = 0) -> Any:
    return at(talk, day, what, "--binding", binding, "--actor", "me", status=status)


def kinds(answer: Any) -> list[str]:
    return [one["type"].removesuffix(".v1") for one in answer["recorded"]]


def broken(answer: Any) -> list[tuple[str, str | None]]:
    found = answer["verdict"]["findings"]
    return [(one["rule"], one["cured_at"]) for one in found if one["outcome"] == "breaks"]


def test_from_invite_to_unlink(moon: Talk) -> None:
    invite(moon, "2026-02-01", "B1", "A1")
    assert kinds(act(moon, "2026-02-02", "accept", "B1")) == [
        "RequestGranted",
        "BindingInvitationAccepted",
        "DataSharingConsented",
        "BindingActivated",
        "SettlementRouteSet",
    ]

    shown = moon.json("binding", "show", "B1")
    assert {name: term["value"] for name, term in shown["terms"].items()} == {
        "settlement": "shop_collection_account",
        "commission": 3,
        "data_sharing": ["lunar_council"],
    }
    assert shown["settlement_route"] == {
        "collection_account": "purse-1",
        "since": "2026-02-02T00:00:00Z",
    }
    assert "3 %" in moon.ok("binding", "show", "B1").out

    # The shop may never, the account may ask after ten days.
    refused = act(moon, "2026-02-11", "unlink", "B1", status=3)
    assert broken(refused) == [
        ("shop.may_unlink", None),
        ("binding.bound_time", "2026-02-12T00:00:00Z"),
    ]
    assert refused["earliest"] is None
    refused = act(moon, "2026-02-11", "request-unlink", "B1", status=3)
    assert refused["earliest"] == "2026-02-12T00:00:00Z"
    act(moon, "2026-02-12", "request-unlink", "B1")
    assert kinds(act(moon, "2026-02-13", "approve-unlink", "B1")) == [
        "RequestGranted",
        "UnlinkApproved",
        "BindingEnded",
        "ShowcaseCleared",
        "SettlementRouteEnded",
    ]
    shown = moon.json("binding", "show", "B1")
    assert (shown["state"], shown["terms"], shown["settlement_route"]) == ("ended", {}, None)
    assert broken(invite(moon, "2026-02-15", "B2", "A1", status=3)) == [
        ("account.rebind_wait", "2026-02-16T00:00:00Z")
    ]
    invite(moon, "2026-02-16", "B2", "A1")

    audited = moon.json("audit")
    assert (audited["judged"], audited["agree"]) == (8, 8)
    assert not any(audited[wrong] for wrong in ("disagreements", "breaches", "balances"))


def test_its_slots_its_statement_its_agenda_and_what_falls_due(moon: Talk) -> None:
    for number in (1, 2):
        invite(moon, "2026-02-01", f"B{number}", f"A{number}")
    for number in (1, 2):
        act(moon, "2026-02-02", "accept", f"B{number}")
    assert broken(invite(moon, "2026-02-03", "B3", "A3", status=3)) == [("shop.slots", None)]

    shown = moon.json("shop", "show", "moonmart:静海")
    assert shown["slots"] == {PARTNER: {"limit": 2, "used": 2, "reserved": 0, "left": 0}}
    lines = moon.json("statement", "shop:moonmart:静海", f"slots:{PARTNER}")
    assert (lines["opening"], lines["closing"]) == (2, 0)
    assert [line["change"] for line in lines["lines"]] == [-1, -1]

    gone = fact("AccountDeregistered", "gone", "2026-02-04", account="moonmart:A2")
    moon.take(gone, now="2026-02-04T00:00:00Z")
    due = [(one["due"], one["what"]) for one in moon.rows("agenda") if one["due"]]
    assert due[:3] == [
        ("2026-02-09T00:00:00Z", "account_released"),
        ("2026-02-09T00:00:00Z", "binding_ends"),
        ("2026-02-09T00:00:00Z", "settlement_route_ends"),
    ]
    assert broken(invite(moon, "2026-02-05", "B3", "A3", status=3)) == [
        ("shop.slots", "2026-02-09T00:00:00Z")
    ]
    moon.ok("--now", "2026-02-10T00:00:00Z", "tick")
    assert moon.kinds()[-3:] == ["BindingEnded", "SettlementRouteEnded", "AccountReleased"]
    before = moon.export()
    moon.ok("tick")
    assert moon.export() == before

    invite(moon, "2026-02-11", "B3", "A3")
    act(moon, "2026-02-12", "decline", "B3")
    invite(moon, "2026-02-13", "B4", "A3")
    # 36 hours after the invitation nobody may answer it any more.
    assert broken(act(moon, "2026-02-15", "accept", "B4", status=3)) == [("binding.state", None)]


def test_what_the_platform_let_through_is_found(moon: Talk) -> None:
    named = {"binding": "X", "shop": "moonmart:静海", "account": "moonmart:A1", "program": PARTNER}
    activated = fact("BindingActivated", "X1", "2026-02-01", **named)
    unlinked = fact("ShopUnlinked", "X2", "2026-02-02", **named)
    moon.take(activated, unlinked, now="2026-02-03T00:00:00Z")

    (breach,) = moon.json("audit", status=4)["breaches"]
    assert (breach["type"], breach["rules"]) == (
        "ShopUnlinked.v1",
        ["shop.may_unlink", "binding.bound_time"],
    )


# --- no platform's name in the code ---------------------------------------------------------------

CODE = Path(__file__).parents[2] / "ledger"
PLATFORMS = sorted({platform_of(name) for name in built_in_names()})


def texts_of(file: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module but its docstrings and comments."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documented
        ):
            yield node.lineno, node.value


def test_no_platform_is_named_in_the_code_but_as_an_example() -> None:
    # The console's help shows command lines, and messages say "such as": both decide nothing. An
    # adapter reads what one platform sends, so it names that platform.
    named = [
        (file.relative_to(CODE).as_posix(), line, text)
        for file in sorted(CODE.rglob("*.py"))
        if file.parent.name not in ("console", "feeds")
        for line, text in texts_of(file)
        if any(platform in text for platform in PLATFORMS) and "such as" not in text
    ]

    assert len(PLATFORMS) >= 2
    assert named == []
