"""What `show` tells of a subject, made from facts read once: of all of them, or of some."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.aggregates.history import History
from ledger.errors import BadInput
from ledger.events import FactAnnulled, RequestGranted, RequestRefused
from ledger.events.binding import BindingEvent
from ledger.language import say
from ledger.queries import state
from ledger.queries.leaves import Leaves, Unfolding, leaves
from ledger.queries.retelling import LeftOut, Retelling
from ledger.queries.state import Gathering, Scene, Stretch
from ledger.queries.times import Times
from ledger.record import Fact, annulled_in
from ledger.store import Store

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """A subject, and the facts around it: annulled ones too, in order of position."""

    subject: str
    facts: tuple[Fact, ...]
    _told: Retelling = field(repr=False, compare=False)
    _accounts: list[str] = field(repr=False, compare=False)
    _positions: list[int] = field(repr=False, compare=False)
    _annulments: list[Fact] = field(repr=False, compare=False)

    def history(self) -> History:
        """The facts as they stood."""
        return History.of(self.facts)

    def viewing(self, own: Iterable[Fact]) -> Callable[[Scene], View]:
        """How the subject is told of which these are the facts; empty if there is nothing to tell.

        Accounts that only facts left out name tell nothing of a shop.
        """
        kind, _, name = self.subject.partition(":")
        match kind:
            case "shop":
                return lambda scene: state.shop_view(scene, name, self._accounts)
            case "account":
                return lambda scene: state.account_view(scene, name)
            case "mini_program":
                return lambda scene: state.mini_program_view(scene, name)
        of_binding = (one.event.account for one in own if isinstance(one.event, BindingEvent))
        account = next(of_binding, "")
        return lambda scene: state.binding_view(scene, name, account) or {}

    def _leaves(self, scene: Scene, own: Iterable[Fact]) -> Leaves:
        kind, _, name = self.subject.partition(":")
        match kind:
            case "shop":
                return Unfolding(state.shop_pieces(scene, name, self._accounts))
            case "account":
                return Unfolding(state.account_pieces(scene, name))
        return leaves(self.viewing(own)(scene))

    def is_named(self, own: Iterable[Fact], times: Times) -> bool:
        """Whether any of a subject's facts but grants and refusals had happened at the times."""
        return any(
            fact.time <= times.valid and not isinstance(fact.event, RequestGranted | RequestRefused)
            for fact in own
        )

    def unknown_at(self, position: int) -> LeftOut:
        """What does not count as known up to a position: later facts, and those annulled by then.

        Annulments themselves are never told.
        """
        known = bisect_right(self._positions, position)
        gone = annulled_in(one for one in self._annulments if one.position <= position)
        if not gone:
            return frozenset(self._positions[known:])
        annulled = (one.position for one in self.facts[:known] if one.name in gone)
        return frozenset((*self._positions[known:], *annulled))

    def told(self, left_out: LeftOut) -> list[Fact]:
        """The facts without some of them, in the order in which they are told."""
        return [fact for fact in self._told.facts if fact.position not in left_out]

    def leaves(self, left_out: LeftOut, times: Times) -> Leaves:
        """What `show` would tell without some of the facts; nothing if no other names it."""
        own = self._told.of(self.subject)
        if not self.is_named((one for one in own if one.position not in left_out), times):
            return {}
        scene = Scene(self._told.without(left_out), times)
        return self._leaves(scene, (one for one in own if one.position not in left_out))


def read_around(store: Store, subject: str, times: Times, since: Times | None = None) -> Around:
    """The facts around a subject, as known at a time. Raises BadInput for what is not shown.

    With `since`, those that an answer at the times, or at any between, rests on.
    """
    kind, _, name = subject.partition(":")
    asked = None if since is None else Stretch(since, times)
    gathering = _gather(store, kind, name, times, asked)
    if gathering is None:
        raise BadInput(
            say("{subject} cannot be shown.", subject=subject),
            where="SUBJECT",
            why=say("Only shops, accounts and bindings can be shown."),
            now=say("Give a subject such as shop:tiktok:S1, or see `bindledger history TAG`."),
        )
    facts = sorted(gathering.facts, key=lambda fact: fact.position)
    told = Retelling(facts)
    annulments = [fact for fact in facts if isinstance(fact.event, FactAnnulled)]
    positions = [fact.position for fact in facts]
    return Around(subject, tuple(facts), told, gathering.parties, positions, annulments)


def _gather(
    store: Store, kind: str, name: str, times: Times, asked: Stretch | None
) -> Gathering | None:
    match kind:
        case "shop":
            return state.gather_shop(store, name, times, asked)
        case "account":
            return state.gather_account(store, name, times)
        case "binding":
            return state.gather_binding(store, name, times)
        case "mini_program":
            return state.gather_mini_program(store, name, times)
    return None
