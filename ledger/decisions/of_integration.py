"""Deciding requests about integrations: connecting and disconnecting them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.aggregates import Law
from ledger.aggregates.history import History, Past
from ledger.aggregates.law import programs_of_life
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, law_in_force
from ledger.errors import BadInput
from ledger.events import Event, IntegrationConnected, IntegrationDisconnected
from ledger.language import say
from ledger.requests import ConnectIntegration, DisconnectIntegration, IntegrationRequest
from ledger.rulebook import Rulebook
from ledger.rules import Act
from ledger.rules.case import Access
from ledger.terms import platform_of

_KEPT: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+")


def program_of(law: Law, connected: IntegrationConnected, at: datetime) -> str | None:
    """The program that an observed integration falls under; None where no law says how to connect.

    That of the shop's platform which says how, else, between two platforms, the one that says how
    and is of neither (2-03, A42).
    """
    if connected.shop is None:
        return None
    own = platform_of(connected.shop)
    sides = {own, connected.platform or own}
    if connected.account is not None:
        sides.add(platform_of(connected.account))
    beyond = (one for one in law.programs(at) if platform_of(one) not in sides)
    fitting = (*programs_of_life(own), *(beyond if len(sides) > 1 else ()))
    return next((one for one in fitting if _states(law, one, "integration.auth", at)), None)


def _states(law: Law, program: str, name: str, at: datetime) -> bool:
    book = law.rulebook(program, at)
    return book is not None and book.limit(name, at) is not None


def access_of(asked: ConnectIntegration | IntegrationConnected) -> Access:
    """What is to be connected, and how."""
    return Access(
        asked.integration,
        asked.auth,
        asked.integration_kind,
        asked.data_scope,
        asked.credential_ref,
    )


def _wants(request: IntegrationRequest, history: History) -> Iterator[Interest]:
    yield from interest.of_law_of_life(request.shop, request.program)
    yield interest.of_shop(request.shop)
    if isinstance(request, ConnectIntegration) and request.account is not None:
        yield from interest.of_account(request.account, history)


def _concerns(request: IntegrationRequest, history: Past, at: datetime, new_name: str) -> Matter:
    if not isinstance(request, ConnectIntegration):
        book, access = _law(request, history, at), Access(request.integration)
        return Matter(Act.DISCONNECT, book.program, book, request.shop, access=access)
    _refuse_secret(request)
    _refuse_expired(request, at)
    book, access = _law(request, history, at), access_of(request)
    return Matter(Act.CONNECT, book.program, book, request.shop, request.account, access=access)


def _law(request: IntegrationRequest, history: Past, at: datetime) -> Rulebook:
    """The rulebook of the program named, else that of the shop's platform that speaks of this."""
    if request.program is not None:
        return law_in_force(history, request.program, at, given=True)
    platform = platform_of(request.shop)
    for program in programs_of_life(platform):
        if _states(history.law, program, "integration.state", at):
            return law_in_force(history, program, at, given=False)
    raise BadInput(
        say("No law of {platform} speaks of integrations.", platform=platform),
        where="program",
        why=say("The request names no program that does."),
        now=say("Name one; see `bindledger rules list` for the programs there are."),
    )


def _refuse_secret(request: ConnectIntegration) -> None:
    """Bad input, not a refusal: a refusal would store the request, and the secret with it.

    What was given is not said again.
    """
    ref = request.credential_ref
    if ref is not None and not _KEPT.fullmatch(ref):
        raise BadInput(
            say("The credential must not be given, only where it is kept."),
            where="credential_ref",
            why=say("It does not read as <keeper>:<name>, and could be the secret itself."),
            now=say("Keep the secret elsewhere, and name its place, such as vault:shop-7."),
        )


def _refuse_expired(request: ConnectIntegration, at: datetime) -> None:
    if request.valid_until is not None and request.valid_until <= at:
        raise BadInput(
            say("The authorisation would be over before it begins."),
            where="valid_until",
            why=say("It ends no later than the request is made."),
            now=say("Give a later instant, or leave it out."),
        )


def _records(request: IntegrationRequest, matter: Matter) -> tuple[Event, ...]:
    match request:
        case ConnectIntegration():
            return (
                IntegrationConnected(
                    shop=request.shop,
                    account=request.account,
                    integration=request.integration,
                    integration_kind=request.integration_kind,
                    tool=request.tool,
                    platform=request.platform,
                    auth=request.auth,
                    credential_ref=request.credential_ref,
                    data_scope=request.data_scope,
                    valid_until=request.valid_until,
                ),
            )
        case DisconnectIntegration(integration=name, reason=reason):
            return (IntegrationDisconnected(shop=request.shop, integration=name, reason=reason),)
    raise AssertionError(f"no facts follow from {matter.act}")


FLOW: Final = Flow((ConnectIntegration, DisconnectIntegration), _wants, _concerns, _records)
