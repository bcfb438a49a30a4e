"""The state of a shop, an account or a binding at any times: what `show` answers.

Answers are plain data in the shapes of the contract, section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

from ledger.aggregates import Account, Binding, Law, Mark, Shop, State, Violation
from ledger.aggregates import shop as shop_state
from ledger.aggregates import violation as violation_state
from ledger.aggregates.history import History
from ledger.aggregates.mark import Identifier
from ledger.due import due_of_account, due_of_binding
from ledger.events import (
    KINDS,
    AccountDeregistered,
    AccountReleased,
    CalendarAdopted,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    ShopClosed,
    ShopDeactivatedByPlatform,
    ShopRegistered,
)
from ledger.events.binding import BindingEvent
from ledger.queries.reading import facts_of
from ledger.queries.times import Times
from ledger.record import Fact, as_it_stood
from ledger.rules.case import Act, Case, number, span
from ledger.rules.of_shop import unlinks_used
from ledger.rules.of_showcase import day_zone
from ledger.rules.of_violation import appeal_window, party_of
from ledger.store import Store
from ledger.subjects import (
    account_tag,
    binding_tag,
    calendar_tag,
    law_tag,
    shop_tag,
    violation_tag,
)
from ledger.terms import instant_text, platform_of
from ledger.verdict import Limit

_WAITING_FOR: Final = {
    State.INVITED: "account",
    State.ACCEPTED: "platform",
    State.IN_REVIEW: "platform",
    State.UNLINK_REQUESTED: "shop",
}

_CONDUCT: Final = tuple(sorted(violation_state.REMEMBERS))
_OF_SHOPS: Final = tuple(sorted(shop_state.REMEMBERS))
_BINDINGS: Final = tuple(sorted(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)))
_ENDS: Final = (ShopClosed.kind, ShopDeactivatedByPlatform.kind, AccountDeregistered.kind)
_PLACE: Final = (ShopRegistered.kind, ShopClosed.kind, ShopDeactivatedByPlatform.kind)


_State = TypeVar("_State")


class Told(Protocol):
    """What an answer asks of the facts around its subject."""

    @property
    def law(self) -> Law:
        """The law that was known."""

    def shop(self, shop: str, at: datetime) -> Shop:
        """A shop at an instant."""

    def account(self, account: str, at: datetime) -> Account:
        """An account at an instant."""

    def deregistered(self, account: str, at: datetime) -> Mark | None:
        """When an account was deregistered, as far as that had happened by an instant."""

    def violation(self, violation: str, at: datetime) -> Violation:
        """A violation at an instant."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is told of one subject and all around it, and the times it is asked about."""

    history: Told
    times: Times
    _recalled: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def valid(self) -> datetime:
        """The time the answer is true at."""
        return self.times.valid

    def shop(self, shop: str) -> Shop:
        """A shop at the time asked about, as it stands: nothing due is taken as done."""
        return self._once(shop_tag(shop), lambda: self.history.shop(shop, self.valid))

    def account(self, account: str) -> Account:
        """An account at the time asked about, as it stands."""
        return self._once(account_tag(account), lambda: self.history.account(account, self.valid))

    def violation(self, violation: str) -> Violation:
        """A violation at the time asked about."""
        tag = violation_tag(violation)
        return self._once(tag, lambda: self.history.violation(violation, self.valid))

    def _once(self, tag: str, recall: Callable[[], _State]) -> _State:
        """The state of a subject, recalled when it is first asked for."""
        if tag not in self._recalled:
            self._recalled[tag] = recall()
        state: _State = self._recalled[tag]
        return state

    def law(self) -> Law:
        """The law that was known."""
        return self.history.law

    def limit(self, program: str, name: str) -> Limit | None:
        """The value of a parameter under the law in force at the time asked about."""
        book = self.law().rulebook(program, self.valid)
        return book.limit(name, self.valid) if book is not None else None

    def as_of(self, programs: Iterable[str]) -> dict[str, Any]:
        """The times of the answer and the law it was given under."""
        books = {program: self.law().rulebook(program, self.valid) for program in sorted(programs)}
        return {
            "valid": instant_text(self.valid),
            "known": instant_text(self.times.known),
            "position": self.times.position,
            "rulebooks": {name: book.digest for name, book in books.items() if book is not None},
        }


