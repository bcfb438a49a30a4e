"""What a shop remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ledger.aggregates.binding import Binding, evolve_binding, routed
from ledger.aggregates.integration import Integration, evolve_integrations
from ledger.aggregates.mark import (
    Deduction,
    Identifier,
    Mark,
    Score,
    held_identifiers,
    mark,
    moved_score,
    standing_deductions,
)
from ledger.aggregates.offer import OF_OFFERS, Offer, evolve_offers
from ledger.aggregates.permit import OF_PERMITS, Permit, evolve_permits
from ledger.aggregates.shop_life import OF_A_LIFE, Deposit, ShopLife, evolve_life
from ledger.aggregates.shop_money import OF_MONEY, ShopMoney, evolve_money
from ledger.aggregates.staff import Staff, evolve_staff
from ledger.events import (
    KINDS,
    CollectionAccountOpened,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    IntegrationConnected,
    IntegrationDisconnected,
    MiniProgramBoundToShop,
    MiniProgramUnboundFromShop,
    RegistrationIdentifierAssigned,
    RegistrationIdentifierRetired,
    SettlementRouteEnded,
    SettlementRouteSet,
    ShopCategoryDeclared,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopDeactivatedByPlatform,
    ShopProbationEnded,
    ShopProbationStarted,
    ShopRegistered,
    ShopRenamed,
    ShopSubjectDeclared,
    ShopUnlinked,
    StaffDelegationGranted,
    StaffDelegationRevoked,
    SyncPolicySet,
    UnlinkApproved,
    UnlinkChancesObserved,
    ViolationNotified,
    ViolationRecorded,
    ViolationResolved,
)
from ledger.events.binding import BindingEvent
from ledger.frozen import replace
from ledger.record import Fact

REMEMBERS: Final = frozenset(
    kind.kind
    for kind in KINDS
    if issubclass(kind, (*OF_A_LIFE, *OF_MONEY, *OF_PERMITS, *OF_OFFERS))
    or issubclass(
        kind,
        BindingEvent
        | CollectionAccountOpened
        | ComplianceScoreDeducted
        | ComplianceScoreObserved
        | ComplianceScoreRestored
        | IntegrationConnected
        | IntegrationDisconnected
        | MiniProgramBoundToShop
        | MiniProgramUnboundFromShop
        | RegistrationIdentifierAssigned
        | RegistrationIdentifierRetired
        | ShopCategoryDeclared
        | ShopClosed
        | ShopClosingAnnounced
        | ShopProbationEnded
        | ShopProbationStarted
        | StaffDelegationGranted
        | StaffDelegationRevoked
        | SyncPolicySet
        | UnlinkChancesObserved
        | ViolationNotified
        | ViolationRecorded
        | ViolationResolved,
    )
)
"""The kinds of facts that change what a shop remembers."""


@dataclass(frozen=True, slots=True)
class Unlinks:
    """Unlinks of a shop under one program: a count observed, and what came after it, one by one."""

    observed: int = 0
    observed_at: Mark | None = None
    by_shop: tuple[Mark, ...] = ()
    by_account: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Probation:
    """A new shop's probation, up to `until` if the platform said so, else until it is ended."""

    started: Mark
    until: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Whether it is not over yet at an instant."""
        return self.until is None or instant < self.until


@dataclass(frozen=True, slots=True)
class Closure:
    """That a shop closed, and what its platform holds of its deposit: releases wait for both."""

    closed: Mark
    deposit: Deposit


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as its facts leave it."""

    id: str
    registered: Mark | None = None
    operating_country: str | None = None
    registration_country: str | None = None
    name: str | None = None
    main_category: str | None = None
    subject_type: str | None = None
    time_zone: str | None = None
    closing: Mark | None = None
    closed: Mark | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    unlinks: Mapping[str, Unlinks] = field(default_factory=dict)
    mini_programs: Mapping[str, Mark] = field(default_factory=dict)
    score: Score | None = None
    identifiers: tuple[Identifier, ...] = ()
    staff: Staff = Staff()  # noqa: RUF009 - frozen and empty
    violations: tuple[str, ...] = ()
    collection_account: str | None = None
    """The account that its income is collected in: the latest opened."""
    probation: Probation | None = None
    deductions: tuple[Deduction, ...] = ()
    life: ShopLife = ShopLife()  # noqa: RUF009 - frozen and empty
    money: ShopMoney = ShopMoney()  # noqa: RUF009 - frozen and empty
    permits: tuple[Permit, ...] = ()
    integrations: Mapping[str, Integration] = field(default_factory=dict)
    mappings: Mapping[str, Mark] = field(default_factory=dict)
    """Where a mapping of its own was set, by kind of data."""
    offers: Mapping[str, Offer] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """`open`, `closing`, `closed`, or `unregistered`."""
        if self.closed is not None:
            return "closed"
        if self.registered is None:
            return "unregistered"
        return "closing" if self.closing is not None else "open"

    @property
    def closure(self) -> Closure | None:
        """How the shop closed; None while it has not."""
        return Closure(self.closed, self.life.deposit) if self.closed is not None else None

    @classmethod
    def recall(cls, shop: str, facts: Iterable[Fact]) -> Shop:
        """The shop after facts told in order."""
        return evolve_all(cls(shop), facts)


