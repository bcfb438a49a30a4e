"""The custody of a subject as a picture that stands for itself: SVG, no script, no outside parts.

A chart, in which a label stands only where it touches no other, and below it a list of all that the
chart shows. Text stays text, in fonts that have Chinese wherever one is installed. The same custody
makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final
from xml.sax.saxutils import escape

from ledger.console.custody_chart import Lane, lanes, shortened, span_of
from ledger.console.custody_list import custody_list, fact_told
from ledger.console.drawing import drawn_text, pixels, safe
from ledger.console.text import clean
from ledger.console.times import times_told
from ledger.explain import reason_text
from ledger.language import say, say_in_turn, say_name, say_names, spoken
from ledger.terms import read_instant

# Pixels; the whole is as wide as a page on its side.
_WIDTH: Final = 1120
_MARGIN: Final = 32
_LABELS: Final = 260
_LEFT: Final = _MARGIN + _LABELS
_RIGHT: Final = _WIDTH - _MARGIN
_TOP: Final = 132
_ROW: Final = 56
_BAR: Final = 22
_FOOT: Final = 40
_MOST_TICKS: Final = 9
_LABEL_CELLS: Final = 34
_APART: Final = 6
_ABOVE: Final = 11
_INSIDE: Final = 5

_FONTS: Final = (
    '"Noto Sans CJK SC","Source Han Sans SC","Noto Sans SC","PingFang SC","Hiragino Sans GB",'
    '"Microsoft YaHei","WenQuanYi Micro Hei",sans-serif'
)
_STYLE: Final = f"""\
text{{font-family:{_FONTS};fill:#1f2933}}
.title{{font-size:22px;font-weight:600}}
.name{{font-size:14px;font-weight:600}}
.small{{font-size:11px;fill:#5b6770;paint-order:stroke;stroke:#ffffff;stroke-width:3px}}
.inside{{font-size:11px;fill:#ffffff}}
.number{{font-size:11px;font-weight:600;paint-order:stroke;stroke:#ffffff;stroke-width:3px}}
.cell{{font-size:11px}}
.line{{stroke:#d5dbe0;stroke-width:1}}
.held{{fill:#2b6c99}}
.gap{{fill:url(#gap);stroke:#9aa5ad;stroke-width:.5}}
.overlap{{fill:url(#overlap);stroke:#b4232a;stroke-width:1}}
.band{{fill:#b4232a;fill-opacity:.08}}"""
_PATTERNS: Final = """\
<pattern id="gap" width="6" height="6" patternUnits="userSpaceOnUse">\
<rect width="6" height="6" fill="#f4f6f7"/><path d="M0 6L6 0" stroke="#b8c1c8"/></pattern>
<pattern id="overlap" width="6" height="6" patternUnits="userSpaceOnUse">\
<rect width="6" height="6" fill="#fbe9ea"/><path d="M0 0L6 6" stroke="#b4232a"/></pattern>"""

_View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where an instant stands from left to right."""

    start: datetime
    end: datetime

    def at(self, instant: datetime) -> float:
        whole = (self.end - self.start).total_seconds() or 1.0
        return _LEFT + (instant - self.start).total_seconds() / whole * (_RIGHT - _LEFT)

    def reach(self, one: _View) -> tuple[float, float]:
        """Where a stretch begins, and how wide it is: never so narrow that it cannot be seen."""
        until = read_instant(one["until"]) if one["until"] is not None else self.end
        begins = self.at(read_instant(one["from"]))
        return begins, max(self.at(until) - begins, 2.0)

    def day(self, text: str | None) -> str:
        """An instant as short as the line of time allows."""
        if text is None:
            return say("still")
        form = "%Y-%m-%d" if self.end - self.start > timedelta(days=4) else "%m-%d %H:%M"
        return f"{read_instant(text):{form}}"


@dataclass(slots=True)
class _Labels:
    """A line of small labels: each stands at its bar, and none touches the one before."""

    free: float = 0.0

    def place(self, text: str, *starts: float) -> float | None:
        """The first of some places from left to right where the text fits; None if none does."""
        wide = pixels(text)
        for start in starts:
            if self.free <= start and start + wide <= _WIDTH - _APART:
                self.free = start + wide + _APART
                return start
        return None


def custody_svg(view: _View, kinds: Mapping[int, str], cite: str | None = None) -> str:
    """The picture of a custody, in the language that is spoken.

    `kinds` are those of the facts that opened and closed its stretches, in words, by position;
    `cite` is the id of the answer that is drawn.
    """
    view = _numbered(view)
    rows = lanes(view) if view["intervals"] else []
    more = [what for what in _FOUND if view[what]]
    bottom = _TOP + _ROW * max(len(rows) + len(more), 1)
    parts = [*_head(view), *_legend(view)]
    end = bottom
    if rows:
        scale = _Scale(*span_of(view))
        parts += _axis(scale, bottom)
        parts += _bands(scale, view, bottom - _ROW * len(more) - _ABOVE)
        for place, lane in enumerate(rows):
            parts += _lane(scale, view, lane, kinds, _TOP + _ROW * place)
        for place, what in enumerate(more, start=len(rows)):
            parts += _found(scale, view, what, kinds, _TOP + _ROW * place)
        listed = custody_list(view, kinds, bottom + _FOOT)
        parts += listed.drawn
        end = listed.bottom
    else:
        parts.append(drawn_text(_MARGIN, _TOP + 20, "name", say("Nothing was ever in effect.")))
    if cite is not None:
        parts.append(drawn_text(_MARGIN, end + 16, "small", say("Cite as {id}", id=cite)))
    return "\n".join([*_opening(view, end + _FOOT), *parts, "</svg>", ""])


_FOUND: Final = ("gaps", "overlaps")


def _numbered(view: _View) -> _View:
    """The custody with a number for each stretch, by which the list tells what the chart shows."""
    numbers = count(1)
    return view | {
        what: [one | {"number": next(numbers)} for one in view[what]]
        for what in ("intervals", *_FOUND)
    }


def _opening(view: _View, height: int) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" xml:lang="{spoken()}">'
    )
    yield f"<title>{safe(_title(view))}</title>"
    yield f"<style>{escape(_STYLE)}</style>"
    yield f"<defs>{_PATTERNS}</defs>"
    yield f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'


def _title(view: _View) -> str:
    subject: str = view["subject"]
    name = view["names"].get(subject)
    if name is None:
        return say("Custody of {subject}", subject=subject)
    return say("Custody of {name} ({subject})", name=name, subject=subject)


def _head(view: _View) -> Iterator[str]:
    yield drawn_text(_MARGIN, 48, "title", shortened(clean(_title(view)), 80))
    told = " · ".join(f"{label} {value}" for label, value in times_told(view["as_of"]))
    yield drawn_text(_MARGIN, 72, "small", told)


def _legend(view: _View) -> Iterator[str]:
    at = _MARGIN
    words = {
        "held": say_name("in effect", "custody"),
        "gap": say_name("gap", "custody"),
        "overlap": say_name("overlap", "custody"),
    }
    for look, word in words.items():
        yield f'<rect class="{look}" x="{at}" y="88" width="18" height="12" rx="2"/>'
        yield drawn_text(at + 24, 98, "small", word)
        at += 110


def _axis(scale: _Scale, bottom: int) -> Iterator[str]:
    for tick in _ticks(scale.start, scale.end):
        x = scale.at(tick)
        yield f'<path class="line" d="M{x:.1f} {_TOP - 8}V{bottom}"/>'
        form = "%Y-%m-%d" if scale.end - scale.start > timedelta(days=4) else "%m-%d %H:%M"
        yield drawn_text(x, bottom + 18, "small", f"{tick:{form}}", anchor="middle")
    yield f'<path class="line" d="M{_LEFT} {bottom}H{_RIGHT}"/>'


def _ticks(start: datetime, end: datetime) -> list[datetime]:
    """Beginnings of months, or of days where there are few months; at most so many."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=ahead) for ahead in range((end - midnight).days + 1)]
    days = [day for day in days if day >= start]
    months = [day for day in days if day.day == 1]
    among = months if len(months) > 2 else days
    if not among:
        return [start, end]
    for step in (1, 2, 3, 6, 12, 24, 60, 120):
        few = [one for place, one in enumerate(among) if place % step == 0]
        if len(few) <= _MOST_TICKS:
            return few
    return [among[0], among[-1]]


def _bands(scale: _Scale, view: _View, bottom: int) -> Iterator[str]:
    """Overlaps behind all lanes, so that they are seen from far."""
    for one in view["overlaps"]:
        x, wide = scale.reach(one)
        yield (
            f'<rect class="band" x="{x:.1f}" y="{_TOP - 8}" width="{wide:.1f}" '
            f'height="{bottom - _TOP + 8}"/>'
        )


def _lane(
    scale: _Scale, view: _View, lane: Lane, kinds: Mapping[int, str], y: int
) -> Iterator[str]:
    yield drawn_text(_MARGIN, y + 16, "name", shortened(clean(lane.label), _LABEL_CELLS))
    below = f"{lane.party}  {lane.program}" if lane.label != lane.party else lane.program
    yield drawn_text(_MARGIN, y + 32, "small", shortened(clean(below), _LABEL_CELLS + 6))
    numbers, days = _Labels(), _Labels()
    for one in lane.intervals:
        x, wide = scale.reach(one)
        yield _stretch("held", x, y, wide, _facts_told(one, kinds, reason_text(one["reason"])))
        yield from _number(one, x, wide, y, numbers, one["binding"])
        yield from _days(scale, one, x, wide, y, days)
    mine = {one["binding"] for one in lane.intervals}
    for one in view["overlaps"]:
        if mine & set(one["bindings"]):
            x, wide = scale.reach(one)
            yield f'<rect class="overlap" x="{x:.1f}" y="{y + 22}" width="{wide:.1f}" height="4"/>'


def _found(
    scale: _Scale, view: _View, what: str, kinds: Mapping[int, str], y: int
) -> Iterator[str]:
    """A lane of all gaps, or of all overlaps."""
    look = {"gaps": "gap", "overlaps": "overlap"}[what]
    words = {"gaps": say_name("gap", "custody"), "overlaps": say_name("overlap", "custody")}
    yield f'<path class="line" d="M{_MARGIN} {y - _ABOVE}H{_RIGHT}"/>'
    yield drawn_text(_MARGIN, y + 18, "name", words[what])
    numbers, days = _Labels(), _Labels()
    for one in view[what]:
        x, wide = scale.reach(one)
        parties = say_names([one["account"], *one["shops"]]) if "shops" in one else None
        yield _stretch(look, x, y, wide, _facts_told(one, kinds, parties))
        yield from _number(one, x, wide, y, numbers)
        yield from _days(scale, one, x, wide, y, days)


def _stretch(look: str, x: float, y: int, wide: float, told: str) -> str:
    return (
        f'<rect class="{look}" x="{x:.1f}" y="{y + 4}" width="{wide:.1f}" height="{_BAR}" rx="3">'
        f"<title>{safe(told)}</title></rect>"
    )


def _number(
    one: _View, x: float, wide: float, y: int, above: _Labels, binding: str | None = None
) -> Iterator[str]:
    """The number of a stretch: in its bar, with its binding, or above where the bar is short."""
    number = str(one["number"])
    if binding is not None:
        for told in (f"{number} · {binding}", number):
            if pixels(told) + 2 * _INSIDE <= wide:
                yield drawn_text(x + _INSIDE, y + 19, "inside", told)
                return
    middle = x + (wide - pixels(number)) / 2
    place = above.place(number, middle)
    if place is not None:
        yield drawn_text(place + pixels(number) / 2, y + 1, "number", number, anchor="middle")


def _days(
    scale: _Scale, one: _View, x: float, wide: float, y: int, below: _Labels
) -> Iterator[str]:
    """From when to when, below a bar: it begins with the bar, or ends with it."""
    told = f"{scale.day(one['from'])} – {scale.day(one['until'])}"
    begins = below.place(told, x, x + wide - pixels(told))
    if begins == x:
        yield drawn_text(x, y + 40, "small", told)
    elif begins is not None:
        yield drawn_text(x + wide, y + 40, "small", told, anchor="end")


def _facts_told(one: _View, kinds: Mapping[int, str], more: str | None) -> str:
    told = [f"{one['from']} – {one['until'] or say('still')}."]
    told.append(say("Opened by {fact}.", fact=fact_told(one["opened_by"], kinds)))
    if one["closed_by"] is not None:
        told.append(say("Closed by {fact}.", fact=fact_told(one["closed_by"], kinds)))
    return say_in_turn([*told, more or ""])
