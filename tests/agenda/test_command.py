"""`agenda` and `tick` through the real entry point."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Talk, account, fact, of_binding, shop
from tests.story import rulebook

NOW = "2026-03-01T00:00:00Z"


def waits(talk: Talk) -> Any:
    """The waits of A1 as `account show` tells them, which are those of the agenda."""
    return talk.json("account", "show", "tiktok:A1")["cooldowns"]


def items(talk: Talk, *words: str) -> list[tuple[str | None, str, str, str | None]]:
    """What the agenda holds: due, what, subject, rule; without the calendars."""
    return [
        (item["due"], item["what"], item["subject"], item["rule"])
        for item in talk.rows("agenda", *words)
        if item["what"] != "calendar_runs_out"
    ]


def violation(notified: str) -> tuple[Any, ...]:
    """A violation of A1, and the notice of it."""
    of = {"violation": "V1", "account": "tiktok:A1"}
    recorded = fact("ViolationRecorded", "v", "2026-02-10", **of, category="copying")
    return recorded, fact("ViolationNotified", "n", notified, **of)


def test_what_waits_says_since_when_and_for_whom(talk: Talk) -> None:
    talk.take(
        shop(),
        of_binding("BindingInvited", "2026-02-27", "B1", "S1", "A1"),
        of_binding("BindingInvitationAccepted", "2026-02-26", "B2", "S1", "A2"),
        of_binding("BindingActivated", "2026-01-02", "B3", "S1", "A3"),
        of_binding("UnlinkRequested", "2026-02-25", "B3", "S1", "A3"),
        fact("ShopClosingAnnounced", "c", "2026-02-20", shop="tiktok:S1"),
        now=NOW,
    )
    found = talk.rows("agenda")

    assert [list(item)[:4] for item in found] == [["due", "what", "subject", "rule"]] * 4
    assert all(item["due"] is None and item["rule"] is None for item in found)
    assert [
        (item["what"], item["subject"], item["since"][:10], item.get("waiting_for"))
        for item in found
    ] == [
        ("invitation_waits", "binding:B1", "2026-02-27", "account"),
        ("review_waits", "binding:B2", "2026-02-26", "platform"),
        ("unlink_request_waits", "binding:B3", "2026-02-25", "shop"),
        ("shop_closing", "shop:tiktok:S1", "2026-02-20", None),
    ]


def test_waits_that_end_are_told_as_long_as_they_run(talk: Talk) -> None:
    end = {"reason": "platform_forced"}
    talk.take(
        shop(),
        of_binding("BindingActivated", "2026-02-28T12:00:00Z", "B1", "S1", "A1"),
        of_binding("BindingActivated", "2026-01-02", "B2", "S1", "A2"),
        of_binding("BindingEnded", "2026-02-28T09:00:00Z", "B2", "S1", "A2", **end),
        now=NOW,
    )
    expected = [
        ("2026-03-01T09:00:00Z", "rebind_wait_ends", "account:tiktok:A2", "account.rebind_wait"),
        ("2026-03-01T12:00:00Z", "bound_time_ends", "binding:B1", "binding.bound_time"),
    ]

    assert items(talk) == expected
    assert items(talk, "--valid", "2026-03-01T09:00:00Z") == expected[1:]
    assert items(talk, "--until", "2026-03-01T11:59:59Z") == expected[:1]
    assert items(talk, "--valid", "2026-03-01T12:00:00Z") == []


def test_a_wait_ends_by_the_law_of_that_instant(talk: Talk, tmp_path: Path) -> None:
    end = {"reason": "platform_forced"}
    talk.take(
        of_binding("BindingActivated", "2026-01-02"),
        of_binding("BindingEnded", "2026-02-28", "B1", "S1", "A1", **end),
        now="2026-02-28T00:00:00Z",
    )
    file = tmp_path / "law.toml"
    file.write_text(rulebook({"account.rebind_wait": {"2000-01-01": 72, "2026-03-02": 24}}))
    talk.ok("rules", "adopt", str(file), "--from", "2026-01-01T00:00:00Z")

    (item,) = items(talk)
    assert item[0] == "2026-03-02T00:00:00Z"
    assert waits(talk) == [{"rule": "account.rebind_wait", "until": item[0]}]


def test_a_wait_counts_from_where_the_law_says(talk: Talk, tmp_path: Path) -> None:
    talk.take(
        shop(),
        of_binding("BindingInvitationAccepted", "2026-02-28"),
        of_binding("BindingActivated", "2026-02-28T12:00:00Z"),
        now="2026-02-28T18:00:00Z",
    )
    assert waits(talk) == [{"rule": "binding.bound_time", "until": "2026-03-01T12:00:00Z"}]
    file = tmp_path / "law.toml"
    law = {"binding.bound_time": 24, "binding.bound_time.starts_at": "accepted"}
    file.write_text(rulebook(law))
    talk.ok("rules", "adopt", str(file), "--from", "2026-01-01T00:00:00Z")

    assert waits(talk) == [{"rule": "binding.bound_time", "until": "2026-03-01T00:00:00Z"}]
    assert items(talk)[0][:2] == ("2026-03-01T00:00:00Z", "bound_time_ends")


def test_an_appeal_window_has_its_days_counted(talk: Talk) -> None:
    talk.take(
        shop(operating_country="CN"),
        *account(),
        of_binding("BindingActivated", "2026-01-02"),
        *violation("2026-02-11T02:00:00Z"),
        now="2026-02-12T00:00:00Z",
    )

    (window,) = (one for one in talk.rows("agenda") if one["what"] == "appeal_window_ends")
    shown = talk.json("account", "show", "tiktok:A1")["deadlines"]
    assert [(window["subject"], window["due"], window["counted"])] == [
        (one["subject"], one["until"], one["counted"]) for one in shown
    ]
    assert len(window["counted"]) == 7
    # A make-up day is a working day, the days off around the festival are none.
    assert "2026-02-14" in window["counted"]
    assert "2026-02-17" not in window["counted"]


def test_a_window_that_cannot_be_counted_says_what_is_missing(talk: Talk) -> None:
    late = "2026-12-28T00:00:00Z"
    talk.take(
        shop(operating_country="CN"),
        *account(),
        of_binding("BindingActivated", "2026-01-02"),
        *violation(late),
        now=late,
    )

    (window,) = (one for one in talk.rows("agenda") if one["what"] == "appeal_window_unknown")
    assert (window["due"], window["missing"]) == (None, "calendar:CN:2027")


def test_releases_renewals_and_what_tick_has_not_recorded_yet(talk: Talk) -> None:
    verified = {"account": "tiktok:A2"}
    talk.take(
        shop(),
        of_binding("BindingActivated", "2026-01-02"),
        fact("AccountDeregistered", "gone", "2026-02-25", account="tiktok:A1"),
        of_binding("BindingActivated", "2026-01-03", "B2", "S2", "A2"),
        fact("ShopClosed", "closed", "2026-02-20", shop="tiktok:S2"),
        fact(
            *("EnterpriseVerificationPassed", "p", "2025-03-10"),
            **verified,
            valid_until="2026-02-10T00:00:00Z",
        ),
        fact(
            *("EnterpriseVerificationRenewed", "r", "2026-02-09"),
            **verified,
            valid_until="2026-03-20T00:00:00Z",
        ),
        now=NOW,
    )
    end, release = "2026-02-20T00:00:00Z", "account.release_delay"
    later = [
        ("2026-03-04T00:00:00Z", "account_released", "account:tiktok:A1", release),
        ("2026-03-04T00:00:00Z", "binding_ends", "binding:B1", release),
        ("2026-03-20T00:00:00Z", "verification_renewal", "account:tiktok:A2", None),
    ]

    assert items(talk) == [(end, "binding_ends", "binding:B2", None), *later]
    assert "overdue" in talk.ok("agenda").out
    talk.ok("tick")
    assert items(talk) == later


def test_a_closed_shop_lets_go_when_the_last_of_two_delays_has_run(talk: Talk) -> None:
    talk.ok("rules", "adopt", "douyin.channel.field")
    names = {"shop": "douyin:S1", "account": "douyin:A1", "program": "douyin.channel"}
    deposit: dict[str, Any] = {"shop": "douyin:S1", "amount": 200_000, "currency": "CNY"}
    talk.take(
        fact("BindingActivated", "b", "2025-01-02", binding="B1", **names),
        fact("DepositPaid", "p", "2025-01-01", **deposit),
        fact("ShopClosed", "c", "2026-02-01", shop="douyin:S1"),
        now=NOW,
    )
    rule = "shop.release_delay_after_refund"

    waits, *others = talk.rows("agenda")
    assert {other["what"] for other in others} <= {"calendar_runs_out"}
    assert waits == {
        "due": None,
        "what": "binding_release_waits",
        "subject": "binding:B1",
        "rule": rule,
        "since": "2026-02-01T00:00:00Z",
        "waiting_for": "platform",
    }
    assert "保证金" in talk.ok("--lang", "zh", "agenda").out

    talk.take(fact("DepositRefunded", "r", "2026-02-20", **deposit), now=NOW)
    ends = "2026-03-12T00:00:00Z"
    assert items(talk) == [(ends, "binding_ends", "binding:B1", rule)]
    assert talk.json("shop", "show", "douyin:S1")["bindings"][0]["due"] == ends


@pytest.mark.parametrize("kind", ["Renewed", "Expired"])
def test_a_renewal_without_a_day_and_an_end_leave_nothing_to_renew(talk: Talk, kind: str) -> None:
    of = {"account": "tiktok:A1"}
    until = {"valid_until": "2026-03-20T00:00:00Z"}
    talk.take(
        fact("EnterpriseVerificationPassed", "p", "2025-03-10", **of, **until),
        fact(f"EnterpriseVerification{kind}", "r", "2026-02-09", **of),
        now=NOW,
    )

    assert items(talk) == []


def test_invitations_expire_where_the_law_says_so(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "law.toml"
    file.write_text(rulebook({"binding.invitation_ttl": 48}))
    talk.ok("rules", "adopt", str(file), "--from", "2020-01-01T00:00:00Z")
    talk.take(of_binding("BindingInvited", "2026-02-28"), now=NOW)

    rule = "binding.invitation_ttl"
    assert items(talk) == [("2026-03-02T00:00:00Z", "invitation_expires", "binding:B1", rule)]


def test_calendars_run_out_with_the_last_year_recorded_in_the_countrys_zone(talk: Talk) -> None:
    talk.take(
        shop("S1", operating_country="CN"),
        shop("S2", operating_country="CN"),
        shop("S3", operating_country="SG"),
        fact("ShopClosed", "closed", "2026-02-20", shop="tiktok:S3"),
        now="2026-12-01T16:00:00Z",
    )

    rule = "violation.appeal_window"
    assert [tuple(one.values()) for one in talk.rows("agenda")] == [
        ("2026-12-31T16:00:00Z", "calendar_runs_out", "calendar:CN", rule)
    ]
    assert talk.rows("agenda", "--valid", "2026-12-01T15:59:59Z") == []


def test_csv_and_the_screen_tell_the_same(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.console.text import width

    talk.take(
        shop(operating_country="CN"),
        of_binding("BindingInvited", "2026-02-27", "绑定一", "S1", "杭州青禾"),
        *account(),
        of_binding("BindingActivated", "2026-01-02"),
        *violation("2026-02-26T02:00:00Z"),
        now=NOW,
    )
    rows = list(csv.DictReader(talk.ok("--csv", "agenda").out.splitlines()))
    assert [row["subject"] for row in rows] == ["violation:V1", "binding:绑定一"]
    assert len(rows[0]["counted"].split("|")) == 7
    for columns in (60, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        out = talk.ok("agenda").out
        assert all(width(line) <= columns for line in out.splitlines())
        assert "waits for the account" in " ".join(out.split())
        assert "binding:绑定一" in out


def test_an_empty_agenda_is_told(talk: Talk) -> None:
    assert talk.rows("agenda") == []
    assert talk.ok("agenda").out == "(none)\n"


def test_as_known_before_the_agenda_was_another(talk: Talk) -> None:
    talk.take(shop(), now=NOW)
    talk.take(of_binding("BindingInvited", "2026-02-27"), now="2026-03-02T00:00:00Z")

    assert items(talk, "--known", NOW) == []
    assert len(items(talk)) == 1


# tick


@pytest.fixture
def closed(talk: Talk) -> Talk:
    """A shop that closed with a binding running."""
    talk.take(
        shop(),
        of_binding("BindingActivated", "2026-01-02", "B1", "S1", "杭州青禾"),
        fact("ShopClosed", "closed", "2026-02-20", shop="tiktok:S1"),
        now=NOW,
    )
    return talk


def test_tick_prints_what_it_recorded(closed: Talk) -> None:
    done = closed.json("tick")

    position = len(closed.exported())
    at = "2026-02-20T00:00:00Z"
    ended = {"position": position, "type": "BindingEnded.v1", "time": at, "subject": "binding:B1"}
    assert done == {"recorded": [ended]}
    assert closed.json("tick") == {"recorded": []}
    line = closed.exported()[-1]
    assert (line["actor"], line["causationid"]) == ("tick", "tests#closed")
    assert line["data"]["reason"] == "shop_closed"
    (shown,) = closed.json("shop", "show", "tiktok:S1", "--all")["bindings"]
    assert (shown["until"], "due" in shown) == (at, False)


def test_tick_tells_people_too(closed: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    first = closed.ok("tick").out

    assert first.startswith("Recorded 1 fact.\n")
    assert "binding ended" in first
    assert closed.ok("tick").out == "Nothing fell due.\n"


def test_tick_as_csv(closed: Talk) -> None:
    (row,) = csv.DictReader(closed.ok("--csv", "tick").out.splitlines())

    assert (row["type"], row["subject"]) == ("BindingEnded.v1", "binding:B1")


def test_until_sets_the_clock_of_a_rehearsal_ledger(closed: Talk) -> None:
    closed.ok("tick", "--until", "2026-03-05T00:00:00Z")

    assert closed.exported()[-1]["recordedtime"] == "2026-03-05T00:00:00Z"
    error = closed.refuses("tick", "--until", "2026-03-04T00:00:00Z", status=2)
    assert error["where"] == "--until"


def test_until_may_not_be_to_come_on_a_ledger_with_a_clock(tmp_path: Path) -> None:
    real = Talk(str(tmp_path / "real.db"))
    real.ok("init")

    error = real.refuses("tick", "--until", "2999-01-01T00:00:00Z", status=2)
    assert error["where"] == "--until"
    assert real.json("tick", "--until", "2020-01-01T00:00:00Z") == {"recorded": []}
    assert real.run("--now", NOW, "tick").status == 2


def test_a_time_to_come_makes_no_ledger(tmp_path: Path) -> None:
    done = Talk(str(tmp_path / "none.db")).run("tick", "--until", "2999-01-01T00:00:00Z")

    assert done.status == 2
    assert list(tmp_path.iterdir()) == []
