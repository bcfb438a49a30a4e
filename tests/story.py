"""The language in which decisions are tested: what happened, what is asked, what follows.

    history = given(bound("S1", "A1", at="2026-03-01T09:00Z"))
    history.when(unlink("S1", "A1", at="2026-03-02T08:59Z")).then_refused(
        "binding.bound_time", earliest="2026-03-02T09:00Z", see=(1,)
    )

It runs the real pure core over real facts. A test says only what matters: law is the source
rulebook, and every shop and account that is named was registered long ago in Mexico and may be
bound, unless the story introduces it itself (`shop`, `account`, `nobody_knows`). Things that
happened are counted from 1 in the order in which they are told; `see` names them by that number.
A binding has the id `<shop>-<account>`. Times may leave out their seconds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, reduce
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import pytest

from ledger.aggregates.history import History
from ledger.audit.decided import agrees, decided_again
from ledger.audit.observed import Breach, Observer
from ledger.decisions import Decision, Help, Interest, decide, help_for, interests
from ledger.errors import BadInput
from ledger.events import (
    AccountBanLifted,
    AccountBanned,
    AccountDeregistered,
    AccountHolderAgeAttested,
    AccountRegistered,
    AppealDecided,
    AppealSubmitted,
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingInvited,
    BindingReviewFailed,
    BindingReviewOpened,
    BindingReviewPassed,
    CalendarAdopted,
    CampaignEnrolled,
    ComplianceScoreObserved,
    ContentScreened,
    Event,
    FactAnnulled,
    NetworkLocationObserved,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopClosed,
    ShopRegistered,
    ShopUnlinked,
    ShowcaseCleared,
    ShowcaseProductsAdded,
    UnlinkApproved,
    UnlinkChancesObserved,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
    ViolationNotified,
    ViolationRecorded,
    ViolationResolved,
)
from ledger.events.binding import BindingNames, EndReason
from ledger.events.identity import SubjectType
from ledger.record import Fact, as_it_stood
from ledger.requests import (
    AcceptInvitation,
    AddShowcaseProducts,
    ApproveUnlink,
    BindingRequest,
    CancelInvitation,
    ConcludeReview,
    DeclineInvitation,
    EnrolInCampaign,
    Invite,
    RefuseUnlink,
    Request,
    RequestUnlink,
    SubmitAppeal,
    UnlinkByShop,
    UpgradeCollectionAccount,
    WithdrawUnlinkRequest,
)
from ledger.rulebook import built_in_names
from ledger.subjects import account_tag, shop_tag, tags_of
from ledger.terms import BEGINNING, instant_text, read_instant
from ledger.verdict import Finding, Outcome, Severity, Verdict, verdict_json
from ledger.working_days import built_in_calendars

CHANNEL = "tiktok.channel"
LONG_AGO = "2020-01-01T00:00Z"
NAMED_BY_THE_LEDGER = "named-by-the-ledger"
MOMENT = timedelta(microseconds=1)

_WITHOUT_SECONDS = re.compile(r"(T\d\d:\d\d)(Z|[+-]\d\d:\d\d)$")


def instant(text: str) -> datetime:
    """The instant a text names, with or without seconds."""
    return read_instant(_WITHOUT_SECONDS.sub(r"\1:00\2", text))


def platform(name: str) -> str:
    """The full id of a shop or an account: `tiktok:S1` for `S1`."""
    return name if ":" in name else f"tiktok:{name}"


# --- what happened --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deed:
    """Something that happened at an instant: one fact, or several that always come together.

    `introduces` holds the tags of shops and accounts about which the story itself tells
    everything.
    """

    at: datetime
    events: tuple[Event, ...]
    introduces: frozenset[str] = frozenset()
    source: str = "test"
    id: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    actor: str | None = None


def deed(event: Event, *more: Event, at: str) -> Deed:
    """Something for which there is no word below."""
    return Deed(instant(at), (event, *more))


def _relation(shop: str, account: str, binding: str | None, program: str) -> BindingNames:
    return {
        "binding": binding or f"{shop}-{account}",
        "shop": platform(shop),
        "account": platform(account),
        "program": program,
    }


class _OfABinding:
    """The words for what happens to a binding: `word(shop, account, at=…)`."""

    def __init__(self, happening: Callable[[BindingNames], tuple[Event, ...]]) -> None:
        self.happening = happening

    def __call__(
        self,
        shop: str,
        account: str,
        *,
        at: str,
        binding: str | None = None,
        program: str = CHANNEL,
    ) -> Deed:
        return Deed(instant(at), self.happening(_relation(shop, account, binding, program)))


def _cleared(of: BindingNames) -> ShowcaseCleared:
    return ShowcaseCleared(account=of["account"], cause="binding_ended")


invited = _OfABinding(lambda of: (BindingInvited(**of),))
accepted = _OfABinding(lambda of: (BindingInvitationAccepted(**of), BindingReviewOpened(**of)))
declined = _OfABinding(lambda of: (BindingInvitationDeclined(**of),))
cancelled = _OfABinding(lambda of: (BindingInvitationCancelled(**of),))
passed = _OfABinding(lambda of: (BindingReviewPassed(**of), BindingActivated(**of)))
failed = _OfABinding(lambda of: (BindingReviewFailed(**of),))
bound = _OfABinding(lambda of: (BindingActivated(**of),))
unlinked = _OfABinding(
    lambda of: (ShopUnlinked(**of), BindingEnded(**of, reason="shop_unlink"), _cleared(of))
)
asked_to_leave = _OfABinding(lambda of: (UnlinkRequested(**of),))
stayed = _OfABinding(lambda of: (UnlinkRequestWithdrawn(**of),))
kept = _OfABinding(lambda of: (UnlinkRefused(**of),))
let_go = _OfABinding(
    lambda of: (UnlinkApproved(**of), BindingEnded(**of, reason="account_unlink"), _cleared(of))
)


def ended(
    shop: str,
    account: str,
    *,
    at: str,
    reason: EndReason = "platform_forced",
    binding: str | None = None,
    program: str = CHANNEL,
) -> Deed:
    """A binding ended without a request of either party."""
    return deed(BindingEnded(**_relation(shop, account, binding, program), reason=reason), at=at)


def shop(
    name: str,
    *,
    at: str = LONG_AGO,
    country: str = "MX",
    time_zone: str | None = None,
    category: str | None = "beauty",
    subject: SubjectType | None = None,
    called: str | None = None,
) -> Deed:
    """A shop is registered as the story tells it."""
    registered = ShopRegistered(
        shop=platform(name),
        operating_country=country,
        main_category=category,
        time_zone=time_zone,
        subject_type=subject,
        name=called,
    )
    return Deed(instant(at), (registered,), frozenset({shop_tag(platform(name))}))


def account(
    name: str,
    *,
    at: str = LONG_AGO,
    region: str | None = "MX",
    theme: str | None = "beauty",
    of_age: bool | None = True,
    minimum_age: int = 18,
    screened: Literal["clean", "violation_record"] | None = "clean",
    network: str | None = "MX",
    app: str | None = None,
    account_type: Literal["personal", "enterprise", "verified_enterprise"] | None = None,
    called: str | None = None,
) -> Deed:
    """An account is registered as the story tells it; None leaves a thing untold."""
    of = platform(name)
    registered = AccountRegistered(
        account=of, region=region, theme=theme, app=app, account_type=account_type, name=called
    )
    events: list[Event] = [registered]
    if of_age is not None:
        events.append(
            AccountHolderAgeAttested(
                account=of, of_age=of_age, minimum_age=minimum_age, method="document"
            )
        )
    if screened is not None:
        events.append(ContentScreened(account=of, result=screened))
    if network is not None:
        events.append(NetworkLocationObserved(account=of, country=network, context="bind"))
        events.append(NetworkLocationObserved(account=of, country=network, context="unlink"))
    return Deed(instant(at), tuple(events), frozenset({account_tag(of)}))


def nobody_knows(*tags: str) -> Deed:
    """These shops and accounts were never registered: `nobody_knows("shop:S1", "account:A1")`."""
    full = (f"{kind}:{platform(name)}" for kind, name in (tag.split(":", 1) for tag in tags))
    return Deed(BEGINNING, (), frozenset(full))


def seen_in(
    country: str,
    name: str,
    *,
    at: str,
    context: Literal["bind", "unlink"] | None = "bind",
) -> Deed:
    """An account's network address showed a country."""
    return deed(
        NetworkLocationObserved(account=platform(name), country=country, context=context), at=at
    )


