"""How things stand under a law: which bindings are out of order, what is left. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from ledger.aggregates import Account, Binding, Law, Mark, Shop
from ledger.audit.known import Known
from ledger.balances import SLOTS, UNLINK_CHANCES, slots_left, unlink_chances_left
from ledger.rules import Act, Case, judge
from ledger.verdict import Outcome

_OF_A_MOMENT: Final = frozenset({"account.rebind_wait", "binding.state"})
"""Rules that ask how a binding comes about, not whether it may last."""

_Party = TypeVar("_Party", Shop, Account)


def irregular(known: Known, binding: Binding, at: datetime) -> tuple[str, ...]:
    """The rules that a running binding would break if it were to take effect now.

    Asked are the rules of activation that concern what lasts, each beside the bindings that took
    their slot before it: of five bindings where four are allowed only the last is out of order.
    """
    book = known.law.rulebook(binding.program, at)
    if book is None:
        return ()
    shop = _before(known.shop_at(binding.shop, at), binding)
    account = _before(known.account_at(binding.account, at), binding)
    case = Case(
        Act.PASS_REVIEW,
        at,
        binding.program,
        shop,
        account,
        account.bindings.get(binding.binding),
        binding.binding,
        observed=True,
    )
    return tuple(
        finding.rule
        for finding in judge(case, book).findings
        if finding.outcome is Outcome.BREAKS
        and finding.refuses
        and finding.rule not in _OF_A_MOMENT
    )


def running(known: Known, at: datetime) -> Iterator[Binding]:
    """The bindings in effect, by account."""
    for name in sorted(known.accounts):
        account = known.account_at(name, at)
        yield from (one for one in account.bindings.values() if one.runs)


def left_of(shop: Shop, law: Law, program: str, at: datetime) -> Iterator[tuple[str, int | None]]:
    """What is left of a shop's slots and unlink chances under a program; None is no limit."""
    yield f"{SLOTS}:{program}", slots_left(shop, program, law, at)
    yield f"{UNLINK_CHANCES}:{program}", unlink_chances_left(shop, program, law, at)


def _before(party: _Party, binding: Binding) -> _Party:
    """A party with those of its bindings only that took their slot no later than one of them."""
    earlier = {
        name: one
        for name, one in party.bindings.items()
        if not one.is_over and _taken(one) <= _taken(binding)
    }
    return replace(party, bindings=earlier)


def _taken(binding: Binding) -> Mark:
    return binding.accepted or binding.activated or binding.since
