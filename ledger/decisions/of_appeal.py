"""Deciding requests about violations: appeals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, account_at, law_in_force
from ledger.errors import BadInput
from ledger.events import AppealSubmitted, Event
from ledger.language import say
from ledger.requests import SubmitAppeal
from ledger.rules import Act
from ledger.rules.of_violation import party_of
from ledger.subjects import violation_tag


def _wants(request: SubmitAppeal, history: History) -> Iterator[Interest]:
    yield interest.of_violation(request.violation)
    if request.program is not None:
        yield interest.of_law(request.program)
    for fact in history.by_subject.get(violation_tag(request.violation), ()):
        account = getattr(fact.event, "account", None)
        shop = getattr(fact.event, "shop", None)
        if account is not None:
            yield from interest.of_account(account, history)
            yield from interest.of_relations(account, history)
            yield interest.of_law_by_default(account)
        if shop is not None:
            yield from interest.of_place(shop, history)
            yield interest.of_law_by_default(shop)


def _concerns(request: SubmitAppeal, history: Past, at: datetime, new_name: str) -> Matter:
    if not history.knows(violation_tag(request.violation)):
        raise BadInput(
            say("There is no violation {violation}.", violation=request.violation),
            where="violation",
            why=say("No fact of the ledger names it."),
            now=say("Record the violation first, as the platform reported it."),
        )
    violation = history.violation(request.violation, at)
    account = account_at(history, violation.account, at) if violation.account is not None else None
    party = party_of(violation, account)
    program = request.program or party.program
    if program is None:
        raise BadInput(
            say("Nobody knows which program violation {id} falls under.", id=request.violation),
            where="program",
            why=say("Its facts name no account and no shop."),
            now=say("Give the program."),
        )
    given = request.program is not None or party.bound is not None
    return Matter(
        Act.APPEAL,
        program,
        law_in_force(history, program, at, given=given),
        party.shop,
        party.account,
        violation=request.violation,
        appeal=request.appeal or new_name,
    )


def _records(request: SubmitAppeal, matter: Matter) -> tuple[Event, ...]:
    assert matter.appeal is not None
    appeal = AppealSubmitted(
        violation=request.violation,
        appeal=matter.appeal,
        submitted_by=request.submitted_by,
        account=matter.account,
        shop=matter.shop,
    )
    return (appeal,)


FLOW: Final = Flow((SubmitAppeal,), _wants, _concerns, _records)
