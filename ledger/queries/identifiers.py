"""Who holds or held which registration identifier, from when to when, at any times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledger.aggregates.register import Holding, Register
from ledger.queries.reading import facts_of
from ledger.queries.times import Times
from ledger.record import as_it_stood
from ledger.store import Store
from ledger.terms import instant_text


@dataclass(frozen=True, slots=True)
class Sought:
    """Which identifiers are asked about; None matches all."""

    identifier_kind: str | None = None
    value: str | None = None
    shop: str | None = None
    account: str | None = None

    def takes(self, identifier_kind: str, holding: Holding) -> bool:
        """Whether a holding may be meant; one that was forgotten may be any value's."""
        return (
            self.identifier_kind in (None, identifier_kind)
            and (self.value is None or holding.value in (None, self.value))
            and self.shop in (None, holding.shop)
            and self.account in (None, holding.account)
        )


def identifiers(store: Store, times: Times, sought: Sought) -> Iterator[dict[str, Any]]:
    """The identifiers in use and retired, by platform and kind, then as they were assigned.

    `value` is None where it was forgotten: such a one is listed whatever value is sought, because
    nobody can tell any more that it is not the one. `until` is None while it is in use, and where
    `doubtful` is true another identifier of the same holder may have been retired instead.
    """
    for register_tag in store.subjects("identifier:"):
        _, platform, identifier_kind = register_tag.split(":", 2)
        facts = facts_of(store, [register_tag], upto=times.position)
        standing = as_it_stood(facts, valid=times.valid)
        for one in Register.recall(standing).holdings:
            if sought.takes(identifier_kind, one):
                yield (
                    {
                        "platform": platform,
                        "identifier_kind": identifier_kind,
                        "value": one.value,
                        "shop": one.shop,
                        "account": one.account,
                        "since": instant_text(one.assigned.at),
                        "until": instant_text(one.retired.at) if one.retired is not None else None,
                        "assigned": one.assigned.position,
                        "retired": one.retired.position if one.retired is not None else None,
                    }
                    | ({"forgotten": True} if one.value is None else {})
                    | ({"doubtful": True} if one.doubtful and one.retired is None else {})
                )
