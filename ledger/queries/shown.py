"""What `show` tells of a subject, made from facts read once: of all of them, or of some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from ledger.aggregates.history import History
from ledger.errors import BadInput
from ledger.events import RequestGranted, RequestRefused
from ledger.language import say
from ledger.queries import state
from ledger.queries.leaves import leaves
from ledger.queries.state import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store

View = dict[str, Any]

_GATHER: Final = {
    "shop": state.gather_shop,
    "account": state.gather_account,
    "binding": state.gather_binding,
}


@dataclass(frozen=True, slots=True)
class Around:
    """A subject, and the facts around it: annulled ones too, in order of position."""

    subject: str
    facts: tuple[Fact, ...]

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
        history = History.of(facts)
        if not self.is_named(history, times):
            return {}
        return leaves(self.viewing(history)(Scene(history, times)))


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
    facts = _GATHER[kind](store, name, times).facts
    return Around(subject, tuple(sorted(facts, key=lambda fact: fact.position)))
