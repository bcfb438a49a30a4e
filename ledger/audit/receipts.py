"""Receipts: what a decision was taken from, and whether the log alone gives the same one again.

A decision names the position it was read at, the digests of its law and the version of the program.
From these its boundary is read once more, with nothing of what was learnt since, and judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.aggregates.history import History
from ledger.audit.decided import caused_by, decided_again
from ledger.audit.stored import defects, wrong_with
from ledger.border import Faulty, read_request
from ledger.decisions import Decision, Interest
from ledger.errors import BadInput, LedgerError
from ledger.events import RequestGranted, RequestRefused
from ledger.queries.boundary import read_boundary
from ledger.queries.memory import Memory, Recollection
from ledger.queries.reading import every_fact, facts_of, facts_of_kinds
from ledger.record import Fact
from ledger.store import Row, Store
from ledger.store.query import query_of
from ledger.subjects import request_tag
from ledger.terms import instant_text
from ledger.verdict import verdict_json

_DECISIONS: Final = (RequestGranted.kind, RequestRefused.kind)
_Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that a receipt does not prove.

    `what` is `leaf`, `tag`, `name`, `column`, `personal` or `gap` where the fact at `where`
    contradicts itself (contract, section 5, `verify`); `asked` where the request and the fact that
    holds it do not fit together (`where` is the field); else it is the part of the decision that
    comes out differently: `answer`, `rulebook`, `calendars`, `finding` (`where` is its rule),
    `earliest`, `subjects`, `facts`, or `request` where it cannot be asked again at all. `stored`
    and `again` are the two values as text, where there are two; `findings` the two findings whole,
    empty where there is none.
    """

    position: int
    request: str
    what: str
    where: str
    stored: str | None = None
    again: str | None = None
    findings: tuple[_Finding, _Finding] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A decision with all that it was taken from: its boundary, as known at its `read_at`."""

    decided: Fact
    caused: tuple[Fact, ...]
    history: History
    interests: frozenset[Interest]

    @property
    def event(self) -> RequestGranted | RequestRefused:
        """The stored decision."""
        return _event(self.decided)


def decision_on(store: Store, request: str) -> Fact | None:
    """The decision on a request; None if nobody asked it."""
    return next(facts_of(store, [request_tag(request)], _DECISIONS), None)


def receipt_of(store: Store, decided: Fact) -> Receipt:
    """The receipt of a decision. Raises Faulty where its request cannot be read any more."""
    event = _event(decided)
    history, interests = read_boundary(store, read_request(event.request), event.read_at)
    return Receipt(decided, caused_by(store, decided), history, interests)


def flaws_of(store: Store, decided: Fact) -> list[Flaw]:
    """What is wrong with one decision, or with a stored fact that it rests on."""
    try:
        found = [
            Flaw(decided.position, _name(decided), wrong, f"#{row.position}")
            for row in _rows_behind(store, decided)
            if (wrong := wrong_with(row)) is not None
        ]
    except LedgerError:
        # What cannot be read was most likely changed, and shows as it is stored.
        found = _stored_flaws(store)
        if not found:
            raise
        return found
    if any(flaw.what == "leaf" for flaw in found):
        return found
    return found + list(_differences(store, decided, None))


def flaws(
    store: Store, progress: Callable[[int], None] = lambda facts: None
) -> Iterator[tuple[Fact | None, list[Flaw]]]:
    """What is wrong with the stored form, then each decision with what is wrong with it.

    The first pair has no decision. Nothing is decided again where a leaf was changed.
    `progress` is told how many facts more were looked at, and then how many more decisions.
    """
    stored = _stored_flaws(store, progress)
    yield None, stored
    if any(flaw.what == "leaf" for flaw in stored):
        return
    # Decisions follow each other in the log, so what one read the next need not read again.
    memory = Memory()
    for decided in facts_of_kinds(store, *_DECISIONS):
        progress(1)
        yield decided, list(_differences(store, decided, memory))


def _stored_flaws(store: Store, progress: Callable[[int], None] = lambda facts: None) -> list[Flaw]:
    found = defects(store, progress)
    return [Flaw(one.position, "", one.what, f"#{one.position}") for one in found]


def _rows_behind(store: Store, decided: Fact) -> Iterator[Row]:
    """The rows a decision rests on: its boundary, itself, and what it caused."""
    event = _event(decided)
    last = max((fact.position for fact in caused_by(store, decided)), default=decided.position)
    yield from store.rows(after=decided.position - 1, upto=last)
    try:
        _, interests = read_boundary(store, read_request(event.request), event.read_at)
    except (BadInput, Faulty):
        return
    yield from store.rows(
        query_of((one.kinds, (one.tag,)) for one in sorted(interests)), upto=event.read_at
    )


def _differences(store: Store, decided: Fact, memory: Memory | None) -> Iterator[Flaw]:
    """Where a decision that is taken again is not the one that is stored."""
    event = _event(decided)
    caused = caused_by(store, decided)
    yield from _ill_fitting(store, decided, caused)
    again = _again(store, decided, memory) if event.read_at < decided.position else None
    if again is None:
        yield _flaw(decided, "request", "request", None, None)
        return
    granted = isinstance(event, RequestGranted)
    if again.verdict.holds != granted:
        yield _flaw(decided, "answer", "answer", _answer(granted), _answer(again.verdict.holds))
    yield from _different_law(decided, again)
    yield from _different_findings(decided, again)
    promised = event.earliest if isinstance(event, RequestRefused) else None
    if again.earliest != promised:
        told = (
            instant_text(one) if one is not None else None for one in (promised, again.earliest)
        )
        yield _flaw(decided, "earliest", "earliest", *told)
    if again.subjects != event.subjects:
        yield _flaw(
            decided, "subjects", "subjects", " ".join(event.subjects), " ".join(again.subjects)
        )
    events = tuple(fact.event for fact in caused)
    if events != again.events and granted == again.verdict.holds:
        stored, now = (" ".join(one.kind for one in some) for some in (events, again.events))
        yield _flaw(decided, "facts", "facts", stored, now)


def _ill_fitting(store: Store, decided: Fact, caused: Iterable[Fact]) -> Iterator[Flaw]:
    """Where the stored request says another time or actor than the fact that holds it.

    A decision is recorded at the time it was asked, or with the fact before it if that is later.
    """
    request = _event(decided).request
    before = next(every_fact(store, after=decided.position - 2, upto=decided.position - 1), None)
    last = decided.time if before is None else max(before.recordedtime, decided.time)
    pairs = {
        "at": (request.get("at", instant_text(decided.time)), instant_text(decided.time)),
        "actor": (request.get("actor"), decided.actor),
        "recordedtime": (instant_text(decided.recordedtime), instant_text(last)),
    }
    for where, (stored, again) in pairs.items():
        if stored != again:
            yield _flaw(decided, "asked", where, str(stored), str(again))
    for fact in caused:
        if (fact.time, fact.actor) != (decided.time, decided.actor):
            told, wanted = (f"{instant_text(one.time)} {one.actor}" for one in (fact, decided))
            yield _flaw(decided, "asked", f"#{fact.position}", told, wanted)


def _different_law(decided: Fact, again: Decision) -> Iterator[Flaw]:
    event = _event(decided)
    rulebook = event.verdict.get("rulebook")
    if again.verdict.rulebook != rulebook:
        yield _flaw(
            decided, "rulebook", again.verdict.program, str(rulebook), again.verdict.rulebook
        )
    if again.verdict.calendars != event.calendars:
        stored, now = " ".join(event.calendars), " ".join(again.verdict.calendars)
        yield _flaw(decided, "calendars", "calendars", stored, now)


def _different_findings(decided: Fact, again: Decision) -> Iterator[Flaw]:
    was = {str(one["rule"]): one for one in _event(decided).verdict.get("findings", ())}
    now = {one["rule"]: one for one in verdict_json(again.verdict)["findings"]}
    for rule in {**was, **now}:
        one, other = pair = was.get(rule, {}), now.get(rule, {})
        parts = [name for name in {**one, **other} if one.get(name) != other.get(name)]
        if parts:
            texts = (", ".join(f"{name}={each.get(name)}" for name in parts) for each in pair)
            yield replace(_flaw(decided, "finding", rule, *texts), findings=pair)


def _again(store: Store, decided: Fact, memory: Memory | None) -> Decision | None:
    """The decision taken again from its boundary; None if it could not even have been asked."""
    event = _event(decided)
    try:
        history, _ = read_boundary(store, read_request(event.request), event.read_at, memory)
        past = history if memory is None else Recollection(history, memory.states)
        return decided_again(decided, past)
    except (BadInput, Faulty):
        return None


def _flaw(decided: Fact, what: str, where: str, stored: str | None, again: str | None) -> Flaw:
    return Flaw(decided.position, _name(decided), what, where, stored, again)


def _answer(granted: bool) -> str:
    return "granted" if granted else "refused"


def _name(decided: Fact) -> str:
    return str(_event(decided).request.get("id", decided.correlationid or ""))


def _event(decided: Fact) -> RequestGranted | RequestRefused:
    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    return event
