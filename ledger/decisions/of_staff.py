"""Deciding requests about the people who act for a shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, law_in_force
from ledger.errors import BadInput
from ledger.events import Event, StaffDelegationGranted, StaffDelegationRevoked
from ledger.language import say
from ledger.requests import GrantStaff, RevokeStaff
from ledger.rules import Act
from ledger.terms import platform_of


def program_of(shop: str) -> str:
    """The program whose law says who acts for a shop: that of its platform."""
    return f"{platform_of(shop)}.main_sub"


def _wants(request: GrantStaff | RevokeStaff, history: History) -> Iterator[Interest]:
    yield interest.of_shop(request.shop)
    yield interest.of_law(request.program or program_of(request.shop))


def _concerns(
    request: GrantStaff | RevokeStaff, history: Past, at: datetime, new_name: str
) -> Matter:
    if isinstance(request, RevokeStaff):
        member = history.shop(request.shop, at).staff.members.get(request.staff)
        if member is None or not member.may_act:
            raise BadInput(
                say("{staff} does not act for {shop}.", staff=request.staff, shop=request.shop),
                where="staff",
                why=say("There is nothing to take back."),
                now=say("See `bindledger shop staff {shop}` for who does.", shop=request.shop),
            )
    program = request.program or program_of(request.shop)
    return Matter(
        Act.GRANT_STAFF if isinstance(request, GrantStaff) else Act.REVOKE_STAFF,
        program,
        law_in_force(history, program, at, given=request.program is not None),
        request.shop,
    )


def _records(request: GrantStaff | RevokeStaff, matter: Matter) -> tuple[Event, ...]:
    if isinstance(request, GrantStaff):
        granted = StaffDelegationGranted(
            shop=request.shop,
            staff=request.staff,
            scopes=request.scopes,
            granted_by=request.actor,
            login=request.login,
        )
        return (granted,)
    revoked = StaffDelegationRevoked(
        shop=request.shop,
        staff=request.staff,
        scopes=request.scopes,
        revoked_by=request.actor,
        reason=request.reason,
    )
    return (revoked,)


FLOW: Final = Flow((GrantStaff, RevokeStaff), _wants, _concerns, _records)
