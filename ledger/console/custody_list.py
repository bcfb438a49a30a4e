"""What the picture of a custody lists below its chart: each stretch, with the facts at its ends.

Paper shows nothing on pointing at it, and in a chart not every label has room; here all of it is
told, under the numbers that the chart gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ledger.console.drawing import drawn_text, folded
from ledger.explain import reason_text
from ledger.language import say, say_names

# Pixels: where each column begins, and the last one ends.
_COLUMNS: Final = (32, 66, 280, 454, 596, 738, 904, 1088)
_OF_GAPS: Final = (32, 66, 208, 350, 600, 1088)
_BETWEEN: Final = 8
_LINE: Final = 15
_ROW_MORE: Final = 8
_HEADING: Final = 34
_MOST_LINES: Final = 4

_View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """The drawn lines of a list, and where it ends from top to bottom."""

    drawn: tuple[str, ...]
    bottom: int


def custody_list(view: _View, kinds: Mapping[int, str], top: int) -> Listed:
    """The numbered intervals, gaps and overlaps of a custody, from some height on.

    `kinds` are those of the facts at the ends, in words, by position.
    """
    other = "account" if view["subject"].startswith("shop:") else "shop"
    party = say("account") if other == "account" else say("shop")
    sections = (
        (say("In effect"), (party, say("binding")), _COLUMNS, "intervals"),
        (say("Gaps: nothing in effect"), (), _OF_GAPS, "gaps"),
        (
            say("Overlaps: several shops at once"),
            (say("account"), say("binding")),
            _COLUMNS,
            "overlaps",
        ),
    )
    ends = (say("since"), say("until"), say("opened by"), say("closed by"))
    drawn: list[str] = []
    y = top
    for title, who, columns, what in sections:
        if not view[what]:
            continue
        drawn.append(drawn_text(columns[0], y + 20, "name", title))
        y += _HEADING
        rows = [_told(one, view["names"], other, kinds) for one in view[what]]
        for look, cells in (("small", ("#", *who, *ends)), *(("cell", row) for row in rows)):
            lines = _lines(cells, columns)
            drawn += _row(lines, columns, look, y)
            y += _LINE * max(map(len, lines)) + _ROW_MORE
        y += _ROW_MORE
    return Listed(tuple(drawn), y)


def _told(
    one: _View, names: Mapping[str, str], other: str, kinds: Mapping[int, str]
) -> tuple[str, ...]:
    """A row: the number, who held by which binding unless nobody did, and the ends."""
    who: tuple[str, ...] = ()
    if "shops" in one:
        shops = say_names(_called("shop", shop, names) for shop in one["shops"])
        account = _called("account", one["account"], names)
        with_ = say("{account} with {shops}", account=account, shops=shops)
        who = (with_, say_names(one["bindings"]))
    elif other in one:
        who = (_called(other, one[other], names), f"{one['binding']} {one['program']}")
    return (
        str(one["number"]),
        *who,
        one["from"],
        one["until"] or say("still"),
        fact_told(one["opened_by"], kinds),
        _end_told(one, kinds),
    )


def _called(kind: str, party: str, names: Mapping[str, str]) -> str:
    name = names.get(f"{kind}:{party}")
    return party if name is None else say("{name} ({id})", name=name, id=party)


def _end_told(one: _View, kinds: Mapping[int, str]) -> str:
    if one["closed_by"] is None:
        return say("falls due {due}", due=one["due"]) if "due" in one else "–"
    fact = fact_told(one["closed_by"], kinds)
    reason = reason_text(one.get("reason"))
    return fact if reason is None else say("{fact}: {reason}", fact=fact, reason=reason)


def fact_told(position: int, kinds: Mapping[int, str]) -> str:
    """A fact by its position, and its kind in words."""
    return f"#{position} {kinds[position]}"


def _lines(cells: Sequence[str], columns: Sequence[int]) -> list[list[str]]:
    rooms = (end - start - _BETWEEN for start, end in pairwise(columns))
    return [_at_most(folded(cell, room)) for cell, room in zip(cells, rooms, strict=True)]


def _at_most(lines: list[str]) -> list[str]:
    """So many lines that a name without end does not bury the rest."""
    first = lines[:_MOST_LINES]
    return first if first == lines else [*first[:-1], first[-1] + "…"]


def _row(
    cells: Sequence[Sequence[str]], columns: Sequence[int], look: str, y: int
) -> Iterator[str]:
    for x, lines in zip(columns[:-1], cells, strict=True):
        for number, line in enumerate(lines, 1):
            yield drawn_text(x, y + _LINE * number - 3, look, line)
    bottom = y + _LINE * max(map(len, cells)) + 3
    yield f'<path class="line" d="M{columns[0]} {bottom}H{columns[-1]}"/>'
