"""Decisions taken again, in one pass in order of time.

Each decision is taken again from the state of its subjects just before it. That state is what was
known when the decision was taken, unless facts of its subjects came late, were annulled afterwards
or were known ahead of their time; then its boundary is read from the log as it was known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from ledger.aggregates import Account, Law, MiniProgram, Register, Sales, Shop, Violation
from ledger.aggregates.history import History, Parties, Sides
from ledger.audit.decided import agrees, decided_again, request_of
from ledger.audit.known import Known
from ledger.audit.observed import Observer
from ledger.border import Faulty, read_request
from ledger.codec import decode
from ledger.decisions import Decision
from ledger.errors import BadInput
from ledger.events import RequestGranted, RequestRefused
from ledger.events.binding import BindingEvent
from ledger.events.delegation import DelegationEvent
from ledger.queries.boundary import read_boundary
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import account_tag, mini_program_tag, shop_tag, tags_of, violation_tag
from ledger.verdict import Verdict, verdict_json


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A stored decision that comes out differently when it is taken again.

    `recorded` and `judged` are `granted` or `refused`, or `impossible` where the request cannot
    even be asked again; `rules` names the rules whose findings differ.
    """

    position: int
    request: str
    recorded: str
    judged: str
    rules: tuple[str, ...]


def known_ahead(store: Store) -> frozenset[str]:
    facts = (decode(leaf.position, leaf.data) for leaf in store.known_ahead())
    return frozenset(tag for fact in facts for tag in tags_of(fact.event))


def last_annulments(annulments: Iterable[Fact]) -> dict[str, int]:
    last: dict[str, int] = {}
    for fact in annulments:
        for tag in tags_of(fact.event):
            last[tag] = max(fact.position, last.get(tag, 0))
    return last


@dataclass(slots=True)
class Retrial:
    """The state of all subjects as the pass has it, and the decisions taken again from it.

    `touched` is the highest position among a subject's facts so far, `annulled` that of the last
    annulment of one of its facts, `ahead` the subjects with facts known ahead of their time.
    """

    store: Store
    law: Law
    observer: Observer
    annulled: dict[str, int]
    ahead: frozenset[str]
    touched: dict[str, int] = field(default_factory=dict)
    bindings: dict[str, Parties] = field(default_factory=dict)
    delegations: dict[str, Sides] = field(default_factory=dict)
    laws: dict[int, Law] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        """Remember one more fact."""
        self.observer.take(fact)
        if isinstance(fact.event, RequestGranted | RequestRefused):
            return
        if isinstance(fact.event, BindingEvent):
            self.bindings.setdefault(fact.event.binding, fact.event)
        elif isinstance(fact.event, DelegationEvent):
            self.delegations.setdefault(fact.event.delegation, fact.event)
        for tag in tags_of(fact.event):
            if self.touched.get(tag, 0) < fact.position:
                self.touched[tag] = fact.position

    def disagreement(self, decided: Fact) -> Iterator[Disagreement]:
        """The disagreement about a decision, if there is one.

        A request whose personal fields were forgotten cannot be asked again.
        """
        if decided.forgotten:
            return
        event = decided.event
        assert isinstance(event, RequestGranted | RequestRefused)
        again = self._again(decided, event.read_at)
        if again is None:
            yield _disagreement(decided, _IMPOSSIBLE, ())
        elif not agrees(decided, again):
            judged = "granted" if again.verdict.holds else "refused"
            yield _disagreement(decided, judged, _differing(event, again.verdict))

    def _again(self, decided: Fact, read_at: int) -> Decision | None:
        """The decision taken again; None if it could not even have been asked."""
        if read_at >= decided.position:
            return None
        try:
            return decided_again(decided, self.past_of(decided, read_at))
        except (BadInput, Faulty):
            return None

    def past_of(self, decided: Fact, read_at: int) -> Live | History:
        """What was known when a decision was taken, and the law that was known."""
        law = self._law(read_at)
        if self._is_as_known(decided, read_at):
            return Live(self.observer.known, self.bindings, self.delegations, law)
        history, _ = read_boundary(self.store, read_request(request_of(decided)), read_at)
        return replace(history, law=law)

    def _law(self, read_at: int) -> Law:
        """The law known at a position; between two adoptions it is the same."""
        adopted = (*self.law.rulebooks, *self.law.calendars)
        known = sum(fact.position <= read_at for fact in adopted)
        if known not in self.laws:
            self.laws[known] = self.law.known_at(read_at)
        return self.laws[known]

    def _is_as_known(self, decided: Fact, read_at: int) -> bool:
        """Whether the state of the pass is what was known when the decision was taken."""
        return all(
            self.touched.get(tag, 0) <= read_at
            and self.annulled.get(tag, 0) <= read_at
            and tag not in self.ahead
            for tag in self._around(decided)
        )

    def _around(self, decided: Fact) -> Iterator[str]:
        """The tags that may bear on a decision: its subjects, their violations, their parties."""
        yield from tags_of(decided.event)
        for tag in tags_of(decided.event):
            if tag.startswith(_SHOP):
                shop = self.observer.known.shops.get(tag.removeprefix(_SHOP))
                if shop is not None:
                    yield from (violation_tag(one) for one in shop.violations)
                    running = (one for one in shop.bindings.values() if not one.is_over)
                    yield from (account_tag(one.account) for one in running)
            elif tag.startswith(_ACCOUNT):
                account = self.observer.known.accounts.get(tag.removeprefix(_ACCOUNT))
                if account is not None:
                    yield from (violation_tag(one) for one in account.violations)
                    yield from (shop_tag(one.shop) for one in account.bindings.values())


