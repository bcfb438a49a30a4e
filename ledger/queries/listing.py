"""Lists of shops, accounts and bindings at any times, filtered as people look for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledger.aggregates import Account, Shop
from ledger.aggregates.history import History
from ledger.queries.reading import facts_of
from ledger.queries.state import is_named
from ledger.queries.times import Times
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag
from ledger.terms import instant_text


@dataclass(frozen=True, slots=True)
class Filter:
    """What a listed thing must match; None matches all.

    `name` is looked for in names, handles and identifiers, whatever the case; `state` is the status
    of a shop or account, or the state of a binding; `program` that of one of its bindings.
    """

    name: str | None = None
    program: str | None = None
    state: str | None = None
    country: str | None = None

    def takes(
        self, named: list[str | None], state: str, programs: set[str], country: str | None
    ) -> bool:
        """Whether a thing with these names, state, programs and country is listed."""
        sought = self.name.casefold() if self.name is not None else ""
        return (
            any(sought in name.casefold() for name in named if name is not None)
            and self.state in (None, state)
            and (self.program is None or self.program in programs)
            and self.country in (None, country)
        )


def list_shops(store: Store, times: Times, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The shops that match, by id."""
    for shop_id in _ids(store, shop_tag("")):
        facts = list(facts_of(store, [shop_tag(shop_id)], upto=times.position))
        if not is_named(facts, times):
            continue
        shop: Shop = History.of(facts).shop(shop_id, times.valid)
        running = [one for one in shop.bindings.values() if not one.is_over]
        programs = {one.program for one in running}
        named = [shop_id, shop.name, *(one.value for one in shop.identifiers)]
        if wanted.takes(named, shop.status, programs, shop.operating_country):
            yield {
                "shop": shop_id,
                "status": shop.status,
                "operating_country": shop.operating_country,
                "name": shop.name,
                "bindings": len(running),
            }


def list_accounts(store: Store, times: Times, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The accounts that match, by id."""
    for account_id in _ids(store, account_tag("")):
        facts = list(facts_of(store, [account_tag(account_id)], upto=times.position))
        if not is_named(facts, times):
            continue
        account: Account = History.of(facts).account(account_id, times.valid)
        programs = {one.program for one in account.bindings.values() if not one.is_over}
        named = [
            account_id,
            account.name,
            account.handle,
            *(one.value for one in account.identifiers),
        ]
        region = account.region.value if account.region is not None else None
        if wanted.takes(named, account.status, programs, region):
            bound = account.bound_to
            yield {
                "account": account_id,
                "status": account.status,
                "region": region,
                "handle": account.handle,
                "name": account.name,
                "shop": bound.shop if bound is not None else None,
            }


def list_bindings(store: Store, times: Times, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The bindings that match, by shop, then as `shop show` lists them; ended ones too."""
    for shop_id in _ids(store, shop_tag("")):
        facts = facts_of(store, [shop_tag(shop_id)], upto=times.position)
        shop = History.of(facts).shop(shop_id, times.valid)
        for one in sorted(shop.bindings.values(), key=lambda each: each.told_by):
            named: list[str | None] = [one.binding, one.shop, one.account]
            if wanted.takes(named, one.state.value, {one.program}, shop.operating_country):
                yield {
                    "binding": one.binding,
                    "shop": one.shop,
                    "account": one.account,
                    "program": one.program,
                    "state": one.state.value,
                    "since": instant_text(one.since.at),
                    "reason": one.reason,
                }


def _ids(store: Store, prefix: str) -> Iterator[str]:
    return (tag.removeprefix(prefix) for tag in store.subjects(prefix))
