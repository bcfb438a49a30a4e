"""The disputes that really happen in this field, argued over the demo year through the console.

D1 … D6, D8 and D9 of the field description; `examples/README.md` tells their stories.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Talk
from tests.examples.year import live_through
from tests.story import rulebook


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo year, lived through once."""
    return Path(live_through(str(tmp_path_factory.mktemp("year") / "demo.db")).address)


@dataclass
class Case:
    """A dispute over a copy of the year, and what is known of the facts it cites."""

    talk: Talk
    claimed: list[Any] = field(default_factory=list)

    def open(self, title: str, *about: str) -> None:
        """Open the dispute."""
        subjects = [word for tag in about for word in ("--about", tag)]
        self.talk.ok("dispute", "open", "D", *subjects, "--title", title, "--actor", "desk")

    def claim(self, kind: str, *words: str) -> list[tuple[str, str]]:
        """Make a claim; how it stands and on what ground, stretch by stretch."""
        told = self.talk.json("dispute", "claim", "D", kind, *words, "--actor", "desk")
        self.claimed.append(told)
        return [(one["answer"], one["ground"]) for one in told["answers"]]

    def cited(self, place: int = -1) -> list[tuple[str, str]]:
        """The facts that an answer to the last claim cites: kind and time."""
        answer = self.claimed[-1]["answers"][place]
        told = self.talk.json("dispute", "show", "D")
        by_position = {one["position"]: one for one in told["facts"]}
        facts = [by_position[at] for at in (*answer["for"], *answer["against"])]
        return [(one["type"].removesuffix(".v1"), one["time"]) for one in facts]

    def kinds(self, place: int = -1) -> list[str]:
        """The kinds of these facts."""
        return [kind for kind, _ in self.cited(place)]

    def rule(self) -> str:
        """The rule that the last answer to the last claim rests on."""
        rule: str = self.claimed[-1]["answers"][-1]["finding"]["rule"]
        return rule

    def told_in_chinese(self) -> str:
        """The whole story as a Chinese reader sees it."""
        return self.talk.ok("--lang", "zh", "dispute", "show", "D").out


@pytest.fixture
def case(year: Path, tmp_path: Path) -> Iterator[Case]:
    copy = tmp_path / "demo.db"
    shutil.copy(year, copy)
    one = Case(Talk(str(copy)))
    yield one
    # Whatever was argued, the record itself stays whole, and every dispute can be told.
    assert "主张 C1" in one.told_in_chinese()


def test_d1_the_missing_chances(case: Case, tmp_path: Path) -> None:
    """Three accounts left the shop, each by another door; only the shop's own unlink counts."""
    case.open("The missing chances", "shop:tiktok:MX1")
    left = ("--shop", "tiktok:MX1", "--at", "2026-07-01T00:00:00Z")
    assert case.claim("unlink_chance_left", *left) == [("supported", "rule")]
    finding = case.claimed[-1]["answers"][0]["finding"]
    assert (finding["seen"]["value"], finding["limit"]["value"]) == (1, 3)

    # By the other reading of A2 the creator's own unlink counts too; one is left all the same.
    both = tmp_path / "both.toml"
    reading = {"shop.unlink_chances.account_route_counts": True}
    units = {"shop.unlink_chances.account_route_counts": "boolean"}
    both.write_text(rulebook(reading, units=units), "utf-8")
    (told,) = case.talk.json("dispute", "show", "D", "--rules", str(both))["claims"]
    assert told["answers"][0]["finding"]["seen"]["value"] == 2
    both.write_text(rulebook(reading | {"shop.unlink_chances": 2}, units=units), "utf-8")
    (told,) = case.talk.json("dispute", "show", "D", "--rules", str(both))["claims"]
    assert told["answers"][0]["answer"] == "contradicted"
    assert len(told["answers"][0]["against"]) == 2


def test_d2_the_hostage_creator(case: Case) -> None:
    """The creator asked to leave and is still bound, so the other shop was refused rightly."""
    case.open("The hostage creator", "account:tiktok:A20", "shop:tiktok:TH1")
    assert case.claim("refused_wrongly", "--request", "d2-other-shop") == [("contradicted", "rule")]
    assert case.rule() == "account.exclusive"
    # What proves it is the creator's own request to leave: nobody else could have made it.
    assert case.cited() == [
        ("UnlinkRequested", "2026-07-03T04:20:00Z"),
        ("RequestRefused", "2026-07-19T04:30:00Z"),
    ]
    still = ("--account", "tiktok:A20", "--shop", "tiktok:TH1", "--since", "2026-07-03T04:20:00Z")
    assert case.claim("bound", *still) == [("supported", "in_effect")]


def test_d3_twenty_or_twenty_six_hours(case: Case) -> None:
    """The clock starts at activation: refused rightly after 20 hours, and a second early."""
    case.open("20 or 26 hours?", "shop:tiktok:GB1")
    for request in ("d3-after-20-hours", "d3-a-second-early"):
        assert case.claim("refused_wrongly", "--request", request) == [("contradicted", "rule")]
        assert case.rule() == "binding.bound_time"
        assert case.kinds() == ["BindingActivated", "RequestRefused"]
    assert case.claim("refused_wrongly", "--request", "d3-after-24-hours") == [
        ("contradicted", "was_granted")
    ]


