"""What became true, false or different since somebody last looked, late facts and all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from ledger.errors import BadInput
from ledger.events import RequestGranted, RequestRefused, RulebookAdopted
from ledger.language import say
from ledger.law_file import digest_of
from ledger.queries.reading import every_fact
from ledger.queries.shown import read_around
from ledger.queries.times import Times
from ledger.queries.ways import learning, passing
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import law_tag, tags_of

_TOLD: Final = ("shop", "account")

_Change = dict[str, Any]


def changes_since(store: Store, position: int, times: Times) -> Iterator[_Change]:
    """What is told otherwise now than to somebody who knew all up to a position, and looked then.

    Each change names its `subject`, `path`, what it was and is, and its cause. The law comes first,
    then the shops and accounts that later facts concern, then those that only time or law changed.
    Raises BadInput for a position that is not there yet.
    """
    _check(position, times)
    later = list(every_fact(store, after=position, upto=times.position))
    yield from _of_law(later)
    for tag in _in_order(store, later):
        yield from _of_subject(store, tag, position, times) or ()


def changes_of(store: Store, subject: str, position: int, times: Times) -> Sequence[_Change] | None:
    """The same of one subject; None if nothing was known of it then, nor is now."""
    _check(position, times)
    return _of_subject(store, subject, position, times)


def _check(position: int, times: Times) -> None:
    if not 0 <= position <= times.position:
        raise BadInput(
            say("There is no position {position}.", position=position),
            where="--since",
            why=say("At these times the last fact is at position {last}.", last=times.position),
            now=say("Give a position from 0 to {last}.", last=times.position),
        )


def _of_subject(
    store: Store, subject: str, position: int, times: Times
) -> Sequence[_Change] | None:
    looked = next(every_fact(store, after=position - 1, upto=position), None) if position else None
    then = replace(times, valid=min(looked.recordedtime, times.valid)) if looked else times
    around = read_around(store, subject, times, replace(then, position=position))
    way = learning(around, position, then)
    if looked is not None:
        way = way.then(passing(around, then.valid, times))
    if not way.seen(0) and not way.seen(way.last):
        return None
    return [{"subject": subject} | change for change in way.changes()]


def _of_law(later: Iterable[Fact]) -> Iterator[_Change]:
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


def _in_order(store: Store, later: Iterable[Fact]) -> Iterable[str]:
    """All shops and accounts, those first that later facts concern."""
    concerned = (
        tag
        for fact in later
        if not isinstance(fact.event, RequestGranted | RequestRefused)
        for tag in tags_of(fact.event)
        if tag.partition(":")[0] in _TOLD
    )
    everybody = chain.from_iterable(store.subjects(f"{noun}:") for noun in _TOLD)
    return dict.fromkeys((*concerned, *everybody))