class _Gathering:
    """Facts being read around a subject, each once."""

    def __init__(self, store: Store, times: Times) -> None:
        self._store = store
        self._times = times
        self._facts: dict[int, Fact] = {}
        self._read: set[tuple[str, tuple[str, ...]]] = set()

    def read(self, tags: Iterable[str], kinds: tuple[str, ...] = ()) -> list[Fact]:
        """Read the facts of some tags and what annuls them, unless they were read before."""
        if kinds:
            kinds = (*kinds, FactAnnulled.kind)
        wanted = [
            tag for tag in tags if (tag, kinds) not in self._read and (tag, ()) not in self._read
        ]
        self._read.update((tag, kinds) for tag in wanted)
        found = list(facts_of(self._store, wanted, kinds, upto=self._times.position))
        self._facts.update((fact.position, fact) for fact in found)
        return found

    @property
    def facts(self) -> Collection[Fact]:
        """What was read, annulled or not."""
        return self._facts.values()

    def history(self) -> History:
        """What was read, as it stood."""
        return History.of(self._facts.values())


def is_named(facts: Iterable[Fact], times: Times) -> bool:
    """Whether any standing fact but grants and refusals is among these at the times asked."""
    standing = as_it_stood(facts, valid=times.valid, known=times.position)
    return any(not isinstance(fact.event, RequestGranted | RequestRefused) for fact in standing)


def show_shop(
    store: Store, shop: str, times: Times, *, ended: bool = False
) -> dict[str, Any] | None:
    """The state of a shop; None if nothing but decisions names it. `ended` adds ended bindings."""
    with store.staying():
        return _shop(_Gathering(store, times), store, shop, times, ended=ended)


def _shop(
    gathering: _Gathering, store: Store, shop: str, times: Times, *, ended: bool
) -> dict[str, Any] | None:
    own = gathering.read([shop_tag(shop)], _OF_SHOPS)
    if not is_named(own, times) and not is_named(gathering.read([shop_tag(shop)]), times):
        return None
    tags = [account_tag(account) for account in _accounts_in(own)]
    gathering.read(tags, (AccountDeregistered.kind, *_CONDUCT))
    waiting = _read_violations(gathering, times)
    _read_law(gathering, platform_of(shop), store)
    _read_calendars(gathering)
    return shop_view(Scene(gathering.history(), times), shop, waiting, ended=ended)


def around_shop(store: Store, shop: str, times: Times) -> History | None:
    """The facts around a shop; None if nothing but decisions names it."""
    gathering = _Gathering(store, times)
    own = gathering.read([shop_tag(shop)])
    if not is_named(own, times):
        return None
    tags = [account_tag(account) for account in _accounts_in(own)]
    gathering.read(tags, (AccountDeregistered.kind, *_CONDUCT))
    _read_violations(gathering)
    _read_law(gathering, platform_of(shop), store)
    _read_calendars(gathering)
    return gathering.history()


def accounts_of(history: History, shop: str) -> list[str]:
    """The accounts that a shop's facts name."""
    return _accounts_in(history.by_subject.get(shop_tag(shop), ()))


def _accounts_in(facts: Iterable[Fact]) -> list[str]:
    named = (getattr(fact.event, "account", None) for fact in facts)
    return sorted({account for account in named if account is not None})


def show_account(
    store: Store, account: str, times: Times, *, ended: bool = False
) -> dict[str, Any] | None:
    """The state of an account; None if nothing but decisions names it."""
    history = around_account(store, account, times)
    return account_view(Scene(history, times), account, ended=ended) if history else None


def around_account(store: Store, account: str, times: Times) -> History | None:
    """The facts around an account; None if nothing but decisions names it."""
    gathering = _Gathering(store, times)
    own = gathering.read([account_tag(account)])
    if not is_named(own, times):
        return None
    shops = {fact.event.shop for fact in own if getattr(fact.event, "shop", None)}  # type: ignore[attr-defined]
    gathering.read([shop_tag(shop) for shop in sorted(shops)], _PLACE)
    _read_violations(gathering)
    _read_law(gathering, platform_of(account), store)
    _read_calendars(gathering)
    return gathering.history()