def test_d4_two_shops_one_account(case: Case) -> None:
    """Accepted by Hanoi first, activated by Saigon first: the first activation wins."""
    case.open("Two shops, one account", "shop:tiktok:VN1", "shop:tiktok:VN2")
    span = ("--since", "2026-04-15T00:00:00Z", "--until", "2026-04-18T00:00:00Z")
    of = ("--account", "tiktok:A25", "--shop")
    assert case.claim("bound", *of, "tiktok:VN2", *span) == [
        ("contradicted", "not_yet"),
        ("contradicted", "not_taken_up"),
    ]
    assert case.claim("bound", *of, "tiktok:VN1", *span) == [
        ("contradicted", "not_yet"),
        ("supported", "in_effect"),
    ]
    assert case.cited() == [("BindingActivated", "2026-04-16T03:00:00Z")]
    late = ("--request", "d4-VN2-review-too-late")
    assert case.claim("refused_wrongly", *late) == [("contradicted", "rule")]
    assert case.rule() == "account.exclusive"


def test_d5_an_appeal_on_the_ninth_calendar_day(case: Case) -> None:
    """A public holiday and a weekend lay between: seven working days were not over."""
    case.open("Appeal on time?", "violation:V-MX2-1")
    assert case.claim("appeal_in_time", "--violation", "V-MX2-1") == [("supported", "rule")]
    assert case.rule() == "violation.appeal_window"
    assert set(case.kinds()) == {
        *("ShopRegistered", "BindingActivated", "ViolationNotified", "AppealSubmitted")
    }
    # The window began with a notice, and no earlier one than the platform says.
    before = ("--violation", "V-MX2-1", "--at", "2026-09-08T17:00:00Z")
    assert case.claim("no_notice_before", *before) == [("supported", "notified_later")]
    assert case.claim("no_notice_before", *before[:-1], "2026-09-08T17:00:01Z") == [
        ("contradicted", "notified_before")
    ]


def test_d5_in_china_a_second_decides(case: Case) -> None:
    """Seven days off in a row, a Saturday that is worked; a refused appeal counts as filed."""
    case.open("国庆假期的申诉", "violation:V-CN1-1", "violation:V-CN1-2")
    assert case.claim("appeal_in_time", "--violation", "V-CN1-1") == [("supported", "rule")]
    assert case.claim("appeal_in_time", "--violation", "V-CN1-2") == [("contradicted", "rule")]
    assert "RequestRefused" in case.kinds()


def test_d6_whose_violation(case: Case) -> None:
    """The video is older than the link; the second one is not."""
    case.open("Whose violation?", "violation:V-US2-1", "shop:tiktok:US2")
    posted = ("--violation", "V-US2-1", "--shop", "tiktok:US2")
    assert case.claim("posted_while_bound", *posted) == [("contradicted", "not_yet")]
    assert case.kinds() == ["BindingInvited", "ViolationRecorded"]
    assert case.claim("posted_while_bound", "--violation", "V-MX2-1") == [
        ("supported", "in_effect")
    ]


def test_d8_when_is_the_account_free(case: Case) -> None:
    """The shop closed, and nobody recorded the end of the binding: it was over by itself."""
    case.open("When is the account free?", "account:tiktok:A37", "shop:tiktok:PH1")
    span = ("--since", "2026-07-01T00:00:00Z", "--until", "2026-09-01T00:00:00Z")
    of = ("--account", "tiktok:A37", "--shop", "tiktok:PH1")
    assert case.claim("bound", *of, *span) == [
        ("supported", "in_effect"),
        ("contradicted", "fell_due"),
    ]
    assert case.kinds() == ["BindingActivated", "ShopClosed"]
    # The deregistered account was let go when it was released, not when it was deregistered.
    of = ("--account", "tiktok:A03", "--shop", "tiktok:MX1")
    assert case.claim("bound", *of, "--since", "2026-05-28T06:00:00Z") == [
        ("supported", "in_effect"),
        ("contradicted", "ended"),
    ]
    assert case.cited() == [("BindingEnded", "2026-06-04T06:00:00Z")]


def test_d9_refused_from_abroad(case: Case) -> None:
    """The network showed another country each time, and no refusal took a chance."""
    case.open("Refused from abroad", "account:tiktok:A29", "shop:tiktok:MY1")
    for number in (1, 2, 3):
        request = f"d9-from-abroad-{number}"
        assert case.claim("refused_wrongly", "--request", request) == [("contradicted", "rule")]
        assert case.rule() == "account.unlink_network"
    left = ("--shop", "tiktok:MY1", "--at", "2026-07-20T00:00:00Z")
    assert case.claim("unlink_chance_left", *left) == [("supported", "rule")]
    assert case.claimed[-1]["answers"][0]["finding"]["seen"]["value"] == 0


def test_what_is_learnt_later_may_show_that_a_refusal_was_wrong(case: Case) -> None:
    """A violation on the wrong account blocked an unlink; known then it stood in the way."""
    case.open("Blocked by another's violation", "account:tiktok:A22")
    blocked = ("--request", "wrong-A22-unlink-blocked")
    assert case.claim("refused_wrongly", *blocked) == [("supported", "granted")]
    assert "FactAnnulled" in case.kinds()

    told = case.talk.json("dispute", "show", "D", "--known", "2026-05-20T00:00:00Z")
    (answer,) = told["claims"][0]["answers"]
    assert (answer["answer"], answer["finding"]["rule"]) == (
        "contradicted",
        "account.open_violation",
    )
