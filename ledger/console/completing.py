"""`completion`: the script that completes commands, options and ids in a shell."""

from __future__ import annotations

import rich_click as click
from click.shell_completion import get_completion_class

from ledger.console import COMPLETION_VARIABLE
from ledger.console.options import examples
from ledger.language import say


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
    script = made(ctx.find_root().command, {}, "bindledger", COMPLETION_VARIABLE).source()
    if shell == "bash":
        # bash would take the part of an id before its colon for a word of its own.
        script += "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n"
    click.echo(script)
