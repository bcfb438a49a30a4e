"""D3, twenty or twenty-six hours.

The creator counts from acceptance, the platform from approval. Settled by where the clock starts:
at activation, by the rulebook (A5); refused at hour 20, granted at hour 24.
"""

from __future__ import annotations

import pytest

from tests.backtest.texts import Texts
from tests.console.talking import Talk
from tests.disputes_told.words import decision, finding, refusing


def test_she_accepted_six_hours_before_it_took_effect(year: Talk) -> None:
    times = {one["type"]: one["time"] for one in year.rows("history", "binding:GB1-A17")}

    assert times["BindingInvitationAccepted.v1"] == "2026-03-02T10:00:00Z"
    assert times["BindingActivated.v1"] == "2026-03-02T16:00:00Z"


@pytest.mark.parametrize(
    ("request_id", "rules"),
    [
        ("d3-after-20-hours", ["binding.bound_time"]),
        ("d3-a-second-early", ["binding.bound_time"]),
        ("d3-after-24-hours", []),
    ],
)
def test_refused_until_the_hour_that_was_promised(
    year: Talk, request_id: str, rules: list[str]
) -> None:
    assert refusing(year, request_id) == rules
    told = decision(year, request_id)
    promised = told["data"].get("earliest", told["time"])
    assert promised == "2026-03-03T16:00:00Z"


def test_the_refusal_says_what_was_counted(year: Talk) -> None:
    found = finding(year, "d3-after-20-hours", "binding.bound_time")

    assert found["seen"] == {"value": 20, "unit": "hours"}
    assert found["limit"]["source"] == "003 / 3-35"
    (activated,) = (
        one["position"]
        for one in year.rows("history", "binding:GB1-A17")
        if one["type"] == "BindingActivated.v1"
    )
    assert found["evidence"] == [activated]


def test_counted_from_acceptance_it_would_have_been_granted(
    year: Talk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    law = Texts(
        year.ok("rules", "show", "tiktok.channel", "--text").out, tmp_path_factory.mktemp("law")
    )
    hers = law.with_value("binding.bound_time.starts_at", '"accepted"')
    judged = year.json("audit", "--rules", hers, status=4)

    differs = {one["request"]: one["judged"] for one in judged["disagreements"]}
    assert differs["d3-after-20-hours"] == "granted"
