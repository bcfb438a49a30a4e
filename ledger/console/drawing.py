"""Text in a picture: safe to show, and how much room it takes.

Whoever opens the picture has other fonts than whoever drew it, so room is reckoned generously.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from ledger.console.text import clean, fold, width

_PIXELS_A_CELL: Final = 6.6
"""Of small text, in the widest of the usual fonts; a Chinese character is two cells."""


def safe(text: str) -> str:
    """Text that a picture may hold: nothing in it is read as markup or acts on a screen."""
    return escape(clean(text))


def drawn_text(x: float, y: float, look: str, text: str, *, anchor: str = "start") -> str:
    """Text that begins, ends or has its middle at a place; `look` is its class."""
    return f'<text class="{look}" x="{x:.1f}" y="{y}" text-anchor="{anchor}">{safe(text)}</text>'


def pixels(text: str) -> float:
    """The room that small text may take."""
    return width(clean(text)) * _PIXELS_A_CELL


def folded(text: str, room: float) -> list[str]:
    """Small text in lines that fit into so many pixels."""
    return fold(clean(text), max(int(room / _PIXELS_A_CELL), 2))
