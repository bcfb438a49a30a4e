"""How a shop stood at any instant, as far as its money depends on it.

Read once from the shop's facts and looked up by time, so that a question for each order costs no
query.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Final, Generic, TypeVar

from ledger.aggregates import Binding, Mark, Shop
from ledger.aggregates import shop as shop_state
from ledger.aggregates.binding import evolve_binding
from ledger.aggregates.shop_money import RouteOf, TermsOf, ends
from ledger.events import (
    KINDS,
    CollectionAccountOpened,
    CommissionTermsSet,
    FactAnnulled,
    SettlementObserved,
    SettlementRouteEnded,
    SettlementRouteSet,
    ShopRegistered,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact

_T = TypeVar("_T")

KINDS_OF_MONEY: Final = tuple(
    sorted(
        {kind.kind for kind in KINDS if issubclass(kind, BindingEvent)}
        | {
            kind.kind
            for kind in (
                CollectionAccountOpened,
                CommissionTermsSet,
                FactAnnulled,
                SettlementObserved,
                SettlementRouteEnded,
                SettlementRouteSet,
                ShopRegistered,
            )
        }
    )
)
"""The kinds of facts that the settlement of a shop's orders depends on."""


@dataclass(slots=True)
class Course(Generic[_T]):
    """What held from when on: values in order of time, the last one at or before an instant."""

    since: list[datetime] = field(default_factory=list)
    values: list[tuple[int, _T]] = field(default_factory=list)

    def set(self, fact: Fact, value: _T) -> None:
        """From a fact on, which is not before the last one, this holds."""
        self.since.append(fact.time)
        self.values.append((fact.position, value))

    def at(self, instant: datetime) -> tuple[int, _T] | None:
        """The position of the fact that says what holds at an instant, and what; None before."""
        found = bisect_right(self.since, instant)
        return self.values[found - 1] if found else None


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a binding was in effect, from its activation to its end."""

    start: Mark
    end: Mark | None
    binding: str
    program: str


Held = tuple[int, SettlementRouteSet]
"""A route in force, and the position of the fact that set it."""


@dataclass(slots=True)
class Standing:
    """A shop's bindings, routes, terms and collection accounts through time."""

    shop: Shop
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    _routes: dict[RouteOf, Course[SettlementRouteSet | None]] = field(default_factory=dict)
    _terms: dict[TermsOf, Course[CommissionTermsSet]] = field(default_factory=dict)
    _collecting: Course[CollectionAccountOpened] = field(default_factory=Course)
    _of_method: dict[str, Course[CollectionAccountOpened]] = field(default_factory=dict)
    settled: dict[str, dict[str, int]] = field(default_factory=dict)
    """The currencies that orders were seen settled in, each with the last fact that says so."""

    def bound(self, account: str, at: datetime) -> Span | None:
        """The binding in effect between the shop and an account at an instant, the first begun."""
        for span in self.spans.get(account, ()):
            if span.start.at <= at and (span.end is None or at < span.end.at):
                return span
        return None

    def beside(self, account: str, at: datetime) -> tuple[Span, ...]:
        """The binding that ended last by an instant and the one that began next after it."""
        spans = self.spans.get(account, ())
        ended = [span for span in spans if span.end is not None and span.end.at <= at]
        before = max(ended, key=lambda span: span.end or span.start, default=None)
        after = next((span for span in spans if at < span.start.at), None)
        return tuple(span for span in (before, after) if span is not None)

    def routes(self, account: str | None, method: str | None, at: datetime) -> list[Held]:
        """The routes in force for a sale at an instant, those made for it most closely first."""
        if not self._routes:
            return []
        found = []
        for key in dict.fromkeys(
            ((account, method), (account, None), (None, method), (None, None))
        ):
            course = self._routes.get(key)
            held = course.at(at) if course is not None else None
            if held is not None and (route := held[1]) is not None:
                found.append((held[0], route))
        return found

    def terms(
        self, account: str | None, span: Span | None, at: datetime
    ) -> list[tuple[int, CommissionTermsSet]]:
        """The terms in force for a sale at an instant, those made for it most closely first."""
        if not self._terms:
            return []
        binding, program = (span.binding, span.program) if span is not None else (None, None)
        keys = [
            (owner, named, of)
            for named in (binding, None)
            for owner in (account, None)
            for of in (program, None)
        ]
        courses = (self._terms[key] for key in dict.fromkeys(keys) if key in self._terms)
        return [held for course in courses if (held := course.at(at)) is not None]

    def collecting(
        self, method: str | None, at: datetime
    ) -> tuple[int, CollectionAccountOpened] | None:
        """The account the shop collects in at an instant: for the way of paying, else its last."""
        own = self._of_method.get(method) if method is not None else None
        return (own.at(at) if own is not None else None) or self._collecting.at(at)

    def collects_by(self, method: str, at: datetime) -> tuple[int, CollectionAccountOpened] | None:
        """The collection account the shop has for a way of paying at an instant."""
        own = self._of_method.get(method)
        return own.at(at) if own is not None else None

    def take(self, fact: Fact) -> None:
        """Remember one more fact of money; facts come in order of time."""
        match fact.event:
            case SettlementRouteSet() as route:
                self._route(route).set(fact, route)
            case SettlementRouteEnded() as over:
                course = self._route(over)
                held = course.at(fact.time)
                if held and held[1] and ends(over, held[1]):
                    course.set(fact, None)
            case CommissionTermsSet() as terms:
                key = (terms.account, terms.binding, terms.program)
                self._terms.setdefault(key, Course()).set(fact, terms)
            case CollectionAccountOpened() as opened:
                self._collecting.set(fact, opened)
                if opened.method is not None:
                    self._of_method.setdefault(opened.method, Course()).set(fact, opened)
            case SettlementObserved(order=str(order)) as settled:
                self.settled.setdefault(order, {})[settled.currency] = fact.position

    def _route(
        self, of: SettlementRouteSet | SettlementRouteEnded
    ) -> Course[SettlementRouteSet | None]:
        return self._routes.setdefault((of.account, of.method), Course())


def standing_of(shop: str, facts: Iterable[Fact]) -> Standing:
    """How a shop stood, from its facts as they stood, told in order of time."""
    bindings: dict[str, Binding] = {}
    standing = Standing(Shop(shop))
    for fact in facts:
        event = fact.event
        if isinstance(event, BindingEvent):
            bindings[event.binding] = evolve_binding(bindings.get(event.binding), fact)
        elif isinstance(event, ShopRegistered):
            standing.shop = shop_state.evolve(standing.shop, fact)
        else:
            standing.take(fact)
    standing.spans = _spans(bindings.values())
    return standing


def _spans(bindings: Iterable[Binding]) -> dict[str, tuple[Span, ...]]:
    found: dict[str, list[Span]] = {}
    for one in bindings:
        times: list[tuple[Mark, Mark | None]] = [*one.earlier]
        if one.activated is not None:
            times.append((one.activated, one.ended))
        found.setdefault(one.account, []).extend(
            Span(start, end, one.binding, one.program) for start, end in times
        )
    return {
        account: tuple(sorted(some, key=attrgetter("start"))) for account, some in found.items()
    }