def evolve(shop: Shop, fact: Fact) -> Shop:
    """The shop after one more fact; a fact it does not remember changes nothing."""
    event = fact.event
    if isinstance(event, OF_A_LIFE):
        shop = replace(shop, life=evolve_life(shop.life, fact))
    if isinstance(event, OF_MONEY):
        shop = replace(shop, money=evolve_money(shop.money, fact))
    if isinstance(event, OF_PERMITS):
        return replace(shop, permits=evolve_permits(shop.permits, fact))
    if isinstance(event, OF_OFFERS):
        return replace(shop, offers=evolve_offers(shop.offers, fact))
    match event:
        case BindingEvent():
            changed = evolve_binding(shop.bindings.get(event.binding), fact)
            bindings = {**shop.bindings, event.binding: changed}
            return replace(_counted(shop, event, fact), bindings=bindings)
        case ComplianceScoreObserved() | ComplianceScoreDeducted() | ComplianceScoreRestored():
            return replace(
                shop,
                score=moved_score(shop.score, fact),
                deductions=standing_deductions(shop.deductions, fact),
            )
        case ViolationRecorded() | ViolationNotified() | ViolationResolved():
            if event.violation in shop.violations:
                return shop
            return replace(shop, violations=(*shop.violations, event.violation))
        case ShopRegistered():
            return replace(
                shop,
                registered=shop.registered or mark(fact),
                operating_country=event.operating_country,
                registration_country=event.registration_country or shop.registration_country,
                name=event.name or shop.name,
                main_category=event.main_category or shop.main_category,
                subject_type=event.subject_type or shop.subject_type,
                time_zone=event.time_zone or shop.time_zone,
            )
        case ShopRenamed(name=name):
            return replace(shop, name=name)
        case ShopCategoryDeclared(main_category=category):
            return replace(shop, main_category=category)
        case ShopSubjectDeclared(subject_type=subject_type):
            return replace(shop, subject_type=subject_type)
        case MiniProgramBoundToShop(mini_program=one):
            since = shop.mini_programs.get(one, mark(fact))
            return replace(shop, mini_programs={**shop.mini_programs, one: since})
        case MiniProgramUnboundFromShop(mini_program=gone):
            left = {one: since for one, since in shop.mini_programs.items() if one != gone}
            return replace(shop, mini_programs=left)
        case UnlinkChancesObserved(program=program):
            return _unlinked(shop, program, fact)
        case ShopClosingAnnounced():
            return replace(shop, closing=mark(fact))
        case ShopClosingWithdrawn():
            return replace(shop, closing=None)
        case StaffDelegationGranted() | StaffDelegationRevoked():
            return replace(shop, staff=evolve_staff(shop.staff, fact))
        case ShopClosed() | ShopDeactivatedByPlatform():
            return replace(shop, closed=shop.closed or mark(fact))
        case RegistrationIdentifierAssigned() | RegistrationIdentifierRetired():
            return replace(shop, identifiers=held_identifiers(shop.identifiers, fact))
        case SettlementRouteSet() | SettlementRouteEnded():
            return replace(shop, bindings=routed(shop.bindings, event, fact))
        case CollectionAccountOpened(collection_account=name):
            return replace(shop, collection_account=name)
        case IntegrationConnected() | IntegrationDisconnected():
            return replace(shop, integrations=evolve_integrations(shop.integrations, fact))
        case SyncPolicySet(data_kind=kind, mapping_digest=digest):
            left = {one: since for one, since in shop.mappings.items() if one != kind}
            return replace(shop, mappings=left if digest is None else {**left, kind: mark(fact)})
        case ShopProbationStarted(until=until):
            return replace(shop, probation=Probation(mark(fact), until))
        case ShopProbationEnded():
            return replace(shop, probation=None)
    return shop


def evolve_all(shop: Shop, facts: Iterable[Fact]) -> Shop:
    """The shop after more facts told in order: as by `evolve`, one after the other."""
    # Bindings depend on nothing else a shop remembers: copied once, not for every fact.
    bindings = dict(shop.bindings)
    for fact in facts:
        event = fact.event
        if isinstance(event, BindingEvent):
            shop = _counted(shop, event, fact)
            bindings[event.binding] = evolve_binding(bindings.get(event.binding), fact)
        elif isinstance(event, SettlementRouteSet | SettlementRouteEnded):
            bindings = dict(routed(bindings, event, fact))
            shop = replace(shop, money=evolve_money(shop.money, fact))
        else:
            shop = evolve(shop, fact)
    return replace(shop, bindings=bindings)


def _counted(shop: Shop, event: BindingEvent, fact: Fact) -> Shop:
    if isinstance(event, ShopUnlinked | UnlinkApproved):
        return _unlinked(shop, event.program, fact)
    return shop


def _unlinked(shop: Shop, program: str, fact: Fact) -> Shop:
    unlinks = evolve_unlinks(shop.unlinks.get(program), fact)
    return replace(shop, unlinks={**shop.unlinks, program: unlinks})


def evolve_unlinks(unlinks: Unlinks | None, fact: Fact) -> Unlinks:
    """The unlinks under a program after one more fact; a count observed begins them anew."""
    unlinks = unlinks or Unlinks()
    match fact.event:
        case ShopUnlinked():
            return replace(unlinks, by_shop=(*unlinks.by_shop, mark(fact)))
        case UnlinkApproved():
            return replace(unlinks, by_account=(*unlinks.by_account, mark(fact)))
        case UnlinkChancesObserved(used=used):
            return Unlinks(used, mark(fact))
    return unlinks
