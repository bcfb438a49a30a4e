"""Read models say the same whatever the order of arrival, and the same as the state shown."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.codec import Draft
from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvited,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkChancesObserved,
)
from ledger.projections import check, digests, stored_digests
from ledger.queries.state import show_binding, show_shop
from ledger.queries.times import Times, settle
from ledger.store import Store
from tests.projections.telling import (
    CHANNEL,
    LEARNT,
    PARTIES,
    a_life,
    annulment,
    draft,
    followed,
    of_binding,
    random_drafts,
    record,
    row_of,
    some_event,
    stored,
    told_in_order,
)


@st.composite
def arrivals(draw: st.DrawFn) -> list[list[Draft]]:
    """Facts in any order of time, some of them annulled later, in transactions of any size."""

    def pick(choices: Sequence[Any]) -> Any:
        return draw(st.sampled_from(choices))

    minutes = draw(st.lists(st.integers(0, 12), min_size=1, max_size=20))
    told = [draft(some_event(pick), minute, f"f{n}") for n, minute in enumerate(minutes)]
    wrong = draw(st.lists(st.sampled_from(told), max_size=4, unique_by=lambda one: one.id))
    for one in wrong:
        place = draw(st.integers(told.index(one) + 1, len(told)))
        told.insert(place, annulment(one))
    cuts = sorted(draw(st.sets(st.integers(1, len(told)), max_size=6)) | {len(told)})
    return [told[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


@given(arrivals())
@settings(max_examples=40, deadline=None)
def test_any_arrival_gives_what_a_fold_in_order_of_time_gives(batches: list[list[Draft]]) -> None:
    with tempfile.TemporaryDirectory() as folder, followed(f"{folder}/ledger.db") as store:
        for batch in batches:
            record(store, batch)
        assert stored(store) == told_in_order(store)
        assert digests(store) == stored_digests(store)
        assert list(check(store)) == []
        _assert_as_shown(store)


def _assert_as_shown(store: Store) -> None:
    """Where read models and `show` tell of the same, they tell the same."""
    times = settle(store, LEARNT + timedelta(days=1), None, None)
    for binding in PARTIES:
        shown = show_binding(store, binding, times)
        if shown is None:
            assert all(row[0] != binding for row in stored(store)["bindings"])
            continue
        row = row_of(store, "bindings", binding)
        for name in ("shop", "account", "program", "state"):
            assert row[name] == shown[name]
        assert _short(row["since"]) == shown["since"]
        assert _short(row["activated"]) == shown["active_since"]
    _assert_chances(store, times)


def _assert_chances(store: Store, times: Times) -> None:
    chances = {(row[0], row[1]): row[2] + row[5] for row in stored(store)["unlink_chances"]}
    scores = {row[0]: row[1] for row in stored(store)["compliance"]}
    for shop in ("tiktok:S1", "tiktok:S2"):
        shown = show_shop(store, shop, times)
        if shown is None:
            continue
        for program, told in shown["unlink_chances"].items():
            assert chances.get((shop, program), 0) == told["used"]
        assert scores.get(f"shop:{shop}") == shown["compliance_score"]["value"]


def _short(instant: str | None) -> str | None:
    return instant and instant.replace(".000000", "")


def test_the_same_log_has_the_same_digests_on_both_backends(
    tmp_path: Path, postgres_url: str
) -> None:
    told = random_drafts(7, 600)
    told += [annulment(one) for one in random.Random(7).sample(told, 25)]
    found = []
    for address in (str(tmp_path / "ledger.db"), postgres_url):
        with followed(address) as store:
            for start in range(0, len(told), 90):
                record(store, told[start : start + 90])
            assert stored(store) == told_in_order(store)
            assert digests(store) == stored_digests(store)
            found.append(digests(store))
    assert found[0] == found[1]
    assert len(set(found[0].values())) == len(found[0])


def test_a_binding_keeps_its_earlier_spells(ledger_url: str) -> None:
    again = draft(of_binding(BindingActivated, "B1"), 30, "again")
    with followed(ledger_url) as store:
        record(store, a_life("B1", 10))
        over = row_of(store, "bindings", "B1")
        record(store, [again])
        row = row_of(store, "bindings", "B1")
    assert over["state"] == "ended"
    assert over["reason"] == "shop_unlink"
    assert over["ended"] == "2026-03-01T00:13:00.000000Z"
    assert (over["ended_position"], over["last_position"], over["earlier"]) == (4, 4, "[]")
    assert (row["state"], row["ended"], row["activated_position"]) == ("active", None, 5)
    assert row["earlier"] == (
        '[{"activated":"2026-03-01T00:11:00.000000Z","activated_position":2,'
        '"ended":"2026-03-01T00:13:00.000000Z","ended_position":4}]'
    )


def test_an_account_waits_from_the_last_end_of_all_its_bindings(ledger_url: str) -> None:
    with followed(ledger_url) as store:
        record(store, a_life("B3", 20))
        record(store, a_life("B1", 10))
        record(store, [draft(of_binding(BindingEnded, "B1"), 90, "told twice")])
        free = row_of(store, "cooldowns", "tiktok:A1", CHANNEL)
        record(store, [draft(of_binding(BindingActivated, "B1"), 40, "again")])
        bound = row_of(store, "cooldowns", "tiktok:A1", CHANNEL)
    assert (free["ended_binding"], free["ended_shop"]) == ("B3", "tiktok:S2")
    assert free["ended"] == "2026-03-01T00:23:00.000000Z"
    assert free["bound_binding"] is None
    # now the end that was told twice ends the second spell
    assert (bound["ended_binding"], bound["ended"]) == ("B1", "2026-03-01T01:30:00.000000Z")


def test_the_platform_s_count_starts_the_chances_anew(ledger_url: str) -> None:
    with followed(ledger_url) as store:
        record(store, a_life("B1", 10))
        counted = UnlinkChancesObserved(shop="tiktok:S1", program=CHANNEL, used=2)
        record(store, [draft(counted, 50, "counted")])
        record(store, [draft(of_binding(ShopUnlinked, "B2"), 60, "by shop")])
        record(store, [draft(of_binding(UnlinkApproved, "B2"), 70, "by account")])
        record(store, [draft(of_binding(ShopUnlinked, "B2"), 20, "late")])
        row = row_of(store, "unlink_chances", "tiktok:S1", CHANNEL)
    assert (row["observed"], row["observed_at_position"]) == (2, 5)
    assert (row["by_shop"], row["by_account"]) == (1, 1)
    assert row["by_shop_marks"] == '[{"at":"2026-03-01T01:00:00.000000Z","position":6}]'


def test_what_was_deducted_before_a_score_was_told_still_has_a_row(ledger_url: str) -> None:
    deducted = ComplianceScoreDeducted(shop="tiktok:S1", points=5)
    with followed(ledger_url) as store:
        record(store, [draft(deducted, 10, "deducted")])
        unknown = row_of(store, "compliance", "shop:tiktok:S1")
        record(store, [draft(ComplianceScoreObserved(shop="tiktok:S1", score=80), 5, "late")])
        known = row_of(store, "compliance", "shop:tiktok:S1")
    assert (unknown["score"], unknown["moved"], unknown["last_position"]) == (None, None, 1)
    assert (known["score"], known["moved_position"], known["last_position"]) == (75, 1, 1)


def test_a_row_whose_facts_are_all_annulled_is_gone(ledger_url: str) -> None:
    only = draft(of_binding(BindingInvited, "B1"), 10, "only")
    with followed(ledger_url) as store:
        record(store, [only])
        record(store, [annulment(only)])
        assert all(rows == [] for rows in stored(store).values())
        assert list(check(store)) == []


@pytest.mark.parametrize("together", [True, False])
def test_late_facts_count_in_order_of_time(ledger_url: str, together: bool) -> None:
    told = [*reversed(a_life("B1", 10)), *reversed(a_life("B3", 11))]
    with followed(ledger_url) as store:
        if together:
            record(store, told)
        else:
            for one in told:
                record(store, [one])
        assert stored(store) == told_in_order(store)
