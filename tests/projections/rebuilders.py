"""What other processes do to read models while a test watches."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerProcess
from typing import Final

from ledger.errors import LedgerError
from ledger.projections import PROJECTIONS, follow, rebuild
from ledger.projections.tables import digest, stored_rows
from ledger.store import open_store
from tests.projections.telling import random_drafts, record

_PROCESSES: Final = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.projections.rebuilders"])

STAGES: Final = ("replay", "write", "swap")


def start(act: Callable[..., None], *arguments: object) -> tuple[ForkServerProcess, Pipe]:
    """Run `act(pipe, *arguments)` in a process of its own."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=act, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def stop_at(pipe: Pipe, url: str, stage: str) -> None:
    """Rebuild, but wait to be told to go on when first in a stage; tell how it ended."""
    stopped = False

    def wait(reached: str, steps: int) -> None:
        nonlocal stopped
        if reached == stage and not stopped:
            stopped = True
            pipe.send(reached)
            pipe.recv()

    with open_store(url) as store:
        follow(store)
        try:
            rebuild(store, f"stops at {stage}", wait)
        except LedgerError as error:
            pipe.send(error.what)
        else:
            pipe.send("done")


def look_all_the_time(pipe: Pipe, url: str) -> None:
    """Look at every read model until told to stop; tell each different state of it, in order."""
    seen: dict[str, list[tuple[int, str]]] = {one.name: [] for one in PROJECTIONS}
    looks = 0
    with open_store(url, write=False) as store:
        while not pipe.poll() or looks == 0:
            for name, states in seen.items():
                with store.reading() as connection:
                    position, rows = stored_rows(connection, name)
                state = (position, digest(rows))
                if not states or states[-1] != state:
                    states.append(state)
            looks += 1
            if looks == 1:
                pipe.send("looking")
    pipe.send((looks, seen))


def append_all_the_time(pipe: Pipe, url: str, seed: int) -> None:
    """Record facts, some of them late, until told to stop; tell how many."""
    appended = 0
    with open_store(url) as store:
        follow(store)
        while not pipe.poll():
            record(store, random_drafts(seed + appended, 3, prefix=f"{seed}-{appended}-"))
            appended += 3
            if appended == 3:
                pipe.send("appending")
    pipe.send(appended)
