"""The state of a shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ledger.aggregates import Binding, Shop, State, Violation, connections
from ledger.aggregates import shop as shop_state
from ledger.events import AccountDeregistered, FactAnnulled
from ledger.queries.state.gathering import (
    CONDUCT,
    Gathering,
    Stretch,
    is_named,
    read_calendars,
    read_law,
    read_violations,
)
from ledger.queries.state.life import SHOP_LIFE, life_deadlines, shop_life
from ledger.queries.state.money import SHOP_MONEY, shop_money
from ledger.queries.state.of_connections import CONNECTIONS, connections_of
from ledger.queries.state.of_mini_program import mini_programs_told
from ledger.queries.state.of_staff import staff_of
from ledger.queries.state.parts import (
    Pieces,
    binding_line,
    deadlines_of,
    identifiers_told,
    in_time,
    once,
    pieces_of,
    waits_for_appeal,
    whole,
    without,
)
from ledger.queries.state.scene import Scene, programs_of
from ledger.queries.state.trade import SHOP_TRADE, shop_trade
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.rules.case import Act, Case, number
from ledger.rules.of_shop import unlinks_used
from ledger.rules.of_violation import party_of
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag
from ledger.terms import instant_text, platform_of

_WAITING_FOR: Final = {
    State.INVITED: "account",
    State.ACCEPTED: "platform",
    State.IN_REVIEW: "platform",
    State.UNLINK_REQUESTED: "shop",
}
_OF_SHOPS: Final = tuple(sorted(shop_state.REMEMBERS | connections.REMEMBERS))


def show_shop(
    store: Store, shop: str, times: Times, *, ended: bool = False
) -> dict[str, Any] | None:
    """The state of a shop; None if nothing but decisions names it. `ended` adds ended bindings."""
    asked = Stretch(times, times)
    with store.staying():
        gathering = Gathering(store, times)
        own = _read_own(gathering, shop, asked)
        if not is_named(own, times):
            return None
        _read_around(gathering, store, shop, own, asked)
    return shop_view(Scene(gathering.history(), times), shop, gathering.parties, ended=ended)


def gather_shop(store: Store, shop: str, times: Times, asked: Stretch | None = None) -> Gathering:
    """Read the facts around a shop: all of them, or those that an answer in a stretch rests on."""
    gathering = Gathering(store, times)
    _read_around(gathering, store, shop, _read_own(gathering, shop, asked), asked)
    return gathering


def _read_own(gathering: Gathering, shop: str, asked: Stretch | None) -> list[Fact]:
    if asked is None:
        return gathering.read([shop_tag(shop)])
    own = gathering.read([shop_tag(shop)], _OF_SHOPS)
    annulled = any(isinstance(fact.event, FactAnnulled) for fact in own)
    # What shops do not remember names them all the same, wherever nothing else does.
    return own if is_named(own, asked.since) and not annulled else gathering.read([shop_tag(shop)])


def _read_around(
    gathering: Gathering, store: Store, shop: str, own: Iterable[Fact], asked: Stretch | None
) -> None:
    named = (getattr(fact.event, "account", None) for fact in own)
    accounts = sorted({account for account in named if account is not None})
    tags = [account_tag(account) for account in accounts]
    gathering.read(tags, (AccountDeregistered.kind, *CONDUCT))
    read_violations(gathering, asked)
    read_law(gathering, platform_of(shop), store)
    read_calendars(gathering)


def shop_view(
    scene: Scene, shop_id: str, accounts: list[str], *, ended: bool = False
) -> dict[str, Any]:
    """A shop as `show` tells it; `accounts` are those whose violations may be the shop's."""
    return whole(shop_pieces(scene, shop_id, accounts, ended=ended))


