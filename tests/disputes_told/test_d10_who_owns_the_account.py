"""D10, who owns the account?

林小雨's account was verified with the shop's licence and made official; its income went to the
shop. She leaves and calls it hers, the shop calls it the enterprise's. The ledger proves who
authorised what and when, and that neither could unlink it. Whose it is, no source says, and so
neither does the ledger.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.talking import Talk, fact
from tests.disputes_told.words import finding, refusing
from tests.examples.stories import Stories

SHOP, ACCOUNT, BINDING = "douyin:CG1", "douyin:XY", "CG1-XY"


@pytest.fixture(scope="module")
def official(stories: Stories) -> Talk:
    """The ledger after the shop's closing."""
    return stories.talk("douyin-official")


def first(talk: Talk, kind: str) -> Any:
    """The first fact of a kind on the account's timeline."""
    return next(
        one for one in talk.rows("history", f"account:{ACCOUNT}") if one["type"] == f"{kind}.v1"
    )


def test_she_authorised_the_verification_with_the_shops_papers(official: Talk) -> None:
    authorised = first(official, "EnterpriseVerificationAuthorised")

    assert (authorised["actor"], authorised["time"]) == ("account:XY", "2026-01-16T02:00:00Z")
    assert authorised["data"] == {"account": ACCOUNT, "shop": SHOP}
    assert first(official, "AccountRegistered")["data"]["account_type"] == "personal"
    shown = official.json("account", "show", ACCOUNT, "--valid", "2026-03-01T00:00:00Z")
    assert (shown["verification"]["state"], shown["verification"]["shop"]) == ("passed", SHOP)


def test_the_paper_she_authorised_is_the_licence_the_shop_handed_in(talk: Talk) -> None:
    licence = f"sha256:{'3c' * 32}"
    authorised = fact(
        "EnterpriseVerificationAuthorised", "v", "2026-01-02", account=ACCOUNT, shop=SHOP
    )
    authorised["data"]["digest"] = licence
    talk.take(
        fact("ShopRegistered", "s", "2026-01-01", shop=SHOP, operating_country="CN"),
        fact(
            "MaterialSubmitted",
            "m",
            "2026-01-01",
            shop=SHOP,
            material_kind="business_licence",
            digest=licence,
        ),
        authorised | {"actor": "account:XY"},
        now="2026-01-03T00:00:00Z",
    )

    (told,) = talk.rows("history", f"account:{ACCOUNT}")
    (paper,) = talk.json("shop", "show", SHOP)["materials"]
    assert (told["actor"], told["data"]["shop"]) == ("account:XY", SHOP)
    assert told["data"]["digest"] == paper["digest"] == licence


@pytest.mark.parametrize(
    ("at", "settles_to"),
    [
        ("2026-01-20T01:59:59.999999Z", None),
        ("2026-01-20T02:00:00Z", "CG1-main"),
        ("2026-06-18T23:59:59.999999Z", "CG1-main"),
        ("2026-06-19T00:00:00Z", None),
    ],
)
def test_the_income_went_to_the_shop_while_it_was_bound(
    official: Talk, at: str, settles_to: str | None
) -> None:
    route = official.json("binding", "show", BINDING, "--valid", at)["settlement_route"]

    assert (route and route["collection_account"]) == settles_to


def test_neither_side_could_end_it_but_by_closing(official: Talk) -> None:
    assert refusing(official, "cg-xy-unlink") == ["shop.may_unlink"]
    assert refusing(official, "cg-xy-leave") == ["account.may_request_unlink"]
    found = finding(official, "cg-xy-leave", "account.may_request_unlink")
    assert (found["limit"]["value"], found["limit"]["source"]) == (False, "001 / 1-14")
    told = official.json("binding", "show", BINDING)
    assert (told["state"], told["reason"]) == ("ended", "shop_closed")
