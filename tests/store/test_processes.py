"""Many processes write to one ledger, and some of them die."""

from __future__ import annotations

import pytest

from ledger.store import create_store, open_store
from tests.store import writers
from tests.store.leaves import leaf

MANY = 8


def test_of_eight_who_race_for_the_last_slot_one_gets_it(ledger_url: str) -> None:
    create_store(ledger_url, origin="test", rehearsal=False).close()
    racers = [writers.start(writers.race_for_the_last_slot, ledger_url, me) for me in range(MANY)]
    for _, pipe in racers:
        assert pipe.recv() == "ready"
    for _, pipe in racers:
        pipe.send("go")

    assert sorted(pipe.recv() for _, pipe in racers) == ["lost"] * (MANY - 1) + ["won"]
    with open_store(ledger_url, write=False) as store:
        assert store.head().position == 1


def test_positions_have_no_gaps_whoever_writes(ledger_url: str) -> None:
    create_store(ledger_url, origin="test", rehearsal=False).close()
    started = [writers.start(writers.append_many, ledger_url, me, 25) for me in range(MANY)]
    given = [span for _, pipe in started for span in pipe.recv()]

    taken = [position for first, last in given for position in range(first, last + 1)]
    with open_store(ledger_url, write=False) as store:
        stored = [found.position for found in store.facts()]
    assert sorted(taken) == stored == list(range(1, len(taken) + 1))


def test_a_killed_writer_leaves_what_was_committed_and_nothing_else(ledger_url: str) -> None:
    with create_store(ledger_url, origin="test", rehearsal=False) as store:
        store.write(None, lambda first, last: [leaf("kept")])
        process, pipe = writers.start(writers.stop_in_the_middle, ledger_url)
        assert pipe.recv() == "inserted"
        process.kill()
        process.join()

        assert [found.data for found in store.facts()] == [leaf("kept").data]
        assert store.write(None, lambda first, last: [leaf("next")]) == 2


def test_a_ledger_is_made_by_one_only(ledger_url: str) -> None:
    create_store(ledger_url, origin="first", rehearsal=False).close()

    with pytest.raises(Exception, match="not made"):
        create_store(ledger_url, origin="second", rehearsal=True)

    with open_store(ledger_url) as store:
        assert store.identity.origin == "first"