def screened(name: str, result: Literal["clean", "violation_record"], *, at: str) -> Deed:
    """An account's content was screened."""
    return deed(ContentScreened(account=platform(name), result=result), at=at)


def banned(name: str, *, at: str) -> Deed:
    """The platform banned an account."""
    return deed(AccountBanned(account=platform(name)), at=at)


def ban_lifted(name: str, *, overturned: bool, at: str) -> Deed:
    """A ban is over."""
    return deed(AccountBanLifted(account=platform(name), overturned=overturned), at=at)


def deregistered(name: str, *, at: str) -> Deed:
    """An account is gone."""
    return deed(AccountDeregistered(account=platform(name)), at=at)


def closed(name: str, *, at: str) -> Deed:
    """A shop closed."""
    return deed(ShopClosed(shop=platform(name)), at=at)


def chances_observed(name: str, used: int, *, at: str) -> Deed:
    """The platform told how many unlink chances a shop has used."""
    return deed(UnlinkChancesObserved(shop=platform(name), program=CHANNEL, used=used), at=at)


def added(name: str, count: int, *, at: str, shop: str | None = None) -> Deed:
    """An account put products into its showcase."""
    of_shop = platform(shop) if shop is not None else None
    return deed(
        ShowcaseProductsAdded(account=platform(name), shop=of_shop, count=count),
        at=at,
    )


