"""A request becomes a fact: the boundary is read, the request decided, the outcome appended.

The append is made on condition that nothing in the boundary moved; if something did, the request is
decided again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from eventsourcing.dcb.api import DCBAppendCondition
from eventsourcing.persistence import IntegrityError

from ledger import __version__
from ledger.aggregates.history import History, Past
from ledger.app.appending import too_long
from ledger.app.timing import Timing
from ledger.codec import Draft, Leaf, LeafTooLong, encode
from ledger.decisions import Decision, Help, Interest, decide
from ledger.errors import BadInput, LedgerError
from ledger.events import Event, RequestGranted, RequestRefused
from ledger.language import say
from ledger.queries.boundary import read_boundary
from ledger.queries.memory import Memory, Recollection, States
from ledger.queries.reading import every_fact
from ledger.queries.times import Times
from ledger.record import SOURCE_OF_THE_LEDGER, Fact
from ledger.requests import Request, personal_fields, request_json
from ledger.store import Head, Store
from ledger.store.query import query_of
from ledger.subjects import request_tag
from ledger.verdict import Verdict, read_verdict, verdict_json

_MOST_TRIES: Final = 1_000
_DECISIONS: Final = (RequestGranted, RequestRefused)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request.

    `recorded` holds position and kind of each fact recorded; it is empty when nothing was, because
    the question was only what would be.
    """

    request: str
    granted: bool
    recorded: tuple[tuple[int, str], ...]
    verdict: Verdict
    earliest: datetime | None = None
    help: Help | None = None
    """What else would let it be granted, where that was looked for."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Requests asked of one ledger; with a memory, only what it does not have is read."""

    store: Store
    timing: Timing
    memory: Memory | None = None

    def ask(self, request: Request) -> Answer:
        """Decide a request and record the decision; a known id is answered as it was.

        Raises BadInput, and LedgerError if the boundary never rests.
        """
        for _ in range(_MOST_TRIES):
            with self.store.staying():
                head = self.store.head()
                history, read = read_boundary(self.store, request, head.position, self.memory)
                known = self._answered(request, history)
            if known is not None:
                return known
            try:
                return self._decide_and_record(request, head, history, read)
            except IntegrityError:
                continue
        raise LedgerError(
            say("The request could not be recorded."),
            where=request.id,
            why=say("Others kept changing the same shop or account meanwhile."),
            now=say("Ask again."),
        )

    def can(self, request: Request, times: Times | None = None) -> Answer:
        """What would come of a request, recording nothing. Raises BadInput.

        With `times` it is decided as at these times, also if its id has an answer already.
        """
        if times is not None:
            return self._could(request, times)
        with self.store.staying():
            head = self.store.head()
            history, _ = read_boundary(self.store, request, head.position, self.memory)
            known = self._answered(request, history)
        if known is not None:
            return Answer(known.request, known.granted, (), known.verdict, known.earliest)
        at = self.timing.now(request.at, head=head)
        decision = decide(request, self._past(history), at, self.timing.surroundings.new_id())
        return Answer(request.id, decision.verdict.holds, (), decision.verdict, decision.earliest)

    def _could(self, request: Request, times: Times) -> Answer:
        history, _ = read_boundary(self.store, request, times.position)
        told = replace(history, law=times.ruling(history.law))
        decision = decide(request, told, times.valid, self.timing.surroundings.new_id())
        return Answer(request.id, decision.verdict.holds, (), decision.verdict, decision.earliest)

    def _past(self, history: History) -> Past:
        states = self.memory.states if self.memory is not None else States()
        return Recollection(history, states)

    def _answered(self, request: Request, history: History) -> Answer | None:
        # The boundary has it: an answer that comes later moves the boundary.
        told = history.by_subject.get(request_tag(request.id), ())
        found = next((fact for fact in told if isinstance(fact.event, _DECISIONS)), None)
        if found is None:
            return None
        if not _is_the_same(request, found):
            raise BadInput(
                say("Request {id} was asked before, with other content.", id=request.id),
                where="id",
                why=say("An id names one request for ever; see position {at}.", at=found.position),
                now=say("Ask under a new id."),
            )
        return self._answer_of(found)

    def _answer_of(self, decided: Fact) -> Answer:
        event = decided.event
        assert isinstance(event, RequestGranted | RequestRefused)
        recorded = [(decided.position, event.kind)]
        for fact in every_fact(self.store, after=decided.position):
            if fact.correlationid != decided.correlationid or fact.causationid != decided.name:
                break
            recorded.append((fact.position, fact.event.kind))
        return Answer(
            event.request["id"],
            isinstance(event, RequestGranted),
            tuple(recorded),
            read_verdict(event.verdict, event.calendars),
            event.earliest if isinstance(event, RequestRefused) else None,
        )

    def _decide_and_record(
        self, request: Request, head: Head, history: History, read: frozenset[Interest]
    ) -> Answer:
        at = self.timing.now(request.at, head=head)
        decision = decide(request, self._past(history), at, self.timing.surroundings.new_id())
        drafts = self._drafts(request, decision, at, head.position)
        query = query_of((one.kinds, (one.tag,)) for one in sorted(read))
        condition = DCBAppendCondition(query, after=head.position)

        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            recordedtime = self.timing.recordedtime(at, last, "at")
            salt = self.timing.surroundings.new_salt
            return [encode(draft, recordedtime, salt) for draft in drafts]

        try:
            last = self.store.write(condition, build)
        except LeafTooLong as size:
            raise too_long(
                say("The request is too long to be recorded."),
                request.id,
                size,
                say("Shorten its texts."),
            ) from None
        first = last - len(drafts) + 1
        recorded = ((first + place, draft.event.kind) for place, draft in enumerate(drafts))
        return Answer(
            request.id,
            decision.verdict.holds,
            tuple(recorded),
            decision.verdict,
            decision.earliest,
        )

    def _drafts(
        self, request: Request, decision: Decision, at: datetime, head: int
    ) -> Sequence[Draft]:
        source = SOURCE_OF_THE_LEDGER + self.store.identity.origin
        new_id = self.timing.surroundings.new_id
        outcome = Draft(_outcome(decision, head), at, source, new_id(), request.actor, request.id)
        return [
            outcome,
            *(
                Draft(event, at, source, new_id(), request.actor, request.id, outcome.name)
                for event in decision.events
            ),
        ]


