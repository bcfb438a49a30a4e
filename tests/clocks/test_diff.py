"""`diff` along each clock: what differs, and the facts that made it so."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.app import Ledger
from ledger.law_file import digest_of
from ledger.queries import state
from ledger.queries.diff import Axis, diff
from ledger.queries.leaves import leaves
from ledger.queries.shown import Around, read_around
from ledger.queries.times import Rules, Times
from ledger.queries.ways import learning, passing
from ledger.rulebook import read_rulebook
from tests.clocks.past import LEARNT, NEW_LAW
from tests.console.talking import Talk
from tests.replay.lives import (
    ACCOUNTS,
    FIRST_LAW,
    NOW,
    SECOND_LAW,
    SHOPS,
    START,
    SUBJECTS,
    Happened,
    happenings,
    times_of,
)
from tests.replay.lives import (
    lived as life,
)

CHANNEL = "tiktok.channel"
SHOP = "shop:tiktok:S1"
LATER = "2026-05-02T00:00:00Z"

Told = dict[str, tuple[Any, Any, list[str]]]


def told(talk: Talk, *words: str) -> Told:
    """What differs by path: before, after, and the kinds of the facts behind it."""
    found = talk.json("diff", *words)
    assert list(found) == ["subject", "axis", "from", "to", "changes"]
    kinds = {line: fact["type"] for line, fact in enumerate(talk.exported(), start=1)}
    return {
        one["path"]: (one["before"], one["after"], [kinds[at] for at in one["cause"]])
        for one in found["changes"]
    }


def test_what_was_learnt_late_is_told_with_the_fact_that_brought_it(lived: Talk) -> None:
    found = told(lived, SHOP, "--known", LEARNT, LATER)

    assert found[f"unlink_chances.{CHANNEL}.left"] == (5, 4, ["ShopUnlinked.v1"])
    assert found["bindings.B1.state"] == ("active", None, ["BindingEnded.v1"])
    assert found["compliance_score.value"] == (70, 90, ["ComplianceScoreObserved.v1"])
    assert f"slots.{CHANNEL}.limit" not in found


def test_what_became_true_is_told_with_every_fact_on_the_way(lived: Talk) -> None:
    found = told(lived, SHOP, "--valid", "2026-01-15T00:00:00Z", LATER)

    law, end, active = "RulebookAdopted.v1", "BindingEnded.v1", "BindingActivated.v1"
    assert found[f"slots.{CHANNEL}.limit"] == (4, 6, [law])
    assert found[f"slots.{CHANNEL}.left"] == (4, 5, [active, active, law, end])
    # Every move since it was what it is at first, also one that another took back.
    assert found[f"slots.{CHANNEL}.used"] == (0, 1, [active, active, end])


def test_time_alone_has_the_fact_behind_the_wait_as_its_cause(lived: Talk) -> None:
    found = told(
        *(lived, "account:tiktok:A1", "--hold-rules", digest_of(NEW_LAW)),
        *("--valid", "2026-06-27T00:00:00Z", "2026-06-29T00:00:00Z"),
    )

    until = ("2026-06-28T00:00:00Z", None, ["BindingEnded.v1"])
    assert found["cooldowns.account.rebind_wait.until"] == until


def test_a_value_that_changes_by_its_date_has_its_text_as_its_cause(lived: Talk) -> None:
    days = ("2026-04-19T00:00:00Z", "2026-04-21T00:00:00Z")

    for words in (("--valid", *days), ("--rules", *days)):
        found = told(lived, SHOP, *words)
        assert found[f"slots.{CHANNEL}.limit"] == (2, 6, ["RulebookAdopted.v1"])
        assert len(found) == 2


def test_two_laws_are_compared(lived: Talk, tmp_path: Path) -> None:
    file = tmp_path / "same.toml"
    file.write_text(NEW_LAW, "utf-8")
    before = "2026-03-01T00:00:00Z"

    by_digest = lived.json("diff", SHOP, "--rules", before, digest_of(NEW_LAW))
    assert lived.json("diff", SHOP, "--rules", before, str(file)) == by_digest
    assert (by_digest["from"], by_digest["to"]) == (before, digest_of(NEW_LAW))
    found = told(lived, SHOP, "--rules", before, digest_of(NEW_LAW))
    assert found[f"unlink_chances.{CHANNEL}.limit"] == (3, 5, ["RulebookAdopted.v1"])
    back = told(lived, SHOP, "--rules", digest_of(NEW_LAW), before)
    assert back[f"unlink_chances.{CHANNEL}.limit"] == (5, 3, ["RulebookAdopted.v1"])


def test_a_text_that_nobody_adopted_has_no_fact(lived: Talk, tmp_path: Path) -> None:
    file = tmp_path / "proposed.toml"
    file.write_text(NEW_LAW.replace("Test", "Proposed"), "utf-8")

    found = told(lived, SHOP, "--rules", LEARNT, str(file))
    assert found[f"unlink_chances.{CHANNEL}.limit"] == (3, 5, [])
    assert "the text asked about" in lived.ok("diff", SHOP, "--rules", LEARNT, str(file)).out


def test_an_unknown_side_is_empty(lived: Talk) -> None:
    found = told(lived, "binding:B1", "--valid", "2025-06-01T00:00:00Z", "2026-02-15T00:00:00Z")

    assert found["state"] == (None, "active", ["BindingActivated.v1"])
    assert all(before is None for before, _, _ in found.values())
    back = told(lived, "binding:B1", "--valid", "2026-02-15T00:00:00Z", "2025-06-01T00:00:00Z")
    assert {path: (after, before, why) for path, (before, after, why) in back.items()} == found


def test_nothing_differs_from_itself(lived: Talk) -> None:
    assert told(lived, SHOP, "--known", LATER, LATER) == {}
    assert "Nothing differs" in lived.ok("diff", SHOP, "--known", LATER, LATER).out


@pytest.mark.parametrize(
    "words",
    [
        (SHOP,),
        (SHOP, "--valid", LEARNT, LATER, "--known", LEARNT, LATER),
        (SHOP, "--valid", LEARNT, LATER, "--hold-valid", LATER),
        (SHOP, "--known", LEARNT),
        ("violation:V1", "--known", LEARNT, LATER),
        (SHOP, "--rules", LEARNT, "sha256:" + "0" * 64),
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_bad_input(lived: Talk, words: tuple[str, ...]) -> None:
    lived.refuses("diff", *words, status=2)


def test_a_subject_unknown_on_both_sides_is_exit_1(lived: Talk) -> None:
    assert (
        "did you mean"
        in lived.refuses(*("diff", "shop:tiktok:S2", "--known", LEARNT, LATER), status=1)["now"]
    )


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_people_see_a_table_with_causes_in_words(
    lived: Talk, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    from ledger.console.text import width

    monkeypatch.setenv("COLUMNS", columns)
    out = lived.ok("diff", SHOP, "--known", LEARNT, LATER).out

    assert "binding ended" in " ".join(out.split())
    assert all(width(line) <= int(columns) for line in out.splitlines())


def test_people_see_states_in_their_language_and_programs_do_not(lived: Talk) -> None:
    words = ("diff", "binding:B1", "--known", LEARNT, LATER)
    english, chinese = lived.ok(*words).out, lived.ok("--lang", "zh", *words).out

    assert "unlinked by the shop" in " ".join(english.split())
    assert "已结束" in chinese
    assert "店铺解绑" in chinese
    assert "shop_unlink" not in english + chinese
    assert "shop_unlink" in lived.ok("--lang", "zh", "--csv", *words).out


def test_csv_has_a_row_a_change(lived: Talk) -> None:
    out = lived.ok("--csv", "diff", SHOP, "--known", LEARNT, LATER).out
    rows = {row["path"]: row for row in csv.DictReader(out.splitlines())}

    assert rows["compliance_score.value"]["after"] == "90"
    assert rows["compliance_score.value"]["cause"].isdigit()


# However things went


def shown(ledger: Ledger, subject: str, times: Times) -> dict[str, Any]:
    """The values of what `show` prints; nothing where the subject is unknown."""
    kind, _, name = subject.partition(":")
    show: Any = {
        "shop": state.show_shop,
        "account": state.show_account,
        "binding": state.show_binding,
    }
    return leaves(show[kind](ledger.store, name, times) or {})


RULES: tuple[Rules, ...] = (
    START,
    NOW,
    read_rulebook(FIRST_LAW, "first"),
    read_rulebook(SECOND_LAW, "second"),
)
BINDINGS = tuple(f"binding:{shop}-{account}" for shop in SHOPS for account in ACCOUNTS)


@settings(max_examples=25, deadline=None)
@given(
    happenings(),
    st.none() | st.integers(0, 50),
    st.sampled_from((*SUBJECTS, *BINDINGS)),
    st.sampled_from(Axis),
    st.data(),
)
def test_a_diff_applied_to_the_older_answer_gives_the_newer(
    happened: list[Any], wrong: int | None, subject: str, axis: Axis, data: st.DataObject
) -> None:
    with life(happened, wrong) as ledger:
        head = ledger.store.head().position
        hour = st.integers(0, 24 * 120).map(lambda hours: START + timedelta(hours=hours))
        held = times_of(ledger, data.draw(hour))
        match axis:
            case Axis.VALID:
                sides = [replace(held, valid=data.draw(hour)) for _ in range(2)]
            case Axis.KNOWN:
                places = st.integers(0, head)
                sides = [replace(held, position=data.draw(places)) for _ in range(2)]
            case Axis.RULES:
                law = st.sampled_from(RULES)
                sides = [replace(held, rules=data.draw(law)) for _ in range(2)]
        before, after = (shown(ledger, subject, times) for times in sides)
        found = diff(ledger.store, subject, axis, sides[0], sides[1])
        if found is None:
            assert before == after == {}
            return
        applied = dict(before)
        for change in found["changes"]:
            path = change["path"]
            assert applied.get(path) == change["before"] != change["after"]
            applied[path] = change["after"]
            if axis is Axis.KNOWN:
                assert change["cause"]
                # Its arrival changed the path: told apart by asking just before and just after.
                for at in change["cause"]:
                    around = [
                        shown(ledger, subject, replace(held, position=place)).get(path)
                        for place in (at - 1, at)
                    ]
                    assert around[0] != around[1]
            if axis is Axis.VALID:
                assert change["cause"]
        assert {path: value for path, value in applied.items() if value is not None} == after


@settings(max_examples=25, deadline=None)
@given(happenings(), st.none() | st.integers(0, 50), st.sampled_from(SHOPS), st.data())
def test_what_is_read_for_a_stretch_tells_as_much_as_all_there_is(
    happened: list[Any], wrong: int | None, shop: str, data: st.DataObject
) -> None:
    with life(happened, wrong) as ledger:
        hour = st.integers(0, 24 * 120).map(lambda hours: START + timedelta(hours=hours))
        late = times_of(ledger, data.draw(hour))
        position = data.draw(st.integers(0, late.position))
        since = min(late.valid, data.draw(hour))
        _reads_enough(ledger, shop, late, position, since)


def test_whose_violation_it_is_is_read_of_other_shops_too() -> None:
    first, second = SHOPS
    account = ACCOUNTS[0]
    happened = [
        Happened("ShopRegistered", first, account, 1, 1),
        Happened("ShopRegistered", second, account, 1, 1),
        Happened("BindingActivated", first, account, 10, 0),
        Happened("BindingActivated", second, account, 20, 0),
        Happened("ViolationRecorded", first, account, 500, 0),
        Happened("ViolationNotified", first, account, 501, 0),
    ]
    with life(happened, None) as ledger:
        late = times_of(ledger)
        whose = {}
        for shop in SHOPS:
            _reads_enough(ledger, shop, late, late.position - 2, START + timedelta(hours=100))
            found = diff(ledger.store, f"shop:{shop}", Axis.VALID, replace(late, valid=START), late)
            assert found is not None
            whose[shop] = any(one["path"].startswith("deadlines") for one in found["changes"])
        assert whose == {first: True, second: False}


def _reads_enough(ledger: Ledger, shop: str, late: Times, position: int, since: datetime) -> None:
    early = {
        Axis.KNOWN: replace(late, position=position),
        Axis.VALID: replace(late, valid=since),
    }
    for axis, asked in early.items():
        some, everything = (
            read_around(ledger.store, f"shop:{shop}", late, read) for read in (asked, None)
        )
        assert _way(some, axis, asked, late) == _way(everything, axis, asked, late)


def _way(around: Around, axis: Axis, early: Times, late: Times) -> list[dict[str, Any]]:
    if axis is Axis.KNOWN:
        return learning(around, early.position, late).changes()
    return passing(around, early.valid, late).changes()
