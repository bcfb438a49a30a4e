"""What programs read: JSON and CSV on stdout as bytes, and a progress bar that only people see."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, Final, Protocol

import orjson

from ledger.console.text import clean
from ledger.terms import instant_text

_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
# DEL, C1, marks of direction, zero-width and separators, in UTF-8. JSON escapes what is below a
# space by itself; these it may leave as they are, and a terminal may obey some of them.
_ACTING: Final = re.compile(
    rb"\x7f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf"
)


def print_json(document: Any) -> None:
    """One JSON document and a newline. Instants are printed as the contract writes them."""
    out = _stdout()
    out.write(json_line(document))
    out.flush()


def print_bytes(text: bytes) -> None:
    """A text as it is, byte for byte, for a file of its own."""
    out = _stdout()
    out.write(text)
    out.flush()


def print_json_lines(documents: Iterable[Any], *, at_once: bool = False) -> None:
    """One JSON document a line.

    `at_once` hands over each line before the next is asked for, for whoever waits for an answer.
    """
    out = _stdout()
    for document in documents:
        out.write(json_line(document))
        if at_once:
            out.flush()
    out.flush()


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A header row and the rows, as RFC 4180 says.

    Values are left as they are, in the forms that `import --format csv` reads: absent is empty,
    lists are joined with `|`. Only on a terminal are characters that act shown as escapes.
    """
    out, held = _stdout(), io.StringIO(newline="")
    shown = sys.stdout.isatty()
    writer = csv.writer(held, lineterminator="\n" if shown else "\r\n")
    form = clean if shown else str
    writer.writerow([form(name) for name in columns])
    for row in rows:
        writer.writerow([form(_csv_cell(value)) for value in row])
        out.write(held.getvalue().encode("utf-8", "backslashreplace"))
        held.seek(0)
        held.truncate()
    out.write(held.getvalue().encode("utf-8", "backslashreplace"))
    out.flush()


def json_line(document: Any) -> bytes:
    """The document as one line of JSON: the same data, with characters that act escaped."""
    line = orjson.dumps(document, default=_plain, option=_OPTIONS)
    return _ACTING.sub(_escaped, line) if not line.isascii() or b"\x7f" in line else line


Advance = Callable[[int], None]
"""Moves a bar on by so much."""


class Begin(Protocol):
    """Puts a new bar in the place of the one before, and gives what moves it on."""

    def __call__(self, label: str, total: int | None = None, *, unit: str = "") -> Advance:
        """`total` is None if it is not known; what is counted in `bytes` is shown in megabytes."""


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Advance]:
    """A bar on stderr while the block runs; calling what is handed over moves it on by so much.

    Without a terminal nothing is shown. `total` is in the same unit, None if it is not known.
    """
    with stages() as begin:
        yield begin(label, total)


@contextmanager
def stages() -> Iterator[Begin]:
    """Bars on stderr, one after the other, while the block runs; nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda label, total=None, *, unit="": _nowhere
        return
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    from ledger.console.tables import console

    class Pace(ProgressColumn):
        """How much is done, and how fast it goes."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(_pace(task.completed, speed, task.fields["unit"]))

    # Not Progress.get_default_columns(): its first column reads markup.
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        Pace(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console(sys.stderr),
        transient=True,
    )

    def begin(label: str, total: int | None = None, *, unit: str = "") -> Advance:
        for before in bar.task_ids:
            bar.remove_task(before)
        task = bar.add_task(clean(label), total=total, unit=unit)
        return lambda steps: bar.advance(task, steps)

    with bar:
        yield begin


def _pace(done: float, speed: float | None, unit: str) -> str:
    scale, form, mark = (1e6, ",.1f", " MB") if unit == "bytes" else (1.0, ",.0f", "")
    told = f"{done / scale:{form}}{mark}"
    return told if speed is None else f"{told}  {speed / scale:{form}}{mark}/s"


def _nowhere(steps: int) -> None:
    """Move no bar."""


def _stdout() -> BinaryIO:
    sys.stdout.flush()
    return sys.stdout.buffer


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _escaped(found: re.Match[bytes]) -> bytes:
    return f"\\u{ord(found[0].decode()):04x}".encode()


def _csv_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return instant_text(value)
        case list() | tuple():
            return "|".join(_csv_cell(part) for part in value)
        case _:
            return str(value)
