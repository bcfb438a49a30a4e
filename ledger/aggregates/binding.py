"""The state of one binding, which shop and account both remember. State machine 2.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingInvitationExpired,
    BindingInvited,
    BindingReviewFailed,
    BindingReviewOpened,
    BindingReviewPassed,
    SettlementRouteEnded,
    SettlementRouteSet,
    ShopUnlinked,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
from ledger.events.binding import BindingEvent
from ledger.frozen import replace
from ledger.record import Fact


class State(StrEnum):
    """Where a binding stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    UNLINK_REQUESTED = "unlink_requested"
    ENDED = "ended"


RUNNING = frozenset({State.ACTIVE, State.UNLINK_REQUESTED})
"""The states in which a binding is in effect."""

RESERVED = frozenset({State.ACCEPTED, State.IN_REVIEW})
"""The states in which a binding is not yet in effect but was accepted (A8)."""

_BEFORE_REVIEW = frozenset({State.INVITED, State.ACCEPTED})
_BEFORE_EFFECT = _BEFORE_REVIEW | {State.IN_REVIEW}

_NOT_TAKEN_UP = {
    BindingInvitationDeclined: "declined",
    BindingInvitationCancelled: "cancelled",
    BindingInvitationExpired: "expired",
    BindingReviewFailed: "review_failed",
}


@dataclass(frozen=True, slots=True)
class Route:
    """Where income through a binding is settled, since when (1-15); the account may be unknown."""

    since: Mark
    collection_account: str | None


@dataclass(frozen=True, slots=True)
class Binding:
    """A relation between a shop and an account under a program.

    `since` marks the fact that began the present state. `ended` marks a `BindingEnded`, which is
    what starts the wait (A6); a binding that never took effect closes without it (A9). `earlier`
    holds the activations and ends before the last activation, where there were any. `route` is
    the settlement route that came with it, while one is set.
    """

    binding: str
    shop: str
    account: str
    program: str
    state: State
    since: Mark
    invited: Mark | None = None
    accepted: Mark | None = None
    activated: Mark | None = None
    ended: Mark | None = None
    reason: str | None = None
    earlier: tuple[tuple[Mark, Mark], ...] = ()
    route: Route | None = None

    @property
    def runs(self) -> bool:
        """Whether the binding is in effect."""
        return self.state in RUNNING

    @property
    def is_reserved(self) -> bool:
        """Whether it was accepted and is not yet in effect."""
        return self.state in RESERVED

    @property
    def is_over(self) -> bool:
        """Whether nothing can come of it any more."""
        return self.state is State.ENDED

    def ran_at(self, instant: datetime) -> bool:
        """Whether the binding was in effect at an instant, as far as activations and ends tell."""
        spans: list[tuple[Mark, Mark | None]] = [*self.earlier]
        if self.activated is not None:
            spans.append((self.activated, self.ended))
        return any(
            start.at <= instant and (end is None or instant < end.at) for start, end in spans
        )

    def activations(self) -> tuple[Mark, ...]:
        """Every time it took effect, in order."""
        began = tuple(start for start, _ in self.earlier)
        return began if self.activated is None else (*began, self.activated)

    @property
    def told_by(self) -> tuple[datetime, datetime, int]:
        """The order in which bindings are listed: by activation, then by invitation."""
        late = datetime.max.replace(tzinfo=self.since.at.tzinfo)
        first = self.invited or self.since
        return (self.activated.at if self.activated else late, first.at, first.position)


def evolve_binding(binding: Binding | None, fact: Fact) -> Binding:
    """The binding after one of its facts, which may come in any order.

    `BindingActivated` makes active, only `BindingEnded` ends a binding in effect; a step that a
    feed left out is taken as having happened. Of a binding known by its unlinking alone nothing
    says that it was in effect, so it counts as over.
    """
    event = fact.event
    assert isinstance(event, BindingEvent)
    here = mark(fact)
    fresh = binding is None
    if binding is None:
        binding = Binding(
            event.binding, event.shop, event.account, event.program, State.INVITED, here
        )
    match event:
        case BindingInvited():
            return replace(binding, invited=binding.invited or here)
        case BindingInvitationAccepted():
            binding = replace(binding, accepted=binding.accepted or here)
            return _moved(binding, State.ACCEPTED, here, {State.INVITED})
        case BindingReviewOpened() | BindingReviewPassed():
            return _moved(binding, State.IN_REVIEW, here, _BEFORE_REVIEW)
        case (
            BindingInvitationDeclined()
            | BindingInvitationCancelled()
            | BindingInvitationExpired()
            | BindingReviewFailed()
        ):
            if binding.state not in _BEFORE_EFFECT:
                return binding
            return replace(
                binding, state=State.ENDED, since=here, reason=_NOT_TAKEN_UP[type(event)]
            )
        case BindingActivated():
            if binding.state is State.ACTIVE:
                return replace(binding, activated=binding.activated or here)
            return _activated(binding, here)
        case UnlinkRequested():
            return _moved(binding, State.UNLINK_REQUESTED, here, {*_BEFORE_EFFECT, State.ACTIVE})
        case UnlinkRequestWithdrawn() | UnlinkRefused():
            waits = {State.UNLINK_REQUESTED} | ({State.INVITED} if fresh else set())
            return _moved(binding, State.ACTIVE, here, waits)
        case BindingEnded(reason=reason):
            if binding.ended is not None:
                return binding
            return replace(binding, state=State.ENDED, since=here, ended=here, reason=reason)
    # An unlink of which nothing else is known: it uses a chance, but no slot.
    reason = "shop_unlink" if isinstance(event, ShopUnlinked) else "account_unlink"
    return replace(binding, state=State.ENDED, since=here, reason=reason) if fresh else binding


def routed(
    bindings: Mapping[str, Binding], event: SettlementRouteSet | SettlementRouteEnded, fact: Fact
) -> Mapping[str, Binding]:
    """Bindings after a fact about a settlement route: one that came with a binding is its own."""
    binding = bindings.get(event.binding) if event.binding is not None else None
    if binding is None:
        return bindings
    route = None
    if isinstance(event, SettlementRouteSet):
        route = Route(mark(fact), event.collection_account)
    return {**bindings, binding.binding: replace(binding, route=route)}


def _activated(binding: Binding, here: Mark) -> Binding:
    earlier, activated = binding.earlier, binding.activated
    if activated is not None and binding.ended is not None:
        earlier = (*earlier, (activated, binding.ended))
    if activated is None or binding.is_over:
        activated = here
    return replace(
        binding,
        state=State.ACTIVE,
        since=here,
        activated=activated,
        ended=None,
        reason=None,
        earlier=earlier,
    )


def _moved(
    binding: Binding, to: State, here: Mark, allowed: frozenset[State] | set[State]
) -> Binding:
    return replace(binding, state=to, since=here) if binding.state in allowed else binding
