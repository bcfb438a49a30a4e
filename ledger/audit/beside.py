"""Work done by a process of its own meanwhile."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from ledger.errors import LedgerError
from ledger.language import say

About = TypeVar("About")
Result = TypeVar("Result")


@contextmanager
def beside(work: Callable[[About], Result], about: About) -> Iterator[Callable[[], Result]]:
    """Do `work(about)` meanwhile; calling what is handed over waits for the result.

    Whatever the work raises is raised there. Leaving the block early ends the process.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, work, about), daemon=True)
    process.start()
    theirs.close()
    try:
        yield lambda: _received(ours)
    finally:
        process.terminate()
        process.join()


def _send(pipe: Connection, work: Callable[[Any], object], about: Any) -> None:
    # An interruption is for the process that asked, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send(work(about))
    except Exception as error:
        pipe.send(error)


def _received(pipe: Connection) -> Any:
    try:
        found = pipe.recv()
    except EOFError as gone:
        raise LedgerError(
            say("The stored facts could not all be looked at."),
            why=say("The process that looked at the stored facts was ended from outside."),
            now=say("Try again; it may have needed more memory than there was."),
        ) from gone
    if isinstance(found, Exception):
        raise found
    return found
