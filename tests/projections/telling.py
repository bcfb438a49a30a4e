"""Facts for read models to fold, written straight into a store that they follow."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.aggregates.mark import mark
from ledger.codec import Draft, encode
from ledger.events import (
    KINDS,
    BindingActivated,
    BindingEnded,
    BindingInvited,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    Event,
    FactAnnulled,
    ShopUnlinked,
    UnlinkChancesObserved,
)
from ledger.events.binding import BindingEvent
from ledger.projections import PROJECTIONS, follow
from ledger.projections.projection import Kept, Key
from ledger.projections.replaying import Rows, Stored, in_order_of_key
from ledger.projections.tables import stored_rows
from ledger.queries.reading import every_fact
from ledger.record import as_it_stood
from ledger.store import Store, create_store
from ledger.subjects import tags_of

START = datetime(2026, 3, 1, tzinfo=UTC)
LEARNT = datetime(2026, 11, 1, tzinfo=UTC)
CHANNEL = "tiktok.channel"

# A binding has one shop and one account; accounts and shops have several bindings.
PARTIES = {
    "B1": ("tiktok:S1", "tiktok:A1", CHANNEL),
    "B2": ("tiktok:S1", "tiktok:A2", CHANNEL),
    "B3": ("tiktok:S2", "tiktok:A1", CHANNEL),
    "B4": ("tiktok:S2", "tiktok:A1", "tiktok.official"),
}
OF_BINDINGS = tuple(kind for kind in KINDS if issubclass(kind, BindingEvent))


def at(minute: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minute)


def of_binding(kind: type[BindingEvent], binding: str, **more: Any) -> Event:
    """A fact about one of the bindings."""
    shop, account, program = PARTIES[binding]
    if kind is BindingEnded:
        more.setdefault("reason", "shop_unlink")
    return kind(binding=binding, shop=shop, account=account, program=program, **more)


def some_event(pick: Callable[[Sequence[Any]], Any]) -> Event:
    """Any event that some read model reads; `pick` chooses."""
    what = pick(("binding", "binding", "binding", "score", "chances"))
    if what == "binding":
        return of_binding(pick(OF_BINDINGS), pick(tuple(PARTIES)))
    if what == "chances":
        return UnlinkChancesObserved(
            shop=pick(("tiktok:S1", "tiktok:S2")), program=CHANNEL, used=pick((0, 2))
        )
    subject = pick(
        (
            {"shop": "tiktok:S1"},
            {"account": "tiktok:A1"},
            {"shop": "tiktok:S2", "account": "tiktok:A2"},
        )
    )
    match pick(("observed", "deducted", "restored")):
        case "observed":
            return ComplianceScoreObserved(**subject, score=pick((60, 90)))
        case "deducted":
            return ComplianceScoreDeducted(**subject, points=pick((1, 5)))
        case _:
            return ComplianceScoreRestored(**subject, points=pick((2, 3)))


def draft(event: Event, minute: float, id: str) -> Draft:
    """A fact that a feed tells."""
    return Draft(event, at(minute), "feed", id)


def annulment(wrong: Draft) -> Draft:
    """A fact was recorded wrongly."""
    event = FactAnnulled(fact=wrong.name, reason="wrong", subjects=tags_of(wrong.event))
    return Draft(event, LEARNT, "bindledger:test", f"annul-{wrong.id}")


def record(store: Store, drafts: Sequence[Draft]) -> None:
    """Record facts in one transaction, in the order given."""
    store.write(None, lambda first, last: [encode(one, LEARNT, lambda: b"") for one in drafts])


def random_drafts(seed: int, count: int, *, prefix: str = "") -> list[Draft]:
    """So many facts in a random order of arrival."""
    chance = random.Random(seed)
    return [
        draft(some_event(chance.choice), chance.randrange(count), f"{prefix}{number}")
        for number in range(count)
    ]


def a_life(binding: str, start: float, *, prefix: str = "") -> list[Draft]:
    """A binding invited, in effect, and ended by the shop."""
    events = (
        of_binding(BindingInvited, binding),
        of_binding(BindingActivated, binding),
        of_binding(ShopUnlinked, binding),
        of_binding(BindingEnded, binding),
    )
    return [
        draft(event, start + place, f"{prefix}{binding}-{place}")
        for place, event in enumerate(events)
    ]


@contextmanager
def followed(address: str) -> Iterator[Store]:
    """A new ledger without law, whose read models follow it."""
    with create_store(address, origin="test", rehearsal=True) as store:
        follow(store)
        yield store


def stored(store: Store) -> dict[str, list[Stored]]:
    """The rows of every read model as its table stands."""
    with store.reading() as connection:
        return {one.name: list(stored_rows(connection, one.name)[1]) for one in PROJECTIONS}


def told_in_order(store: Store) -> dict[str, list[Stored]]:
    """What the rows should be: each key's standing facts folded one by one in order of time."""
    standing = as_it_stood(every_fact(store))
    expected = {}
    for one in PROJECTIONS:
        rows: Rows = {}
        for fact in standing:
            if fact.event.kind in one.kinds:
                for key in one.keys(fact):
                    before: Kept[Any] | None = rows.get(key)
                    after = one.fold(before.row if before is not None else None, fact)
                    rows[key] = Kept(after, mark(fact))
        expected[one.name] = list(in_order_of_key(one, rows))
    return expected


def row_of(store: Store, name: str, *key: str) -> dict[str, Any]:
    """One row of a read model, by column."""
    projection = next(one for one in PROJECTIONS if one.name == name)
    names = [column.name for column in projection.table.columns]
    rows: dict[Key, dict[str, Any]] = {
        row[: len(key)]: dict(zip(names, row, strict=True)) for row in stored(store)[name]
    }
    return rows[key]
