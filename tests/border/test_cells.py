"""Cells of tables and `FIELD=VALUE` of a command line, read by the type of the field."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.border import read_cell, read_event
from ledger.events import (
    AccountBanLifted,
    ComplianceScoreObserved,
    ContentScreened,
    EcommercePermissionFrozen,
    RequestRefused,
    ShopRegistered,
)
from ledger.requests import AddShowcaseProducts
from tests.border.lines import only_fault


@pytest.mark.parametrize(
    ("kind", "field", "text", "value"),
    [
        (ComplianceScoreObserved, "score", "80", 80),
        (ComplianceScoreObserved, "score", "0", 0),
        (ComplianceScoreObserved, "score", "-1", -1),
        (ComplianceScoreObserved, "score", "9007199254740991", 2**53 - 1),
        (ComplianceScoreObserved, "score", "80.0", "80.0"),
        (ComplianceScoreObserved, "score", "1e3", "1e3"),
        (ComplianceScoreObserved, "score", "eighty", "eighty"),
        (ComplianceScoreObserved, "score", "８０", "８０"),
        (ComplianceScoreObserved, "score", "1_000", "1_000"),
        (ComplianceScoreObserved, "score", "+1", "+1"),
        (ComplianceScoreObserved, "score", "-", "-"),
        (ComplianceScoreObserved, "score", "9" * 5_000, "9" * 5_000),
        (AddShowcaseProducts, "count", "50", 50),
        (AccountBanLifted, "overturned", "true", True),
        (AccountBanLifted, "overturned", "false", False),
        (AccountBanLifted, "overturned", "True", "True"),
        (AccountBanLifted, "overturned", "1", "1"),
        (ContentScreened, "reasons", "late|rude", ["late", "rude"]),
        (ContentScreened, "reasons", "late", ["late"]),
        (ContentScreened, "reasons", "80|true", ["80", "true"]),
        (RequestRefused, "request", '{"id":"r"}', {"id": "r"}),
        (RequestRefused, "request", "r", "r"),
        (ShopRegistered, "name", "80", "80"),
        (ShopRegistered, "name", "true", "true"),
        (ShopRegistered, "name", "a|b", "a|b"),
        (ShopRegistered, "operating_country", "MX", "MX"),
        (EcommercePermissionFrozen, "until", "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        (ShopRegistered, "surprise", "80", "80"),
    ],
)
def test_a_cell_is_read_by_the_type_of_its_field(
    kind: type[Any], field: str, text: str, value: Any
) -> None:
    assert read_cell(kind, field, text) == value
    assert type(read_cell(kind, field, text)) is type(value)


def test_a_cell_that_does_not_fit_is_told_what_was_expected() -> None:
    score = read_cell(ComplianceScoreObserved, "score", "80.5")

    assert only_fault(
        lambda: read_event(ComplianceScoreObserved, {"shop": "tiktok:S1", "score": score})
    ) == ("data.score", "a whole number from 0 to 9007199254740991", '"80.5"')
