"""The facts a claim is answered from, read from the store as known at the times asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.border import read_request
from ledger.decisions import Interest
from ledger.disputes.judged_again import appeal_asked, appeal_filed, decision_on
from ledger.due import SHOP_ENDS
from ledger.events import (
    KINDS,
    AccountDeregistered,
    AppealSubmitted,
    ClaimMade,
    RequestGranted,
    RequestRefused,
    ShopRegistered,
    ShopUnlinked,
    UnlinkApproved,
    UnlinkChancesObserved,
    ViolationNotified,
    ViolationRecorded,
)
from ledger.events.binding import BindingEvent
from ledger.queries.boundary import gathered
from ledger.queries.memory import read_interests
from ledger.queries.state.gathering import Gathering, read_law
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store
from ledger.subjects import account_tag, request_tag, shop_tag, violation_tag
from ledger.terms import platform_of

_BINDINGS: Final = tuple(sorted(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)))
_COUNTED: Final = tuple(
    kind.kind for kind in (ShopRegistered, ShopUnlinked, UnlinkApproved, UnlinkChancesObserved)
)
_OF_A_VIOLATION: Final = (ViolationRecorded.kind, ViolationNotified.kind)


def read_claim(store: Store, claim: ClaimMade, times: Times) -> tuple[Fact, ...]:
    """The facts that decide a claim, annulled or not, with those that adopt the law."""
    gathering = Gathering(store, times)
    match claim.claim_kind:
        case "bound":
            assert claim.account is not None
            _read_bindings(store, gathering, claim.account)
        case "unlink_chance_left":
            assert claim.shop is not None
            gathering.read([shop_tag(claim.shop)], _COUNTED)
            read_law(gathering, platform_of(claim.shop), store)
        case "no_notice_before":
            _read_violation(gathering, claim)
        case "posted_while_bound":
            _read_violation(gathering, claim)
            events = [fact.event for fact in gathering.facts]
            accounts = {getattr(event, "account", None) for event in events} | {claim.account}
            for account in sorted(one for one in accounts if one is not None):
                _read_bindings(store, gathering, account)
        case "refused_wrongly" | "appeal_in_time":
            return _read_boundary(store, gathering, claim, times)
    return tuple(gathering.facts)


def _read_violation(gathering: Gathering, claim: ClaimMade) -> None:
    assert claim.violation is not None
    gathering.read([violation_tag(claim.violation)], _OF_A_VIOLATION)


def _read_bindings(store: Store, gathering: Gathering, account: str) -> None:
    """All that tells whom an account was bound to, and how its bindings ended by themselves."""
    own = gathering.read([account_tag(account)], (*_BINDINGS, AccountDeregistered.kind))
    shops = {fact.event.shop for fact in own if isinstance(fact.event, BindingEvent)}
    gathering.read([shop_tag(shop) for shop in sorted(shops)], SHOP_ENDS)
    read_law(gathering, platform_of(account), store)


def _read_boundary(
    store: Store, gathering: Gathering, claim: ClaimMade, times: Times
) -> tuple[Fact, ...]:
    """What decides the request a claim speaks of, or the one its appeal would have been."""
    request = _request_of(gathering, claim, times)
    facts = {fact.position: fact for fact in gathering.facts}

    def read(wanted: frozenset[Interest]) -> Iterable[Sequence[Fact]]:
        found = read_interests(store, wanted, times.position).values()
        facts.update((fact.position, fact) for told in found for fact in told)
        return found

    if request is not None:
        gathered(request, read)
    return tuple(facts.values())


def _request_of(gathering: Gathering, claim: ClaimMade, times: Times) -> Request | None:
    if claim.request is not None:
        gathering.read([request_tag(claim.request)], (RequestGranted.kind, RequestRefused.kind))
        decided = decision_on(claim.request, gathering.history().facts, times.valid)
        if decided is None or not isinstance(decided.event, RequestRefused):
            return None
        return read_request(decided.event.request)
    assert claim.violation is not None
    gathering.read([violation_tag(claim.violation)], (AppealSubmitted.kind, RequestRefused.kind))
    filed = appeal_filed(claim, gathering.history().facts, times.valid)
    return None if filed is None else appeal_asked(filed, claim.program)