def show_binding(store: Store, binding: str, times: Times) -> dict[str, Any] | None:
    """The state of a binding; None if nothing but decisions names it."""
    history = around_binding(store, binding, times)
    parties = history.parties(binding) if history is not None else None
    if history is None or parties is None:
        return None
    return binding_view(Scene(history, times), binding, parties.account)


def around_binding(store: Store, binding: str, times: Times) -> History | None:
    """The facts around a binding; None if nothing but decisions names it."""
    gathering = _Gathering(store, times)
    own = gathering.read([binding_tag(binding)])
    if not is_named(own, times):
        return None
    parties = History.of(own).parties(binding)
    if parties is None:
        return None
    gathering.read([shop_tag(parties.shop), account_tag(parties.account)], _ENDS)
    _read_law(gathering, platform_of(parties.program), store)
    return gathering.history()


def binding_view(scene: Scene, binding: str, account: str) -> dict[str, Any] | None:
    """A binding as `show` tells it; None if it has not begun at the time asked about."""
    state = scene.account(account).bindings.get(binding)
    if state is None:
        return None
    view = {"binding": binding, "shop": state.shop} | _binding_view(scene, state, whole=True)
    return view | {"as_of": scene.as_of([state.program])}


def _read_violations(gathering: _Gathering, waiting_at: Times | None = None) -> list[str]:
    """Read violations and the bindings of the accounts they name, and give these accounts.

    Asked for one time, only the violations count that may still be appealed against then.
    """
    named = {
        violation
        for fact in gathering.facts
        if (violation := getattr(fact.event, "violation", None)) is not None
    }
    found = gathering.read([violation_tag(one) for one in sorted(named)])
    if waiting_at is not None:
        scene = Scene(History.of(found), waiting_at)
        violations = [scene.violation(one) for one in named]
        parties = {one.account for one in violations if one.account and _waits(one)}
    else:
        named_accounts = (getattr(fact.event, "account", None) for fact in found)
        parties = {account for account in named_accounts if account is not None}
    accounts = sorted(parties)
    gathering.read([account_tag(account) for account in accounts], _BINDINGS)
    return accounts


def _read_law(gathering: _Gathering, platform: str, store: Store) -> None:
    programs = set(store.subjects(law_tag(f"{platform}.")))
    for fact in gathering.facts:
        program = getattr(fact.event, "program", None)
        if program is not None:
            programs.add(law_tag(program))
    gathering.read(sorted(programs), (RulebookAdopted.kind,))


def _read_calendars(gathering: _Gathering) -> None:
    countries = {
        fact.event.operating_country
        for fact in gathering.facts
        if isinstance(fact.event, ShopRegistered)
    }
    gathering.read([calendar_tag(one) for one in sorted(countries)], (CalendarAdopted.kind,))


def _programs_of(scene: Scene, platform: str, bindings: Iterable[Binding]) -> list[str]:
    in_force = scene.law().programs(scene.valid, platform)
    return sorted({*in_force, *(binding.program for binding in bindings)})


# A shop


def shop_view(
    scene: Scene, shop_id: str, accounts: list[str], *, ended: bool = False
) -> dict[str, Any]:
    """A shop as `show` tells it; `accounts` are those whose violations may be the shop's."""
    shop = scene.shop(shop_id)
    bindings = sorted(shop.bindings.values(), key=lambda one: one.told_by)
    programs = _programs_of(scene, platform_of(shop_id), bindings)
    return {
        "shop": shop_id,
        "status": shop.status,
        "operating_country": shop.operating_country,
        "name": shop.name,
        "as_of": scene.as_of(programs),
        "bindings": [
            _without(_binding_view(scene, one, whole=ended), "shop")
            for one in bindings
            if ended or not one.is_over
        ],
        "slots": slots(scene, shop, programs),
        "unlink_chances": unlink_chances(scene, shop, programs),
        "compliance_score": _shop_score(scene, shop),
        "pending": [
            {
                "binding": one.binding,
                "account": one.account,
                "waiting_for": _WAITING_FOR[one.state],
                "since": instant_text(one.since.at),
            }
            for one in bindings
            if one.state in _WAITING_FOR
        ],
        "deadlines": _deadlines(scene, _violations_of_shop(scene, shop, accounts)),
        "identifiers": _identifiers(shop.identifiers),
    }


