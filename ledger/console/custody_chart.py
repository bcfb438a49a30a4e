"""The custody of a subject as bars on a line of time, as wide as the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ledger.console.text import clean, width
from ledger.language import say, say_name
from ledger.terms import read_instant

_WIDEST_LABEL: Final = 28
_NARROWEST_BAR: Final = 24
_HELD, _TWICE, _NOT = "█", "▓", "·"

_View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lane:
    """One party and program, and when it held: pairs of instants, the second None if it still does.

    `label` is how the party is told.
    """

    label: str
    party: str
    program: str
    intervals: tuple[_View, ...]


def lanes(view: _View) -> list[Lane]:
    """The other parties of a custody under each program, in order of their first interval."""
    other = "account" if view["subject"].startswith("shop:") else "shop"
    found: dict[tuple[str, str], list[_View]] = {}
    for one in view["intervals"]:
        found.setdefault((one[other], one["program"]), []).append(one)
    return [
        Lane(view["names"].get(f"{other}:{party}", party), party, program, tuple(intervals))
        for (party, program), intervals in found.items()
    ]


def span_of(view: _View) -> tuple[datetime, datetime]:
    """From the first instant that is told to the last: that of the question."""
    start = read_instant(view["intervals"][0]["from"])
    return start, max(start, read_instant(view["as_of"]["valid"]))


def chart(view: _View, cells: int) -> Iterator[str]:
    """Lines of at most so many cells: a bar for each lane, and the time below.

    On a narrow screen a label stands above its bar.
    """
    rows = lanes(view)
    labels = [shortened(clean(lane.label), min(_WIDEST_LABEL, cells)) for lane in rows]
    room = max(map(width, labels))
    beside = cells - room - 2 >= _NARROWEST_BAR
    bar = cells - room - 2 if beside else cells
    margin = " " * (room + 2) if beside else ""
    start, end = span_of(view)
    for lane, label in zip(rows, labels, strict=True):
        drawn = _bar(lane, view["overlaps"], (start, end), bar)
        if beside:
            yield label + " " * (room + 2 - width(label)) + drawn
        else:
            yield label
            yield drawn
    first, last = (f"{at:%Y-%m-%d}" for at in (start, end))
    blank = bar - len(first) - len(last)
    yield margin + (f"{first}{' ' * blank}{last}" if blank > 0 else first)


def legend(view: _View) -> str:
    """What the bars of the chart are drawn with, in a line."""
    marks = [(_HELD, say_name("in effect", "custody"))]
    if view["overlaps"]:
        marks.append((_TWICE, say("with several shops at once")))
    marks.append((_NOT, say("not in effect")))
    return "  ".join(f"{mark} {word}" for mark, word in marks)


def _bar(lane: Lane, overlaps: Iterable[_View], ends: tuple[datetime, datetime], cells: int) -> str:
    drawn = [_NOT] * cells
    for one in lane.intervals:
        _fill(drawn, one, ends, _HELD)
    mine = {one["binding"] for one in lane.intervals}
    for one in overlaps:
        if mine & set(one["bindings"]):
            _fill(drawn, one, ends, _TWICE)
    return "".join(drawn)


def _fill(drawn: list[str], one: _View, ends: tuple[datetime, datetime], with_: str) -> None:
    """Fill what a stretch of time covers, at least one cell."""
    start, end = ends
    whole = (end - start).total_seconds() or 1.0
    until = read_instant(one["until"]) if one["until"] is not None else end
    first, last = (
        (at - start).total_seconds() / whole * len(drawn)
        for at in (read_instant(one["from"]), until)
    )
    begun = min(int(first), len(drawn) - 1)
    ended = min(max(begun + 1, round(last)), len(drawn))
    drawn[begun:ended] = with_ * (ended - begun)


def shortened(text: str, cells: int) -> str:
    """The text cut to so many cells, with a mark where something is missing."""
    if width(text) <= cells:
        return text
    kept = text
    while width(kept) > cells - 1:
        kept = kept[:-1]
    return kept + "…"
