"""What the commands about rulebooks and those about calendars share: files of law, and lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.console.answering import Citing
from ledger.console.options import Invocation
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.tables import Cell, sentence, table
from ledger.errors import BadInput
from ledger.language import say, say_name, say_why
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.app.law import Adopted

_View = dict[str, Any]


def read_text(file: str) -> str:
    """The text of a file of law, byte for byte. Raises BadInput."""
    try:
        return Path(file).read_bytes().decode()
    except UnicodeDecodeError as why:
        problem = say("It is not UTF-8 at byte {place}.", place=why.start)
    except (OSError, ValueError) as why:
        problem = say_why(why)
    raise BadInput(
        say("{file} cannot be read.", file=file),
        where="FILE",
        why=problem,
        now=say("Give a text file that is there."),
    )


def law_text(name: str) -> str:
    """The text of a file of law, or of a rulebook the ledger brings along. Raises BadInput.

    A file counts before a name.
    """
    from ledger.rulebook import built_in_names

    if not Path(name).is_file() and (text := built_in_names().get(name)) is not None:
        return text
    return read_text(name)


def tell_adopted(invocation: Invocation, adopted: Adopted) -> None:
    """Say which text is law now, and from when on."""
    if invocation.json:
        print_json(
            {
                "position": adopted.position,
                "name": adopted.name,
                "digest": adopted.digest,
                "since": instant_text(adopted.since),
            }
        )
    else:
        sentence(
            say(
                "{name} is law from {since} on: {digest}, at position {position}.",
                name=adopted.name,
                since=instant_text(adopted.since),
                digest=adopted.digest,
                position=adopted.position,
            )
        )


def print_rows(
    invocation: Invocation,
    columns: tuple[str, ...],
    titles: tuple[str, ...],
    views: list[_View],
    citing: Citing | None = None,
) -> None:
    """A list of law as JSON lines, CSV or a table; without `citing` it is no answer about facts."""
    if invocation.json:
        print_json_lines(views if citing is None else citing.lines(views))
    elif invocation.csv:
        print_csv(columns, ([view[name] for name in columns] for view in views))
    else:
        table("", titles, [[_cell(name, view[name]) for name in columns] for view in views])


def _cell(column: str, value: Any) -> Cell:
    match column, value:
        case "title", str(title):
            return say_name(title, "title")
        case "edition", str(edition):
            return say_name(edition, "edition")
        case _, list():
            return ", ".join(str(part) for part in value)
    told: Cell = value
    return told
