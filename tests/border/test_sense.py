"""Lines whose fields are well formed each, and mean nothing together."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.border import Faulty, read_export_line
from ledger.events import KINDS
from tests.border.lines import fact, only_fault, taken
from tests.console.talking import Talk, feed
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]

TIME = "2026-03-01T09:00:00Z"
BEFORE, AFTER = "2026-03-01T08:59:59Z", "2026-03-01T09:00:00.000001Z"
SELF = {"delegation": "D1", "grantor": "douyin:A1", "grantee": "douyin:A1"}
BOTH = {"delegation": "D1", "grantor": "douyin:A1", "grantee": "douyin:A2"}
ENDING: list[tuple[str, dict[str, Any], str]] = [
    ("EcommercePermissionFrozen.v1", {"account": "tiktok:A1"}, "until"),
    ("DelegationOffered.v1", BOTH, "until"),
    (
        "IntegrationConnected.v1",
        {"shop": "t:S1", "integration": "I", "auth": "oauth2"},
        "valid_until",
    ),
    ("EnterpriseVerificationPassed.v1", {"account": "douyin:A1"}, "valid_until"),
    ("EnterpriseVerificationRenewed.v1", {"account": "douyin:A1"}, "valid_until"),
    ("PermitRecorded.v1", {"shop": "wechat:S1", "permit_kind": "qs"}, "valid_until"),
    ("DiscountCodeIssued.v1", {"shop": "tiktok:S1", "discount_code": "LIVE10"}, "valid_until"),
    ("LimitedOfferOpened.v1", {"shop": "tiktok:S1", "limited_offer": "F1"}, "until"),
    ("ShopProbationStarted.v1", {"shop": "tiktok:S1"}, "until"),
    ("OrganisationUpgradeStarted.v1", {"account": "tiktok:A1"}, "until"),
]


def wrong(line: Any) -> tuple[str, str, str]:
    """The one thing wrong with a line: field, what was expected, what stood there."""
    return only_fault(lambda: taken(line))


@pytest.mark.parametrize(("kind", "data", "end"), ENDING)
def test_nothing_is_over_before_it_begins(kind: str, data: dict[str, Any], end: str) -> None:
    for over in (BEFORE, TIME):
        field, expected, got = wrong(fact(kind, {**data, end: over}))
        assert (field, got) == (f"data.{end}", f'"{over}"')
        assert TIME in expected
    assert taken(fact(kind, {**data, end: AFTER}))


def test_every_kind_that_ends_is_among_them() -> None:
    assert {kind for kind, _, _ in ENDING} == {kind.kind for kind in KINDS if kind.ends}


def test_a_start_that_is_given_counts_before_the_time_of_the_fact() -> None:
    data = {"shop": "wechat:S1", "permit_kind": "qs", "valid_from": "2025-01-01T00:00:00Z"}

    assert taken(fact("PermitRecorded.v1", {**data, "valid_until": "2026-01-01T00:00:00Z"}))
    over = fact("PermitRecorded.v1", {**data, "valid_until": "2025-01-01T00:00:00Z"})
    assert wrong(over)[0] == "data.valid_until"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("DelegationOffered.v1", {}),
        ("DelegationAccepted.v1", {}),
        ("DelegationRefused.v1", {}),
        ("DelegationRevoked.v1", {"revoked_by": "platform_support"}),
    ],
)
def test_nobody_delegates_to_themselves(kind: str, more: dict[str, Any]) -> None:
    assert wrong(fact(kind, {**SELF, **more}))[0] == "data.grantee"
    assert taken(fact(kind, {**BOTH, **more}))


def test_an_export_is_taken_as_it_was_recorded() -> None:
    line = fact("DelegationAccepted.v1", SELF, recordedtime=TIME)

    assert read_export_line(line).draft.event.kind == "DelegationAccepted.v1"
    with pytest.raises(Faulty):
        taken(fact("DelegationAccepted.v1", SELF))


def test_the_others_of_a_file_go_on_and_record_says_the_same(talk: Talk) -> None:
    bad = fact("DelegationOffered.v1", SELF, id="1")
    good = fact("DelegationOffered.v1", BOTH, id="2")

    done = talk.run("--json", "--now", TIME, "import", "-", stdin=feed(bad, good))
    assert (done.status, done.json["new"], len(done.json["rejected"])) == (2, 1, 1)
    words = (f"{name}={value}" for name, value in SELF.items())
    talk.refuses("record", "DelegationOffered", "--at", TIME, *words, status=2)
