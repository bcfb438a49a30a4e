"""How errors are told: four lines on stderr for people, one JSON object on stdout for programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Final

import rich_click as click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from ledger.console.help import expected_by
from ledger.console.options import help_of, place
from ledger.console.text import clean, width
from ledger.errors import BadInput, LedgerError
from ledger.language import say, say_in_turn, say_names

_ALIKE: Final = 0.5  # ids are short: `B2` must be near enough to `B1`


def report(error: LedgerError, *, as_json: bool) -> None:
    """Print what went wrong, where, why, and what to do now."""
    if as_json:
        from ledger.console.output import print_json

        # What came from the command line may hold bytes that are no text; JSON cannot.
        texts = {
            name: text.encode("utf-8", "backslashreplace").decode()
            for name, text in error.as_json().items()
        }
        print_json({"error": texts})
        return
    told = [
        (label, text)
        for label, text in (
            (say("where:"), error.where),
            (say("why:"), error.why),
            (say("now:"), error.now),
        )
        if text
    ]
    labels = max((width(label) for label, _ in told), default=0)
    lines = [say("Error: {what}", what=clean(error.what))]
    for label, text in told:
        first, *rest = (clean(line) for line in text.splitlines())
        lines.append(f"  {label}{' ' * (labels - width(label))} {first}")
        lines += [f"  {' ' * labels} {line}" for line in rest]
    print("\n".join(lines), file=sys.stderr)


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of the known names that a person may have meant, the likeliest first.

    The name itself is none of them, and upper and lower case are alike.
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {each.casefold(): each for each in known if each != name}
    close = get_close_matches(name.casefold(), folded, cutoff=_ALIKE)
    return tuple(folded[each] for each in close)


def did_you_mean(names: Iterable[str]) -> str:
    """The question, or nothing if there are no names to offer."""
    offered = say_names(names)
    return say("did you mean {names}?", names=offered) if offered else ""


def from_click(error: click.ClickException) -> LedgerError:
    """What click found wrong with the command line, in our four texts."""
    if not isinstance(error, click.UsageError):
        return LedgerError(error.format_message())
    ctx = error.ctx
    where = ctx.command_path if ctx else "bindledger"
    now = say("see {command}", command=help_of(ctx))
    match error:
        case NoArgsIsHelpError():
            return BadInput(say("no command was given"), where=where, now=now)
        case NoSuchCommand():
            what = say("there is no command {name}", name=error.command_name)
            why = say("no command here has this name")
            return BadInput(what, where=where, why=why, now=_offer(error.possibilities, now))
        case click.NoSuchOption():
            what = say("there is no option {name}", name=error.option_name)
            why = say("the command takes no option of this name")
            return BadInput(what, where=where, why=why, now=_offer(error.possibilities, now))
        case click.MissingParameter():
            hint = error.param.get_error_hint(ctx) if error.param else str(error.param_hint or "")
            what, why = say("{name} is missing", name=hint), say("the command needs it")
            return BadInput(what, where=where, why=why, now=now)
        case click.BadParameter():
            # click's sentences begin with the value: 'fr' is not one of 'en', 'zh'.
            value, _, _ = error.message.partition(" is not ")
            if form := expected_by(error.param):
                what = say("{value} cannot stand here", value=value)
                why = say("expected is {form}", form=form)
            else:
                what, why = say("a value was not understood"), error.message
            return BadInput(what, where=place(error.param, ctx), why=why, now=now)
        case click.BadOptionUsage():
            what = say("the option {name} was not understood", name=error.option_name)
            why = say("an option is followed by its value, a switch by none")
            return BadInput(what, where=where, why=why, now=now)
        case _:
            why = say("the command takes its words in another form")
            return BadInput(_misplaced(error), where=where, why=why, now=now)


def _misplaced(error: click.UsageError) -> str:
    """What click says of words that have no place; it names them at the end, in brackets."""
    words = re.search(r"\((.+)\)$", error.format_message())
    return say("no place for: {words}", words=words[1]) if words else error.format_message()


def _offer(names: Iterable[str] | None, otherwise: str) -> str:
    question = did_you_mean(names or ())
    return say_in_turn((question, otherwise))
