"""Observed acts judged just before they happened, under the law of their time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import InitVar, dataclass, field

from ledger.aggregates import Law
from ledger.audit.guarded import ASKED_BY, GUARDED
from ledger.audit.known import Known
from ledger.audit.observed_cases import case_of
from ledger.events import (
    BindingActivated,
    Event,
    RequestGranted,
)
from ledger.record import Fact
from ledger.requests import AcceptInvitation
from ledger.rules import Act, judge
from ledger.subjects import tags_of
from ledger.verdict import Finding, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Breach:
    """An observed act that a request of the same would have been refused, and the findings why."""

    position: int
    kind: str
    subject: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Observer:
    """A fold over facts in order of time that judges each observed act just before it happened."""

    law: InitVar[Law]
    known: Known = field(init=False)
    grant: Fact | None = None
    caused: set[type[Event]] = field(default_factory=set)

    def __post_init__(self, law: Law) -> None:
        self.known = Known(law)

    def breaches(self, facts: Iterable[Fact], about: Set[str] | None = None) -> Iterator[Breach]:
        """The breaches among the acts that carry one of the tags `about`; None means all acts.

        The facts must stand (none annulled) and be told in order.
        """
        for fact in facts:
            if type(fact.event) in GUARDED and (
                about is None or not about.isdisjoint(tags_of(fact.event))
            ):
                breach = self.breach(fact)
                if breach is not None:
                    yield breach
            self.take(fact)

    def breach(self, fact: Fact) -> Breach | None:
        """The breach that a fact is, if it is an observed act that breaks a rule."""
        act = self.observed(fact)
        if act is None:
            return None
        findings = broken(fact, act, self.known)
        if not findings:
            return None
        return Breach(fact.position, fact.event.kind, _subject(fact.event), findings)

    def observed(self, fact: Fact) -> Act | None:
        """The act that a fact is judged as; None where no rule guards it, or a grant caused it."""
        act = GUARDED.get(type(fact.event))
        return None if act is None or self._granted(fact) else act

    def take(self, fact: Fact) -> None:
        """Remember one more fact."""
        event = fact.event
        if isinstance(event, RequestGranted):
            self.grant, self.caused = fact, set()
        elif type(event) in GUARDED and self._granted(fact):
            self.caused.add(type(event))
        self.known.take(fact)

    def _granted(self, fact: Fact) -> bool:
        """Whether the ledger's own grant caused an act: it follows at the same time, and once.

        What a feed claims of its causes is not believed: the claim of a second act, or of one that
        the granted request does not ask for, is judged like any other.
        """
        grant = self.grant
        return (
            grant is not None
            and isinstance(grant.event, RequestGranted)
            and type(fact.event) not in self.caused
            and self._asks_for(grant.event, fact)
            and fact.causationid == grant.name
            and fact.correlationid == grant.correlationid
            and fact.source == grant.source
            and fact.time == grant.time
        )

    def _asks_for(self, grant: RequestGranted, fact: Fact) -> bool:
        """Whether an act is what a granted request asks for.

        An acceptance brings the activation with it where the law wants no review between (A10).
        """
        ask = grant.request["ask"]
        if isinstance(fact.event, BindingActivated) and ask == AcceptInvitation.__name__:
            book = self.known.law.rulebook(fact.event.program, fact.time)
            return book is not None and not book.reading("binding.review_required", fact.time)
        return bool(ask == ASKED_BY[type(fact.event)].__name__)


def broken(fact: Fact, act: Act, known: Known) -> tuple[Finding, ...]:
    """The findings that would have refused a request of an observed act."""
    verdict = judged(fact, act, known)
    return broken_in(verdict.findings) if verdict is not None else ()


def judged(fact: Fact, act: Act, known: Known) -> Verdict | None:
    """The verdict on an observed act just before it; None where its program had no law."""
    case = case_of(fact, act, known)
    book = known.law.rulebook(case.program, fact.time) if case is not None else None
    if case is None or book is None:
        return None
    return judge(case, book)


def broken_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that refuse; what cannot be known is no breach of an observed act."""
    return tuple(one for one in findings if one.outcome is Outcome.BREAKS and one.refuses)


def _subject(event: Event) -> str:
    """The first party an act concerns: the shop, else the account, else the violation."""
    return tags_of(event)[0]