def scored(name: str, score: int, *, at: str) -> Deed:
    """The platform showed a shop's compliance score."""
    return deed(ComplianceScoreObserved(shop=platform(name), score=score), at=at)


def enrolled(name: str, campaign: str, *, at: str) -> Deed:
    """A shop entered a campaign."""
    return deed(CampaignEnrolled(shop=platform(name), campaign=campaign), at=at)


def violated(
    violation: str,
    *,
    at: str,
    account: str | None = None,
    shop: str | None = None,
    posted: str | None = None,
) -> Deed:
    """The platform put a violation on an account or a shop."""
    recorded = ViolationRecorded(
        violation=violation,
        account=platform(account) if account else None,
        shop=platform(shop) if shop else None,
        category="false_advertising",
        content_posted_at=instant(posted) if posted else None,
    )
    return deed(recorded, at=at)


def notified(
    violation: str, *, at: str, account: str | None = None, shop: str | None = None
) -> Deed:
    """The party was told of a violation."""
    told = ViolationNotified(
        violation=violation,
        account=platform(account) if account else None,
        shop=platform(shop) if shop else None,
    )
    return deed(told, at=at)


def resolved(violation: str, *, at: str) -> Deed:
    """A violation is dealt with."""
    return deed(ViolationResolved(violation=violation), at=at)


def appealed(
    violation: str,
    *,
    at: str,
    by: str,
    appeal: str = NAMED_BY_THE_LEDGER,
    account: str | None = None,
    shop: str | None = None,
) -> Deed:
    """A party filed an appeal."""
    submitted = AppealSubmitted(
        violation=violation,
        appeal=appeal,
        submitted_by=by,
        account=platform(account) if account else None,
        shop=platform(shop) if shop else None,
    )
    return deed(submitted, at=at)


def appeal_decided(violation: str, outcome: Literal["granted", "rejected"], *, at: str) -> Deed:
    """The platform decided an appeal."""
    decided = AppealDecided(violation=violation, appeal=NAMED_BY_THE_LEDGER, outcome=outcome)
    return deed(decided, at=at)


# --- what is asked --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A request and the instant it is asked at."""

    request: Request
    at: datetime


