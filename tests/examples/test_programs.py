"""Each program that the ledger knows has a story under `examples/`, walked on the console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from examples.live import stories as stories_told
from ledger.parameters import PARAMETERS, Role
from ledger.requests import REQUEST_BY_NAME
from ledger.rulebook import built_in_rulebooks, field_names, field_rulebooks, read_rulebook
from tests.console.talking import Talk
from tests.examples.stories import Stories

OFFICIAL: Final = "tiktok-official"

REFUSED: Final = {
    "o-name": ["account.name"],
    "o-region": ["account.region"],
    "o-banned": ["account.status"],
    "o-accept-twice": ["binding.state"],
    "o-second": ["shop.slots"],
    "o-elsewhere": ["account.name", "account.exclusive"],
    "o-unlink-early": ["binding.bound_time"],
    "o-unlink-4": ["shop.unlink_chances"],
    "o-campaign-again": ["shop.violation_points"],
    "o-closed": ["shop.open", "account.name"],
}
"""What the story of TikTok's official account is refused, by request; the rest is done."""


@pytest.fixture(scope="module")
def decided(stories: Stories) -> list[Any]:
    """The grants and refusals of all stories."""
    told = (decisions(stories.talk(story)) for story in stories_told())
    return [decision for story in told for decision in story]


def decisions(talk: Talk) -> Iterator[Any]:
    return (one["data"] for one in talk.exported() if one["type"].startswith("Request"))


def broken(decision: Any) -> list[str]:
    """The rules that refused it."""
    return [
        one["rule"]
        for one in decision["verdict"]["findings"]
        if one["severity"] == "refuse" and one["outcome"] != "holds"
    ]


def test_each_program_has_a_story_with_what_it_grants_and_refuses(decided: list[Any]) -> None:
    brought = (*built_in_rulebooks(), *field_rulebooks())
    books = [read_rulebook(text, name) for name, text in brought]
    # Rulebooks of money and data have no rules: nothing is asked under them.
    programs = {book.program for book in books if book.has_rules}

    for holds in (True, False):
        walked = {one["verdict"]["program"] for one in decided if one["verdict"]["holds"] is holds}
        assert walked == programs


def test_each_request_is_asked_in_a_story(decided: list[Any]) -> None:
    assert {one["request"]["ask"] for one in decided} == REQUEST_BY_NAME.keys()


def test_tiktoks_official_account_meets_every_rule(stories: Stories) -> None:
    told = {one["request"]["id"]: broken(one) for one in decisions(stories.talk(OFFICIAL))}

    assert {name: rules for name, rules in told.items() if rules} == REFUSED
    book = read_rulebook(field_names()["tiktok.official.field"], "tiktok.official.field")
    rules = {name for name in book.parameters if PARAMETERS[name].role is Role.RULE}
    assert {rule for refused in REFUSED.values() for rule in refused} == rules


def test_it_left_in_the_end_and_used_no_fourth_chance(stories: Stories) -> None:
    talk = stories.talk(OFFICIAL)

    assert talk.json("binding", "show", "CL1-4")["reason"] == "account_unlink"
    statement = talk.json("statement", "shop:tiktok:CL1", "unlink_chances:tiktok.official")
    assert (statement["opening"], statement["closing"], len(statement["lines"])) == (3, 0, 3)
    audited = talk.json("audit")
    assert (audited["disagreements"], audited["breaches"]) == ([], [])
