"""Replay: fact by fact what each changed of what `show` tells, ending in exactly that.

Facts of other subjects and the law are told where they changed something, and so is time that went
by: an entry without a position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from ledger.aggregates.history import History
from ledger.errors import BadInput
from ledger.language import say
from ledger.queries import state
from ledger.queries.state import Scene
from ledger.queries.times import Times
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import tags_of
from ledger.terms import instant_text

_View = dict[str, Any]
_Leaves = dict[str, Any]


class _Subject(NamedTuple):
    gather: Callable[[Store, str, Times], Scene | None]
    view: Callable[[Scene, str], _View | None]


_SUBJECTS: Final = {
    "shop": _Subject(state.scene_of_shop, state.shop_view),
    "account": _Subject(state.scene_of_account, state.account_view),
    "binding": _Subject(state.scene_of_binding, state.binding_view),
}


class Replay(NamedTuple):
    """A subject's history as changes, in order, and the document `show` prints at the end of it."""

    steps: Iterator[_View]
    shown: _View


def replay(store: Store, subject: str, times: Times) -> Replay | None:
    """The replay of a subject up to the times asked; None if nothing is known of it then.

    Raises BadInput for a subject that `show` does not tell.
    """
    kind, _, name = subject.partition(":")
    if kind not in _SUBJECTS:
        raise BadInput(
            say("{subject} cannot be replayed.", subject=subject),
            where="SUBJECT",
            why=say("Only shops, accounts and bindings can be shown."),
            now=say("Give a subject such as shop:tiktok:S1, or see `bindledger history TAG`."),
        )
    of = _SUBJECTS[kind]
    scene = of.gather(store, name, times)
    shown = of.view(scene, name) if scene is not None else None
    if scene is None or shown is None:
        return None
    return Replay(_steps(scene, subject, lambda one: of.view(one, name) or {}, shown), shown)


def _steps(
    scene: Scene, subject: str, view: Callable[[Scene], _View], shown: _View
) -> Iterator[_View]:
    """An entry for each fact of the subject, and for whatever else changed the view since."""
    told = [fact for fact in scene.history.facts if fact.time <= scene.valid]
    own = {fact.position for fact in told if subject in tags_of(fact.event)}
    first = next((place for place, fact in enumerate(told) if fact.position in own), len(told))
    before: _Leaves = {}
    for place in range(first, len(told)):
        fact = told[place]
        if place > first:
            waited = leaves(view(_as_of(scene, told[:place], fact.time)))
            if changed := changes(before, waited):
                yield _step(None, fact.time, changed)
            before = waited
        after = leaves(view(_as_of(scene, told[: place + 1], fact.time)))
        changed = changes(before, after)
        if changed or fact.position in own:
            yield _step(fact, fact.time, changed)
        before = after
    if changed := changes(before, leaves(shown)):
        yield _step(None, scene.valid, changed)


def _as_of(scene: Scene, facts: list[Fact], at: datetime) -> Scene:
    return Scene(History.of(facts), replace(scene.times, valid=at))


def _step(fact: Fact | None, at: datetime, changed: list[_View]) -> _View:
    return {
        "position": fact.position if fact is not None else None,
        "time": instant_text(at),
        "type": fact.event.kind if fact is not None else None,
        "changes": changed,
    }


def changes(before: _Leaves, after: _Leaves) -> list[_View]:
    """What differs between two views, by path; what is not there is None."""
    paths = dict.fromkeys((*before, *after))
    return [
        {"path": path, "before": before.get(path), "after": after.get(path)}
        for path in paths
        if before.get(path) != after.get(path)
    ]


def leaves(view: _View) -> _Leaves:
    """The values of a view by their paths, without `as_of`.

    Entries of a list are named by what they are about, such as `bindings.B1.state`; a list of bare
    values is one value.
    """
    found: _Leaves = {}
    for name, value in view.items():
        if name != "as_of":
            _gather(name, value, found)
    return found


def _gather(path: str, value: Any, found: _Leaves) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            _gather(f"{path}.{name}", part, found)
    elif isinstance(value, list) and (names := _names(value)):
        for name, part in zip(names, value, strict=True):
            _gather(f"{path}.{name}", part, found)
    elif value not in (None, []):
        found[path] = value


_NAMED_BY: Final = ("binding", "subject", "rule", "identifier_kind")


def _names(values: list[Any]) -> list[str]:
    """What the entries of a list are about; nothing if that does not tell them apart."""
    for key in _NAMED_BY:
        names = [value[key] for value in values if isinstance(value, dict) and key in value]
        if len(names) == len(values):
            return names if len(set(names)) == len(names) else []
    return []
