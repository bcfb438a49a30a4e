"""How bindings come to be over, as cures: what would free an account or a slot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ledger.aggregates.binding import Binding, State
from ledger.events import (
    BindingEnded,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingReviewFailed,
    Event,
)
from ledger.events.binding import BindingNames
from ledger.rules.case import Cure


def named(binding: Binding) -> BindingNames:
    """What every fact of a binding has in common."""
    return {
        "binding": binding.binding,
        "shop": binding.shop,
        "account": binding.account,
        "program": binding.program,
    }


def ends_of(binding: Binding) -> tuple[Event, ...]:
    """The events of which each would end a binding where it stands; none if it is over.

    Of a binding in effect it does not matter how it ends, unless the account has asked to be let
    go: then it is for the shop to say yes.
    """
    of = named(binding)
    match binding.state:
        case State.INVITED:
            return BindingInvitationCancelled(**of), BindingInvitationDeclined(**of)
        case State.ACCEPTED | State.IN_REVIEW:
            return (BindingReviewFailed(**of),)
        case State.ACTIVE:
            return (BindingEnded(**of, reason="unknown"),)
        case State.UNLINK_REQUESTED:
            return (BindingEnded(**of, reason="account_unlink"),)
    return ()


def each_over(bindings: Iterable[Binding]) -> Iterator[Cure]:
    """That one of some bindings is over."""
    return ((event,) for binding in bindings for event in ends_of(binding))


def enough_over(taken: Iterable[Binding], allowed: int) -> Iterator[Cure]:
    """That so many of the bindings that take a slot are over that one more is allowed."""
    ends = [event for binding in taken for event in ends_of(binding)]
    return combinations(ends, max(1, len(ends) - allowed + 1))
