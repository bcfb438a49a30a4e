"""Read models are made again while others read and write, and while some are killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect

from ledger.projections import check, digests, follow, rebuild, status, stored_digests
from ledger.projections.bindings import TABLE
from ledger.projections.tables import beside
from ledger.store import Store, open_store
from tests.projections import rebuilders
from tests.projections.telling import annulment, followed, random_drafts, record

DRIFT = (
    "UPDATE bindings SET state = 'invited'",
    "DELETE FROM compliance WHERE subject = 'shop:tiktok:S1'",
    "INSERT INTO unlink_chances SELECT 'tiktok:S9', program, observed, observed_at,"
    " observed_at_position, by_shop, by_shop_marks, by_account, by_account_marks, last_time,"
    " last_position FROM unlink_chances WHERE shop = 'tiktok:S1'",
)


@pytest.fixture
def store(ledger_url: str) -> Iterator[Store]:
    """A ledger with some hundred facts, late and annulled ones among them."""
    told = random_drafts(1, 300)
    with followed(ledger_url) as store:
        record(store, [*told, annulment(told[3]), annulment(told[40])])
        yield store


def drift(store: Store) -> dict[str, str]:
    """Change the tables behind the ledger's back; gives what they come to now."""
    with store.writing() as connection:
        for statement in DRIFT:
            connection.exec_driver_sql(statement)
    return stored_digests(store)


def test_a_rebuild_of_what_is_right_changes_nothing(store: Store) -> None:
    before = stored_digests(store)
    assert [(one.before, one.after) for one in rebuild(store, "t")] == [
        (digest, digest) for digest in before.values()
    ]
    assert stored_digests(store) == before == digests(store)


def test_a_rebuild_mends_what_was_touched(store: Store) -> None:
    right, wrong = stored_digests(store), drift(store)
    named = {(one.projection, *one.key.values()) for one in check(store)}
    assert {"bindings", "compliance", "unlink_chances"} == {one[0] for one in named}
    assert ("unlink_chances", "tiktok:S9", "tiktok.channel") in named

    changed = {one.name for one in rebuild(store, "t") if one.before != one.after}

    assert changed == {name for name in right if right[name] != wrong[name]}
    assert stored_digests(store) == right
    assert list(check(store)) == []
    with store.reading() as connection:
        assert not inspect(connection).has_table(beside(TABLE).name)


@pytest.mark.parametrize("stage", rebuilders.STAGES)
def test_a_rebuild_that_is_killed_leaves_the_old_tables(
    store: Store, ledger_url: str, stage: str
) -> None:
    right, wrong = stored_digests(store), drift(store)
    process, pipe = rebuilders.start(rebuilders.stop_at, ledger_url, stage)
    assert pipe.recv() == stage

    assert stored_digests(store) == wrong
    process.kill()
    process.join()

    assert stored_digests(store) == wrong
    assert all(one.rebuilding for one in status(store))
    record(store, random_drafts(2, 20, prefix="after-"))
    rebuild(store, "next")
    assert stored_digests(store) == digests(store) != right
    assert not any(one.rebuilding for one in status(store))


@pytest.mark.parametrize("stage", ["replay", "write"])
def test_what_is_recorded_during_a_rebuild_is_in_it(
    store: Store, ledger_url: str, stage: str
) -> None:
    told = random_drafts(3, 40, prefix="meanwhile-")
    drift(store)
    _, pipe = rebuilders.start(rebuilders.stop_at, ledger_url, stage)
    assert pipe.recv() == stage
    record(store, told)
    record(store, [annulment(told[5])])
    pipe.send("go on")

    assert pipe.recv() == "done"
    assert stored_digests(store) == digests(store)
    assert [one.lag for one in status(store)] == [0, 0, 0, 0]


def test_of_two_rebuilds_the_later_one_is_done(store: Store, ledger_url: str) -> None:
    right, _ = stored_digests(store), drift(store)
    _, pipe = rebuilders.start(rebuilders.stop_at, ledger_url, "replay")
    assert pipe.recv() == "replay"
    rebuild(store, "the later one")
    pipe.send("go on")

    assert pipe.recv() == "The rebuild was given up."
    assert stored_digests(store) == right


def test_who_looks_during_a_rebuild_sees_the_old_or_the_new(store: Store, ledger_url: str) -> None:
    right, wrong = stored_digests(store), drift(store)
    _, looker = rebuilders.start(rebuilders.look_all_the_time, ledger_url)
    assert looker.recv() == "looking"

    rebuild(store, "t")
    looker.send("stop")
    looks, seen = looker.recv()

    assert looks > 0
    for name, states in seen.items():
        assert {found for _, found in states} <= {wrong[name], right[name]}


def test_who_looks_and_who_writes_during_rebuilds_notice_nothing(
    store: Store, ledger_url: str
) -> None:
    _, looker = rebuilders.start(rebuilders.look_all_the_time, ledger_url)
    _, writer = rebuilders.start(rebuilders.append_all_the_time, ledger_url, 1000)
    assert looker.recv() == "looking"
    assert writer.recv() == "appending"
    for turn in range(3):
        rebuild(store, f"turn {turn}")
    writer.send("stop")
    looker.send("stop")
    appended = writer.recv()
    _, seen = looker.recv()

    assert store.head().position == 302 + appended
    assert stored_digests(store) == digests(store)
    for states in seen.values():
        # never back, never empty, never one position with two faces
        positions = [position for position, _ in states]
        assert positions == sorted(positions)
        assert len(set(positions)) == len(positions)


def test_a_ledger_from_before_read_models_is_caught_up(store: Store, ledger_url: str) -> None:
    right = stored_digests(store)
    with store.writing() as connection:
        for name in (*right, "projections"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
    assert [one.lag for one in status(store)] == [302, 302, 302, 302]
    assert list(check(store)) == []

    with open_store(ledger_url) as later:
        follow(later)
        assert stored_digests(later) == right


def test_what_an_older_program_wrote_is_caught_up_by_the_next_append(store: Store) -> None:
    follows, store.on_append = store.on_append, None
    record(store, random_drafts(4, 30, prefix="unfollowed-"))
    assert [one.lag for one in status(store)] == [30, 30, 30, 30]

    store.on_append = follows
    record(store, random_drafts(5, 1, prefix="followed-"))

    assert [one.lag for one in status(store)] == [0, 0, 0, 0]
    assert stored_digests(store) == digests(store)


def test_a_table_of_another_shape_is_made_anew(store: Store, ledger_url: str) -> None:
    right = stored_digests(store)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE projections SET shape = 'old' WHERE name = 'bindings'")
        connection.exec_driver_sql("ALTER TABLE bindings DROP COLUMN reason")
    with open_store(ledger_url) as later:
        follow(later)
        assert stored_digests(later) == right


def test_what_is_taken_back_is_taken_out_of_the_read_models(store: Store) -> None:
    before = stored_digests(store)
    with store.rehearse():
        record(store, random_drafts(6, 30, prefix="rehearsed-"))
        assert stored_digests(store) != before
    assert stored_digests(store) == before
    assert [one.lag for one in status(store)] == [0, 0, 0, 0]


def test_a_position_beyond_the_log_is_found(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE projections SET position = 9999 WHERE name = 'cooldowns'"
        )
    (found,) = check(store)
    assert (found.projection, found.stored) == ("cooldowns", {"position": 9999})
    rebuild(store, "t")
    assert list(check(store)) == []
