"""Every request with the flow it is decided by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import (
    of_account_life,
    of_appeal,
    of_binding,
    of_delegation,
    of_identifier,
    of_integration,
    of_mini_program,
    of_money,
    of_offer,
    of_selling,
    of_shop_life,
    of_staff,
)
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest, of_decision
from ledger.decisions.matter import Matter
from ledger.events import Event
from ledger.requests import Request

_FLOWS: Final[tuple[Flow, ...]] = (
    of_binding.FLOW,
    of_selling.FLOW,
    of_offer.FLOW,
    of_money.FLOW,
    of_shop_life.FLOW,
    of_account_life.FLOW,
    of_delegation.FLOW,
    of_staff.FLOW,
    of_mini_program.FLOW,
    of_identifier.FLOW,
    of_integration.FLOW,
    of_appeal.FLOW,
)

_FLOW_OF: Final[Mapping[type[Request], Flow]] = {
    request: flow for flow in _FLOWS for request in flow.requests
}


def interests(request: Request, history: History) -> frozenset[Interest]:
    """What decides a request, as far as the facts read so far tell."""
    wanted = _FLOW_OF[type(request)].wants(request, history)
    return frozenset((of_decision(request.id), *wanted))


def matter_of(request: Request, history: Past, at: datetime, new_name: str) -> Matter:
    """What a request is about at an instant.

    Raises BadInput if it names a program without law, a binding or a violation nobody recorded, or
    invites under the id of a binding that exists.
    """
    matter = _FLOW_OF[type(request)].concerns(request, history, at, new_name)
    submitted_by = getattr(request, "submitted_by", None)
    return replace(matter, actor=request.actor, submitted_by=submitted_by)


def events_of(request: Request, matter: Matter) -> tuple[Event, ...]:
    """What a granted request records after its `RequestGranted`."""
    return _FLOW_OF[type(request)].records(request, matter)
