"""The rule about an account's own life: leaving its platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.events import AccountDeregistrationCancelled, AccountDeregistrationRequested
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, account_of, answer
from ledger.verdict import Finding, Limit, Seen

_LEAVING_FROM: Final[Mapping[Act, str]] = {
    Act.REQUEST_DEREGISTRATION: "none",
    Act.CANCEL_DEREGISTRATION: "requested",
    Act.DEREGISTER: "requested",
}


def account_deregistration_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account's deregistration is where the act leads on from. State machine 2.13.

    An observed act breaks it only if the account was gone before: what a feed left out is no
    breach. Source 001 / 1-27.
    """
    account = account_of(case)
    state = account.deregistration
    holds = state == _LEAVING_FROM[case.act]
    if case.observed:
        holds = state not in ("deregistered", "released")
    marks = (account.deregistering, account.deregistered, account.released)
    return answer(
        "account.deregistration_state",
        book,
        limit,
        holds,
        seen=Seen(state, "text"),
        evidence=tuple(mark.position for mark in marks if mark is not None),
    )


def deregistration_state_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The holder asks for it, or keeps the account; nothing brings back one that is gone."""
    account, wanted = account_of(case), _LEAVING_FROM[case.act]
    match account.deregistration, wanted:
        case "none", "requested":
            yield (AccountDeregistrationRequested(account=account.id),)
        case "requested", "none":
            yield (AccountDeregistrationCancelled(account=account.id),)