def _asked(request: Callable[..., Request], at: str, **fields: Any) -> Question:
    """A question whose fields that say nothing are left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    return Question(request(id="r-1", actor="test", **given), instant(at))


class _ActOnABinding:
    """The words for acts on a binding: `word(shop, account, at=…)`."""

    def __init__(self, request: type[BindingRequest], **fields: str) -> None:
        self.request = request
        self.fields = fields

    def __call__(
        self,
        shop: str,
        account: str,
        *,
        at: str,
        binding: str | None = None,
        network: str | None = None,
    ) -> Question:
        of = binding or f"{shop}-{account}"
        return _asked(self.request, at, binding=of, network_country=network, **self.fields)


accept = _ActOnABinding(AcceptInvitation)
decline = _ActOnABinding(DeclineInvitation)
cancel = _ActOnABinding(CancelInvitation)
pass_review = _ActOnABinding(ConcludeReview, outcome="passed")
fail_review = _ActOnABinding(ConcludeReview, outcome="failed")
unlink = _ActOnABinding(UnlinkByShop)
ask_to_leave = _ActOnABinding(RequestUnlink)
stay = _ActOnABinding(WithdrawUnlinkRequest)
let_go_of = _ActOnABinding(ApproveUnlink)
keep = _ActOnABinding(RefuseUnlink)


def invite(
    shop: str,
    account: str,
    *,
    at: str,
    binding: str | None = None,
    network: str | None = None,
    program: str = CHANNEL,
) -> Question:
    """The shop invites the account, under the usual id of their binding; "" gives it none."""
    return _asked(
        Invite,
        at,
        shop=platform(shop),
        account=platform(account),
        program=program,
        binding=(f"{shop}-{account}" if binding is None else binding) or None,
        network_country=network,
    )


def add_products(account: str, count: int, *, at: str, program: str | None = None) -> Question:
    """The account adds products to its showcase."""
    of = platform(account)
    return _asked(AddShowcaseProducts, at, account=of, count=count, program=program)


def collect_alone(account: str, *, at: str, program: str | None = None) -> Question:
    """The account wants to collect in its own name."""
    return _asked(UpgradeCollectionAccount, at, account=platform(account), program=program)


def enrol(shop: str, campaign: str, *, at: str, program: str | None = None) -> Question:
    """The shop enters a campaign."""
    return _asked(EnrolInCampaign, at, shop=platform(shop), campaign=campaign, program=program)


def appeal(violation: str, *, at: str, by: str, program: str | None = None) -> Question:
    """A party, named by its tag, appeals."""
    return _asked(SubmitAppeal, at, violation=violation, submitted_by=by, program=program)


# --- the law --------------------------------------------------------------------------------------

REPEALED = object()
"""In place of a value: the parameter is repealed from that day on."""


@cache
def source_rulebook(name: str = CHANNEL) -> str:
    """The text of a law that the ledger brings along: of a program, or `<program>.field`."""
    return built_in_names()[name]


def rulebook(
    changes: Mapping[str, object],
    *,
    program: str = CHANNEL,
    without: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    when_unknown: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> str:
    """The source rulebook with some parameters changed.

    A change is a value, which holds from the beginning, or a mapping of days to values:
    `rulebook({"shop.slots": {"2000-01-01": 4, "2026-05-01": 6}})`.
    """
    table = tomllib.loads(source_rulebook())
    table["program"] = program
    stated: dict[str, Any] = table["parameter"]
    for name, change in changes.items():
        by_day = change if isinstance(change, Mapping) else {"2000-01-01": change}
        stated.setdefault(name, {"about": name, "unit": "hours"})
        stated[name]["history"] = [_entry(day, value) for day, value in by_day.items()]
    for key, texts in (("severity", severity), ("when_unknown", when_unknown), ("unit", units)):
        for name, text in (texts or {}).items():
            stated[name][key] = text
    for name in without:
        del stated[name]
    return _toml(table)


def _entry(day: str, value: object) -> dict[str, Any]:
    source = {"title": "Test", "at": "test", "read": date(2026, 11, 21)}
    said = {"repealed": True} if value is REPEALED else {"value": value}
    return {"from": date.fromisoformat(day), **said, "source": source}


def _toml(table: Mapping[str, Any]) -> str:
    heading = [f"{name} = {_written(table[name])}" for name in ("program", "edition", "title")]
    parameters = [
        f'[parameter."{name}"]\n'
        + "\n".join(f"{key} = {_written(value)}" for key, value in stated.items())
        for name, stated in table["parameter"].items()
    ]
    return "\n\n".join(("\n".join(heading), *parameters)) + "\n"


def _written(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case dict():
            return "{ " + ", ".join(f"{k} = {_written(v)}" for k, v in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(_written(one) for one in value) + "]"
    return str(value)


def adopted(text: str, *, at: str = "2000-01-01T00:00Z", program: str = CHANNEL) -> Deed:
    """A rulebook becomes the law of its program."""
    return deed(RulebookAdopted(program=program, text=text), at=at)


def calendar(country: str, year: int, *, at: str = "2000-01-01T00:00Z") -> Deed:
    """A built-in calendar of working days is adopted."""
    where = Path("calendars", country, f"{year}.toml").as_posix()
    text = dict(built_in_calendars())[where]
    return deed(CalendarAdopted(country=country, year=year, text=text), at=at)


# --- what follows ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """Facts in order of position, and which of the things told each belongs to (0: none told)."""

    facts: tuple[Fact, ...] = ()
    told: tuple[int, ...] = ()
    introduced: frozenset[str] = frozenset()
    history: History = field(default_factory=lambda: History.of(()), compare=False)

    def when(self, question: Question) -> Answer:
        """Ask."""
        met = self.with_strangers(_tags_of_request(question.request))
        return Answer(_retold(met), question)

    def and_then(self, *deeds: Deed) -> Story:
        """The story goes on: later numbers, whatever the times."""
        introduced = self.introduced.union(*(one.introduces for one in deeds))
        return _retold(reduce(Story.with_deed, deeds, replace(self, introduced=introduced)))

    def with_deed(self, happened: Deed) -> Story:
        """The facts of something told, after those of the strangers it names."""
        tags = {tag for event in happened.events for tag in tags_of(event)}
        met = self.with_strangers(tags)
        number = max(met.told, default=0) + (1 if happened.events else 0)
        return met.with_facts(happened, number)

    def with_facts(self, happened: Deed, number: int) -> Story:
        """Facts at the end of the log, under a number."""
        last = len(self.facts)
        facts = tuple(
            Fact(
                position,
                happened.at,
                happened.at,
                happened.source,
                happened.id or f"fact-{position}",
                event,
                happened.actor,
                correlationid=happened.correlationid,
                causationid=happened.causationid,
            )
            for position, event in enumerate(happened.events, start=last + 1)
        )
        return replace(
            self, facts=(*self.facts, *facts), told=(*self.told, *(number for _ in facts))
        )

    def with_strangers(self, tags: Iterable[str]) -> Story:
        """The shops and accounts nobody introduced are registered and may be bound."""
        story = self
        for tag in sorted(set(tags) - self.introduced):
            kind, _, name = tag.partition(":")
            if kind in ("shop", "account"):
                known = shop(name) if kind == "shop" else account(name)
                story = replace(story, introduced=story.introduced | known.introduces)
                story = story.with_facts(known, 0)
        return story

    def numbers(self, positions: Iterable[int]) -> tuple[int, ...]:
        """The things told that positions belong to."""
        return tuple(sorted({self.told[position - 1] for position in positions} - {0}))

    def breaches(self, about: frozenset[str] | None = None) -> list[tuple[int, str, list[str]]]:
        """What the audit finds wrong with observed acts: number, kind, rules."""
        return [
            (self.told[one.position - 1], one.kind, [finding.rule for finding in one.findings])
            for one in self.breaches_found(about)
        ]

    def breaches_found(self, about: frozenset[str] | None = None) -> list[Breach]:
        """What the audit finds wrong with observed acts."""
        standing = as_it_stood(self.facts)
        return list(Observer(self.history.law).breaches(standing, about))

    def decision_agrees(self, position: int, *, with_law: str | None = None) -> bool:
        """Whether a stored decision, taken again from what was known then, is the same.

        `with_law` puts another rulebook in the place of the adopted one.
        """
        stored = self.facts[position - 1]
        event = stored.event
        assert isinstance(event, RequestGranted | RequestRefused)
        known = (_under(fact, with_law) for fact in self.facts[: event.read_at])
        return agrees(stored, decided_again(stored, History.of(known)))


def _under(fact: Fact, text: str | None) -> Fact:
    if text is None or not isinstance(fact.event, RulebookAdopted):
        return fact
    return replace(fact, event=replace(fact.event, text=text))


def _retold(story: Story) -> Story:
    return replace(story, history=History.of(story.facts))


def given(*deeds: Deed, law: Sequence[Deed] | None = None, calendars: Sequence[Deed] = ()) -> Story:
    """What happened, in the order in which it was learnt. Law and calendars are not counted."""
    ruled = Story()
    for one in (adopted(source_rulebook()),) if law is None else law:
        ruled = ruled.with_facts(one, 0)
    for one in calendars:
        ruled = ruled.with_facts(one, 0)
    return _retold(ruled).and_then(*deeds)


def annulled(story: Story, number: int, *, at: str) -> Deed:
    """Everything told under a number was recorded wrongly."""
    wrong = [fact for fact, told in zip(story.facts, story.told, strict=True) if told == number]
    return Deed(
        instant(at),
        tuple(
            FactAnnulled(fact=fact.name, reason="wrong", subjects=tags_of(fact.event))
            for fact in wrong
        ),
    )


def _tags_of_request(request: Request) -> list[str]:
    named = {"shop": shop_tag, "account": account_tag}
    return [
        tag(value)
        for name, tag in named.items()
        if (value := getattr(request, name, None)) is not None
    ]


def boundary_of(facts: Iterable[Fact], request: Request) -> History:
    """Only the facts that a request asks for, found by asking until nothing more is wanted."""
    tagged: dict[str, list[Fact]] = {}
    for fact in facts:
        for tag in tags_of(fact.event):
            tagged.setdefault(tag, []).append(fact)
    history, found = History.of(()), dict[int, Fact]()
    read: frozenset[Interest] = frozenset()
    while wanted := interests(request, history) - read:
        read |= wanted
        for kinds, tag in wanted:
            asked_for = (fact for fact in tagged.get(tag, ()) if fact.event.kind in kinds)
            found |= {fact.position: fact for fact in asked_for}
        history = History.of(found.values())
    return history


def decided(story: Story, request: Request, at: datetime) -> Decision:
    """The decision from the facts of the boundary. Raises BadInput."""
    return decide(request, boundary_of(story.facts, request), at, NAMED_BY_THE_LEDGER)


def supposed(story: Story, events: Sequence[Event], at: datetime) -> Story:
    """The story as it would be if some events had happened too, last of all at an instant."""
    return story.with_facts(Deed(at, tuple(events)), 0) if events else story


def helped(story: Story, request: Request, at: datetime) -> Help:
    """What would let a refused request be granted at an instant, from the facts of the boundary."""
    return help_for(
        request,
        lambda events: boundary_of(supposed(story, events, at).facts, request),
        at,
        NAMED_BY_THE_LEDGER,
    )


@dataclass(frozen=True)
class Answer:
    """A question put to a story. The words below say what must come of it."""

    story: Story
    question: Question

    @property
    def decision(self) -> Decision:
        """The decision, taken anew."""
        return decided(self.story, self.question.request, self.question.at)

    @property
    def verdict(self) -> Verdict:
        """The verdict alone."""
        return self.decision.verdict

    def finding(self, rule: str) -> Finding:
        """What one rule answered."""
        (found,) = (one for one in self.verdict.findings if one.rule == rule)
        return found

    def asked(self) -> list[str]:
        """The rules that were asked, in order."""
        return [finding.rule for finding in self.verdict.findings]

    def then(self, *deeds: Deed) -> Story:
        """Granted, and exactly these things are recorded, at the instant of the question."""
        decision = self.decision
        refusing = [one for one in decision.verdict.findings if one.refuses]
        assert not refusing, refusing
        assert decision.earliest is None
        assert decision.events == tuple(event for one in deeds for event in one.events)
        assert all(one.at == self.question.at for one in deeds)
        return self.recorded()

    def then_refused(
        self, *rules: str, earliest: str | None, see: tuple[int, ...] | None = None
    ) -> Story:
        """Refused by exactly these rules, and granted from `earliest` on, but not before.

        `see` names the things told that the refusing findings point at.
        """
        decision = self.decision
        refusing = [one for one in decision.verdict.findings if one.refuses]
        assert [one.rule for one in refusing] == list(rules)
        assert not decision.events
        promised = decision.earliest and instant_text(decision.earliest)
        assert promised == (earliest and instant_text(instant(earliest)))
        if see is not None:
            evidence = [position for one in refusing for position in one.evidence]
            assert self.story.numbers(evidence) == see
        if earliest is not None:
            self._promise_is_kept(instant(earliest))
        self._help_helps()
        return self.recorded()

    def _promise_is_kept(self, earliest: datetime) -> None:
        request = self.question.request
        assert self.question.at < earliest
        assert decided(self.story, request, earliest).verdict.holds
        assert not decided(self.story, request, earliest - MOMENT).verdict.holds

    @property
    def help(self) -> Help:
        """What would let the request be granted just then."""
        return helped(self.story, self.question.request, self.question.at)

    def helped_by(self, *sets: Sequence[Event], complete: bool = True) -> Answer:
        """Exactly these sets of events would let the request be granted, in any order."""
        found = self.help
        assert sorted(map(repr, found.sets)) == sorted(repr(tuple(one)) for one in sets)
        assert found.complete is complete
        return self

    def would_hold(self, events: Sequence[Event]) -> bool:
        """Whether the request would be granted if some events had just been recorded too."""
        after = supposed(self.story, events, self.question.at)
        return decided(after, self.question.request, self.question.at).verdict.holds

    def _help_helps(self) -> None:
        """Each set, recorded, lets the request be granted, and no part of it is enough."""
        for events in self.help.sets:
            assert self.would_hold(events), events
            for size in range(len(events)):
                assert not any(map(self.would_hold, combinations(events, size))), events

    def then_bad_input(self, where: str) -> None:
        """The question itself is wrong."""
        with pytest.raises(BadInput) as wrong:
            decided(self.story, self.question.request, self.question.at)
        assert wrong.value.where == where
        assert all((wrong.value.what, wrong.value.why, wrong.value.now))

    def finds(
        self,
        rule: str,
        outcome: str,
        *,
        severity: str | None = None,
        seen: bool | int | str | None = None,
        unit: str | None = None,
        see: tuple[int, ...] | None = None,
        limit: object = None,
        source: str | None = None,
        missing: str | None = None,
        cured_at: str | None = None,
    ) -> Answer:
        """What one rule must have answered, granted or not; what is left out may be anything.

        `missing` and `cured_at` must be as said.
        """
        found = self.finding(rule)
        assert found.outcome is Outcome(outcome), found
        assert found.missing == missing, found
        assert found.cured_at == (cured_at and instant(cured_at)), found
        if severity is not None:
            assert found.severity is Severity(severity), found
        if seen is not None:
            assert found.seen is not None, found
            assert (found.seen.value, type(found.seen.value)) == (seen, type(seen)), found
        if unit is not None:
            assert found.seen is not None, found
            assert found.seen.unit == unit, found
        if see is not None:
            assert self.story.numbers(found.evidence) == see, found
        if limit is not None:
            assert found.limit.value == limit, found
        if source is not None:
            assert found.limit.source == source, found
        return self

    def recorded(self) -> Story:
        """The story with the decision and its facts, told as one more thing."""
        decision, at = self.decision, self.question.at
        read_at = len(self.story.facts)
        source, name = "bindledger:test", f"decision-{read_at + 1}"
        request = self.question.request.id
        stored = _stored(decision, read_at)
        number = max(self.story.told, default=0) + 1
        asked = self.question.request
        actor = asked.actor
        made = Deed(at, (stored,), source=source, id=name, correlationid=request, actor=actor)
        told = self.story.with_facts(made, number)
        for event in decision.events:
            follows = Deed(
                at,
                (event,),
                source=source,
                correlationid=request,
                causationid=f"{source}#{name}",
                actor=actor,
            )
            told = told.with_facts(follows, number)
        return _retold(told)


def _stored(decision: Decision, read_at: int) -> RequestGranted | RequestRefused:
    verdict = verdict_json(decision.verdict)
    calendars, subjects = decision.verdict.calendars, decision.subjects
    if decision.verdict.holds:
        return RequestGranted(
            request=decision.request,
            verdict=verdict,
            read_at=read_at,
            engine="test",
            calendars=calendars,
            subjects=subjects,
            personal=decision.personal,
        )
    return RequestRefused(
        request=decision.request,
        verdict=verdict,
        earliest=decision.earliest,
        read_at=read_at,
        engine="test",
        calendars=calendars,
        subjects=subjects,
        personal=decision.personal,
    )
