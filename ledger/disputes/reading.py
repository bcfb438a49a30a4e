"""The facts a claim is answered from, read from the store as known at the times asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.aggregates.history import History
from ledger.border import read_request
from ledger.disputes.judged_again import appeal_filed, as_asked, decision_on
from ledger.events import (
    KINDS,
    AccountDeregistered,
    AppealSubmitted,
    ClaimMade,
    RequestGranted,
    RequestRefused,
    ShopClosed,
    ShopDeactivatedByPlatform,
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
_ENDS: Final = (ShopClosed.kind, ShopDeactivatedByPlatform.kind)
_COUNTED: Final = tuple(
    kind.kind for kind in (ShopRegistered, ShopUnlinked, UnlinkApproved, UnlinkChancesObserved)
)
_OF_A_VIOLATION: Final = (ViolationRecorded.kind, ViolationNotified.kind)


def read_claim(store: Store, claim: ClaimMade, times: Times) -> History:
    """The standing facts that decide a claim, and the law they adopt."""
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
    return gathering.history()


def _read_violation(gathering: Gathering, claim: ClaimMade) -> None:
    assert claim.violation is not None
    gathering.read([violation_tag(claim.violation)], _OF_A_VIOLATION)


def _read_bindings(store: Store, gathering: Gathering, account: str) -> None:
    """All that tells whom an account was bound to, and how its bindings ended by themselves."""
    own = gathering.read([account_tag(account)], (*_BINDINGS, AccountDeregistered.kind))
    shops = {fact.event.shop for fact in own if isinstance(fact.event, BindingEvent)}
    gathering.read([shop_tag(shop) for shop in sorted(shops)], _ENDS)
    read_law(gathering, platform_of(account), store)


def _read_boundary(store: Store, gathering: Gathering, claim: ClaimMade, times: Times) -> History:
    """What decides the request a claim speaks of, or the one its appeal would have been."""
    request, own = _request_of(gathering, claim, times)
    if request is None:
        return gathering.history()
    boundary, _ = gathered(
        request, lambda wanted: read_interests(store, wanted, times.position).values()
    )
    return _together(boundary, own)


def _request_of(
    gathering: Gathering, claim: ClaimMade, times: Times
) -> tuple[Request | None, Iterable[Fact]]:
    if claim.request is not None:
        kinds = (RequestGranted.kind, RequestRefused.kind)
        gathering.read([request_tag(claim.request)], kinds)
        facts = gathering.history().facts
        decided = decision_on(claim.request, facts, times.valid)
        if decided is None or not isinstance(decided.event, RequestRefused):
            return None, ()
        return read_request(decided.event.request), (decided,)
    assert claim.violation is not None
    gathering.read([violation_tag(claim.violation)], (AppealSubmitted.kind,))
    filed = appeal_filed(claim, gathering.history().facts, times.valid)
    if filed is None or not isinstance(filed.event, AppealSubmitted):
        return None, ()
    return as_asked(filed.event, claim.program), (filed,)


def _together(boundary: History, own: Iterable[Fact]) -> History:
    known = {fact.position for fact in boundary.facts}
    return boundary.with_more(fact for fact in own if fact.position not in known)