def slots(scene: Scene, shop: Shop, programs: Iterable[str]) -> dict[str, Any]:
    """Slots used, reserved and left, by program."""
    counted: dict[str, Any] = {}
    for program in programs:
        limit = scene.limit(program, "shop.slots")
        own = [one for one in shop.bindings.values() if one.program == program]
        if limit is None and not own:
            continue
        used = sum(one.runs for one in own)
        reserved = sum(one.is_reserved for one in own) if _reserves(scene, program) else 0
        most = number(limit) if limit is not None else None
        left = most - used - reserved if most is not None else None
        counted[program] = {"limit": most, "used": used, "reserved": reserved, "left": left}
    return counted


def _reserves(scene: Scene, program: str) -> bool:
    book = scene.law().rulebook(program, scene.valid)
    return book is None or book.reading("shop.slots.reserved_from", scene.valid) == "accepted"


def unlink_chances(scene: Scene, shop: Shop, programs: Iterable[str]) -> dict[str, Any]:
    """Unlink chances used and left, by program."""
    counted: dict[str, Any] = {}
    for program in programs:
        book = scene.law().rulebook(program, scene.valid)
        limit = book.limit("shop.unlink_chances", scene.valid) if book is not None else None
        if limit is None and all(one.program != program for one in shop.bindings.values()):
            continue
        if book is not None:
            used, _ = unlinks_used(Case(Act.UNLINK, scene.valid, program, shop), book)
        else:
            told = shop.unlinks.get(program)
            used = told.observed + len(told.by_shop) if told is not None else 0
        most = number(limit) if limit is not None else None
        left = most - used if most is not None else None
        counted[program] = {"limit": most, "used": used, "left": left}
    return counted


def _shop_score(scene: Scene, shop: Shop) -> dict[str, Any]:
    if shop.score is None:
        return {"value": None, "at": None, "campaign_access": "undetermined"}
    access = "undetermined"
    for program in scene.law().programs(scene.valid, platform_of(shop.id)):
        limit = scene.limit(program, "shop.campaign_score")
        if limit is not None:
            access = "open" if shop.score.value >= number(limit) else "restricted"
            break
    return {
        "value": shop.score.value,
        "at": instant_text(shop.score.moved.at),
        "campaign_access": access,
    }


def _violations_of_shop(scene: Scene, shop: Shop, accounts: list[str]) -> list[Violation]:
    named = set(shop.violations)
    for account in accounts:
        named.update(scene.account(account).violations)
    violations = [scene.violation(one) for one in sorted(named)]
    return [one for one in violations if _waits(one) and _shop_of(scene, one) == shop.id]


def _shop_of(scene: Scene, violation: Violation) -> str | None:
    account = scene.account(violation.account) if violation.account is not None else None
    return party_of(violation, account).shop


# An account


def account_view(scene: Scene, account_id: str, *, ended: bool = False) -> dict[str, Any]:
    """An account as `show` tells it."""
    account = scene.account(account_id)
    bindings = sorted(account.bindings.values(), key=lambda one: one.told_by)
    programs = _programs_of(scene, platform_of(account_id), bindings)
    violations = [scene.violation(one) for one in account.violations]
    own = [one for one in violations if one.account == account_id]
    bound = account.bound_to
    permission = account.permission
    view: dict[str, Any] = {
        "account": account_id,
        "status": account.status,
        "handle": account.handle,
        "name": account.name,
        "region": account.region.value if account.region is not None else None,
        "as_of": scene.as_of(programs),
        "bound_to": bound
        and {
            "shop": bound.shop,
            "program": bound.program,
            "binding": bound.binding,
            "since": instant_text((bound.activated or bound.since).at),
        },
        "bindings": [
            _without(_binding_view(scene, one, whole=ended), "account")
            for one in bindings
            if ended or not one.is_over
        ],
        "cooldowns": _cooldowns(scene, bindings),
        "ecommerce_permission": permission.at(scene.valid) if permission is not None else "granted",
        "open_violations": [one.id for one in own if one.is_open],
        "showcase": {"count": account.showcase, "added_today": _added_today(scene, account)},
        "compliance_score": {
            "value": account.score.value if account.score is not None else None,
            "at": instant_text(account.score.moved.at) if account.score is not None else None,
        },
        "deadlines": _deadlines(scene, own),
        "identifiers": _identifiers(account.identifiers),
    }
    releases = due_of_account(account, lambda shop: scene.shop(shop).closed, scene.law())
    release = next((due for due in releases if isinstance(due.event, AccountReleased)), None)
    return view | ({"due": instant_text(release.at)} if release is not None else {})


