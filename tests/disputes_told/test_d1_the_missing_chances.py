"""D1, the missing chances.

Casa Clara: "We unlinked once, why is there not more left?" Platform: three accounts left. Settled
by the statement, a line for each fact that counts; which facts count is reading A2.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backtest.texts import Texts
from tests.console.talking import Talk

SHOP, BALANCE = "tiktok:MX1", "unlink_chances:tiktok.channel"
STATEMENT = ("statement", f"shop:{SHOP}", BALANCE)


@pytest.fixture(scope="module")
def other_reading(year: Talk, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The law in force, but an unlinking that the account asked for uses a chance too."""
    folder = Path(tmp_path_factory.mktemp("law"))
    law = Texts(year.ok("rules", "show", "tiktok.channel", "--text").out, folder)
    return law.with_value("shop.unlink_chances.account_route_counts", "true")


def test_three_accounts_left_for_three_reasons(year: Talk) -> None:
    bindings = year.json("shop", "show", SHOP, "--all")["bindings"]

    assert {one["account"]: one["reason"] for one in bindings if one["state"] == "ended"} == {
        "tiktok:A01": "shop_unlink",
        "tiktok:A02": "account_unlink",
        "tiktok:A03": "account_deregistered",
    }


def test_two_of_three_are_left_as_one_line_says(year: Talk) -> None:
    told = year.json(*STATEMENT)

    assert (told["opening"], told["closing"]) == (3, 2)
    (line,) = told["lines"]
    assert (line["type"], line["change"]) == ("ShopUnlinked.v1", -1)
    assert line["because"] == "The shop unlinked tiktok:A01: a chance is used."
    (used,) = (one for one in year.rows("history", "binding:MX1-A01") if "ShopUnl" in one["type"])
    assert used["position"] == line["position"]


def test_the_other_reading_leaves_one_and_shows_the_line(year: Talk, other_reading: str) -> None:
    ours, theirs = year.json(*STATEMENT), year.json(*STATEMENT, "--rules", other_reading)

    assert theirs["closing"] == 1
    assert theirs["lines"][:1] == ours["lines"]
    (more,) = theirs["lines"][1:]
    assert (more["type"], more["change"], more["balance"]) == ("UnlinkApproved.v1", -1, 1)
    assert more["because"] == "The shop let tiktok:A02 go: a chance is used."


def test_the_whole_year_under_the_other_reading(year: Talk, other_reading: str) -> None:
    (compared,) = year.json("backtest", other_reading)["comparisons"]

    left = {"shop": SHOP, "balance": BALANCE, "before": 2, "after": 1}
    assert left in compared["balances"]
    assert compared["requests"] == []
