"""The table of docs/feeds.md: which payload of which format tells which facts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.feeds.samples import TOLD

PAGE: Final = Path(__file__).parents[2] / "docs" / "feeds.md"

HEAD: Final = "| format | payload | facts |\n|---|---|---|\n"


def table() -> str:
    """The table, from what the samples are held to."""
    rows = (
        f"| `{feed}` | {payload} | {what} |\n"
        for feed, its in TOLD.items()
        for payload, what in its
    )
    return HEAD + "".join(rows)
