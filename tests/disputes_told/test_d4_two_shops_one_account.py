"""D4, two shops, one account.

Both shops say that Linh accepted them first. Settled by the first activation (A57), not by who was
accepted first; what is learnt later adds a finding and rewrites nothing.
"""

from __future__ import annotations

from pathlib import Path

from tests.console.talking import Talk
from tests.disputes_told.words import bound_to, copy_of, finding, refusing

FIRST, SECOND, ACCOUNT = "tiktok:VN1", "tiktok:VN2", "tiktok:A25"
ACTIVATED = "2026-04-16T03:00:00Z"


def test_both_were_accepted_and_the_other_one_earlier(year: Talk) -> None:
    timeline = year.rows("history", f"shop:{FIRST}", f"shop:{SECOND}", f"account:{ACCOUNT}")
    accepted = [
        (one["data"]["shop"], one["time"])
        for one in timeline
        if one["type"] == "BindingInvitationAccepted.v1" and one["data"]["account"] == ACCOUNT
    ]

    assert accepted == [(SECOND, "2026-04-15T01:00:00Z"), (FIRST, "2026-04-15T02:00:00Z")]


def test_the_first_activation_wins(year: Talk) -> None:
    assert bound_to(year, ACCOUNT, "--valid", "2026-04-16T02:59:59.999999Z") is None
    assert bound_to(year, ACCOUNT, "--valid", ACTIVATED) == FIRST
    assert bound_to(year, ACCOUNT) == FIRST

    assert refusing(year, "d4-VN2-review-too-late") == ["account.exclusive"]
    assert finding(year, "d4-VN2-review-too-late", "account.exclusive")["seen"]["value"] == 1
    lost = year.json("binding", "show", "VN2-A25")
    assert (lost["state"], lost["active_since"]) == ("ended", None)


def test_an_activation_learnt_later_adds_a_finding_and_rewrites_nothing(
    year: Talk, tmp_path: Path
) -> None:
    before = year.json("account", "show", ACCOUNT)["as_of"]
    later = copy_of(year, tmp_path)
    of = ("binding=VN2-A25", f"shop={SECOND}", f"account={ACCOUNT}", "program=tiktok.channel")
    at = ("--at", "2026-04-16T01:00:00Z")
    learnt = later.json("--now", "2026-11-20T00:00:00Z", "record", "BindingActivated", *at, *of)

    impact = later.json("impact", str(learnt["position"]))
    (review,) = (one for one in impact["decisions"] if one["request"] == "d4-VN1-review")
    assert impact["late"]
    assert (review["before"]["answer"], review["after"]["answer"]) == ("granted", "refused")
    assert review["findings"] == ["account.exclusive"]
    # The decision stands as it was taken, and agrees with what was known then.
    assert refusing(later, "d4-VN1-review") == []
    assert later.json("audit", status=4)["disagreements"] == []
    assert bound_to(later, ACCOUNT, "--known", before["known"]) == FIRST
    assert bound_to(later, ACCOUNT) == SECOND
    assert later.export().startswith(year.export())
