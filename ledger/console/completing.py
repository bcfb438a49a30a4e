"""Completion for bash, zsh and fish: of commands and options, and of the ids in the ledger."""

from __future__ import annotations

from itertools import islice
from typing import Final

import rich_click as click
from click.shell_completion import CompletionItem, get_completion_class

from ledger.console.options import Invocation, examples
from ledger.errors import LedgerError
from ledger.language import say

VARIABLE: Final = "_BINDLEDGER_COMPLETE"
"""The environment variable by which a shell asks for completions."""

_MOST: Final = 200


def subjects_like(ctx: click.Context, prefix: str, begun: str) -> list[CompletionItem]:
    """The subjects of a kind that begin like this, without the prefix of their kind."""
    found = _subjects(ctx, prefix + begun)
    return [CompletionItem(tag.removeprefix(prefix)) for tag in found]


def _subjects(ctx: click.Context, begun: str) -> list[str]:
    from ledger.store import open_store

    said = ctx.find_root().obj
    address = said.ledger if isinstance(said, Invocation) else Invocation().ledger
    try:
        with open_store(address, write=False) as store:
            return list(islice(store.subjects(begun), _MOST))
    except LedgerError:
        # Nobody who presses a key wants to read an error: without a ledger there are no ids.
        return []


@click.command(
    help=say("Print the script that completes commands and ids in your shell."),
    epilog=examples(
        'eval "$(bindledger completion bash)"',
        'eval "$(bindledger completion zsh)"',
        "bindledger completion fish | source",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    made = get_completion_class(shell)
    assert made is not None, shell
    script = made(ctx.find_root().command, {}, "bindledger", VARIABLE).source()
    if shell == "bash":
        # bash would take the part of an id before its colon for a word of its own.
        script += "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n"
    click.echo(script)
