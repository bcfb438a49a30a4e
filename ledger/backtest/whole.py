"""The whole log under the law as it was recorded and under proposed laws, in one pass.

History is held fixed: every request is judged by what was known when it was decided, every observed
act by what had happened before it, whatever a proposed law would have let happen instead. The
states are folded once for all laws, and memory grows with subjects and with what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.aggregates import Law
from ledger.aggregates.history import History
from ledger.audit.known import Known
from ledger.audit.observed import Observer, broken, broken_in
from ledger.audit.observed_cases import case_of
from ledger.audit.retrial import Live, Retrial, known_ahead, last_annulments
from ledger.audit.whole import told_in_order
from ledger.backtest.differing import rules_otherwise
from ledger.backtest.outcomes import (
    ACT,
    BINDING,
    BREACH,
    GRANTED,
    IMPOSSIBLE,
    IRREGULAR,
    KEPT,
    REFUSED,
    REGULAR,
    REQUEST,
    Backtested,
    Judged,
    Left,
    Side,
)
from ledger.backtest.standing import irregular, left_of, running
from ledger.border import Faulty, read_request
from ledger.decisions import judge_at
from ledger.errors import BadInput
from ledger.events import (
    CalendarAdopted,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)
from ledger.queries.reading import facts_of_kinds
from ledger.record import Fact
from ledger.requests import Request
from ledger.rulebook import Rulebook
from ledger.rules import ORDER, Act, Case, findings_of, judge
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag
from ledger.verdict import Finding, read_verdict

_PLACE: Final = {rule.name: place for place, rule in enumerate(ORDER)}
_UNUSED: Final = "unused: a stored request has its names"
_SHOP: Final = shop_tag("")
_ACCOUNT: Final = account_tag("")

RECORDED: Final = "recorded"
"""The name of the law that was in force, beside those of proposed rulebooks."""


def backtest(
    store: Store,
    proposed: Sequence[tuple[str, Rulebook]],
    now: datetime,
    progress: Callable[[int], None] = lambda facts: None,
) -> Backtested:
    """History under each of some named rulebooks, beside the history that was.

    What stands today stands at `now`. Raises LedgerError where the log cannot be read.
    """
    law = Law.recall(facts_of_kinds(store, RulebookAdopted.kind, CalendarAdopted.kind))
    annulments = list(facts_of_kinds(store, FactAnnulled.kind))
    gone = {fact.event.fact for fact in annulments if isinstance(fact.event, FactAnnulled)}
    observer = Observer(law)
    books = tuple(book for _, book in proposed)
    bench = _Bench(
        books,
        observer,
        (observer.known, *(observer.known.under(law.with_text(book)) for book in books)),
        tuple(rules_otherwise(law, book) for book in books),
        Retrial(store, law, observer, last_annulments(annulments), known_ahead(store)),
        Backtested((RECORDED, *(name for name, _ in proposed)), books),
    )
    for fact in told_in_order(store):
        progress(1)
        if gone and fact.name in gone:
            continue
        bench.judge(fact)
        bench.retrial.take(fact)
    bench.look_around(now)
    return bench.found


@dataclass(slots=True)
class _Bench:
    """One history under several laws, the recorded one first, and what was found.

    `otherwise` names the rules that may find otherwise under each proposed law, None where any may.
    """

    books: tuple[Rulebook, ...]
    observer: Observer
    known: tuple[Known, ...]
    otherwise: tuple[frozenset[str] | None, ...]
    retrial: Retrial
    found: Backtested

    def judge(self, fact: Fact) -> None:
        """Judge a decision or an observed act under every law, just before it happened."""
        if isinstance(fact.event, RequestGranted | RequestRefused):
            self._keep(self._request(fact, fact.event))
        elif (act := self.observer.observed(fact)) is not None:
            self._keep(self._act(fact, act))

    def _keep(self, judged: Judged) -> None:
        if judged.what == REQUEST:
            self.found.requests += 1
        else:
            self.found.acts += 1
        if len({side.outcome for side in judged.sides}) > 1:
            self.found.judged.append(judged)

    def _request(self, fact: Fact, event: RequestGranted | RequestRefused) -> Judged:
        stored = read_verdict(event.verdict)
        refusing = tuple(one.rule for one in stored.findings if one.refuses)
        recorded = Side(GRANTED if isinstance(event, RequestGranted) else REFUSED, refusing)
        again = dict.fromkeys(self.books, recorded)
        concerned = [book for book in self.books if book.program == stored.program]
        if concerned:
            again |= self._again(fact, event, concerned)
        return Judged(
            REQUEST,
            fact.position,
            str(event.request["id"]),
            fact.time,
            _named(event.subjects, _SHOP),
            _named(event.subjects, _ACCOUNT),
            (recorded, *(again[book] for book in self.books)),
        )

    def _again(
        self, fact: Fact, event: RequestGranted | RequestRefused, books: Sequence[Rulebook]
    ) -> dict[Rulebook, Side]:
        """How a request comes out under some books, by what was known when it was decided."""
        try:
            request = read_request(event.request)
            past = self.retrial.past_of(fact, event.read_at)
            return {book: _side(request, past, book, fact.time) for book in books}
        except Faulty:
            return dict.fromkeys(books, Side(IMPOSSIBLE))

    def _act(self, fact: Fact, act: Act) -> Judged:
        event = fact.event
        case = case_of(fact, act, self.known[0])
        breaking = self._broken(fact, act, case) if case is not None else [()] * len(self.known)
        return Judged(
            ACT,
            fact.position,
            event.kind,
            fact.time,
            getattr(event, "shop", None),
            getattr(event, "account", None),
            tuple(Side(BREACH if rules else KEPT, rules) for rules in breaking),
        )

    def _broken(self, fact: Fact, act: Act, case: Case) -> Iterator[tuple[str, ...]]:
        """The rules an act breaks under each law."""
        book = self.known[0].law.rulebook(case.program, fact.time)
        recorded = _names(broken_in(judge(case, book).findings)) if book is not None else ()
        yield recorded
        for known, proposed, rules in zip(self.known[1:], self.books, self.otherwise, strict=True):
            if proposed.program != case.program:
                yield recorded
            elif book is None or rules is None:
                yield _names(broken(fact, act, known))
            else:
                again = _names(broken_in(findings_of(case, proposed, rules)))
                kept = (rule for rule in recorded if rule not in rules)
                yield tuple(sorted((*kept, *again), key=_PLACE.__getitem__))

    def look_around(self, now: datetime) -> None:
        """Look at what stands now: the bindings in effect, and what is left of balances."""
        for binding in running(self.known[0], now):
            self.found.bindings += 1
            rules = [irregular(known, binding, now) for known in self.known]
            if any(rules):
                sides = tuple(Side(IRREGULAR if one else REGULAR, one) for one in rules)
                self.found.judged.append(
                    Judged(
                        BINDING,
                        binding.since.position,
                        binding.binding,
                        binding.since.at,
                        binding.shop,
                        binding.account,
                        sides,
                    )
                )
        for name in sorted(self.known[0].shops):
            self._look_at_balances(name, now)

    def _look_at_balances(self, name: str, now: datetime) -> None:
        for program in sorted({book.program for book in self.books}):
            shop = self.known[0].shops[name]
            if not any(one.program == program for one in shop.bindings.values()):
                continue
            sides = [
                dict(left_of(known.shop_at(name, now), known.law, program, now))
                for known in self.known
            ]
            for balance in sides[0]:
                left = tuple(side[balance] for side in sides)
                if len(set(left)) > 1:
                    self.found.balances.append(Left(name, balance, left))


def _names(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.rule for finding in findings)


def _side(request: Request, past: Live | History, book: Rulebook, at: datetime) -> Side:
    try:
        _, verdict = judge_at(request, replace(past, law=past.law.with_text(book)), at, _UNUSED)
    except BadInput:
        return Side(IMPOSSIBLE)
    refusing = tuple(one.rule for one in verdict.findings if one.refuses)
    return Side(GRANTED if verdict.holds else REFUSED, refusing)


def _named(tags: Sequence[str], prefix: str) -> str | None:
    found = (tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix))
    return next(found, None)
