"""Staff of a shop on the real command line, and dispute D12: the employee did it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Line, Talk, account, fact, of_binding, shop
from tests.staff.words import channel_law

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


def test_d12_the_employee_did_it(talk: Talk, tmp_path: Path) -> None:
    """Settled by the actor on the fact, the scopes held at that time, and the login."""
    law = tmp_path / "scopes.toml"
    law.write_text(channel_law(), encoding="utf-8")
    talk.ok("rules", "adopt", str(law), "--from", "2000-01-02T00:00:00Z")

    def staff(kind: str, called: str, at: str, /, **data: Any) -> Line:
        return fact(kind, called, at, shop="tiktok:S1", **data)

    breaches = talk.take(
        shop(),
        *account(),
        staff(
            "StaffDelegationGranted",
            "g1",
            "2026-01-05",
            staff="shop:S1/ines",
            scopes=["accounts", "campaigns"],
            granted_by="shop:S1/doña Luz",
            login="sub_account",
            name="Inés",
        ),
        of_binding("BindingActivated", "2026-02-01"),
        staff(
            "StaffDelegationRevoked",
            "g2",
            "2026-02-20",
            staff="shop:S1/ines",
            scopes=["accounts"],
            revoked_by="shop:S1/doña Luz",
        ),
        of_binding("ShopUnlinked", "2026-03-01") | {"actor": "shop:S1/ines"},
        of_binding("BindingEnded", "2026-03-01", reason="shop_unlink"),
        now="2026-03-10T00:00:00Z",
    )["breaches"]
    assert breaches == 1

    # Who did it is on the fact.
    (unlinked,) = (one for one in talk.rows("history", "binding:B1") if "Unlinked" in one["type"])
    assert unlinked["actor"] == "shop:S1/ines"
    # What she might do then, since when, by whom, and logged in how.
    view = talk.json("shop", "staff", "tiktok:S1", "--valid", unlinked["time"])
    assert view["staff"] == [
        {
            "staff": "shop:S1/ines",
            "name": "Inés",
            "login": "sub_account",
            "scopes": [
                {
                    "scope": "campaigns",
                    "since": "2026-01-05T00:00:00Z",
                    "granted_by": "shop:S1/doña Luz",
                }
            ],
        }
    ]
    (earlier,) = talk.json("shop", "staff", "tiktok:S1", "--valid", "2026-02-19T23:59:59Z")["staff"]
    assert [one["scope"] for one in earlier["scopes"]] == ["accounts", "campaigns"]
    # The unlink stands, counts, and is a breach of her own scopes alone.
    audited = talk.json("audit", status=4)
    (breach,) = audited["breaches"]
    assert breach["position"] == unlinked["position"]
    assert breach["rules"] == ["actor.scope"]
    assert breach["findings"][0]["evidence"] == [
        one["position"]
        for one in talk.rows("history", "shop:tiktok:S1")
        if one["type"] == "StaffDelegationRevoked.v1"
    ]
    left = talk.json("shop", "show", "tiktok:S1")["unlink_chances"]["tiktok.channel"]["left"]
    assert left == 2
