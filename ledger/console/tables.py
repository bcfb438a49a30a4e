"""What people read: tables, sentences and key/value blocks, as wide as the screen and no wider.

Everything printed here is taken for text from strangers: it is cleaned first, and never read as
markup. Piped output is plain and 120 cells wide unless COLUMNS says otherwise.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, TextIO

from ledger.console.text import clean, fold, width
from ledger.language import say
from ledger.terms import instant_text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPED_WIDTH: Final = 120
_NARROWEST_SCREEN: Final = 20
_GAP: Final = 2
# Up to here a column is never folded: an instant, a program, the name of a state stay whole.
_KEPT_WHOLE: Final = 24
# Below this a folded column is harder to read than one block per row.
_NARROWEST_FOLD: Final = 16

_WORDS: Final = re.compile(r"[\x21-\x7e]+")

Cell = str | int | datetime | None
"""What may stand in a table: text, a number (set to the right), an instant, or nothing."""


def screen_width() -> int:
    """Cells in a line: COLUMNS if set, else the terminal's, else 120."""
    return max(_NARROWEST_SCREEN, shutil.get_terminal_size((PIPED_WIDTH, 24)).columns)


def coloured(stream: TextIO) -> bool:
    """Whether styles may be printed: only on a terminal, and not where NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def console(stream: TextIO | None = None) -> Console:
    """A console that prints data as it is: no markup, no emoji names, no highlighting."""
    from rich.console import Console

    out = stream or sys.stdout
    return Console(
        file=out,
        width=screen_width(),
        force_terminal=out.isatty(),
        color_system="auto" if coloured(out) else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def heading(text: str) -> None:
    """A line that names what follows, after an empty one."""
    from rich.text import Text

    _print(Text(f"\n{_folded(clean(text), screen_width())}", style="bold"))


def sentence(text: str, style: str = "") -> None:
    """A sentence, folded at the width of the screen. `style` is a style of rich: `red`, `dim`."""
    from rich.text import Text

    _print(Text(_folded(clean(text), screen_width()), style=style))


def whole_line(text: str, style: str = "") -> None:
    """A line that is never folded, so that what stands in it can be copied from any screen."""
    from rich.text import Text

    _print(Text(clean(text), style=style), soft_wrap=True)


def pairs(values: Iterable[tuple[str, Cell]]) -> None:
    """A block of labels and values, the values below each other."""
    rows = [(clean(label), _text(value)) for label, value in values]
    if not rows:
        return
    labels = max(width(label) for label, _ in rows)
    if labels + _GAP + _NARROWEST_FOLD > screen_width():
        for label, value in rows:
            sentence(say("{label}: {value}", label=label, value=value))
        return
    _print(_grid((labels, screen_width() - labels - _GAP), rows, labelled=True))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table under a title; on a screen too narrow for it, one block of pairs per row."""
    cells = [tuple(row) for row in rows]
    if title:
        heading(title)
    if not cells:
        sentence(say("(none)"))
        return
    names = [clean(name) for name in columns]
    texts = [[_text(value) for value in row] for row in cells]
    by_column = [(name, *column) for name, *column in zip(names, *texts, strict=True)]
    widths = _widths(
        [max(map(width, column)) for column in by_column],
        [max(map(_longest_word, column)) for column in by_column],
    )
    if widths is None:
        _blocks(names, texts)
        return
    right = {
        index
        for index, column in enumerate(zip(*cells, strict=True))
        if all(value is None or _is_number(value) for value in column)
    }
    rule = ["─" * each for each in widths]
    _print(_grid(widths, [names, rule, *texts], right=right))


def _longest_word(text: str) -> int:
    """The cells of the longest word that should not be broken."""
    return max((width(word) for word in _WORDS.findall(text)), default=0)


def _widths(natural: Sequence[int], words: Sequence[int]) -> list[int] | None:
    """The width of each column, or None if the screen is too narrow for a table.

    `natural` are the widths at which nothing is folded, `words` those of the longest words.
    """
    room = screen_width() - _GAP * (len(natural) - 1)
    widths = list(natural)
    if sum(widths) <= room:
        return widths
    long = sorted(
        (index for index, cells in enumerate(natural) if cells > _KEPT_WHOLE),
        key=lambda index: natural[index],
    )
    room -= sum(cells for cells in natural if cells <= _KEPT_WHOLE)
    for left, index in zip(range(len(long), 0, -1), long, strict=True):
        least = max(_NARROWEST_FOLD, min(words[index], _KEPT_WHOLE))
        widths[index] = max(least, min(natural[index], room // left))
        room -= widths[index]
        if room < 0:
            return None
    return widths if long else None


def _grid(
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[int] = (),
    labelled: bool = False,
) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for index, cells in enumerate(widths):
        grid.add_column(
            width=cells,
            justify="right" if index in right else "left",
            overflow="fold",
            style="dim" if labelled and index == 0 else "",
        )
    for number, row in enumerate(rows):
        style = "bold" if number == 0 and not labelled else ""
        cells_of = zip(row, widths, strict=True)
        grid.add_row(*(Text(_folded(text, cells), style=style) for text, cells in cells_of))
    return grid


def _folded(text: str, cells: int) -> str:
    """Text with Chinese in lines: rich would break the names of rules between the characters."""
    if len(text) == width(text) or width(text) <= cells:
        return text
    return "\n".join(fold(text, cells))


def _blocks(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for number, row in enumerate(rows):
        if number:
            sentence("")
        pairs(zip(names, row, strict=True))


def _print(renderable: RenderableType, *, soft_wrap: bool = False) -> None:
    screen = console()
    with screen.capture() as printed:
        screen.print(renderable, soft_wrap=soft_wrap)
    # rich fills each line up to its width; nobody wants those blanks in a file.
    sys.stdout.write("".join(line.rstrip(" ") + "\n" for line in printed.get().splitlines()))


def _is_number(value: Cell) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: Cell) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return say("yes") if value else say("no")
        case datetime():
            return instant_text(value)
        case _:
            return clean(str(value))
