"""The stored form looked at by a process of its own: the same result, also when it ends badly."""

from __future__ import annotations

import os
import signal

import pytest

from ledger.app import Ledger
from ledger.audit.beside import beside
from ledger.audit.whole import Audited, audit
from ledger.errors import LedgerError
from tests.audit.database import Database
from tests.console.talking import Talk


def audited(talk: Talk, *, apart: bool) -> Audited:
    with Ledger.open(talk.ledger, write=False) as ledger:
        return audit(ledger.store, address=talk.ledger if apart else None)


def test_two_processes_find_what_one_finds(copied: Talk, spoilt: Database) -> None:
    spoilt.run("UPDATE facts SET id = 'another' WHERE position = 200")
    spoilt.run("DELETE FROM cooldowns")

    together, apart = audited(copied, apart=False), audited(copied, apart=True)

    assert together == apart
    assert together.stored.defects
    assert together.stored.read_models


@pytest.mark.parametrize("leaf", [b"{nothing", b'{"type":"BindingActivated.v1"}'])
def test_neither_judges_what_cannot_be_read(copied: Talk, spoilt: Database, leaf: bytes) -> None:
    spoilt.run("UPDATE facts SET leaf = ? WHERE position = 100", leaf)

    for apart in (False, True):
        found = audited(copied, apart=apart)
        assert [(one.position, one.what) for one in found.stored.defects] == [(100, "leaf")]
        assert not found.was_judged


def test_every_fact_is_told_twice_to_the_bar(year: Talk) -> None:
    for address in (None, year.ledger):
        steps: list[int] = []
        with Ledger.open(year.ledger, write=False) as ledger:
            audit(ledger.store, progress=steps.append, address=address)
            assert sum(steps) == 2 * ledger.store.head().position


def doubled(word: str) -> str:
    return word * 2


def complaining(word: str) -> str:
    raise LedgerError("no", where=word)


def killed(word: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return word


def test_the_result_comes_when_it_is_asked_for() -> None:
    with beside(doubled, "ab") as result:
        assert result() == "abab"


def test_what_the_work_complains_of_is_raised_here() -> None:
    with beside(complaining, "here") as result, pytest.raises(LedgerError) as error:
        result()

    assert (error.value.what, error.value.where) == ("no", "here")


def test_a_process_that_was_ended_is_no_answer() -> None:
    with beside(killed, "ab") as result, pytest.raises(LedgerError) as error:
        result()

    assert error.value.now