_SHOP: Final = shop_tag("")
_ACCOUNT: Final = account_tag("")


@dataclass(frozen=True, slots=True)
class Live:
    """The past as a pass in order of time has it: nothing is known of what comes later."""

    known: Known
    bindings: dict[str, Parties]
    delegations: dict[str, Sides]
    law: Law

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop as it is now."""
        return self.known.shops.get(shop) or Shop(shop)

    def account(self, account: str, at: datetime) -> Account:
        """An account as it is now."""
        return self.known.accounts.get(account) or Account(account)

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation as it is now."""
        return self.known.violation(violation)

    def mini_program(self, mini_program: str, at: datetime) -> MiniProgram:
        """A mini-program as it is now."""
        return self.known.mini_program(mini_program)

    def register(self, register: str, at: datetime) -> Register:
        """A register of identifiers as it is now."""
        return self.known.register(register)

    def sales(self, shop: str, at: datetime) -> Sales:
        """When a shop last sold something, as far as is known now."""
        return self.known.sales_of(shop)

    def parties(self, binding: str) -> Parties | None:
        """Who a binding is between, if any fact so far names it."""
        return self.bindings.get(binding)

    def sides(self, delegation: str) -> Sides | None:
        """Who a delegation is between, if any fact so far names it."""
        return self.delegations.get(delegation)

    def knows(self, tag: str) -> bool:
        """Whether any fact so far names a violation or a mini-program."""
        return (
            tag.removeprefix(violation_tag("")) in self.known.violations
            or tag.removeprefix(mini_program_tag("")) in self.known.mini_programs
        )

    def next_fact(self, after: datetime) -> datetime | None:
        """Nothing is known of what comes later."""
        return None


_IMPOSSIBLE: Final = "impossible"


def _disagreement(decided: Fact, judged: str, rules: tuple[str, ...]) -> Disagreement:
    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    recorded = "granted" if isinstance(event, RequestGranted) else "refused"
    name = event.request.get("id", decided.correlationid or "")
    return Disagreement(decided.position, str(name), recorded, judged, rules)


def _differing(stored: RequestGranted | RequestRefused, again: Verdict) -> tuple[str, ...]:
    """The rules whose findings differ; all that are asked now where none can be read any more."""
    was = _findings(stored.verdict)
    now = {finding["rule"]: finding for finding in verdict_json(again)["findings"]}
    return tuple(rule for rule in {**was, **now} if was.get(rule) != now.get(rule))


def _findings(verdict: dict[str, Any]) -> dict[str, Any]:
    findings = verdict.get("findings")
    if not isinstance(findings, list):
        return {}
    return {str(one["rule"]): one for one in findings if isinstance(one, dict) and "rule" in one}
