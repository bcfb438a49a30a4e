"""An option that takes one value is given once: of two, nobody knows which was meant."""

from __future__ import annotations

import rich_click as click

from ledger.errors import BadInput
from ledger.language import say


def refuse_repeats(command: click.Command) -> None:
    """Let a command refuse an option with one value that is given twice; flags are as they were."""
    parse = command.parse_args

    def parse_once(ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)  # click takes them away while it reads
        rest = parse(ctx, args)
        if not ctx.resilient_parsing:
            _check(command, ctx, given)
        return rest

    # Commands are made by click's decorators as instances of several classes of rich_click.
    command.parse_args = parse_once  # type: ignore[method-assign]  # so each is changed itself


def _check(command: click.Command, ctx: click.Context, given: list[str]) -> None:
    """Raise BadInput for the first option that is given again."""
    from ledger.console.options import place

    _, _, order = command.make_parser(ctx).parse_args(given)
    seen = set()
    for param in order:
        if not isinstance(param, click.Option) or param.multiple or param.count or param.is_flag:
            continue
        if param in seen:
            name = max(param.opts, key=len)
            raise BadInput(
                say("{name} is given more than once", name=name),
                where=place(param, ctx),
                why=say("the option takes one value, and only one of them would count"),
                now=say("give it once"),
            )
        seen.add(param)
