"""Facts about data, and what the law of a platform says of data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ledger.events import RulebookAdopted, ShopRegistered
from ledger.queries.state.gathering import Gathering, is_named
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import law_tag, shop_tag
from ledger.verdict import Limit

_PLACE: Final = (ShopRegistered.kind,)


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Facts of one subject that had happened by the time asked about, in order, and the law."""

    facts: tuple[Fact, ...]
    scene: Scene

    def stated(self, platform: str, name: str) -> Limit | None:
        """What the law of a platform says of data; None where it does not say."""
        return self.scene.limit(_program(platform), name)

    def as_of(self, platforms: Iterable[str]) -> dict[str, Any]:
        """The times of the answer and the law it was given under."""
        law, valid = self.scene.law(), self.scene.valid
        programs = {_program(platform) for platform in platforms}
        return self.scene.as_of(one for one in programs if law.rulebook(one, valid) is not None)


def read_data(
    store: Store, tag: str, kinds: tuple[str, ...], times: Times, platforms: Iterable[str] = ()
) -> DataFacts | None:
    """The facts of some kinds about a subject; None if nothing but decisions names it.

    Read beside them are the places of its shops, and the law of these `platforms` and of those
    that the facts name.
    """
    gathering = Gathering(store, times)
    own = gathering.read([tag], kinds)
    if not is_named(own, times) and not is_named(gathering.read([tag]), times):
        return None
    named = {getattr(fact.event, "platform", None) for fact in own}
    wanted = sorted({*platforms, *(one for one in named if one is not None)})
    gathering.read([law_tag(_program(one)) for one in wanted], (RulebookAdopted.kind,))
    shops = {getattr(fact.event, "shop", None) for fact in own} | {_shop_in(tag)}
    gathering.read([shop_tag(one) for one in sorted(filter(None, shops))], _PLACE)
    history = gathering.history()
    told = history.by_subject.get(tag, ())
    facts = (fact for fact in told if fact.time <= times.valid and fact.event.kind in kinds)
    return DataFacts(tuple(facts), Scene(history, times))


def _shop_in(tag: str) -> str | None:
    kind, _, name = tag.partition(":")
    return name if kind == "shop" else None


def _program(platform: str) -> str:
    """The program under whose law a platform's data falls: `<platform>.data`."""
    return f"{platform}.data"
