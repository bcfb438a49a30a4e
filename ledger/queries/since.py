"""What became true, false or different since somebody last looked, late facts and all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from ledger.aggregates import violation as violation_state
from ledger.due import ENDS
from ledger.errors import BadInput
from ledger.events import (
    KINDS,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)
from ledger.events.binding import BindingEvent
from ledger.language import say
from ledger.law_file import digest_of
from ledger.queries.reading import every_fact, facts_of
from ledger.queries.shown import read_around
from ledger.queries.times import Times
from ledger.queries.ways import learning, passing
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import account_tag, law_tag, shop_tag, tags_of

_BINDINGS: Final = tuple(kind.kind for kind in KINDS if issubclass(kind, BindingEvent))
_FELT_BY_OTHERS: Final = frozenset(
    {
        *violation_state.REMEMBERS,
        *ENDS,
    }
)
"""The kinds of facts that change what is told of the other party of a binding."""

_TOLD: Final = ("shop", "account")

_Change = dict[str, Any]


def changes_since(
    store: Store, position: int, times: Times, subject: str | None = None
) -> Iterator[_Change]:
    """What is told otherwise now than to somebody who knew all up to a position, and looked then.

    Each change names its `subject`, `path`, what it was and is, and its cause. Without a subject
    all shops and accounts that later facts concern are told, and the law. Raises BadInput for a
    position that is not there yet.
    """
    if not 0 <= position <= times.position:
        raise BadInput(
            say("There is no position {position}.", position=position),
            where="--since",
            why=say("At these times the last fact is at position {last}.", last=times.position),
            now=say("Give a position from 0 to {last}.", last=times.position),
        )
    if subject is not None:
        yield from _of_subject(store, subject, position, times)
        return
    later = list(every_fact(store, after=position, upto=times.position))
    yield from _of_law(store, later)
    for tag in _concerned(store, later, times):
        yield from _of_subject(store, tag, position, times)


def _of_subject(store: Store, subject: str, position: int, times: Times) -> Iterator[_Change]:
    looked = next(every_fact(store, after=position - 1, upto=position), None) if position else None
    then = replace(times, valid=min(looked.recordedtime, times.valid)) if looked else times
    around = read_around(store, subject, times, replace(then, position=position))
    way = learning(around, position, then)
    if looked is not None:
        way = way.then(passing(around, then.valid, times))
    for change in way.changes():
        yield {"subject": subject} | change


def _of_law(store: Store, later: Iterable[Fact]) -> Iterator[_Change]:
    """The texts adopted since; what they change of a subject is told with the subject."""
    for fact in later:
        if isinstance(fact.event, RulebookAdopted):
            yield {
                "subject": law_tag(fact.event.program),
                "path": f"adopted.{fact.position}",
                "before": None,
                "after": digest_of(fact.event.text),
                "cause": [fact.position],
            }


def _concerned(store: Store, later: Iterable[Fact], times: Times) -> list[str]:
    """The shops and accounts that facts concern, in order of the first that does."""
    found: dict[str, None] = {}
    for fact in later:
        if isinstance(fact.event, RequestGranted | RequestRefused):
            continue
        tags = tags_of(fact.event)
        found |= dict.fromkeys(tags)
        if fact.event.kind in _FELT_BY_OTHERS:
            found |= dict.fromkeys(_others(store, tags, times))
    return [tag for tag in found if tag.partition(":")[0] in _TOLD]


def _others(store: Store, tags: Iterable[str], times: Times) -> Iterator[str]:
    """The parties that the facts of some subjects name, and all they were ever bound to."""
    named: set[str] = set()
    for fact in facts_of(store, tags, _FELT_BY_OTHERS, upto=times.position):
        named.update(tag for tag in tags_of(fact.event) if tag.partition(":")[0] in _TOLD)
    for fact in facts_of(store, named, _BINDINGS, upto=times.position):
        if isinstance(fact.event, BindingEvent):
            named |= {shop_tag(fact.event.shop), account_tag(fact.event.account)}
    yield from sorted(named)
