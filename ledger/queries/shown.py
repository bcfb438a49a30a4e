"""What `show` tells of a subject, made from facts read once: of all of them, or of some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.aggregates.history import History
from ledger.errors import BadInput
from ledger.events import RequestGranted, RequestRefused
from ledger.language import say
from ledger.queries import state
from ledger.queries.leaves import leaves
from ledger.queries.memory import Recollection
from ledger.queries.prefixes import Prefixes
from ledger.queries.state import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import tags_of

View = dict[str, Any]

_GATHER: Final = {
    "shop": state.gather_shop,
    "account": state.gather_account,
    "binding": state.gather_binding,
    "mini_program": state.gather_mini_program,
}


@dataclass(frozen=True, slots=True)
class Around:
    """A subject, and the facts around it: annulled ones too, in order of position."""

    subject: str
    facts: tuple[Fact, ...]
    _tags: dict[int, tuple[str, ...]] = field(repr=False, compare=False)
    _states: Prefixes = field(default_factory=Prefixes, repr=False, compare=False)

    def history(self) -> History:
        """The facts as they stood."""
        return History.of(self.facts)

    def viewing(self, history: History) -> Callable[[Scene], View]:
        """How the subject of a history is told; empty where there is nothing to tell."""
        kind, _, name = self.subject.partition(":")
        match kind:
            case "shop":
                accounts = state.accounts_of(history, name)
                return lambda scene: state.shop_view(scene, name, accounts)
            case "account":
                return lambda scene: state.account_view(scene, name)
            case "mini_program":
                return lambda scene: state.mini_program_view(scene, name)
        parties = history.parties(name)
        account = parties.account if parties is not None else ""
        return lambda scene: state.binding_view(scene, name, account) or {}

    def is_named(self, history: History, times: Times) -> bool:
        """Whether any fact but grants and refusals names the subject at the times asked."""
        return any(
            fact.time <= times.valid and not isinstance(fact.event, RequestGranted | RequestRefused)
            for fact in history.by_subject.get(self.subject, ())
        )

    def leaves(self, facts: Iterable[Fact], times: Times) -> dict[str, Any]:
        """What `show` would tell if these were the facts; nothing where they do not name it."""
        history = History.of(facts, self._tags)
        if not self.is_named(history, times):
            return {}
        told = Recollection(history, self._states)
        return leaves(self.viewing(history)(Scene(told, times)))


def read_around(store: Store, subject: str, times: Times) -> Around:
    """The facts around a subject, as known at a time. Raises BadInput for what is not shown."""
    kind, _, name = subject.partition(":")
    if kind not in _GATHER:
        raise BadInput(
            say("{subject} cannot be shown.", subject=subject),
            where="SUBJECT",
            why=say("Only shops, accounts and bindings can be shown."),
            now=say("Give a subject such as shop:tiktok:S1, or see `bindledger history TAG`."),
        )
    facts = sorted(_GATHER[kind](store, name, times).facts, key=lambda fact: fact.position)
    return Around(subject, tuple(facts), {fact.position: tags_of(fact.event) for fact in facts})
