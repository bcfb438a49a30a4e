"""The TOML files people write as law: rulebooks and calendars.

A file is refused with everything that is wrong in it, not only with the first: each problem says
its place, what is wrong there, and what was expected.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import BadInput
from ledger.language import say
from ledger.terms import has_control
from ledger.verdict import Citation

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LONGEST_TEXT: Final = 64_000
"""Bytes a text may take as a JSON string: the leaf that carries it has at most 65,535."""

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: its `place`, such as `parameter."shop.slots".unit`, and why.

    Entries of a list are counted from 1.
    """

    place: str
    reason: str
    expected: str


def digest_of(text: str) -> str:
    """`sha256:` and the hexadecimal SHA-256 of the text's UTF-8 bytes, which are the file's."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def parse(text: str, what: str, where: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises BadInput, beginning with `what`, if the text is too long for a leaf or is no TOML: then
    there is nothing further to check.
    """
    import tomllib

    try:
        size = _size_as_json(text)
    except UnicodeEncodeError:
        problem = Problem("", say("it holds half characters"), say("UTF-8 text"))
        raise _refusal(what, where, [problem]) from None
    if size > LONGEST_TEXT:
        reason = say("it takes {size} bytes as a JSON string", size=size)
        expected = say("at most {longest} bytes", longest=LONGEST_TEXT)
        raise _refusal(what, where, [Problem("", reason, expected)])
    try:
        return tomllib.loads(text)
    except RecursionError:
        reason, expected = say("its lists or tables are nested too deep"), say("a flat TOML file")
    except ValueError as why:
        # A TOMLDecodeError ends with line and column; an endless number is a bare ValueError.
        reason = say("it does not parse: {why}", why=str(why))
        expected = say("TOML, where every key stands once")
    raise _refusal(what, where, [Problem("", reason, expected)])


def refuse_if_any(problems: Collection[Problem], what: str, where: str) -> None:
    """Raises BadInput, beginning with `what`, if there is a problem; it lists them all."""
    if problems:
        raise _refusal(what, where, problems)


def _refusal(what: str, where: str, problems: Collection[Problem]) -> BadInput:
    lines = "\n".join(
        say("{place}: {reason}; expected {expected}", **_texts(problem, where))
        for problem in problems
    )
    return BadInput(
        what,
        where=where,
        why=lines,
        now=say("Correct the file and give it again; nothing was recorded."),
    )


def _texts(problem: Problem, where: str) -> dict[str, str]:
    return {
        "place": problem.place or where,
        "reason": problem.reason,
        "expected": problem.expected,
    }


def _size_as_json(text: str) -> int:
    # Of the characters JSON escapes, TOML allows only these five, and each becomes two bytes.
    return len(text.encode()) + 2 + sum(text.count(char) for char in '"\\\n\r\t')


def shown(value: object) -> str:
    """A value of a TOML file as it may stand in a message: short, and on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            text = ascii(value) if has_control(value) else f'"{value}"'
        case list():
            text = "[" + ", ".join(shown(entry) for entry in value[:5]) + "]"
        case dict():
            return say("a table")
        case _ if isinstance(value, int) and value.bit_length() > 200:
            return say("a number of more than 60 digits")
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def inside(place: str, key: str) -> str:
    """The place of a key of the table at `place`, quoted where TOML wants quotes."""
    name = key if _BARE_KEY.fullmatch(key) else shown(key)
    return f"{place}.{name}" if place else name


def check_keys(
    table: dict[str, Any], known: Collection[str], place: str, problems: list[Problem]
) -> None:
    """Reports every key the format does not have."""
    for key in table:
        if key not in known:
            reason, expected = say("unknown key"), one_of(known)
            problems.append(Problem(inside(place, key), reason, expected))


def one_of(names: Collection[str]) -> str:
    """The phrase that offers a choice of names."""
    return say("one of {names}", names=", ".join(names))


def missing_or(table: dict[str, Any], key: str) -> str:
    """What is wrong at a key whose value does not fit: it is missing, or what stands there."""
    return say("it is {got}", got=shown(table[key])) if key in table else say("it is missing")


def take_line(table: dict[str, Any], key: str, place: str, problems: list[Problem]) -> str:
    """The words at a key, on one line; reports them if missing, empty or not printable."""
    value = table.get(key)
    if isinstance(value, str):
        line = " ".join(value.split())
        if line and (line.isprintable() or not has_control(line)):
            return line
    expected = say("words, without control characters")
    problems.append(Problem(inside(place, key), missing_or(table, key), expected))
    return ""


def take_date(table: dict[str, Any], key: str, place: str, problems: list[Problem]) -> date | None:
    """The day at a key; reports anything else, also a date with a time."""
    value = table.get(key)
    if type(value) is date:
        return value
    expected = say("a day without a time and without quotes, such as 2026-01-31")
    problems.append(Problem(inside(place, key), missing_or(table, key), expected))
    return None


def take_citation(table: dict[str, Any], place: str, problems: list[Problem]) -> Citation | None:
    """The `source` of a table: title, place in it (`at`), and the day it was read."""
    source, here = table.get("source"), inside(place, "source")
    if not isinstance(source, dict):
        expected = say("a source such as { title = …, at = …, read = 2026-01-31 }")
        problems.append(Problem(here, missing_or(table, "source"), expected))
        return None
    check_keys(source, ("title", "at", "read"), here, problems)
    title = take_line(source, "title", here, problems)
    at = take_line(source, "at", here, problems)
    read = take_date(source, "read", here, problems)
    return Citation(title, at, read) if title and at and read else None


def built_in_files(folder: str) -> tuple[tuple[str, str], ...]:
    """Path and text of the TOML files the ledger brings along in a folder, sorted by path."""
    from importlib.resources import files

    found = _toml_below(files("ledger") / folder, folder)
    return tuple(sorted((path, file.read_bytes().decode()) for path, file in found))


def _toml_below(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _toml_below(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(".toml"):
            yield f"{path}/{entry.name}", entry
