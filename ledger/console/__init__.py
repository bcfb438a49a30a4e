"""The console: commands by name, the language, and what becomes of an error.

To add a command, write its module beside this file and one line in `commands`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

from ledger.console.asked import asked
from ledger.errors import LedgerError
from ledger.language import ENGLISH, LANGUAGES, say, speak

if TYPE_CHECKING:
    from ledger.console.root import LazyGroup, Section

_STOPPED: Final = 130  # 128 + SIGINT, as shells count it
_NOBODY_READS: Final = 141  # 128 + SIGPIPE
_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
COMPLETION_VARIABLE: Final = "_BINDLEDGER_COMPLETE"
"""The environment variable by which a shell asks for completions."""


def commands() -> tuple[Section, ...]:
    """Every command in the order in which help lists them: name, where it is, what it does."""
    state, requests, importing, feeds, proof = (
        f"ledger.console.{module}"
        for module in ("state", "requests", "importing", "feeds", "proof")
    )
    return (
        (
            say("The ledger"),
            (
                ("init", "ledger.console.setup:init", say("Make a ledger.")),
                ("import", f"{importing}:import_", say("Record the facts of a file.")),
                ("export", f"{feeds}:export", say("Print the facts as CloudEvents.")),
                ("record", f"{feeds}:record", say("Record one observed fact.")),
                ("annul", f"{feeds}:annul", say("Take a wrongly recorded fact out.")),
                (
                    "reconcile",
                    "ledger.console.reconciling:reconcile",
                    say("A platform's list held against the ledger."),
                ),
                (
                    "forget",
                    "ledger.console.forget:forget",
                    say("Destroy the personal fields of a shop or an account."),
                ),
                (
                    "completion",
                    "ledger.console.completing:completion",
                    say("Completion for your shell."),
                ),
                (
                    "schema",
                    "ledger.console.setup:schema",
                    say("JSON Schema of what goes in."),
                ),
                (
                    "projections",
                    "ledger.console.projections:projections",
                    say("The read models: status, rebuild, check."),
                ),
            ),
        ),
        (
            say("State and history"),
            (
                ("shop", f"{state}:shop", say("A shop: list, show, history.")),
                ("account", f"{state}:account", say("An account: list, show, history.")),
                ("binding", f"{state}:binding", say("A binding: list, show, history.")),
                (
                    "delegation",
                    "ledger.console.delegation:delegation",
                    say("A delegation: list, show, history."),
                ),
                (
                    "chat-route",
                    "ledger.console.chat:chat_route",
                    say("Which agent gets a conversation, and why."),
                ),
                (
                    "mini-program",
                    "ledger.console.mini_programs:mini_program",
                    say("A mini-program: list, show, history."),
                ),
                (
                    "identifiers",
                    "ledger.console.mini_programs:identifiers",
                    say("Who holds which identifier."),
                ),
                ("sync", "ledger.console.data:sync", say("How data is synchronised.")),
                ("metrics", "ledger.console.measured:metrics", say("What was measured.")),
                ("quota", "ledger.console.measured:quota", say("How much traffic is left.")),
                (
                    "history",
                    "ledger.console.histories:history",
                    say("Several subjects on one timeline."),
                ),
                ("replay", "ledger.console.replay:replay", say("What each fact changed.")),
                ("diff", "ledger.console.differences:diff", say("What differs along a clock.")),
                (
                    "changes",
                    "ledger.console.differences:changes",
                    say("What is different since somebody looked."),
                ),
                (
                    "statement",
                    "ledger.console.statement:statement",
                    say("A balance line by line."),
                ),
                (
                    "settle",
                    "ledger.console.settle:settle",
                    say("Who gets how much of each order, and when."),
                ),
                ("custody", "ledger.console.custody:custody", say("Who was in control when.")),
                ("agenda", "ledger.console.agenda:agenda", say("What falls due, what waits.")),
                ("tick", "ledger.console.agenda:tick", say("Record what fell due.")),
                ("audit", "ledger.console.audit:audit", say("The past judged again.")),
                (
                    "receipt",
                    "ledger.console.receipt:receipt",
                    say("What a decision was taken from, and taking it again."),
                ),
                (
                    "backtest",
                    "ledger.console.backtest:backtest",
                    say("History under a proposed rulebook."),
                ),
                (
                    "cite",
                    "ledger.console.citing:cite",
                    say("An answer with an id, and the same answer by that id later."),
                ),
                (
                    "what-if",
                    "ledger.console.what_if:what_if",
                    say("History without a fact, or with it at another time."),
                ),
                (
                    "impact",
                    "ledger.console.impact:impact",
                    say("What a late or annulled fact makes different."),
                ),
            ),
        ),
        (
            say("Asking"),
            (
                ("can", f"{requests}:can", say("What would come of a request.")),
                ("ask", f"{requests}:ask", say("Ask a stream of requests.")),
            ),
        ),
        (
            say("Disputes"),
            (
                (
                    "dispute",
                    "ledger.console.disputes:dispute",
                    say("What parties claim, held against the facts."),
                ),
            ),
        ),
        *(
            (title, tuple((name, f"{requests}:COMMANDS", text) for name, _, text in some))
            for title, some in asked()
        ),
        (
            say("Proof"),
            (
                ("checkpoint", f"{proof}:checkpoint", say("The head of the log, signed.")),
                ("prove", f"{proof}:prove", say("That a fact is in the log.")),
                ("consistency", f"{proof}:consistency", say("That the log only grew.")),
                (
                    "verify",
                    "ledger.console.verifying:verify",
                    say("That nothing was changed."),
                ),
                (
                    "evidence",
                    "ledger.console.evidence:evidence",
                    say("A case in one file that anybody can check."),
                ),
                ("archive", f"{proof}:archive", say("The log as files for auditors.")),
                ("keys", f"{proof}:keys", say("Keys that sign.")),
            ),
        ),
        (
            say("Law"),
            (
                ("rules", "ledger.console.rules:rules", say("The rulebooks.")),
                (
                    "calendars",
                    "ledger.console.calendars:calendars",
                    say("The working-day calendars."),
                ),
            ),
        ),
    )


def main(
    args: Sequence[str] | None = None, sections: Callable[[], Sequence[Section]] = commands
) -> int:
    """Run one command line and return its exit status (contract, section 1).

    An error that nobody foresaw is not caught: its traceback is what a report of it needs.
    """
    arguments = list(sys.argv[1:] if args is None else args)
    _print_utf8()
    # Texts are made when command modules are imported, so the language comes first.
    speak(language_of(arguments, os.environ))
    try:
        status = _run(arguments, sections)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(say("Stopped. What was recorded before stays recorded."), file=sys.stderr)
        return _STOPPED
    except BrokenPipeError:
        # Else the interpreter would try to print the rest when it ends, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS
    return status


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language asked for by `--lang`, else by the locale, else English."""
    asked = ENGLISH
    for name in _LOCALE_VARIABLES:
        if locale := environment.get(name):
            asked = locale
            break
    words = _before_dashes(arguments)
    for word, following in pairwise([*words, ""]):
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return next((language for language in LANGUAGES if asked.startswith(language)), ENGLISH)


