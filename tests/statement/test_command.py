"""`statement`: each balance of the contract, section 5, through the real entry point."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.console.talking import Line, Talk, account, fact, of_binding, shop
from tests.story import rulebook

CHANCES = "unlink_chances:tiktok.channel"
SLOTS = "slots:tiktok.channel"


def told(talk: Talk, subject: str, balance: str, *words: str) -> tuple[Any, list[Any], Any]:
    """Opening, the lines as (kind, day, change, balance), closing."""
    view = talk.json("statement", subject, balance, *words)
    assert list(view) == ["subject", "balance", "opening", "lines", "closing"]
    assert (view["subject"], view["balance"]) == (subject, balance)
    for line in view["lines"]:
        assert list(line) == ["position", "time", "type", "change", "balance", "because"]
        assert line["because"]
    lines = [
        (line["type"].removesuffix(".v1"), line["time"][:10], line["change"], line["balance"])
        for line in view["lines"]
    ]
    return view["opening"], lines, view["closing"]


def unlinked(day: str, name: str = "B1", of: str = "A1") -> tuple[Line, ...]:
    """The shop unlinked an account."""
    end = {"reason": "shop_unlink"}
    return (
        of_binding("ShopUnlinked", day, name, "S1", of),
        of_binding("BindingEnded", day, name, "S1", of, **end),
    )


def adopt(talk: Talk, tmp_path: Path, since: str, **parameters: Any) -> int:
    """A changed rulebook becomes law; its position."""
    file = tmp_path / "law.toml"
    named = {name.replace("__", "."): value for name, value in parameters.items()}
    file.write_text(rulebook(named))
    talk.ok("rules", "adopt", str(file), "--from", since)
    position: int = talk.exported()[-1] and len(talk.exported())
    return position


def test_chances_open_with_the_limit_and_count_what_is_left(talk: Talk) -> None:
    bound = of_binding("BindingActivated", "2026-01-02")
    talk.take(shop(), *account(), bound, *unlinked("2026-02-01"), now="2026-03-01T00:00:00Z")

    lines = [("ShopUnlinked", "2026-02-01", -1, 2)]
    assert told(talk, "shop:tiktok:S1", CHANCES) == (3, lines, 2)


def test_an_observed_count_sets_it(talk: Talk) -> None:
    observed: dict[str, Any] = {"shop": "tiktok:S1", "program": "tiktok.channel", "used": 2}
    talk.take(
        shop(),
        of_binding("BindingActivated", "2026-01-02"),
        *unlinked("2026-02-01"),
        fact("UnlinkChancesObserved", "o", "2026-02-10", **observed),
        fact("UnlinkChancesObserved", "again", "2026-02-11", **observed),
        now="2026-03-01T00:00:00Z",
    )

    assert told(talk, "shop:tiktok:S1", CHANCES) == (
        3,
        [
            ("ShopUnlinked", "2026-02-01", -1, 2),
            ("UnlinkChancesObserved", "2026-02-10", -1, 1),
            ("UnlinkChancesObserved", "2026-02-11", 0, 1),
        ],
        1,
    )


def test_slots_go_at_acceptance_and_come_back_at_failure_or_end(talk: Talk) -> None:
    talk.take(
        shop(),
        of_binding("BindingInvited", "2026-01-02"),
        of_binding("BindingInvitationAccepted", "2026-01-03"),
        of_binding("BindingActivated", "2026-01-05"),
        of_binding("BindingInvitationAccepted", "2026-01-06", "B2", "S1", "A2"),
        of_binding("BindingReviewFailed", "2026-01-07", "B2", "S1", "A2"),
        *unlinked("2026-02-01"),
        now="2026-03-01T00:00:00Z",
    )

    assert told(talk, "shop:tiktok:S1", SLOTS) == (
        4,
        [
            ("BindingInvitationAccepted", "2026-01-03", -1, 3),
            ("BindingInvitationAccepted", "2026-01-06", -1, 2),
            ("BindingReviewFailed", "2026-01-07", 1, 3),
            ("BindingEnded", "2026-02-01", 1, 4),
        ],
        4,
    )


def test_by_the_other_reading_slots_go_at_activation(talk: Talk, tmp_path: Path) -> None:
    law = {"shop__slots__reserved_from": "activated"}
    adopt(talk, tmp_path, "2020-01-01T00:00:00Z", **law)
    talk.take(
        shop(),
        of_binding("BindingInvitationAccepted", "2026-01-03"),
        of_binding("BindingActivated", "2026-01-05"),
        now="2026-03-01T00:00:00Z",
    )

    lines = [("BindingActivated", "2026-01-05", -1, 3)]
    assert told(talk, "shop:tiktok:S1", SLOTS) == (4, lines, 3)


def test_a_change_of_law_is_a_line_of_its_own(talk: Talk, tmp_path: Path) -> None:
    talk.take(
        shop(),
        of_binding("BindingActivated", "2026-01-05"),
        now="2026-03-01T00:00:00Z",
    )
    first = adopt(talk, tmp_path, "2026-02-01T00:00:00Z", shop__slots=6)
    by_day = {"2000-01-01": 6, "2026-02-20": 2}
    second = adopt(talk, tmp_path, "2026-02-10T00:00:00Z", shop__slots=by_day)

    assert told(talk, "shop:tiktok:S1", SLOTS) == (
        4,
        [
            ("BindingActivated", "2026-01-05", -1, 3),
            ("RulebookAdopted", "2026-02-01", 2, 5),
            ("RulebookAdopted", "2026-02-20", -4, 1),
        ],
        1,
    )
    lines = talk.json("statement", "shop:tiktok:S1", SLOTS)["lines"]
    assert [line["position"] for line in lines[1:]] == [first, second]
    assert lines[2]["because"] == "The law allows 4 fewer."
    # The chances were not touched: that law changed is no movement of theirs.
    assert told(talk, "shop:tiktok:S1", CHANCES) == (3, [], 3)


def test_law_from_before_the_first_fact_is_the_opening(talk: Talk, tmp_path: Path) -> None:
    adopt(talk, tmp_path, "2025-12-31T00:00:00Z", shop__slots=6)
    talk.take(shop(), now="2026-03-01T00:00:00Z")

    assert told(talk, "shop:tiktok:S1", SLOTS) == (6, [], 6)


def test_a_score_begins_with_what_was_observed(talk: Talk) -> None:
    of = {"shop": "tiktok:S1"}
    talk.take(
        shop(),
        fact("ComplianceScoreDeducted", "d0", "2026-01-02", **of, points=3),
        fact("ComplianceScoreObserved", "o", "2026-01-03", **of, score=90),
        fact("ComplianceScoreDeducted", "d1", "2026-01-04", **of, points=12),
        fact("ComplianceScoreRestored", "r", "2026-01-05", **of, points=2),
        now="2026-03-01T00:00:00Z",
    )

    assert told(talk, "shop:tiktok:S1", "compliance_score") == (
        None,
        [
            ("ComplianceScoreObserved", "2026-01-03", None, 90),
            ("ComplianceScoreDeducted", "2026-01-04", -12, 78),
            ("ComplianceScoreRestored", "2026-01-05", 2, 80),
        ],
        80,
    )


def test_an_account_has_a_score_too_and_may_have_none(talk: Talk) -> None:
    observed = fact("ComplianceScoreObserved", "o", "2026-01-03", account="tiktok:A1", score=90)
    talk.take(*account(), *account("A2"), observed, now="2026-03-01T00:00:00Z")

    lines = [("ComplianceScoreObserved", "2026-01-03", None, 90)]
    assert told(talk, "account:tiktok:A1", "compliance_score") == (None, lines, 90)
    assert told(talk, "account:tiktok:A2", "compliance_score") == (None, [], None)


def added(name: str, at: str, count: int) -> Line:
    """Products went into the showcase."""
    return fact("ShowcaseProductsAdded", name, at, account="tiktok:A1", count=count)


def test_additions_are_those_of_the_shops_local_day(talk: Talk) -> None:
    talk.take(
        shop(operating_country="CN"),
        *account(),
        of_binding("BindingActivated", "2026-01-05"),
        added("before", "2026-02-01T15:59:59Z", 1),
        added("first", "2026-02-01T16:00:00Z", 20),
        fact(
            "ShowcaseProductsRemoved", "gone", "2026-02-02T01:00:00Z", account="tiktok:A1", count=9
        ),
        added("last", "2026-02-02T15:59:59Z", 30),
        added("after", "2026-02-02T16:00:00Z", 4),
        now="2026-03-01T00:00:00Z",
    )

    lines = [
        ("ShowcaseProductsAdded", "2026-02-01", 20, 20),
        ("ShowcaseProductsAdded", "2026-02-02", 30, 50),
    ]
    assert told(talk, "account:tiktok:A1", "showcase_additions:2026-02-02") == (0, lines, 50)
    assert told(talk, "account:tiktok:A1", "showcase_additions:2026-02-04") == (0, [], 0)


def test_additions_on_an_unknown_local_day_cannot_be_told(talk: Talk) -> None:
    talk.take(*account(), added("a", "2026-02-02T12:00:00Z", 5), now="2026-03-01T00:00:00Z")

    of = ("statement", "account:tiktok:A1", "showcase_additions:2026-02-02")
    error = talk.refuses(*of, status=1)
    assert error["what"] == "It is not known what tiktok:A1 added on 2026-02-02."
    assert told(talk, "account:tiktok:A1", "showcase_additions:2026-02-12") == (0, [], 0)


def test_late_facts_stand_in_their_place_and_annulled_ones_nowhere(talk: Talk) -> None:
    talk.take(shop(), of_binding("BindingActivated", "2026-01-02"), now="2026-03-01T00:00:00Z")
    talk.take(*unlinked("2026-02-05"), now="2026-03-02T00:00:00Z")
    talk.take(
        *unlinked("2026-02-01", "B2", "A2"),
        *unlinked("2026-02-03", "B3", "A3"),
        now="2026-03-03T00:00:00Z",
    )
    talk.ok("annul", "tests#B3-ShopUnlinked-2026-02-03", "--reason", "a slip")

    now = [("ShopUnlinked", "2026-02-01", -1, 2), ("ShopUnlinked", "2026-02-05", -1, 1)]
    assert told(talk, "shop:tiktok:S1", CHANCES) == (3, now, 1)
    known = ("--known", "2026-03-02T00:00:00Z")
    then = [("ShopUnlinked", "2026-02-05", -1, 2)]
    assert told(talk, "shop:tiktok:S1", CHANCES, *known) == (3, then, 2)
    valid = ("--valid", "2026-02-02T00:00:00Z")
    assert told(talk, "shop:tiktok:S1", CHANCES, *valid) == (3, now[:1], 2)


def test_refused_requests_are_no_lines(talk: Talk) -> None:
    bound = of_binding("BindingActivated", "2026-02-28T23:00:00Z")
    talk.take(shop(), *account(), bound, now="2026-03-01T00:00:00Z")
    talk.ask("UnlinkByShop", id="r-1", binding="B1", status=3)

    assert told(talk, "shop:tiktok:S1", CHANCES) == (3, [], 3)


@pytest.mark.parametrize(
    ("subject", "balance", "offers"),
    [
        ("shop:tiktok:S1", "unlink_chance:tiktok.channel", CHANCES),
        ("shop:tiktok:S1", "slots:tiktok.chanel", SLOTS),
        ("shop:tiktok:S1", "slots", "slots:tiktok.channel"),
        ("shop:tiktok:S1", "showcase_additions:2026-01-01", "compliance_score"),
        ("account:tiktok:A1", "compliance", "compliance_score"),
        ("account:tiktok:A1", SLOTS, "compliance_score"),
        ("account:tiktok:A1", "showcase_additions:2026-02-30", "showcase_additions:2026-03-01"),
        ("account:tiktok:A1", "showcase_additions:20260301", "showcase_additions:2026-03-01"),
        ("account:tiktok:A1", "showcase_additions:", "showcase_additions:2026-03-01"),
        ("binding:B1", "slots:tiktok.channel", "shop:tiktok:S1"),
    ],
)
def test_what_is_no_balance_of_a_subject_is_bad_input(
    talk: Talk, subject: str, balance: str, offers: str
) -> None:
    talk.take(shop(), *account(), now="2026-03-01T00:00:00Z")
    error = talk.refuses("statement", subject, balance, status=2)

    assert offers in error["now"] + error["why"]


def test_an_unknown_subject_is_exit_1_with_a_question(talk: Talk) -> None:
    talk.take(shop(), now="2026-03-01T00:00:00Z")

    error = talk.refuses("statement", "shop:tiktok:S2", CHANCES, status=1)
    assert "did you mean shop:tiktok:S1?" in error["now"]
    before = ("--valid", "2025-01-01T00:00:00Z")
    talk.refuses("statement", "shop:tiktok:S1", CHANCES, *before, status=1)


def test_csv_has_a_row_a_line(talk: Talk) -> None:
    bound = of_binding("BindingActivated", "2026-01-02")
    talk.take(shop(), bound, *unlinked("2026-02-01"), now="2026-03-01T00:00:00Z")

    done = talk.ok("--csv", "statement", "shop:tiktok:S1", CHANCES)
    (row,) = csv.DictReader(done.out.splitlines())
    assert list(row) == ["position", "time", "type", "change", "balance", "because"]
    assert (row["type"], row["change"], row["balance"]) == ("ShopUnlinked.v1", "-1", "2")


@pytest.mark.parametrize("columns", ["60", "200"])
def test_people_get_a_table_between_opening_and_closing(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    name = "杭州青禾"
    bound = of_binding("BindingActivated", "2026-01-02", of := "B1", "S1", name)
    end = of_binding("BindingEnded", "2026-01-03", of, "S1", name, reason="unknown")
    talk.take(shop(), bound, end, now="2026-03-01T00:00:00Z")

    out = talk.ok("statement", "shop:tiktok:S1", SLOTS).out
    assert out.index("opening") < out.index("-1") < out.index("+1") < out.index("closing")
    assert name in "".join(out.split())
    assert all(_cells(line) <= int(columns) for line in out.splitlines())


def _cells(line: str) -> int:
    from ledger.console.text import width

    return width(line)