def shop_pieces(scene: Scene, shop_id: str, accounts: list[str], *, ended: bool = False) -> Pieces:
    """The same, field by field."""
    shop = scene.shop(shop_id)

    @once
    def bindings() -> list[Binding]:
        return sorted(shop.bindings.values(), key=lambda one: one.told_by)

    @once
    def programs() -> list[str]:
        return programs_of(scene, platform_of(shop_id), bindings())

    return {
        "shop": lambda: shop_id,
        "status": lambda: shop.status,
        "operating_country": lambda: shop.operating_country,
        "name": lambda: shop.name,
        "as_of": lambda: scene.as_of(programs()),
        "bindings": lambda: [
            without(binding_line(scene, one, whole=ended), "shop")
            for one in bindings()
            if ended or not one.is_over
        ],
        "staff": lambda: staff_of(shop),
        "slots": lambda: slots(scene, shop, programs()),
        "unlink_chances": lambda: unlink_chances(scene, shop, programs()),
        "compliance_score": lambda: _shop_score(scene, shop),
        "pending": lambda: _pending(bindings()),
        "deadlines": lambda: in_time(
            [
                *deadlines_of(scene, _violations_of_shop(scene, shop, accounts)),
                *life_deadlines(scene, shop),
            ]
        ),
        "identifiers": lambda: identifiers_told(shop.identifiers),
        **pieces_of(SHOP_MONEY, lambda: shop_money(shop)),
        **pieces_of(CONNECTIONS, lambda: connections_of(scene, shop_tag(shop_id))),
        **pieces_of(SHOP_LIFE, lambda: shop_life(scene, shop)),
        **pieces_of(SHOP_TRADE, lambda: shop_trade(scene, shop)),
        "mini_programs": lambda: mini_programs_told(shop.mini_programs.items()),
    }


def _pending(bindings: Iterable[Binding]) -> list[dict[str, Any]]:
    return [
        {
            "binding": one.binding,
            "account": one.account,
            "waiting_for": _WAITING_FOR[one.state],
            "since": instant_text(one.since.at),
        }
        for one in bindings
        if one.state in _WAITING_FOR
    ]


def slots(scene: Scene, shop: Shop, programs: Iterable[str]) -> dict[str, Any]:
    """Slots used, reserved and left, by program."""
    counted: dict[str, Any] = {}
    for program in programs:
        limit = scene.limit(program, "shop.slots")
        own = [one for one in shop.bindings.values() if one.program == program]
        if limit is None and not own:
            continue
        used = sum(one.runs for one in own)
        reserved = sum(one.is_reserved for one in own) if _reserves(scene, program) else 0
        most = number(limit) if limit is not None else None
        left = most - used - reserved if most is not None else None
        counted[program] = {"limit": most, "used": used, "reserved": reserved, "left": left}
        counted[program] |= _probation(scene, shop, program, used + reserved)
    return counted


def _probation(scene: Scene, shop: Shop, program: str, taken: int) -> dict[str, Any]:
    """The lower cap of a shop on probation and what is left of it; nothing where there is none."""
    limit = scene.limit(program, "shop.slots.probation")
    if limit is None or shop.probation is None or not shop.probation.holds_at(scene.valid):
        return {}
    return {"probation": {"limit": number(limit), "left": number(limit) - taken}}


def _reserves(scene: Scene, program: str) -> bool:
    book = scene.law().rulebook(program, scene.valid)
    return book is None or book.reading("shop.slots.reserved_from", scene.valid) == "accepted"


def unlink_chances(scene: Scene, shop: Shop, programs: Iterable[str]) -> dict[str, Any]:
    """Unlink chances used and left, by program."""
    counted: dict[str, Any] = {}
    for program in programs:
        book = scene.law().rulebook(program, scene.valid)
        limit = book.limit("shop.unlink_chances", scene.valid) if book is not None else None
        if limit is None and all(one.program != program for one in shop.bindings.values()):
            continue
        if book is not None:
            used, _ = unlinks_used(Case(Act.UNLINK, scene.valid, program, shop), book)
        else:
            told = shop.unlinks.get(program)
            used = told.observed + len(told.by_shop) if told is not None else 0
        most = number(limit) if limit is not None else None
        left = most - used if most is not None else None
        counted[program] = {"limit": most, "used": used, "left": left}
    return counted


def _shop_score(scene: Scene, shop: Shop) -> dict[str, Any]:
    if shop.score is None:
        return {"value": None, "at": None, "campaign_access": "undetermined"}
    access = "undetermined"
    for program in scene.law().programs(scene.valid, platform_of(shop.id)):
        limit = scene.limit(program, "shop.campaign_score")
        if limit is not None:
            access = "open" if shop.score.value >= number(limit) else "restricted"
            break
    return {
        "value": shop.score.value,
        "at": instant_text(shop.score.moved.at),
        "campaign_access": access,
    }


def _violations_of_shop(scene: Scene, shop: Shop, accounts: list[str]) -> list[Violation]:
    named = set(shop.violations)
    for account in accounts:
        named.update(scene.account(account).violations)
    violations = [scene.violation(one) for one in sorted(named)]
    return [one for one in violations if waits_for_appeal(one) and _shop_of(scene, one) == shop.id]


def _shop_of(scene: Scene, violation: Violation) -> str | None:
    account = scene.account(violation.account) if violation.account is not None else None
    return party_of(violation, account).shop
