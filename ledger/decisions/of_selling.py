"""Deciding requests about selling: products in a showcase, official campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest, default_program
from ledger.decisions.matter import Matter, account_at, law_in_force
from ledger.events import CampaignEnrolled, Event, ShowcaseProductsAdded
from ledger.requests import AddShowcaseProducts, EnrolInCampaign
from ledger.rules import Act


def _wants(request: AddShowcaseProducts | EnrolInCampaign, history: History) -> Iterator[Interest]:
    match request:
        case AddShowcaseProducts():
            yield from interest.of_account(request.account, history)
            yield interest.of_law_by_default(request.account, request.program)
            yield from interest.of_relations(request.account, history)
        case EnrolInCampaign():
            yield interest.of_shop(request.shop)
            yield interest.of_law_by_default(request.shop, request.program)


def _concerns(
    request: AddShowcaseProducts | EnrolInCampaign, history: Past, at: datetime, new_name: str
) -> Matter:
    given = request.program is not None
    if isinstance(request, EnrolInCampaign):
        program = request.program or default_program(request.shop)
        return Matter(
            Act.ENROL, program, law_in_force(history, program, at, given=given), request.shop
        )
    account = account_at(history, request.account, at)
    bound = account.bound_under(request.program) if request.program else account.bound_to
    program = request.program or (bound.program if bound else default_program(request.account))
    return Matter(
        Act.ADD_PRODUCTS,
        program,
        law_in_force(history, program, at, given=given or bound is not None),
        bound.shop if bound else None,
        request.account,
        count=request.count,
    )


def _records(request: AddShowcaseProducts | EnrolInCampaign, matter: Matter) -> tuple[Event, ...]:
    if isinstance(request, EnrolInCampaign):
        return (CampaignEnrolled(shop=request.shop, campaign=request.campaign),)
    added = ShowcaseProductsAdded(account=request.account, shop=matter.shop, count=request.count)
    return (added,)


FLOW: Final = Flow((AddShowcaseProducts, EnrolInCampaign), _wants, _concerns, _records)
