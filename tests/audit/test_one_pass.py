"""The one pass in order of time finds what judging every act and decision afresh would find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.aggregates import Law
from ledger.aggregates.history import History
from ledger.app import Ledger
from ledger.audit import decisions, taken_again
from ledger.audit.decided import agrees, decided_again
from ledger.audit.guarded import GUARDED
from ledger.audit.retrial import Disagreement
from ledger.audit.whole import Bend, audit
from ledger.border import read_request
from ledger.decisions.matter import account_at, shop_at
from ledger.errors import BadInput
from ledger.events import (
    AccountDeregistered,
    AppealSubmitted,
    CampaignEnrolled,
    RequestGranted,
    RequestRefused,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShowcaseProductsAdded,
)
from ledger.events.binding import BindingEvent
from ledger.queries.boundary import read_boundary
from ledger.queries.reading import every_fact
from ledger.record import SOURCE_OF_THE_LEDGER, Fact, as_it_stood
from ledger.rulebook import read_rulebook
from ledger.rules import Case, judge
from ledger.rules.of_violation import party_of
from ledger.terms import BEGINNING, instant_text
from ledger.verdict import Outcome
from tests.replay.lives import (
    _OF_ACCOUNTS,
    _OF_BINDINGS,
    _OF_SHOPS,
    ACCOUNTS,
    FIRST_LAW,
    SECOND_LAW,
    SHOPS,
    START,
    Happened,
)
from tests.story import rulebook

CHANNEL: Final = "tiktok.channel"
ASKS: Final = (
    "Invite",
    "AcceptInvitation",
    "ConcludeReview",
    "UnlinkByShop",
    "RequestUnlink",
    "ApproveUnlink",
    "AddShowcaseProducts",
    "EnrolInCampaign",
    "SubmitAppeal",
)
EASY_LAW: Final = rulebook({"account.rebind_wait": 1, "binding.bound_time": 1, "shop.slots": 9})


@dataclass(frozen=True)
class Step:
    """Something learnt, asked, annulled or adopted, some hours after the step before.

    `shift` says how many hours before it was learnt it happened: late if positive, known ahead if
    negative.
    """

    does: str
    hours: int
    shift: int
    shop: str
    account: str
    number: int


def steps() -> st.SearchStrategy[list[Step]]:
    feed = st.sampled_from((*_OF_BINDINGS, *_OF_BINDINGS, *_OF_SHOPS, *_OF_ACCOUNTS))
    asked = st.sampled_from(("onward", *ASKS))
    does = st.one_of(feed, asked, st.just("onward"), st.sampled_from(("annul", "adopt", "onward")))
    one = st.builds(
        Step,
        does,
        st.sampled_from((0, 1, 12, 25)),
        st.sampled_from((0, 0, 0, 5, 40, -1, -20)),
        st.sampled_from(SHOPS),
        st.sampled_from(ACCOUNTS[:2]),
        st.integers(0, 9),
    )
    return st.lists(one, min_size=8, max_size=40)


ONWARD: Final = ("Invite", "AcceptInvitation", "ConcludeReview", "RequestUnlink", "ApproveUnlink")
"""The life of a binding, request by request."""

REGISTERED: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("AccountRegistered", {"region": "MX"}),
    ("AccountHolderAgeAttested", {"of_age": True, "minimum_age": 18, "method": "document"}),
    ("ContentScreened", {"result": "clean"}),
    ("NetworkLocationObserved", {"country": "MX", "context": "bind"}),
)


def registered() -> list[dict[str, Any]]:
    """Everybody is registered and may be bound, so that some requests are granted."""
    told: list[tuple[str, dict[str, Any]]] = [
        ("ShopRegistered", {"shop": shop, "operating_country": "MX"}) for shop in SHOPS
    ]
    told += [(kind, {"account": one} | data) for one in ACCOUNTS for kind, data in REGISTERED]
    return [
        {
            "specversion": "1.0",
            "type": f"{kind}.v1",
            "source": "lives",
            "id": f"registered-{number}",
            "time": instant_text(START),
            "data": data,
        }
        for number, (kind, data) in enumerate(told)
    ]


@contextmanager
def lived(story: list[Step]) -> Iterator[Ledger]:
    """A rehearsal ledger in which all this was done, step by step."""
    with TemporaryDirectory() as folder:
        where = str(Path(folder) / "ledger.db")
        Ledger.create(where, origin="one-pass", rehearsal=True, bare=True, now=START).store.close()
        with Ledger.open(where, write=True) as ledger:
            at(ledger, START).adopt_rulebook(FIRST_LAW, "first", BEGINNING)
            taken = at(ledger, START).take(enumerate(registered(), start=1))
            assert not taken.rejected, taken.rejected
            clock = START + timedelta(days=2)
            for place, step in enumerate(story):
                clock += timedelta(hours=step.hours)
                try:
                    do(at(ledger, clock), step, place, clock)
                except BadInput:
                    continue
            yield ledger


def at(ledger: Ledger, now: datetime) -> Ledger:
    """The ledger at an instant."""
    return replace(ledger, timing=replace(ledger.timing, given=now))


def do(ledger: Ledger, step: Step, place: int, clock: datetime) -> None:
    """Take one step. Raises BadInput for what cannot be asked."""
    match step.does:
        case "annul":
            ledger.annul(f"lives#f{(place * 7 + step.number) % max(place, 1)}", "a slip")
        case "adopt":
            text = (SECOND_LAW, EASY_LAW, FIRST_LAW)[step.number % 3]
            ledger.adopt_rulebook(text, "law", clock - timedelta(hours=step.shift))
        case "onward":
            ledger.ask(read_request(request(replace(step, does=onward(ledger, step)), place)))
        case ask if ask in ASKS:
            ledger.ask(read_request(request(step, place)))
        case _:
            taken = ledger.take([(place, line(step, place, clock))])
            assert not taken.rejected, taken.rejected


def onward(ledger: Ledger, step: Step) -> str:
    """The request that leads the binding of two parties on, if one does."""
    for ask in ONWARD:
        try:
            if ledger.can(read_request(request(replace(step, does=ask), 0))).granted:
                return ask
        except BadInput:
            continue
    return ONWARD[step.number % len(ONWARD)]


def line(step: Step, place: int, clock: datetime) -> dict[str, Any]:
    told = Happened(step.does, step.shop, step.account, 0, step.number)
    happened = clock - timedelta(hours=step.shift)
    return told.line(place) | {"time": instant_text(happened)}


def request(step: Step, place: int) -> dict[str, Any]:
    asked: dict[str, Any] = {"ask": step.does, "id": f"r{place}", "actor": "tester"}
    binding = f"{step.shop}-{step.account}"
    match step.does:
        case "Invite":
            both = {"shop": step.shop, "account": step.account, "program": CHANNEL}
            return asked | both | {"binding": binding}
        case "AddShowcaseProducts":
            return asked | {"account": step.account, "count": 1 + step.number * 6}
        case "EnrolInCampaign":
            return asked | {"shop": step.shop, "campaign": "C1"}
        case "SubmitAppeal":
            by = f"account:{step.account}"
            return asked | {"violation": f"V-{step.account}-{step.number % 2}", "submitted_by": by}
        case "ConcludeReview":
            return asked | {"binding": binding, "outcome": "passed"}
    return asked | {"binding": binding}


# Judged naively


def naive_breaches(facts: list[Fact], law: Law) -> list[tuple[int, tuple[str, ...]]]:
    """Every act that no grant caused, judged from a fresh recall of all that was told before it."""
    standing, found = as_it_stood(facts), []
    for number, fact in enumerate(standing):
        if type(fact.event) in GUARDED and not fact.source.startswith(SOURCE_OF_THE_LEDGER):
            case = naive_case(fact, replace(History.of(standing[:number]), law=law))
            book = law.rulebook(case.program, fact.time) if case is not None else None
            if case is not None and book is not None:
                broken = tuple(
                    finding.rule
                    for finding in judge(case, book).findings
                    if finding.outcome is Outcome.BREAKS and finding.refuses
                )
                found += [(fact.position, broken)] if broken else []
    return found


def naive_case(fact: Fact, past: History) -> Case | None:
    event, when = fact.event, fact.time
    case = Case(GUARDED[type(event)], when, CHANNEL, observed=True)
    match event:
        case BindingEvent():
            account = account_at(past, event.account, when)
            return replace(
                case,
                shop=shop_at(past, event.shop, when),
                account=account,
                binding=account.bindings.get(event.binding),
                binding_id=event.binding,
                violations=tuple(past.violation(one, when) for one in account.violations),
            )
        case ShowcaseProductsAdded():
            account = account_at(past, event.account, when)
            place = account.bound_to.shop if account.bound_to else event.shop
            shop = shop_at(past, place, when) if place is not None else None
            return replace(case, shop=shop, account=account, count=event.count)
        case CampaignEnrolled():
            return replace(case, shop=shop_at(past, event.shop, when))
        case AppealSubmitted():
            violation = past.violation(event.violation, when)
            of = violation.account
            party = party_of(violation, account_at(past, of, when) if of is not None else None)
            return (
                None
                if party.program is None
                else replace(
                    case,
                    shop=shop_at(past, party.shop, when) if party.shop is not None else None,
                    account=account_at(past, of, when) if of is not None else None,
                    violation=violation,
                    calendars=past.law.calendars_at(when),
                )
            )
        case ShopClosingAnnounced() | ShopClosingWithdrawn() | ShopClosed() | AccountDeregistered():
            # TikTok's law says nothing of how a shop closes or an account leaves.
            return None
    raise AssertionError(event)


def naive_outcomes(ledger: Ledger, bend: Bend) -> dict[int, str]:
    """How each decision that does not agree comes out, taken again from its boundary."""
    found = {}
    bent = bend(Law.recall(every_fact(ledger.store)))
    for fact in decisions(ledger.store):
        event = fact.event
        assert isinstance(event, RequestGranted | RequestRefused)
        history, _ = read_boundary(ledger.store, read_request(event.request), event.read_at)
        law = bent if bent.fixed_at else replace(history.law, instead=bent.instead)
        again = decided_again(fact, replace(history, law=law))
        if not agrees(fact, again):
            found[fact.position] = "granted" if again.verdict.holds else "refused"
    return found


def as_found(disagreements: list[Disagreement]) -> dict[int, str]:
    return {one.position: one.judged for one in disagreements}


BENDS: Final[tuple[tuple[str, Bend], ...]] = (
    ("easy", lambda law: law.with_text(read_rulebook(EASY_LAW, "easy"))),
    (
        "strict",
        lambda law: law.with_text(
            read_rulebook(rulebook({"shop.slots": 1, "binding.bound_time": 99}), "strict")
        ),
    ),
    ("at an instant", lambda law: law.as_of(START + timedelta(days=3))),
)


@settings(max_examples=20, deadline=None)
@given(steps())
def test_the_pass_agrees_with_judging_everything_afresh(story: list[Step]) -> None:
    with lived(story) as ledger:
        facts = list(every_fact(ledger.store))
        found = audit(ledger.store)

        assert not found.stored.defects
        assert not found.stored.read_models
        assert not found.judged.balances
        again = {
            fact.position: taken_again(ledger.store, fact)[1] for fact in decisions(ledger.store)
        }
        assert found.judged.judged == len(again)
        assert as_found(found.judged.disagreements).keys() == {
            position for position, same in again.items() if not same
        }
        assert all(again.values())
        assert told(found) == naive_breaches(facts, Law.recall(facts))
        for _, bend in BENDS:
            bent = audit(ledger.store, bend)
            assert told(bent) == naive_breaches(facts, bend(Law.recall(facts)))
            assert as_found(bent.judged.disagreements) == naive_outcomes(ledger, bend)


def told(found: Any) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (breach.position, tuple(finding.rule for finding in breach.findings))
        for breach in found.judged.breaches
    ]
