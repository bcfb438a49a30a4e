"""Opening the ledger a command line names: to read, to write, or to make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ledger.console.options import Invocation
from ledger.errors import BadInput, LedgerError
from ledger.language import say

if TYPE_CHECKING:
    from ledger.app import Ledger

DEFAULT_ORIGIN = "local"
"""The name a ledger's own facts carry if none is given."""


@contextmanager
def reading(invocation: Invocation) -> Iterator[Ledger]:
    """The ledger, open for questions. Raises LedgerError if there is none; creates nothing."""
    from ledger.app import Ledger

    with Ledger.open(invocation.ledger, write=False, now=invocation.now) as ledger:
        asked = invocation.asked
        if asked is not None and asked.position is not None:
            ledger.store.end_at(asked.position)
        if asked is not None:
            ledger = replace(ledger, timing=replace(ledger.timing, fixed=asked.at))
        yield ledger


@contextmanager
def writing(
    invocation: Invocation, trial: Callable[[Ledger], object] | None = None
) -> Iterator[Ledger]:
    """The ledger, open for facts. A new path becomes a ledger with the built-in law.

    A `trial` is tried first on a ledger that is thrown away where there is none yet, so that what
    cannot be done makes no ledger.
    """
    from ledger.app import Ledger, ledger_exists

    if invocation.asked is not None:
        raise BadInput(
            say("Only questions are asked again."),
            where="QUERY",
            why=say("This command records something."),
            now=say("Give a command that shows or lists, such as `shop show ID`."),
        )
    if not ledger_exists(invocation.ledger):
        if trial is not None:
            with thrown_away(invocation) as ledger:
                trial(ledger)
        _make(invocation)
    with Ledger.open(invocation.ledger, write=True, now=invocation.now) as ledger:
        yield ledger


@contextmanager
def thrown_away(invocation: Invocation) -> Iterator[Ledger]:
    """A new ledger with the built-in law that is gone afterwards."""
    from ledger.app import Ledger

    with (
        TemporaryDirectory() as folder,
        Ledger.create(
            str(Path(folder) / "trial.db"), origin=DEFAULT_ORIGIN, now=invocation.now
        ) as ledger,
    ):
        yield ledger


def _make(invocation: Invocation) -> None:
    from ledger.app import Ledger, ledger_exists

    try:
        Ledger.create(invocation.ledger, origin=DEFAULT_ORIGIN, now=invocation.now).store.close()
    except LedgerError:
        # Somebody else may have made it in this very moment; then it is theirs and ours.
        if not ledger_exists(invocation.ledger):
            raise
