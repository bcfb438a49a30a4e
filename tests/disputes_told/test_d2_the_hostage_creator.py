"""D2, the hostage creator.

Ploy: "I asked to leave on the 3rd; the shop never answered, and a new shop was refused me." The
shop: "No request ever came." Settled by her request, and by there being no answer to it.
"""

from __future__ import annotations

from pathlib import Path

from tests.console.talking import Talk
from tests.disputes_told.words import bound_to, copy_of, decision, finding, kinds, refusing

SHOP, CREATOR, BINDING = "tiktok:TH1", "tiktok:A20", "TH1-A20"
ASKED = "2026-07-03T04:20:00Z"


def test_the_request_is_proven(year: Talk) -> None:
    asked = decision(year, "d2-asks-to-leave")
    (fact,) = (
        one for one in year.rows("history", f"binding:{BINDING}") if "UnlinkReq" in one["type"]
    )

    assert (asked["type"], asked["actor"]) == ("RequestGranted.v1", "account:A20")
    assert fact["time"] == fact["recordedtime"] == ASKED
    assert asked["data"]["request"]["network_country"] == "TH"


def test_nobody_answered_it_and_it_is_open(year: Talk) -> None:
    answers = {"UnlinkApproved", "UnlinkRefused", "UnlinkRequestWithdrawn", "BindingEnded"}
    told = kinds(year, f"shop:{SHOP}", f"account:{CREATOR}")

    assert not answers & set(told)
    assert year.json("shop", "show", SHOP)["pending"] == [
        {"binding": BINDING, "account": CREATOR, "waiting_for": "shop", "since": ASKED}
    ]
    # The shop was at work meanwhile.
    assert decision(year, "d2-shop-is-awake")["time"] > ASKED


def test_the_new_shop_was_rightly_refused(year: Talk) -> None:
    for request in ("d2-other-shop", "d2-other-shop-again"):
        assert refusing(year, request) == ["account.exclusive"]
        at = decision(year, request)["time"]
        assert bound_to(year, CREATOR, "--valid", at) == SHOP
    # The evidence of the refusal is her own request: she had asked, and was bound still.
    (asked,) = (
        one["position"]
        for one in year.rows("history", f"binding:{BINDING}")
        if one["type"] == "UnlinkRequested.v1"
    )
    assert finding(year, "d2-other-shop", "account.exclusive")["evidence"] == [asked]
    assert decision(year, "d2-other-shop")["data"]["earliest"] is None


def test_silence_is_no_consent(year: Talk, tmp_path: Path) -> None:
    later = copy_of(year, tmp_path)
    later.ok("tick", "--until", "2036-07-03T04:20:00Z")

    assert later.json("binding", "show", BINDING)["state"] == "unlink_requested"
