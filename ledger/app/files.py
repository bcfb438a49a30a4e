"""Files of facts: what is in them, whatever they are packed in and however they are written.

A file becomes a stream of numbered lines, each the object a fact is read from, or what is wrong
with it. Names say how a file is packed (`.gz`, `.zst`) and written (`.csv`, else JSON); nothing is
ever guessed without a word: text that is not UTF-8 is reported with what it looks like.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from pathlib import PurePath
from typing import Any, BinaryIO, Final, Literal

from ledger.border import Envelope, Fault, Faulty, read_cell, read_json, shown
from ledger.events import KIND_BY_NAME
from ledger.language import say
from ledger.terms import is_broken

Form = Literal["ndjson", "csv"]
"""How a file is written: a JSON object a line, or rows under a header."""

Line = tuple[int, dict[str, Any] | Faulty]
"""The number of a line in its file, and the object it holds or what is wrong with it."""

LONGEST_LINE: Final = 1 << 20
"""Bytes of a line that are read; a fact has at most 65,535, and escapes make them more."""

_UTF_8_MARK: Final = b"\xef\xbb\xbf"
_FOREIGN_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_PACKED_MARKS: Final = (
    (b"\x1f\x8b", "gzip", ".gz"),
    (b"\x28\xb5\x2f\xfd", "zstd", ".zst"),
    (b"PK\x03\x04", "zip", ".gz"),
)


def form_of(name: str) -> Form:
    """How a file of this name is written, whatever it is packed in."""
    bare = name.lower().removesuffix(".gz").removesuffix(".zst")
    return "csv" if bare.endswith(".csv") else "ndjson"


def facts_in(stream: BinaryIO, name: str = "", form: Form = "ndjson") -> Iterator[Line]:
    """The numbered lines of a file, unpacked as its name says.

    An archive that breaks off, or is damaged, gives what can be read and then the fault.
    """
    lines = text_in(stream, name)
    return rows_of(lines) if form == "csv" else objects_of(lines)


def text_in(stream: BinaryIO, name: str = "") -> Iterator[bytes | Faulty]:
    """The lines of a file of text, unpacked as its name says, without a byte order mark."""
    return _recognised(_unpacked(stream, name))


# Packed files


def _unpacked(stream: BinaryIO, name: str) -> Iterator[bytes | Faulty]:
    match PurePath(name.lower()).suffix:
        case ".gz":
            return _from_gzip(stream)
        case ".zst":
            return _from_zstd(stream)
        case _:
            return lines_of(stream)


def _from_zstd(stream: BinaryIO) -> Iterator[bytes | Faulty]:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError, ZstdFile
    else:
        from backports.zstd import ZstdError, ZstdFile
    try:
        with ZstdFile(stream) as inside:
            yield from lines_of(inside)
    except EOFError:
        yield _broken_off("zstd")
    except ZstdError as why:
        yield _damaged("zstd", why)


def _from_gzip(stream: BinaryIO) -> Iterator[bytes | Faulty]:
    try:
        with gzip.GzipFile(fileobj=stream) as inside:
            yield from lines_of(inside)
    except EOFError:
        yield _broken_off("gzip")
    except (zlib.error, gzip.BadGzipFile) as why:
        yield _damaged("gzip", why)


def _broken_off(packing: str) -> Faulty:
    expected = say("the rest of the {packing} archive", packing=packing)
    return Faulty(Fault("", expected, say("the end of the file")))


def _damaged(packing: str, why: Exception) -> Faulty:
    return Faulty(Fault("", say("a {packing} archive without damage", packing=packing), str(why)))


def lines_of(stream: BinaryIO | io.BufferedIOBase) -> Iterator[bytes]:
    """The lines of a stream; one that is longer than any fact may be comes out cut, and so bad."""
    while line := stream.readline(LONGEST_LINE):
        whole = line
        while len(whole) == LONGEST_LINE and not whole.endswith(b"\n"):
            whole = stream.readline(LONGEST_LINE)
            if not whole:
                break
        yield line


# Foreign files


def _recognised(lines: Iterator[bytes | Faulty]) -> Iterator[bytes | Faulty]:
    """The lines without a byte order mark; the fault alone if the whole file is something else."""
    first = next(lines, None)
    if isinstance(first, bytes):
        foreign = _foreign(first)
        if foreign is not None:
            yield Faulty(foreign)
            return
        first = first.removeprefix(_UTF_8_MARK)
    if first is not None:
        yield first
        yield from lines


def _foreign(first: bytes) -> Fault | None:
    for mark, packing, suffix in _PACKED_MARKS:
        if first.startswith(mark):
            got = say("a {packing} archive", packing=packing)
            expected = say("text; a packed file is named {suffix}", suffix=suffix)
            return Fault("", expected, got)
    for mark, encoding in _FOREIGN_MARKS:
        if first.startswith(mark) and b"\0" in first:
            return _not_utf_8(say("{encoding} with its byte order mark", encoding=encoding))
    if first[1:2] == b"\0" or first[:1] == b"\0":
        return _not_utf_8(say("NUL bytes, as in UTF-16"))
    return None


def _not_utf_8(got: str) -> Fault:
    return Fault("", say("UTF-8; save the file in that encoding"), got)


def _check_text(line: bytes) -> None:
    """Raise Faulty if a line is not UTF-8, with the encoding that it looks like."""
    if b"\0" in line:
        place = line.index(b"\0")
        raise Faulty(Fault("", say("text without NUL bytes"), say("one at {place}", place=place)))
    try:
        line.decode()
    except UnicodeDecodeError as why:
        byte, place = hex(line[why.start]), why.start
        if _is_chinese(line):
            got = say("byte {byte} at {place}; perhaps GB18030", byte=byte, place=place)
        elif _is_western(line):
            got = say("byte {byte} at {place}; perhaps Latin-1", byte=byte, place=place)
        else:
            got = say("byte {byte} at {place}", byte=byte, place=place)
        raise Faulty(_not_utf_8(got)) from None


_CHINESE_MARKS: Final = "，。：；！？（）《》、“”"


def _is_chinese(line: bytes) -> bool:
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    # Hanzi of everyday use, and full-width punctuation: other bytes give rare signs instead.
    odd = [char for char in text if not char.isascii()]
    usual = [char for char in odd if "\u4e00" <= char <= "\u9fa5" or char in _CHINESE_MARKS]
    return len(usual) > len(odd) * 0.9 and len(line) - len(text) == len(odd)


def _is_western(line: bytes) -> bool:
    # Letters with accents stand alone among plain ones, and 0x80 to 0x9f are no letters there.
    return all(byte < 0x80 or byte >= 0xA0 for byte in line)


# A JSON object a line


def objects_of(lines: Iterable[bytes | Faulty]) -> Iterator[Line]:
    """The objects of newline-delimited JSON, by number; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if isinstance(line, Faulty):
            yield number, line
        elif line.strip():
            try:
                if not line.isascii() or b"\0" in line:
                    _check_text(line)
                yield number, read_json(line)
            except Faulty as why:
                yield number, why


