"""Deciding requests about delegations between accounts: offering, answering, revoking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, law_in_force
from ledger.errors import BadInput
from ledger.events import (
    DelegationAccepted,
    DelegationOffered,
    DelegationRefused,
    DelegationRevoked,
    Event,
)
from ledger.events.delegation import DelegationNames
from ledger.language import say
from ledger.requests import (
    AcceptDelegation,
    DelegationRequest,
    OfferDelegation,
    RefuseDelegation,
    RevokeDelegation,
)
from ledger.rules import Act
from ledger.terms import instant_text, platform_of

_ACTS: Final[Mapping[type[DelegationRequest], Act]] = {
    AcceptDelegation: Act.ACCEPT_DELEGATION,
    RefuseDelegation: Act.REFUSE_DELEGATION,
    RevokeDelegation: Act.REVOKE_DELEGATION,
}


def program_of(account: str) -> str:
    """The program of the delegations of an account: that of its platform."""
    return f"{platform_of(account)}.main_sub"


def _wants(request: OfferDelegation | DelegationRequest, history: History) -> Iterator[Interest]:
    if isinstance(request, OfferDelegation):
        if request.delegation is not None:
            yield interest.of_delegation(request.delegation)
        yield from _sides(request.grantor, request.grantee, history)
        return
    yield interest.of_delegation(request.delegation)
    sides = history.sides(request.delegation)
    if sides is not None:
        yield from _sides(sides.grantor, sides.grantee, history)


def _sides(grantor: str, grantee: str, history: History) -> Iterator[Interest]:
    yield interest.of_law(program_of(grantor))
    yield from interest.of_account(grantor, history)
    yield from interest.of_account(grantee, history)


def _concerns(
    request: OfferDelegation | DelegationRequest, history: Past, at: datetime, new_name: str
) -> Matter:
    if isinstance(request, OfferDelegation):
        return _offer(request, history, at, new_name)
    sides = history.sides(request.delegation)
    if sides is None:
        raise BadInput(
            say("There is no delegation {delegation}.", delegation=request.delegation),
            where="delegation",
            why=say("No fact of the ledger names it, unless a refused request did."),
            now=say("Ask `bindledger delegation list` for the delegations there are."),
        )
    program = program_of(sides.grantor)
    return Matter(
        _ACTS[type(request)],
        program,
        law_in_force(history, program, at, given=False),
        delegation=request.delegation,
        grantor=sides.grantor,
        grantee=sides.grantee,
        ticket=request.ticket if isinstance(request, RevokeDelegation) else None,
    )


def _offer(request: OfferDelegation, history: Past, at: datetime, new_name: str) -> Matter:
    if request.delegation is not None and history.sides(request.delegation) is not None:
        raise BadInput(
            say("There is a delegation {delegation} already.", delegation=request.delegation),
            where="delegation",
            why=say("An offer begins a new delegation."),
            now=say("Leave the id out, and the ledger names the delegation."),
        )
    if request.grantor == request.grantee:
        raise BadInput(
            say("An account cannot authorise itself."),
            where="grantee",
            why=say("A delegation is between two accounts."),
            now=say("Name the main account as grantee, the sub account as grantor."),
        )
    if platform_of(request.grantor) != platform_of(request.grantee):
        raise BadInput(
            say("A delegation does not reach from one platform to another."),
            where="grantee",
            why=say(
                "{grantor} and {grantee} are not on the same platform.",
                grantor=request.grantor,
                grantee=request.grantee,
            ),
            now=say("Name two accounts of one platform."),
        )
    if request.until is not None and request.until <= at:
        raise BadInput(
            say("The offer would be over before it is made."),
            where="until",
            why=say("It is {now} already.", now=instant_text(at)),
            now=say("Give a later instant, or leave it out."),
        )
    program = program_of(request.grantor)
    return Matter(
        Act.OFFER_DELEGATION,
        program,
        law_in_force(history, program, at, given=False),
        delegation=request.delegation or new_name,
        grantor=request.grantor,
        grantee=request.grantee,
    )


def _records(request: OfferDelegation | DelegationRequest, matter: Matter) -> tuple[Event, ...]:
    assert matter.delegation is not None
    assert matter.grantor is not None
    assert matter.grantee is not None
    of: DelegationNames = {
        "delegation": matter.delegation,
        "grantor": matter.grantor,
        "grantee": matter.grantee,
    }
    match request:
        case OfferDelegation(scopes=scopes, until=until):
            return (DelegationOffered(**of, scopes=scopes, until=until),)
        case AcceptDelegation():
            return (DelegationAccepted(**of),)
        case RefuseDelegation(reason=reason):
            return (DelegationRefused(**of, reason=reason),)
        case RevokeDelegation(ticket=ticket, reason=reason):
            revoked = DelegationRevoked(
                **of, revoked_by="platform_support", ticket=ticket, reason=reason
            )
            return (revoked,)
    raise AssertionError(f"no facts follow from {request.ask}")


FLOW: Final = Flow((OfferDelegation, *_ACTS), _wants, _concerns, _records)
