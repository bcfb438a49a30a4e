"""What click says by itself, in the language spoken: usage, `--help`, and why a word is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rich_click as click
from click.types import IntParamType
from rich_click.rich_help_formatter import RichHelpFormatter

from ledger.console.once import refuse_repeats
from ledger.language import say

if TYPE_CHECKING:
    from rich.markdown import Markdown
    from rich.style import StyleType
    from rich.text import Text


class SpokenHelp(RichHelpFormatter):
    """Help that says "Usage:" in the language spoken, and shows all of a Chinese sentence."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows what a command takes."""
        super().write_usage(prog, args, prefix or say("Usage:"))

    def rich_text(self, text: str | Text | Markdown, style: StyleType = "") -> Text | Markdown:
        """A text that is folded where it is too long: Chinese has no blanks to break a line at."""
        from rich.text import Text

        folded = super().rich_text(text, style)
        if isinstance(folded, Text):
            folded.overflow = "fold"
        return folded


class SpokenContext(click.RichContext):
    """A context that explains its command in the language spoken."""

    formatter_class = SpokenHelp


def explain_itself(command: click.Command) -> None:
    """Give a command `--help`, and what click says of it beside our own texts, in our words."""
    if not command.add_help_option:
        return
    command.add_help_option = False
    refuse_repeats(command)
    command.params.append(_help_option())
    command.context_class = SpokenContext
    command.options_metavar = say("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = say("COMMAND [ARGS]...")


def help_words() -> dict[str, Any]:
    """The words of rich-click's settings."""
    return {
        "options_panel_title": say("Options"),
        "arguments_panel_title": say("Arguments"),
        "commands_panel_title": say("Commands"),
        # The backslash keeps rich from reading a style between the brackets.
        "default_string": "\\[" + say("default: {value}", value="{}") + "]",
        "envvar_string": "\\[" + say("env var: {value}", value="{}") + "]",
        "required_long_string": "\\[" + say("required") + "]",
    }


def _help_option() -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.RichOption(
        # The name starts apart from those of a command's own parameters.
        ["-h", "--help", "global_help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=say("Show this message and exit."),
    )


def expected_by(param: click.Parameter | None) -> str:
    """What a parameter of one of click's own types takes; empty if it is of another type."""
    match param.type if param is not None else None:
        case click.Choice(choices=choices):
            return say("one of {values}", values=", ".join(str(choice) for choice in choices))
        case click.IntRange(min=int(least), max=None):
            return say("a whole number from {least} on", least=least)
        case click.IntRange(min=int(least), max=int(most)):
            return say("a whole number from {least} to {most}", least=least, most=most)
        case IntParamType():
            return say("a whole number")
    return ""
