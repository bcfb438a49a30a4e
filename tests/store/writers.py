"""What other processes do to a ledger while a test watches."""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerProcess

from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem
from eventsourcing.persistence import IntegrityError

from ledger.codec import Leaf
from ledger.errors import LedgerError
from ledger.store import open_store
from tests.store.leaves import leaf

# Started from a process that has no threads and no connections, with the imports done once.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.store.writers"])

NOBODY = 65534


def start(act: Callable[..., None], *arguments: object) -> tuple[ForkServerProcess, Pipe]:
    """Run `act(pipe, *arguments)` in a process of its own."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=act, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _ready(leaves: list[Leaf], first: int, last: datetime | None) -> list[Leaf]:
    return leaves


def race_for_the_last_slot(pipe: Pipe, url: str, me: int) -> None:
    """Take the slot, on condition that nobody has; tell whether it worked."""
    condition = DCBAppendCondition(DCBQuery([DCBQueryItem(tags=["shop:tiktok:S1"])]), after=0)
    with open_store(url) as store:
        pipe.send("ready")
        pipe.recv()
        try:
            store.write(condition, lambda first, last: [leaf(f"slot-{me}", "shop:tiktok:S1")])
        except IntegrityError:
            pipe.send("lost")
        else:
            pipe.send("won")


def append_many(pipe: Pipe, url: str, me: int, times: int) -> None:
    """Append so many times, one or two leaves each; tell the positions that were given."""
    given: list[tuple[int, int]] = []
    with open_store(url) as store:
        for turn in range(times):
            names = [f"{me}-{turn}-{part}" for part in range(1 + turn % 2)]
            leaves = [leaf(name) for name in names]
            last = store.write(None, partial(_ready, leaves))
            given.append((last - len(names) + 1, last))
    pipe.send(given)


def stop_in_the_middle(pipe: Pipe, url: str) -> None:
    """Insert without ever committing."""

    def hang(*arguments: object) -> None:
        pipe.send("inserted")
        time.sleep(60)

    with open_store(url) as store:
        store.on_append = hang
        store.write(None, lambda first, last: [leaf("lost", "shop:tiktok:S1")])


def read_as_nobody(pipe: Pipe, url: str) -> None:
    """Read, then try to write, as a user to whom everything is read-only."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    with open_store(url, write=False) as store:
        pipe.send([stored.data for stored in store.facts()])
    try:
        open_store(url)
    except LedgerError as error:
        pipe.send(error.as_json())


def outgrow_the_file_size(pipe: Pipe, url: str, limit: int) -> None:
    """Write until the system lets no file grow further; tell what was said of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with open_store(url) as store:
        try:
            for turn in range(1000):
                big = [leaf(f"big-{turn}-{part}-" + "x" * 3000) for part in range(20)]
                store.write(None, partial(_ready, big))
        except LedgerError as error:
            pipe.send((store.head().position, error.as_json()))
