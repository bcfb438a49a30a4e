"""The past under another law: what would have been decided, and what would have been a breach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.law_file import digest_of
from tests.console.talking import Talk, account, fact, shop
from tests.story import rulebook

EASIER = rulebook({"shop.campaign_score": 70})
HARDER = rulebook({"shop.campaign_score": 95})

LIFE = (
    shop("S1"),
    shop("S2"),
    *account("A1"),
    fact("ComplianceScoreObserved", "s1", "2026-02-01", shop="tiktok:S1", score=90),
    fact("ComplianceScoreObserved", "s2", "2026-02-01", shop="tiktok:S2", score=75),
    fact("CampaignEnrolled", "e1", "2026-02-02", shop="tiktok:S1", campaign="spring"),
    fact("CampaignEnrolled", "e2", "2026-02-02", shop="tiktok:S2", campaign="spring"),
)
"""A score of 90, one of 75, and both shops in a campaign that asks for 80."""

BEFORE, CHANGED, AFTER = "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"


@pytest.fixture
def lived(talk: Talk) -> Talk:
    """Both shops also ask for a campaign: one is let in, the other is refused."""
    talk.take(*LIFE, now=BEFORE)
    talk.ask("EnrolInCampaign", id="r1", shop="tiktok:S1", campaign="summer", at=BEFORE)
    talk.ask("EnrolInCampaign", id="r2", shop="tiktok:S2", campaign="summer", at=BEFORE, status=3)
    return talk


def audited(talk: Talk, *words: str, status: int = 4) -> tuple[list[Any], list[str]]:
    """The decisions that come out differently, and the subjects of breaches."""
    found = talk.json("audit", *words, status=status)
    assert not found["defects"]
    assert not found["read_models"]
    assert not found["balances"]
    turned = [(one["request"], one["recorded"], one["judged"]) for one in found["disagreements"]]
    return turned, [one["subject"] for one in found["breaches"]]


def file_of(folder: Path, text: str) -> str:
    file = folder / "proposed.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_under_the_law_of_their_time_all_decisions_agree(lived: Talk) -> None:
    assert audited(lived) == ([], ["shop:tiktok:S2"])


def test_without_a_breach_the_audit_ends_well(talk: Talk) -> None:
    talk.take(*LIFE[:-1], now=BEFORE)

    assert audited(talk, status=0) == ([], [])
    assert "No observed act breaks a rule" in talk.ok("audit").out


def test_a_file_that_is_easier_lets_the_refused_in(lived: Talk, tmp_path: Path) -> None:
    turned, breaches = audited(lived, "--rules", file_of(tmp_path, EASIER))

    # Both differ in the text they were taken under; one in how it ends.
    assert turned == [("r1", "granted", "granted"), ("r2", "refused", "granted")]
    assert breaches == []


def test_a_file_that_is_harder_keeps_the_granted_out(lived: Talk, tmp_path: Path) -> None:
    turned, breaches = audited(lived, "--rules", file_of(tmp_path, HARDER))

    assert turned == [("r1", "granted", "refused"), ("r2", "refused", "refused")]
    assert breaches == ["shop:tiktok:S1", "shop:tiktok:S2"]


def test_the_rules_that_make_the_difference_are_named(lived: Talk, tmp_path: Path) -> None:
    found = lived.json("audit", "--rules", file_of(tmp_path, HARDER), status=4)

    assert {tuple(one["rules"]) for one in found["disagreements"]} == {("shop.campaign_score",)}


class TestAdoptedForLater:
    """A text that is adopted after everything happened, and is in force later still."""

    @pytest.fixture
    def adopted(self, lived: Talk, tmp_path: Path) -> Talk:
        file = file_of(tmp_path, EASIER)
        lived.ok("--now", BEFORE, "rules", "adopt", file, "--from", CHANGED)
        return lived

    def test_changes_nothing_of_the_past(self, adopted: Talk) -> None:
        assert audited(adopted) == ([], ["shop:tiktok:S2"])

    def test_is_the_law_by_its_digest(self, adopted: Talk) -> None:
        turned, breaches = audited(adopted, "--rules", digest_of(EASIER))

        assert turned == [("r1", "granted", "granted"), ("r2", "refused", "granted")]
        assert breaches == []

    def test_is_not_the_law_of_an_instant_before_it(self, adopted: Talk) -> None:
        assert audited(adopted, "--rules", BEFORE) == ([], ["shop:tiktok:S2"])

    def test_is_the_law_of_an_instant_after_it(self, adopted: Talk) -> None:
        turned, breaches = audited(adopted, "--rules", AFTER)

        assert turned == [("r1", "granted", "granted"), ("r2", "refused", "granted")]
        assert breaches == []


class TestAValueThatChanges:
    """One text whose number changes on a day."""

    @pytest.fixture
    def dated(self, talk: Talk, tmp_path: Path) -> Talk:
        text = rulebook({"shop.campaign_score": {"2000-01-01": 80, "2026-04-01": 70}})
        file = file_of(tmp_path, text)
        talk.ok("rules", "adopt", file, "--from", "2000-01-02T00:00:00Z")
        talk.take(*LIFE, now=BEFORE)
        talk.ask("EnrolInCampaign", id="r2", shop="tiktok:S2", campaign="x", at=BEFORE, status=3)
        return talk

    def test_is_judged_as_it_was_on_each_day(self, dated: Talk) -> None:
        assert audited(dated) == ([], ["shop:tiktok:S2"])

    def test_is_judged_by_its_value_before_the_change(self, dated: Talk) -> None:
        # The refusal promised the day of the change; under the value of one instant none comes.
        turned, breaches = audited(dated, "--rules", BEFORE)

        assert turned == [("r2", "refused", "refused")]
        assert breaches == ["shop:tiktok:S2"]

    def test_and_by_its_value_after_it(self, dated: Talk) -> None:
        assert audited(dated, "--rules", AFTER) == ([("r2", "refused", "granted")], [])


def test_under_the_law_of_a_time_without_law_nothing_can_be_asked(lived: Talk) -> None:
    turned, breaches = audited(lived, "--rules", "1999-01-01T00:00:00Z")

    assert turned == [("r1", "granted", "impossible"), ("r2", "refused", "impossible")]
    assert breaches == []


def test_a_digest_that_nobody_adopted_is_bad_input(lived: Talk) -> None:
    error = lived.refuses("audit", "--rules", "sha256:" + "0" * 64, status=2)

    assert error["where"] == "--rules"
