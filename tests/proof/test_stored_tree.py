"""The tree as it is kept: the same tree, however much of it was integrated, read in few hashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from ledger.errors import LedgerError
from ledger.merkle import leaf_hash
from ledger.store import Store, open_store
from ledger.store.tables import checkpoints
from ledger.store.tree import Tree, integrate, leaf_hashes, stored_tile, tiles_at, tree_of
from tests.audit.database import dropped_fences
from tests.proof.logs import filled, grow, leaves
from tests.proof.trees import plain_path, plain_proof, plain_root


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    statements: list[str] = []

    def note(_c: Any, _u: Any, statement: str, _p: Any, _x: Any, _m: bool) -> None:
        statements.append(statement)

    with store.reading() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("sizes", [(0,), (1,), (255, 256, 257), (600, 1_000), (700, 66_000)])
def test_a_tree_is_the_same_however_much_was_integrated(
    ledger_url: str, sizes: Sequence[int]
) -> None:
    with filled(ledger_url, 0) as store:
        for size in sizes:
            grow(store, size)
            before, expected = tree_of(store).root(), plain_root(leaves(size))
            integrate(store)
            with open_store(ledger_url, write=False) as again:
                after = tree_of(again)
                assert before == after.root() == expected
                assert after.size == size
            assert tiles_at(store).get(0, 0) == size // 256
            assert tiles_at(store).get(1, 0) == size // 65_536


def test_proofs_are_those_of_the_definition(ledger_url: str) -> None:
    size, told = 1_000, leaves(1_000)
    with filled(ledger_url, size) as store:
        for _ in ("before", "after"):
            tree = Tree(store, size)
            for position in (1, 2, 256, 257, 700, 1_000):
                assert list(tree.inclusion(position)) == plain_path(position - 1, told)
            for old, new in ((1, 2), (255, 256), (256, 1_000), (999, 1_000)):
                assert list(tree.consistency(old, new)) == plain_proof(old, told[:new])
            assert list(tree.inclusion(10, 300)) == plain_path(9, told[:300])
            assert tree.root(300) == plain_root(told[:300])
            integrate(store)


def test_a_proof_reads_a_few_tiles_and_nothing_else(ledger_url: str) -> None:
    with filled(ledger_url, 140_000) as store:
        integrate(store)
        tree = tree_of(store)
        tree.root()
        with counted(store) as statements:
            path = Tree(store, 140_000).inclusion(70_000)
        read = [one for one in statements if one.lstrip().startswith("SELECT")]

    assert len(path) <= 18
    # The tile of the leaf, the two above it, the last leaves, the last roots: 256 hashes each.
    assert len(read) <= 8, read
    assert not any("leaf" in one and "facts" in one for one in read)


def test_whatever_is_missing_is_worked_out(ledger_url: str) -> None:
    with filled(ledger_url, 66_000) as store:
        integrate(store)
        database = dropped_fences(ledger_url)
        database.run("DELETE FROM tiles WHERE level = 1 OR number = 7")

        assert tree_of(store).root() == plain_root(leaves(66_000))


def test_a_ledger_from_before_there_was_a_tree_gets_one(ledger_url: str) -> None:
    with filled(ledger_url, 600) as store:
        expected = plain_root(leaves(600))
    database = dropped_fences(ledger_url)
    for table in ("tiles", "checkpoints"):
        database._run(f"DROP TABLE {table}", ())

    with open_store(ledger_url, write=False) as store:
        assert tree_of(store).root() == expected
        assert tiles_at(store) == {}
    with open_store(ledger_url) as store:
        integrate(store)
        assert tiles_at(store) == {0: 2}
        assert tree_of(store).root() == expected
        found = stored_tile(store, 0, 1)

    assert found is not None
    assert found.root == plain_root(leaves(600)[256:512])
    assert found.hashes == b"".join(leaf_hash(one) for one in leaves(600)[256:512])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tiles SET root = hashes",
        "DELETE FROM tiles",
        "UPDATE checkpoints SET size = 1",
        "DELETE FROM checkpoints",
    ],
)
def test_the_fence_stands_around_the_tree(ledger_url: str, change: str) -> None:
    with filled(ledger_url, 300) as store:
        integrate(store)
        with store.writing() as connection:
            connection.execute(checkpoints.insert().values(size=1, vkey="a", note=b"n"))
        with pytest.raises(DBAPIError, match="the log only grows"), store.writing() as connection:
            connection.execute(text(change))


def test_a_hole_is_told_and_not_hashed_over(ledger_url: str) -> None:
    with filled(ledger_url, 300) as store:
        database = dropped_fences(ledger_url)
        database.remove(290)

        with pytest.raises(LedgerError, match="bindledger verify"):
            tree_of(store).root()
        database.run("UPDATE facts SET hash = leaf WHERE position = 20")
        with pytest.raises(LedgerError, match="bindledger verify"):
            leaf_hashes(store, 0, 30)
