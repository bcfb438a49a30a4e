"""Histories for programs and for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from ledger.console.answering import Citing
from ledger.console.options import Invocation
from ledger.console.output import json_line, print_csv, print_json_lines
from ledger.console.tables import Cell, sentence, table
from ledger.events import RawEventKept
from ledger.language import say, say_name
from ledger.subjects import NAMED_IN

if TYPE_CHECKING:
    from ledger.store import Store

_COLUMNS: Final = (
    "position",
    "time",
    "recordedtime",
    "type",
    "source",
    "id",
    "actor",
    "late",
    "annulled",
)

_TOLD_ELSEWHERE: Final = frozenset(
    {"verdict", "text", "subjects", "calendars", "engine", "read_at", "program"}
)
"""Fields too long for a line; `--json` has them, and so have the commands made for them."""


def tell_history(
    invocation: Invocation, citing: Citing, tags: tuple[str, ...], facts: list[dict[str, Any]]
) -> None:
    """Print a timeline: JSON lines, CSV, or a table with a column for each subject."""
    if invocation.json:
        print_json_lines(citing.lines(facts))
        return
    if invocation.csv:
        print_csv(
            (*_COLUMNS, "data"),
            ([*(fact.get(name) for name in _COLUMNS), _as_json(fact["data"])] for fact in facts),
        )
        return
    several = len(tags) > 1
    columns = [
        "#",
        say("happened"),
        *(tags if several else ()),
        say("what"),
        say("who"),
        say("details"),
        say("remarks"),
    ]
    rows: list[list[Cell]] = [
        [
            fact["position"],
            fact["time"],
            *(["●" if concerns(fact, tag) else "" for tag in tags] if several else ()),
            kind_text(fact["type"]),
            fact["actor"] or fact["source"],
            details(fact["data"], tags),
            _remarks(fact),
        ]
        for fact in facts
    ]
    remarks = [row for row in rows if row[-1]]
    if not remarks:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    table("", columns, rows)
    if any(fact.get("late") for fact in facts):
        sentence("")
        sentence(say("late: recorded after a fact of the same subject that happened later."), "dim")
    citing.tell(*facts)


def _as_json(data: dict[str, Any]) -> str:
    return json_line(data).decode().rstrip("\n")


def concerns(fact: dict[str, Any], tag: str) -> bool:
    """Whether a told fact carries a tag."""
    data: dict[str, Any] = fact["data"]
    kind, _, name = tag.partition(":")
    if kind == "law":
        return data.get("program") == name and "text" in data
    if kind == "calendar":
        return data.get("country") == name and "text" in data
    if kind == "source":
        told_by = "platform" if fact["type"] == RawEventKept.kind else "batch_source"
        return bool(data.get(told_by) == name)
    if kind == "account" and name in data.get("accounts", ()):
        return True
    if any(data.get(field) == name for field, subject in NAMED_IN.items() if subject == kind):
        return True
    return tag in data.get("subjects", ()) or tag in data.get("about", ())


def kind_text(kind: str) -> str:
    """The name of a kind as words: `BindingActivated.v1` is `binding activated`."""
    return say_name(kind_words(kind), "kind")


def kinds_at(store: Store, positions: Iterable[int]) -> dict[int, str]:
    """The kinds of the facts at some positions, in words."""
    from ledger.queries.reading import every_fact

    found = {}
    for position in positions:
        for fact in every_fact(store, after=position - 1, upto=position):
            found[position] = kind_text(fact.event.kind)
    return found


def kind_words(kind: str) -> str:
    """The English words that the name of a kind is made of; its key in the catalogues."""
    name = kind.partition(".")[0]
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in name)
    return words.strip()


def details(data: dict[str, Any], tags: tuple[str, ...]) -> str:
    """The fields of a fact in a line, without those the table shows already."""
    request = data.get("request")
    if isinstance(request, dict):
        refusing = [
            one["rule"]
            for one in data["verdict"]["findings"]
            if one["severity"] == "refuse" and one["outcome"] != "holds"
        ]
        told = f"{request['ask']} {request['id']}"
        return f"{told}: {', '.join(refusing)}" if refusing else told
    shown = tuple(tag.partition(":")[2] for tag in tags)
    return ", ".join(
        f"{name}={_short(value)}"
        for name, value in data.items()
        if name not in _TOLD_ELSEWHERE and value not in shown
    )


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(_short(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _remarks(fact: dict[str, Any]) -> str:
    told = []
    if fact.get("late"):
        told.append(say("late"))
    if fact.get("annulled"):
        told.append(say("annulled"))
    if fact.get("forgotten"):
        told.append(say("personal fields forgotten"))
    return ", ".join(told)