# Rows under a header

_ATTRIBUTES: Final = frozenset(one.name for one in fields(Envelope)) - {"data"}


def rows_of(lines: Iterable[bytes | Faulty]) -> Iterator[Line]:
    """The facts of a CSV file: a header that names attributes and fields, and a fact a row."""
    expected = say("an attribute or a field of a kind")
    return table_of(lines, _ATTRIBUTES | _data_fields(), expected, _fact_of)


def table_of(
    lines: Iterable[bytes | Faulty],
    columns: Collection[str],
    expected: str,
    read: Callable[[dict[str, str]], dict[str, Any]],
) -> Iterator[Line]:
    """What the rows of a CSV file stand for: `read` makes an object of the cells that are filled.

    The number is that of the line a row begins on. Without a header that says what each column is,
    one of `columns`, no row is read.
    """
    records = records_of(lines)
    for number, header in records:
        if isinstance(header, Faulty):
            yield number, header
            return
        if header:
            break
    else:
        return
    if faults := _header_faults(header, columns, expected):
        yield number, Faulty(*faults)
        return
    for number, row in records:
        if isinstance(row, Faulty):
            yield number, row
        elif not any(row):
            continue
        elif len(row) == len(header):
            yield number, read({name: one for name, one in zip(header, row, strict=True) if one})
        else:
            cells = say("{count} cells, as in the header", count=len(header))
            yield number, Faulty(Fault("", cells, str(len(row))))


class _Texts:
    """The lines as the csv module wants them: a fault ends the text and is kept."""

    def __init__(self, lines: Iterable[bytes | Faulty]) -> None:
        self._lines = iter(lines)
        self.fault: Faulty | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if isinstance(line, Faulty):
            self.fault = line
            raise StopIteration
        # What is not UTF-8 goes through as half characters, and is found cell by cell.
        return line.decode(errors="surrogateescape")


def records_of(lines: Iterable[bytes | Faulty]) -> Iterator[tuple[int, list[str] | Faulty]]:
    """The rows of a CSV file as they stand, by the number of the line each begins on."""
    texts = _Texts(lines)
    reader = csv.reader(texts, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
            _check_cells(row)
            yield number, row
        except StopIteration:
            break
        except Faulty as why:
            yield number, why
        except csv.Error as why:
            yield number, Faulty(Fault("", say("a row of CSV (RFC 4180)"), str(why)))
    if texts.fault is not None:
        yield reader.line_num + 1, texts.fault


def _check_cells(row: Sequence[str]) -> None:
    for cell in row:
        if "\0" in cell or (not cell.isascii() and is_broken(cell)):
            _check_text(",".join(row).encode(errors="surrogateescape"))


def _header_faults(header: Sequence[str], columns: Collection[str], expected: str) -> list[Fault]:
    if len(header) == 1 and (other := next((one for one in ";\t" if one in header[0]), None)):
        return [Fault("", say("columns divided by commas"), shown(other))]
    faults = []
    for place, name in enumerate(header):
        if name in header[:place]:
            faults.append(Fault(name, say("each name once in the header"), say("the name twice")))
        elif name not in columns:
            near = get_close_matches(name, sorted(columns), n=1)
            if near:
                wanted = say("{expected}, such as {name}", expected=expected, name=near[0])
            else:
                wanted = expected
            faults.append(Fault(name, wanted, shown(name)))
    return faults


@cache
def _data_fields() -> frozenset[str]:
    kinds = (kind for kind in KIND_BY_NAME.values() if kind.from_feeds)
    return frozenset(one.name for kind in kinds for one in fields(kind))


def _fact_of(given: dict[str, str]) -> dict[str, Any]:
    """The object a row stands for; empty cells are absent, others read by their field's type."""
    kind = KIND_BY_NAME.get(given.get("type", ""))
    line: dict[str, Any] = {"specversion": "1.0", "data": {}}
    for name, cell in given.items():
        if name in _ATTRIBUTES:
            line[name] = cell
        else:
            line["data"][name] = cell if kind is None else read_cell(kind, name, cell)
    return line
