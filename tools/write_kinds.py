"""Writes `docs/kinds.md`: every kind of fact, what it means and which fields it has.

    python -m tools.write_kinds [--to FILE]

The page is made from the declarations in `ledger/events`, so it cannot say anything else; a test
compares the two.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from ledger.border import schema_of
from ledger.events import KINDS, Event

PAGE = Path(__file__).parents[1] / "docs" / "kinds.md"

HEADING = """\
# Kinds of facts

Made by `python -m tools.write_kinds` from the declarations in `ledger/events`; do not edit.

`bindledger schema KIND` prints the JSON Schema of a kind. An *optional* field may be left out, and
is never null. A *personal* field is kept beside the leaf and may be forgotten later. References
such as 3-14 or A8 name rows of the documents and readings that the rules come from. An instant is
RFC 3339 with seconds and an offset; a subject is a tag such as `shop:tiktok:S1`.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "".join(_page())


def _page() -> Iterator[str]:
    yield HEADING
    for module, kinds in groupby(KINDS, key=lambda kind: kind.__module__):
        title = module.rpartition(".")[2].replace("_", " ").capitalize()
        yield f"\n## {title}\n\n{inspect.getdoc(sys.modules[module])}\n"
        for kind in kinds:
            yield from _kind(kind)


def _kind(kind: type[Event]) -> Iterator[str]:
    yield f"\n### `{kind.kind}`\n\n{inspect.getdoc(kind)}\n"
    if not kind.from_feeds:
        yield "\nOnly the ledger itself makes this fact.\n"
    schema = schema_of(kind.kind)
    assert schema is not None, kind
    data = schema["properties"]["data"]
    yield "\n| field | is | given |\n|---|---|---|\n"
    for name, field in data["properties"].items():
        given = name in data["required"] or (name,) in kind.needs
        remarks = [
            "always" if given else "optional",
            *["personal"] * field.get("x-personal", False),
        ]
        yield f"| `{name}` | {_form(field)} | {', '.join(remarks)} |\n"
    for group in kind.needs:
        if len(group) > 1:
            yield f"\nAt least one of {', '.join(f'`{name}`' for name in group)} is given.\n"


def _form(field: dict[str, Any]) -> str:
    match field:
        case {"anyOf": [form, {"type": "null"}]}:
            return f"{_form(form)}, or null"
        case {"enum": words}:
            return ", ".join(f"`{word}`" for word in words)
        case {"format": "date-time"}:
            return "an instant"
        case {"type": "array", "items": part}:
            return f"a list, each {_form(part)}"
        case {"type": "integer", "description": description}:
            return str(description)
        case {"type": "integer"}:
            return "a whole number, never negative"
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "object"}:
            return "an object"
        case {"description": description}:
            # A page shows `<platform>` as it stands, not as a tag of its own markup.
            return str(description).replace("<", "&lt;").replace(">", "&gt;")
    raise ValueError(f"no words for {field}")


def main() -> None:
    """Writes the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=PAGE)
    options.parse_args().to.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