def _cooldowns(scene: Scene, bindings: Iterable[Binding]) -> list[dict[str, Any]]:
    running: set[tuple[str, datetime]] = set()
    for binding in bindings:
        if binding.ended is not None:
            waits = ("account.rebind_wait", binding.ended)
        elif binding.runs and binding.activated is not None:
            waits = ("binding.bound_time", binding.activated)
        else:
            continue
        rule, start = waits
        limit = scene.limit(binding.program, rule)
        if limit is not None and start.at + span(limit) > scene.valid:
            running.add((rule, start.at + span(limit)))
    latest: dict[str, datetime] = {}
    for rule, until in running:
        latest[rule] = max(until, latest.get(rule, until))
    return [{"rule": rule, "until": instant_text(latest[rule])} for rule in sorted(latest)]


def _added_today(scene: Scene, account: Account) -> int | None:
    bound = account.bound_to
    program = bound.program if bound is not None else f"{platform_of(account.id)}.channel"
    book = scene.law().rulebook(program, scene.valid)
    shop = scene.shop(bound.shop) if bound is not None else None
    if book is None:
        return None
    zone = day_zone(Case(Act.ADD_PRODUCTS, scene.valid, program, shop, account), book)
    if zone is None:
        recent = [one for one in account.additions if one.mark.at > scene.valid - _TWO_DAYS]
        return None if recent else 0
    today = scene.valid.astimezone(zone).date()
    added = [one for one in account.additions if one.mark.at.astimezone(zone).date() == today]
    return sum(one.count for one in added)


_TWO_DAYS: Final = timedelta(days=2)


# What both have


def _binding_view(scene: Scene, binding: Binding, *, whole: bool) -> dict[str, Any]:
    view: dict[str, Any] = {
        "binding": binding.binding,
        "shop": binding.shop,
        "account": binding.account,
        "program": binding.program,
        "state": binding.state.value,
        "since": instant_text(binding.since.at),
        "active_since": instant_text(binding.activated.at) if binding.activated else None,
    }
    if whole and binding.is_over:
        view |= {"until": instant_text(binding.since.at), "reason": binding.reason}
    closed = scene.shop(binding.shop).closed
    gone = scene.history.deregistered(binding.account, scene.valid)
    due = due_of_binding(binding, closed, gone, scene.law())
    return view | ({"due": instant_text(due.at)} if due is not None else {})


def _deadlines(scene: Scene, violations: Iterable[Violation]) -> list[dict[str, Any]]:
    """The appeal windows that run, and those that are over without anybody having said so yet."""
    found = []
    for violation in violations:
        if not _waits(violation):
            continue
        account = scene.account(violation.account) if violation.account is not None else None
        party = party_of(violation, account)
        limit = scene.limit(party.program, "violation.appeal_window") if party.program else None
        if limit is None or party.shop is None:
            continue
        calendars = scene.law().calendars_at(scene.valid)
        window = appeal_window(violation, scene.shop(party.shop), limit, calendars)
        if isinstance(window, str):
            continue
        deadline = {
            "rule": "violation.appeal_window",
            "subject": violation_tag(violation.id),
            "until": instant_text(window.until),
            "counted": [day.isoformat() for day in window.counted],
        }
        if window.until <= scene.valid:
            deadline["due"] = deadline["until"]
        found.append(deadline)
    return sorted(found, key=lambda one: (one["until"], one["subject"]))


def _waits(violation: Violation) -> bool:
    return violation.is_open and not violation.appealed and not violation.lapsed


def _identifiers(held: Iterable[Identifier]) -> list[dict[str, Any]]:
    return [{"identifier_kind": one.identifier_kind, "value": one.value} for one in held]


def _without(view: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in view.items() if name != key}
