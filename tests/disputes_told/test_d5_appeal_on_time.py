"""D5, an appeal on time?

The platform counted days, said that the window was over, and closed Nayeli's permission; she filed
on the ninth day, with a holiday in between. Settled by the seven working days of Mexico (A21, A22).
"""

from __future__ import annotations

from tests.console.talking import Talk
from tests.disputes_told.words import decision, finding, refusing

ACCOUNT, VIOLATION = "tiktok:A09", "V-MX2-1"
NOTIFIED, FILED = "2026-09-08T17:00:00Z", "2026-09-17T15:00:00Z"


def test_the_window_shows_the_days_it_counted(year: Talk) -> None:
    shown = year.json("account", "show", ACCOUNT, "--valid", "2026-09-12T00:00:00Z")

    (window,) = (one for one in shown["deadlines"] if one["subject"] == f"violation:{VIOLATION}")
    # 12 and 13 September were a weekend, the 16th Independence Day.
    assert window["counted"] == [
        *("2026-09-09", "2026-09-10", "2026-09-11", "2026-09-14"),
        *("2026-09-15", "2026-09-17", "2026-09-18"),
    ]
    assert window["until"] == "2026-09-19T06:00:00Z"


def test_she_was_on_time_and_the_platform_too_early(year: Talk) -> None:
    told = {one["type"]: one for one in year.rows("history", f"violation:{VIOLATION}")}

    assert told["ViolationNotified.v1"]["time"] == NOTIFIED
    assert told["AppealWindowLapsed.v1"]["time"] == "2026-09-16T06:00:00Z"
    assert (decision(year, "d5-appeal")["time"], refusing(year, "d5-appeal")) == (FILED, [])
    found = finding(year, "d5-appeal", "violation.appeal_window")
    assert (found["limit"]["value"], found["limit"]["unit"]) == (7, "working_days")
    assert told["EcommercePermissionClosed.v1"]["actor"] == "platform"


def test_the_permission_stayed_the_platforms_until_the_appeal_was_granted(year: Talk) -> None:
    def permission(at: str) -> str:
        told = year.json("account", "show", ACCOUNT, "--valid", at)
        return str(told["ecommerce_permission"])

    assert permission("2026-09-16T06:04:59Z") == "frozen"
    assert permission("2026-09-16T06:05:00Z") == "closed"
    assert permission("2026-10-19T16:59:59Z") == "closed"
    assert permission("2026-10-19T17:00:00Z") == "granted"


def test_a_second_after_the_window_is_too_late(year: Talk) -> None:
    """In China a Saturday was worked and counted: filed in its last second, and a second later."""
    assert refusing(year, "cn-in-the-last-second") == []
    assert refusing(year, "cn-too-late") == ["violation.appeal_window"]
