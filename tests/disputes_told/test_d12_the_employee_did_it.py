"""D12, the employee did it.

The shop: "It was not us who unlinked, it was Inés." Settled by the actor on the fact, by the scopes
she held at that time, and by how she was logged in; the unlink stands and counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.console.talking import Line, Talk, account, fact, of_binding, shop
from tests.disputes_told.packs import Claim, settled
from tests.staff.words import channel_law


def test_the_unlink_was_hers_and_beyond_her_scopes(talk: Talk, tmp_path: Path) -> None:
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

    # And whoever trusts nobody can check it: the unlink is in the pack, with her name on it.
    claim = Claim(
        (
            "bound",
            "--account",
            "tiktok:A1",
            "--shop",
            "tiktok:S1",
            "--since",
            "2026-02-01T00:00:00Z",
        ),
        ("supported", "contradicted"),
    )
    case = settled(talk, tmp_path, "The employee did it", ("shop:tiktok:S1",), [claim])
    assert unlinked["position"] in case["facts"]
    assert breach["findings"][0]["evidence"][0] in case["facts"]
