"""Deciding requests about where money is collected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Law
from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, account_at, law_in_force
from ledger.events import Event, FormalCollectionAccountUpgraded
from ledger.requests import UpgradeCollectionAccount
from ledger.rules import Act
from ledger.rules.of_standing import collection_program


def _wants(request: UpgradeCollectionAccount, history: History) -> Iterator[Interest]:
    yield from interest.of_account(request.account, history)
    yield interest.of_law(request.program or interest.official_program(request.account))


def _concerns(
    request: UpgradeCollectionAccount, history: Past, at: datetime, new_name: str
) -> Matter:
    account = account_at(history, request.account, at)
    given = request.program is not None
    program = request.program or _program(account, history.law, at)
    return Matter(
        Act.UPGRADE_COLLECTION,
        program,
        law_in_force(history, program, at, given=given),
        account=request.account,
    )


def _program(account: Account, law: Law, at: datetime) -> str:
    return collection_program(account, law, at) or interest.official_program(account.id)


def _records(request: UpgradeCollectionAccount, matter: Matter) -> tuple[Event, ...]:
    return (FormalCollectionAccountUpgraded(account=request.account),)


FLOW: Final = Flow((UpgradeCollectionAccount,), _wants, _concerns, _records)