def _run(arguments: Sequence[str], sections: Callable[[], Sequence[Section]]) -> int:
    from click.exceptions import Abort, ClickException, Exit, NoArgsIsHelpError

    from ledger.console.errors import from_click, report
    from ledger.console.options import Invocation
    from ledger.console.root import root_command
    from ledger.language import spoken

    as_json = "--json" in _before_dashes(arguments)
    root = root_command(sections())
    if COMPLETION_VARIABLE in os.environ:
        return _complete(root)
    try:
        start = Invocation(lang=spoken())
        with root.make_context("bindledger", list(arguments), obj=start) as ctx:
            status = root.invoke(ctx)
    except Exit as stop:
        return stop.exit_code
    except NoArgsIsHelpError as error:
        if not as_json:
            print(error.format_message(), file=sys.stderr)
            return error.exit_code
        problem = from_click(error)
    except ClickException as error:
        problem = from_click(error)
    except Abort:
        raise KeyboardInterrupt from None
    except LedgerError as error:
        problem = error
    else:
        return status if isinstance(status, int) else 0
    report(problem, as_json=as_json)
    return problem.exit_status


def _complete(root: LazyGroup) -> int:
    from click.shell_completion import shell_complete

    from ledger.console.options import Invocation

    asked, start = os.environ[COMPLETION_VARIABLE], {"obj": Invocation()}
    return shell_complete(root, start, "bindledger", COMPLETION_VARIABLE, asked)


def _before_dashes(arguments: Sequence[str]) -> list[str]:
    return list(takewhile(lambda word: word != "--", arguments))


def _print_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
