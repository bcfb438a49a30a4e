"""D1 to D12, each from `dispute open` to a pack that we and the script verify.

How each is settled is told in the file of its name; here is that whoever trusts nobody can check
it. D7, D11 and D12 happened in ledgers of their own and go there themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from examples.live import YEAR
from tests.disputes_told.packs import Claim, copied, settled
from tests.examples.stories import Stories


@dataclass(frozen=True)
class Dispute:
    """A dispute of a story: what it is called and about, and what is claimed in it."""

    title: str
    about: tuple[str, ...]
    claims: tuple[Claim, ...]
    story: str = YEAR


def claim(words: str, *answers: str) -> Claim:
    return Claim(tuple(words.split()), answers)


SUPPORTED, CONTRADICTED = "supported", "contradicted"
DISPUTES = {
    "D1": Dispute(
        "The missing chances",
        ("shop:tiktok:MX1",),
        (claim("unlink_chance_left --shop tiktok:MX1 --at 2026-07-01T00:00:00Z", SUPPORTED),),
    ),
    "D2": Dispute(
        "The hostage creator",
        ("account:tiktok:A20", "shop:tiktok:TH1"),
        (claim("refused_wrongly --request d2-other-shop", CONTRADICTED),),
    ),
    "D3": Dispute(
        "Twenty or twenty-six hours",
        ("shop:tiktok:GB1",),
        (
            claim("refused_wrongly --request d3-after-20-hours", CONTRADICTED),
            claim("refused_wrongly --request d3-after-24-hours", CONTRADICTED),
        ),
    ),
    "D4": Dispute(
        "Two shops, one account",
        ("shop:tiktok:VN1", "shop:tiktok:VN2"),
        (
            claim(
                "bound --account tiktok:A25 --shop tiktok:VN1"
                " --since 2026-04-15T00:00:00Z --until 2026-04-18T00:00:00Z",
                CONTRADICTED,
                SUPPORTED,
            ),
        ),
    ),
    "D5": Dispute(
        "An appeal on time?",
        ("violation:V-MX2-1",),
        (claim("appeal_in_time --violation V-MX2-1", SUPPORTED),),
    ),
    "D6": Dispute(
        "Whose violation?",
        ("violation:V-US2-1", "shop:tiktok:US2"),
        (claim("posted_while_bound --violation V-US2-1 --shop tiktok:US2", CONTRADICTED),),
    ),
    "D8": Dispute(
        "账号何时恢复自由",
        ("account:douyin:XY", "shop:douyin:CG1"),
        (
            claim(
                "bound --account douyin:XY --shop douyin:CG1"
                " --since 2026-06-01T00:00:00Z --until 2026-07-01T00:00:00Z",
                SUPPORTED,
                CONTRADICTED,
            ),
        ),
        "douyin-official",
    ),
    "D9": Dispute(
        "Refused from abroad",
        ("account:tiktok:A29", "shop:tiktok:MY1"),
        (
            claim("refused_wrongly --request d9-from-abroad-1", CONTRADICTED),
            claim("unlink_chance_left --shop tiktok:MY1 --at 2026-07-20T00:00:00Z", SUPPORTED),
        ),
    ),
    "D10": Dispute(
        "这个账号归谁",
        ("account:douyin:XY", "binding:CG1-XY"),
        (
            claim("refused_wrongly --request cg-xy-unlink", CONTRADICTED),
            claim("refused_wrongly --request cg-xy-leave", CONTRADICTED),
        ),
        "douyin-official",
    ),
}


@pytest.mark.parametrize("name", DISPUTES)
def test_a_dispute_ends_in_a_pack_that_anybody_can_verify(
    stories: Stories, tmp_path: Path, name: str
) -> None:
    one = DISPUTES[name]
    talk = copied(stories.talk(one.story), tmp_path)

    case = settled(talk, tmp_path, one.title, one.about, one.claims)

    assert len(case["facts"]) < case["size"]
