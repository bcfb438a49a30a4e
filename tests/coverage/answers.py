"""Answers as the page writes them, `PATH = VALUE; PATH = VALUE`, looked up in what was printed."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_STEP: Final = re.compile(r"\[([^\]]+)\]|\.?([^.\[\]]+)")
_KEPT: Final = re.compile(r"([A-Za-z_.]+)=(.*)")


def expected(answer: str) -> list[tuple[str, Any]]:
    """Each path of an answer with the value that must stand there."""
    pairs = (part.split(" = ", 1) for part in answer.split("; "))
    return [(path, _value(text)) for path, text in pairs]


def found(document: Any, path: str) -> Any:
    """What stands at a path; a list of one thing is that thing, where the path goes on."""
    for in_brackets, plain in _STEP.findall(path):
        document = _bracket(document, in_brackets) if in_brackets else _key(document, plain)
    return document


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _bracket(document: Any, text: str) -> Any:
    if not (kept := _KEPT.fullmatch(text)):
        return _key(document, text)
    assert isinstance(document, list), (text, document)
    return [each for each in document if _said(each, kept[1]) == _value(kept[2])]


def _said(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _key(document: Any, key: str) -> Any:
    if isinstance(document, list):
        if key == "length":
            return len(document)
        (document,) = document
    return document[key]
