"""The demo year lived through again with its feeds told otherwise: what a what-if must come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ledger.app import Ledger
from ledger.backtest.altered import Altered
from ledger.backtest.compared import Standing, standing_of
from ledger.border import read_request
from ledger.errors import BadInput
from ledger.events import RequestGranted, RequestRefused
from ledger.queries.reading import every_fact
from ledger.record import SOURCE_OF_THE_LEDGER, Fact
from ledger.store import Store
from ledger.terms import read_instant
from tests.examples.year import lines_of, steps_of_the_year

Line = dict[str, Any]
Tell = Callable[[Line], Line | None]
"""What is told instead of a line of a feed; None is nothing."""

Decisions = dict[str, tuple[str, Any, Any]]
"""Of each request: granted or refused, the findings without their evidence, the earliest time."""


def live_otherwise(address: str, tell: Tell) -> None:
    """Make a ledger and take every step of the year, as far as it can be taken."""
    for _, now, step, rest in steps_of_the_year():
        match step, rest:
            case "init", _:
                Ledger.create(address, origin="demo", rehearsal=True, now=now).store.close()
            case "import", [path]:
                with Ledger.open(address, write=True, now=now) as ledger:
                    ledger.take(_told(Path(path), tell))
            case "ask", [path]:
                with Ledger.open(address, write=True) as ledger:
                    _ask(ledger, Path(path))
            case "annul", [wrong, "--replaced-by", right, "--reason", reason]:
                with Ledger.open(address, write=True, now=now) as ledger:
                    _annul(ledger, wrong, reason, right)
            case _:
                raise AssertionError(step)


def _told(file: Path, tell: Tell) -> Iterator[tuple[int, Line]]:
    for number, line in lines_of(file.name):
        told = tell(line)
        if told is not None:
            yield number, told


def _ask(ledger: Ledger, file: Path) -> None:
    for _, value in lines_of(file.name):
        try:
            ledger.ask(read_request(value))
        except BadInput:
            continue  # it cannot be asked in this year


def _annul(ledger: Ledger, wrong: str, reason: str, right: str) -> None:
    try:
        ledger.annul(wrong, reason, right)
    except BadInput:
        return  # what would be annulled was never told


def decisions_in(store: Store) -> Decisions:
    """What was decided, without the positions that a line less moves."""
    found: Decisions = {}
    for fact in every_fact(store):
        event = fact.event
        if isinstance(event, RequestGranted | RequestRefused):
            findings = [one | {"evidence": None} for one in event.verdict["findings"]]
            granted = isinstance(event, RequestGranted)
            earliest = None if isinstance(event, RequestGranted) else event.earliest
            name = str(event.request["id"])
            found[name] = ("granted" if granted else "refused", findings, earliest)
    return found


def all_standing(store: Store, at: str) -> Standing:
    """How every shop and account stands."""
    tags = [*store.subjects("shop:"), *store.subjects("account:")]
    history = Altered(store).around(tags, store.head().position)
    return standing_of(history, tags, read_instant(at))


def fed(store: Store) -> list[Fact]:
    """The facts of the year that came in through a feed, and stand."""
    facts = list(every_fact(store))
    return [fact for fact in facts if not fact.source.startswith(SOURCE_OF_THE_LEDGER)]
