"""The root command: the global options, and commands that are imported when they are asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any, Final

import rich_click as click

from ledger import __version__
from ledger.console.help import explain_itself, help_words
from ledger.console.options import accept_everywhere, examples, global_options
from ledger.console.tables import coloured, screen_width
from ledger.language import say

Entry = tuple[str, str, str]
"""A command's name, `module:attribute`, and what its line in the list says.

The attribute is the command, or a dictionary of commands by name.
"""

Section = tuple[str, tuple[Entry, ...]]
"""A title, and the commands listed under it."""


class LazyGroup(click.RichGroup):
    """A group that knows its commands by a table and imports only the one that is called.

    What `--help` lists are stand-ins with a name and a line of text; importing the real ones would
    take longer than all the rest.
    """

    def __init__(self, sections: Sequence[Section], **settings: Any) -> None:
        super().__init__(**settings)
        self._targets: dict[str, str] = {}
        for title, entries in sections:
            for name, target, text in entries:
                self._targets[name] = target
                self.add_command(click.RichCommand(name=name, help=text, panel=title))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(self._targets)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The real command in place of its stand-in."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, self.load(found.name) if found and found.name else None, rest

    def load(self, name: str) -> click.Command:
        """Import a command; it and all below it take the global options too."""
        module, attribute = self._targets[name].split(":")
        found = getattr(importlib.import_module(module), attribute)
        command: click.Command = found[name] if isinstance(found, dict) else found
        accept_everywhere(command)
        return command


def root_command(sections: Sequence[Section]) -> LazyGroup:
    """The command `bindledger`, its texts in the language that was chosen."""
    root = LazyGroup(
        sections,
        name="bindledger",
        help=say("Who was bound to which shop, when, why and under which rule."),
        epilog=examples(
            "bindledger init",
            "bindledger import facts.ndjson",
            "bindledger shop show tiktok:S1",
            "bindledger can invite --shop tiktok:S1 --account tiktok:A1 --program tiktok.channel",
        ),
        params=[*global_options(), _version()],
        context_settings={"rich_help_config": _help_style(), "help_option_names": ["-h", "--help"]},
    )
    explain_itself(root)
    return root


_NAMES: Final = 27
"""Cells for the names of commands, the longest whole."""


def _help_style() -> dict[str, Any]:
    plain = not coloured(sys.stdout)
    return {
        **help_words(),
        "commands_before_options": True,
        # One column of names over all the panels.
        "style_commands_table_column_width_ratio": (_NAMES, max(screen_width() - _NAMES, _NAMES)),
        "color_system": None if plain else "auto",
        "force_terminal": sys.stdout.isatty(),
    }


def _version() -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            click.echo(f"bindledger {__version__}")
            ctx.exit()

    return click.RichOption(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=say("Print the version and stop."),
    )
