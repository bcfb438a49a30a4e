"""The stories of single programs under `examples/`, lived through on the real console."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.border import read_feed_line, read_request
from ledger.border.strict_json import read_json
from tests.console.talking import Talk
from tests.examples.stories import Told, asked, is_clean, refusing
from tests.rehearsed import nowhere

__all__ = ["nowhere"]

EXAMPLES = Path(__file__).parents[2] / "examples"

OFFICIAL_FIRST: Told = {
    "cg-tt": ["account.app"],
    "cg-fc": ["account.formal_collection"],
    "lw-xy": ["account.verification"],
    "lw-sp": [],
    "lw-sp-accept": [],
    "lw-sp-passed": [],
    "cg-pp": [],
    "cg-pp-cancel": [],
    "cg-xy": [],
    "cg-xy-accept": [],
    "cg-xy-passed": [],
    "cg-pp-again": ["shop.slots"],
    "lw-xy-again": ["account.exclusive", "shop.slots"],
    "cg-xy-unlink": ["shop.may_unlink"],
    "cg-xy-leave": ["account.may_request_unlink"],
    "xy-collects": ["account.formal_collection"],
}
OFFICIAL_SECOND: Told = {
    "lw-xy-third": ["shop.slots"],
    "lw-xy-fourth": [],
    "xy-collects-alone": [],
    "lw-xy-accept": ["account.formal_collection"],
    "lw-xy-decline": [],
}
CHANNEL_FIRST: Told = {
    "xm-cx": [],
    "xm-cx-accept": [],
    "xm-mo": [],
    "xm-mo-accept": [],
    "xm-lc": [],
    "xm-lc-decline": [],
    "mt-mo": ["account.exclusive"],
    "xm-mo-unlink": ["shop.may_unlink"],
    "xm-mo-leave": ["account.may_request_unlink"],
}
CHANNEL_SECOND: Told = {
    "xm-mo-unlink-soon": ["binding.bound_time"],
    "xm-mo-unlink-then": [],
    "mt-mo-again": [],
    "mt-mo-accept": [],
    "xm-lc-again": ["account.followers"],
}


def file(program: str, name: str) -> str:
    return str(EXAMPLES / program / name)


@pytest.mark.parametrize("program", ["douyin-official", "douyin-channel"])
@pytest.mark.parametrize("part", [1, 2])
def test_every_line_is_a_fact_or_a_request(program: str, part: int) -> None:
    facts = Path(file(program, f"{part}-facts.ndjson")).read_bytes().splitlines()
    requests = Path(file(program, f"{part}-requests.ndjson")).read_bytes().splitlines()

    assert all(read_feed_line(read_json(line)) for line in facts)
    assert all(read_request(read_json(line)).at for line in requests)


def test_the_official_account(nowhere: Talk) -> None:
    talk, parts = nowhere, asked(nowhere, "douyin-official")
    assert refusing(next(parts)) == OFFICIAL_FIRST
    shown = talk.json("binding", "show", "CG1-XY")
    assert shown["settlement_route"]["collection_account"] == "CG1-main"
    assert shown["terms"]["commission"] == {"value": 0, "unit": "percent", "source": "001 / 1-23"}

    assert refusing(next(parts)) == OFFICIAL_SECOND
    assert next(parts, None) is None
    told = talk.json("binding", "show", "CG1-XY")
    assert (told["state"], told["until"], told["reason"]) == (
        "ended",
        "2026-06-19T00:00:00Z",
        "shop_closed",
    )
    assert told["settlement_route"] is None
    released = talk.json("account", "show", "douyin:SP")
    assert (released["status"], released["bindings"]) == ("released", [])
    assert is_clean(talk)


def test_channel_accounts_under_the_source_and_then_in_the_field(nowhere: Talk) -> None:
    talk, parts = nowhere, asked(nowhere, "douyin-channel")
    assert refusing(next(parts)) == CHANNEL_FIRST
    shown = talk.json("shop", "show", "douyin:XM1")
    assert [one["binding"] for one in shown["bindings"]] == ["XM1-CX", "XM1-MO"]
    assert shown["slots"]["douyin.channel"]["limit"] is None

    assert refusing(next(parts)) == CHANNEL_SECOND
    assert talk.json("binding", "show", "XM1-MO")["reason"] == "shop_unlink"
    assert is_clean(talk)
