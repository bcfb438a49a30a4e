"""WeChat's other way to write an event: XML, read as the object that its JSON would be."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from ledger.border import DEEPEST, Fault, Faulty, shown
from ledger.language import say


def read_xml(text: str, where: str) -> dict[str, Any]:
    """The object of a text of XML; an element that comes again makes a list. Raises Faulty.

    Declarations of types and entities are refused: no platform sends any, and a few lines of them
    can name a text of any length.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Faulty(Fault(where, say("XML without declarations of its own"), shown(text)))
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise Faulty(Fault(where, say("JSON or XML"), shown(text))) from None
    value = _value(root, where, DEEPEST)
    return value if isinstance(value, dict) else {}


def _value(element: ElementTree.Element, where: str, levels: int) -> Any:
    if not len(element):
        return element.text or ""
    if not levels:
        raise Faulty(
            Fault(where, say("at most {deepest} levels of nesting", deepest=DEEPEST), say("more"))
        )
    told: dict[str, list[Any]] = {}
    for inner in element:
        told.setdefault(inner.tag, []).append(_value(inner, where, levels - 1))
    return {name: values[0] if len(values) == 1 else values for name, values in told.items()}
