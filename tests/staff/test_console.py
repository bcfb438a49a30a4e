"""Staff of a shop on the real command line."""

from __future__ import annotations

import pytest

from tests.console.talking import Talk, fact

SHOP = "douyin:YL"
OWNER, XIAOCHEN = "shop:YL/老板", "shop:YL/小陈"


@pytest.fixture
def known(talk: Talk) -> Talk:
    """A tea shop in Yunnan."""
    registered = {"shop": SHOP, "operating_country": "CN", "name": "云岭茶铺"}
    talk.take(fact("ShopRegistered", "1", "2026-01-01", **registered), now="2026-02-01T00:00:00Z")
    return talk


def grant(talk: Talk, staff: str, scopes: str, *more: str, actor: str = OWNER) -> str:
    """Somebody lets a person act for the shop; what became of it."""
    words = ("--shop", SHOP, "--staff", staff, "--scopes", scopes, "--actor", actor, *more)
    done = talk.run("--json", "grant-staff", *words)
    answer: str = done.json["answer"]
    assert done.status == (0 if answer == "done" else 3)
    return answer


def test_people_are_let_act_and_taken_back(known: Talk) -> None:
    assert grant(known, XIAOCHEN, "campaigns|customer_service", "--login", "sub_account") == "done"
    assert grant(known, "shop:YL/friend", "staff", actor=XIAOCHEN) == "refused"
    enrol = ("enrol", "--shop", SHOP, "--program", "douyin.main_sub", "--campaign", "双十一")
    known.ok(*enrol, "--actor", XIAOCHEN)

    later = ("--at", "2026-03-01T00:00:00Z", "--actor", OWNER)
    words = ("revoke-staff", "--shop", SHOP, "--staff", XIAOCHEN, "--scopes", "campaigns")
    known.ok(*words, *later)
    refused = known.json(*enrol, "--actor", XIAOCHEN, status=3)
    (finding,) = refused["verdict"]["findings"]
    assert (finding["rule"], finding["limit"]["value"]) == ("actor.scope", "campaigns")
    assert finding["limit"]["source"] == "001 / 1-08, 1-09, reading A40"
    assert finding["seen"] == {"value": "customer_service", "unit": "text"}
    assert finding["because"] == (
        "Whoever acted held customer_service for the shop just then; needed is campaigns."
    )

    member = {
        "staff": XIAOCHEN,
        "name": None,
        "login": "sub_account",
        "scopes": [
            {
                "scope": "customer_service",
                "since": "2026-02-01T00:00:00Z",
                "granted_by": OWNER,
            }
        ],
    }
    assert known.json("shop", "show", SHOP)["staff"] == [member]
    view = known.json("shop", "staff", SHOP)
    assert (view["staff"], view["first_granted_by"]) == ([member], OWNER)
    assert known.rows("replay", f"shop:{SHOP}")[-1] == known.json("shop", "show", SHOP)
    audited = known.json("audit")
    assert (audited["judged"], audited["disagreements"], audited["breaches"]) == (5, [], [])


@pytest.mark.parametrize(
    ("at", "scopes"),
    [
        ("2026-02-28T23:59:59.999999Z", ["campaigns", "customer_service"]),
        ("2026-03-01T00:00:00Z", ["customer_service"]),
        ("2026-03-01T00:00:00.000001Z", ["customer_service"]),
    ],
)
def test_staff_is_told_at_any_instant(known: Talk, at: str, scopes: list[str]) -> None:
    grant(known, XIAOCHEN, "campaigns|customer_service")
    words = ("--shop", SHOP, "--staff", XIAOCHEN, "--scopes", "campaigns", "--actor", OWNER)
    known.ok("revoke-staff", *words, "--at", "2026-03-01T00:00:00Z")

    (member,) = known.json("shop", "staff", SHOP, "--valid", at)["staff"]
    assert [one["scope"] for one in member["scopes"]] == scopes


def test_people_read_who_may_do_what(known: Talk) -> None:
    assert "(none)" in known.ok("shop", "staff", SHOP).out
    assert "Staff" not in known.ok("shop", "show", SHOP).out
    grant(known, XIAOCHEN, "campaigns", "--login", "sub_account")

    told = known.ok("shop", "staff", SHOP).out
    assert all(word in told for word in (XIAOCHEN, "sub account", "campaigns", OWNER))
    chinese = known.ok("--lang", "zh", "shop", "show", SHOP).out
    assert all(word in chinese for word in ("员工", "子账号", "授权人"))
    assert known.ok("--csv", "shop", "staff", SHOP).out.splitlines() == [
        "staff,name,login,scope,since,granted_by",
        f"{XIAOCHEN},,sub_account,campaigns,2026-02-01T00:00:00Z,{OWNER}",
    ]
    assert SHOP in known.refuses("shop", "staff", "douyin:YM", status=1)["now"]
    nobody = ("revoke-staff", "--shop", SHOP, "--staff", "shop:YL/x", "--actor", OWNER)
    assert known.refuses(*nobody, status=2)["where"] == "staff"
