"""How subjects stand in a history, as flat values; two histories are compared value by value. Pure.

Subjects stand as if everything due had been recorded, so that what `tick` recorded and what it
would have recorded count alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Binding, Shop
from ledger.aggregates.history import History
from ledger.backtest.standing import left_of
from ledger.balances import COMPLIANCE_SCORE
from ledger.decisions.matter import account_at, shop_at
from ledger.subjects import account_tag, binding_tag, shop_tag
from ledger.terms import instant_text, platform_of

Value = str | int | None
Standing = dict[tuple[str, str], Value]
"""What holds of a subject (a tag), by subject and name."""

_SHOP: Final = shop_tag("")
_ACCOUNT: Final = account_tag("")


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is another one; None where there is none."""

    subject: str
    name: str
    before: Value
    after: Value


def standing_of(history: History, tags: Iterable[str], at: datetime) -> Standing:
    """How shops and accounts stand at an instant, and the bindings of each."""
    found: Standing = {}
    for tag in tags:
        if tag.startswith(_SHOP):
            shop = shop_at(history, tag.removeprefix(_SHOP), at)
            found |= {(tag, name): value for name, value in _of_shop(shop, history, at)}
            found |= _of_bindings(shop.bindings.values())
        elif tag.startswith(_ACCOUNT):
            account = account_at(history, tag.removeprefix(_ACCOUNT), at)
            found |= {(tag, name): value for name, value in _of_account(account, history, at)}
            found |= _of_bindings(account.bindings.values())
    return found


def changes(before: Standing, after: Standing) -> list[Change]:
    """The values that differ, by subject and name."""
    return [
        Change(*key, before.get(key), after.get(key))
        for key in sorted({**before, **after})
        if before.get(key) != after.get(key)
    ]


def _of_shop(shop: Shop, history: History, at: datetime) -> Iterator[tuple[str, Value]]:
    yield "status", shop.status
    yield COMPLIANCE_SCORE, shop.score.value if shop.score is not None else None
    own = {one.program for one in shop.bindings.values()} | shop.unlinks.keys()
    for program in sorted(own.union(history.law.programs(at, platform_of(shop.id)))):
        yield from left_of(shop, history.law, program, at)


def _of_account(account: Account, history: History, at: datetime) -> Iterator[tuple[str, Value]]:
    bound, permission = account.bound_to, account.permission
    violations = (history.violation(one, at) for one in account.violations)
    yield "status", account.status
    yield COMPLIANCE_SCORE, account.score.value if account.score is not None else None
    yield "bound_to", bound.shop if bound is not None else None
    yield "showcase", account.showcase
    yield "ecommerce_permission", permission.at(at) if permission is not None else "granted"
    yield "open_violations", sum(one.is_open for one in violations)


def _of_bindings(bindings: Iterable[Binding]) -> Standing:
    found: Standing = {}
    for one in bindings:
        tag = binding_tag(one.binding)
        found[tag, "state"] = one.state.value
        found[tag, "since"] = instant_text(one.since.at)
        found[tag, "reason"] = one.reason
    return found
