"""JSON read strictly: no key twice, no NaN, no text that is no text, no nesting without end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import orjson

from ledger.border.faults import Fault, Faulty, sayable, shown
from ledger.language import say

DEEPEST: Final = 64
"""Objects and lists within one another that a line may have; ours need seven."""


class _Twice(ValueError):
    pass


class _NoNumber(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return read


def _constant(name: str) -> Any:
    raise _NoNumber(name)


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
    return bool(level)


def _parts(whole: Any) -> Iterable[Any]:
    if isinstance(whole, dict):
        return whole.values()
    return whole if isinstance(whole, list) else ()


_read_strictly = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant).decode


def read_json(line: bytes) -> dict[str, Any]:
    """The object a line of JSON holds. Raises Faulty: not UTF-8, not JSON, a key twice, NaN."""
    quick = _read_compact(line)
    if quick is not None:
        return quick
    value = read_any_json(line)
    if not isinstance(value, dict):
        raise Faulty(Fault("", say("a JSON object"), shown(value)))
    return value


def read_any_json(line: bytes) -> Any:
    """The value of a text of JSON, whatever it is; integers of any size stay whole.

    Raises Faulty as `read_json` does.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError as why:
        got = say("byte {byte} at {place}", byte=hex(line[why.start]), place=why.start)
        raise Faulty(Fault("", say("UTF-8"), got)) from None
    try:
        value = _read_strictly(text)
    except _Twice as why:
        fault = Fault(sayable(str(why)), say("each key once"), say("the key twice"))
        raise Faulty(fault) from None
    except _NoNumber as why:
        raise Faulty(Fault("", say("numbers that JSON knows"), str(why))) from None
    except RecursionError:
        raise _nested() from None
    except ValueError:
        raise Faulty(Fault("", say("a JSON object"), shown(text))) from None
    # Brackets within texts count here too: only a line that has many is looked at again.
    if text.count("{") + text.count("[") > DEEPEST and _too_deep(value):
        raise _nested()
    return value


def _read_compact(line: bytes) -> dict[str, Any] | None:
    """The object, if the line is just as orjson would write it; None leaves it to the strict way.

    What comes out as it went in has no key twice, no number cut short, and nothing odd.
    """
    if line.count(b"{") + line.count(b"[") > DEEPEST:
        return None
    try:
        value = orjson.loads(line)
        same = isinstance(value, dict) and orjson.dumps(value) == line.rstrip(b"\r\n")
    except ValueError:
        return None
    return value if same else None


def _nested() -> Faulty:
    return Faulty(
        Fault("", say("at most {deepest} levels of nesting", deepest=DEEPEST), say("more"))
    )
