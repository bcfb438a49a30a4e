"""What a shop remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.aggregates.binding import Binding, evolve_binding
from ledger.aggregates.mark import Identifier, Mark, Score, held_identifiers, mark, moved_score
from ledger.events import (
    KINDS,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    MiniProgramBoundToShop,
    MiniProgramUnboundFromShop,
    RegistrationIdentifierAssigned,
    RegistrationIdentifierRetired,
    ShopCategoryDeclared,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopDeactivatedByPlatform,
    ShopRegistered,
    ShopRenamed,
    ShopSubjectDeclared,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkChancesObserved,
    ViolationNotified,
    ViolationRecorded,
    ViolationResolved,
)
from ledger.events.binding import BindingEvent
from ledger.record import Fact

REMEMBERS: Final = frozenset(
    kind.kind
    for kind in KINDS
    if issubclass(
        kind,
        BindingEvent
        | ComplianceScoreDeducted
        | ComplianceScoreObserved
        | ComplianceScoreRestored
        | MiniProgramBoundToShop
        | MiniProgramUnboundFromShop
        | RegistrationIdentifierAssigned
        | RegistrationIdentifierRetired
        | ShopCategoryDeclared
        | ShopClosed
        | ShopClosingAnnounced
        | ShopClosingWithdrawn
        | ShopDeactivatedByPlatform
        | ShopRegistered
        | ShopRenamed
        | ShopSubjectDeclared
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
class Shop:
    """A shop as its facts leave it."""

    id: str
    registered: Mark | None = None
    operating_country: str | None = None
    registration_country: str | None = None
    name: str | None = None
    main_category: str | None = None
    subject_type: str | None = None
    subject_declared: Mark | None = None
    uscc: str | None = None
    time_zone: str | None = None
    closing: Mark | None = None
    closed: Mark | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    unlinks: Mapping[str, Unlinks] = field(default_factory=dict)
    mini_programs: Mapping[str, Mark] = field(default_factory=dict)
    score: Score | None = None
    identifiers: tuple[Identifier, ...] = ()
    violations: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """`open`, `closing`, `closed`, or `unregistered`."""
        if self.closed is not None:
            return "closed"
        if self.registered is None:
            return "unregistered"
        return "closing" if self.closing is not None else "open"

    @classmethod
    def recall(cls, shop: str, facts: Iterable[Fact]) -> Shop:
        """The shop after facts told in order."""
        state = cls(shop)
        for fact in facts:
            state = evolve(state, fact)
        return state


def evolve(shop: Shop, fact: Fact) -> Shop:
    """The shop after one more fact; a fact it does not remember changes nothing."""
    event = fact.event
    match event:
        case BindingEvent():
            return _bound(shop, event, fact)
        case ComplianceScoreObserved() | ComplianceScoreDeducted() | ComplianceScoreRestored():
            return replace(shop, score=moved_score(shop.score, fact))
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
        case ShopSubjectDeclared(subject_type=subject_type, uscc=uscc):
            return replace(
                shop, subject_type=subject_type, subject_declared=mark(fact), uscc=uscc or shop.uscc
            )
        case MiniProgramBoundToShop(mini_program=one):
            since = shop.mini_programs.get(one, mark(fact))
            return replace(shop, mini_programs={**shop.mini_programs, one: since})
        case MiniProgramUnboundFromShop(mini_program=gone):
            left = {one: since for one, since in shop.mini_programs.items() if one != gone}
            return replace(shop, mini_programs=left)
        case UnlinkChancesObserved(program=program, used=used):
            return _unlinked(shop, program, Unlinks(used, mark(fact)))
        case ShopClosingAnnounced():
            return replace(shop, closing=mark(fact))
        case ShopClosingWithdrawn():
            return replace(shop, closing=None)
        case ShopClosed() | ShopDeactivatedByPlatform():
            return replace(shop, closed=shop.closed or mark(fact))
        case RegistrationIdentifierAssigned() | RegistrationIdentifierRetired():
            return replace(shop, identifiers=held_identifiers(shop.identifiers, fact))
    return shop


def _bound(shop: Shop, event: BindingEvent, fact: Fact) -> Shop:
    program = event.program
    unlinks = shop.unlinks.get(program, Unlinks())
    if isinstance(event, ShopUnlinked):
        shop = _unlinked(shop, program, replace(unlinks, by_shop=(*unlinks.by_shop, mark(fact))))
    elif isinstance(event, UnlinkApproved):
        by_account = (*unlinks.by_account, mark(fact))
        shop = _unlinked(shop, program, replace(unlinks, by_account=by_account))
    changed = evolve_binding(shop.bindings.get(event.binding), fact)
    return replace(shop, bindings={**shop.bindings, event.binding: changed})


def _unlinked(shop: Shop, program: str, unlinks: Unlinks) -> Shop:
    return replace(shop, unlinks={**shop.unlinks, program: unlinks})
