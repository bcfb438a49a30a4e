"""Opening the ledger a command line names: to read, to write, or to make it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.console.options import Invocation
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.app import Ledger

DEFAULT_ORIGIN = "local"
"""The name a ledger's own facts carry if none is given."""


@contextmanager
def reading(invocation: Invocation) -> Iterator[Ledger]:
    """The ledger, open for questions. Raises LedgerError if there is none; creates nothing."""
    from ledger.app import Ledger

    with Ledger.open(invocation.ledger, write=False, now=invocation.now) as ledger:
        yield ledger


@contextmanager
def writing(invocation: Invocation) -> Iterator[Ledger]:
    """The ledger, open for facts. A new path becomes a ledger with the built-in law.

    If the command then cannot go on, what was made for it is taken away again.
    """
    from ledger.app import Ledger, ledger_exists, remove_ledger

    if ledger_exists(invocation.ledger):
        with Ledger.open(invocation.ledger, write=True, now=invocation.now) as ledger:
            yield ledger
        return
    try:
        with Ledger.create(invocation.ledger, origin=DEFAULT_ORIGIN, now=invocation.now) as ledger:
            yield ledger
    except LedgerError:
        remove_ledger(invocation.ledger)
        raise
