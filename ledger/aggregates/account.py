"""What an account remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from ledger.aggregates.binding import Binding, evolve_binding
from ledger.aggregates.enterprise import VERIFICATION, Enterprise, verified
from ledger.aggregates.mark import Identifier, Mark, Score, held_identifiers, mark, moved_score
from ledger.events import (
    KINDS,
    AccountBanLifted,
    AccountBanned,
    AccountDeregistered,
    AccountHolderAgeAttested,
    AccountRegionDeclared,
    AccountRegistered,
    AccountReleased,
    AccountRenamed,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    ContentScreened,
    EcommercePermissionClosed,
    EcommercePermissionFrozen,
    EcommercePermissionRestored,
    NetworkLocationObserved,
    RegistrationIdentifierAssigned,
    RegistrationIdentifierRetired,
    ShowcaseCleared,
    ShowcaseProductsAdded,
    ShowcaseProductsRemoved,
    ViolationNotified,
    ViolationRecorded,
    ViolationResolved,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact

_ADDITIONS_KEPT: Final = timedelta(days=3)
"""How long single showcase additions are remembered: longer than any local day lasts."""

REMEMBERS: Final = frozenset(
    kind.kind
    for kind in KINDS
    if issubclass(
        kind,
        AccountBanLifted
        | AccountBanned
        | AccountDeregistered
        | AccountHolderAgeAttested
        | AccountRegionDeclared
        | AccountRegistered
        | AccountReleased
        | AccountRenamed
        | BindingEvent
        | ComplianceScoreDeducted
        | ComplianceScoreObserved
        | ComplianceScoreRestored
        | ContentScreened
        | EcommercePermissionClosed
        | EcommercePermissionFrozen
        | EcommercePermissionRestored
        | VERIFICATION
        | NetworkLocationObserved
        | RegistrationIdentifierAssigned
        | RegistrationIdentifierRetired
        | ShowcaseCleared
        | ShowcaseProductsAdded
        | ShowcaseProductsRemoved
        | ViolationNotified
        | ViolationRecorded
        | ViolationResolved,
    )
)
"""The kinds of facts that change what an account remembers."""


@dataclass(frozen=True, slots=True)
class Told:
    """The latest value somebody told of something, and where."""

    value: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Age:
    """The latest attestation: whether the holder has reached `minimum_age` years."""

    of_age: bool
    minimum_age: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ban:
    """A ban; lifted or not, and whether it was overturned, which leaves no record (A13)."""

    mark: Mark
    lifted: Mark | None = None
    overturned: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """The e-commerce permission as last decided by the platform. State machine 2.11."""

    state: str
    mark: Mark
    until: datetime | None = None

    def at(self, instant: datetime) -> str:
        """`granted`, `frozen` or `closed` at an instant; a freeze with an end is over by itself."""
        if self.state == "frozen" and self.until is not None and instant >= self.until:
            return "granted"
        return self.state


@dataclass(frozen=True, slots=True)
class Addition:
    """Products put into the showcase at one time."""

    mark: Mark
    count: int


@dataclass(frozen=True, slots=True)
class Account:
    """A creator account as its facts leave it."""

    id: str
    registered: Mark | None = None
    app: str | None = None
    account_type: str | None = None
    handle: str | None = None
    name: str | None = None
    theme: Told | None = None
    region_registered: Told | None = None
    region_declared: Told | None = None
    age: Age | None = None
    bind_network: Told | None = None
    unlink_network: Told | None = None
    screening: Told | None = None
    bans: tuple[Ban, ...] = ()
    deregistered: Mark | None = None
    released: Mark | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    permission: Permission | None = None
    enterprise: Enterprise | None = None
    showcase: int = 0
    additions: tuple[Addition, ...] = ()
    score: Score | None = None
    identifiers: tuple[Identifier, ...] = ()
    violations: tuple[str, ...] = ()

    @property
    def region(self) -> Told | None:
        """The latest region declared, else the one given at registration."""
        return self.region_declared or self.region_registered

    @property
    def banned(self) -> Mark | None:
        """The ban in force, if there is one."""
        return next((ban.mark for ban in reversed(self.bans) if ban.lifted is None), None)

    @property
    def status(self) -> str:
        """`normal`, `banned`, `deregistered`, `released`, or `unregistered`."""
        if self.released is not None:
            return "released"
        if self.deregistered is not None:
            return "deregistered"
        if self.banned is not None:
            return "banned"
        return "normal" if self.registered is not None else "unregistered"

    @property
    def bound_to(self) -> Binding | None:
        """The earliest binding in effect, if there is one."""
        running = [binding for binding in self.bindings.values() if binding.runs]
        return min(running, key=lambda binding: binding.told_by, default=None)

    def bound_under(self, program: str) -> Binding | None:
        """The earliest binding in effect under a program, if there is one."""
        running = [one for one in self.bindings.values() if one.runs and one.program == program]
        return min(running, key=lambda binding: binding.told_by, default=None)

    def bound_at(self, instant: datetime) -> Binding | None:
        """The earliest binding that was in effect at an instant, if there was one."""
        ran = [binding for binding in self.bindings.values() if binding.ran_at(instant)]
        return min(ran, key=lambda binding: binding.told_by, default=None)

    @classmethod
    def recall(cls, account: str, facts: Iterable[Fact]) -> Account:
        """The account after facts told in order."""
        state = cls(account)
        for fact in facts:
            state = evolve(state, fact)
        return state


def evolve(account: Account, fact: Fact) -> Account:
    """The account after one more fact; a fact it does not remember changes nothing."""
    event = fact.event
    if isinstance(event, VERIFICATION):
        return replace(account, enterprise=verified(account.enterprise, fact))
    match event:
        case BindingEvent():
            changed = evolve_binding(account.bindings.get(event.binding), fact)
            return replace(account, bindings={**account.bindings, event.binding: changed})
        case ShowcaseProductsAdded() | ShowcaseProductsRemoved() | ShowcaseCleared():
            return _showcase(account, event, fact)
        case ComplianceScoreObserved() | ComplianceScoreDeducted() | ComplianceScoreRestored():
            return replace(account, score=moved_score(account.score, fact))
        case ViolationRecorded() | ViolationNotified() | ViolationResolved():
            if event.violation in account.violations:
                return account
            return replace(account, violations=(*account.violations, event.violation))
        case AccountBanned():
            return replace(account, bans=(*account.bans, Ban(mark(fact))))
        case AccountBanLifted(overturned=overturned):
            return replace(account, bans=_lifted(account.bans, mark(fact), overturned))
        case EcommercePermissionFrozen(until=until):
            return replace(account, permission=Permission("frozen", mark(fact), until))
        case EcommercePermissionRestored():
            return replace(account, permission=Permission("granted", mark(fact)))
        case EcommercePermissionClosed():
            return replace(account, permission=Permission("closed", mark(fact)))
        case AccountDeregistered():
            return replace(account, deregistered=account.deregistered or mark(fact))
        case AccountReleased():
            return replace(account, released=account.released or mark(fact))
        case RegistrationIdentifierAssigned() | RegistrationIdentifierRetired():
            return replace(account, identifiers=held_identifiers(account.identifiers, fact))
    return _described(account, fact)


def _described(account: Account, fact: Fact) -> Account:
    here = mark(fact)
    match fact.event:
        case AccountRegistered() as event:
            region = Told(event.region, here) if event.region else account.region_registered
            return replace(
                account,
                registered=account.registered or here,
                app=event.app or account.app,
                account_type=event.account_type or account.account_type,
                handle=event.handle or account.handle,
                name=event.name or account.name,
                theme=Told(event.theme, here) if event.theme else account.theme,
                region_registered=region,
            )
        case AccountRenamed(handle=handle, name=name):
            return replace(account, handle=handle or account.handle, name=name or account.name)
        case AccountRegionDeclared(region=country):
            return replace(account, region_declared=Told(country, here))
        case AccountHolderAgeAttested(of_age=of_age, minimum_age=years):
            return replace(account, age=Age(of_age, years, here))
        case ContentScreened(result=result):
            return replace(account, screening=Told(result, here))
        case NetworkLocationObserved(country=country, context="bind"):
            return replace(account, bind_network=Told(country, here))
        case NetworkLocationObserved(country=country, context="unlink"):
            return replace(account, unlink_network=Told(country, here))
    return account


def _lifted(bans: tuple[Ban, ...], here: Mark, overturned: bool) -> tuple[Ban, ...]:
    """Lifting ends every ban in force; without one, overturning speaks of the latest."""
    if any(ban.lifted is None for ban in bans):
        return tuple(
            replace(ban, lifted=here, overturned=overturned) if ban.lifted is None else ban
            for ban in bans
        )
    if overturned and bans:
        return (*bans[:-1], replace(bans[-1], overturned=True))
    return bans


def _showcase(
    account: Account,
    event: ShowcaseProductsAdded | ShowcaseProductsRemoved | ShowcaseCleared,
    fact: Fact,
) -> Account:
    match event:
        case ShowcaseCleared():
            return replace(account, showcase=0)
        case ShowcaseProductsRemoved(count=count):
            return replace(account, showcase=max(0, account.showcase - count))
        case ShowcaseProductsAdded(count=count):
            recent = fact.time - _ADDITIONS_KEPT
            kept = tuple(one for one in account.additions if one.mark.at >= recent)
            return replace(
                account,
                showcase=account.showcase + count,
                additions=(*kept, Addition(mark(fact), count)),
            )
