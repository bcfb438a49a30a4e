"""D9, refused from abroad.

A creator says that he was at home, and that three refusals ate the shop's chances. Settled by the
country that was observed (A12); a refusal uses no chance (A28).
"""

from __future__ import annotations

import pytest

from tests.console.talking import Talk
from tests.disputes_told.words import finding, kinds, refusing

SHOP, BINDING = "tiktok:MY1", "MY1-A29"


@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_each_refusal_stands_as_he_was_elsewhere(year: Talk, attempt: int) -> None:
    request = f"d9-from-abroad-{attempt}"

    assert refusing(year, request) == ["account.unlink_network"]
    assert finding(year, request, "account.unlink_network")["seen"]["value"] == "SG"
    assert year.json("shop", "show", SHOP)["operating_country"] == "MY"


def test_from_home_it_was_granted(year: Talk) -> None:
    assert refusing(year, "d9-from-home") == []
    assert finding(year, "d9-from-home", "account.unlink_network")["seen"]["value"] == "MY"
    assert year.json("binding", "show", BINDING)["reason"] == "account_unlink"


def test_no_chance_was_used(year: Talk) -> None:
    told = year.json("statement", f"shop:{SHOP}", "unlink_chances:tiktok.channel")

    assert kinds(year, f"binding:{BINDING}").count("RequestRefused") == 3
    assert (told["opening"], told["lines"], told["closing"]) == (3, [], 3)


def test_the_platform_saw_him_abroad_each_time(year: Talk) -> None:
    """Observed apart from what the requests said, and learnt only a month later."""
    seen = [
        (one["data"]["country"], one["actor"], one.get("late", False))
        for one in year.rows("history", "account:tiktok:A29")
        if one["type"] == "NetworkLocationObserved.v1" and one["data"].get("context") == "unlink"
    ]

    assert seen == [("SG", "platform", True)] * 3 + [("MY", "account:A29", False)]
