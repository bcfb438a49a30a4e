"""What stops an import half way: what was committed stays, is told, and is not done again."""

from __future__ import annotations

import json
import re
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from benchmarks.lives import lines
from ledger.app.intake import BATCH
from ledger.store import open_store
from tests.console.talking import Talk

COUNT = 2 * BATCH
TOLD = re.compile(r"Lines up to (\d+) are recorded; the same import again finishes what is left\.")


@pytest.fixture(scope="module")
def two_batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("feed") / "facts.ndjson"
    path.write_bytes(b"".join(lines(COUNT)))
    return path


def recorded(talk: Talk) -> int:
    """How many facts but the law are in the log."""
    with open_store(talk.ledger, write=False) as store:
        return store.head().position - LAW[talk.ledger]


LAW: dict[str, int] = {}


@pytest.fixture
def ledger(real: Talk) -> Talk:
    LAW[real.ledger] = 0
    LAW[real.ledger] = recorded(real)
    return real


def wait_for(talk: Talk, count: int) -> None:
    """Wait until so many facts are recorded."""
    end = time.monotonic() + 60
    while recorded(talk) < count:
        assert time.monotonic() < end, "the import does not come on"
        time.sleep(0.02)


def lines_told(error: str) -> int:
    """The number of lines that a message says are recorded."""
    found = TOLD.search(error)
    assert found, error
    return int(found[1])


def finish(talk: Talk, path: Path, known: int) -> None:
    """Import the file again: what is known is counted, and the rest is new."""
    again = talk.json("import", str(path))
    assert (again["known"], again["new"], again["rejected"]) == (known, COUNT - known, [])


def test_stopped_while_it_waits_for_more(ledger: Talk, two_batches: Path) -> None:
    text = two_batches.read_bytes().splitlines(keepends=True)
    with ledger.spawn("import", "-") as process:
        assert process.stdin is not None
        process.stdin.write(b"".join(text[: BATCH + BATCH // 2]))
        process.stdin.flush()
        wait_for(ledger, BATCH)
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate()

    assert process.returncode == 130
    assert lines_told(complained.decode()) == BATCH
    assert b"Traceback" not in complained
    assert recorded(ledger) == BATCH
    finish(ledger, two_batches, BATCH)


def test_stopped_at_any_moment(ledger: Talk, two_batches: Path) -> None:
    with ledger.spawn("import", str(two_batches)) as process:
        wait_for(ledger, BATCH)
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate()

    assert process.returncode == 130
    kept = recorded(ledger)
    assert lines_told(complained.decode()) == kept
    assert kept % BATCH == 0
    finish(ledger, two_batches, kept)


def limited(talk: Talk, process: subprocess.Popen[bytes], more: int) -> None:
    """Let no file of a process grow beyond the ledger's present size and so many bytes."""
    size = Path(talk.ledger.removeprefix("sqlite:///")).stat().st_size + more
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)
def test_stopped_by_a_disk_that_is_full(ledger: Talk, two_batches: Path) -> None:
    text = two_batches.read_bytes().splitlines(keepends=True)
    with ledger.spawn("--json", "import", "-") as process:
        assert process.stdin is not None
        process.stdin.write(b"".join(text[: BATCH + BATCH // 2]))
        process.stdin.flush()
        wait_for(ledger, BATCH)
        limited(ledger, process, 200_000)
        printed, complained = process.communicate(b"".join(text[BATCH + BATCH // 2 :]))

    assert process.returncode == 1, complained
    error = json.loads(printed)["error"]
    assert error["what"] == "The import stopped before its end."
    assert error["where"] == f"after line {BATCH}"
    assert lines_told(error["now"]) == BATCH
    assert recorded(ledger) == BATCH
    finish(ledger, two_batches, BATCH)


@pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_at_once_records_nothing(ledger: Talk, two_batches: Path) -> None:
    with ledger.spawn("--json", "import", "-") as process:
        limited(ledger, process, 0)
        printed, _ = process.communicate(two_batches.read_bytes())

    assert process.returncode == 1
    error = json.loads(printed)["error"]
    assert error["what"].endswith("nothing was recorded.")
    assert recorded(ledger) == 0
    finish(ledger, two_batches, 0)


@pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)
def test_a_rehearsal_that_is_stopped_claims_nothing(ledger: Talk, two_batches: Path) -> None:
    with ledger.spawn("import", "-", "--dry-run") as process:
        assert process.stdin is not None
        process.stdin.write(b"".join(two_batches.read_bytes().splitlines(keepends=True)[:9_000]))
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate()

    assert process.returncode == 130
    assert b"are recorded" not in complained
    assert recorded(ledger) == 0
