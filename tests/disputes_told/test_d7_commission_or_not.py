"""D7, commission or not.

A creator claims 20 % of the orders around the day of linking; the shop: "A bound account earns
nothing." Settled by when each order was made: the terms count before the activation and from the
end on, the law of bound accounts in between (A43).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.talking import Talk
from tests.disputes_told.packs import Claim, settled
from tests.settlement.words import A1, S1, amounts, bound, chinese_shop, ended, opened, order, terms
from tests.settlement.words import settled as settle

ACTIVATED, ENDED = "2026-02-01T02:00:00Z", "2026-03-01T02:00:00Z"


@pytest.fixture
def teahouse(talk: Talk) -> Talk:
    """A shop that had other terms with the creator before and after."""
    talk.take(
        chinese_shop(),
        opened(),
        terms("2026-01-02", account=A1, host_percent="20"),
        bound(ACTIVATED),
        ended(ENDED),
        now="2026-06-01T00:00:00Z",
    )
    return talk


def test_each_order_by_its_own_time(teahouse: Talk) -> None:
    orders = {
        "before": "2026-02-01T01:59:59Z",
        "linked": ACTIVATED,
        "last": "2026-03-01T01:59:59Z",
        "after": ENDED,
    }
    claims = (order(name, at, host_percent="20") for name, at in orders.items())
    answers = {one["order"]: one for one in settle(teahouse, *claims)}

    hers = {name: amounts(one)["host"] for name, one in answers.items()}
    assert hers == {"before": 1999, "linked": 0, "last": 0, "after": 1999}
    # Each answer names the facts it rests on.
    told = {one["type"]: at for at, one in enumerate(teahouse.exported(), 1)}
    span = [told["BindingActivated.v1"], told["BindingEnded.v1"]]
    assert answers["linked"]["binding"]["evidence"] == span
    assert answers["before"]["beside"][0]["evidence"] == span


def test_from_the_opening_to_a_verified_pack(teahouse: Talk, tmp_path: Path) -> None:
    span = ("--since", "2026-02-01T00:00:00Z", "--until", "2026-03-02T00:00:00Z")
    claim = Claim(
        ("bound", "--account", A1, "--shop", S1, *span),
        ("contradicted", "supported", "contradicted"),
    )

    case = settled(teahouse, tmp_path, "佣金之争", (f"account:{A1}", f"shop:{S1}"), [claim])

    told = {one["type"]: at for at, one in enumerate(teahouse.exported(), 1)}
    kinds = ("BindingActivated.v1", "BindingEnded.v1", "CommissionTermsSet.v1")
    assert {told[kind] for kind in kinds} <= {*case["facts"]}
