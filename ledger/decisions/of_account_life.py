"""Deciding requests about an account's own life: leaving its platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, law_of_life
from ledger.events import (
    AccountDeregistered,
    AccountDeregistrationCancelled,
    AccountDeregistrationRequested,
    Event,
)
from ledger.requests import (
    AccountLifeRequest,
    CancelDeregistration,
    ConcludeDeregistration,
    RequestDeregistration,
)
from ledger.rules import Act

_ACTS: Final[Mapping[type[AccountLifeRequest], Act]] = {
    RequestDeregistration: Act.REQUEST_DEREGISTRATION,
    CancelDeregistration: Act.CANCEL_DEREGISTRATION,
    ConcludeDeregistration: Act.DEREGISTER,
}


def _wants(request: AccountLifeRequest, history: History) -> Iterator[Interest]:
    yield from interest.of_account(request.account, history)
    yield from interest.of_law_of_life(request.account, request.program)


def _concerns(request: AccountLifeRequest, history: Past, at: datetime, new_name: str) -> Matter:
    book = law_of_life(history, request.account, request.program, at)
    return Matter(_ACTS[type(request)], book.program, book, account=request.account)


def _records(request: AccountLifeRequest, matter: Matter) -> tuple[Event, ...]:
    match matter.act:
        case Act.REQUEST_DEREGISTRATION:
            return (AccountDeregistrationRequested(account=request.account),)
        case Act.CANCEL_DEREGISTRATION:
            return (AccountDeregistrationCancelled(account=request.account),)
        case Act.DEREGISTER:
            return (AccountDeregistered(account=request.account),)
    raise AssertionError(f"no facts follow from {matter.act}")


FLOW: Final = Flow(tuple(_ACTS), _wants, _concerns, _records)
