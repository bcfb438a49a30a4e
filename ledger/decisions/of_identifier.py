"""Deciding requests about registration identifiers. Source 000 rows 0-01 … 0-05; reading A47.

Whether an identifier is free is judged by what stands beside the leaves of its register. Neither
the decision's leaf nor its verdict says it: the request's own value is kept beside that leaf too.
"""

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
from ledger.events import Event, RegistrationIdentifierAssigned, RegistrationIdentifierRetired
from ledger.language import say
from ledger.requests import AssignIdentifier, IdentifierRequest, RetireIdentifier
from ledger.rules import Act
from ledger.subjects import identifier_tag
from ledger.terms import platform_of


def _wants(request: IdentifierRequest, history: History) -> Iterator[Interest]:
    platform = _platform(request)
    yield interest.of_law(_program(request, platform))
    yield interest.of_register(identifier_tag(platform, request.identifier_kind))
    if request.shop is not None:
        yield interest.of_shop(request.shop)
    if request.account is not None:
        yield from interest.of_account(request.account, history)


def _program(request: IdentifierRequest, platform: str) -> str:
    return request.program or f"{platform}.mini_program"


def _platform(request: IdentifierRequest) -> str:
    """The platform that both, or the one that is named, belong to. Raises BadInput."""
    holders = [one for one in (request.shop, request.account) if one is not None]
    platforms = {platform_of(one) for one in holders}
    if len(platforms) == 1:
        return platforms.pop()
    why = say("They belong to different platforms.") if holders else say("Neither was given.")
    raise BadInput(
        say("An identifier belongs to a shop, an account, or both, of one platform."),
        where="shop, account",
        why=why,
        now=say("Give the shop, the account, or both."),
    )


def _concerns(request: IdentifierRequest, history: Past, at: datetime, new_name: str) -> Matter:
    platform = _platform(request)
    program = _program(request, platform)
    assigns = isinstance(request, AssignIdentifier)
    return Matter(
        Act.ASSIGN_IDENTIFIER if assigns else Act.RETIRE_IDENTIFIER,
        program,
        law_in_force(history, program, at, given=request.program is not None),
        request.shop,
        request.account,
        register=identifier_tag(platform, request.identifier_kind),
        asked=request.value,
    )


def _records(request: IdentifierRequest, matter: Matter) -> tuple[Event, ...]:
    assigns = isinstance(request, AssignIdentifier)
    kind = RegistrationIdentifierAssigned if assigns else RegistrationIdentifierRetired
    return (
        kind(
            shop=request.shop,
            account=request.account,
            identifier_kind=request.identifier_kind,
            value=request.value,
        ),
    )


FLOW: Final = Flow((AssignIdentifier, RetireIdentifier), _wants, _concerns, _records)
