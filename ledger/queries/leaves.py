"""Views as values by their paths, and what differs between two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Leaves = Mapping[str, Any]
"""The values of a view by their paths, such as `bindings.B1.state`."""

_NAMED_BY: Final = (
    ("binding",),
    ("delegation",),
    ("staff",),
    ("scope",),
    ("mini_program",),
    ("rule", "subject"),
    ("rule",),
    ("subject",),
    ("identifier_kind", "value"),
    ("integration",),
    ("account", "shop", "purpose"),
    ("shop",),
    ("account",),
)
"""The fields that tell what an entry of a list is about, whatever its place in the list."""


class Unfolding(Mapping[str, Any]):
    """The values of a view by their paths; a field is told when one of its values is asked for."""

    def __init__(self, pieces: Mapping[str, Callable[[], Any]]) -> None:
        self._pieces = {name: tell for name, tell in pieces.items() if name != "as_of"}
        self._told: dict[str, dict[str, Any]] = {}

    def __getitem__(self, path: str) -> Any:
        return self._field(path.partition(".")[0])[path]

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a path: asked far more often of what is not there than of what is."""
        return self._field(path.partition(".")[0]).get(path, default)

    def __iter__(self) -> Iterator[str]:
        return (path for name in self._pieces for path in self._field(name))

    def __len__(self) -> int:
        return sum(len(self._field(name)) for name in self._pieces)

    def _field(self, name: str) -> dict[str, Any]:
        if name not in self._told:
            tell = self._pieces.get(name)
            self._told[name] = {} if tell is None else dict(_leaves(name, tell()))
        return self._told[name]


def leaves(view: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a view by their paths, without `as_of`.

    Entries of a list are named by what they are about; a list of bare values is one value. What is
    empty or None is left out.
    """
    return {
        path: value
        for name, part in view.items()
        if name != "as_of"
        for path, value in _leaves(name, part)
    }


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(f"{path}.{name}", part)
    elif isinstance(value, list) and (names := _names(value)):
        for name, part in zip(names, value, strict=True):
            yield from _leaves(f"{path}.{name}", part)
    elif value not in (None, []):
        yield path, value


def _names(values: list[Any]) -> list[str]:
    """What the entries of a list are about; nothing where that cannot be told."""
    for keys in _NAMED_BY:
        if all(isinstance(value, dict) and value.keys() >= set(keys) for value in values):
            named = (
                (str(value[key]) for key in keys if value[key] is not None) for value in values
            )
            return _apart(".".join(parts) for parts in named)
    return []


def _apart(names: Iterator[str]) -> list[str]:
    """The names, those that come again with a number behind them."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return told


def differing(before: Leaves, after: Leaves) -> list[str]:
    """The paths whose values differ; what is not there is None."""
    paths = dict.fromkeys((*before, *after))
    return [path for path in paths if before.get(path) != after.get(path)]


def changes(before: Leaves, after: Leaves) -> list[dict[str, Any]]:
    """What differs between two views, by path; what is not there is None."""
    return [
        {"path": path, "before": before.get(path), "after": after.get(path)}
        for path in differing(before, after)
    ]
