"""The library's own contract, on both backends."""

from __future__ import annotations

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.persistence import IntegrityError, ProgrammingError

from ledger.store import create_store, open_store
from tests.store.leaves import leaf


def test_append_and_read(ledger_url: str) -> None:
    with create_store(ledger_url, origin="test", rehearsal=False) as store:
        DCBRecorderTestCase()._test_append_read(store)


def test_append_and_subscribe(ledger_url: str) -> None:
    with create_store(ledger_url, origin="test", rehearsal=False) as store:
        DCBRecorderTestCase()._test_append_subscribe(store)


def test_a_subscription_sees_what_others_append(ledger_url: str) -> None:
    with (
        create_store(ledger_url, origin="test", rehearsal=False) as store,
        open_store(ledger_url) as other,
        store.subscribe(DCBQuery([DCBQueryItem(tags=["shop:tiktok:S1"])])) as subscription,
    ):
        other.write(None, lambda first, last: [leaf("a"), leaf("b", "shop:tiktok:S1")])

        assert next(subscription).position == 2


def test_bytes_and_the_order_of_tags_come_back_as_given(ledger_url: str) -> None:
    event = DCBEvent(type="any", data=bytes(range(256)), tags=["z", "a", "中", "a"])
    with create_store(ledger_url, origin="test", rehearsal=False) as store:
        store.append([event])

        assert [found.event for found in store.read()] == [event]
        assert store.tags_of([1]) == {1: ("z", "a", "中", "a")}


def test_nothing_to_append_is_a_mistake(ledger_url: str) -> None:
    with (
        create_store(ledger_url, origin="test", rehearsal=False) as store,
        pytest.raises(ProgrammingError),
    ):
        store.append([])


@pytest.mark.parametrize(
    ("item", "holds"),
    [
        (DCBQueryItem(types=["A"], tags=["x", "y"]), [1]),
        (DCBQueryItem(types=["A", "B"], tags=["y"]), [1, 2]),
        (DCBQueryItem(types=["B"]), [2]),
        (DCBQueryItem(tags=["y", "x"]), [1]),
        (DCBQueryItem(), [1, 2, 3]),
        (DCBQueryItem(types=["C"], tags=["x"]), []),
    ],
)
def test_a_query_item_asks_for_one_kind_and_all_tags(
    ledger_url: str, item: DCBQueryItem, holds: list[int]
) -> None:
    events = [
        DCBEvent(type="A", data=b"1", tags=["x", "y"]),
        DCBEvent(type="B", data=b"2", tags=["y"]),
        DCBEvent(type="C", data=b"3"),
    ]
    with create_store(ledger_url, origin="test", rehearsal=False) as store:
        store.append(events)

        query = DCBQuery([item])
        assert [found.position for found in store.read(query)] == holds
        assert [found.position for found in store.facts(query)] == holds
        if holds:
            with pytest.raises(IntegrityError):
                store.append(events, DCBAppendCondition(query, after=holds[-1] - 1))
        assert store.append(events, DCBAppendCondition(query, after=max(holds, default=0))) == 6
