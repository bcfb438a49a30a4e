"""Writing and reading facts, on both backends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem
from eventsourcing.persistence import IntegrityError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ledger.codec import Leaf
from ledger.store import (
    SCHEMA_VERSION,
    Head,
    Identity,
    NameTaken,
    Store,
    create_store,
    open_store,
)
from ledger.store.statements import CHUNK
from tests.store.leaves import at, leaf


@pytest.fixture
def store(ledger_url: str) -> Iterator[Store]:
    with create_store(ledger_url, origin="test.example/ledger", rehearsal=True) as made:
        yield made


def record(store: Store, *leaves: Leaf) -> int:
    return store.write(None, lambda first, last: leaves)


def positions(
    store: Store,
    query: DCBQuery | None = None,
    *,
    after: int = 0,
    upto: int | None = None,
    by_time: bool = False,
) -> list[int]:
    stream = store.facts(query, after=after, upto=upto, by_time=by_time)
    return [stored.position for stored in stream]


# --- writing --------------------------------------------------------------------------------------


def test_a_ledger_knows_what_it_is(store: Store, ledger_url: str) -> None:
    assert store.identity == Identity(
        "test.example/ledger", rehearsal=True, schema_version=SCHEMA_VERSION
    )
    with open_store(ledger_url, write=False) as again:
        assert again.identity == store.identity


def test_leaves_are_built_for_the_place_they_get(store: Store) -> None:
    places = []

    def build(first: int, last: object) -> list[Leaf]:
        places.append((first, last))
        return [leaf(f"{first}", recorded=first), leaf(f"{first + 1}", recorded=first)]

    assert store.head() == Head(0, None)
    assert store.write(None, build) == 2
    assert store.write(None, build) == 4
    assert places == [(1, None), (3, at(1))]
    assert store.head() == Head(4, at(3))


def test_building_nothing_records_nothing(store: Store) -> None:
    record(store, leaf("a"))

    assert record(store) == 1
    assert positions(store) == [1]


def test_a_condition_is_checked_before_anything_is_built(store: Store) -> None:
    record(store, leaf("a", "shop:tiktok:S1"))
    moved = DCBAppendCondition(DCBQuery([DCBQueryItem(tags=["shop:tiktok:S1"])]), after=0)
    unmoved = DCBAppendCondition(DCBQuery([DCBQueryItem(tags=["shop:tiktok:S1"])]), after=1)

    with pytest.raises(IntegrityError):
        store.write(moved, lambda first, last: pytest.fail("built all the same"))
    assert store.write(unmoved, lambda first, last: [leaf("b", "shop:tiktok:S1")]) == 2


def test_an_error_while_building_records_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        store.write(None, lambda first, last: [leaf("a", recorded=1 / 0)])

    assert store.head() == Head(0, None)
    assert record(store, leaf("a")) == 1


def test_what_follows_an_append_is_part_of_it(store: Store) -> None:
    seen = []

    def follow(connection: Connection, first: int, leaves: object) -> None:
        # reads of the store inside the transaction see what was just inserted
        seen.append((first, leaves, positions(store), store.head().position))
        if first == 3:
            raise RuntimeError("the read model broke")

    store.on_append = follow
    two = [leaf("a"), leaf("b")]
    store.write(None, lambda first, last: two)
    with pytest.raises(RuntimeError, match="read model"):
        record(store, leaf("c"))

    assert seen[0] == (1, two, [1, 2], 2)
    assert positions(store) == [1, 2]
    assert store.named([("feed", "c")]) == {}


@pytest.mark.parametrize("names", [("new", "old"), ("new", "new")], ids=["recorded", "twice"])
def test_a_name_is_given_once(store: Store, names: tuple[str, str]) -> None:
    record(store, leaf("old"))

    with pytest.raises(NameTaken) as taken:
        record(store, *(leaf(name) for name in names))

    assert (taken.value.source, taken.value.id) == ("feed", names[1])
    assert positions(store) == [1]
    assert record(store, leaf("old", source="another")) == 2


def test_recorded_time_going_backwards_is_our_own_mistake(store: Store) -> None:
    record(store, leaf("a", recorded=10))

    with pytest.raises(AssertionError, match="backwards"):
        record(store, leaf("b", recorded=9))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE facts SET leaf = leaf",
        "DELETE FROM facts",
        "UPDATE tags SET place = place + 1",
        "DELETE FROM tags",
        "UPDATE personal SET fields = salt",
    ],
)
def test_the_log_only_grows(store: Store, change: str) -> None:
    record(store, leaf("a", "shop:tiktok:S1", personal=b"{}"))

    with pytest.raises(DBAPIError, match="the log only grows"), store.writing() as connection:
        connection.execute(text(change))

    assert [stored.data for stored in store.facts()] == [leaf("a").data]


def test_personal_fields_can_be_forgotten(store: Store) -> None:
    record(store, leaf("a", personal=b'{"name":"Ana"}'), leaf("b"))
    assert [(s.salt, s.personal) for s in store.facts()] == [
        (b"s" * 16, b'{"name":"Ana"}'),
        (None, None),
    ]

    with store.writing() as connection:
        connection.execute(text("DELETE FROM personal"))

    assert [(s.salt, s.personal) for s in store.facts()] == [(None, None), (None, None)]


# --- reading --------------------------------------------------------------------------------------


def test_known_at_is_the_longest_prefix_recorded_by_then(store: Store) -> None:
    record(store, *(leaf(f"{n}", recorded=seconds) for n, seconds in enumerate((1, 1, 5, 5, 9))))

    known = [store.position_known_at(at(seconds)) for seconds in (0, 0.999999, 1, 4, 5, 8, 9, 99)]
    assert known == [0, 0, 2, 2, 4, 4, 5, 5]


def test_facts_are_told_by_position_or_by_time(store: Store) -> None:
    times = (5, 1, 5, 3, 1)
    record(store, *(leaf(f"{n}", f"shop:s:{n % 2}", time=t) for n, t in enumerate(times)))
    odd = DCBQuery([DCBQueryItem(tags=["shop:s:1"])])

    assert positions(store) == [1, 2, 3, 4, 5]
    assert positions(store, by_time=True) == [2, 5, 4, 1, 3]
    assert positions(store, odd, by_time=True) == [2, 4]
    assert positions(store, after=1, upto=4) == [2, 3, 4]
    assert positions(store, after=1, upto=4, by_time=True) == [2, 4, 3]
    assert positions(store, after=7) == positions(store, upto=0) == []


def test_streams_of_many_chunks_match_a_plain_filter(store: Store) -> None:
    random, many = Random(3), 2 * CHUNK + 5
    times = [random.randrange(50) for _ in range(many)]
    kinds = [random.choice("AAAAAAAAAB") for _ in range(many)]
    # tags are dense at first, then rare: the stretches that are looked through grow and shrink
    tags = [("x",) if n < 5000 or n % 997 == 0 else ("y", "z") for n in range(many)]
    record(store, *(leaf(f"{n}", *tags[n], kind=kinds[n], time=times[n]) for n in range(many)))
    tagged_x, of_b = DCBQueryItem(tags=["x"]), DCBQueryItem(types=["B"])
    queries: list[tuple[DCBQuery | None, Callable[[int], bool]]] = [
        (None, lambda n: True),
        (DCBQuery([tagged_x]), lambda n: "x" in tags[n]),
        (DCBQuery([of_b]), lambda n: kinds[n] == "B"),
        (DCBQuery([DCBQueryItem(types=["A"]), of_b]), lambda n: True),
        (DCBQuery([tagged_x, of_b]), lambda n: "x" in tags[n] or kinds[n] == "B"),
        (
            DCBQuery([DCBQueryItem(types=["B"], tags=["x"]), DCBQueryItem(tags=["y", "z"])]),
            lambda n: kinds[n] == "B" or "x" not in tags[n],
        ),
    ]

    for query, about in queries:
        expected = [n for n in range(many) if about(n)]
        assert positions(store, query) == [n + 1 for n in expected]
        by_time = sorted(expected, key=lambda n: times[n])
        assert positions(store, query, by_time=True) == [n + 1 for n in by_time]


def test_facts_are_found_by_name(store: Store) -> None:
    record(store, leaf("a"), leaf("b", source="other"), *(leaf(f"{n}") for n in range(1200)))
    names = [("feed", "a"), ("other", "b"), ("feed", "b"), *(("feed", f"{n}") for n in range(1200))]

    found = store.named(names)

    assert set(found) == set(names) - {("feed", "b")}
    assert found["other", "b"].position == 2
    assert found["feed", "1199"].data == leaf("1199").data


def test_subjects_are_listed_once_and_in_order(store: Store) -> None:
    tags = [
        "shop:a:1",
        "shop:Z:1",
        "shop:a:中",
        "shop:a:\U0001f600",
        "shops",
        "account:a:1",
        "shop:",
    ]
    record(store, *(leaf(f"{n}-{tag}", tag) for tag in tags for n in range(3)))

    assert list(store.subjects("shop:")) == [
        "shop:",
        "shop:Z:1",
        "shop:a:1",
        "shop:a:中",
        "shop:a:\U0001f600",
    ]
    assert list(store.subjects("binding:")) == []
    assert list(store.subjects("")) == sorted(tags)


def test_more_subjects_than_one_look_finds(store: Store) -> None:
    tags = [f"binding:{n:05}" for n in range(CHUNK + 3)]
    record(store, leaf("a", *tags[::-1]))

    assert list(store.subjects("binding:")) == tags


# --- rehearsing -----------------------------------------------------------------------------------


def test_a_rehearsal_is_seen_inside_and_leaves_nothing(store: Store, ledger_url: str) -> None:
    record(store, leaf("a"))

    with store.rehearse(), open_store(ledger_url, write=False) as other:
        assert record(store, leaf("b", "shop:tiktok:S1", recorded=1)) == 2
        with pytest.raises(NameTaken):
            record(store, leaf("c", recorded=1), leaf("b", recorded=1))
        assert record(store, leaf("c", recorded=2)) == 3
        assert positions(store) == [1, 2, 3]
        assert positions(store, by_time=True) == [1, 2, 3]
        assert store.head() == Head(3, at(2))
        assert list(store.subjects("shop:")) == ["shop:tiktok:S1"]
        assert store.named([("feed", "b")])["feed", "b"].position == 2
        assert positions(other) == [1]

    assert positions(store) == [1]
    assert record(store, leaf("b", recorded=1)) == 2


def test_an_error_in_a_rehearsal_is_not_hidden(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.rehearse():
        record(store, leaf("a", recorded=1 / 0))

    assert store.head().position == 0