def _outcome(decision: Decision, read_at: int) -> Event:
    verdict = verdict_json(decision.verdict)
    calendars, subjects = decision.verdict.calendars, decision.subjects
    if decision.verdict.holds:
        return RequestGranted(
            request=decision.request,
            verdict=verdict,
            read_at=read_at,
            engine=__version__,
            calendars=calendars,
            subjects=subjects,
            personal=decision.personal,
        )
    return RequestRefused(
        request=decision.request,
        verdict=verdict,
        earliest=decision.earliest,
        read_at=read_at,
        engine=__version__,
        calendars=calendars,
        subjects=subjects,
        personal=decision.personal,
    )


def _is_the_same(request: Request, decided: Fact) -> bool:
    """Whether a request asks again what was decided; names the ledger gave may be left out.

    The time of asking is no content unless it is given both times; nor are personal fields once
    they are forgotten.
    """
    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    stored: dict[str, Any] = event.request | (event.personal or {})
    mine = request_json(request)
    if decided.forgotten:
        mine = {
            name: value
            for name, value in mine.items()
            if name not in personal_fields(type(request))
        }
    if mine.pop("at", None) is not None and request.at != decided.time:
        return False
    stored.pop("at", None)
    left_out = stored.keys() - mine.keys()
    return left_out <= set(request.names_given) and all(
        stored.get(name) == value for name, value in mine.items()
    )
