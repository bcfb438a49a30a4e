"""What a program's law adds to the life of a binding: verification, consent, settlement routes.

The law lists these effects as data (`ledger.parameters.EFFECTS`), so that a program that knows
other ones, or none, is another rulebook and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.aggregates import Account, Shop
from ledger.events import (
    DataSharingConsented,
    EnterpriseVerificationAuthorised,
    EnterpriseVerificationPassed,
    Event,
    SettlementRouteEnded,
    SettlementRouteSet,
)
from ledger.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Effects:
    """Facts that go with the steps of a binding, where its law and its parties ask for them."""

    with_acceptance: tuple[Event, ...] = ()
    before_activation: tuple[Event, ...] = ()
    with_activation: tuple[Event, ...] = ()
    with_end: tuple[Event, ...] = ()


def effects_of(binding: str, book: Rulebook, at: datetime, shop: Shop, account: Account) -> Effects:
    """What each step of a binding would bring if it were taken at an instant.

    Who accepts lets the shop's papers be used where the account is no verified enterprise account
    yet, and the review that passes makes it one (001 / 1-22); the account's data is shared with
    those the law names (1-25). Income is settled to the shop's collection account for as long as
    the binding lasts (1-15).
    """
    known = account.bindings.get(binding)
    routed = known is not None and known.route is not None
    papers = _is_stated(book, "account.verification", at) and account.verified_at(at) is None
    recipients = book.limit("binding.data_sharing", at)
    consents: list[Event] = []
    if recipients is not None and isinstance(recipients.value, tuple):
        consents.append(
            DataSharingConsented(account=account.id, shop=shop.id, recipients=recipients.value)
        )
    if papers:
        consents.append(EnterpriseVerificationAuthorised(account=account.id, shop=shop.id))
    route = SettlementRouteSet(
        shop=shop.id,
        account=account.id,
        binding=binding,
        collection_account=shop.collection_account,
    )
    over = SettlementRouteEnded(shop=shop.id, account=account.id, binding=binding)
    return Effects(
        with_acceptance=tuple(consents),
        before_activation=(EnterpriseVerificationPassed(account=account.id),) if papers else (),
        with_activation=(route,) if _is_stated(book, "binding.settlement", at) else (),
        with_end=(over,) if routed else (),
    )


def _is_stated(book: Rulebook, name: str, at: datetime) -> bool:
    return book.limit(name, at) is not None
