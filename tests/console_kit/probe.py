"""A console with commands of its own, to try the kit with: run as `python -m`, like the real one.

The kit decides what happens around a command; these commands do little, and each shows one thing.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import rich_click as click

from ledger.console import main
from ledger.console.options import ID, SHOP, Clocks, Invocation, clocks, examples, subject
from ledger.console.output import print_csv, print_json, print_json_lines, progress
from ledger.console.root import Section
from ledger.console.tables import pairs, sentence, table
from ledger.errors import BadInput, LedgerError

HOSTILE = (
    "clear \x1b[2J and \x1b[31mred\x1b[0m",
    "title \x1b]0;owned\x07",
    "C1 \x9b31m and \x85",
    "up\x1b[1A\rover\x08\x08",
    "line\nbreak\ttab\x00nul\x7fdel",
    "bidi \u202eevil\u202c \u2066isolate\u2069 \u200fmark \u061cletter",
    "zero\u200bwidth\u2060joined\ufeffmark\u200ddangling",
    "lines\u2028and\u2029paragraphs",
    "[bold red]markup[/bold red] :smile: [link=x]y[/link]",
    "half \udc9b character",
    "soft\u00adhyphen \U000e0041tag",
)
"""Text as a stranger might write it into a fact."""


@click.group(help="Show a thing.")
def show() -> None:
    """Only a name for what is below."""


@show.command("invocation", epilog=examples("bindledger show invocation S1"), help="What came in.")
@click.argument("shop", type=SHOP)
@click.option("--reason")
@clocks
@click.pass_obj
def show_invocation(
    said: Invocation,
    shop: str,
    reason: str | None,
    clocks: Clocks,
) -> int:
    """Print what the command was given."""
    law = str(clocks.rules) if isinstance(clocks.rules, Path) else clocks.rules
    clock = {"valid": clocks.valid, "known": clocks.known, "rules": law}
    print_json({"said": said, "shop": shop, "reason": reason, **clock})
    return 3


@click.command(help="Fail as asked.")
@click.argument("how", type=ID)
def fail(how: str) -> None:
    """Raise the error of that name."""
    match how:
        case "ledger":
            raise LedgerError("there is no shop S9", where="a.db", why="no fact", now="see list")
        case "hostile":
            raise BadInput("\x1b[31mred\nline", where="\u202ebackwards")
        case "interrupt":
            raise KeyboardInterrupt
        case _:
            raise RuntimeError(f"nobody foresaw {how}")


@click.command("list", help="Print hostile text in every form.")
@click.pass_obj
def hostile(said: Invocation) -> None:
    """Print text that would act on a terminal."""
    rows = [(str(number), text, "后") for number, text in enumerate(HOSTILE)]
    if said.json:
        print_json_lines({"text": text} for _, text, _ in rows)
    elif said.csv:
        print_csv(("number", "text", "after"), rows)
    else:
        with progress("[bold]reading[/bold]\x1b[31m", total=2) as forward:
            forward(2)
        table("\x1b[2J" + HOSTILE[0], ("number", HOSTILE[1], "after"), rows)
        pairs((text, text) for text in HOSTILE)
        for text in HOSTILE:
            sentence(text)


@click.command(help="Print a table of Chinese names.")
def names() -> None:
    """Print names of mixed widths."""
    rows = [
        ("tiktok:S1", "某某旗舰店", 4, datetime.fromisoformat("2026-03-01T09:00:00+00:00")),
        ("tiktok:S2", "Café Olé", 12, None),
        ("tiktok:S3", "很长的店铺名称" * 6, 7, None),
        ("tiktok:S4", "👩‍👧‍👦 family ❤️ shop", 0, None),
    ]
    table("Shops 店铺", ("shop", "名称", "绑定", "since"), rows)


@click.command(help="Take a subject.")
@subject
def take(subject: str) -> None:
    """Print it."""
    sentence(subject)


@click.command(help="Print without end.")
def flood() -> None:
    """Print until nobody reads."""
    print_json_lines({"line": number} for number in range(10**9))


def commands() -> tuple[Section, ...]:
    """The table of this console, of the same form as the real one."""
    here = "tests.console_kit.probe"
    return (
        (
            "Showing",
            (
                ("show", f"{here}:show", "Show a thing 事物."),
                ("list", f"{here}:hostile", "Print hostile text."),
                ("names", f"{here}:names", "Print a table of Chinese names."),
            ),
        ),
        (
            "Other",
            (
                ("fail", f"{here}:fail", "Fail as asked."),
                ("take", f"{here}:take", "Take a subject."),
                ("flood", f"{here}:flood", "Print without end."),
                ("absent", "tests.console_kit.nowhere:absent", "Never imported by help."),
            ),
        ),
    )


if __name__ == "__main__":
    sys.exit(main(sections=commands))
