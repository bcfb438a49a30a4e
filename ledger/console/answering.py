"""Answers with the id they can be cited by.

A command that answers a query opens the ledger with `answering` and hands what it tells to the
`Citing` it is given: every document under `--json` carries the id as `cite`, and people read it in
a quiet last line. Rows of CSV have no place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from click import get_current_context

from ledger.console.opening import reading
from ledger.console.options import Asked, Invocation, Query
from ledger.console.tables import sentence, whole_line
from ledger.language import say
from ledger.terms import BEGINNING

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.queries.citing import AnswerDigest, Citation

_View = dict[str, Any]


@dataclass(frozen=True)  # no slots: a cached property needs a place
class Citing:
    """Gives the answer to one query its id, of the log as it was when the query was asked."""

    ledger: Ledger
    query: Query
    size: int
    asked_at: Callable[[], datetime]
    quiet: bool

    @cached_property
    def grounds(self) -> Citation:
        """What the answer is given of."""
        from ledger.queries.citing import grounds

        query = {"command": self.query.command, "given": self.query.given}
        return grounds(self.ledger.store, query, self.asked_at(), self.size)

    @property
    def asked(self) -> Asked:
        """When the query was asked."""
        return Asked(self.grounds.at, self.size)

    def citation(self, answer: Iterable[_View]) -> Citation:
        """The citation of an answer: of all its documents, in their order."""
        from ledger.queries.citing import AnswerDigest

        digest = AnswerDigest()
        for _ in digest.following(answer):
            pass
        return self.concluded(digest)

    def concluded(self, digest: AnswerDigest) -> Citation:
        """The citation of an answer whose documents were taken in as they were printed."""
        found = replace(self.grounds, answer=digest.text)
        get_current_context().meta[CITATION] = found
        return found

    def document(self, view: _View) -> _View:
        """The one document of an answer, with its id."""
        return view | {"cite": self.citation([view]).id}

    def lines(self, views: Iterable[_View]) -> Iterator[_View]:
        """The documents of a list, each with the id of the whole: a line may be quoted alone."""
        held = list(views)
        cite = {"cite": self.citation(held).id}
        return (view | cite for view in held)

    def tell(self, *answer: _View) -> None:
        """The id for people, in a last line: of what they would get under `--json`."""
        self.tell_id(self.citation(answer))

    def tell_id(self, citation: Citation) -> None:
        """The id of a citation for people, unless the question is asked only once more."""
        if not self.quiet:
            sentence("")
            whole_line(say("Cite as {id}", id=citation.id), "dim")


CITATION = "ledger.citation"
"""Where among what a command line leaves behind its last citation is found."""


@contextmanager
def answering(invocation: Invocation) -> Iterator[tuple[Ledger, Citing]]:
    """The ledger, open for one query, and what cites the answer.

    Both stay at one size of the log and one time: what others record meanwhile is not seen.
    """
    query = invocation.query or Query.of(get_current_context())
    with reading(invocation) as ledger:
        head = ledger.store.head()
        ledger.store.end_at(head.position)
        glance = _Glance(ledger.timing.surroundings.clock)
        around = replace(ledger.timing.surroundings, clock=glance)
        ledger = replace(ledger, timing=replace(ledger.timing, surroundings=around))

        def asked_at() -> datetime:
            has_clock = ledger.timing.fixed is None and not ledger.store.identity.rehearsal
            if has_clock and glance.seen is None:
                # An answer whose times were all given is the same whenever it is asked for.
                return head.recordedtime or BEGINNING
            return ledger.now()

        quiet = invocation.asked is not None and invocation.query is None
        citing = Citing(ledger, query, head.position, asked_at, quiet)
        yield ledger, citing
        if not invocation.csv:
            # It is kept, for when there is no ledger to read any more.
            _ = citing.grounds


@dataclass(slots=True)
class _Glance:
    """A clock that is read once: all of a query is asked at one time."""

    clock: Callable[[], datetime]
    seen: datetime | None = None

    def __call__(self) -> datetime:
        if self.seen is None:
            self.seen = self.clock()
        return self.seen
