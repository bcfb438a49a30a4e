"""States after facts told in order, where much the same is told again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ledger.record import Fact

_State = TypeVar("_State")


@dataclass(slots=True)
class _Node:
    """The state after a prefix, and what follows it by the position of the next fact."""

    state: Any
    following: dict[int, _Node] = field(default_factory=dict)


class Prefixes:
    """The states of subjects after every prefix that was ever told; none is folded twice.

    It grows with what is told, so it is kept for one question only.
    """

    def __init__(self) -> None:
        self._roots: dict[str, _Node] = {}

    def after(
        self,
        tag: str,
        told: Iterable[Fact],
        start: _State,
        evolve_all: Callable[[_State, Iterable[Fact]], _State],
    ) -> _State:
        """The state of a subject after facts told in order."""
        node = self._roots.setdefault(tag, _Node(start))
        for fact in told:
            following = node.following.get(fact.position)
            if following is None:
                following = node.following[fact.position] = _Node(evolve_all(node.state, (fact,)))
            node = following
        state: _State = node.state
        return state
