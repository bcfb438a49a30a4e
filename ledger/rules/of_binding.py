"""Rules that ask about the binding in question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.aggregates.binding import RUNNING, State
from ledger.events import (
    BindingActivated,
    BindingReviewOpened,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, answer, long_enough_since, unknown
from ledger.rules.endings import named
from ledger.verdict import Finding, Limit, Seen

_ALLOWED: Final[dict[Act, frozenset[State]]] = {
    Act.ACCEPT: frozenset({State.INVITED}),
    Act.DECLINE: frozenset({State.INVITED}),
    Act.CANCEL: frozenset({State.INVITED}),
    Act.PASS_REVIEW: frozenset({State.IN_REVIEW}),
    Act.FAIL_REVIEW: frozenset({State.IN_REVIEW}),
    Act.UNLINK: RUNNING,
    Act.REQUEST_UNLINK: frozenset({State.ACTIVE}),
    Act.WITHDRAW_UNLINK: frozenset({State.UNLINK_REQUESTED}),
    Act.APPROVE_UNLINK: frozenset({State.UNLINK_REQUESTED}),
    Act.REFUSE_UNLINK: frozenset({State.UNLINK_REQUESTED}),
}

_TOO_LATE_ONCE_ACTIVE: Final = frozenset({Act.ACCEPT, Act.PASS_REVIEW})


def binding_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The binding is in a state from which the act leads on. State machine 2.1.

    An observed act breaks it only if the binding had ended or was already active: what a feed left
    out is no breach.
    """
    binding = case.binding
    state = binding.state if binding is not None else None
    if case.observed:
        holds = state is not State.ENDED and not (
            state in RUNNING and case.act in _TOO_LATE_ONCE_ACTIVE
        )
    else:
        holds = state in _ALLOWED[case.act]
    return answer(
        "binding.state",
        book,
        limit,
        holds,
        seen=Seen(state.value if state is not None else "none", "text"),
        evidence=(binding.since.position,) if binding is not None else (),
    )


def state_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The binding comes to where the act may follow; no step leads back to an invitation.

    A step takes those before it for done, as everywhere.
    """
    binding, allowed = case.binding, _ALLOWED[case.act]
    if binding is None or binding.is_over:
        return
    of = named(binding)
    if not binding.runs:
        if State.IN_REVIEW in allowed:
            yield (BindingReviewOpened(**of),)
        elif allowed & RUNNING:
            yield (BindingActivated(**of),)
    elif State.UNLINK_REQUESTED in allowed:
        yield (UnlinkRequested(**of),)
    elif State.ACTIVE in allowed:
        yield (UnlinkRequestWithdrawn(**of),)
        yield (UnlinkRefused(**of),)


def shop_may_unlink(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The law lets a shop unlink on its own at all; where it does not, no waiting helps.

    Source 001 / 1-14, 1-20.
    """
    return _permitted("shop.may_unlink", case, book, limit)


def account_may_request_unlink(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The law lets an account ask to be let go, and the shop agree, at all. Source 001 / 1-14."""
    return _permitted("account.may_request_unlink", case, book, limit)


def _permitted(name: str, case: Case, book: Rulebook, limit: Limit) -> Finding:
    binding = case.binding
    return answer(
        name,
        book,
        limit,
        limit.value is True,
        evidence=(binding.since.position,) if binding is not None else (),
    )


def binding_bound_time(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The binding has lasted long enough to be undone.

    Elapsed time since its activation, or since acceptance by the other reading of A5; the value in
    force when the act is done decides (A4). Source 003 / 3-35.
    """
    name, binding = "binding.bound_time", case.binding
    by_acceptance = book.reading("binding.bound_time.starts_at", case.at) == "accepted"
    start = None
    if binding is not None:
        start = binding.accepted if by_acceptance else binding.activated
    if start is None:
        missing = "BindingInvitationAccepted" if by_acceptance else "BindingActivated"
        return unknown(name, book, limit, missing)
    return long_enough_since(start, name, case, book, limit)
