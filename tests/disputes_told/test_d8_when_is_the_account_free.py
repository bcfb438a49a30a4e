"""D8, when is the account free?

The shop closes and its owner wants the account for a new one; the notice was taken back once and
given again. Or the account was deregistered days ago. 30 days count from the last notice (A36), and
a deregistered account is released on the seventh day (A37).
"""

from __future__ import annotations

import pytest

from tests.console.talking import Talk
from tests.disputes_told.words import bound_to, decision, finding, kinds, refusing
from tests.examples.stories import Stories

SHOP, ACCOUNT, LEFT = "douyin:CG1", "douyin:XY", "douyin:SP"


@pytest.fixture(scope="module")
def official(stories: Stories) -> Talk:
    """Two shops with official accounts: one shop closes, the account of the other is given up."""
    return stories.talk("douyin-official")


@pytest.mark.parametrize(
    ("at", "status", "close"),
    [
        ("2026-05-05T00:00:00Z", "closing", "2026-05-31T00:00:00Z"),
        ("2026-05-15T00:00:00Z", "open", None),
        ("2026-05-25T00:00:00Z", "closing", "2026-06-19T00:00:00Z"),
    ],
)
def test_a_notice_given_again_starts_again(
    official: Talk, at: str, status: str, close: str | None
) -> None:
    told = official.json("shop", "show", SHOP, "--valid", at)

    assert (told["status"], told["closing"]["earliest_close"]) == (status, close)


def test_the_shop_could_not_close_by_its_first_notice(stories: Stories) -> None:
    life = stories.talk("shop-life")

    assert refusing(life, "r12") == ["shop.closing_notice"]
    # The last notice was given on 25 March 2027, 02:00.
    assert decision(life, "r12")["data"]["earliest"] == "2027-04-24T02:00:00Z"
    assert refusing(life, "r14") == []
    assert decision(life, "r14")["time"] == "2027-04-24T02:00:00Z"


@pytest.mark.parametrize(
    ("at", "shop"),
    [
        ("2026-06-18T23:59:59.999999Z", SHOP),
        ("2026-06-19T00:00:00Z", None),
        ("2026-06-19T00:00:00.000001Z", None),
    ],
)
def test_the_closing_frees_the_account(official: Talk, at: str, shop: str | None) -> None:
    assert bound_to(official, ACCOUNT, "--valid", at) == shop
    assert official.json("binding", "show", "CG1-XY")["reason"] == "shop_closed"
    assert finding(official, "lw-xy-fourth", "account.exclusive")["outcome"] == "holds"


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-06-27T00:00:00Z", "deregistered"),
        ("2026-06-28T23:59:59.999999Z", "deregistered"),
        ("2026-06-29T00:00:00Z", "released"),
        ("2026-06-29T00:00:00.000001Z", "released"),
    ],
)
def test_a_deregistered_account_is_held_for_seven_days(
    official: Talk, at: str, status: str
) -> None:
    told = official.json("account", "show", LEFT, "--valid", at)

    assert told["status"] == status
    assert told["deregistration"]["deregistered"] == "2026-06-22T00:00:00Z"
    assert (told["bound_to"] is None) == (status == "released")
    assert kinds(official, f"account:{LEFT}")[-1] == "AccountReleased"


def test_five_days_after_deregistration_nobody_can_have_it(stories: Stories) -> None:
    life = stories.talk("shop-life")
    asked = (
        *("invite", "--shop", "douyin:7301", "--account", "douyin:linxiao"),
        *("--program", "douyin.channel", "--actor", "shop:wang-min"),
    )
    told = life.json("can", *asked, "--at", "2027-05-20T02:00:00Z", status=3)

    (status,) = (one for one in told["verdict"]["findings"] if one["rule"] == "account.status")
    assert (status["outcome"], status["seen"]["value"]) == ("breaks", "deregistered")
    release = life.json("account", "show", "douyin:linxiao")["deregistration"]["release"]
    assert release == "2027-05-22T02:00:00Z"
